"""A style for a model that knows nothing of the space: words, and image embeddings decoded from its point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...corpus.lookup import mixture_terms
from ..styles import Corpus, Style

if TYPE_CHECKING:
    import torch

DECODED_FROM = 12  # works whose embeddings a point is decoded from
RIDGE = 0.1  # of the spread of these works in the space
AGREEMENT = 0.4  # share of a style's works that must agree on a word


def describe(style: Style, corpus: Corpus) -> str:
    """A prompt: what the style is called, and the artist, style, genre and decade that most of its works share."""
    title, shared = _title(style, corpus), []
    for kind in ("artist", "style", "genre"):
        column = corpus.works.column(kind)
        names, inverse = np.unique(column.astype(str), return_inverse=True)
        shares = np.bincount(inverse, style.weights, len(names))
        best = int(np.argmax(shares))
        if shares[best] >= AGREEMENT and names[best] and names[best] not in title:
            shared.append(names[best])
    if corpus.space is not None and style.vector is not None and corpus.works.dated.sum() > 2:
        shared.append(f"{int(np.floor(corpus.space.date(style.vector[None])[0] / 10)) * 10}s")
    return ", ".join([f"a painting in the style of {title}" if title else "a painting", *shared])


def _title(style: Style, corpus: Corpus) -> str:
    """A style's name as one would say it: a work's title and artist, a mixture's parts, and nothing for a point."""
    if style.name == "a point of the space":
        return ""
    whole = any(style.name in corpus.works.column(kind) for kind in ("artist", "style", "genre"))
    titles = []
    for part in (
        [style.name] if whole else [name for share, name in mixture_terms(style.name) if share > 0] or [style.name]
    ):
        row = np.flatnonzero(corpus.works.ids == part)
        by = [str(corpus.works.column(kind)[row[0]]) for kind in ("title", "artist")] if len(row) else [part]
        titles.append(" by ".join(filter(None, by)))
    return " and ".join(titles)


def coefficients(vectors: np.ndarray, weights: np.ndarray, point: np.ndarray | None) -> np.ndarray:
    """How much of each work to take so that their mean lies at a point, float64[k], summing to 1; some may be negative.

    The weights as they are, corrected by weighted ridge regression on what they miss (as in locally linear embedding,
    Roweis & Saul 2000). So whatever is linear in the space near these works is decoded exactly, and a point that no
    work occupies gets an embedding that no work has.

    Parameters
    ----------
    vectors : ndarray
        float[k, d] of the works.
    weights : ndarray
        float[k], positive.
    point : ndarray, optional
        float[d]; without one the weights are the answer.
    """
    share = np.asarray(weights, dtype=np.float64) / np.sum(weights)
    if point is None:
        return share
    off = vectors.astype(np.float64) - share @ vectors
    scatter = (off * share[:, None]).T @ off
    scatter += max(RIDGE * np.trace(scatter) / len(scatter), 1e-12) * np.eye(len(scatter))
    return share + share * (off @ np.linalg.solve(scatter, point - share @ vectors))


def blend(embeddings: torch.Tensor, mix: np.ndarray) -> torch.Tensor:
    """Embeddings Tensor[k, ...] summed with these coefficients, and brought to the length that they have on average.

    A mean of embeddings is shorter than any of them, and adapters read length as strength.
    """
    import torch

    shares = torch.as_tensor(mix, dtype=embeddings.dtype, device=embeddings.device)
    mean = torch.tensordot(shares, embeddings, dims=1)
    usual = embeddings.flatten(1).norm(dim=1).mean()
    return mean * (usual / mean.norm().clamp_min(1e-6))
