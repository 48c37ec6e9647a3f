"""Plausible names: unique, and dates that hold the true year."""

from __future__ import annotations

import numpy as np

from stylogeny.corpus.dates import parse_date
from stylogeny.streams import uniforms
from stylogeny.world import names


def test_every_vague_date_holds_the_true_year() -> None:
    years = np.repeat(np.arange(1500, 1901), 12)
    draws = uniforms(0, "dates", index=np.arange(len(years)), draws=2)
    for year, u in zip(years, draws):
        text = names.date_text(int(year), u)
        earliest, latest = parse_date(text)
        assert earliest <= year <= latest, text


def test_repeated_titles_are_numbered() -> None:
    assert names.unique(["Pilgrims", "Sails", "Pilgrims", "Pilgrims"]) == [
        "Pilgrims",
        "Sails",
        "Pilgrims (II)",
        "Pilgrims (III)",
    ]
