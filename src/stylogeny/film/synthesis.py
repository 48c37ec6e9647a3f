"""Notes to sound: a few sines for each, shaped by how its part is struck, in a room. No samples of anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import fftconvolve

from ..streams import stream
from .score import FIGURE, GROUND, MELODY, PAD, Note

RATE = 32_000  # samples per second
ROOM = 1.6  # seconds in which the room falls silent
WET = 0.22  # of the room in what is heard


@dataclass(frozen=True)
class Timbre:
    """How a part sounds: strength of each overtone, seconds of rise, decay (per second) and release, and its gain."""

    overtones: Sequence[float]
    rise: float
    decay: float
    release: float
    gain: float


TIMBRES: Mapping[str, Timbre] = {
    MELODY: Timbre((1.0, 0.0, 0.18, 0.0, 0.05), 0.006, 2.6, 0.25, 0.34),
    FIGURE: Timbre((1.0, 0.45, 0.22, 0.1, 0.05), 0.004, 2.0, 0.3, 0.26),
    PAD: Timbre((1.0, 0.35, 0.12, 0.05), 0.9, 0.0, 0.9, 0.2),
    GROUND: Timbre((1.0, 0.5, 0.2, 0.08), 0.12, 0.25, 0.5, 0.3),
}


def render(notes: Sequence[Note], seconds: float, *, rate: int = RATE) -> np.ndarray:
    """The sound of notes, float32[seconds * rate, 2], before levels are set."""
    total = int(np.ceil(seconds * rate))
    dry = np.zeros((total, 2), dtype=np.float32)
    for note in notes:
        begin = int(note.start * rate)
        tone = _tone(note, TIMBRES[note.part], rate)[: max(0, total - begin)]
        angle = (np.clip(note.pan, -1, 1) + 1) * np.pi / 4
        dry[begin : begin + len(tone)] += tone[:, None] * np.array([np.cos(angle), np.sin(angle)], dtype=np.float32)
    return _in_a_room(dry, rate)


def _tone(note: Note, timbre: Timbre, rate: int) -> np.ndarray:
    length = note.seconds + timbre.release
    t = np.arange(int(length * rate), dtype=np.float32) / rate
    hertz = 440.0 * 2 ** ((note.pitch - 69) / 12)
    wave = np.zeros_like(t)
    for k, strength in enumerate(timbre.overtones, 1):
        if strength and k * hertz < rate / 2.2:
            wave += strength * np.sin(2 * np.pi * k * hertz * t) * np.exp(-0.4 * timbre.decay * (k - 1) * t)
    rise = np.minimum(t / timbre.rise, 1.0)
    fall = np.clip((length - t) / timbre.release, 0.0, 1.0)
    return (timbre.gain * note.loudness * wave * rise * fall * np.exp(-timbre.decay * t)).astype(np.float32)


def _in_a_room(dry: np.ndarray, rate: int) -> np.ndarray:
    """With the echo of a room: decaying noise, another for each ear."""
    t = np.arange(int(ROOM * rate)) / rate
    wet = np.empty_like(dry)
    for ear in range(2):
        noise = stream(0, "room", ear).standard_normal(len(t)) * np.exp(-6.9 * t / ROOM)
        noise /= np.linalg.norm(noise)
        wet[:, ear] = fftconvolve(dry[:, ear], noise.astype(np.float32))[: len(dry)]
    return ((1 - WET) * dry + WET * wet).astype(np.float32)
