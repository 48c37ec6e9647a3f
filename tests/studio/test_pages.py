"""A page and its data: which is given, and that neither can be made to say something else."""

from __future__ import annotations

import json
import math
from typing import Any
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stylogeny.studio.pages import address, csv_text, plain

ADDRESSES = st.sampled_from(
    ["/works", "/work", "/without", "/picture/96", "/stories", "/jobs", "/place", "/would-have-been"]
)
WORDS = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="/?#\\"), min_size=1, max_size=20)


def test_numbers_that_are_none_are_null_and_arrays_are_lists() -> None:
    value = {"a": np.array([1.0, math.nan]), "b": np.float32("inf"), 3: (np.int64(2), None, {"x"})}
    text = json.dumps(plain(value), allow_nan=False)
    assert json.loads(text) == {"a": [1.0, None], "b": None, "3": [2, None, ["x"]]}


def test_a_spreadsheet_computes_nothing() -> None:
    text = csv_text(pd.DataFrame({"title": ["=HYPERLINK(1)", "+1", "@x", "-2", "plain", 'a,"b'], "n": [-1.5] * 6}))
    lines = text.splitlines()
    assert lines[1] == "'=HYPERLINK(1),-1.5" and lines[5] == "plain,-1.5" and lines[6] == '"a,""b",-1.5'
    assert all(line[0] not in "=+-@" for line in lines)


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1), min_size=1, max_size=3))
def test_a_part_of_an_address_is_one_part(parts: list[str]) -> None:
    assert [unquote(part) for part in address(*parts).split("/")[1:]] == parts


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/\\evil.example", "x", ""])
def test_a_change_leads_nowhere_else(to: str, client: Any) -> None:
    job = client.app.state.studio.jobs.ask("nothing", {})
    answer = client.post(f"/jobs/{job.id}/cancel", data={"back": to})
    assert answer.status_code == 303 and answer.headers["location"] in ("/", "/jobs")


NAMES = ["q", "artist", "style", "page", "kind", "estimand", "without", "after"]


@settings(max_examples=40)
@given(place=ADDRESSES, name=WORDS, query=st.dictionaries(st.sampled_from(NAMES), WORDS, max_size=3))
def test_whatever_is_asked_the_answer_is_json_in_one_line(
    shared_client: Any, place: str, name: str, query: dict[str, str]
) -> None:
    answer = shared_client.get(f"{place}{address(name)}", params=query, headers={"Accept": "application/json"})
    assert answer.status_code in (200, 307, 404, 422), answer.text
    assert isinstance(answer.json(), dict) and (answer.status_code == 200) == ("error" not in answer.json())


@settings(max_examples=25)
@given(
    fields=st.dictionaries(
        st.sampled_from(["act", "stop", "text", "title", "address", "story", "bootstraps", "back"]), WORDS
    )
)
def test_whatever_is_posted_is_answered(shared_client: Any, fields: dict[str, str]) -> None:
    for place in ("/stories", "/stories/none", "/without/none", "/place", "/jobs/none/cancel"):
        for body in (
            {"data": fields},
            {"json": fields},
            {"content": b"{", "headers": {"Content-Type": "application/json"}},
        ):
            headers = {"Accept": "application/json", **body.pop("headers", {})}
            answer = shared_client.post(place, headers=headers, **body)
            assert answer.status_code in (200, 400, 404, 422), answer.text


@pytest.mark.parametrize("body", ['{"title": "\\ud800"}', '{"\\udfff": "x"}', '{"title": NaN}', "[]", "null"])
def test_what_is_no_text_is_refused_in_one_line(body: str, client: Any) -> None:
    answer = client.post("/stories", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400 and "JSON is an object" in answer.text
    assert client.get("/stories.json").json()["stories"] == []


def test_a_field_that_is_null_is_not_given(client: Any) -> None:
    answer = client.post("/stories", json={"title": "Ours", "address": None}, headers={"Accept": "application/json"})
    assert answer.json()["title"] == "Ours"
    assert "a title is empty" in client.post("/stories", json={"title": None}).text


def test_a_file_is_no_title(client: Any) -> None:
    answer = client.post("/stories", files={"title": ("a.png", b"picture")})
    assert answer.status_code == 400 and "title is text" in answer.text
    assert client.get("/stories.json").json()["stories"] == []


@pytest.fixture(scope="module")
def shared_client(made: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One client for many examples."""
    import shutil

    from starlette.testclient import TestClient

    from stylogeny.studio.server import application

    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(made, folder / "corpus")
    app = application(folder / "corpus" / "run", token="t", hosts=("testserver",))
    return TestClient(app, headers={"Authorization": "Bearer t"}, follow_redirects=False, raise_server_exceptions=True)
