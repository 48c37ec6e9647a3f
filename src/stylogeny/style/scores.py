"""How pictures score: by linear aesthetic heads on a CLIP, by the bundled preference, by likeness with a style.

Scores choose pictures to learn a style from (the SAC 8+ and LAION 7+ embeddings of the aesthetic-gradients article were
made so), and say whether steered pictures please more though the model is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..counterfactual.metrics import colourfulness
from ..errors import StylogenyError
from .aesthetic_head import AestheticHead
from .encoders import Encoder, Picture, cosine, read
from .eye import BuiltInEye
from .steering.aesthetic_embedding import OWN_EYE, AestheticEmbedding

BUNDLED = "colourfulness"  # a score that needs no file: Hasler and Suesstrunk's


def score_pictures(
    pictures: Sequence[Picture],
    *,
    heads: Sequence[str | Path] = (),
    encoder: Encoder | None = None,
    styles: Sequence[AestheticEmbedding] = (),
) -> dict[str, np.ndarray]:
    """Scores of pictures, by the name of what scored them: float64[n] each.

    Parameters
    ----------
    pictures : sequence
    heads : sequence
        :data:`BUNDLED`, or files of LAION's or Simulacra's linear heads, for which `encoder` is their CLIP.
    encoder : Encoder, optional
    styles : sequence of AestheticEmbedding
        Cosines with each; those of the built-in eye need no encoder.

    Raises
    ------
    StylogenyError
        Nothing to score by, a head or style without its encoder, or one of another width.
    """
    if not heads and not styles:
        raise StylogenyError("pictures are scored by a head or a style", got="neither", fix=f"--head {BUNDLED}, say")
    out: dict[str, np.ndarray] = {}
    features = None
    for head in heads:
        if str(head) == BUNDLED:
            out[BUNDLED] = np.array([colourfulness(read(p)) for p in pictures])
            continue
        if encoder is None:
            raise StylogenyError("a head scores what its CLIP sees", got=str(head), fix="add --encoder CLIP")
        features = encoder.pictures(pictures) if features is None else features
        linear = AestheticHead.read(head)
        out[linear.name] = linear.score(features)
    own = None
    for style in styles:
        name = style.name or "style"
        if style.encoder.startswith(OWN_EYE):
            own = BuiltInEye().pictures(pictures) if own is None else own
            out[name] = cosine(own, style.vector[None])[:, 0].astype(np.float64)
            continue
        if encoder is None:
            raise StylogenyError(
                f"this style belongs to {style.encoder or 'a CLIP'}", got=name, fix="add --encoder CLIP"
            )
        style.require(encoder=encoder.name, width=encoder.width)
        features = encoder.pictures(pictures) if features is None else features
        out[name] = cosine(features, style.vector[None])[:, 0].astype(np.float64)
    return out
