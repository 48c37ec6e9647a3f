"""Strangers' pictures: those that are some come out plain, whatever else comes out as one line."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from stylogeny.corpus.pictures import BadPicture
from stylogeny.studio.guarded import SIDE, guarded


def file_of(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format=kind, **options)
    return out.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that says it is `side` pixels wide and high, all black."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    line = zlib.compressobj(9)
    rows = b"".join(line.compress(bytes(1 + side // 8)) for _ in range(side)) + line.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_picture_comes_out_upright_within_bounds_and_without_what_else_it_held() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "where I live"
    data = file_of(Image.new("RGB", (3000, 1500), (200, 10, 10)), "JPEG", exif=exif, comment=b"secret")
    out = guarded(data)
    image = Image.open(io.BytesIO(out))
    assert image.format == "PNG" and image.size == (SIDE // 2, SIDE) and not image.getexif()
    assert b"where I live" not in out and b"secret" not in out
    assert np.abs(np.asarray(image).astype(int) - (200, 10, 10)).max() < 6


def test_what_is_no_picture_is_said_in_a_word() -> None:
    with pytest.raises(BadPicture, match=r"an SVG drawing \(got theirs.png\)"):
        guarded(b"<svg xmlns='x'><script/></svg>", name="theirs.png")


def test_a_bomb_does_not_go_off() -> None:
    with pytest.raises(BadPicture, match=r"limit|memory|bomb|than it may"):
        guarded(bomb(30_000))


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(BadPicture, match=r"too long|than it may"):
        guarded(file_of(Image.new("RGB", (64, 64)), "PNG"), seconds=0.005)
