from __future__ import annotations

import pytest

from stylogeny.film.midi import write_midi
from stylogeny.film.score import GROUND, MELODY, Note


def test_a_sequencer_reads_the_notes_back(tmp_path):
    mido = pytest.importorskip("mido")
    notes = [Note(1.0, 0.5, 69, 0.5, MELODY), Note(2.0, 1.0, 57, 1.0, MELODY), Note(0.0, 3.0, 33, 0.4, GROUND)]
    file = mido.MidiFile(write_midi(tmp_path / "x.mid", notes, title="Ērgļi"))
    on, now = [], 0.0
    for message in file:
        now += message.time
        if message.type == "note_on":
            on.append((round(now, 2), message.note, message.velocity))
    assert on == [(0.0, 33, 51), (1.0, 69, 64), (2.0, 57, 127)]
    assert file.length == pytest.approx(3.0, abs=0.01)
    assert [t.name for t in file.tracks[1:]] == ["melody", "pad", "figure", "ground"]
