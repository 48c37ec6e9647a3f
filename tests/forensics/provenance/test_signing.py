from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from helpers.embedded_run import embedded_run
from stylogeny.errors import StylogenyError
from stylogeny.forensics.provenance.content_credentials import judged
from stylogeny.forensics.provenance.marked_pictures import MarkedPicture, find_marked, sizes_on_record
from stylogeny.forensics.provenance.pixel_mark import detect
from stylogeny.forensics.provenance.signing import PictureFinder, Signing, sign_bytes, sign_file
from stylogeny.generation.saved_pictures import PictureRecord, finished_by, read_record, save_picture

from .conftest import jpeg, png

RECORD = PictureRecord("Azzurri", 7, 1, (160, 224), sources=[{"id": "w2", "share": 0.9}], name="Blue", year=1950.0)


def test_what_is_drawn_is_signed_with_its_parents_before_it_has_its_name(identity, picture, tmp_path):
    run = embedded_run(tmp_path / "run")
    with finished_by(Signing(identity, PictureFinder(run.path))):
        path = save_picture(tmp_path / "blue.png", picture, RECORD)
    verdict = judged(path.read_bytes(), identity.anchors)
    assert verdict.state == "trusted" and verdict.ingredients == ("Study 2, Azzurri",)
    assert verdict.genealogy.year == 1950.0 and verdict.genealogy.parents[0].sha256
    assert read_record(path) == RECORD  # what it said before, it still says
    found = detect(np.asarray(Image.open(path)), identity.mark_key, shifted=False)
    assert found.id == verdict.mark and find_marked(identity.folder, found.id).genealogy == verdict.genealogy
    sign_file(path, identity, lookup=PictureFinder(run.path))  # once more: what it says of itself is said again
    assert judged(path.read_bytes(), identity.anchors).genealogy == verdict.genealogy
    plain = save_picture(tmp_path / "plain.png", picture, RECORD)
    assert judged(plain.read_bytes()).state == "none"


def test_what_is_too_small_for_a_mark_is_signed(identity, picture, tmp_path):
    with finished_by(Signing(identity, PictureFinder())):
        path = save_picture(tmp_path / "small.png", picture[:48, :48], RECORD)
    verdict = judged(path.read_bytes(), identity.anchors)
    assert verdict.state == "trusted" and verdict.mark == ""


def test_a_photograph_is_signed_without_a_change_to_its_pixels(identity, picture, tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg(picture))
    said = sign_file(path, identity, out=tmp_path / "signed.jpg")
    assert said.source_type == "" and path.read_bytes() == jpeg(picture)
    assert np.array_equal(np.asarray(Image.open(path)), np.asarray(Image.open(tmp_path / "signed.jpg")))
    assert judged((tmp_path / "signed.jpg").read_bytes(), identity.anchors).action == "c2pa.opened"
    sign_file(tmp_path / "signed.jpg", identity)
    again = judged((tmp_path / "signed.jpg").read_bytes(), identity.anchors)
    assert again.good and again.earlier == 1
    sign_file(path, identity, mark=True)
    assert detect(np.asarray(Image.open(path)), identity.mark_key, shifted=False) is not None
    assert judged(path.read_bytes(), identity.anchors).good


def test_marks_are_on_record_by_what_they_are_on(identity, picture, genealogy, tmp_path):
    record = MarkedPicture.of("12345678", picture, genealogy)
    record.save(tmp_path)
    assert find_marked(tmp_path, "12345678") == record and find_marked(tmp_path, "87654321") is None
    assert record.shows(picture) is True and record.shows(np.flipud(picture)) is False
    assert record.shows(np.full_like(picture, 9)) is None
    assert sizes_on_record(tmp_path) == [(160, 224)]


def test_the_same_picture_keeps_its_mark(identity, picture, genealogy):
    marks = {judged(sign_bytes(png(picture), genealogy, identity, mark=True)).mark for _ in range(2)}
    assert len(marks) == 1


def test_a_picture_with_see_through_parts_is_not_marked(identity, genealogy):
    out = io.BytesIO()
    Image.new("RGBA", (80, 80)).save(out, "PNG")
    with pytest.raises(StylogenyError, match="RGBA PNG"):
        sign_bytes(out.getvalue(), genealogy, identity, mark=True)


def test_parents_are_found_in_the_run_in_its_futures_and_as_files(picture, tmp_path):
    run = embedded_run(tmp_path / "run")
    save_picture(run.path / "futures" / "a" / "pictures" / "imagined-1.png", picture, RECORD)
    find = PictureFinder(run.path)
    assert find("w3").artist == "Rosso" and find("imagined-1").title == "Blue"
    (tmp_path / "own.png").write_bytes(png(picture))
    assert find(str(tmp_path / "own.png")).title == "own.png"
    (tmp_path / "secret.txt").write_text("x")
    assert find(str(tmp_path / "secret.txt")) is None and find("nobody") is None and find("") is None
