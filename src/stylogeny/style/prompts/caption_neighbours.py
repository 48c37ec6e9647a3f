"""The captions of a picture's nearest neighbours: a bag of words for pictures whose own words are unknown, or left
out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

NEIGHBOURS, SHARPNESS = 50, 10.0


def bags(ids: Sequence[np.ndarray], idf: np.ndarray) -> sparse.csr_array:
    """Unit bags of words, csr float[n, v], of vocabulary positions (repeats count once) weighted by idf."""
    once = [np.unique(i) for i in ids]
    flat = np.concatenate([*once, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    ends = np.cumsum([0, *(len(o) for o in once)])
    table = sparse.csr_array((idf[flat].astype(np.float32), flat, ends), shape=(len(once), len(idf)))
    return sparse.csr_array(sparse.diags_array(1 / np.maximum(_lengths(table), 1e-9)) @ table)


def _lengths(table: sparse.csr_array) -> np.ndarray:
    return np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())


@dataclass(frozen=True, eq=False)
class CaptionNeighbours:
    """For each picture, which captioned works look like it, and how much.

    Parameters
    ----------
    near : csr_array
        float[n, m]: rows sum to 1.
    words : csr_array
        float[m, v]: the captioned works' bags of words.
    lengths : ndarray
        float[n]: length of each picture's mean bag.
    """

    near: sparse.csr_array
    words: sparse.csr_array
    lengths: np.ndarray

    @classmethod
    def find(
        cls,
        places: np.ndarray,
        captioned: np.ndarray,
        words: sparse.csr_array,
        *,
        own: np.ndarray | None = None,
        k: int = NEIGHBOURS,
    ) -> CaptionNeighbours:
        """The `k` works of captioned[m, d] nearest to each of places[n, d] (unit rows), weighted by exp(10 cosine).

        `own` int64[n] says which of the captioned works a picture is (-1: none): its own words do not speak for it.
        """
        k = min(k, len(captioned) - (own is not None))
        columns, values, lengths = [], [], []
        for start in range(0, len(places), 512):
            near = places[start : start + 512] @ captioned.T
            if own is not None:
                itself = own[start : start + 512]
                near[np.flatnonzero(itself >= 0), itself[itself >= 0]] = -np.inf
            best = np.sort(np.argpartition(-near, k - 1, axis=1)[:, :k], axis=1)
            weight = np.exp(SHARPNESS * (np.take_along_axis(near, best, 1) - near.max(1, keepdims=True)))
            weight /= weight.sum(1, keepdims=True)
            columns.append(best.ravel())
            values.append(weight.ravel())
            part = sparse.csr_array(
                (weight.ravel(), best.ravel(), np.arange(0, best.size + 1, k)), shape=(len(best), len(captioned))
            )
            lengths.append(_lengths(part @ words))
        near_all = sparse.csr_array(
            (np.concatenate(values), np.concatenate(columns), np.arange(0, len(places) * k + 1, k)),
            shape=(len(places), len(captioned)),
        )
        return cls(near_all, words, np.concatenate(lengths))

    def answer(self, query: sparse.csr_array) -> np.ndarray:
        """Cosine of every picture's mean bag with each query's bag, float[n, q]."""
        each = (self.words @ query.T).toarray()
        return (self.near @ each) / np.maximum(self.lengths, 1e-9)[:, None]


def standard(x: np.ndarray) -> np.ndarray:
    """In standard deviations over the works (the first axis)."""
    return (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-9)
