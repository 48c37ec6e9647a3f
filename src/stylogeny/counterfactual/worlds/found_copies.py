"""Copies found in the pictures: later works that show what a work shows, cropped, mirrored, tinted or in grey.

In the space a crop or a mirror image may lie as far from its original as a pupil's work does. Its keypoints do not: a
later work that lies near, descends or has keypoints in common is laid over the one that is left out, as it is and
mirrored, and the share of it that agrees says how much of a copy it is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...corpus import pictures as reader
from ...corpus.copies.alignment import INLIERS, compare
from ...corpus.copies.index import KeypointIndex
from ...corpus.copies.keypoints import Keypoints
from ...corpus.copies.matching import match
from ...errors import StylogenyError
from ...influence.graph import InfluenceGraph
from ...progress import progress
from ..attribution.regions import sources_of
from .copies import DUPLICATE_DEGREE

LOOKED_AT = 600  # later works that are compared with those left out, at most
NEAREST, CHILDREN = 60, 30  # of them, for each work left out: the nearest in the space, and its likeliest children
CHANCE = 0.15  # share of a picture that agrees with another by chance
WHOLE = 0.75  # share that agrees where all of it is copied: grain and edges do not


def with_found_copies(
    graph: InfluenceGraph, rows: np.ndarray, *, index: KeypointIndex | None = None, most: int = LOOKED_AT
) -> InfluenceGraph:
    """The graph, knowing which later works are copies of those at `rows` int64[m], as their pictures show.

    Parameters
    ----------
    graph : InfluenceGraph
        Of n works; one whose pictures cannot be read is given back as it is.
    rows : ndarray
        The works that will be left out.
    index : KeypointIndex, optional
        Of all works: copies are then found wherever they lie.
    most : int
        At most this many later works are looked at.
    """
    original, degree = np.full(len(graph), -1, dtype=np.int64), np.zeros(len(graph))
    each = max(most // max(len(rows), 1), 4)
    found = False
    for row in progress(rows[graph.works.pictured[rows]].tolist(), "copies", unit="work"):
        try:
            picture = reader.read(graph.works.picture(row))
        except StylogenyError:
            continue
        keypoints = Keypoints.of(picture)
        for later in _likely(graph, row, keypoints, index, each):
            share = copied_share(picture, graph, int(later), known=keypoints)
            if share > degree[later]:
                original[later], degree[later], found = row, share, True
    return replace(graph, known_copies=(original, degree)) if found else graph


def copied_share(picture: np.ndarray, graph: InfluenceGraph, later: int, *, known: Keypoints | None = None) -> float:
    """In what degree a later work is a copy of a picture, uint8[H, W, 3], as it is or mirrored, in [0, 1).

    `known` are the picture's keypoints.
    """
    try:
        other = reader.read(graph.works.picture(later))
    except StylogenyError:
        return 0.0
    hands = [compare(other, picture, row=later, mirrored=hand, known=known) for hand in (False, True)]
    best = max((h for h in hands if h.inliers >= INLIERS or h.copied.any()), key=lambda h: h.coverage, default=None)
    if best is None or best.coverage < CHANCE:
        return 0.0
    return DUPLICATE_DEGREE * min(1.0, best.coverage / WHOLE)


def _likely(
    graph: InfluenceGraph, row: int, keypoints: Keypoints, index: KeypointIndex | None, most: int
) -> np.ndarray:
    """Later works that may be copies of a work, int64[k]: with its keypoints, near it, or its children."""
    later = (graph.years > graph.years[row]) & graph.works.pictured
    shared = np.zeros(0, dtype=np.int64) if index is None else sources_of(match(keypoints, index))[0]
    vectors = graph.embedding.vectors
    away = np.square(vectors - vectors[row]).sum(axis=1)
    near = np.argsort(np.where(later, away, np.inf), kind="stable")[:NEAREST]
    owed = graph.parents[:, [row]].toarray().ravel()
    children = np.argsort(-owed, kind="stable")[:CHILDREN]
    every = np.concatenate([shared, children[owed[children] > 0], near])
    every = every[later[every]]
    return every[np.sort(np.unique(every, return_index=True)[1])][:most]
