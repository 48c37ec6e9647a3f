from __future__ import annotations

import importlib.util

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.style.hub import check_model


def test_a_folder_is_taken_as_it_is(tmp_path):
    check_model(tmp_path)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("./absent", "no such model folder"),
        ("/absent/model", "no such model folder"),
        ("an id with spaces", "neither a folder nor"),
        ("nobody/nothing-of-this-name", "HF_HUB_OFFLINE"),
    ],
)
def test_a_model_that_cannot_be_had(monkeypatch, name, why):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(StylogenyError, match=why):
        check_model(name)


def test_a_hub_that_does_not_answer_is_said_so(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    with pytest.raises(StylogenyError, match="the hub cannot be reached"):
        check_model("nobody/nothing-of-this-name", hub="http://127.0.0.1:9")


def test_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(StylogenyError, match=r"pip install 'stylogeny\[hub\]'"):
        check_model("openai/clip-vit-large-patch14")
    with pytest.raises(StylogenyError, match=r"stylogeny\[diffusers\]"):
        check_model("owner/model", library="diffusers")
