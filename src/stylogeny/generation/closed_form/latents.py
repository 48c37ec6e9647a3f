"""Many works at once as small latents, for questions put to a whole corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import torch

from ...corpus.pictures import read
from ...progress import progress
from ..autoencoder import Autoencoder, channel_metric
from ..canvas import scale_to_area
from ..styles import Corpus
from .patches import window

SIDE = 64  # pixels: pictures are compared at this size


@dataclass(frozen=True, eq=False)
class LatentSet:
    """Pictures as latents times the metric, those of one shape together: (positions int64[n], float32[n, C, h, w])."""

    groups: tuple[tuple[np.ndarray, torch.Tensor], ...]

    @classmethod
    def of(cls, pictures: Iterable[np.ndarray], autoencoder: Autoencoder) -> LatentSet:
        """Encode pictures of any size at about SIDE x SIDE pixels, their aspect kept."""
        shaped: dict[tuple[int, ...], list[tuple[int, np.ndarray]]] = {}
        for i, picture in enumerate(pictures):
            small = scale_to_area(picture, SIDE, autoencoder.factor)
            shaped.setdefault(small.shape, []).append((i, small))
        metric = channel_metric(autoencoder)
        return cls(
            tuple(
                (np.array([i for i, _ in items]), autoencoder.encode(np.stack([p for _, p in items])) * metric)
                for _, items in sorted(shaped.items())
            )
        )

    def map(self, change: Callable[[np.ndarray, torch.Tensor], torch.Tensor]) -> LatentSet:
        """Every group's latents changed."""
        return LatentSet(tuple((i, change(i, v)) for i, v in self.groups))

    def gather(self, ask: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
        """One row per picture, in the order they were given: `ask` maps float32[n, C, h, w] to float32[n, d]."""
        order = np.concatenate([i for i, _ in self.groups])
        return torch.cat([ask(v) for _, v in self.groups])[torch.from_numpy(np.argsort(order))]

    def patches_near(self, place: tuple[float, float], reach: float) -> tuple[torch.Tensor, np.ndarray]:
        """All 3x3 patches within `reach` of a place, float32[k, C * 9] windowed, and the picture of each, int64[k]."""
        parts, owner = [], []
        for positions, values in self.groups:
            high, wide = values.shape[2:]
            v = (np.arange(high) + 0.5) / high - place[0]
            u = (np.arange(wide) + 0.5) / wide - place[1]
            near = list(zip(*np.nonzero(v[:, None] ** 2 + u**2 <= reach**2)))
            for y, x in near or [nearest_place(values, place)]:
                parts.append(patch_at(values, int(y), int(x)))
                owner.append(positions)
        return torch.cat(parts), np.concatenate(owner)


def patch_at(values: torch.Tensor, y: int, x: int) -> torch.Tensor:
    """The 3x3 patch around one place of every picture, float32[n, C * 9], each offset times the root of its weight."""
    g = window(1).sqrt()
    high, wide = values.shape[2:]
    rows = [abs(y - 1), y, y + 1 if y + 1 < high else max(high - 2, 0)]
    columns = [abs(x - 1), x, x + 1 if x + 1 < wide else max(wide - 2, 0)]
    return (values[:, :, rows][:, :, :, columns] * torch.outer(g, g)).flatten(1)


def nearest_place(values: torch.Tensor, place: tuple[float, float]) -> tuple[int, int]:
    """Row and column of a place given in parts of the side."""
    high, wide = values.shape[2:]
    return min(int(place[0] * high), high - 1), min(int(place[1] * wide), wide - 1)


def pictures_of(corpus: Corpus, rows: np.ndarray) -> Iterator[np.ndarray]:
    """The pictures of works, read one by one."""
    for row in progress(rows, "reading pictures", unit="picture"):
        yield read(corpus.works.picture(int(row)), 2 * SIDE)
