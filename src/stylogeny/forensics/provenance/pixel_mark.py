"""A mark of 32 bits in the pixels, under a secret key: what still names a picture when its metadata are gone.

Every tile of 64 x 64 pixels carries the whole mark. Its bits, 123 with those that correct errors (a BCH code of length
127, shortened; up to 15 are corrected), are each the projection of the tile's grey values on a pattern of the key,
moved to one of two interleaved lattices (dither modulation: Chen & Wornell 2001). The picture itself does not disturb
it, as it does in spread spectrum. Patterns have middle frequencies only, up to a third of what the grid can show, so
that a picture scaled to half its size and back keeps them. A cut-out is looked for at all 4,096 shifts of the grid.

How often an unmarked picture is taken for a marked one follows from the key: dithers are uniform, so each bit of a
picture that knows nothing of the key is a fair coin, and within e errors of one of 2^32 code words lie
2^32 V(123, e) / 2^123 of all words, 4e-9 for e = 15.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.fft import idctn, irfft2, rfft2

from ...errors import MissingPackage, StylogenyError

if TYPE_CHECKING:
    from bchlib import BCH

TILE = 64  # pixels
BAND = (4.0, 22.0)  # frequencies of patterns, half periods a tile, by their length
ID_BITS, ERRORS, FIELD = 32, 15, 7
CODE_BITS = ID_BITS + 91  # of the code
STEP = 48.0  # of the lattices, grey levels times pixels: 40.5 dB
ROUNDS = 3  # after which bytes that were rounded and clipped carry the mark as well as they can
SEARCHED = 768  # pixels a side of the middle in which shifts are looked through
FALSE_ALARM = 1e-6  # a mark is found where one is so unlikely to be seen by chance
LUMA = np.array([0.299, 0.587, 0.114])


@dataclass(frozen=True)
class PixelMark:
    """A mark that was found.

    Parameters
    ----------
    id : str
        Eight hexadecimal digits.
    errors : int
        Bits of 123 that were corrected.
    tiles : int
        Whole tiles that it was read from.
    offset : (int, int)
        Rows and columns from the picture's corner to that of the grid: other than 0 where it was cut.
    false_alarm : float
        Probability of as good a mark in a picture that has none, all shifts that were looked at counted.
    """

    id: str
    errors: int
    tiles: int
    offset: tuple[int, int]
    false_alarm: float


def new_id(key: bytes, picture: np.ndarray, *, turn: int = 0) -> str:
    """The mark that a picture uint8[H, W, 3] is given, eight hexadecimal digits: a keyed digest of it."""
    h = hashlib.blake2b(key=key[:64], digest_size=ID_BITS // 8)
    h.update(repr((picture.shape, turn)).encode())
    h.update(np.ascontiguousarray(picture).data)
    return h.hexdigest()


def embed(picture: np.ndarray, key: bytes, mark: str, *, step: float = STEP) -> np.ndarray:
    """The picture with a mark.

    Parameters
    ----------
    picture : ndarray
        uint8[H, W, 3], at least 64 pixels high and wide.
    key : bytes
    mark : str
        Eight hexadecimal digits.
    step : float
        Of the lattices: larger is more robust and more visible; the error is 123 step^2 / 12 a tile.

    Raises
    ------
    StylogenyError
        For a picture that is too small, or another kind of mark.
    """
    rows, columns = (s // TILE for s in picture.shape[:2])
    if min(rows, columns) < 1:
        raise StylogenyError(f"a marked picture has at least {TILE} x {TILE} pixels", got=picture.shape[:2])
    patterns, dithers = _secret(key)
    goal = step * (dithers + encoded(mark) / 2)
    values, marked = picture.astype(np.float64), picture
    for _ in range(ROUNDS):
        at = _tiles(marked @ LUMA, rows, columns) @ patterns.T
        change = (goal + step * np.rint((at - goal) / step) - at) @ patterns
        laid = change.reshape(rows, columns, TILE, TILE).swapaxes(1, 2).reshape(rows * TILE, columns * TILE)
        values[: rows * TILE, : columns * TILE] += laid[..., None]
        marked = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return marked


def detect(picture: np.ndarray, key: bytes, *, shifted: bool = True, step: float = STEP) -> PixelMark | None:
    """The mark of a picture uint8[H, W, 3], or None where none can be told from chance.

    Parameters
    ----------
    picture : ndarray
    key : bytes
    shifted : bool
        Whether it is looked for at other places of the grid too, where it is not found at its own: some seconds.
    step : float
        That it was marked with.
    """
    rows, columns = (s // TILE for s in picture.shape[:2])
    if min(rows, columns) < 1:
        return None
    patterns, dithers = _secret(key)
    grey = picture @ LUMA
    at = _tiles(grey, rows, columns) @ patterns.T
    found = _read(np.cos(2 * np.pi * (at / step - dithers)).sum(axis=0))
    if found is not None and false_alarm(found[1]) <= FALSE_ALARM:
        return PixelMark(found[0], found[1], rows * columns, (0, 0), false_alarm(found[1]))
    return _shifted(grey, patterns, dithers, step) if shifted else None


def raw_bits(picture: np.ndarray, key: bytes, *, step: float = STEP) -> np.ndarray:
    """The 123 bits that are read from a picture uint8[H, W, 3] on its own grid, before any is corrected, uint8[123]."""
    rows, columns = (s // TILE for s in picture.shape[:2])
    patterns, dithers = _secret(key)
    at = _tiles(picture @ LUMA, rows, columns) @ patterns.T
    return (np.cos(2 * np.pi * (at / step - dithers)).sum(axis=0) < 0).astype(np.uint8)


def false_alarm(errors: int, *, places: int = 1) -> float:
    """Probability that a picture without a mark has a code word within so many errors at one of `places`."""
    ball = sum(math.comb(CODE_BITS, e) for e in range(errors + 1))
    return min(1.0, places * ball * 2.0 ** (ID_BITS - CODE_BITS))


def encoded(mark: str) -> np.ndarray:
    """The 123 bits of a mark, float64[123] of 0 and 1; raises for what is not eight hexadecimal digits."""
    try:
        data = bytes.fromhex(mark)
    except ValueError:
        data = b""
    if len(data) != ID_BITS // 8:
        raise StylogenyError("a mark is eight hexadecimal digits", got=mark)
    checks = np.unpackbits(np.frombuffer(bytes(_code().encode(data)), np.uint8))[: CODE_BITS - ID_BITS]
    return np.concatenate([np.unpackbits(np.frombuffer(data, np.uint8)), checks]).astype(np.float64)


def _shifted(grey: np.ndarray, patterns: np.ndarray, dithers: np.ndarray, step: float) -> PixelMark | None:
    """The best mark over all shifts of the grid: projections at all places are correlations with the patterns."""
    top, left = (max(0, (s - SEARCHED) // 2) for s in grey.shape)
    grey = grey[top : top + SEARCHED, left : left + SEARCHED]
    high, wide = (s - TILE + 1 for s in grey.shape)
    seen = rfft2(grey.astype(np.float32))  # single precision: half the time, and a thousandth of a step
    said = np.zeros((TILE, TILE, CODE_BITS))
    for bit, (pattern, dither) in enumerate(zip(patterns.reshape(-1, TILE, TILE), dithers)):
        at = irfft2(seen * rfft2(pattern.astype(np.float32), grey.shape).conj(), grey.shape)[:high, :wide]
        vote = np.cos(2 * np.pi * (at / step - dither))
        padded = np.pad(vote, [(0, -high % TILE), (0, -wide % TILE)])
        said[:, :, bit] = padded.reshape(-(-high // TILE), TILE, -(-wide // TILE), TILE).sum(axis=(0, 2))
    best = None
    for row in range(min(TILE, high)):
        for column in range(min(TILE, wide)):
            read = _read(said[row, column])
            if read is not None and (best is None or read[1] < best[1]):
                best = (read[0], read[1], row, column)
    if best is None or false_alarm(best[1], places=TILE * TILE) > FALSE_ALARM:
        return None
    name, errors, row, column = best
    tiles = -(-(high - row) // TILE) * -(-(wide - column) // TILE)
    offset = ((top + row) % TILE, (left + column) % TILE)
    return PixelMark(name, errors, tiles, offset, false_alarm(errors, places=TILE * TILE))


def _read(votes: np.ndarray) -> tuple[str, int] | None:
    """The mark nearest to votes float64[123], positive for 0, and the bits that were corrected; None for none."""
    bits = (votes < 0).astype(np.uint8)
    code = _code()
    data, checks = bytearray(np.packbits(bits[:ID_BITS])), bytearray(code.ecc_bytes)
    checks[: -(-(CODE_BITS - ID_BITS) // 8)] = np.packbits(bits[ID_BITS:]).tobytes()
    wrong = code.decode(data, checks)
    if wrong < 0:
        return None
    code.correct(data, checks)
    name = bytes(data).hex()
    errors = int((encoded(name) != bits).sum())
    return (name, errors) if errors <= ERRORS else None  # beyond, what was corrected lies outside the shortened code


@lru_cache(maxsize=1)
def _code() -> BCH:
    try:
        from bchlib import BCH
    except ImportError:
        raise MissingPackage("marks need the package bchlib", fix="pip install 'stylogeny[forensics]'") from None
    return BCH(ERRORS, m=FIELD)


@lru_cache(maxsize=4)
def _secret(key: bytes) -> tuple[np.ndarray, np.ndarray]:
    """What a key stands for: orthonormal patterns float64[123, 64 * 64], and dithers float64[123] in [0, 1)."""
    seed = int.from_bytes(hashlib.blake2b(b"pixel mark", key=key[:64], digest_size=16).digest(), "little")
    rng = np.random.Generator(np.random.Philox(key=seed))
    at = np.hypot(*np.meshgrid(np.arange(TILE), np.arange(TILE), indexing="ij"))
    band = np.flatnonzero((at >= BAND[0]) & (at < BAND[1]))
    q, r = np.linalg.qr(rng.standard_normal((len(band), CODE_BITS)))
    spectra = np.zeros((CODE_BITS, TILE * TILE))
    spectra[:, band] = (q * np.sign(np.diag(r))).T
    patterns = idctn(spectra.reshape(-1, TILE, TILE), axes=(1, 2), norm="ortho").reshape(CODE_BITS, -1)
    return patterns, rng.random(CODE_BITS)


def _tiles(grey: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """The whole tiles of a grey picture, float64[rows * columns, 64 * 64]."""
    cut = grey[: rows * TILE, : columns * TILE].reshape(rows, TILE, columns, TILE)
    return cut.swapaxes(1, 2).reshape(rows * columns, TILE * TILE)
