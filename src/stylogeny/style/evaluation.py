"""Evaluate pictures made in a style: how like the style, how true to the prompt, how pleasing.

The encoder that was optimised never evaluates: gradient steps please it whatever the picture looks like. Cosines of
style features are not calibrated across styles (hubs are near everything), so similarity is CSLS-corrected (Conneau et
al. 2018) against a background of other pictures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import StylogenyError
from .aesthetic_head import AestheticHead
from .encoders import Encoder, EncoderLike, Picture, as_encoder, cosine, unit
from .steering.aesthetic_embedding import AestheticEmbedding


@dataclass(frozen=True)
class Evaluation:
    """Means over the pictures evaluated.

    Parameters
    ----------
    style : float
        CSLS-corrected similarity with the references (plain cosine without a background).
    fidelity : float, optional
        Cosine with the prompt; None for an encoder without text half.
    aesthetic : mapping
        The score of each head given.
    """

    style: float
    fidelity: float | None
    aesthetic: Mapping[str, float]


def csls(x: np.ndarray, y: np.ndarray, background: np.ndarray, *, k: int = 10) -> np.ndarray:
    """Cross-domain similarity local scaling, float[n, m]: 2 cos(x, y) - r(x) - r(y).

    r is the mean cosine with the k nearest of `background` float[b, d], so that a hub, near everything, gains nothing.
    """
    if not len(background):
        raise StylogenyError("a background of pictures is expected", got="none")
    k = min(k, len(background))

    def nearness(v: np.ndarray) -> np.ndarray:
        return np.sort(cosine(v, background), axis=1)[:, -k:].mean(axis=1)

    return 2 * cosine(x, y) - nearness(x)[:, None] - nearness(y)[None]


def independent_encoder(encoder: EncoderLike, optimised: Sequence[AestheticEmbedding]) -> Encoder:
    """An encoder to evaluate with, unless it is one that was optimised (by name or by its very text projection)."""
    tower = as_encoder(encoder)
    own = getattr(tower, "projection", None)
    for e in optimised:
        same = own is not None and e.projection is not None and np.array_equal(own, e.projection)
        if same or (e.encoder and e.encoder == tower.name):
            raise StylogenyError(
                "the encoder that was optimised cannot evaluate", got=tower.name, fix="evaluate with another encoder"
            )
    return tower


def evaluate_pictures(
    pictures: Sequence[Picture],
    *,
    references: Sequence[Picture],
    encoder: EncoderLike,
    optimised: AestheticEmbedding | Sequence[AestheticEmbedding] = (),
    prompts: Sequence[str] | None = None,
    background: Sequence[Picture] = (),
    heads: Sequence[AestheticHead] = (),
) -> Evaluation:
    """Evaluate pictures by an encoder that had no part in making them.

    Parameters
    ----------
    pictures, references : sequences of pictures
        What was made, and the pictures whose style was meant.
    encoder : EncoderLike
        A CLIP, or anything with ``pictures``.
    optimised : AestheticEmbedding or several
        The embeddings the pictures were steered with; their encoder is refused.
    prompts : sequence of str, optional
        One per picture, for fidelity (the encoder needs a text half).
    background : sequence of pictures, optional
        Other pictures, for the CSLS correction.
    heads : sequence of AestheticHead
    """
    steered = [optimised] if isinstance(optimised, AestheticEmbedding) else list(optimised)
    tower = independent_encoder(encoder, steered)
    if prompts is not None and len(prompts) != len(pictures):
        raise StylogenyError("one prompt per picture is expected", got=f"{len(prompts)} for {len(pictures)}")
    features, wanted = tower.pictures(pictures), tower.pictures(references)
    likeness = csls(features, wanted, tower.pictures(background)) if len(background) else cosine(features, wanted)
    fidelity = None
    if prompts is not None and hasattr(tower, "texts"):
        fidelity = float((unit(features) * unit(tower.texts(prompts))).sum(axis=1).mean())
    return Evaluation(float(likeness.mean()), fidelity, {h.name: float(h.score(features).mean()) for h in heads})
