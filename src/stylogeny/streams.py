"""Random streams that belong to events.

A draw is a pure function of (seed, event): the n-th artist's m-th work has the same luck whether or not another
work exists, so deleting one work does not shift another's random numbers. Scalars and small batches come from a
Philox generator keyed by the event; large arrays of events from a vectorised counter hash (SplitMix64, Steele,
Lea & Flood 2014).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from scipy.special import ndtri

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)


def key(seed: int, *event: object) -> int:
    """The 128-bit key of an event: a hash of the seed and the event's parts (strings, ints)."""
    text = "\x1f".join([str(int(seed)), *map(str, event)])
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest(), "little")


def int_seed(seed: int, *event: object, bits: int = 31) -> int:
    """A seed in [0, 2**bits) that belongs to an event, for libraries that take an integer."""
    return key(seed, *event) % (1 << bits)


def stream(seed: int, *event: object) -> np.random.Generator:
    """A generator that belongs to one event, e.g. ``stream(seed, "bootstrap", 7)``."""
    return np.random.Generator(np.random.Philox(key=key(seed, *event)))


def owners(ids: Iterable[object]) -> np.ndarray:
    """Numbers of things that have ids, uint64[n], for the `index` of :func:`uniforms`: an id's, wherever it stands."""
    digests = (hashlib.blake2b(str(i).encode(), digest_size=8).digest() for i in ids)
    return np.array([int.from_bytes(d, "little") for d in digests], dtype=np.uint64)


def _mix(x: np.ndarray) -> np.ndarray:
    x = (x ^ (x >> np.uint64(30))) * _MIX1
    x = (x ^ (x >> np.uint64(27))) * _MIX2
    return x ^ (x >> np.uint64(31))


def uniforms(seed: int, *event: object, index: np.ndarray, draws: int = 1) -> np.ndarray:
    """Uniforms in (0, 1), float64[len(index), draws]: row r depends on (seed, event, index[r]) alone."""
    base = np.uint64(key(seed, *event) & 0xFFFFFFFFFFFFFFFF)
    with np.errstate(over="ignore"):
        rows = _mix(base + np.asarray(index).astype(np.uint64) * _GAMMA)
        cols = _mix(np.arange(1, draws + 1, dtype=np.uint64) * _GAMMA)
        bits = _mix(rows[:, None] + cols[None, :])
    return ((bits >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def normals(seed: int, *event: object, index: np.ndarray, draws: int = 1) -> np.ndarray:
    """Standard normals, float64[len(index), draws], with the same ownership as :func:`uniforms`."""
    return ndtri(uniforms(seed, *event, index=index, draws=draws))
