from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.film.mixing import MUSIC, UNDER, VOICE, decibels, mix, read_wav, write_wav

RATE = 8000
TONE = (0.5 * np.sin(2 * np.pi * 220 * np.arange(6 * RATE) / RATE)).astype(np.float32)
MUSIC_BED = np.stack([TONE, TONE], axis=1)


def test_the_music_steps_back_under_the_voice():
    voice = np.random.default_rng(0).normal(0, 0.2, 2 * RATE).astype(np.float32)
    total, levels = mix(MUSIC_BED, [(2.0, voice)], rate=RATE)
    assert levels.voice == pytest.approx(VOICE, abs=0.5)
    assert levels.music == pytest.approx(MUSIC, abs=1.2)
    assert levels.under - MUSIC == pytest.approx(UNDER, abs=1.5)
    assert np.abs(total).max() <= 0.9 and levels.peak < -0.9
    assert decibels(total[:RATE]) == pytest.approx(MUSIC, abs=0.3)


def test_music_alone_silence_and_voice_alone():
    total, levels = mix(MUSIC_BED, [], rate=RATE)
    assert levels.voice is None and decibels(total) == pytest.approx(MUSIC, abs=0.1)
    nothing, levels = mix(np.zeros((RATE, 2), np.float32), [], rate=RATE)
    assert not nothing.any() and np.isinf(levels.music)
    spoken, levels = mix(np.zeros((3 * RATE, 2), np.float32), [(0.5, TONE)], rate=RATE)
    assert len(spoken) == 3 * RATE and levels.voice == pytest.approx(VOICE, abs=0.1)  # cut where the film ends


def test_wav_files_are_read_at_any_rate(tmp_path):
    write_wav(tmp_path / "x.wav", MUSIC_BED, rate=RATE)
    np.testing.assert_allclose(read_wav(tmp_path / "x.wav", rate=RATE), TONE, atol=1e-3)
    twice = read_wav(tmp_path / "x.wav", rate=2 * RATE)
    assert len(twice) == 2 * len(TONE) and decibels(twice) == pytest.approx(decibels(TONE), abs=0.2)
    (tmp_path / "no.wav").write_bytes(b"RIFF")
    with pytest.raises(StylogenyError, match="not a WAV"):
        read_wav(tmp_path / "no.wav", rate=RATE)
