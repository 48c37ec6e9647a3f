"""What is kept of an examination: by the claims, for the run as it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from helpers.small_graph import small_graph
from helpers.traced_run import traced_run
from stylogeny.artifacts import write_document
from stylogeny.errors import StylogenyError
from stylogeny.studio.placing.examination import (
    EXAMINED,
    ask_examination,
    claims_of,
    examination,
    examination_file,
    examination_job,
    examined_address,
)
from stylogeny.studio.state import Studio
from stylogeny.studio.uploads import Upload


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(traced_run(tmp_path / "run", small_graph(tmp_path)).path)


def test_claims_are_an_artist_of_the_run_and_a_year(studio: Studio) -> None:
    assert claims_of(studio, "artist 2 <b>", " -40 ") == {"artist": "Artist 2 <b>", "year": -40}
    assert claims_of(studio, " ", "") == {"artist": None, "year": None}
    for artist, year in (("Nobody", ""), ("", "1.5"), ("", "soon")):
        with pytest.raises(StylogenyError):
            claims_of(studio, artist, year)


def test_the_same_claims_have_one_address_and_one_job(studio: Studio) -> None:
    dropped = Upload(studio.folder / "uploads" / ("0" * 24), "x.png")
    claims = {"artist": "Artist 2 <b>", "year": 1640}
    assert examined_address(dropped, claims) == f"/place/{'0' * 24}?artist=Artist+2+%3Cb%3E&year=1640"
    job = ask_examination(studio, dropped, claims)
    assert ask_examination(studio, dropped, claims).id == job.id
    found = examination_job(studio, dropped, claims)
    assert found is not None and found.id == job.id
    assert examination_job(studio, dropped, claims | {"year": 1641}) is None
    job.finish("done", result={})
    assert examination_job(studio, dropped, claims) is None


def test_what_was_found_in_another_state_of_the_run_is_not_shown(studio: Studio) -> None:
    dropped, claims = Upload(studio.folder / "uploads" / ("0" * 24), "x.png"), {"artist": None, "year": None}
    assert examination(studio, dropped, claims) is None
    write_document(examination_file(studio.path, dropped, claims), EXAMINED, examination={"findings": []})
    assert examination(studio, dropped, claims) == {"findings": []}
    embedding = studio.path / "embedding.safetensors"
    os.utime(embedding, ns=(1, 1))
    assert examination(studio, dropped, claims) is None
