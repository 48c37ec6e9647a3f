"""Small histories of known descent, simulated here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding


@dataclass(frozen=True)
class History:
    space: Embedding
    parents: np.ndarray  # float[n, n] true weights, row = child


def make_works(earliest, latest=None, *, artist=None, group=None) -> Works:
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
    *, n=600, d=16, parents=1, noise=0.0, fame=0.0, artists=0, step=0.35, immigrants=0.03, span=400, seed=0
) -> History:
    """Brownian traits down a dated tree (or with 2-3 weighted parents), seen through noise.

    Parents are drawn with probability falling with the lag, rising with offspring so far (`fame`) and with a shared artist.
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


@pytest.fixture(scope="session")
def history() -> History:
    return simulate()
