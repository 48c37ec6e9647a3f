"""Voice over music: levels in decibels, music that steps back while somebody speaks, and WAV files."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from ..artifacts import replacing
from ..errors import StylogenyError

MUSIC, VOICE = -22.0, -18.0  # decibels (RMS where there is sound, full scale is 0)
UNDER = -9.0  # decibels by which the music steps back under the voice
SLOPE = 0.35  # seconds in which it does
PEAK = 0.89  # of full scale: -1 dB
SILENCE = 1e-4  # of full scale: below is no sound


@dataclass(frozen=True)
class Levels:
    """Decibels of what was mixed: music alone, music under the voice, the voice, and the loudest sample."""

    music: float
    under: float | None
    voice: float | None
    peak: float


def decibels(sound: np.ndarray) -> float:
    """RMS of a sound where it is one, in decibels of full scale."""
    loud = np.abs(sound).max(axis=1) > SILENCE if sound.ndim == 2 else np.abs(sound) > SILENCE
    return float(20 * np.log10(np.sqrt(np.mean(sound[loud].astype(np.float64) ** 2)))) if loud.any() else -np.inf


def at_level(sound: np.ndarray, level: float) -> np.ndarray:
    """A sound at an RMS of so many decibels; silence stays silent."""
    now = decibels(sound)
    return sound if np.isinf(now) else (sound * np.float32(10 ** ((level - now) / 20))).astype(np.float32)


def mix(music: np.ndarray, speech: Sequence[tuple[float, np.ndarray]], *, rate: int) -> tuple[np.ndarray, Levels]:
    """Speech over music.

    Parameters
    ----------
    music : ndarray
        float32[n, 2].
    speech : sequence of (float, ndarray)
        When each line begins in seconds, and its sound float32[m].
    rate : int
        Samples per second of both.

    Returns
    -------
    (ndarray, Levels)
        float32[n, 2] within full scale, and what the levels are.
    """
    music = at_level(music, MUSIC)
    voice = np.zeros(len(music), dtype=np.float32)
    gain = np.ones(len(music), dtype=np.float32)
    for start, sound in speech:
        begin = int(start * rate)
        part = at_level(sound, VOICE)[: max(0, len(music) - begin)]
        voice[begin : begin + len(part)] += part
        early = int(SLOPE * rate)  # the music is down before the first word, and until after the last
        gain[max(0, begin - early) : begin + len(part) + early] = 10 ** (UNDER / 20)
    if len(speech):
        width = max(1, int(SLOPE * rate))
        padded = np.pad(gain, width, mode="edge").cumsum(dtype=np.float64)
        gain = ((padded[2 * width :] - padded[: -2 * width]) / (2 * width)).astype(np.float32)[: len(music)]
    bed = music * gain[:, None]
    total = bed + voice[:, None]
    peak = float(np.abs(total).max(initial=0.0))
    total = total * np.float32(min(1.0, PEAK / max(peak, 1e-9)))
    spoken = np.abs(voice) > SILENCE
    return total, Levels(
        decibels(bed[~spoken]),
        decibels(bed[spoken]) if spoken.any() else None,
        decibels(voice) if spoken.any() else None,
        float(20 * np.log10(max(np.abs(total).max(initial=0.0), 1e-9))),
    )


def write_wav(path: Path | str, sound: np.ndarray, *, rate: int) -> Path:
    """Write float32[n] or [n, 2] within full scale as 16 bits."""
    flat = np.atleast_2d(sound.T).T
    with replacing(path) as part, wave.open(str(part), "wb") as file:
        file.setnchannels(flat.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.clip(np.rint(flat * 32767), -32768, 32767).astype("<i2").tobytes())
    return Path(path)


def read_wav(path: Path | str, *, rate: int) -> np.ndarray:
    """The sound of a WAV of 8, 16 or 32 bits as float32[n] at this rate, its channels averaged."""
    try:
        with wave.open(str(path), "rb") as file:
            width, channels, own = file.getsampwidth(), file.getnchannels(), file.getframerate()
            raw = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise StylogenyError("not a WAV file", got=f"{path}: {error}") from error
    kinds = {1: ("u1", 128.0, 128.0), 2: ("<i2", 0.0, 32768.0), 4: ("<i4", 0.0, 2.0**31)}
    if width not in kinds or own < 1000:
        raise StylogenyError("a WAV of 8, 16 or 32 bits is expected", got=f"{8 * width} bits at {own} Hz")
    kind, zero, scale = kinds[width]
    samples = np.frombuffer(raw[: len(raw) // (width * channels) * width * channels], dtype=kind).astype(np.float32)
    sound = ((samples - zero) / scale).reshape(-1, channels).mean(axis=1)
    if own != rate:
        common = np.gcd(own, rate)
        sound = resample_poly(sound, rate // common, own // common)
    return sound.astype(np.float32)
