"""The page of an examination says every finding, and runs nothing that a picture's metadata brought along."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from helpers.works import dated_works
from stylogeny.forensics.authentication.authenticate import Authentication
from stylogeny.forensics.authentication.finding import PictureFinding, cannot_say
from stylogeny.forensics.authentication.year import DatedWindow
from stylogeny.forensics.provenance.genealogy import Ancestor, Genealogy
from stylogeny.forensics.provenance.verdict import SignatureVerdict
from stylogeny.forensics.provenance.verification import PictureOrigin
from stylogeny.report.authentication_page import write_authentication

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def answer(tmp_path) -> Authentication:
    file = tmp_path / "found.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (80, 60, 3), dtype=np.uint8)).save(file)
    told = Genealogy(
        HOSTILE, "flow", "trainedAlgorithmicMedia", 3, 1900.0, parents=(Ancestor("w", HOSTILE, share=0.4),)
    )
    signature = SignatureVerdict("untrusted", "unchanged", signer=HOSTILE, genealogy=told)
    findings = (
        PictureFinding("claimed year", "disagrees", f"it looks late {HOSTILE}", 0.01, 0.05, "300 works"),
        cannot_say("generated", "no detector was trained"),
    )
    windows = (DatedWindow((0.4, 0.4, 0.6, 0.6), 1931.2, 0.004), DatedWindow((0.0, 0.0, 0.6, 0.6), 1880.0, 0.4))
    copies = ({"id": "w", "title": "Snow", "artist": "", "date": "1890", "coverage": 0.31, "mirrored": True},)
    claims = {"artist": "A. Painter", "year": 1880.0}
    return Authentication(str(file), claims, findings, windows, None, copies, PictureOrigin(str(file), signature))


def test_every_finding_is_there_and_nothing_else_runs(answer, tmp_path):
    works = dated_works([1890], root=tmp_path, id=["w"], title=["Snow"], artist=[""], picture=[""])
    page = write_authentication(answer, tmp_path / "page.html", works).read_text()
    for said in (
        "Claimed year",
        "disagrees",
        "cannot say",
        "5 %",
        "300 works",
        "1931",
        "31 % of the picture, mirrored",
        "seed 3",
    ):
        assert said in page
    assert "Said to be A. Painter, 1880. 0 of 2 findings agree, 1 disagree" in page
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")
    assert page.count('class="window') == 2 and page.count("window latest") == 1
