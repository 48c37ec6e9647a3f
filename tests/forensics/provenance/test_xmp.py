from __future__ import annotations

import io
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from stylogeny.forensics.provenance.xmp import packet, with_xmp

from .conftest import jpeg, png


def read_xmp(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        said = image.info.get("xmp") or image.info["XML:com.adobe.xmp"]
    return said.encode() if isinstance(said, str) else said


@pytest.mark.parametrize("encode", [png, jpeg])
def test_xmp_is_put_in_without_touching_a_pixel_and_once(encode, picture, genealogy):
    plain = encode(picture)
    data = with_xmp(with_xmp(plain, packet(replace(genealogy, title="first"))), packet(genealogy))
    assert read_xmp(data).decode() == packet(genealogy) and b">first<" not in data
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(data))), np.asarray(Image.open(io.BytesIO(plain))))


def test_a_packet_is_xml_whatever_a_title_holds(genealogy):
    said = packet(replace(genealogy, title='<b> & "Père"\x07'))
    tree = ElementTree.fromstring(said.split("?>", 1)[1].rsplit("<?", 1)[0])
    assert 'Père"' in "".join(tree.itertext()) and "0.7000 The hay wain" in "".join(tree.itertext())


def test_other_files_stay_as_they_are(genealogy):
    assert with_xmp(b"GIF89a...", packet(genealogy)) == b"GIF89a..."
