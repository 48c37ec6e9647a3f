"""The frames of a film: a title, the years passing with what is told beneath them, and an end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image, ImageDraw

from ..corpus.pictures import pixels
from ..generation.contact_sheet import typeface
from .captions import wrapped
from .pacing import END, TITLE, Pacing
from .reel import HIGH, INK, PAPER, SOFT, WIDE, Reel
from .script import Script

FADE = 0.7  # seconds
DRAWN = 1.5  # seconds in which lines to a work are drawn
POSTER = (1200, 630)  # what Open Graph previews show
MOSAIC = 24  # pictures behind a title


@dataclass(frozen=True, eq=False)
class Frames:
    """The frames of one film.

    Parameters
    ----------
    reel : Reel
    script : Script
    pacing : Pacing
    fps : float
    captions : bool
        Whether what is told stands in the picture.
    """

    reel: Reel
    script: Script
    pacing: Pacing
    fps: float
    captions: bool = True

    def __len__(self) -> int:
        return int(np.ceil(self.pacing.length * self.fps))

    def __iter__(self) -> Iterator[np.ndarray]:
        for k in range(len(self)):
            yield self.at(k / self.fps)

    def at(self, second: float) -> np.ndarray:
        """The frame at a second, uint8[720, 1280, 3]."""
        opening, closing = TITLE, self.pacing.length - END
        if second < opening:
            return _faded(self._title, min(second / FADE, (opening - second) / FADE, 1.0))
        if second >= closing:
            return _faded(self._end, min((second - closing) / FADE, (self.pacing.length - second) / FADE, 1.0))
        frame = self._year(second)
        return _faded(frame, min((second - opening) / FADE, (closing - second) / FADE, 1.0))

    def _year(self, second: float) -> np.ndarray:
        first = self.reel.history.first
        now = max(self.pacing.year(second), first + 1e-3)
        one = self.pacing.speaking(second)
        row = None if one is None else one.line.row
        if row is not None and self.reel.year_of(row) >= now:
            row = None  # its year has not quite come
        drawn = 1.0 if one is None else min((second - one.start) / DRAWN, 1.0)
        frame = self.reel.moment(now, shown=row, drawn=max(drawn, 0.02))
        if one is None or not self.captions:
            return frame
        return _captioned(frame, one.line.text, low=row is None or self.reel.height_of(row) < 480)

    @cached_property
    def _title(self) -> np.ndarray:
        page = self._mosaic((WIDE, HIGH))
        draw = ImageDraw.Draw(page)
        _centred(draw, self.script.heading, 268, 26, SOFT)
        _centred(draw, self.script.title, 310, 76, INK)
        _centred(draw, self.script.subtitle, 412, 24, SOFT)
        return np.asarray(page)

    @cached_property
    def _end(self) -> np.ndarray:
        page = Image.new("RGB", (WIDE, HIGH), PAPER)
        draw = ImageDraw.Draw(page)
        _centred(draw, self.script.title, 290, 48, INK)
        _centred(draw, self.script.end, 372, 22, SOFT)
        return np.asarray(page)

    def poster(self) -> np.ndarray:
        """What a link to the film shows, uint8[630, 1200, 3]."""
        page = self._mosaic(POSTER)
        draw = ImageDraw.Draw(page)
        _centred(draw, self.script.heading, 222, 26, SOFT)
        _centred(draw, self.script.title, 262, 72, INK)
        _centred(draw, self.script.subtitle, 360, 24, SOFT)
        return np.asarray(page)

    def _mosaic(self, size: tuple[int, int]) -> Image.Image:
        """Pictures from the whole history in rows above and below an empty band."""
        page = Image.new("RGB", size, PAPER)
        history = self.reel.history
        shown = [i for i in history.works.sort_values("year", kind="stable")["id"] if i in history.pictures]
        if not shown:
            return page
        columns = MOSAIC // 2
        side, gap = size[0] // columns, 6
        picked = [shown[k] for k in np.linspace(0, len(shown) - 1, MOSAIC).round().astype(int)]
        for k, name in enumerate(picked):
            row, column = divmod(k, columns)
            image = Image.fromarray(pixels(history.pictures[name]))
            edge = min(image.size)
            left, top = (image.width - edge) // 2, (image.height - edge) // 2
            square = image.crop((left, top, left + edge, top + edge)).resize((side - gap, side - gap))
            y = 30 if row == 0 else size[1] - side - 24
            page.paste(square, (column * side + gap // 2, y))
        return page


def _faded(frame: np.ndarray, share: float) -> np.ndarray:
    """A frame with so much of itself, and paper for the rest."""
    if share >= 1:
        return frame
    paper = np.array(PAPER, dtype=np.float32)
    return np.rint(paper + max(share, 0.0) * (frame - paper)).astype(np.uint8)


def _captioned(frame: np.ndarray, text: str, *, low: bool) -> np.ndarray:
    """A frame with a caption over the lower end of the map, or over the upper one."""
    page = Image.fromarray(frame)
    draw = ImageDraw.Draw(page, "RGBA")
    font, lines = typeface(22), wrapped(text, 68)
    wide = max(font.getlength(line) for line in lines)
    left, high = 420 - wide / 2, 30 * len(lines)
    left = max(left, 46)
    top = 596 - high if low else 104
    draw.rounded_rectangle((left - 16, top - 10, left + wide + 16, top + high + 6), 6, fill=(255, 253, 248, 232))
    for k, line in enumerate(lines):
        draw.text((left, top + 30 * k - 2), line, fill=INK, font=font)
    return np.asarray(page)


def _centred(draw: ImageDraw.ImageDraw, text: str, top: float, size: int, colour: Sequence[int]) -> None:
    """A line in the middle of the page, smaller where it is too wide."""
    page = draw.im.size[0]
    while size > 12 and typeface(size).getlength(text) > page - 80:
        size -= 2
    font = typeface(size)
    draw.text(((page - font.getlength(text)) / 2, top), text, fill=tuple(colour), font=font)
