"""A style as one direction in an encoder's joint space of pictures and words, and its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ...artifacts import Format, read_tensors, write_tensors
from ...errors import StylogenyError
from ...generation.styles import POINT
from ...provenance import Provenance
from ..encoders import check_encoder
from ..foreign_files import read_pt
from ..transfer.texture import Texture

FORMAT = Format("aesthetic-embedding", 2, "learn the style, or export it from its run, again")
OWN = "stylogeny:"  # how the name of an encoder begins that is a run's own
OWN_SPACE = f"{OWN}space"  # the embedding itself; its digest follows
OWN_EYE = f"{OWN}eye"  # the built-in backbone; a digest of its edition follows
PICTURE = "picture "  # inputs of a provenance: the digests of pictures, numbered


@dataclass(frozen=True, eq=False)
class AestheticEmbedding:
    """A style as one direction.

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
    provenance : Provenance
        How it was made, and where the style comes from: `name`, `parents` (id, title, weight of each), `year` and
        `seed` among the parameters where they are known; digests of the embedding and of the pictures among the inputs.
    texture : Texture, optional
        What its pictures look like from near, so that the file alone can paint.
    examples : ndarray, optional
        float16[k, D]: features of single pictures, for spaces that see more in them than in their mean.
    """

    vector: np.ndarray
    encoder: str = ""
    norm: float = 1.0
    projection: np.ndarray | None = None
    provenance: Provenance = field(default_factory=Provenance)
    texture: Texture | None = None
    examples: np.ndarray | None = None

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
        encoder = self.encoder or "unknown"
        return f"AestheticEmbedding(width {self.width}, encoder {encoder!r}, {len(self.pictures)} pictures)"

    @property
    def width(self) -> int:
        """D."""
        return len(self.vector)

    @property
    def name(self) -> str:
        """What the style is called; empty where that is not known."""
        return str(self.provenance.parameters.get("name") or "")

    @property
    def pictures(self) -> list[str]:
        """Digests of the pictures it was learned from."""
        return [digest for name, digest in self.provenance.inputs.items() if name.startswith(PICTURE)]

    def require(self, *, encoder: str = "", width: int = 0) -> AestheticEmbedding:
        """Itself, when it belongs to this encoder and width; else a line that says what it belongs to."""
        check_encoder(self.encoder, self.width, encoder=encoder, width=width)
        return self

    def add(self, other: AestheticEmbedding, *, weight: float = 1.0) -> AestheticEmbedding:
        """This style boosted with another's pictures: the normalised sum, `weight` for the other."""
        if other.width != self.width or (self.encoder and other.encoder and self.encoder != other.encoder):
            raise StylogenyError(
                f"both embeddings must come from one encoder ({self.encoder or 'unknown'}, width {self.width})",
                got=f"{other.encoder or 'unknown'}, width {other.width}",
            )
        added = {"weight": weight, "parameters": dict(other.provenance.parameters)}
        inputs = {**other.provenance.inputs, **self.provenance.inputs, **numbered([*self.pictures, *other.pictures])}
        texture = self.texture or other.texture
        if self.texture is not None and other.texture is not None and weight > 0:
            texture = self.texture.mixed(other.texture, weight / (1 + weight))
        return AestheticEmbedding(
            self.vector + np.float32(weight) * other.vector,
            self.encoder or other.encoder,
            (self.norm + abs(weight) * other.norm) / (1 + abs(weight)),
            self.projection if self.projection is not None else other.projection,
            Provenance({**self.provenance.parameters, "added": added}, inputs),
            texture=texture,
            examples=_together(self.examples, other.examples) if weight > 0 else self.examples,
        )

    def save(self, path: Path | str) -> Path:
        """Write as safetensors; everything but the tensors stands in its head."""
        tensors = {"aesthetic": self.vector}
        if self.encoder.startswith(OWN_SPACE):  # a generator of the run reads the point itself
            tensors[POINT] = (self.vector * np.float32(self.norm)).astype(np.float32)
        if self.projection is not None:
            tensors["text_projection"] = self.projection
        if self.texture is not None:
            tensors |= self.texture.tensors()
        if self.examples is not None:
            tensors["examples"] = self.examples.astype(np.float16)
        write_tensors(
            path,
            tensors,
            FORMAT,
            encoder=self.encoder,
            width=self.width,
            norm=float(self.norm),
            provenance=self.provenance.document(),
        )
        return Path(path)

    @classmethod
    def read(cls, path: Path | str) -> AestheticEmbedding:
        """Read what :meth:`save` wrote.

        Raises
        ------
        StylogenyError
            Damaged, of another kind or of another version.
        """
        tensors, head = read_tensors(path, FORMAT)
        with FORMAT.fits(path):
            return cls(
                tensors["aesthetic"], head["encoder"], head["norm"], tensors.get("text_projection"),
                Provenance.of(head["provenance"]), texture=Texture.from_tensors(tensors),
                examples=tensors.get("examples"),
            )  # fmt: skip

    @classmethod
    def from_pt(cls, path: Path | str, *, encoder: str = "") -> AestheticEmbedding:
        """Read the reference's ``.pt``: a tensor of shape (1, D) or (D,), any norm. No code in the file is run.

        Raises
        ------
        StylogenyError
            When the file holds anything but one tensor, or would need code to be unpickled.
        """
        value: Any = read_pt(path)
        if not hasattr(value, "detach"):
            raise StylogenyError("the file holds no aesthetic embedding (one tensor)", got=type(value).__name__)
        vector = value.detach().float().cpu().numpy()
        return cls(
            vector, encoder, float(np.linalg.norm(vector)), provenance=Provenance({"read from": Path(path).name})
        )


def _together(one: np.ndarray | None, other: np.ndarray | None) -> np.ndarray | None:
    """The examples of both."""
    known = [examples for examples in (one, other) if examples is not None]
    return np.concatenate(known) if known else None


def numbered(digests: list[str]) -> Mapping[str, str]:
    """Digests of pictures as inputs of a provenance."""
    return {f"{PICTURE}{k}": digest for k, digest in enumerate(digests, 1)}
