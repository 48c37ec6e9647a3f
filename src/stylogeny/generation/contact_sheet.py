"""Contact sheets: pictures side by side, with captions when there are any."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ..artifacts import replacing
from ..errors import StylogenyError

PAPER, INK = (250, 249, 246), (60, 58, 54)


def sheet(
    pictures: Sequence[np.ndarray],
    columns: int = 4,
    *,
    captions: Sequence[str] | None = None,
    side: int | None = None,
    gap: int = 8,
) -> bytes:
    """A PNG of pictures in rows.

    Parameters
    ----------
    pictures : sequence of ndarray
        uint8[H, W, 3] each, of any sizes; each is centred in its cell.
    columns : int
        Pictures per row.
    captions : sequence of str, optional
        One per picture, cut to the width of its cell.
    side : int, optional
        Pictures are scaled so that their longest side is this; as they are by default.
    gap : int
        Pixels between cells.

    Returns
    -------
    bytes
        The PNG file.
    """
    if not len(pictures):
        raise StylogenyError("a sheet needs at least one picture")
    if captions is not None and len(captions) != len(pictures):
        raise StylogenyError("one caption per picture is expected", got=f"{len(captions)} for {len(pictures)}")
    images = [Image.fromarray(np.asarray(p, dtype=np.uint8)) for p in pictures]
    if side is not None:
        images = [i.resize(_scaled(i.size, side), Image.Resampling.LANCZOS) for i in images]
    wide, high = max(i.width for i in images), max(i.height for i in images)
    letters = max(10, min(14, wide // 12))
    font = typeface(letters)
    foot = 0 if captions is None else int(letters * 1.6)
    columns = min(columns, len(images))
    lines = -(-len(images) // columns)
    page = Image.new("RGB", (columns * (wide + gap) + gap, lines * (high + foot + gap) + gap), PAPER)
    draw = ImageDraw.Draw(page)
    for k, image in enumerate(images):
        left, top = gap + (k % columns) * (wide + gap), gap + (k // columns) * (high + foot + gap)
        page.paste(image, (left + (wide - image.width) // 2, top + (high - image.height) // 2))
        if captions is not None:
            draw.text((left, top + high + 2), cut(captions[k], font, wide), fill=INK, font=font)
    buffer = io.BytesIO()
    page.save(buffer, format="PNG")
    return buffer.getvalue()


def save_sheet(path: Path | str, png: bytes) -> None:
    """Write a sheet atomically."""
    with replacing(path) as part:
        part.write_bytes(png)


@lru_cache(maxsize=16)
def typeface(size: int) -> ImageFont.FreeTypeFont:
    """DejaVu Sans as matplotlib brings it, `size` pixels high: Pillow's own face has no letter with an accent."""
    import matplotlib

    return ImageFont.truetype(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf", size)


def _scaled(size: tuple[int, int], side: int) -> tuple[int, int]:
    scale = side / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def cut(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """As much of a text as `width` pixels hold, with an ellipsis where that is not all."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"
