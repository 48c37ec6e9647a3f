"""Heads that have not seen the artist: one head out of four folds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...corpus.works import Works
from ...errors import StylogenyError
from ...executors import Execution, Result, usual_executor
from ...progress import Callback
from ...streams import int_seed
from . import kernel_ridge
from .config import HeadConfig
from .dating import position, quantiles
from .folds import FOLDS, folds_by
from .head import Head, standard
from .linear_maps import block_weights, inverse_regression, moments, principal_axes
from .targets import century_weights, contrast_target, date_target, label_target
from .training import fit

MIN_FOR_PROCESSES = 2000  # works from which worker processes are started sooner than the serial loop is done
FULL_SKILL = 0.1  # of its variance: a part of which as much can be predicted weighs in full
PART = 24.0  # mean squared length of a part of weight 1 of a vector, where that of the year is 1
FLAT = 1e-5  # of its mean: a column of features that varies less is the same for all works
ALIKE = 1e-5  # of the largest feature: what rounding leaves between features of one and the same picture


@dataclass(frozen=True, eq=False)
class CrossFit:
    """A head, and what it says of the works it was made from.

    Parameters
    ----------
    head : Head
    fold : ndarray
        int64[n]: the fold whose regression and networks have not seen the work's artist.
    posterior : ndarray
        float64[n, m]: P(year) by these.
    """

    head: Head
    fold: np.ndarray
    posterior: np.ndarray


def cross_fit(
    features: np.ndarray,
    works: Works,
    *,
    blocks: Sequence[int] | None = None,
    kept: Sequence[int] = (),
    triplets: np.ndarray | None = None,
    config: HeadConfig | None = None,
    folds: int = FOLDS,
    seed: int = 0,
    executor: str | Execution | None = None,
    callback: Callback | None = None,
) -> CrossFit:
    """Learn from all but each fold's artists, and make one head of what was learned.

    Parameters
    ----------
    features : ndarray
        float32[n, D], one row per work.
    works : Works
        n dated works, which count by their weights.
    blocks : sequence of int, optional
        Widths of the kinds of feature (:attr:`.Backbone.blocks`), which weigh alike; by default one.
    kept : sequence of int
        The blocks, by number, that also stand in the vectors as they are.
    triplets : ndarray, optional
        int64[m, 3], rows of works: (work, nearer, farther). The work should come to lie nearer to the one than to the
        other.
    executor : str or Execution, optional
        Where networks are trained (:mod:`stylogeny.executors`); by default in worker processes where they pay off.

    Returns
    -------
    CrossFit

    Raises
    ------
    StylogenyError
        With fewer than four dated works, or pictures that do not differ.
    """
    config = config or HeadConfig()
    if len(works) < 4 or not works.dated.all():
        fix = "check what `stylogeny load` said of the dates"
        raise StylogenyError("four dated works or more are needed to learn a space", got=len(works), fix=fix)
    if np.ptp(features, axis=0).max() <= ALIKE * np.abs(features).max():
        fix = "check that the corpus has a picture of its own for each work"
        raise StylogenyError("the pictures are all alike: no space can be learned", got=len(works), fix=fix)
    fold = folds_by(works.column("artist"), folds=folds)
    train = training_masks(fold, folds)
    years = config.years(works)
    weight = century_weights(works.year, config.balance) * works.weight
    counts = None if np.ptp(works.weight) == 0 else works.weight
    mean, deviation = moments(features, counts)
    # a column that is the same for all is known up to rounding: divided by its spread that would be all there is
    scale = np.where(deviation > FLAT * np.abs(mean), deviation, np.abs(mean)) + 1e-6
    x = standard(features, mean, scale)
    places, axes, whiten = _places(x, blocks, config, counts)
    spread = places * whiten
    pca, some = spread[:, : config.pca_dim], spread[:, : config.kin_dim]
    known = [
        (config.date_weight, date_target(works.earliest, works.latest, years, config.date_bandwidth(works))),
        (config.style_weight, label_target(works.column("style"))),
    ]
    if triplets is not None:
        known.append((config.kin_weight, contrast_target(some, triplets)))
    regression = kernel_ridge.fit(
        places, np.concatenate([part for _, part in known], axis=1), train,
        weight=weight, width=config.kernel_width, ridge=config.ridge, kept=_evenly(works.year, config.max_points),
    )  # fmt: skip
    predicted = regression.predict(places, fold=fold)
    project, centre = _learned_axes(predicted, known, config.dim)
    bins = len(years)
    tensors: dict[str, np.ndarray] = {
        "mean": mean, "scale": scale, "axes": axes, "years": years,
        "kernel.points": regression.points, "kernel.scale": np.array([regression.scale]),
        "network_share": np.array([config.network_share if config.networks else 0.0]),
        "pca_weight": whiten[: config.pca_dim] * np.sqrt(PART * config.pca_weight / _power(pca, counts)),
    }  # fmt: skip
    for k, (dual_coef, intercept) in enumerate(zip(regression.dual_coef, regression.intercept)):
        tensors |= {
            f"fold.{k}.date_coef": dual_coef[:, :bins].astype(np.float16),
            f"fold.{k}.date_intercept": intercept[:bins],
            f"fold.{k}.learned_coef": dual_coef @ project,
            f"fold.{k}.learned_intercept": (intercept - centre) @ project,
        }
    tensors |= _kept(features, blocks, kept, config)
    tensors |= _networks(places, works, weight, config, years, train, seed=seed, executor=executor, callback=callback)
    return _finish(tensors, features, x, works, fold)


def _finish(
    tensors: dict[str, np.ndarray], features: np.ndarray, x: np.ndarray, works: Works, fold: np.ndarray
) -> CrossFit:
    """Add what is read off the works as the head describes them: the scale of years, the way back, the positions."""
    posterior = Head(tensors).posterior(features, fold=fold)
    median = quantiles(posterior, tensors["years"], 0.5)
    tensors["year_mean_std"] = np.array([median.mean(), median.std() + 1e-9])
    parts = ("fold.0.learned_intercept", "pca_weight", "kept_columns")
    width = 1 + sum(len(tensors[part]) for part in parts)
    tensors["output_weight"] = np.eye(width)
    z = Head(tensors).vectors(features, fold=fold).astype(np.float64)
    tensors["date_weight"] = np.eye(width)[0] * tensors["year_mean_std"][1]
    tensors["date_bias"] = tensors["year_mean_std"][:1]
    tensors["decode_weight"], tensors["decode_bias"] = inverse_regression(z, x)
    tensors = {
        name: np.ascontiguousarray(value, np.float32 if value.dtype == np.float64 else value.dtype)
        for name, value in tensors.items()
    }
    order = np.argsort(median, kind="stable")
    tensors["held_out_median"] = median[order]
    tensors["held_out_position"] = position(posterior, tensors["years"].astype(np.float64), works.year)[order]
    return CrossFit(Head(tensors), fold, posterior)


def _power(x: np.ndarray, counts: np.ndarray | None = None) -> float:
    """Mean squared length of the rows about their mean; `counts` float[n] is how often each counts."""
    return max(float(np.average(np.square(x - moments(x, counts)[0]).sum(1), weights=counts)), 1e-12)


def _places(
    x: np.ndarray, blocks: Sequence[int] | None, config: HeadConfig, counts: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places float32[n, r] on the principal axes of features whose blocks weigh alike, in columns of mean variance 1;
    the axes float32[D, r], which hold the blocks' weights; and what whitens places as far as asked, float64[r]."""
    weight = block_weights([x.shape[1]] if blocks is None else blocks)
    rank = max(min(config.axes, *x.shape), config.pca_dim, config.kin_dim)  # no more than there are: networks read all
    axes, variance = principal_axes(x * weight, rank, counts)
    size = np.sqrt(max(variance.mean(), 1e-12))
    axes = axes * weight[:, None] / np.float32(size)
    floor = max(variance.max() * 1e-4, 1e-12)
    return x @ axes, axes, (np.maximum(variance, floor) / size**2) ** (-config.pca_whitening / 2)


