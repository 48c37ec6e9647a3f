"""What can be measured in a picture without any training: colour, tone, texture, edges, spectrum, format.

Every block is a fixed formula on one picture, so a picture is described alike in any corpus and any run. Sources:
colour moments (Stricker & Orengo 1995), Laplacian pyramid (Burt & Adelson 1983), uniform local binary patterns (Ojala
et al. 2002), oriented second-order energies after the scattering transform (Bruna & Mallat 2013), gradient grids
(Dalal & Triggs 2005).
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

SIDE = 224  # longest side in pixels at which texture is measured, unless another is asked for
EPS = 1e-6
WIDTH = 974  # numbers that describe a picture


def describe(picture: np.ndarray, *, side: int = SIDE) -> np.ndarray:
    """Statistics of one picture.

    Parameters
    ----------
    picture : ndarray
        uint8[H, W, 3], sRGB.
    side : int
        Longest side in pixels at which it is measured.

    Returns
    -------
    ndarray
        float32[D], finite; D is the same for every picture.
    """
    import cv2

    height, width = picture.shape[:2]
    scale = side / max(height, width)
    size = (max(round(width * scale), 32), max(round(height * scale), 32))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB) / 100
    light = np.ascontiguousarray(lab[..., 0])
    half = cv2.resize(lab, (size[0] // 2, size[1] // 2), interpolation=cv2.INTER_AREA)
    parts = [
        _colour(half),
        _layout(lab),
        _pyramid(lab),
        _edges(light),
        _binary(light),
        _oriented(light),
        _spectrum(light),
    ]
    shape = np.array([np.log(width / height), abs(np.log(width / height)), float(width > height)])
    return np.nan_to_num(np.concatenate([*parts, shape])).astype(np.float32)


def _planes(picture: np.ndarray) -> np.ndarray:
    """Channels float[k, n] of float[H, W, k], each in one piece: NumPy is slow along short last axes."""
    return np.ascontiguousarray(picture.reshape(-1, picture.shape[2]).T)


def _quantiles(rows: np.ndarray, levels: list[float]) -> np.ndarray:
    """Quantiles of each row of float[k, n], linear between neighbours: float[len(levels), k]."""
    ordered = np.sort(rows, axis=1)
    place = np.array(levels) * (rows.shape[1] - 1)
    low = place.astype(np.int64)
    below, above = ordered[:, low], ordered[:, np.minimum(low + 1, rows.shape[1] - 1)]
    return (below + (above - below) * (place - low)).T


def _moments(rows: np.ndarray) -> np.ndarray:
    """Mean, deviation, skew and kurtosis (signed roots) of each row of float[k, n]; flattened."""
    mean = rows.mean(1)
    unit = rows - mean[:, None]
    deviation = np.sqrt(np.square(unit).mean(1)) + EPS
    unit /= deviation[:, None]
    square = np.square(unit)
    return np.concatenate([mean, deviation, np.cbrt((square * unit).mean(1)), np.square(square).mean(1) ** 0.25])


def _correlations(rows: np.ndarray) -> np.ndarray:
    """Correlations of the rows of float[k, n] with one another, flat: upper triangle.

    Summed by NumPy, not by BLAS, whose last bit depends on threads and on where an array lies in memory: the same
    picture must give the same bytes. A constant row correlates with nothing.
    """
    centred = rows.astype(np.float64) - rows.mean(axis=1, dtype=np.float64, keepdims=True)
    unit = centred / (np.sqrt(np.square(centred).mean(axis=1, keepdims=True)) + EPS)
    i, j = np.triu_indices(len(unit), 1)
    return (unit[i] * unit[j]).mean(axis=1)


def _shares(*places: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Shares of pixels in the cells of a grid: of each axis the values and the inner edges of its bins."""
    cell, cells = np.zeros(len(places[0][0]), np.int64), 1
    for values, inner in places:
        cell = cell * (len(inner) + 1) + np.searchsorted(inner, values, side="right")
        cells *= len(inner) + 1
    return np.bincount(cell, minlength=cells) / len(cell)


TONES = np.linspace(0, 1, 17, dtype=np.float32)[1:-1]
FEW_TONES = np.linspace(0, 1.001, 6, dtype=np.float32)[1:-1]
STRENGTHS = np.array([0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6], np.float32)
FEW_STRENGTHS = np.array([0.05, 0.1, 0.2, 0.35], np.float32)
OPPONENTS = np.array([-0.3, -0.15, -0.06, 0, 0.06, 0.15, 0.3, 0.45], np.float32)


