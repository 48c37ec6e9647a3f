"""One test per kind of bad or peculiar picture file."""

from __future__ import annotations

import io
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
    with pytest.raises(BadPicture, match="unreadable"):
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
