from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from stylogeny.errors import StylogenyError
from stylogeny.forensics.provenance.identity import make_identity
from stylogeny.forensics.provenance.pixel_mark import embed
from stylogeny.forensics.provenance.signing import sign_bytes
from stylogeny.forensics.provenance.verification import origin

from .conftest import png


@pytest.fixture
def stripped(identity, picture, genealogy) -> Image.Image:
    """A signed and marked picture of which only the pixels are left."""
    return Image.open(io.BytesIO(sign_bytes(png(picture), genealogy, identity, mark=True))).convert("RGB")


def test_a_stripped_picture_is_named_by_its_mark(stripped, identity, genealogy, tmp_path):
    stripped.save(tmp_path / "x.jpg", quality=70)
    found = origin(tmp_path / "x.jpg", anchors=identity.anchors, identity=identity)
    assert found.signature.state == "none" and found.mark.record.genealogy == genealogy
    assert found.mark.looks_right is True
    assert any("The hay wain" in line for line in found.lines)
    assert found.document()["pixel_mark"]["genealogy"]["seed"] == 7


def test_at_another_size_it_is_read_at_the_size_on_record(stripped, identity, tmp_path):
    stripped.resize((112, 80), Image.LANCZOS).save(tmp_path / "half.png")
    found = origin(tmp_path / "half.png", identity=identity)
    assert found.mark is not None and found.mark.size == (160, 224)


def test_a_mark_laid_over_another_picture_is_seen_through(stripped, identity, picture, tmp_path):
    mark = origin_mark(stripped, identity, tmp_path)
    other = embed(np.ascontiguousarray(picture[::-1]), identity.mark_key, mark)
    (tmp_path / "forged.png").write_bytes(png(other))
    found = origin(tmp_path / "forged.png", identity=identity)
    assert found.mark.mark.id == mark and found.mark.looks_right is False
    assert "another than that on record" in "\n".join(found.lines)


def origin_mark(stripped, identity, tmp_path) -> str:
    stripped.save(tmp_path / "stripped.png")
    return origin(tmp_path / "stripped.png", identity=identity).mark.mark.id


def test_to_someone_else_the_mark_says_nothing(stripped, tmp_path):
    stripped.save(tmp_path / "x.png")
    other = make_identity(tmp_path / "other", "Other")
    found = origin(tmp_path / "x.png", identity=other)
    assert found.mark is None and found.mark_asked and "no mark of yours" in "\n".join(found.lines)
    assert not origin(tmp_path / "x.png").mark_asked


def test_what_cannot_be_asked(identity, tmp_path):
    (tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    found = origin(tmp_path / "bad.png", identity=identity)
    assert found.signature.state == "unreadable" and not found.mark_asked
    Image.new("RGB", (90, 90), "red").save(tmp_path / "red.jpg")
    assert origin(tmp_path / "red.jpg", identity=identity).mark is None
    with pytest.raises(StylogenyError, match="no such file"):
        origin(tmp_path / "none.png")
