"""The verb: works -> backbone features -> trained heads -> Embedding."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np

from ..corpus.works import Works
from ..progress import Callback
from .backbones.backbone import BUILT_IN, Backbone
from .backbones.backbone import backbone as open_backbone
from .backbones.features import features
from .heads.cross_fit import CrossFit, cross_fit
from .heads.dating import quantiles
from .heads.mlp_numpy import standard
from .heads.training import HeadConfig
from .measure import date_error, order_accuracy
from .space import Embedding
from .time_axis import by_regression


def embed(
    works: Works,
    *,
    backbone: str | Backbone = BUILT_IN,
    recipe: HeadConfig | None = None,
    cache: Path | str | None = None,
    seed: int = 0,
    callback: Callback | None = None,
) -> Embedding:
    """Put works into a space in which time and style are legible.

    Parameters
    ----------
    works : Works
        The works; undated ones get vectors too, refused ones zeros.
    backbone : str or Backbone
        ``built-in`` (no download), or a Hugging Face vision model's id or folder.
    recipe : HeadConfig, optional
        How the head is trained.
    cache : Path, optional
        Folder where backbone features are kept in shards, so that a stopped run goes on.
    seed : int
        Seed of every random draw.

    Returns
    -------
    Embedding
        Its `provenance` holds the error of dating artists that the dating head had not seen.

    Raises
    ------
    StylogenyError
        For an unknown backbone, an unreadable picture, or fewer than four dated works.
    """
    body = open_backbone(backbone)
    recipe = recipe or HeadConfig()
    found = features(works, body, cache=cache, callback=callback)
    usable = works.dated & works.pictured
    dated, known = works.select(usable), found[usable[works.pictured]]
    made = cross_fit(known, dated, recipe=recipe, seed=seed, callback=callback)
    vectors = np.zeros((len(works), 1 + recipe.size + recipe.rest), dtype=np.float32)
    vectors[works.pictured] = made.head.vectors(found, unseen=_unseen(works, made))
    axis = by_regression(vectors[usable], works.year[usable])
    provenance = {
        "backbone": body.name,
        "edition": body.edition,
        "recipe": asdict(recipe),
        "seed": seed,
        "held_out_artists": _measured(made, dated, vectors[usable], known),
    }
    return Embedding(works, vectors, axis, provenance, made.head)


def _unseen(works: Works, made: CrossFit) -> np.ndarray:
    """For every pictured work the network that has not seen its artist; an undated artist has been seen by none."""
    artist = works.column("artist")
    usable = works.dated & works.pictured
    home = dict(zip(artist[usable], made.fold))
    fold = np.array([home.get(a, 0) if a else 0 for a in artist])
    fold[usable] = made.fold
    return fold[works.pictured]


def _measured(made: CrossFit, works: Works, vectors: np.ndarray, features: np.ndarray) -> dict[str, float | None]:
    """What dating artists never seen costs, years, and the share of the backbone's variance that vectors give back."""
    year = quantiles(made.posterior, made.head.years, 0.5)
    mean, median = date_error(year, works.year)
    constant, _ = date_error(np.full(len(works), np.median(works.year)), works.year)
    x = [
        standard(f, made.head.tensors["mean"], made.head.tensors["scale"])
        for f in (features, made.head.decode(vectors))
    ]
    order = order_accuracy(year, works.year)
    return {
        "works": len(works),
        "artists": int(np.unique(works.column("artist")).size),
        "date_error_mean": round(mean, 2),
        "date_error_median": round(median, 2),
        "date_error_of_a_constant": round(constant, 2),
        "order_accuracy": None if np.isnan(order) else round(order, 4),
        "decoded_share": round(1 - float(np.square(x[0] - x[1]).sum() / np.square(x[0] - x[0].mean(0)).sum()), 4),
    }
