"""Pictures as files that one can use: clean PNGs that say in their metadata what they are, and can be made again.

Image programs show the plain fields (title, software, source, copyright); ``parameters`` is where the web interfaces
for diffusion models look; under ``stylogeny`` stands everything as JSON.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, PngImagePlugin, UnidentifiedImageError

from .. import __version__
from ..artifacts import KEY, replacing
from ..corpus.pictures import pixels
from ..display.thumbnails import FORMATS
from ..errors import StylogenyError

if TYPE_CHECKING:
    from ..corpus.works import Works

FORM = "picture/1"
RIGHTS = "Rights in the sources are their owners'; the corpus records no licences of them."
PNG = b"\x89PNG\r\n\x1a\n"  # how its files begin
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
    name : str
        A title of its own.
    year : float, optional
        That it is of.
    interval : (float, float), optional
        Years between which it may lie.
    command : str
        That made it; what `render` made, it can draw again.
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
    name: str = ""
    year: float | None = None
    interval: tuple[float, float] | None = None
    command: str = "render"

    @property
    def title(self) -> str:
        """The picture in words."""
        return self.name or " in the style of ".join(filter(None, (self.prompt, self.style))) or "untitled"


def source(works: Works, row: int, share: float) -> dict[str, Any]:
    """A work as an entry of :attr:`PictureRecord.sources`."""
    return {**{c: str(works.table[c].iat[row] or "") for c in ("id", "title", "artist")}, "share": round(share, 4)}


Finish = Callable[[Path, PictureRecord], None]
_finish: ContextVar[Finish | None] = ContextVar("finish", default=None)


@contextmanager
def finished_by(finish: Finish) -> Iterator[None]:
    """Within this context every picture file is finished by `finish` before it gets its name: signed, say."""
    token = _finish.set(finish)
    try:
        yield
    finally:
        _finish.reset(token)


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
        finish = _finish.get()
        if finish is not None:
            finish(part, record)
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


def keep_picture(picture: np.ndarray | Path, path: Path, record: PictureRecord) -> None:
    """Write a picture with its record, unless it is that file; a PNG that lies elsewhere is copied as it is, signed or
    not."""
    if isinstance(picture, np.ndarray):
        save_picture(path, picture, record)
    elif picture.resolve() != path.resolve():
        content = picture.read_bytes()
        if not content.startswith(PNG):
            save_picture(path, pixels(picture), record)
            return
        with replacing(path) as part:
            part.write_bytes(content)


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
        years = said.get("interval")
        interval = None if years is None else (float(years[0]), float(years[1]))
        whole = {"size": (int(height), int(width)), "seed": int(said["seed"]), "interval": interval}
        return PictureRecord(**{**said, **whole})
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None


def paths_of(out: Path | str, count: int) -> list[Path]:
    """Where `count` pictures go: the file itself for one, numbered files in a folder for several or a bare name."""
    out = Path(out)
    if count == 1 and out.suffix:
        return [out]
    if out.suffix:
        return [out.with_name(f"{out.stem}-{k}{out.suffix}") for k in range(1, count + 1)]
    return [out / f"{k:02d}.png" for k in range(1, count + 1)]
