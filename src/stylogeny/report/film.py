"""A simulated history as a film: works appear in a map of styles, movements get names, pictures are shown.

Nothing is shown before it happened: a movement is named in the frame of the year in which it was declared. The map is
fixed for the whole film: the two axes in which the movements differ most, or in which the works do where there are
none.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ..corpus.pictures import pixels
from ..display.text import counted
from ..errors import StylogenyError
from ..generation.contact_sheet import cut, typeface
from ..generation.video import write_video
from ..progress import Callback, progress
from ..text.facts.index import HistoryIndex, Simulated, whole_number
from ..text.word_files import read

WIDE, HIGH = 1280, 720  # pixels of a frame
MAP = (40, 84, 800, 610)  # left, top, right, bottom of the map
WALL, HUNG = (836, 84), 195  # where the pictures hang, and the side of one
MEMORY = 14  # years after which a work has faded from the map
PER_YEAR = 8  # frames
FPS = 16  # frames per second
Colour = tuple[int, int, int]
PAPER, INK, SOFT, LINE = (250, 248, 244), (34, 31, 27), (120, 112, 101), (222, 215, 203)


def film(
    simulation: Simulated, path: Path | str, *, per_year: int = PER_YEAR, callback: Callback | None = None
) -> Path:
    """Write the film of a simulated history.

    Parameters
    ----------
    simulation : Simulation
    path : Path
        The MP4 file.
    per_year : int
        Frames per year, at 16 per second.

    Raises
    ------
    StylogenyError
        When nothing was ever shown in the history.
    """
    if per_year < 1:
        raise StylogenyError("a year of the film has at least one frame", got=per_year)
    if not len(simulation.works):
        raise StylogenyError("a history without works has no film", got="0 works")
    reel = Reel(HistoryIndex(simulation), per_year)
    frames = progress(reel.frames(), "film", total=len(reel), callback=callback)
    return write_video(frames, Path(path).with_suffix(".mp4"), fps=FPS)


def hues(count: int) -> list[Colour]:
    """Colours of like weight, neighbours far apart in hue."""
    out = []
    for k in range(count):
        r, g, b = colorsys.hls_to_rgb((0.04 + k * 0.618034) % 1.0, 0.44, 0.52)
        out.append((round(255 * r), round(255 * g), round(255 * b)))
    return out


@dataclass(frozen=True, eq=False)
class FilmMovement:
    """A movement as it is drawn: `last` is the year of its last work, `rows` are its works."""

    name: str
    born: int
    declared: int
    last: int
    stale_from: int | None
    colour: Colour
    rows: np.ndarray


@dataclass(frozen=True, eq=False)
class Reel:
    """The frames of one history.

    Parameters
    ----------
    history : HistoryIndex
    per_year : int
    """

    history: HistoryIndex
    per_year: int = PER_YEAR

    def __len__(self) -> int:
        return (self.history.last - self.history.first + 1) * self.per_year

    def frames(self) -> Iterator[np.ndarray]:
        """uint8[720, 1280, 3] each."""
        for k in range(len(self)):
            yield self.frame(k)

    @cached_property
    def movements(self) -> list[FilmMovement]:
        """Those that have works, in order of birth."""
        table, by_movement = self.history.movements.to_dict("records"), self.history.by_movement
        kept = [m for m in table if len(by_movement.get(str(m["id"]), ()))]
        kept.sort(key=lambda m: (int(m["born"]), str(m["name"])))
        out = []
        for m, colour in zip(kept, hues(len(kept))):
            rows, stale = by_movement[str(m["id"])], m["stale_from"]
            out.append(
                FilmMovement(
                    name=str(m["name"]),
                    born=int(m["born"]),
                    declared=int(m["declared"]),
                    last=int(self._year[rows].max()),
                    stale_from=whole_number(stale),
                    colour=colour,
                    rows=rows,
                )
            )
        return out

    @cached_property
    def _year(self) -> np.ndarray:
        return self.history.works["year"].to_numpy(dtype=int)

    @cached_property
    def _colour(self) -> np.ndarray:
        """int[n, 3]: the colour of each work's movement."""
        out = np.tile(np.array((176, 167, 152)), (len(self._year), 1))
        for m in self.movements:
            out[m.rows] = m.colour
        return out

    @cached_property
    def _at(self) -> np.ndarray:
        """Pixels of each work on the map, float64[n, 2]."""
        z = np.asarray(self.history.vectors, dtype=np.float64)
        z = (z - z.mean(axis=0)) / (z.std(axis=0) + 1e-9)
        means = np.array([z[m.rows].mean(axis=0) for m in self.movements if len(m.rows) > 4])
        basis = means - means.mean(axis=0) if len(means) > 3 else z
        way = np.linalg.svd(basis, full_matrices=False)[2][:2]
        way = np.vstack([way, np.eye(2, z.shape[1])])[:2]
        way *= np.where(way[np.arange(2), np.abs(way).argmax(axis=1)] < 0, -1.0, 1.0)[:, None]
        flat = z @ way.T
        low, middle, high = np.quantile(flat, [0.03, 0.5, 0.97], axis=0)
        far = (flat - middle) / np.maximum((high - low) / 2, 1e-9)
        share = 0.5 + 0.5 * far / (1 + far**4) ** 0.25  # the few that stand far out are drawn in, none is lost
        left, top, right, bottom = MAP
        return np.array([left + 20, top + 20]) + share * np.array([right - left - 40, bottom - top - 40])

    @cached_property
    def _painted(self) -> list[int]:
        return [k for k in np.argsort(self._year, kind="stable") if self.history.ids[k] in self.history.pictures]

    def frame(self, number: int) -> np.ndarray:
        """One frame, uint8[720, 1280, 3]."""
        now = self.history.first + (number + 1) / self.per_year  # the year is over when the next begins
        year = self.history.first + number // self.per_year
        page = Image.new("RGB", (WIDE, HIGH), PAPER)
        draw = ImageDraw.Draw(page)
        draw.text((MAP[0], 14), str(year), fill=INK, font=typeface(52))
        self._head(draw, year)
        self._map(draw, now)
        self._names(draw, year)
        self._wall(page, draw, now)
        self._bars(draw, now)
        return np.asarray(page)

    def _head(self, draw: ImageDraw.ImageDraw, year: int) -> None:
        here = self._year == year
        painters = len(set(self.history.works["artist"].to_numpy()[here]))
        alive = sum(m.declared <= year <= m.last for m in self.movements)
        words = read("pages").within("film").text("year")
        text = words.format(
            works=counted(int(here.sum()), "work"),
            painters=counted(painters, "painter"),
            movements=counted(alive, "movement"),
        )
        draw.text((MAP[0] + 160, 40), text, fill=SOFT, font=typeface(17))

    def _map(self, draw: ImageDraw.ImageDraw, now: float) -> None:
        draw.rectangle(MAP, outline=LINE)
        # a year's works appear spread over it, in their order
        born = self._year + (np.arange(len(self._year)) * 0.61803 % 1.0)
        age = now - born
        for k in np.flatnonzero((age >= 0) & (age < MEMORY))[::-1]:
            fade = 1 - age[k] / MEMORY
            x, y = self._at[k]
            r = 1.6 + 3.4 * fade + 5 * max(0.0, 1 - 3 * age[k])
            tone = tuple(
                int(c) for c in np.asarray(PAPER) + (self._colour[k] - np.asarray(PAPER)) * (0.15 + 0.85 * fade)
            )
            draw.ellipse((x - r, y - r, x + r, y + r), fill=tone)

    def _names(self, draw: ImageDraw.ImageDraw, year: int) -> None:
        placed: list[tuple[float, float, float, float]] = []
        font = typeface(17)
        for m in self.movements:
            if not m.declared <= year <= m.last:
                continue
            rows = m.rows[(self._year[m.rows] <= year) & (self._year[m.rows] > year - MEMORY)]
            if not len(rows):
                continue
            x, y = self._at[rows].mean(axis=0)
            wide = font.getlength(m.name)
            x = min(max(x - wide / 2, MAP[0] + 6), MAP[2] - wide - 6)
            y = min(max(y - 10, MAP[1] + 4), MAP[3] - 26)
            while any(x < c and a < x + wide and y < d and b < y + 21 for a, b, c, d in placed) and y < MAP[3] - 26:
                y += 6
            placed.append((x, y, x + wide, y + 21))
            dark = tuple(int(0.72 * c) for c in m.colour)
            draw.text((x, y), m.name, fill=dark, font=font, stroke_width=3, stroke_fill=PAPER)

    def _wall(self, page: Image.Image, draw: ImageDraw.ImageDraw, now: float) -> None:
        """The last four pictures painted, newest first."""
        latest = [k for k in self._painted if self._year[k] < now][-4:][::-1]
        for n, k in enumerate(latest):
            x, y = WALL[0] + (n % 2) * (HUNG + 14), WALL[1] + (n // 2) * (HUNG + 66)
            picture = self._thumb(k)
            page.paste(picture, (x + (HUNG - picture.width) // 2, y + (HUNG - picture.height) // 2))
            draw.rectangle((x, y + HUNG + 6, x + 22, y + HUNG + 9), fill=tuple(int(c) for c in self._colour[k]))
            w = self.history.works.iloc[k]
            draw.text(
                (x, y + HUNG + 14), cut(str(w["title"] or w["id"]), typeface(14), HUNG), fill=INK, font=typeface(14)
            )
            line = f"{self.history.artist_name(str(w['artist']))}, {int(w['year'])}"
            draw.text((x, y + HUNG + 32), cut(line, typeface(13), HUNG), fill=SOFT, font=typeface(13))

    @cached_property
    def _thumbs(self) -> dict[int, Image.Image]:
        return {}

    def _thumb(self, row: int) -> Image.Image:
        if row not in self._thumbs:
            self._thumbs[row] = self._hung(row)
        return self._thumbs[row]

    def _hung(self, row: int) -> Image.Image:
        image = Image.fromarray(pixels(self.history.pictures[self.history.ids[row]]))
        scale = HUNG / max(image.size)
        size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
        return image.resize(size, Image.Resampling.BICUBIC)

    def _bars(self, draw: ImageDraw.ImageDraw, now: float) -> None:
        """A line of time with the life of every movement so far; pale from where it repeats itself."""
        first, last = self.history.first, self.history.last + 1
        left, right, top = MAP[0], WIDE - 40, 628
        step = min(7.0, 62 / max(len(self.movements), 1))

        def at(year: float) -> float:
            return left + (right - left) * (min(max(year, first), last) - first) / (last - first)

        for n, m in enumerate(self.movements):
            if m.born < now and m.declared <= now:
                end, y = min(m.last + 1, now), top + n * step
                stale = m.stale_from if m.stale_from is not None and m.stale_from < end else end
                pale = tuple((c + 2 * p) // 3 for c, p in zip(m.colour, PAPER))
                draw.rectangle((at(m.born), y, at(end), y + step - 2), fill=pale)
                draw.rectangle((at(m.born), y, max(at(stale), at(m.born)), y + step - 2), fill=m.colour)
        draw.line((left, 696, right, 696), fill=LINE)
        draw.line((left, 696, at(now), 696), fill=INK, width=2)
        for year in range(-(-first // 10) * 10, last + 1, 10):
            if at(year) < right - 30:
                draw.text((at(year), 699), str(year), fill=SOFT, font=typeface(12))
