"""The verb: works -> backbone features -> trained heads -> Embedding."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..corpus.works import Works
from ..progress import Callback
from .backbones import BUILT_IN, Backbone
from .backbones import backbone as open_backbone
from .dating import cross_fit
from .features import features
from .measure import date_error, order_accuracy
from .space import Embedding
from .time_axis import by_regression
from .train import Recipe, fit


def embed(
    works: Works,
    *,
    backbone: str | Backbone = BUILT_IN,
    recipe: Recipe | None = None,
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
    recipe : Recipe, optional
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
    recipe = recipe or Recipe()
    found = features(works, body, cache=cache, callback=callback)
    usable = works.dated & works.pictured
    dated, known = works.select(usable), found[usable[works.pictured]]
    head = fit(known, dated, recipe=recipe, seed=seed, callback=callback)
    dating, held_out = cross_fit(known, dated, recipe=recipe, seed=seed, callback=callback)
    vectors = np.zeros((len(works), recipe.size), dtype=np.float32)
    vectors[works.pictured] = head.vectors(found)
    axis = by_regression(vectors[usable], works.year[usable])
    mean, median = date_error(held_out.date(), dated.year)
    constant, _ = date_error(np.full(len(dated), np.median(dated.year)), dated.year)
    measured = {
        "works": len(dated),
        "date_error_mean": round(mean, 2),
        "date_error_median": round(median, 2),
        "date_error_of_a_constant": round(constant, 2),
        "order_accuracy": round(order_accuracy(held_out.date(), dated.year), 4),
        "inverse_error": round(
            float(np.mean((head.standard(known) - head.standard(head.decode(vectors[usable]))) ** 2)), 4
        ),
    }
    provenance = {"backbone": body.name, "recipe": vars(recipe), "seed": seed, "held_out_artists": measured}
    return Embedding(works, vectors, axis, provenance, head, dating)
