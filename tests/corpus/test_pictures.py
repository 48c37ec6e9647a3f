"""One test per kind of bad or peculiar picture file."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from stylogeny.corpus.pictures import BadPicture, decode, read


def painting(height: int = 60, width: int = 90) -> np.ndarray:
    """A smooth colour picture, uint8[height, width, 3]: red grows to the right, green downwards."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 // (width - 1), y * 255 // (height - 1), np.full_like(x, 90)], axis=-1).astype(np.uint8)


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def close_to(got: np.ndarray, wanted: np.ndarray, tolerance: float = 6) -> bool:
    return got.shape == wanted.shape and float(np.abs(got.astype(float) - wanted).mean()) < tolerance


def test_plain_picture_is_its_pixels() -> None:
    assert np.array_equal(read(encoded(Image.fromarray(painting()), "PNG")), painting())


@pytest.mark.parametrize(("size", "shape"), [(45, (30, 45, 3)), ((20, 50), (20, 50, 3)), (180, (120, 180, 3))])
def test_sizes(size: int | tuple[int, int], shape: tuple[int, int, int]) -> None:
    got = read(encoded(Image.fromarray(painting()), "JPEG", quality=95), size)
    assert got.shape == shape and got.dtype == np.uint8
    assert got[:, -1, 0].mean() > 200 > 60 > got[:, 0, 0].mean()


def test_truncated_is_refused() -> None:
    data = encoded(Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8)), "JPEG")
    with pytest.raises(BadPicture, match="truncated"):
        read(data[: len(data) // 2])


def test_zero_bytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    with pytest.raises(BadPicture, match="empty file"):
        read(tmp_path / "a.jpg")


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4 not a picture", b"<html>404</html>", b"\x89PNG\r\n\x1a\nbroken", b"\0" * 500]
)
def test_not_an_image_is_refused(data: bytes) -> None:
    with pytest.raises(BadPicture):
        read(data)


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPicture, match=r"no such file .*none.jpg.*; .*where it is now"):
        read(tmp_path / "none.jpg")
    with pytest.raises(BadPicture, match="a folder"):
        read(tmp_path)