def _colour(lab: np.ndarray) -> np.ndarray:
    light, a, b = _planes(lab)
    chroma = np.sqrt(a * a + b * b)
    hue = ((np.arctan2(b, a) + np.float32(np.pi)) * np.float32(8 / np.pi)).astype(np.int64) % 16
    wheel = np.bincount(hue, chroma, minlength=16) / len(hue)
    tones = _shares((light, TONES))
    strength = _shares((chroma, STRENGTHS))
    plane = _shares((a, OPPONENTS), (b, OPPONENTS))
    tone_chroma = _shares((light, FEW_TONES), (chroma, FEW_STRENGTHS))
    rows = np.stack([light, a, b, chroma])
    quantiles = _quantiles(rows, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]).ravel()
    shares = np.sqrt(np.concatenate([wheel, tones, strength, plane, tone_chroma]))
    return np.concatenate([_moments(rows), shares, quantiles, _correlations(rows[:3])])


def _layout(lab: np.ndarray) -> np.ndarray:
    """Means and deviations on a 4 x 4 grid, and the outermost border (bare canvas, margins) against the rest."""
    import cv2

    mean = cv2.resize(lab, (4, 4), interpolation=cv2.INTER_AREA)
    square = cv2.resize(np.square(lab), (4, 4), interpolation=cv2.INTER_AREA)
    deviation = np.sqrt(np.maximum(square - np.square(mean), 0))
    border = max(min(lab.shape[:2]) // 24, 2)
    rims = [lab[:border], lab[-border:], lab[:, :border], lab[:, -border:]]
    rim = np.concatenate([_planes(r) for r in rims], axis=1)
    whole, spread = _planes(lab), rim.std(1)
    return np.concatenate(
        [mean.ravel(), deviation.ravel(), rim.mean(1) - whole.mean(1), spread, spread / (whole.std(1) + 0.01)]
    )


def _pyramid(lab: np.ndarray) -> np.ndarray:
    """Log energies, tails and cross-scale products of a Laplacian pyramid, whole and on a 2 x 2 grid."""
    import cv2

    out, current, previous = [], lab, None
    for level in range(5):
        low = cv2.GaussianBlur(current, (0, 0), 1.0)
        band = current - low
        power = np.abs(_planes(band))
        energy = np.sqrt(np.square(power).mean(1)) + 1e-4
        out += [np.log(energy), power.mean(1) / energy, np.log(_quantiles(power, [0.98])[0] / energy + 0.01)]
        magnitude = power[0].reshape(band.shape[:2])
        grid = cv2.resize(magnitude, (3, 3), interpolation=cv2.INTER_AREA)
        out.append(np.log(grid.ravel() + 1e-4) - np.log(energy[0]))
        if previous is not None:
            shrunk = cv2.resize(previous, (band.shape[1], band.shape[0]), interpolation=cv2.INTER_AREA)
            out.append(_correlations(np.stack([shrunk.ravel(), power[0]])))
        previous = magnitude
        if level < 4:
            current = low[::2, ::2]
    return np.concatenate(out)


def _edges(light: np.ndarray) -> np.ndarray:
    """Gradient strengths and directions at three scales; direction on a 4 x 4 grid at the coarsest."""
    import cv2

    out = []
    for sigma in (0.7, 1.5, 3.0):
        smooth = cv2.GaussianBlur(light, (0, 0), sigma)
        gx = cv2.Sobel(smooth, cv2.CV_32F, 1, 0)
        gy = cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
        strength = np.sqrt(gx * gx + gy * gy)  # cv2.magnitude's last bit depends on where an array lies in memory
        turn = (np.arctan2(gy, gx) + np.float32(np.pi)) * np.float32(12 / np.pi)  # two bins for each of 12 directions
        bins = turn.astype(np.int64) % 12
        share = np.bincount(bins.ravel(), strength.ravel(), minlength=12) / (strength.sum() + EPS)
        some = strength[::2, ::2].reshape(1, -1)
        out += [np.log(_quantiles(some, [0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.995])[:, 0] + 1e-3), np.sqrt(share)]
        xx, yy, xy = (cv2.GaussianBlur(p, (0, 0), 3 * sigma)[::3, ::3] for p in (gx * gx, gy * gy, gx * gy))
        coherence = np.sqrt(np.square(xx - yy) + np.square(2 * xy)) / (xx + yy + 1e-4)
        out.append(_quantiles(coherence.reshape(1, -1), [0.1, 0.25, 0.5, 0.75, 0.9])[:, 0])
    rows = np.arange(light.shape[0])[:, None] * 4 // light.shape[0]
    cols = np.arange(light.shape[1])[None, :] * 4 // light.shape[1]
    cell = (rows * 4 + cols) * 6 + bins // 2
    grid = np.bincount(cell.ravel(), strength.ravel(), minlength=96).reshape(16, 6)
    out.append(np.sqrt(grid / (grid.sum() + EPS)).ravel())
    return np.concatenate(out)


@cache
def _uniform() -> np.ndarray:
    """Maps the 256 codes of eight neighbours to 58 uniform patterns and one for the rest."""
    codes = np.arange(256)
    bits = (codes[:, None] >> np.arange(8)) & 1
    turns = (bits != np.roll(bits, 1, axis=1)).sum(1)
    table = np.full(256, 58, dtype=np.uint8)
    table[turns <= 2] = np.arange((turns <= 2).sum())
    return table


def _binary(light: np.ndarray) -> np.ndarray:
    """Uniform local binary patterns, at two radii on the picture and one on its half."""
    out = []
    half = light[: light.shape[0] // 2 * 2, : light.shape[1] // 2 * 2]
    half = half.reshape(half.shape[0] // 2, 2, half.shape[1] // 2, 2).mean((1, 3))
    for image, r in ((light, 1), (light, 2), (half, 2)):
        core = image[r:-r, r:-r]
        code = np.zeros(core.shape, dtype=np.uint8)
        floor = core + 0.004
        for bit, (dy, dx) in enumerate(((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))):
            shifted = image[r + dy * r : image.shape[0] - r + dy * r, r + dx * r : image.shape[1] - r + dx * r]
            code |= (shifted > floor).view(np.uint8) << bit
        counts = np.bincount(_uniform()[code].ravel(), minlength=59)
        out.append(np.sqrt(counts / counts.sum()))
    return np.concatenate(out)


@cache
def _gabors() -> list[np.ndarray]:
    """Complex oriented filters of wavelength three pixels in six directions, without response to a flat field."""
    filters = []
    y, x = np.mgrid[-4:5, -4:5].astype(np.float32)
    window = np.exp(-(x * x + y * y) / 4.5)
    for k in range(6):
        wave = np.exp(2j * np.pi * (x * np.cos(k * np.pi / 6) + y * np.sin(k * np.pi / 6)) / 3)
        wave -= (wave * window).sum() / window.sum()
        filters.append((wave * window / window.sum()).astype(np.complex64))
    return filters


def _oriented(light: np.ndarray) -> np.ndarray:
    """First-order oriented energies on an octave pyramid, their tails and correlations, and the energies of their
    envelopes."""
    import cv2

    grid = (light.shape[1] // 8, light.shape[0] // 8)
    rows, rough, second, image = [], [], [], light
    for _ in range(3):
        total = np.zeros_like(image)
        for kernel in _gabors():
            real = cv2.filter2D(image, cv2.CV_32F, np.ascontiguousarray(kernel.real))
            imag = cv2.filter2D(image, cv2.CV_32F, np.ascontiguousarray(kernel.imag))
            envelope = np.sqrt(real * real + imag * imag)
            total += envelope
            rough.append(float(envelope.std() / (envelope.mean() + 1e-4)))
            rows.append(cv2.resize(envelope, grid, interpolation=cv2.INTER_AREA).ravel())
        mean = total.mean() + 1e-4
        for _ in range(3):
            low = cv2.GaussianBlur(total, (0, 0), 1.2)
            second.append(np.log(np.abs(total - low).mean() / mean + 1e-3))
            total = np.ascontiguousarray(low[::2, ::2])
        image = np.ascontiguousarray(cv2.GaussianBlur(image, (0, 0), 1.0)[::2, ::2])
    flat = np.stack(rows)
    correlation = _correlations(flat)
    return np.concatenate(
        [np.log(flat.mean(1) + 1e-4), rough, flat.std(1) / (flat.mean(1) + 1e-4), correlation, second]
    )


@cache
def _steepness() -> np.ndarray:
    """float64[2, 13] that takes 13 values to the slope and the height of the line through them."""
    return np.linalg.pinv(np.stack([np.arange(13.0), np.ones(13)], axis=1))


@lru_cache(maxsize=256)
def _frequencies(height: int, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """For pictures of one size: the window, the ring of each frequency, and the fine ones that are horizontal and
    those that are vertical, bool each."""
    window = (np.hanning(height)[:, None] * np.hanning(width)).astype(np.float32)
    fy, fx = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :]
    radius = np.hypot(fy, fx)
    rings = np.digitize(radius, np.geomspace(0.01, 0.5, 13)).astype(np.uint8)
    upright = np.broadcast_to(np.abs(fy) > np.abs(fx), radius.shape)
    return window, rings, upright & (radius > 0.12), ~upright & (radius > 0.12)


def _spectrum(light: np.ndarray) -> np.ndarray:
    """Radial power on log-spaced rings (relative to their sum), its slope, and horizontal against vertical power."""
    window, rings, upright, level = _frequencies(*light.shape)
    found = np.fft.rfft2((light - light.mean()) * window)
    power = np.square(found.real) + np.square(found.imag)
    count = np.maximum(np.bincount(rings.ravel(), minlength=14), 1)
    log = np.log((np.bincount(rings.ravel(), power.ravel(), minlength=14) / count)[1:14] + 1e-3)
    slope = (_steepness() * log).sum(1)
    ratio = np.log(power[upright].sum() + EPS) - np.log(power[level].sum() + EPS)
    return np.concatenate([log - log.mean(), slope, [ratio]])
