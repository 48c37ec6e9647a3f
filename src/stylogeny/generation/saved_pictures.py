"""Pictures as files that one can use: clean PNGs that say in their metadata what they are, and can be made again.

Image programs show the plain fields (title, software, source, copyright); ``parameters`` is where the web interfaces
for diffusion models look; under ``stylogeny`` stands everything as JSON.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin, UnidentifiedImageError

from .. import __version__
from ..artifacts import KEY, replacing
from ..display.thumbnails import FORMATS
from ..errors import StylogenyError

FORM = "picture/1"
RIGHTS = "Rights in the sources are their owners'; the corpus records no licences of them."
MOST = 12  # sources that are named


@dataclass(frozen=True)
class PictureRecord:
    """How one picture was made: enough to make it again.

    Parameters
    ----------
    style : str
        As it was asked for.
    seed, index : int
        The picture is the `index`-th (from 1) of those that this seed draws.
    size : (height, width)
        At which it was composed.
    prompt, family : str
    sources : sequence of mapping
        ``id, title, artist, share`` of the works it was drawn from, largest first.
    run : str
        The run folder's name.
    """

    style: str
    seed: int
    index: int
    size: tuple[int, int]
    prompt: str = ""
    family: str = "closed-form"
    sources: Sequence[Mapping[str, Any]] = ()
    run: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The picture in words."""
        return " in the style of ".join(filter(None, (self.prompt, self.style))) or "untitled"


def save_picture(path: Path | str, picture: np.ndarray, record: PictureRecord) -> Path:
    """Write uint8[H, W, 3] as a PNG with its record.

    Raises
    ------
    StylogenyError
        For a path that does not end in ``.png``.
    """
    path = Path(path)
    if path.suffix.lower() != ".png":
        raise StylogenyError("pictures are written as .png", got=path.name, fix="name a .png file, or a folder")
    with replacing(path) as part:
        part.write_bytes(picture_bytes(picture, record))
    return path


def picture_bytes(picture: np.ndarray, record: PictureRecord) -> bytes:
    """uint8[H, W, 3] with its record, as the bytes of a PNG."""
    height, width = picture.shape[:2]
    named = [f"{s.get('title') or s.get('id')}{', ' + s['artist'] if s.get('artist') else ''}" for s in record.sources]
    information = PngImagePlugin.PngInfo()
    said = {
        "Title": record.title,
        "Software": f"stylogeny {__version__}",
        "Source": "; ".join(named[:MOST]) or "none that can be named",
        "Copyright": RIGHTS if named else "",
        "parameters": f"{record.title}\nSampler: {record.family}, Seed: {record.seed}, Size: {width}x{height}",
        KEY: json.dumps({KEY: FORM, **asdict(record)}, ensure_ascii=False, sort_keys=True, allow_nan=False),
    }
    for name, text in said.items():
        if text:
            information.add_itxt(name, text)
    out = io.BytesIO()
    Image.fromarray(np.asarray(picture, dtype=np.uint8)).save(out, format="PNG", pnginfo=information)
    return out.getvalue()


def read_record(path: Path | str) -> PictureRecord | None:
    """What a picture that :func:`save_picture` wrote says of itself; None for any other picture."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            image.load()
            text = getattr(image, "text", {}).get(KEY, "")
    except (UnidentifiedImageError, OSError) as error:
        raise StylogenyError("not a readable picture", got=str(path)) from error
    try:
        said = json.loads(text)
        if said.pop(KEY) != FORM:
            return None
        height, width = said["size"]
        return PictureRecord(**{**said, "size": (int(height), int(width)), "seed": int(said["seed"])})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def paths_of(out: Path | str, count: int) -> list[Path]:
    """Where `count` pictures go: the file itself for one, numbered files in a folder for several or a bare name."""
    out = Path(out)
    if count == 1 and out.suffix:
        return [out]
    if out.suffix:
        return [out.with_name(f"{out.stem}-{k}{out.suffix}") for k in range(1, count + 1)]
    return [out / f"{k:02d}.png" for k in range(1, count + 1)]
