from __future__ import annotations

import numpy as np

from stylogeny.film.score import MELODY, PAD, Note
from stylogeny.film.synthesis import RATE, render


def test_a_note_sounds_at_its_pitch_when_it_should_and_on_its_side():
    sound = render([Note(0.5, 1.0, 69, 0.8, PAD, pan=-1.0)], 3.0)
    assert sound.shape == (3 * RATE, 2) and np.isfinite(sound).all()
    assert np.abs(sound[: int(0.45 * RATE)]).max() < 1e-6
    left, right = (np.square(sound[:, ear]).sum() for ear in range(2))
    assert left > 5 * right
    piece = sound[int(0.9 * RATE) : int(1.4 * RATE), 0]
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece))))
    assert abs(np.argmax(spectrum) * RATE / len(piece) - 440) < 3


def test_louder_notes_are_louder_and_all_fall_silent():
    soft, loud = (np.abs(render([Note(0.0, 0.3, 60, v, MELODY)], 4.0)) for v in (0.2, 0.8))
    assert loud.max() > 3 * soft.max()
    assert loud[-RATE // 4 :].max() < 0.01 * loud.max()
