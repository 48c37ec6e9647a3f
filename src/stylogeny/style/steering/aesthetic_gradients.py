"""Aesthetic gradients: a few pictures become one vector; gradient steps turn a prompt's embedding towards it.

The method is Gallego's (2022, arXiv 2209.12330). Against his code: pictures count equally (each is normalised before
the mean), the corpus mean may be removed (published embeddings share cosines of .67-.91 because it is not), the model
in memory is neither reloaded nor changed, and only the token rows the prompt uses are copied for the optimiser. Here is
the first half; the second is in :mod:`.steer`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ...errors import StylogenyError
from ...provenance import Provenance
from ...runs import digest_file
from ..encoders import EncoderLike, Picture, as_encoder, unit
from ..transfer.texture import Texture
from .aesthetic_embedding import OWN_EYE, AestheticEmbedding, numbered

EXAMPLES = 32  # pictures whose own features a style of the built-in eye keeps


def learn(
    pictures: Sequence[Picture],
    *,
    encoder: EncoderLike,
    mean: np.ndarray | None = None,
    weights: Sequence[float] | None = None,
    origin: Provenance | None = None,
    texture: bool = True,
    batch: int = 16,
) -> AestheticEmbedding:
    """One style from pictures (one or many).

    Parameters
    ----------
    pictures : sequence
        Paths, PIL images or uint8[H, W, 3].
    encoder : Encoder, transformers CLIPModel, or path
        Where the style will live; see :class:`stylogeny.style.encoders.ClipEncoder`.
    mean : ndarray, optional
        float32[D]: the mean of a corpus' normalised features (:func:`corpus_mean`), taken out so that what is left is
        what sets these pictures apart.
    weights : sequence of float, optional
        One per picture (default all equal).
    origin : Provenance, optional
        Where the style comes from; travels in the file.
    texture : bool
        Whether the style also carries what its pictures look like from near (:class:`.Texture`).
    batch : int
        Pictures encoded at once.

    Raises
    ------
    StylogenyError
        No pictures, weights that do not match, a mean of another width.
    """
    if isinstance(pictures, (str, Path)) or not len(pictures):
        raise StylogenyError("a list of at least one picture is expected", got=repr(pictures)[:60])
    share = np.full(len(pictures), 1.0) if weights is None else np.asarray(weights, dtype=np.float64)
    if share.shape != (len(pictures),) or not np.isfinite(share).all() or share.sum() <= 0:
        raise StylogenyError(
            "one finite weight per picture, with a positive sum, is expected", got=f"{share.shape[0]} weights"
        )
    tower = as_encoder(encoder)
    raw = tower.pictures(pictures, batch=batch)
    if not np.isfinite(raw).all():
        raise StylogenyError("the encoder gave NaN or infinity", got=tower.name, fix="use it in float32")
    e = (share / share.sum()) @ unit(raw.astype(np.float64))
    if mean is not None:
        if np.shape(mean) != (tower.width,):
            raise StylogenyError(
                f"the mean must have the encoder's width {tower.width}", got=f"shape {list(np.shape(mean))}"
            )
        e = e - mean
    origin = origin or Provenance()
    parameters = {**origin.parameters, "pictures": len(pictures), "mean removed": mean is not None}
    inputs = {**origin.inputs, **numbered([_digest(p) for p in pictures])}
    norm = float((share / share.sum()) @ np.linalg.norm(raw, axis=1))
    return AestheticEmbedding(
        e, tower.name, norm, getattr(tower, "projection", None), Provenance(parameters, inputs),
        texture=Texture.of(pictures, share.clip(min=0).tolist()) if texture else None,
        examples=raw[np.argsort(-share, kind="stable")[:EXAMPLES]] if tower.name.startswith(OWN_EYE) else None,
    )  # fmt: skip


def corpus_mean(pictures: Sequence[Picture], *, encoder: EncoderLike, batch: int = 16) -> np.ndarray:
    """The mean of normalised features, float32[D]: pass it to :func:`learn` as `mean`."""
    return unit(as_encoder(encoder).pictures(pictures, batch=batch)).mean(axis=0).astype(np.float32)


def _digest(picture: Picture) -> str:
    """A source's digest: of the file, or of the pixels."""
    if isinstance(picture, (str, Path)):
        return digest_file(picture)
    return hashlib.blake2b(np.ascontiguousarray(np.asarray(picture)).tobytes(), digest_size=12).hexdigest()
