"""Decode, orient and resize pictures, guarded against hostile and broken files.

What the content says counts, never the suffix. A picture comes out as sRGB bytes in the upright orientation:
transparent pixels over white, CMYK and other profiles converted, 16 bits scaled to 8, an animation's first frame.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from ..errors import StylogenyError

MAX_PIXELS = 178_956_970  # Pillow's own hard limit: a decompression bomb beyond it
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)  # the limit above is checked below instead
_SRGB = ImageCms.createProfile("sRGB")


class BadPicture(StylogenyError):
    """A file that cannot be used as a picture; `reason` is the short why."""

    def __init__(self, reason: str, got: object, *, fix: str | None = None) -> None:
        super().__init__(f"not a usable picture: {reason}", got=got, fix=fix)
        self.reason = reason


def decode(source: Path | str | bytes, *, side: int | None = None) -> tuple[Image.Image, tuple[str, ...]]:
    """Open a picture safely.

    Parameters
    ----------
    source : path or bytes
        The file or its content.
    side : int, optional
        A hint: the picture may be decoded smaller than it is, with no side below this.

    Returns
    -------
    (Image, notes)
        An upright RGB image, and what was peculiar about the file (``animated``, ``CMYK``, ``16-bit``, ``alpha``,
        ``rotated``, ``misnamed``).

    Raises
    ------
    BadPicture
        Empty, truncated, too large, or not a picture.
    """
    name = "bytes" if isinstance(source, bytes) else str(source)
    data = source if isinstance(source, bytes) else _content(Path(source))
    if not data:
        raise BadPicture("empty file", name)
    try:
        image = Image.open(io.BytesIO(data))
        notes = _notes(image, "" if isinstance(source, bytes) else Path(source).suffix)
        if image.width * image.height > MAX_PIXELS:
            raise BadPicture(f"{image.width} x {image.height} pixels, over the limit", name)
        if side and min(image.size) >= 2 * side:
            image.draft(None, (side, side))
        image.load()
    except BadPicture:
        raise
    except UnidentifiedImageError:
        raise BadPicture("not an image", name) from None
    except Image.DecompressionBombError:
        raise BadPicture("too many pixels, a decompression bomb", name) from None
    except Exception as error:  # decoders raise OSError, SyntaxError, struct.error, EOFError, ValueError ...
        raise BadPicture("truncated or damaged", f"{name}: {error}") from None
    return _to_srgb(ImageOps.exif_transpose(image)), notes


def read(path: Path | str | bytes, size: int | tuple[int, int] | None = None) -> np.ndarray:
    """A picture as sRGB bytes, uint8[height, width, 3], upright.

    Parameters
    ----------
    path : path or bytes
        The file or its content.
    size : int or (height, width), optional
        An int is the longest side, the aspect kept; a pair is the exact size.

    Raises
    ------
    BadPicture
        A StylogenyError that says why the file is not usable.
    """
    smallest = size if isinstance(size, int) else max(size) if size else None
    image, _ = decode(path, side=smallest)
    if size is not None:
        if isinstance(size, int):
            scale = size / max(image.size)
            target = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        else:
            target = (size[1], size[0])
        if image.size != target:
            image = image.resize(target, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return np.array(image, dtype=np.uint8)


def pixels(picture: np.ndarray | Path | str) -> np.ndarray:
    """A picture that may be on disk still, uint8[height, width, 3]; raises as :func:`read` does."""
    return picture if isinstance(picture, np.ndarray) else read(picture)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        fix = "say where it is now, or load a corpus that was moved again"
        raise BadPicture("no such file", path, fix=fix) from None
    except OSError as error:
        raise BadPicture(f"unreadable, {error.strerror or error}", path) from None


_SUFFIXES = {
    "JPEG": {".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"},
    "MPO": {".jpg", ".jpeg", ".mpo"},
    "TIFF": {".tif", ".tiff"},
}


def _notes(image: Image.Image, suffix: str) -> tuple[str, ...]:
    form = image.format or ""
    found = []
    if suffix and suffix.lower() not in _SUFFIXES.get(form, {"." + form.lower()}):
        found.append("misnamed")
    if getattr(image, "n_frames", 1) > 1 and form != "MPO":
        found.append("animated")
    if image.mode == "CMYK":
        found.append("CMYK")
    if image.mode.startswith(("I", "F")):
        found.append("16-bit")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        found.append("alpha")
    if image.getexif().get(0x0112, 1) not in (0, 1):
        found.append("rotated")
    return tuple(found)


def _to_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float64)
        top = (
            1.0
            if values.max(initial=0) <= 1 and image.mode == "F"
            else 65535.0
            if values.max(initial=0) > 255
            else 255.0
        )
        return Image.fromarray(np.clip(values / top * 255, 0, 255).round().astype(np.uint8)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image).convert("RGB")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "srgb" not in ImageCms.getProfileDescription(source).lower():
                converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
                image = converted if converted is not None else image
        except (ImageCms.PyCMSError, OSError):
            pass  # a damaged profile: the plain conversion below is what viewers show
    return image.convert("RGB")
