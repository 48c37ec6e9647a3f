"""The music of a history, made of nothing but the history.

Every movement is a voice with a home in a Dorian scale. It enters with a rising figure, sounds for as long as it lives,
as loud as works are made in it, and leaves with a falling one. Every work that is heard is a note that begins from its
heaviest parent's note: a step away when it follows, a leap when it breaks away. So a lineage is a melody, a fashion an
ostinato, and a revolution a change of key. The ground is the movement that most works belong to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..errors import StylogenyError
from ..streams import stream
from ..text.facts.index import HistoryIndex
from .pacing import Pacing

SCALE = (0, 2, 3, 5, 7, 9, 10)  # Dorian: neither glad nor sad
TONIC = 45  # A2 as a MIDI number
BEAT = 0.3  # seconds: notes of works begin on it
HOMES = (0, 4, 2, 6, 1, 5, 3)  # degrees on which movements are at home, in order of birth
LOW, HIGH = 5, 20  # degrees between which works are heard
LEAP = (-7, -5, 4, 6, 8)  # degrees of a work that breaks away
STEPS = (-2, -1, 1, 2)  # and of one that follows
MELODY, PAD, FIGURE, GROUND = "melody", "pad", "figure", "ground"  # parts
PROGRAMS = {MELODY: 11, PAD: 89, FIGURE: 46, GROUND: 43}  # General MIDI: vibraphone, warm pad, harp, contrabass


@dataclass(frozen=True)
class Note:
    """One note.

    Parameters
    ----------
    start, seconds : float
        When it begins in the film, and how long it sounds.
    pitch : int
        MIDI number.
    loudness : float
        0 to 1.
    part : str
    pan : float
        -1 left to 1 right.
    """

    start: float
    seconds: float
    pitch: int
    loudness: float
    part: str
    pan: float = 0.0


def pitch_of(degree: int) -> int:
    """The MIDI number of a degree of the scale above the tonic."""
    octave, step = divmod(degree, len(SCALE))
    return TONIC + 12 * octave + SCALE[step]


def compose(history: HistoryIndex, pacing: Pacing, *, seed: int = 0) -> list[Note]:
    """The notes of a history, in order of time.

    Raises
    ------
    StylogenyError
        When nothing was ever painted: a silent history.
    """
    if not len(history.works):
        raise StylogenyError("a history without works is silent", got="0 works")
    home = {m: HOMES[k % len(HOMES)] for k, m in enumerate(sorted(history.by_movement, key=history.born))}
    across = _across(history)
    notes = [*_works(history, pacing, home, across, seed), *_ground(history, pacing, home)]
    for movement in history.by_movement:
        notes += _life(history, pacing, movement, home[movement], across)
    return sorted(notes, key=lambda n: (n.start, n.part, n.pitch))


def _across(history: HistoryIndex) -> np.ndarray:
    """Where each work stands from left to right, float64[n] in [-1, 1]: the axis in which the works differ most."""
    z = np.asarray(history.vectors, dtype=np.float64)
    z = z - z.mean(axis=0)
    way = np.linalg.svd(z, full_matrices=False)[2][0] if z.any() else np.zeros(z.shape[1])
    flat = z @ way
    order = np.argsort(np.argsort(flat, kind="stable"), kind="stable")
    return 2 * order / max(len(order) - 1, 1) - 1


def _works(history: HistoryIndex, pacing: Pacing, home: dict[str, int], across: np.ndarray, seed: int) -> list[Note]:
    """The melody: of the works of one beat the most followed is heard."""
    works, answers = history.works, history.answers["all"].to_numpy()
    year, jump = works["year"].to_numpy(dtype=int), works["jump"].to_numpy(dtype=bool)
    movement = works["movement"].to_numpy()
    when = pacing.second(year + (np.arange(len(year)) * 0.61803 % 1.0))
    parent = history.heaviest_parent[0]
    degree = np.zeros(len(year), dtype=int)
    for k in np.argsort(year, kind="stable").tolist():
        rng = stream(seed, "note", history.ids[k])
        if parent[k] < 0:
            degree[k] = home.get(movement[k], 0) + 7 + int(rng.integers(0, 3)) * 2
        else:
            steps = LEAP if jump[k] else STEPS
            step = steps[int(rng.integers(len(steps)))]
            up = LOW <= degree[parent[k]] + step <= HIGH
            degree[k] = degree[parent[k]] + (step if up else -step)
    beat = np.floor(when / BEAT).astype(int)
    loud = np.sqrt(answers / max(answers.max(), 1))
    notes = []
    for b in np.unique(beat):
        here = np.flatnonzero(beat == b)
        k = int(here[np.lexsort((here, -answers[here]))[0]])
        crowd = min(len(here), 8) / 8
        length = BEAT * (1.5 + 3.5 * loud[k])
        notes.append(
            Note(
                float(b * BEAT),
                length,
                pitch_of(degree[k]),
                float(0.25 + 0.45 * loud[k] + 0.2 * crowd),
                MELODY,
                across[k],
            )
        )
    return notes


def _life(history: HistoryIndex, pacing: Pacing, movement: str, degree: int, across: np.ndarray) -> list[Note]:
    """A movement's figures at its birth and end, and the pad between them, as loud as it is taken up."""
    rows = history.by_movement[movement]
    year, pan = history.works["year"].to_numpy(dtype=int)[rows], float(0.8 * across[rows].mean())
    born, died = history.born(movement), history.died(movement)
    last = died if died is not None else int(year.max()) + 1
    start, end = (float(pacing.second(float(y))) for y in (born, last))
    weight = np.sqrt(len(rows) / max(len(history.works), 1))
    notes = [
        Note(start + 0.5 * BEAT * k, 1.2, pitch_of(degree + 7 + step), 0.35 + 0.4 * weight, FIGURE, pan)
        for k, step in enumerate((0, 2, 4, 7))
    ]
    if died is not None:
        notes += [
            Note(end + 0.5 * BEAT * k, 1.6, pitch_of(degree + 7 + step), 0.3 + 0.3 * weight, FIGURE, pan)
            for k, step in enumerate((4, 2, 0, -3))
        ]
    pieces = max(1, int(np.ceil((end - start) / 4.0)))
    edges = np.linspace(start, max(end, start + 1.0), pieces + 1)
    made = np.histogram(pacing.second(year + 0.5), bins=edges)[0]
    for k, (a, b) in enumerate(pairwise(edges.tolist())):
        adoption = np.sqrt(made[k] / max(made.max(), 1))
        for step, part in ((0, 1.0), (4, 0.7)):
            notes.append(
                Note(
                    float(a),
                    float(b - a) + 0.8,
                    pitch_of(degree + step),
                    0.10 + 0.35 * weight * adoption * part,
                    PAD,
                    pan,
                )
            )
    return notes


def _ground(history: HistoryIndex, pacing: Pacing, home: dict[str, int], *, bar: float = 8 * BEAT) -> list[Note]:
    """The bass: in each bar the home of the movement that most works of the time belong to."""
    works = history.works
    when = pacing.second(works["year"].to_numpy(dtype=int) + 0.5)
    movement, notes, degree = works["movement"].to_numpy(), [], 0
    for k in range(int(pacing.length / bar) + 1):
        near = movement[(when >= (k - 1) * bar) & (when < (k + 1) * bar)]
        names, counts = np.unique(near[near != ""], return_counts=True)
        degree = home.get(str(names[np.argmax(counts)]), degree) if len(names) else degree
        if k * bar < pacing.length - 1:
            notes.append(Note(k * bar, bar * 0.98, pitch_of(degree) - 12, 0.4, GROUND))
    return notes


def parts_of(notes: Sequence[Note]) -> dict[str, list[Note]]:
    """The notes by part."""
    return {part: [n for n in notes if n.part == part] for part in PROGRAMS}
