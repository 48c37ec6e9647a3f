"""A mark in the noise that a trained family starts from: nothing is laid over the picture, which is any other's equal.

Of a standard normal draw the sign is a fair coin, independent of the size. Here the signs are bits of a keyed stream
(SHAKE-256), and sizes are left to luck: without the key the noise is N(0, I), one by one and together. Whoever
has the key runs the picture back along the family's probability flow and counts the signs that agree; of a picture that
knows nothing of the key they are coin tosses, and the count is binomial (compare Yang et al. 2024, Gaussian Shading).

Each picture has a nonce: under one key and nonce, two pictures would start with the same signs.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

FALSE_ALARM = 1e-6


@dataclass(frozen=True)
class NoiseMark:
    """Signs that agree.

    Parameters
    ----------
    share : float
        Of them; 1/2 by chance.
    count : int
        Of signs.
    false_alarm : float
        How often as many agree by chance, all nonces that were tried counted.
    """

    share: float
    count: int
    false_alarm: float

    @property
    def found(self) -> bool:
        """Whether that is too many for chance."""
        return self.false_alarm <= FALSE_ALARM


def keyed_signs(key: bytes, nonce: str, shape: tuple[int, ...]) -> np.ndarray:
    """The signs of a key and a nonce, float32[*shape] of -1 and 1."""
    count = int(np.prod(shape))
    digest = hashlib.blake2b(nonce.encode(), key=key[:64], person=b"noise mark", digest_size=32).digest()
    bits = np.unpackbits(np.frombuffer(hashlib.shake_256(digest).digest(-(-count // 8)), np.uint8))[:count]
    return (2.0 * bits.astype(np.float32) - 1.0).reshape(shape)


def mark_noise(noise: np.ndarray, key: bytes, nonce: str) -> np.ndarray:
    """Standard normal draws float[...] with the signs of a key and a nonce: standard normal draws again."""
    return (np.abs(noise) * keyed_signs(key, nonce, noise.shape)).astype(noise.dtype)


def read_noise(noise: np.ndarray, key: bytes, nonce: str, *, nonces: int = 1) -> NoiseMark:
    """How many signs of a noise float[...], as the probability flow gives it back, agree with a key and a nonce's.

    `nonces` is how many are tried in all.
    """
    agree = int((np.sign(noise) == keyed_signs(key, nonce, noise.shape)).sum())
    by_chance = float(binom.sf(agree - 1, noise.size, 0.5))
    return NoiseMark(agree / noise.size, noise.size, min(1.0, nonces * by_chance))


@dataclass(frozen=True)
class KeyedNoise:
    """What marked pictures of a trained family start from, as :class:`.LearnedGenerator` takes it.

    Parameters
    ----------
    key : bytes
    """

    key: bytes

    def __call__(self, noise: np.ndarray, seed: int, number: int) -> np.ndarray:
        """Normal draws with the signs of the picture of this seed and number."""
        return mark_noise(noise, self.key, nonce_of(seed, number))


def nonce_of(seed: int, number: int) -> str:
    """The nonce of a seed's picture of this number, from 0: no seed draws two pictures of one number."""
    return f"{seed}.{number}"


def threshold(count: int, *, false_alarm: float = FALSE_ALARM) -> float:
    """The share of `count` signs that agree by chance as seldom as that."""
    return float(binom.isf(false_alarm, count, 0.5) + 1) / count
