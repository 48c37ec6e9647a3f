"""Small histories of known descent, simulated here, and graphs that were not traced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.branching.fitted_model import FittedModel
from stylogeny.influence.branching.model import SCALES, Kernels
from stylogeny.influence.branching.prior import Preference
from stylogeny.influence.branching.projection import Projection
from stylogeny.influence.graph import InfluenceGraph


@dataclass(frozen=True)
class History:
    space: Embedding
    parents: np.ndarray  # float[n, n] true weights, row = child


def make_works(
    earliest: Sequence[float] | np.ndarray,
    latest: Sequence[float] | np.ndarray | None = None,
    *,
    artist: Sequence[str] | None = None,
    group: np.ndarray | None = None,
) -> Works:
    """Dated works w00000, w00001, ...; by nobody in particular unless `artist` says so."""
    n = len(earliest)
    latest = earliest if latest is None else latest
    table = pd.DataFrame(
        {
            "id": [f"w{i:05d}" for i in range(n)],
            "title": [f"Work {i}" for i in range(n)],
            "artist": artist if artist is not None else [""] * n,
            "earliest": np.asarray(earliest),
            "latest": np.asarray(latest),
            "date_text": [str(e) for e in earliest],
            "style": "",
            "genre": "",
            "medium": "",
            "picture": [f"{i}.png" for i in range(n)],
            "status": "dated",
            "group": group if group is not None else np.arange(n),
        }
    )
    return Works(table)


def simulate(
    *,
    n: int = 600,
    d: int = 16,
    parents: int = 1,
    noise: float = 0.0,
    fame: float = 0.0,
    artists: int = 0,
    step: float = 0.35,
    immigrants: float = 0.03,
    span: int = 400,
    seed: int = 0,
) -> History:
    """Brownian traits down a dated tree (or with 2-3 weighted parents), seen through noise.

    Parents are drawn with probability falling with the lag, rising with offspring so far (`fame`) and with a shared
    artist.
    """
    rng = np.random.default_rng(seed)
    year = np.sort(rng.integers(1400, 1400 + span, n))
    artist = rng.integers(0, max(artists, 1), n)
    if artists:  # careers of about 30 years
        artist = (year - 1400) // 30 * 1000 + rng.integers(0, max(artists * 30 // span, 1), n)
    z = np.zeros((n, d))
    w = np.zeros((n, n))
    fans = np.zeros(n)
    for i in range(n):
        earlier = np.flatnonzero(year < year[i])
        if len(earlier) == 0 or rng.random() < immigrants:
            z[i] = rng.normal(size=d)
            continue
        lag = year[i] - year[earlier]
        p = np.exp(-lag / 25) * (1 + fans[earlier]) ** fame
        if artists:
            p = p * np.where(artist[earlier] == artist[i], 30.0, 1.0)
        m = min(rng.integers(1, parents + 1), (p > 0).sum())
        chosen = rng.choice(earlier, size=m, replace=False, p=p / p.sum())
        share = np.sort(rng.dirichlet(np.ones(m) * 2))[::-1]
        w[i, chosen] = share
        fans[chosen] += share
        z[i] = share @ z[chosen] + step * rng.normal(size=d) * rng.standard_t(4)
    x = z + noise * rng.normal(size=z.shape)
    works = make_works(year, artist=[f"a{a}" for a in artist] if artists else None)
    return History(Embedding.from_vectors(works, x), w)


def random_graph(n: int = 40, seed: int = 0) -> tuple[InfluenceGraph, np.ndarray]:
    """A graph of random weights, and these as float64[n, n]; every row sums to 0.9 at most."""
    rng = np.random.default_rng(seed)
    year = rng.permutation(np.arange(1500, 1500 + n))
    w = np.where(year[None, :] < year[:, None], rng.random((n, n)) * (rng.random((n, n)) < 0.2), 0.0)
    w *= (0.9 / np.maximum(w.sum(axis=1), 1.0))[:, None]
    space = Embedding.from_vectors(make_works(year), rng.normal(size=(n, 3)))
    w = w.astype(np.float32)
    return InfluenceGraph(space, sparse.csr_array(w), 1 - w.sum(axis=1), year.astype(float)), w.astype(float)


def fitted_model(d: int = 3, *, log_likelihood: float = -1.0) -> FittedModel:
    """A model as a fit might have left it, in a space of d dimensions."""
    preference = Preference(coefficients=(0.2, 0.1))
    kernels = Kernels(preference, tuple(np.geomspace(0.1, 2.0, SCALES).tolist()), (1 / SCALES,) * SCALES, 2.0, float(d))
    return FittedModel(kernels, Projection(np.zeros(d), np.eye(d)), log_likelihood, n_iter=7, converged=True)


def top_parent_share(graph: InfluenceGraph, truth: np.ndarray) -> float:
    """Share of works with true parents whose heaviest traced parent is one of them."""
    children = np.flatnonzero(truth.sum(axis=1) > 0)
    best = np.asarray(graph.parents.argmax(axis=1)).ravel()
    return float((truth[children, best[children]] > 0).mean())


def with_noise(history: History, extra: int, seed: int = 0) -> Embedding:
    """The same history with directions added to the vectors that are not inherited."""
    noise = np.random.default_rng(seed).normal(size=(len(history.parents), extra))
    return Embedding.from_vectors(history.space.works, np.concatenate([history.space.vectors, noise], axis=1))
