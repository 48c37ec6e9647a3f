"""A small text tower over the corpus's own words: prompts and pictures in one space, with nothing downloaded.

Trained contrastively (Radford et al. 2021) on what the works table says of each work. A prompt then finds works,
becomes a point of the embedding for the generator, and can be turned towards a few pictures by aesthetic gradients, as
in CLIP.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...artifacts import Format, read_tensors, write_tensors
from ...errors import StylogenyError
from ...provenance import Provenance
from ..encoders import unit
from ..steering.aesthetic_embedding import OWN
from .vocabulary import buckets_of, rows_of

if TYPE_CHECKING:
    import torch

    from ...embedding.space import Embedding
    from ..steering.aesthetic_embedding import AestheticEmbedding

FORMAT = Format("text-tower", 2, "delete it; it is trained again")
NAME = f"{OWN}text-tower"  # as an encoder; the digest of the embedding follows


@dataclass(frozen=True, eq=False)
class TextTower:
    """The trained towers.

    Parameters
    ----------
    tensors : mapping of ndarray
        Text: ``buckets`` int64[v] (of hashes), ``idf`` float32[v], ``table`` float32[v, h], ``w1, b1, w2, b2``.
        Pictures: ``mean, scale`` float32[D], ``axes`` float32[D, p], ``wp, bp, wq, bq, wr``. ``temperature``
        float32[1].
    provenance : Provenance
        Its inputs are the digest of the embedding they were trained beside.
    """

    tensors: Mapping[str, np.ndarray]
    provenance: Provenance = field(default_factory=Provenance)

    @property
    def width(self) -> int:
        """Width of the joint space."""
        return len(self.tensors["b2"])

    @property
    def name(self) -> str:
        """What files made with these towers declare as their encoder."""
        return f"{NAME}:{self.provenance.inputs.get('embedding', '')}"

    def weights(self) -> dict[str, torch.Tensor]:
        """The text tower's weights as tensors of their own."""
        import torch

        return {k: torch.from_numpy(self.tensors[k].copy()) for k in ("table", "w1", "b1", "w2", "b2")}

    def texts(self, prompts: Sequence[str]) -> np.ndarray:
        """Unit vectors of prompts, float32[k, width]."""
        return self._texts([self.ids(p) for p in prompts])

    def ids(self, prompt: str) -> np.ndarray:
        """Vocabulary positions of what of a prompt the corpus has words for, int64[m].

        Raises
        ------
        StylogenyError
            A prompt without words, or with none that any caption shares even a part of.
        """
        buckets = buckets_of(prompt)
        if len(buckets) == 1 and buckets[0] == 0:
            raise StylogenyError("a prompt needs at least one word", got=repr(prompt))
        rows = rows_of(buckets, self.tensors["buckets"])
        if not len(rows):
            raise StylogenyError(
                "the corpus has no such words",
                got=repr(prompt),
                fix="use words of its titles, artists, styles or genres",
            )
        return rows

    def places(self, inputs: np.ndarray) -> np.ndarray:
        """Unit vectors of pictures from their inputs float32[n, D] (see :func:`inputs_of`), float32[n, width]."""
        t = self.tensors
        x = np.clip((inputs - t["mean"]) / t["scale"], -5, 5) @ t["axes"]
        h = np.maximum(x @ t["wp"].T + t["bp"], 0)
        return unit(h @ t["wq"].T + t["bq"] + x @ t["wr"].T).astype(np.float32)

    def _texts(self, ids: Sequence[np.ndarray]) -> np.ndarray:
        import torch

        with torch.no_grad():
            return text_forward(self.weights(), ids, self.tensors["idf"]).numpy()

    def steer(
        self, prompt: str, e: AestheticEmbedding, *, steps: int = 20, lr: float = 1e-3, strength: float = 0.5
    ) -> np.ndarray:
        """Aesthetic gradients on this tower: the prompt's vector turned towards e, float32[width].

        The tower's weights are copied for the prompt, as :func:`stylogeny.style.steer` does with a CLIP.
        """
        import torch

        e.require(encoder=self.name, width=self.width)
        plain = self.texts([prompt])[0]
        ids = [self.ids(prompt)]
        copies = {k: v.clone().requires_grad_(True) for k, v in self.weights().items()}
        optimiser = torch.optim.Adam(copies.values(), lr=lr)
        goal = torch.from_numpy(e.vector)
        for _ in range(steps):
            optimiser.zero_grad()
            (-(text_forward(copies, ids, self.tensors["idf"])[0] @ goal)).backward()
            optimiser.step()
        with torch.no_grad():
            tuned = text_forward(copies, ids, self.tensors["idf"])[0].numpy()
        return unit((1 - strength) * plain + strength * tuned).astype(np.float32)

    def save(self, path: Path | str) -> None:
        """Write as safetensors."""
        write_tensors(path, self.tensors, FORMAT, provenance=self.provenance.document())

    @classmethod
    def read(cls, path: Path | str) -> TextTower:
        """Read what :meth:`save` wrote."""
        tensors, head = read_tensors(path, FORMAT)
        with FORMAT.fits(path):
            return cls(tensors, Provenance.of(head["provenance"]))


def text_forward(p: Mapping[str, torch.Tensor], ids: Sequence[np.ndarray], weights: np.ndarray) -> torch.Tensor:
    """The text tower: idf-weighted mean of bucket vectors, one hidden layer with a skip, unit length; [k, width]."""
    import torch
    from torch.nn import functional as F

    flat = np.concatenate(ids)
    starts = np.cumsum([0, *(len(i) for i in ids)])[:-1]
    share = weights[flat]
    share = share / np.repeat(np.sqrt(np.add.reduceat(share**2, starts)), [len(i) for i in ids])
    bag = F.embedding_bag(
        torch.from_numpy(flat), p["table"], torch.from_numpy(starts.astype(np.int64)), mode="sum",
        per_sample_weights=torch.from_numpy(share.astype(np.float32)),
    )  # fmt: skip
    hidden = F.gelu(F.linear(bag, p["w1"], p["b1"]))
    return F.normalize(F.linear(hidden, p["w2"], p["b2"]) + bag[:, : len(p["b2"])], dim=1)


def inputs_of(space: Embedding, features: np.ndarray | None) -> np.ndarray:
    """What the picture tower sees of every pictured work: its vector, and backbone features where they are at hand."""
    vectors = space.vectors[space.works.pictured]
    return vectors if features is None else np.concatenate([vectors, features.astype(np.float32)], axis=1)
