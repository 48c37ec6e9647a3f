"""A simulated history as a film: works appear in a map of styles, movements get names, pictures are shown.

Nothing is shown before it happened: a movement is named in the frame of the year in which it was declared. The map is
fixed for the whole film: the two axes in which the movements differ most, or in which the works do where there are
none.
"""

from __future__ import annotations

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
from ..report.drawings.hues import Colour, hues
from ..text.facts.index import HistoryIndex, Simulated, whole_number
from ..text.word_files import read

WIDE, HIGH = 1280, 720  # pixels of a frame
MAP = (40, 84, 800, 610)  # left, top, right, bottom of the map
WALL, HUNG = (836, 84), 195  # where the pictures hang, and the side of one
MEMORY = 14  # years after which a work has faded from the map, in a history of some decades
SPANS = 20  # in a longer one: parts of the whole time
TICKS = (10, 20, 50, 100, 200, 500, 1000)  # years between those that are named
TIED = 0.12  # weight above which a line leads to a work from its heaviest parent
PER_YEAR = 8  # frames
FPS = 16  # frames per second
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
    def memory(self) -> float:
        """Years after which a work has faded from the map."""
        return max(MEMORY, (self.history.last - self.history.first) / SPANS)

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
        # the year is over when the next begins
        return self.moment(self.history.first + (number + 1) / self.per_year)

    def year_of(self, row: int) -> int:
        """The year of a work."""
        return int(self._year[row])

    def height_of(self, row: int) -> float:
        """How far down a work lies in the frame, in pixels."""
        return float(self._at[row, 1])

    def moment(self, now: float, *, shown: int | None = None, drawn: float = 1.0) -> np.ndarray:
        """How it stands at a moment, uint8[720, 1280, 3].

        Parameters
        ----------
        now : float
            In years; 1951 is the end of the year 1950.
        shown : int, optional
            The row of a work that is being spoken of: its picture hangs first, and lines lead to it from its parents.
        drawn : float
            How far these lines have got, 0 to 1.
        """
        year = int(np.ceil(now)) - 1
        page = Image.new("RGB", (WIDE, HIGH), PAPER)
        draw = ImageDraw.Draw(page)
        draw.text((MAP[0], 14), str(year), fill=INK, font=typeface(52))
        self._head(draw, year)
        self._map(draw, now)
        if shown is not None:
            self._lines(draw, shown, drawn)
        self._names(draw, year)
        self._wall(page, draw, now, shown)
        self._bars(draw, now)
        return np.asarray(page)

    def _lines(self, draw: ImageDraw.ImageDraw, row: int, drawn: float) -> None:
        """Lines from a work's parents to it, as wide as they weigh."""
        history, at = self.history, self._at
        x1, y1 = at[row]
        for parent, weight in history.parents_of(history.ids[row])[:4]:
            if parent not in history.row_of:
                continue
            x0, y0 = at[history.row_of[parent]]
            bend = np.array([y0 - y1, x1 - x0]) * 0.18
            t = np.linspace(0, drawn, max(2, round(24 * drawn)))[:, None]
            knee = (np.array([x0, y0]) + np.array([x1, y1])) / 2 + bend
            curve = (1 - t) ** 2 * np.array([x0, y0]) + 2 * t * (1 - t) * knee + t**2 * np.array([x1, y1])
            draw.line([tuple(p) for p in curve], fill=INK, width=1 + round(4 * weight), joint="curve")
            draw.ellipse((x0 - 4, y0 - 4, x0 + 4, y0 + 4), outline=INK, width=2)
        draw.ellipse((x1 - 7, y1 - 7, x1 + 7, y1 + 7), outline=INK, width=3)

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
        visible, (parent, weight) = np.flatnonzero((age >= 0) & (age < self.memory))[::-1], self.history.heaviest_parent
        for k in visible[(parent[visible] >= 0) & (weight[visible] > TIED)]:
            fade = (1 - age[k] / self.memory) ** 2
            tone = np.asarray(PAPER) + (self._colour[k] - np.asarray(PAPER)) * 0.5 * fade
            ends = [tuple(self._at[parent[k]]), tuple(self._at[k])]
            draw.line(ends, fill=tuple(int(c) for c in tone), width=1 + round(1.6 * weight[k]))
        for k in visible:
            fade = 1 - age[k] / self.memory
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
            rows = m.rows[(self._year[m.rows] <= year) & (self._year[m.rows] > year - self.memory)]
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

    def _wall(self, page: Image.Image, draw: ImageDraw.ImageDraw, now: float, shown: int | None = None) -> None:
        """The last four pictures painted, newest first, or a work that is spoken of and its parents."""
        latest = [k for k in self._painted if self._year[k] < now][-4:][::-1]
        if shown is not None:
            parents = [self.history.row_of.get(p) for p, _ in self.history.parents_of(self.history.ids[shown])[:3]]
            told = [k for k in (shown, *parents) if k is not None and self.history.ids[k] in self.history.pictures]
            latest = [*told, *(k for k in latest if k not in told)][:4]
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
            if len(self._thumbs) > 400:
                self._thumbs.clear()
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
        height = min(7.0, 62 / max(len(self.movements), 1))

        def at(year: float) -> float:
            return left + (right - left) * (min(max(year, first), last) - first) / (last - first)

        for n, m in enumerate(self.movements):
            if m.born < now and m.declared <= now:
                end, y = min(m.last + 1, now), top + n * height
                stale = m.stale_from if m.stale_from is not None and m.stale_from < end else end
                pale = tuple((c + 2 * p) // 3 for c, p in zip(m.colour, PAPER))
                draw.rectangle((at(m.born), y, at(end), y + height - 2), fill=pale)
                draw.rectangle((at(m.born), y, max(at(stale), at(m.born)), y + height - 2), fill=m.colour)
        draw.line((left, 696, right, 696), fill=LINE)
        draw.line((left, 696, at(now), 696), fill=INK, width=2)
        step = next(s for s in TICKS if (right - left) * s / (last - first) > 56 or s == TICKS[-1])
        for year in range(-(-first // step) * step, last + 1, step):
            if at(year) < right - 30:
                draw.text((at(year), 699), str(year), fill=SOFT, font=typeface(12))
