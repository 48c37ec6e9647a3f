"""How a source is recognised."""

from __future__ import annotations

from pathlib import Path

import pytest

import stylogeny as sg
from helpers.museum_exports import MET_COLUMNS, MOMA_COLUMNS, NGA_COLUMNS, TATE_COLUMNS
from stylogeny.corpus.sources import open_source
from stylogeny.corpus.sources.museums import aic, carnegie, cleveland, met, moma, nga, tate


def test_met_columns_are_not_mistaken_for_another_museums() -> None:
    for columns, museum in ((MET_COLUMNS, met), (MOMA_COLUMNS, moma), (TATE_COLUMNS, tate), (NGA_COLUMNS, nga)):
        fits = [
            m for m in (met, moma, tate, nga, cleveland, carnegie, aic) if any(s <= set(columns) for s in m.SIGNATURES)
        ]
        assert fits == [museum]


@pytest.mark.parametrize("what", ["nowhere/at/all", "empty"])
def test_no_corpus_is_a_clear_error(tmp_path: Path, what: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(sg.StylogenyError, match=r"no such file|no corpus"):
        open_source(tmp_path / what)
