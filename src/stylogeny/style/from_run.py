"""From a style of a run (a work, an artist, a movement, a mixture, an imagined work) to one that can leave it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..embedding.backbones.backbone import BUILT_IN, STATISTICS
from ..errors import StylogenyError
from ..provenance import Provenance
from .encoders import EncoderLike
from .steering.aesthetic_embedding import OWN_SPACE, AestheticEmbedding
from .steering.aesthetic_gradients import learn

if TYPE_CHECKING:
    from ..embedding.space import Embedding
    from ..generation.styles import Corpus, Style

LARGEST = 64  # works that speak for a style when it is learned from their pictures
EMBEDDING = "embedding"  # the input of a provenance that is the embedding a style is a point of


def origin_of(style: Style, corpus: Corpus, *, embedding: str, seed: int = 0, year: float | None = None) -> Provenance:
    """Where a style comes from: name, parents (id, title, weight of each), year, seed, and the embedding it is a point
    of.

    Parameters
    ----------
    style : Style
        A resolved style: weights over the works.
    corpus : Corpus
    embedding : str
        Digest of the embedding file.
    seed : int
        The seed it was made with.
    year : float, optional
        Its date; default the predicted date of its point, else the mean of its works' years.
    """
    works = corpus.works
    heavy = np.argsort(-style.weights, kind="stable")[:LARGEST]
    heavy = heavy[style.weights[heavy] > 1e-6]
    if year is None and style.vector is not None and corpus.space is not None:
        year = float(corpus.space.date(style.vector[None])[0])
    if year is None:
        dated = heavy[np.isfinite(works.year[heavy])]
        year = float(np.average(works.year[dated], weights=style.weights[dated])) if len(dated) else None
    titles = works.column("title")
    return Provenance(
        {
            "name": style.name,
            "parents": [[str(works.ids[r]), str(titles[r]), round(float(style.weights[r]), 6)] for r in heavy],
            "year": None if year is None or not np.isfinite(year) else round(year, 1),
            "seed": seed,
        },
        {EMBEDDING: embedding},
    )


def in_own_space(style: Style, *, origin: Provenance) -> AestheticEmbedding:
    """The style as a point of the run's own space; only that space's generator can use it."""
    if style.vector is None:
        raise StylogenyError("this style has no point in a space", got=style.name, fix="run `stylogeny embed` first")
    length = float(np.linalg.norm(style.vector))
    encoder = f"{OWN_SPACE}:{origin.inputs[EMBEDDING]}"
    return AestheticEmbedding(style.vector, encoder, length, None, origin.with_parameters(**{"from": "the space"}))


def decode(
    style: Style, space: Embedding, *, origin: Provenance, projection: np.ndarray | None = None
) -> AestheticEmbedding:
    """A point of the space in its backbone's own terms, by the head's inverse: with a CLIP backbone, a CLIP style.

    No picture is needed, so this is how a style where no work lies steers Stable Diffusion.

    Raises
    ------
    StylogenyError
        When the backbone is not a CLIP, or the style has no point.
    """
    name = space.backbone
    if style.vector is None or space.head is None or name in (BUILT_IN, STATISTICS):
        raise StylogenyError(
            f"this target needs an encoder, and the run's backbone ({name}) is not one a diffusion model knows",
            fix="pass --encoder PATH to the CLIP of your model, or embed the run with it as --backbone",
        )
    feature = space.decode(style.vector[None])[0]
    feature = feature[: space.provenance.parameters.get("blocks", [len(feature)])[0]]  # the model's own embedding
    label = Path(name).name if Path(name).exists() else name
    origin = origin.with_parameters(**{"from": "the space, decoded"})
    return AestheticEmbedding(feature, label, float(np.linalg.norm(feature)), projection, origin)


def from_pictures(style: Style, corpus: Corpus, encoder: EncoderLike, *, origin: Provenance) -> AestheticEmbedding:
    """The style as an encoder sees the works that speak for it, each as loud as its weight."""
    heavy, shares = style.representatives(LARGEST, pictured=corpus.works.pictured)
    if not len(heavy):
        raise StylogenyError("no work that speaks for this style has a picture", got=style.name)
    pictures = [corpus.works.picture(r) for r in heavy]
    return learn(pictures, encoder=encoder, weights=shares.tolist(), origin=origin)


def point_of(e: AestheticEmbedding, *, embedding: str) -> np.ndarray:
    """The vector of a style file made by :func:`in_own_space`, float32[d], for the embedding with this digest.

    Raises
    ------
    StylogenyError
        When the file belongs to another embedding or to another encoder.
    """
    if e.encoder != f"{OWN_SPACE}:{embedding}":
        raise StylogenyError(
            f"this style belongs to {e.encoder or 'an encoder it does not name'}",
            got=f"the embedding {embedding}",
            fix="use it with the run it was exported from",
        )
    return e.vector * np.float32(e.norm)