def _kept(
    features: np.ndarray, blocks: Sequence[int] | None, kept: Sequence[int], config: HeadConfig
) -> dict[str, np.ndarray]:
    """``kept_columns`` int32[q], the columns of blocks that stand in vectors as they are, and ``kept_weight`` float[1],
    which all are multiplied by: how far each of them varies is part of what the block says."""
    if not (kept and config.kept_weight):
        return {"kept_columns": np.zeros(0, np.int32), "kept_weight": np.ones(1)}
    edges = np.r_[0, np.cumsum([features.shape[1]] if blocks is None else blocks)]
    columns = np.concatenate([np.arange(edges[k], edges[k + 1], dtype=np.int32) for k in kept])
    weight = np.sqrt(PART * config.kept_weight / _power(features[:, columns].astype(np.float64)))
    return {"kept_columns": columns, "kept_weight": np.array([weight])}


def _evenly(years: np.ndarray, most: int) -> np.ndarray:
    """At most so many works, evenly spaced in time, int64[w], ascending."""
    n = len(years)
    order = np.argsort(years, kind="stable")
    return np.sort(order if n <= most else order[np.linspace(0, n - 1, most).round().astype(np.int64)])


def _learned_axes(
    predicted: np.ndarray, known: Sequence[tuple[float, np.ndarray]], dim: int
) -> tuple[np.ndarray, np.ndarray]:
    """From what was predicted to the learned part of a vector: a rotation float32[t, dim] of the parts, each as long
    as its weight and its skill say (`known` of weight and truth float[n, width]), onto the directions in which they
    vary most; and the centre float32[t]."""
    centre = predicted.mean(0)
    start, scale = 0, []
    for share, truth in known:
        part = predicted[:, start : start + truth.shape[1]]
        size = _power(part) if part.shape[1] else 1.0
        scale.append(np.full(part.shape[1], np.sqrt(PART * share * skill(part, truth) / size)))
        start += truth.shape[1]
    stretch = np.concatenate(scale).astype(np.float32)
    axes, _ = principal_axes((predicted - centre) * stretch, dim)
    return stretch[:, None] * axes, centre


