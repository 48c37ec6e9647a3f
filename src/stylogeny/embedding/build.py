"""The verb: works -> backbone features -> trained heads -> Embedding."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np

from ..corpus.works import Works
from ..executors import Execution
from ..progress import Callback
from ..provenance import Provenance
from .backbones.backbone import BUILT_IN, Backbone
from .backbones.backbone import backbone as open_backbone
from .backbones.features import features
from .heads.config import HeadConfig
from .heads.cross_fit import CrossFit, cross_fit
from .heads.dating import quantiles
from .heads.head import standard
from .measure import HeldOutMeasures, date_error, macro_date_error, order_accuracy
from .space import Embedding
from .time_axis import by_regression


def embed(
    works: Works,
    *,
    backbone: str | Backbone = BUILT_IN,
    config: HeadConfig | None = None,
    cache: Path | str | None = None,
    triplets: np.ndarray | None = None,
    known: np.ndarray | None = None,
    seed: int = 0,
    executor: str | Execution | None = None,
    callback: Callback | None = None,
) -> Embedding:
    """Put works into a space in which time and style are legible.

    Parameters
    ----------
    works : Works
        The works; undated ones get vectors too, refused ones zeros.
    backbone : str or Backbone
        ``built-in`` (no download), ``statistics`` (no network), or a Hugging Face vision model's id or folder.
    config : HeadConfig, optional
        How the head is trained.
    cache : Path, optional
        Folder where backbone features are kept in shards, from which an interrupted run resumes.
    triplets : ndarray, optional
        int64[m, 3], rows of works: (work, nearer, farther). The work should come to lie nearer to the one than to the
        other (:func:`stylogeny.refine` takes them from genealogies); undated works stand in none.
    known : ndarray, optional
        float32[works.pictured.sum(), D]: the backbone's features, instead of those it would see in the pictures.
    seed : int
        Seed of every random draw.
    executor : str or Execution, optional
        Where pictures are described and networks trained (:mod:`stylogeny.executors`); by default in worker processes
        where they pay off. The space is the same.

    Returns
    -------
    Embedding
        Its `measures` hold the error of dating artists that the head had not seen.

    Raises
    ------
    StylogenyError
        For an unknown backbone, an unreadable picture, or fewer than four dated works.
    """
    body = open_backbone(backbone)
    config = config or HeadConfig()
    every = known
    if every is None:
        every = features(works, body, cache=cache, executor=executor, callback=callback)
    usable = works.dated & works.pictured
    dated, seen = works.select(usable), every[usable[works.pictured]]
    blocks = tuple(getattr(body, "blocks", (seen.shape[1],)))  # a backbone of one's own may name none
    kept = tuple(getattr(body, "kept", ()))
    if triplets is not None:
        triplets = (np.cumsum(usable) - 1)[triplets[usable[triplets].all(axis=1)]]
    fitted = cross_fit(
        seen, dated, blocks=blocks, kept=kept, triplets=triplets, config=config, seed=seed, executor=executor,
        callback=callback,
    )  # fmt: skip
    described = fitted.head.vectors(every, fold=_folds_of(works, fitted))
    vectors = np.zeros((len(works), described.shape[1]), dtype=np.float32)
    vectors[works.pictured] = described
    axis = by_regression(vectors[usable], works.year[usable])
    provenance = Provenance(
        {"backbone": body.name, "edition": body.edition, "blocks": list(blocks)}
        | {"head": asdict(config) | {"labels": list(config.labels)}, "seed": seed}
    )
    return Embedding(works, vectors, axis, provenance, fitted.head, held_out(fitted, dated, vectors[usable], seen))


def _folds_of(works: Works, fitted: CrossFit) -> np.ndarray:
    """For every pictured work the fold that has not seen its artist; an undated artist has been seen by none."""
    artist = works.column("artist")
    usable = works.dated & works.pictured
    home = dict(zip(artist[usable], fitted.fold))
    fold = np.array([home.get(a, 0) if a else 0 for a in artist])
    fold[usable] = fitted.fold
    return fold[works.pictured]


def held_out(fitted: CrossFit, works: Works, vectors: np.ndarray, features: np.ndarray) -> HeldOutMeasures:
    """The error of dating artists never seen, years, and the share of the backbone's variance that vectors give
    back."""
    year = quantiles(fitted.posterior, fitted.head.years, 0.5)
    mean, median = date_error(year, works.year)
    constant, _ = date_error(np.full(len(works), np.median(works.year)), works.year)
    x, back = (
        standard(f, fitted.head.tensors["mean"], fitted.head.tensors["scale"])
        for f in (features, fitted.head.decode(vectors))
    )
    order = order_accuracy(year, works.year)
    macro = macro_date_error(year, works.year)
    return HeldOutMeasures(
        works=len(works),
        artists=int(np.unique(works.column("artist")).size),
        date_error_mean=round(mean, 2),
        date_error_median=round(median, 2),
        date_error_macro=None if np.isnan(macro) else round(macro, 2),
        date_error_of_a_constant=round(constant, 2),
        order_accuracy=None if np.isnan(order) else round(order, 4),
        decoded_share=round(1 - float(np.square(x - back).sum() / np.square(x - x.mean(0)).sum()), 4),
    )
