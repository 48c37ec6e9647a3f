"""The verb: works -> backbone features -> trained head -> Embedding."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..corpus.works import Works
from ..progress import Callback
from .backbones import BUILT_IN, Backbone, backbone
from .features import features
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

    Raises
    ------
    StylogenyError
        For an unknown backbone, an unreadable picture, or fewer than four dated works.
    """
    body = _backbone(backbone)
    recipe = recipe or Recipe()
    found = features(works, body, cache=cache, callback=callback)
    usable = works.dated & works.pictured
    head = fit(found[usable[works.pictured]], works.select(usable), recipe=recipe, seed=seed, callback=callback)
    vectors = np.zeros((len(works), recipe.size), dtype=np.float32)
    vectors[works.pictured] = head.vectors(found)
    axis = by_regression(vectors[usable], works.year[usable])
    provenance = {"backbone": body.name, "recipe": vars(recipe), "seed": seed}
    return Embedding(works, vectors, axis, provenance, head)


_backbone = backbone
