"""A picture that is right, one that is not, and those of which nothing can be said."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest
from PIL import Image

from helpers.stripes import stripes
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.forensics.authentication.authenticate import authenticate
from stylogeny.forensics.authentication.finding import PictureFinding
from stylogeny.runs import Run


def states(answer) -> dict[str, str]:
    return {f.about: f.state for f in answer.findings}


def test_a_wrong_decade_is_told_from_a_right_one(stripe_run, tmp_path):
    Image.fromarray(stripes(1600, 1.0, seed=77, side=120)).save(tmp_path / "new.png")
    right = authenticate(tmp_path / "new.png", stripe_run, year=1600)
    wrong = authenticate(tmp_path / "new.png", stripe_run, year=1890, artist="Artist 11")
    assert states(right)["claimed year"] == "agrees" and states(wrong)["claimed year"] == "disagrees"
    by_name = {f.about: f for f in wrong.findings}
    assert by_name["claimed year"].p < 0.05 and "earlier than 1890" in by_name["claimed year"].said
    assert by_name["claimed hand"].p is not None and by_name["signature"].state == "cannot say"
    assert len(wrong.windows) == 5 and len(wrong.placed.nearest) == 5
    assert json.loads(json.dumps(wrong.document()))["claims"] == {"artist": "Artist 11", "year": 1890}


def test_a_picture_in_the_run_is_held_against_the_runs_own_table(stripe_run, stripe_works, tmp_path):
    Image.open(stripe_works.picture(5)).resize((176, 144)).save(tmp_path / "again.jpg", quality=85)
    year = int(stripe_works.year[5])
    right = authenticate(tmp_path / "again.jpg", stripe_run, year=year, artist="Artist 0")
    wrong = authenticate(tmp_path / "again.jpg", stripe_run, year=year + 40, artist="Artist 6")
    assert "Stripes 0.5" in next(f.said for f in right.findings if f.about == "copies")
    assert (states(right)["claimed year"], states(right)["claimed hand"]) == ("agrees", "agrees")
    assert (states(wrong)["claimed year"], states(wrong)["claimed hand"]) == ("disagrees", "disagrees")


def test_of_one_colour_nothing_is_said(stripe_run, tmp_path):
    Image.new("RGB", (90, 90), "navy").save(tmp_path / "navy.png")
    answer = authenticate(tmp_path / "navy.png", stripe_run, year=1700, artist="Artist 2")
    assert {s for s in states(answer).values()} == {"cannot say"}
    assert answer.placed is None and answer.windows == ()


def test_a_space_of_ones_own_vectors_sees_no_pictures(stripe_works, tmp_path):
    run = Run(tmp_path / "own", create=True)
    stripe_works.save(run.path / "works.parquet")
    Embedding.from_vectors(stripe_works, np.random.default_rng(0).normal(size=(72, 5))).save(run)
    Image.fromarray(stripes(1600, 1.0, seed=77, side=120)).save(tmp_path / "new.png")
    answer = authenticate(tmp_path / "new.png", run, year=1600)
    assert states(answer)["claimed year"] == "cannot say"


def test_without_the_optional_packages_the_rest_is_still_asked(stripe_run, tmp_path, monkeypatch):
    Image.fromarray(stripes(1600, 1.0, seed=77, side=120)).save(tmp_path / "new.png")
    for package in ("c2pa", "bchlib", "cryptography"):
        monkeypatch.setitem(sys.modules, package, None)
    answer = authenticate(tmp_path / "new.png", stripe_run, year=1600)
    assert states(answer)["signature"] == "cannot say" and states(answer)["claimed year"] == "agrees"
    assert "install stylogeny[forensics]" in next(f.said for f in answer.findings if f.about == "signature")


def test_others_may_examine_too(stripe_run, tmp_path):
    Image.fromarray(stripes(1600, 1.0, seed=77, side=120)).save(tmp_path / "new.png")
    shapes = []

    def examiner(pixels: np.ndarray) -> list[PictureFinding]:
        shapes.append(pixels.shape)
        return [PictureFinding("grain", "notes", "fine")]

    assert states(authenticate(tmp_path / "new.png", stripe_run, examiners=[examiner]))["grain"] == "notes"
    assert shapes == [(120, 136, 3)]


def test_who_is_not_in_the_run_and_what_is_no_picture_are_said(stripe_run, tmp_path):
    Image.fromarray(stripes(1600, 1.0, seed=77)).save(tmp_path / "new.png")
    with pytest.raises(StylogenyError, match="no such artist"):
        authenticate(tmp_path / "new.png", stripe_run, artist="Nobody at all")
    (tmp_path / "notes.png").write_text("no picture")
    with pytest.raises(StylogenyError, match="not a usable picture"):
        authenticate(tmp_path / "notes.png", stripe_run)
