"""What a picture owes for its pieces: direct copies, and regions whose keypoints lie in works."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...corpus import pictures as reader
from ...corpus.copies.alignment import Copy, compare, textured_patches
from ...corpus.copies.index import KeypointIndex
from ...corpus.copies.keypoints import Keypoints, at_side
from ...corpus.copies.matching import Matches, match
from ...corpus.works import Works
from ...streams import stream
from .regions import Regions, regions_of, sources_of

LAID = 8  # works that are laid over the picture
COPIED = 0.15  # coverage below this is chance


@dataclass(frozen=True, eq=False)
class FoundPieces:
    """Pieces of works in a picture.

    Parameters
    ----------
    matches : Matches
    copies : tuple of Copy
        The works laid over it, most covered first.
    owner : ndarray
        int64[h, w]: the work that each patch is copied from outright, -1 for none.
    textured : ndarray
        bool[h, w]: which patches show anything.
    sources : ndarray
        int64[s]: works that it has pieces of.
    """

    matches: Matches
    copies: tuple[Copy, ...]
    owner: np.ndarray
    textured: np.ndarray
    sources: np.ndarray

    @classmethod
    def of(
        cls, picture: np.ndarray, works: Works, index: KeypointIndex, *, skip: np.ndarray | None = None
    ) -> FoundPieces:
        """Look for a picture uint8[H, W, 3] in all works of an index but those to `skip`."""
        keypoints = Keypoints.of(picture)
        matches = match(keypoints, index, skip=skip)
        sources, _ = sources_of(matches)
        passed = set() if skip is None else set(skip.tolist())
        hands = [(int(row), matches.is_mirrored(int(row))) for row in sources]
        alike = [pair for pair in index.alike(picture) if pair not in hands and pair[0] not in passed]
        laid = [
            compare(picture, reader.read(works.picture(row)), row=row, mirrored=hand)
            for row, hand in [*alike, *hands][:LAID]
        ]
        copies = tuple(sorted(laid, key=lambda c: -c.coverage))
        textured = textured_patches(at_side(picture))
        owner = _owners(copies, textured)
        copied = np.unique(owner[owner >= 0])
        return cls(matches, copies, owner, textured, np.concatenate([sources, np.setdiff1d(copied, sources)]))

    @property
    def work(self) -> int | None:
        """The row of the work that this is a picture of, if it is of one."""
        return next((c.row for c in self.copies if c.is_the_work), None)

    def regions(self, *, prior: np.ndarray | None = None, weights: np.ndarray | None = None) -> Regions:
        """Where each place comes from; `weights` float64[k] say how much each keypoint counts."""
        return regions_of(self.matches, self.sources, prior=prior, weights=weights)

    def totals(self, regions: Regions, weights: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Shares copied outright of each source float64[s], and of its other pieces and of none float64[s + 1].

        `weights` float64[h, w] say how much each place counts; all shares sum to one.
        """
        counted = self.textured if self.textured.any() else np.ones_like(self.textured)
        weight = counted * (1.0 if weights is None else weights)
        weight = weight / weight.sum()
        copied = np.array([weight[self.owner == row].sum() for row in self.sources])
        rest = np.where(self.owner < 0, weight, 0.0)
        return copied, (regions.shares * rest[..., None]).sum(axis=(0, 1))

    def resampled(self, seed: int, shard: int) -> tuple[np.ndarray, np.ndarray]:
        """A bootstrap's weights of the keypoints float64[k] and of the places float64[h, w]."""
        luck = stream(seed, "keypoints", shard)
        return luck.exponential(size=len(self.matches.keypoints)), luck.exponential(size=self.textured.shape)


def _owners(copies: tuple[Copy, ...], textured: np.ndarray) -> np.ndarray:
    """Each patch given to the copy that explains most of what is left, greedily, int64[h, w]."""
    owner = np.full(textured.shape, -1, dtype=np.int64)
    left = list(copies)
    while left:
        best = max(left, key=lambda c: int((c.copied & (owner < 0)).sum()))
        new = best.copied & (owner < 0)
        if new.sum() < COPIED * max(int(textured.sum()), 1):
            break
        owner[new] = best.row
        left.remove(best)
    return owner
