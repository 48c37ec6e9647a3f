"""The music is the history's: who follows steps, who breaks away leaps, and an end is heard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from helpers.simulated_history import two_schools
from stylogeny.errors import StylogenyError
from stylogeny.film.pacing import Pacing
from stylogeny.film.score import FIGURE, GROUND, MELODY, PAD, SCALE, TONIC, compose, parts_of, pitch_of
from stylogeny.film.script import write_script
from stylogeny.text.facts.index import HistoryIndex


def composed(history, seed=0):
    index = HistoryIndex(history)
    script = write_script(index, lines=3, imagined=True)
    pacing = Pacing.of(script.lines, index.works["year"].to_numpy(dtype=int), seconds=90)
    return index, pacing, compose(index, pacing, seed=seed)


def test_every_note_is_of_the_scale_and_within_the_film():
    _, pacing, notes = composed(two_schools())
    assert all((n.pitch - TONIC) % 12 in SCALE and 0 < n.loudness <= 1 and -1 <= n.pan <= 1 for n in notes)
    assert all(0 <= n.start <= pacing.length for n in notes)
    assert notes == composed(two_schools())[2] and notes != composed(two_schools(), seed=1)[2]
    assert all(parts_of(notes).values())
    assert pitch_of(7) - pitch_of(0) == 12


def test_births_and_ends_of_movements_are_heard():
    _, pacing, notes = composed(two_schools())
    figures = [n for n in notes if n.part == FIGURE]
    assert len(figures) == 4 * 2 + 4  # both are born, one ends
    birth = sorted(n.start for n in figures)[0]
    assert birth == pytest.approx(float(pacing.second(1950.0)))
    end = [n.pitch for n in figures if n.start >= pacing.second(1979.0) - 1e-6]
    assert end == sorted(end, reverse=True)  # it falls
    pads = [n for n in notes if n.part == PAD]
    assert min(n.start for n in pads) < pacing.second(1952.0) and len([n for n in notes if n.part == GROUND]) > 4


def test_a_follower_steps_and_a_rebel_leaps():
    history = two_schools()
    calm, wild = (composed(replace(history, works=history.works.assign(jump=jump)))[2] for jump in (False, True))
    # each work answers the one two before it
    steps = []
    for notes in (calm, wild):
        pitch = np.array([n.pitch for n in notes if n.part == MELODY])
        steps.append(np.abs(pitch[2:] - pitch[:-2]))
    assert np.median(steps[0]) <= 4 < 5 <= np.median(steps[1])


def test_a_silent_history():
    history = two_schools()
    empty = replace(
        history, works=history.works.iloc[:0], vectors=history.vectors[:0], parents=history.parents.iloc[:0]
    )
    pacing = composed(history)[1]
    with pytest.raises(StylogenyError, match="silent"):
        compose(HistoryIndex(empty), pacing)
