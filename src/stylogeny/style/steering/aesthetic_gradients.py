"""Aesthetic gradients: a few pictures become one vector; gradient steps turn a prompt's embedding towards it.

The method is Gallego's (2022, arXiv 2209.12330). Against his code: pictures count equally (each is normalised before the
mean), the corpus mean may be removed (published embeddings share cosines of .67-.91 because it is not), the model in
memory is neither reloaded nor changed, and only the token rows the prompt uses are copied for the optimiser.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ...artifacts import replacing
from ...errors import StylogenyError
from ...generation.styles import POINT
from ..encoders import Picture, as_encoder, unit

ENCODING = "aesthetic-embedding/1"


@dataclass(frozen=True, eq=False)
class AestheticEmbedding:
    """A style as one direction in an encoder's joint space of pictures and words.

    Parameters
    ----------
    vector : ndarray
        float32[D]; stored with unit length.
    encoder : str
        The encoder that D belongs to; empty when the file did not say (the reference's ``.pt`` files do not).
    norm : float
        Mean length of the picture features before normalising: the scale IP-Adapter expects.
    projection : ndarray, optional
        float32[D, hidden]: the encoder's text projection, so that pipelines that ship a text encoder without one can be
        steered from this file alone.
    params, sources, history : mapping, tuple, mapping
        How it was made; digests of the pictures; where the style comes from (parents, weights, year, space, seed).
    """

    vector: np.ndarray
    encoder: str = ""
    norm: float = 1.0
    projection: np.ndarray | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    history: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        v = np.asarray(self.vector, dtype=np.float32)
        if v.ndim == 2 and len(v) == 1:
            v = v[0]
        if v.ndim != 1 or not len(v):
            raise StylogenyError("an aesthetic embedding is one vector", got=f"shape {list(np.shape(self.vector))}")
        if not np.isfinite(v).all():
            raise StylogenyError("an aesthetic embedding must be finite", got="NaN or infinity", fix="learn it again")
        length = float(np.linalg.norm(v.astype(np.float64)))
        if length < 1e-8:
            raise StylogenyError(
                "an aesthetic embedding must not be zero", got=f"length {length:g}", fix="learn it again"
            )
        object.__setattr__(self, "vector", (v / length).astype(np.float32))
        if self.projection is not None:
            p = np.asarray(self.projection, dtype=np.float32)
            if p.ndim != 2 or len(p) != len(v) or not np.isfinite(p).all():
                raise StylogenyError(f"a text projection of width {len(v)} is expected", got=f"shape {list(p.shape)}")
            object.__setattr__(self, "projection", p)

    def __repr__(self) -> str:
        return f"AestheticEmbedding(width {self.width}, encoder {self.encoder or 'unknown'!r}, {len(self.sources)} pictures)"

    @property
    def width(self) -> int:
        """D."""
        return len(self.vector)

    def add(self, other: AestheticEmbedding, *, weight: float = 1.0) -> AestheticEmbedding:
        """This style boosted with another's pictures: the normalised sum, `weight` for the other."""
        if other.width != self.width or (self.encoder and other.encoder and self.encoder != other.encoder):
            raise StylogenyError(
                f"both embeddings must come from one encoder ({self.encoder or 'unknown'}, width {self.width})",
                got=f"{other.encoder or 'unknown'}, width {other.width}",
            )
        return AestheticEmbedding(
            self.vector + np.float32(weight) * other.vector,
            self.encoder or other.encoder,
            (self.norm + abs(weight) * other.norm) / (1 + abs(weight)),
            self.projection if self.projection is not None else other.projection,
            {"sum of": [dict(self.params), dict(other.params)], "weight": weight},
            self.sources + other.sources,
            self.history or other.history,
        )

    def save(self, path: Path | str) -> Path:
        """Write as safetensors; everything but the tensors is JSON in its metadata."""
        from safetensors.numpy import save_file

        tensors = {"aesthetic": self.vector}
        if self.encoder.startswith("stylogeny:space"):  # a generator of the run reads the point itself
            tensors[POINT] = (self.vector * np.float32(self.norm)).astype(np.float32)
        if self.projection is not None:
            tensors["text_projection"] = np.ascontiguousarray(self.projection)
        meta = {
            "stylogeny": ENCODING, "encoder": self.encoder, "width": str(self.width), "norm": repr(float(self.norm)),
            "params": json.dumps(dict(self.params), sort_keys=True), "sources": json.dumps(list(self.sources)),
            "history": json.dumps(dict(self.history), sort_keys=True),
        }  # fmt: skip
        with replacing(path) as part:
            save_file(tensors, str(part), metadata=meta)
        return Path(path)

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, np.ndarray], meta: Mapping[str, str]) -> AestheticEmbedding:
        """From what :meth:`save` wrote, already opened."""
        return cls(
            tensors["aesthetic"], meta.get("encoder", ""), float(meta.get("norm", "1")), tensors.get("text_projection"),
            json.loads(meta.get("params", "{}")), tuple(json.loads(meta.get("sources", "[]"))),
            json.loads(meta.get("history", "{}")),
        )  # fmt: skip

    @classmethod
    def from_pt(cls, path: Path | str, *, encoder: str = "") -> AestheticEmbedding:
        """Read the reference's ``.pt``: a tensor of shape (1, D) or (D,), any norm. No code in the file is run.

        Raises
        ------
        StylogenyError
            When the file holds anything but one tensor, or would need code to be unpickled.
        """
        value = torch_load(path)
        if not hasattr(value, "detach"):
            raise StylogenyError("the file holds no aesthetic embedding (one tensor)", got=type(value).__name__)
        vector = value.detach().float().cpu().numpy()
        return cls(vector, encoder, float(np.linalg.norm(vector)), params={"read from": Path(path).name})


def torch_load(path: Path | str) -> Any:
    """Tensors and plain containers of a ``.pt`` file; a file that asks for anything else is refused unread."""
    import torch

    if not Path(path).exists():
        raise StylogenyError("no such file", got=str(path))
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever is wrong with it, nothing of it is used
        raise StylogenyError(
            "refused: this .pt file is damaged or asks to run code when read",
            got=str(path),
            fix="ask for a safetensors file",
        ) from error


def learn(
    pictures: Sequence[Picture],
    *,
    encoder: Any,
    mean: np.ndarray | None = None,
    weights: Sequence[float] | None = None,
    history: Mapping[str, Any] | None = None,
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
        One a picture (default all equal).
    history : mapping, optional
        Where the style comes from; travels in the file.
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
            "one finite weight a picture, with a positive sum, is expected", got=f"{share.shape[0]} weights"
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
    return AestheticEmbedding(
        e, tower.name, float((share / share.sum()) @ np.linalg.norm(raw, axis=1)), getattr(tower, "projection", None),
        {"pictures": len(pictures), "mean removed": mean is not None}, tuple(_digest(p) for p in pictures), dict(history or {}),
    )  # fmt: skip


def corpus_mean(pictures: Sequence[Picture], *, encoder: Any, batch: int = 16) -> np.ndarray:
    """The mean of normalised features, float32[D]: pass it to :func:`learn` as `mean`."""
    return unit(as_encoder(encoder).pictures(pictures, batch=batch)).mean(axis=0).astype(np.float32)


def _digest(picture: Picture) -> str:
    """A source's digest: of the file, or of the pixels."""
    import hashlib

    from ...runs import digest_file

    if isinstance(picture, (str, Path)):
        return digest_file(picture)
    return hashlib.blake2b(np.ascontiguousarray(np.asarray(picture)).tobytes(), digest_size=12).hexdigest()