def bomb(side: int) -> bytes:
    """A valid PNG header and body start that promise side x side pixels in under 300 bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [14_000, 60_000])
def test_decompression_bomb_is_refused_unread(side: int) -> None:
    with pytest.raises(BadPicture, match=r"bomb|over the limit"):
        read(bomb(side))


def test_animation_gives_its_first_frame() -> None:
    frames = [Image.new("RGB", (20, 20), c) for c in ("red", "blue", "green")]
    image, notes = decode(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert notes == ("animated",)
    assert np.asarray(image)[5, 5].tolist() == [255, 0, 0]


def test_cmyk_becomes_rgb() -> None:
    image, notes = decode(encoded(Image.fromarray(painting()).convert("CMYK"), "JPEG", quality=95))
    assert "CMYK" in notes and image.mode == "RGB"
    assert close_to(np.asarray(image), painting())


def test_sixteen_bits_become_eight() -> None:
    ramp = np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (32, 1))
    image, notes = decode(encoded(Image.fromarray(ramp), "PNG"))
    assert "16-bit" in notes
    assert close_to(np.asarray(image), np.repeat((ramp // 257)[..., None], 3, axis=2), 1)


def test_alpha_lies_over_white() -> None:
    rgba = np.dstack([np.zeros((10, 10, 3), np.uint8), np.full((10, 10), 0, np.uint8)])
    rgba[:, 5:, 3] = 255
    image, notes = decode(encoded(Image.fromarray(rgba), "PNG"))
    assert "alpha" in notes
    assert np.asarray(image)[:, :5].min() == 255 and np.asarray(image)[:, 5:].max() == 0


def test_palette_transparency_lies_over_white() -> None:
    image = Image.new("P", (8, 8), 0)
    image.putpalette([0, 0, 0, 255, 0, 0] + [0] * 762)
    assert read(encoded(image, "PNG", transparency=0)).min() == 255


@pytest.mark.parametrize("turn", range(1, 9))
def test_exif_orientation_is_undone(turn: int) -> None:
    upright = Image.fromarray(painting())
    undo = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[
        turn
    ]  # the transpose that stores it so that exif shows it upright
    stored = upright if undo is None else upright.transpose(Image.Transpose(undo))
    exif = Image.Exif()
    exif[0x0112] = turn
    image, notes = decode(encoded(stored, "JPEG", quality=95, exif=exif))
    assert close_to(np.asarray(image), painting())
    assert ("rotated" in notes) == (turn != 1)


def test_content_counts_not_the_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(encoded(Image.fromarray(painting()), "PNG"))
    image, notes = decode(tmp_path / "a.jpg")
    assert notes == ("misnamed",)
    assert np.array_equal(np.asarray(image), painting())


def test_a_colour_profile_is_converted_to_srgb() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert close_to(
        read(encoded(Image.fromarray(painting()), "PNG", icc_profile=lab)), painting()
    )  # a wrong profile is ignored
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert np.array_equal(read(encoded(Image.fromarray(painting()), "PNG", icc_profile=srgb)), painting())


def exif(*entries: tuple[int, int, int, bytes]) -> bytes:
    """EXIF data, little-endian, with these entries of (tag, type, count, four bytes)."""
    body = b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in entries)
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + b"\0" * 4


@pytest.mark.parametrize(
    ("data", "turned"),
    [
        (exif((0x0112, 3, 1, b"\6\0\0\0"), (0x0128, 7, 1, b"\2\0\0\0")), True),  # a unit of type UNDEFINED
        (exif((0x0112, 3, 1, b"\6\0\0\0"), (0x011A, 5, 1, struct.pack("<I", 60_000))), True),  # beyond the end
        (exif((0x0112, 2, 1, b"\6\0\0\0")), False),
        (exif((0x0112, 3, 1, b"\x63\0\0\0")), False),
        (b"Exif\0\0II*\0\xff\xff\xff\xff", False),
        (b"Exif\0\0not exif", False),
    ],
)
def test_malformed_exif_costs_no_picture(data: bytes, turned: bool) -> None:
    image, notes = decode(encoded(Image.fromarray(painting()), "JPEG", quality=95, exif=data))
    assert ("rotated" in notes) == turned and image.size == ((60, 90) if turned else (90, 60))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'<?xml version="1.0"?>\n<!-- A -->\n<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n", "git lfs pull"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "PostScript"),
        (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n", "Radiance HDR"),
        (b"\x76\x2f\x31\x01" + b"\0" * 60, "OpenEXR"),
        (b"\0\5\x16\7\0\2\0\0Mac OS X        ", "resource fork"),
        (b"PK\3\4" + b"\0" * 60, "archive"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_what_is_no_picture_is_called_by_its_name(data: bytes, said: str) -> None:
    with pytest.raises(BadPicture, match=said):
        read(data)


def test_the_shadow_of_a_picture_is_none(tmp_path: Path) -> None:
    Image.fromarray(painting()).save(tmp_path / "._a.jpg")
    with pytest.raises(BadPicture, match="resource fork"):
        read(tmp_path / "._a.jpg")


def test_heic_is_read_with_its_package_and_named_without() -> None:
    heif = pytest.importorskip("pillow_heif")
    buffer = io.BytesIO()
    heif.from_pillow(Image.fromarray(painting(64, 96))).save(buffer, quality=90)
    image, _ = decode(buffer.getvalue())
    assert close_to(np.asarray(image), painting(64, 96))


@pytest.mark.parametrize("suffix", [".jfif", ".jpe", ".pjpeg", ".jpg"])
def test_other_suffixes_of_jpeg_are_its_own(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"a{suffix}").write_bytes(encoded(Image.fromarray(painting()), "JPEG"))
    assert decode(tmp_path / f"a{suffix}")[1] == ()


def test_pixels_without_a_value_are_black_and_a_picture_of_them_is_none() -> None:
    levels = np.tile(np.linspace(0, 1, 64, dtype=np.float32), (32, 1))
    levels[:4, :4], levels[-4:, -4:] = np.nan, np.inf
    image, _ = decode(encoded(Image.fromarray(levels), "TIFF"))
    pixels = np.asarray(image)
    assert pixels[:4, :4].max() == 0 and pixels[-4:, -4:].min() == 255 and 120 < pixels[16, 32, 0] < 136
    with pytest.raises(BadPicture, match="no pixel has a value"):
        read(encoded(Image.fromarray(np.full((8, 8), np.nan, np.float32)), "TIFF"))


@pytest.mark.parametrize(("top", "brightest"), [(1.0, 1.0), (255.0, 255.0), (65535.0, 65535.0), (1.0, 40.0)])
def test_floats_of_any_range_have_their_light(top: float, brightest: float) -> None:
    levels = np.tile(np.linspace(0, top, 64, dtype=np.float32), (32, 1))
    levels[0, 0] = brightest  # a lamp in a picture of linear light
    pixels = read(encoded(Image.fromarray(levels), "TIFF"))
    assert pixels[-1, -1].min() == 255 and 120 < pixels[-1, 32, 0] < 136


@pytest.mark.parametrize("size", [(6000, 3), (1, 1), (2, 900)])
def test_a_strip_of_a_few_pixels_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(BadPicture, match="a strip"):
        read(encoded(Image.new("RGB", size, "red"), "PNG"))


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(BadPicture):
        read("a\0.jpg")


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "folder.jpg").mkdir()
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "device.jpg").symlink_to("/dev/zero")
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    for name, why in (("folder", "a folder"), ("pipe", "no file"), ("device", "no file"), ("loop", "")):
        with pytest.raises(BadPicture, match=rf"{why}.*{name}\.jpg"):
            decode(tmp_path / f"{name}.jpg")