def skill(predicted: np.ndarray, truth: np.ndarray, *, full: float = FULL_SKILL) -> float:
    """How far a part is legible at all, in [0, 1]: the share of its variance that is predicted for artists never seen,
    as a share of `full`. What cannot be predicted is noise, however long its vectors are made."""
    if not truth.shape[1]:
        return 0.0
    explained = 1.0 - float(np.square(truth - predicted).sum()) / max(len(truth) * _power(truth), 1e-12)
    return float(np.clip(explained / full, 0.0, 1.0))


def training_masks(fold: np.ndarray, folds: int) -> list[np.ndarray]:
    """The works that each fold may learn from, bool[n] per fold: all but its own.

    Where that leaves fewer than four works, all.
    """
    return [(fold != k) if (fold != k).sum() >= 4 else np.ones(len(fold), bool) for k in range(folds)]


def _train(state: Any, seed: int, shard: int) -> Result:
    places, works, weight, config, years, train = state
    mask = train[shard // config.networks]
    own = int_seed(seed, "network", shard)
    network = fit(places[mask], works.select(mask), weight=weight[mask], config=config, years=years, seed=own)
    return dict(network.tensors)


def _networks(
    places: np.ndarray,
    works: Works,
    weight: np.ndarray,
    config: HeadConfig,
    years: np.ndarray,
    train: list[np.ndarray],
    *,
    seed: int,
    executor: str | Execution | None,
    callback: Callback | None,
) -> dict[str, np.ndarray]:
    """``network.K.J.*``: the J-th network of each fold K."""
    if not config.networks:
        return {}
    if executor is None:
        executor = usual_executor(pays=len(works) >= MIN_FOR_PROCESSES)
    results = replace(Execution.of(executor), folder=None).run(
        _train,
        (places, works, weight, config, years, train),
        shards=range(len(train) * config.networks),
        seed=seed,
        config={},
        what="heads",
        callback=callback,
    )
    return {
        f"network.{shard // config.networks}.{shard % config.networks}.{name}": value
        for shard, result in enumerate(results)
        for name, value in result.items()
    }
