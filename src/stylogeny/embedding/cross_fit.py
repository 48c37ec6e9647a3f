"""Networks that have not seen the artist, laid over one another: one head out of four trainings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

from ..corpus.works import Works
from ..progress import Callback
from ..streams import key
from .dating import position
from .head import Head
from .train import Recipe, fit, soft_dates
from .trunk import standard

FOLDS = 4


@dataclass(frozen=True, eq=False)
class CrossFit:
    """A head, and what it says of the works it was made from.

    Parameters
    ----------
    head : Head
    fold : ndarray
        int64[n]: the network that has not seen the work's artist.
    posterior : ndarray
        float64[n, m]: P(year) by that network.
    """

    head: Head
    fold: np.ndarray
    posterior: np.ndarray


def folds_by(groups: np.ndarray, *, folds: int = FOLDS) -> np.ndarray:
    """Fold of every row, int64[n]: groups stay whole, largest first into the emptiest fold; no name, no group."""
    names = np.array([str(g) or f"\x00{i}" for i, g in enumerate(groups)])
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
    out[:, : len(values)] = axes / np.maximum(values, values.max() * 1e-4) ** 0.25
    return out


def year_layer(vectors: np.ndarray, soft: np.ndarray, *, ridge: float = 1e-3) -> tuple[np.ndarray, np.ndarray]:
    """Softmax regression from vectors float[n, d] to soft dates float[n, m]: weights float64[m, d] and bias float64[m]."""
    x = np.c_[vectors, np.ones(len(vectors))].astype(np.float64)
    goal = soft.astype(np.float64)
    shape = (goal.shape[1], x.shape[1])

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(shape)
        logits = x @ w.T
        log_p = logits - logsumexp(logits, axis=1, keepdims=True)
        gradient = (np.exp(log_p) - goal).T @ x / len(x) + ridge * w
        return float(-(goal * log_p).sum() / len(x) + 0.5 * ridge * np.square(w).sum()), gradient.ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 60})
    w = found.x.reshape(shape)
    return w[:, :-1], w[:, -1]


def cross_fit(
    features: np.ndarray,
    works: Works,
    *,
    recipe: Recipe | None = None,
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
    recipe = recipe or Recipe()
    fold = folds_by(works.column("artist"), folds=folds)
    years = recipe.years(works)
    seen = [(fold != k) if (fold != k).sum() >= 4 else np.ones(len(works), bool) for k in range(folds)]
    trunks = []
    tensors: dict[str, np.ndarray] = {}
    for k in range(folds):
        trunk = fit(
            features[seen[k]],
            works.select(seen[k]),
            recipe=recipe,
            years=years,
            seed=key(seed, "fold", k) % 2**31,
            what=f"head {k + 1} of {folds}",
            callback=callback,
        )
        trunks.append(trunk)
    posterior = np.stack([t.posterior(t.inner(features)) for t in trunks])[fold, np.arange(len(works))]
    base = trunks[0].inner(features)
    size = float(np.sqrt(np.square(base - base.mean(0)).mean())) + 1e-12
    base = (base - base.mean(0)) / size
    for k, trunk in enumerate(trunks):
        both = seen[0] & seen[k]
        turn, shift = overlay(trunk.inner(features[both]).astype(np.float64), base[both].astype(np.float64))
        tensors |= {f"fold.{k}.{name}": value for name, value in trunk.tensors.items()}
        tensors[f"fold.{k}.turn"], tensors[f"fold.{k}.shift"] = turn, shift

    mean, scale = features.mean(0), features.std(0) + 1e-6
    x = standard(features, mean, scale)
    axes = principal(x, recipe.rest)
    spread = x @ axes
    learned = Head(tensors | {"mean": mean, "scale": scale, "axes": axes[:, :0], "map": np.eye(recipe.size)})
    inner = learned.vectors(features, unseen=fold)
    # both parts weigh alike in distances, and a vector's mean square a dimension is one
    weight = np.sqrt(
        np.square(inner - inner.mean(0)).sum(1).mean() / max(float(np.square(spread).sum(1).mean()), 1e-12)
    )
    axes = axes * weight * recipe.plain
    total = np.concatenate([inner, x @ axes], axis=1)
    unit = float(np.sqrt(np.square(total - total.mean(0)).mean())) + 1e-12
    tensors |= {"mean": mean, "scale": scale, "axes": axes, "map": np.eye(recipe.size + recipe.rest) / unit}
    z = Head(tensors).vectors(features, unseen=fold).astype(np.float64)
    soft = soft_dates(works.earliest, works.latest, years, recipe.width(works))
    tensors["wy"], tensors["by"] = year_layer(z, soft)
    tensors["wd"], tensors["bd"] = _inverse(z, x)
    tensors["years"] = years
    tensors = {name: np.ascontiguousarray(value, dtype=np.float32) for name, value in tensors.items()}
    tensors["positions"] = np.sort(position(posterior, years, works.year))
    return CrossFit(Head(tensors), fold, posterior)


def _inverse(z: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ridge regression back from vectors to standardised features: float64[d, D] and float64[D]."""
    centre, mean = z.mean(0), x.mean(0)
    gram = (z - centre).T @ (z - centre)
    wd = np.linalg.solve(gram + 1e-3 * np.trace(gram) / len(gram) * np.eye(len(gram)), (z - centre).T @ (x - mean))
    return wd, mean - centre @ wd
