"""Painted pictures whose genes are known: any genome, content and hand, as clean or as ill-treated as files are."""

from __future__ import annotations

from collections.abc import Collection

import cv2
import numpy as np
from scipy.special import ndtri

from stylogeny.streams import stream
from stylogeny.world.painting.genome import NAMES, SIZE, express, style
from stylogeny.world.painting.motifs import MOTIFS
from stylogeny.world.painting.painter import Content, paint

ASPECTS = (0.75, 0.8, 1.0, 1.25, 1.33, 1.5)  # width / height, those of painted worlds


def genome(rng: np.random.Generator) -> np.ndarray:
    """A latent style float64[SIZE]: mostly normal with a spread of its own, one in five uniform in the genes."""
    if rng.random() < 0.2:
        return ndtri(rng.uniform(0.005, 0.995, SIZE))
    return rng.normal(0, np.exp(rng.uniform(np.log(0.6), np.log(1.5))), SIZE)


def content(rng: np.random.Generator, *, motifs: Collection[str] = tuple(MOTIFS)) -> Content:
    """Something to depict, of one of these motifs."""
    motif = sorted(motifs)[int(rng.integers(len(motifs)))]
    return Content(motif, int(rng.integers(1 << 40)), ASPECTS[int(rng.integers(len(ASPECTS)))])


def ill_treated(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A picture uint8[H, W, 3] after what happens to files: cropped, resized, blurred, another exposure, JPEG."""
    height, width = picture.shape[:2]
    if rng.random() < 0.4:
        share = rng.uniform(0.8, 1)
        tall, wide = round(height * share), round(width * share)
        top, left = rng.integers(0, height - tall + 1), rng.integers(0, width - wide + 1)
        picture = picture[top : top + tall, left : left + wide]
    if rng.random() < 0.5:
        tall, wide = picture.shape[:2]
        share = rng.uniform(0.6, 1)
        picture = cv2.resize(picture, (round(wide * share), round(tall * share)), interpolation=cv2.INTER_AREA)
        if rng.random() < 0.5:
            picture = cv2.resize(picture, (wide, tall), interpolation=cv2.INTER_CUBIC)
    if rng.random() < 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.0))
    if rng.random() < 0.4:
        shown = 255 * (picture / 255.0) ** np.exp(rng.normal(0, 0.12)) * np.exp(rng.normal(0, 0.06))
        picture = np.clip(shown, 0, 255).round().astype(np.uint8)
    if rng.random() < 0.6:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 96))]
        # OpenCV takes red for blue, and gives it back: what JPEG takes from either is much the same
        coded = cv2.imencode(".jpg", np.ascontiguousarray(picture), quality)[1]
        picture = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR))
    return np.ascontiguousarray(picture)


def example(index: int, *, seed: int, motifs: Collection[str] = tuple(MOTIFS)) -> tuple[np.ndarray, np.ndarray, str]:
    """The index-th example of a seed.

    Two of three are clean and as large as painted worlds paint them; the rest are of other sizes, or ill-treated.

    Returns
    -------
    tuple
        The picture uint8[H, W, 3], its latent style float64[SIZE], and its motif.
    """
    rng = stream(seed, "painted style", index)
    latent, depicted = genome(rng), content(rng, motifs=motifs)
    plain = rng.random() < 2 / 3
    size = 128 if plain else int(rng.integers(112, 289))
    picture = paint(depicted, style(latent), size=size, hand=int(rng.integers(1 << 40)))
    return (picture if plain else ill_treated(picture, rng)), latent, depicted.motif


def shown(latent: np.ndarray) -> np.ndarray:
    """How genes show where one is seen only as far as another lets it: float64[n, SHOWN] of latent styles [n, SIZE].

    A hue is a direction on the colour circle, as long as the palette bends local colour; a slant is a direction without
    a sign, as long as strokes follow the hand or hatch; the light has a side only where it is seen. Each enters as the
    painter uses it (stylogeny.world.painting), so that what shows is nearly linear in what can be measured.
    """
    g = dict(zip(NAMES, express(np.asarray(latent, dtype=np.float64)).T, strict=True))
    pull = g["unnatural"] ** 2
    pole = 2 * np.pi * g["hue"]
    partner = pole + np.deg2rad(40 + 150 * g["harmony"])
    slant = 2 * np.pi * 1.6 * (g["stroke_slant"] - 0.5)
    order = g["stroke_order"] ** 1.5
    hatch = np.maximum(g["hatching"] - 0.6, 0) / 0.4
    line = np.maximum(g["outline"] - 0.42, 0) / 0.58
    dark, side = g["chiaroscuro"] ** 2.5, np.cos(np.pi * g["light_angle"])
    model = (1 - g["flatness"]) * (0.35 + 0.65 * g["contrast"])
    water = np.maximum(2 * g["wash"] - 1, 0) ** 0.8
    columns = [
        *(weight * wave(angle) for weight, angle in ((pull, pole), (pull, partner), (order, slant), (hatch, slant))
          for wave in (np.cos, np.sin)),
        pull, order, hatch, line, line * (g["outline_tone"] - 0.5), dark, dark * side, model, model * side, water,
        g["haze"] ** 2.2, g["impasto"] ** 1.3 * (1 - water), g["stroke_curl"] ** 2, g["distortion"] ** 1.7,
        np.maximum(g["softness"] - 0.35, 0) ** 1.3, g["grain"] ** 2, np.maximum(g["varnish"] - 0.3, 0) ** 1.5,
        np.maximum(g["symmetry"] - 0.6, 0),
    ]  # fmt: skip
    return np.stack(columns, axis=1)


SHOWN = shown(np.zeros((1, SIZE))).shape[1]
