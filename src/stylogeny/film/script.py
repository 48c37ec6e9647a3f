"""What is told of a history, line by line, each with the year in which it is told.

Lines are chosen by weight (how many works a movement has, how many descend from a work), spread over the time, and
worded by ``pages.toml`` or by whatever writer is asked to say the same in its own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..display.text import counted
from ..streams import int_seed
from ..text.facts.index import HistoryIndex
from ..text.word_files import read
from ..text.writer import Prompt, Writer

WORDS_PER_SECOND = 2.4  # as a calm narrator speaks
PAUSE = 0.9  # seconds after a line
GAP = 0.02  # of the whole time: two lines of one kind are not nearer
FOUNDING = 10  # years after its birth in which a founder's work stands for a movement
QUIET = 0.18  # of the whole time without a work that is worth a line


@dataclass(frozen=True)
class Line:
    """One line.

    Parameters
    ----------
    year : float
        When it is told: the year of what it tells.
    text : str
    weight : float
        How much it is worth telling.
    row : int, optional
        The work that it is about.
    """

    year: float
    text: str
    weight: float
    row: int | None = None

    @property
    def seconds(self) -> float:
        """How long it takes to read aloud."""
        return len(self.text.split()) / WORDS_PER_SECOND + PAUSE


@dataclass(frozen=True)
class Script:
    """A film in words: the title card, the lines in order of time, and what stands at the end."""

    title: str
    subtitle: str
    heading: str
    lines: tuple[Line, ...]
    end: str


def write_script(history: HistoryIndex, *, lines: int, imagined: bool, title: str | None = None) -> Script:
    """At most `lines` lines of a history with works; `imagined` says that it never happened."""
    words = read("pages").within("film")
    told = words.within("told")
    counts = {"works": counted(len(history.works), "work"), "artists": counted(len(history.by_artist), "artist")}
    span = {"first": history.first, "last": history.last}
    opening = told.text("opening_future" if imagined else "opening").format(**span, **counts)
    alive = [m for m in history.named_movements if history.died(m) is None]
    largest = max(alive, key=lambda m: len(history.by_movement[m]), default="")
    closing = told.text("closing" if largest else "closing_plain").format(
        last=history.last, movement=history.movement_name(largest)
    )
    chosen = _spread(list(_lines(history)), max(0, lines - 2), history.last - history.first + 1)
    return Script(
        title or words.text("title").format(**span),
        words.text("subtitle").format(**counts, movements=counted(len(history.named_movements), "movement")),
        words.text("future" if imagined else "run"),
        (
            Line(float(history.first), opening, np.inf),
            *sorted(chosen, key=lambda line: line.year),
            Line(history.last + 1.0, closing, np.inf),
        ),
        words.text("end"),
    )


def _lines(history: HistoryIndex) -> Iterator[Line]:
    """Everything that could be told."""
    told = read("pages").within("film").within("told")
    works, answers = history.works, history.answers["others"].to_numpy()
    artist = [history.artist_name(a) for a in works["artist"]]
    year = works["year"].to_numpy(dtype=int)
    begin = int(np.lexsort((-answers, year))[0])
    yield Line(
        year[begin] + 0.2,
        told.text("first").format(year=year[begin], artist=_somebody(artist[begin]), title=history.title(begin)),
        1e6,
        begin,
    )
    for movement in history.named_movements:
        rows, born, name = history.by_movement[movement], history.born(movement), history.movement_name(movement)
        founder = _somebody(history.artist_name(history.founder(movement)))
        parent = history.movement_name(str(history.movement_of[movement]["parent"] or ""))
        said = told.text("branch" if parent else "birth")
        own = rows[(works["artist"].to_numpy()[rows] == history.founder(movement)) & (year[rows] <= born + FOUNDING)]
        first = int(min(own if len(own) else rows, key=lambda k: (abs(year[k] - born), k)))
        text = said.format(year=born, movement=name, artist=founder, **({"parent": parent} if parent else {}))
        yield Line(born + 0.3, text, 60.0 * np.sqrt(len(rows)), first)
        died = history.died(movement)
        if died is not None:
            text = told.text("death").format(year=died, movement=name, works=counted(len(rows), "work"))
            yield Line(died + 0.5, text, 30.0 * np.sqrt(len(rows)))
    for row in np.argsort(-answers, kind="stable")[:60].tolist():
        if answers[row] >= 3 and works["title"].iat[row]:
            text = told.text("followed").format(
                year=year[row],
                artist=_somebody(artist[row]),
                title=history.title(row),
                count=counted(int(answers[row]), "later work"),
            )
            yield Line(year[row] + 0.6, text, 10.0 * answers[row], row)
    heavy = history.edges.sort_values("weight", ascending=False, kind="stable").head(200)
    for child, parent, weight in heavy[["child", "parent", "weight"]].itertuples(index=False):
        a, b = history.row_of[str(child)], history.row_of[str(parent)]
        if artist[a] and artist[b] and artist[a] != artist[b] and works["title"].iat[a] and works["title"].iat[b]:
            text = told.text("follows").format(
                year=year[a], artist=artist[a], title=history.title(a), parent=history.title(b), parent_artist=artist[b]
            )
            yield Line(year[a] + 0.7, text, 20.0 * float(weight), a)
    order = np.sort(year)
    for k in np.flatnonzero(np.diff(order) > QUIET * (order[-1] - order[0] + 1)):
        text = told.text("quiet").format(first=order[k] + 1, last=order[k + 1] - 1)
        yield Line((order[k] + order[k + 1]) / 2, text, 1e5)


def _somebody(name: str) -> str:
    return name or "somebody"


def _spread(lines: list[Line], most: int, span: float) -> list[Line]:
    """The weightiest lines, not too many of one time, and no work twice."""
    kept: list[Line] = []
    seen: set[int] = set()
    for line in sorted(lines, key=lambda line: (-line.weight, line.year, line.text)):
        near = sum(abs(line.year - other.year) < GAP * span for other in kept)
        if len(kept) < most and near < 2 and (line.row is None or line.row not in seen):
            kept.append(line)
            seen |= set() if line.row is None else {line.row}
    return kept


def retell(script: Script, writer: Writer, *, seed: int = 0) -> Script:
    """The same lines in a writer's own words; a line that comes back empty or too long stays as it was."""
    lines = []
    for k, line in enumerate(script.lines):
        request = (
            "You narrate a film on the history of art. Say this in one or two spoken sentences of at most 30 words, "
            f"keep every name, title, number and year, and add nothing: {line.text}"
        )
        said = " ".join(writer.text(Prompt("narration", None, request), seed=int_seed(seed, "retell", k)).split())
        lines.append(replace(line, text=said) if said and len(said.split()) <= 45 else line)
    return replace(script, lines=tuple(lines))


class NoWords:
    """A writer that has nothing to say: what a model cannot tell stays as it is."""

    source = "the script"
    failures: Sequence[str] = ()

    def text(
        self,
        prompt: Prompt | str,
        *,
        images: Sequence[np.ndarray | Path] = (),
        schema: Mapping[str, Any] | None = None,
        seed: int = 0,
    ) -> str:
        """Nothing."""
        return ""

    def choose(self, prompt: Prompt | str, options: Sequence[str], *, seed: int = 0) -> str:
        """The first option."""
        return options[0]
