"""The chain in the spelling of a checkout: the current one knows every command and option that is asked of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from verification.same_results import STEPS, Checkout, either, step

NAMES = {"work": "w0", "artist": "A", "style": "S", "picture": "p.png", "until": "1800"}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return Checkout(Path(__file__).resolve().parents[2], tmp_path_factory.mktemp("work"))


def test_the_spelling_is_the_one_that_the_help_knows(checkout: Checkout) -> None:
    options = (either("--param a=1", "--custom a=1"), either("--colour red", "--works 3"))
    words = checkout.words(step("world paint", "--out", "{artist}", options=options), NAMES)
    assert words == ["world", "paint", "--out", "A", "--param", "a=1", "--works", "3"]


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_every_option_is_known_to_this_version(checkout: Checkout, number: int) -> None:
    words = checkout.words(STEPS[number], NAMES)
    verbs = words[: len(STEPS[number].verbs[0])]
    assert all(word in checkout.help(tuple(verbs)) for word in words if word.startswith("--"))
