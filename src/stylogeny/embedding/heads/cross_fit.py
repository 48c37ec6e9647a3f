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
from . import kernel_ridge
from .config import HeadConfig
from .dating import position, quantiles
from .folds import FOLDS, folds_by
from .head import Head
from .linear_maps import inverse_regression, principal_axes, procrustes
from .mlp_numpy import NumpyMLP, standard
from .training import fit, soft_dates

MIN_FOR_PROCESSES = 2000  # works from which worker processes are started sooner than the serial loop is done


@dataclass(frozen=True, eq=False)
class CrossFit:
    """A head, and what it says of the works it was made from.

    Parameters
    ----------
    head : Head
    fold : ndarray
        int64[n]: the network that has not seen the work's artist.
    posterior : ndarray
        float64[n, m]: P(year) by that network and by a kernel regression without the artist.
    """

    head: Head
    fold: np.ndarray
    posterior: np.ndarray


def cross_fit(
    features: np.ndarray,
    works: Works,
    *,
    config: HeadConfig | None = None,
    folds: int = FOLDS,
    seed: int = 0,
    callback: Callback | None = None,
) -> CrossFit:
    """Train one network per fold without the fold's artists, and make one head of them.

    Parameters
    ----------
    features : ndarray
        float32[n, D], one row per work.
    works : Works
        n dated works.

    Returns
    -------
    CrossFit
    """
    config = config or HeadConfig()
    fold = folds_by(works.column("artist"), folds=folds)
    years = config.years(works)
    train = training_masks(fold, folds)
    tensors = _networks(features, works, config, years, train, seed=seed, callback=callback)
    mean, scale = features.mean(0), features.std(0) + 1e-6
    tensors |= {"years": years, "mean": mean, "scale": scale}
    x = standard(features, mean, scale)
    target = soft_dates(works.earliest, works.latest, years, config.date_bandwidth(works))
    axes = principal_axes(x, max(kernel_ridge.AXES, config.pca_dim))
    shared, each = kernel_ridge.fit(x, target, train, axes=axes[:, : kernel_ridge.AXES], seed=seed)
    tensors |= shared
    tensors |= {f"fold.{k}.{name}": value for k, part in enumerate(each) for name, value in part.items()}
    posterior = Head(tensors).posterior(features, fold=fold)
    median = quantiles(posterior, years, 0.5)
    tensors["year_mean_std"] = np.array([median.mean(), median.std() + 1e-9])
    tensors |= _output_layer(tensors, features, x, axes[:, : config.pca_dim], fold, config)
    z = Head(tensors).vectors(features, fold=fold).astype(np.float64)
    tensors["date_weight"] = np.eye(z.shape[1])[0] * tensors["year_mean_std"][1]
    tensors["date_bias"] = tensors["year_mean_std"][:1]
    tensors["decode_weight"], tensors["decode_bias"] = inverse_regression(z, x)
    tensors = {n: np.ascontiguousarray(v, v.dtype if v.dtype == np.float16 else np.float32) for n, v in tensors.items()}
    tensors["positions"] = np.sort(position(posterior, years, works.year))
    return CrossFit(Head(tensors), fold, posterior)


def training_masks(fold: np.ndarray, folds: int) -> list[np.ndarray]:
    """The works that each fold's network may learn from, bool[n] per fold: all but its own.

    Where that leaves fewer than four works, all.
    """
    return [(fold != k) if (fold != k).sum() >= 4 else np.ones(len(fold), bool) for k in range(folds)]


def _train(state: Any, seed: int, shard: int) -> Result:
    features, works, config, years, train = state
    mask = train[shard]
    own = int_seed(seed, "fold", shard)
    return dict(fit(features[mask], works.select(mask), config=config, years=years, seed=own).tensors)


def _networks(
    features: np.ndarray,
    works: Works,
    config: HeadConfig,
    years: np.ndarray,
    train: list[np.ndarray],
    *,
    seed: int,
    callback: Callback | None,
) -> dict[str, np.ndarray]:
    """``fold.K.*``: the networks, and what lays their inner vectors over those of the first."""
    results = run_units(
        _train,
        (features, works, config, years, train),
        shards=range(len(train)),
        seed=seed,
        config={},
        executor="process" if len(works) >= MIN_FOR_PROCESSES and (os.cpu_count() or 1) > 1 else "serial",
        what="heads",
        callback=callback,
    )
    networks = [NumpyMLP(result) for result in results]
    tensors: dict[str, np.ndarray] = {}
    base = networks[0].inner(features)
    size = float(np.sqrt(np.square(base - base.mean(0)).mean())) + 1e-12
    base = (base - base.mean(0)) / size
    for k, network in enumerate(networks):
        both = train[0] & train[k]
        inner = network.inner(features[both]).astype(np.float64)
        rotation, shift = procrustes(inner, base[both].astype(np.float64))
        tensors |= {f"fold.{k}.{name}": value for name, value in network.tensors.items()}
        tensors[f"fold.{k}.rotation"], tensors[f"fold.{k}.shift"] = rotation, shift
    return tensors


def _output_layer(
    tensors: dict[str, np.ndarray],
    features: np.ndarray,
    x: np.ndarray,
    axes: np.ndarray,
    fold: np.ndarray,
    config: HeadConfig,
) -> dict[str, np.ndarray]:
    """Scale the parts of a vector: an inner coordinate varies by one, the principal components weigh as much as they
    do."""
    spread = x @ axes
    without = Head(tensors | {"pca_axes": axes[:, :0], "output_weight": np.eye(1 + config.dim)})
    inner = without.vectors(features, fold=fold)[:, 1:]
    inner = inner - inner.mean(0)
    unit = float(np.sqrt(np.square(inner).mean())) + 1e-12
    weight = np.sqrt(np.square(inner).sum(1).mean() / max(float(np.square(spread).sum(1).mean()), 1e-12)) / unit
    diagonal = np.full(1 + config.dim + config.pca_dim, 1.0)
    diagonal[1 : 1 + config.dim] = 1 / unit
    return {"pca_axes": axes * weight * config.pca_weight, "output_weight": np.diag(diagonal)}
