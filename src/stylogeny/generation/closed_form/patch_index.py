"""Which works of a whole corpus a picture's patches may have come from.

Every 3x3 patch of latents of the picture is looked for among the patches of all works: exactly in a small corpus; in a
large one approximately, in their principal directions, through an inverted file (FAISS's IVF).
"""

from __future__ import annotations

from dataclasses import dataclass

import faiss
import numpy as np
import torch

from .latents import LatentSet, patch_at

EXACT = 100_000  # patches: up to this many, every one is compared
DIRECTIONS = 48  # principal directions in which more are
SAMPLED = 20_000  # patches from which the directions and the lists of the file are learnt
PROBED = 16  # lists looked into
EACH = 3  # works that a patch votes for


def patches_of(values: torch.Tensor) -> torch.Tensor:
    """All 3x3 patches of latents float32[n, C, h, w], float32[h * w * n, C * 9]: all pictures place by place."""
    return torch.cat([patch_at(values, y, x) for y in range(values.shape[2]) for x in range(values.shape[3])])


@dataclass(frozen=True, eq=False)
class PatchIndex:
    """Patches of works, to be searched.

    Parameters
    ----------
    owner : ndarray
        int64[k]: position of the picture that each patch belongs to.
    centre, directions : ndarray
        float32[C * 9] and float32[C * 9, q]: the origin and the directions in which patches are compared.
    index : faiss.Index
        Of the k patches.
    """

    owner: np.ndarray
    centre: np.ndarray
    directions: np.ndarray
    index: faiss.Index

    @classmethod
    def of(cls, latents: LatentSet, *, exact: int = EXACT) -> PatchIndex:
        """Of all pictures of a set; every patch is compared where there are no more than `exact`."""
        owner = np.concatenate([np.tile(i, v.shape[2] * v.shape[3]) for i, v in latents.groups])
        patches = np.concatenate([patches_of(v).numpy() for _, v in latents.groups])
        wide = patches.shape[1]
        if len(owner) <= exact:
            flat = faiss.IndexFlatL2(wide)
            flat.add(patches)
            return cls(owner, np.zeros(wide, np.float32), np.eye(wide, dtype=np.float32), flat)
        sample = patches[:: max(1, len(patches) // SAMPLED)]
        centre = sample.mean(axis=0)
        _, vectors = np.linalg.eigh(np.cov(sample.T))
        directions = np.ascontiguousarray(vectors[:, ::-1][:, :DIRECTIONS], dtype=np.float32)
        projected, trained = (patches - centre) @ directions, (sample - centre) @ directions
        lists = max(1, min(int(np.sqrt(len(owner))), len(trained) // 40))
        index = faiss.IndexIVFFlat(faiss.IndexFlatL2(directions.shape[1]), directions.shape[1], lists)
        index.train(trained)
        index.add(projected)
        index.nprobe = PROBED
        return cls(owner, centre, directions, index)

    def likely(self, picture: LatentSet, count: int) -> np.ndarray:
        """Positions of the pictures nearest to most patches of the one `picture`, int64[<= count], best first.

        Each patch votes for the EACH pictures nearest to it.
        """
        queries = (patches_of(picture.groups[0][1]).numpy() - self.centre) @ self.directions
        nearest = self.index.search(queries, min(16 * EACH, len(self.owner)))[1]
        votes: dict[int, int] = {}
        for near in nearest:
            for owner in list(dict.fromkeys(self.owner[near[near >= 0]].tolist()))[:EACH]:
                votes[owner] = votes.get(owner, 0) + 1
        return np.array(sorted(votes, key=lambda o: (-votes[o], o))[:count], dtype=np.int64)
