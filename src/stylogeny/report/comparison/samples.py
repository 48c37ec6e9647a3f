"""Pictures drawn in both worlds under the same seeds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ...corpus.works import Works
from ...errors import StylogenyError
from ...generation.fit import fit
from ...generation.palette import to_lab
from ...generation.styles import Corpus
from ...progress import progress
from .inputs import TwoWorlds

MIN_STYLE = 6  # works without which a style is not drawn
VISIBLE = 0.5  # Lab: pictures that differ by less on average look the same


@dataclass(frozen=True, eq=False)
class Samples:
    """Pictures of a style in both worlds, uint8[k, H, W, 3] each, and by how much they differ (Lab, mean); of a painted
    world also those of the world run again."""

    style: str
    was: np.ndarray
    would_be: np.ndarray
    difference: float
    truth: np.ndarray | None = None


def samples(
    worlds: TwoWorlds,
    *,
    true_works: Works | None = None,
    styles: int = 3,
    tried: int = 5,
    n: int = 3,
    size: int = 96,
    seed: int = 0,
) -> list[Samples]:
    """The styles whose samples change most, of those whose samples visibly do.

    Parameters
    ----------
    true_works : Works, optional
        The n works as they are in the painted world run again.
    styles : int
        How many are shown.
    tried : int
        Of how many of those whose works change most.
    n, size : int
        Pictures of each, and their side in pixels.
    seed : int
        Of the pictures; the same in both worlds.
    """
    try:
        was, there = fit(worlds.graph), fit(worlds.corpus, worlds.weight)
    except StylogenyError:  # too few pictures in one of them
        return []
    out = []
    for name in progress(_most_changed(worlds, tried), "samples of both worlds", unit="style"):
        a = was.generate(name, n=n, size=size, seed=seed)
        b = there.generate(name, n=n, size=size, seed=seed)
        out.append(Samples(name, a, b, _difference(a, b)))
    seen = [s for s in out if s.difference > VISIBLE]
    shown = sorted(seen, key=lambda s: (-s.difference, s.style))[:styles]
    if true_works is None:
        return shown
    truth = fit(Corpus(true_works, worlds.graph.embedding), (worlds.weight > 0).astype(float))
    return [replace(s, truth=truth.generate(s.style, n=n, size=size, seed=seed)) for s in shown]


def _most_changed(worlds: TwoWorlds, count: int) -> list[str]:
    """Styles of enough works with pictures in both worlds, by the mean change of their works."""
    works = worlds.graph.works
    style = works.column("style").astype(str)
    usable = works.pictured & (worlds.weight > 0)
    sizes = Counter(style[usable & (style != "")].tolist())
    changed = np.maximum(worlds.change, 1.0 - worlds.weight / works.weight)
    names = [name for name, size in sizes.items() if size >= MIN_STYLE]
    mean = {name: float(changed[works.pictured & (style == name)].mean()) for name in names}
    return sorted((name for name in names if mean[name] > 1e-4), key=lambda s: (-mean[s], s))[:count]


def _difference(a: np.ndarray, b: np.ndarray) -> float:
    """Mean colour difference of pictures seen from far, in units of Lab."""
    small = [np.stack([to_lab(cv2.resize(p, (16, 16), interpolation=cv2.INTER_AREA)) for p in ps]) for ps in (a, b)]
    return float(np.linalg.norm(small[0] - small[1], axis=-1).mean())
