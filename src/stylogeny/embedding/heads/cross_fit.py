"""Networks that have not seen the artist, laid over one another: one head out of four trainings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...corpus.works import Works
from ...executors import Result, run_units
from ...progress import Callback
from ...streams import int_seed
from . import kernel_ridge as memory
from .dating import position, quantiles
from .head import Head
from .mlp_numpy import NumpyMLP, standard
from .training import HeadConfig, fit, soft_dates

FOLDS = 4
WORTH_A_PROCESS = 2000  # works from which a worker process is started sooner than the serial loop is done


@dataclass(frozen=True, eq=False)
class CrossFit:
    """A head, and what it says of the works it was made from.

    Parameters
    ----------
    head : Head
    fold : ndarray
        int64[n]: the network that has not seen the work's artist.
    posterior : ndarray
        float64[n, m]: P(year) by that network and by a memory without the artist.
    """

    head: Head
    fold: np.ndarray
    posterior: np.ndarray


def folds_by(groups: np.ndarray, *, folds: int = FOLDS) -> np.ndarray:
    """Fold of every row, int64[n]: groups stay whole, largest first into the emptiest fold; no name, no group.

    With fewer groups than folds, rows are dealt out one by one: then nothing is said of groups never seen.
    """
    names = np.array([str(g) or f"\x00{i}" for i, g in enumerate(groups)])
    if len(np.unique(names)) < folds:
        return np.arange(len(names)) % folds
    unique, code, size = np.unique(names, return_inverse=True, return_counts=True)
    load = np.zeros(folds)
    home = np.empty(len(unique), np.int64)
    for g in np.argsort(-size, kind="stable"):
        home[g] = load.argmin()
        load[home[g]] += size[g]
    return home[code]


def overlay(inner: np.ndarray, onto: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rotation and scale float64[s, s], and shift float64[s], that lay `inner` float[n, s] over `onto` (Procrustes)."""
    a, b = inner - inner.mean(0), onto - onto.mean(0)
    u, s, v = np.linalg.svd(a.T @ b)
    turn = (u @ v) * (s.sum() / max(float(np.square(a).sum()), 1e-12))
    return turn, onto.mean(0) - inner.mean(0) @ turn


def principal(x: np.ndarray, rank: int) -> np.ndarray:
    """Half-whitened principal axes float64[D, rank] of standardised features: large directions count more, not all."""
    values, axes = np.linalg.eigh(np.cov(x.T, dtype=np.float64).reshape(x.shape[1], -1))
    values, axes = values[::-1][:rank], axes[:, ::-1][:, :rank]
    axes = axes * np.sign(
        axes[np.abs(axes).argmax(0), np.arange(axes.shape[1])]
    )  # eigenvectors have no sign of their own
    out = np.zeros((x.shape[1], rank))
    out[:, : len(values)] = axes / np.maximum(values, max(values.max() * 1e-4, 1e-12)) ** 0.25
    return out


def _train(state: Any, seed: int, shard: int) -> Result:
    features, works, recipe, years, seen = state
    mine = seen[shard]
    own = int_seed(seed, "fold", shard)
    return dict(fit(features[mine], works.select(mine), recipe=recipe, years=years, seed=own).tensors)


def cross_fit(
    features: np.ndarray,
    works: Works,
    *,
    recipe: HeadConfig | None = None,
    folds: int = FOLDS,
    seed: int = 0,
    callback: Callback | None = None,
) -> CrossFit:
    """Train a network a fold without the fold's artists, and make one head of them.

    Parameters
    ----------
    features : ndarray
        float32[n, D], a row a work.
    works : Works
        n dated works.

    Returns
    -------
    CrossFit
    """
    recipe = recipe or HeadConfig()
    fold = folds_by(works.column("artist"), folds=folds)
    years = recipe.years(works)
    seen = [(fold != k) if (fold != k).sum() >= 4 else np.ones(len(works), bool) for k in range(folds)]
    results = run_units(
        _train,
        (features, works, recipe, years, seen),
        shards=range(folds),
        seed=seed,
        config={},
        executor="process" if len(works) >= WORTH_A_PROCESS and (os.cpu_count() or 1) > 1 else "serial",
        what="heads",
        callback=callback,
    )
    trunks = [NumpyMLP(result) for result in results]
    tensors: dict[str, np.ndarray] = {}
    base = trunks[0].inner(features)
    size = float(np.sqrt(np.square(base - base.mean(0)).mean())) + 1e-12
    base = (base - base.mean(0)) / size
    for k, trunk in enumerate(trunks):
        both = seen[0] & seen[k]
        turn, shift = overlay(trunk.inner(features[both]).astype(np.float64), base[both].astype(np.float64))
        tensors |= {f"fold.{k}.{name}": value for name, value in trunk.tensors.items()}
        tensors[f"fold.{k}.turn"], tensors[f"fold.{k}.shift"] = turn, shift

    tensors["years"] = years
    mean, scale = features.mean(0), features.std(0) + 1e-6
    tensors |= {"mean": mean, "scale": scale}
    x = standard(features, mean, scale)
    target = soft_dates(works.earliest, works.latest, years, recipe.width(works))
    wide = principal(x, max(memory.AXES, recipe.rest))
    remembered, answers = memory.fit(x, target, seen, axes=wide[:, : memory.AXES], seed=seed)
    tensors |= remembered
    for k, answer in enumerate(answers):
        tensors |= {f"fold.{k}.{name}": value for name, value in answer.items()}
    posterior = Head(tensors).read(features, unseen=fold)
    read = quantiles(posterior, years, 0.5)
    tensors["era"] = np.array([read.mean(), read.std() + 1e-9])
    axes = wide[:, : recipe.rest]
    spread = x @ axes
    bare = Head(tensors | {"axes": axes[:, :0], "map": np.eye(1 + recipe.size)})
    inner = bare.vectors(features, unseen=fold)[:, 1:]
    inner = inner - inner.mean(0)
    # a coordinate of the inner part varies by one; the plain part weighs as much as the inner one in distances
    unit = float(np.sqrt(np.square(inner).mean())) + 1e-12
    weight = np.sqrt(np.square(inner).sum(1).mean() / max(float(np.square(spread).sum(1).mean()), 1e-12)) / unit
    tensors["axes"] = axes * weight * recipe.plain
    last = np.full(1 + recipe.size + recipe.rest, 1.0)
    last[1 : 1 + recipe.size] = 1 / unit
    tensors["map"] = np.diag(last)
    z = Head(tensors).vectors(features, unseen=fold).astype(np.float64)
    tensors["wy"] = np.eye(z.shape[1])[0] * tensors["era"][1]
    tensors["by"] = tensors["era"][:1]
    tensors["wd"], tensors["bd"] = _inverse(z, x)
    tensors = {n: np.ascontiguousarray(v, v.dtype if v.dtype == np.float16 else np.float32) for n, v in tensors.items()}
    tensors["positions"] = np.sort(position(posterior, years, works.year))
    return CrossFit(Head(tensors), fold, posterior)


def _inverse(z: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ridge regression back from vectors to standardised features: float64[d, D] and float64[D]."""
    centre, mean = z.mean(0), x.mean(0)
    gram = (z - centre).T @ (z - centre)
    wd = np.linalg.solve(gram + 1e-3 * np.trace(gram) / len(gram) * np.eye(len(gram)), (z - centre).T @ (x - mean))
    return wd, mean - centre @ wd
