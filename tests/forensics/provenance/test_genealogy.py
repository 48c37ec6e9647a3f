from __future__ import annotations

import hashlib
import json

import pytest

from stylogeny.forensics.provenance.genealogy import Genealogy, ParentSource, source_type
from stylogeny.generation.saved_pictures import PictureRecord


def test_a_genealogy_survives_json(genealogy):
    assert Genealogy.of(json.loads(json.dumps(genealogy.document()))) == genealogy
    assert "seed" not in Genealogy("untold").document()


def test_parents_are_hashed_and_named(tmp_path):
    (tmp_path / "w1.png").write_bytes(b"pixels")
    record = PictureRecord(
        "s", 3, 1, (8, 8), sources=[{"id": "w2", "share": 0.2}, {"id": "w1", "share": 0.6}], name="Own", year=1900.0
    )
    found = ParentSource(tmp_path / "w1.png", "Snow", "A. Painter", "1890")
    told = Genealogy.of_record(record, lambda name: found if name == "w1" else None)
    first, second = told.parents
    assert (first.id, first.name, first.date) == ("w1", "Snow, A. Painter", "1890")
    assert first.sha256 == hashlib.sha256(b"pixels").hexdigest() and second.sha256 == ""
    assert (told.title, told.year, told.seed, told.source_type) == ("Own", 1900.0, 3, "composite")


@pytest.mark.parametrize(
    ("family", "named", "kind"),
    [
        ("closed-form", True, "composite"),
        ("transfer", True, "composite"),
        ("flow", True, "compositeWithTrainedAlgorithmicMedia"),
        ("flow", False, "trainedAlgorithmicMedia"),
        ("trained painter", True, "compositeWithTrainedAlgorithmicMedia"),
        ("", True, ""),
    ],
)
def test_what_was_trained_is_said_to_be(family, named, kind):
    assert source_type(family, named=named) == kind
