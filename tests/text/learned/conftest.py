"""A few texts whose facts are known, and a model that learned them by heart."""

from __future__ import annotations

import pytest

from stylogeny.text.learned.examples import Example
from stylogeny.text.learned.model import TextModel
from stylogeny.text.learned.training import TextPlan, train


@pytest.fixture(scope="session")
def texts() -> list[Example]:
    dark = frozenset(["tone_is_dark"])
    light = frozenset(["tone_is_light"])
    return [
        *[Example("wall text", "A dark picture in {first_colour}, by {artist}.", dark)] * 6,
        *[Example("wall text", "A pale picture in {first_colour}, by {artist}.", light)] * 6,
        *[Example("wall text", "Mostly {first_colour}.")] * 6,
        *[Example("title", "The Mill at Noon"), Example("title", "The Barn at Noon")] * 4,
    ]


@pytest.fixture(scope="session")
def untrained(texts: list[Example]) -> TextModel:
    return TextModel.start(texts, width=32)


@pytest.fixture(scope="session")
def model(texts: list[Example]) -> TextModel:
    return train(TextModel.start(texts, width=32), texts, TextPlan(steps=300, batch=12, rate=5e-3))
