"""Decode, orient and resize pictures, guarded against hostile and broken files.

What the content says counts, never the suffix. A picture comes out as sRGB bytes in the upright orientation:
transparent pixels over white, CMYK and other profiles converted, 16 bits scaled to 8, an animation's first frame.
"""

from __future__ import annotations

import io
import re
import warnings
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from ..display.thumbnails import FORMATS
from ..errors import StylogenyError

MAX_PIXELS = 178_956_970  # Pillow's own hard limit: a decompression bomb beyond it
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)  # the limit above is checked below instead
_SRGB = ImageCms.createProfile("sRGB")

MISSING = "no such file"
THINNEST = 4  # pixels of the shorter side: a thinner strip has no composition, and nothing of it could be learned
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
_TO_PNG = "convert it to PNG or JPEG"
# what people have in place of a picture: how the file begins, what it is, what to do
_FOREIGN: tuple[tuple[str, str, str], ...] = (
    (r"version https://git-lfs", "a Git LFS pointer", "run `git lfs pull`"),
    (r"\x00\x05\x16[\x00\x07]", "what macOS keeps beside a picture (a resource fork)", "remove it"),
    (r"\s*(?:<\?xml.{0,500}?|<!--.{0,500}?)?(?:<!DOCTYPE svg.{0,500}?)?<svg[\s>]", "an SVG drawing", _TO_PNG),
    (r"\s*(?:<!--.{0,500}?)?<(?:!doctype\s+html|html|head|body)\b", "a web page", "download the picture itself"),
    (r"%PDF-", "a PDF", "export its pages as pictures"),
    (r"%!PS|\xc5\xd0\xd3\xc6", "PostScript", _TO_PNG),
    (r"#\?(?:RADIANCE|RGBE)", "a Radiance HDR picture", _TO_PNG),
    (r"\x76\x2f\x31\x01", "an OpenEXR picture", _TO_PNG),
    (r"8BPS", "a Photoshop file", _TO_PNG),
    (r"\xff\x0a|\x00\x00\x00\x0cJXL ", "a JPEG XL picture", _TO_PNG),
    (r"....ftyp(?:isom|mp4|M4V|qt  |avc1|3gp)|\x1aE\xdf\xa3", "a film", "take a frame of it"),
    (r"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b", "an archive", "unpack it"),
)
_FOREIGN_COMPILED = tuple(
    (re.compile(b, re.S | re.I), what, fix)
    for b, what, fix in ((begins.encode("latin-1"), what, fix) for begins, what, fix in _FOREIGN)
)
_HEIC = re.compile(rb"....ftyp(?:hei[cxms]|hev[cx]|mif1|msf1)", re.S)


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
    data = source if isinstance(source, bytes) else content(Path(source))
    if not data:
        raise BadPicture("empty file", name)
    if foreign := _foreign(data, name):
        raise BadPicture(foreign[0], name, fix=foreign[1])
    try:
        image = Image.open(io.BytesIO(data), formats=[*FORMATS, *_heic()])
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
    if min(image.size) < THINNEST:
        raise BadPicture(f"{image.width} x {image.height} pixels, a strip", name)
    turn = _TURNS.get(_orientation(image))
    return _to_srgb(image if turn is None else image.transpose(turn), name), notes


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


def content(path: Path) -> bytes:
    """The bytes of a picture's file; raises :class:`BadPicture` where there is none, or something else than a file."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for, and a device has no end
            raise BadPicture("a folder" if path.is_dir() else "a pipe or a device, and no file", path)
        return path.read_bytes()
    except BadPicture:
        raise
    except (FileNotFoundError, NotADirectoryError):
        fix = "say where it is now, or load a corpus that was moved again"
        raise BadPicture(MISSING, path, fix=fix) from None
    except (OSError, ValueError) as error:  # a ValueError for a name that no file can have
        raise BadPicture(f"unreadable, {getattr(error, 'strerror', None) or error}", path) from None


def _foreign(data: bytes, name: str) -> tuple[str, str] | None:
    """What a file is that is no picture, and what to do; None for what a decoder may have a look at."""
    if Path(name).name.startswith("._"):
        return "what macOS keeps beside a picture (a resource fork)", "remove it"
    head = data[:2048].removeprefix(b"\xef\xbb\xbf")
    for begins, what, fix in _FOREIGN_COMPILED:
        if begins.match(head):
            return what, fix
    if _HEIC.match(head) and not _heic():
        return "HEIC, which needs the package `pillow-heif`", "pip install 'stylogeny[heic]', or convert it to JPEG"
    return None


@cache
def _heic() -> tuple[str, ...]:
    """The decoder of HEIC, where its package is installed."""
    try:
        import pillow_heif
    except ImportError:
        return ()
    pillow_heif.register_heif_opener()
    return ("HEIF",)


def _orientation(image: Image.Image) -> int:
    """How a picture is turned, 1 where its EXIF data does not say so in a way that can be read."""
    try:
        turned = image.getexif().get(0x0112, 1)
    except Exception:  # malformed EXIF: struct.error, SyntaxError, ValueError, TypeError, KeyError ...
        return 1
    return turned if isinstance(turned, int) and turned in _TURNS else 1


_SUFFIXES = {
    "JPEG": {".jpg", ".jpeg", ".jpe", ".jfif", ".pjpeg", ".pjp", ".mpo"},
    "MPO": {".jpg", ".jpeg", ".jfif", ".mpo"},
    "PNG": {".png", ".apng"},
    "BMP": {".bmp", ".dib"},
    "JPEG2000": {".jp2", ".j2k", ".jpx"},
    "HEIF": {".heic", ".heif"},
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
    if _orientation(image) != 1:
        found.append("rotated")
    return tuple(found)


def _to_srgb(image: Image.Image, name: str) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode.startswith(("I", "F")):
        return _scaled(np.asarray(image, dtype=np.float64), name, whole=image.mode.startswith("I"))
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


def _scaled(values: np.ndarray, name: str, *, whole: bool) -> Image.Image:
    """Grey levels of any range as 8 bits; light beyond white, as HDR pictures have it, is white."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        raise BadPicture("no pixel has a value", name)
    top = float(finite.max())
    if whole:
        white = 255.0 if top <= 255 else max(top, 65535.0)
    else:  # levels from 0 to 1, from 0 to 255, of 16 bits; or linear light, mostly below 1
        white = 1.0 if np.percentile(finite, 90) <= 1 else 255.0 if top <= 255 else max(top, 65535.0)
    values = np.nan_to_num(values, nan=0.0, posinf=white, neginf=0.0)
    return Image.fromarray(np.clip(values / white * 255, 0, 255).round().astype(np.uint8)).convert("RGB")
