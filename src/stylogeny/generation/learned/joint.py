"""The embedding head trained with the generative loss at once.

The denoiser is conditioned on the space through a lens: a linear map that starts as the identity. Its gradient comes
from two sides: the generative loss, which wants what is needed to paint a work, and the date contrast of the embedding,
which keeps time legible. The lens is a last layer of the head, so the space it makes can be dated, decoded and used for
new pictures as the old one can.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from ...corpus.works import Works
from ...embedding.heads.config import LABEL_KINDS, HeadConfig
from ...embedding.heads.objective import BONUS, contrast, expected_kernel, targets
from ...embedding.heads.targets import codes
from ...embedding.space import Embedding
from ...embedding.time_axis import by_regression


@dataclass(frozen=True, eq=False)
class DateContrast:
    """The date contrast of the works trained on.

    Parameters
    ----------
    intervals : ndarray
        float64[2, m]: earliest and latest year.
    labels : dict of Tensor
        int64[m] codes of artist, style, genre and medium; -1 where unknown.
    dated : Tensor
        bool[m].
    std : Tensor
        float32[d]: standard deviations, which bring standardised vectors back to the units of the space.
    bandwidth : float
        Of the date kernel, years.
    """

    intervals: np.ndarray
    labels: dict[str, torch.Tensor]
    dated: torch.Tensor
    std: torch.Tensor
    bandwidth: float

    @classmethod
    def of(cls, works: Works, rows: np.ndarray, std: torch.Tensor) -> DateContrast:
        """Of the works at `rows`."""
        some = works.select(rows)
        usable = some.select(some.dated) if some.dated.any() else some
        return cls(
            np.stack([some.earliest, some.latest]).astype(np.float64),
            {kind: torch.from_numpy(codes(some.column(kind))) for kind in LABEL_KINDS},
            torch.from_numpy(np.array(some.dated)), std, HeadConfig().date_bandwidth(usable),
        )  # fmt: skip

    def loss(
        self, lens: Callable[[torch.Tensor], torch.Tensor], vectors: torch.Tensor, picked: torch.Tensor
    ) -> torch.Tensor:
        """Date contrast of the picked works as the lens shows them, nats; a work drawn twice counts once."""
        rows = torch.unique(picked).cpu()
        rows = rows[self.dated[rows]]
        if len(rows) < 2:
            return torch.zeros((), device=picked.device)
        mapped = lens(vectors[rows].to(picked.device)).cpu() * self.std
        kernel = torch.from_numpy(expected_kernel(*self.intervals[:, rows.numpy()], bandwidth=self.bandwidth)).float()
        wanted = targets(kernel, {kind: codes[rows] for kind, codes in self.labels.items()}, BONUS)
        return contrast(mapped, wanted).to(picked.device)


def apply_lens(lens: torch.Tensor, space: Embedding, std: torch.Tensor) -> Embedding:
    """The space as a trained lens, float32[d, d], maps it; `std` float32[d] brings vectors to unit spread."""
    change = (lens.T * std / std[:, None]).double().numpy()
    vectors = (space.vectors.astype(np.float64) @ change).astype(np.float32)
    usable = space.works.dated & space.works.pictured
    axis = by_regression(vectors[usable], space.works.year[usable])
    head = None if space.head is None else space.head.mapped(change)
    provenance = space.provenance.with_parameters(lens="trained with the generative loss")
    return Embedding(space.works, vectors, axis, provenance, head, space.measures)
