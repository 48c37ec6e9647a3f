"""Where keypoints of a picture lie in works: matches that bear one another out.

A keypoint's nearest neighbours in the index are mostly chance. Two matches with one work bear one another out when the
shift, turn and scale that one of them stands for carries the other's keypoint to where it was found: so a piece of a
work is recognised though the next piece is bent otherwise, or comes from elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .index import KeypointIndex
from .keypoints import Keypoints

NEAREST = 3  # neighbours of a keypoint that may be its match: more are chance, most of all in a small corpus
BACKGROUND = 20  # the neighbour whose distance is chance
AS_SELF, ELSEWHERE = 0.4, 8.0  # part of the squared distance to the picture's own nearest, so many pixels away
SCALE, TURN = 0.5, 20.0  # octaves and degrees in which matches that bear one another out may differ
OFF, BEND = 6.0, 0.2  # pixels by which a keypoint may be missed, and the part of the way between the two beside them
APART = 3.0  # pixels: nearer keypoints are one
ENOUGH = 3  # matches with a work below which it is not looked at


@dataclass(frozen=True, eq=False)
class Matches:
    """Keypoints of a picture found in works.

    Parameters
    ----------
    keypoints : Keypoints
        k, of the picture.
    keypoint, work : ndarray
        int64[m]: which keypoint was found in which work; one at most for each pair and hand.
    mirrored : ndarray
        bool[m]: whether in its mirror image.
    frames : ndarray
        float32[m, 4]: where in the work.
    support : ndarray
        int64[m]: how many other matches bear it out.
    common : ndarray
        bool[m]: whether the picture itself has nearly as good a match for its keypoint elsewhere, as a pattern has:
        stripes and chequers match any others.
    """

    keypoints: Keypoints
    keypoint: np.ndarray
    work: np.ndarray
    mirrored: np.ndarray
    frames: np.ndarray
    support: np.ndarray
    common: np.ndarray

    def borne_out(self, support: int) -> Matches:
        """Those with at least so much support."""
        return self._at(self.support >= support)

    def distinctive(self) -> Matches:
        """Those that are no part of a pattern."""
        return self._at(~self.common)

    def _at(self, kept: np.ndarray) -> Matches:
        names = ("keypoint", "work", "mirrored", "frames", "support", "common")
        return Matches(self.keypoints, *(getattr(self, name)[kept] for name in names))

    def is_mirrored(self, work: int) -> bool:
        """Whether more of a work's matches are of the picture's mirror image."""
        hands = self.mirrored[(self.work == work) & (self.support > 0)]
        return bool(2 * hands.sum() > len(hands))

    def works(self) -> tuple[np.ndarray, np.ndarray]:
        """Works int64[w] and how many of the picture's keypoints were found in each int64[w], most first."""
        pairs = np.unique(np.stack([self.work, self.keypoint]), axis=1)
        work, count = np.unique(pairs[0], return_counts=True)
        order = np.argsort(-count, kind="stable")
        return work[order], count[order]


def match(keypoints: Keypoints, index: KeypointIndex, *, skip: np.ndarray | None = None) -> Matches:
    """Find a picture's keypoints, and those of its mirror image, in the works of an index.

    Parameters
    ----------
    keypoints : Keypoints
    index : KeypointIndex
    skip : ndarray, optional
        int64[s]: works that are passed over.
    """
    parts = [_one_hand(k, index, skip) for k in (keypoints, keypoints.mirrored)]
    keypoint, work, frames, support, common = (np.concatenate([p[i] for p in parts]) for i in range(5))
    mirrored = np.repeat([False, True], [len(p[0]) for p in parts])
    return Matches(keypoints, keypoint, work, mirrored=mirrored, frames=frames, support=support, common=common)


def _one_hand(
    keypoints: Keypoints, index: KeypointIndex, skip: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Keypoint, work, frame and support of every match, and whether it is common."""
    near = index.search(keypoints.descriptors, BACKGROUND)
    work, distance = near.work, near.distance
    if skip is not None:
        distance = np.where(np.isin(work, skip), np.inf, distance)
    order = np.argsort(distance, axis=1, kind="stable")
    work, distance = (np.take_along_axis(a, order, axis=1) for a in (work, distance))
    frames = np.take_along_axis(near.frames, order[..., None], axis=1)
    common = distance > AS_SELF * _self_distance(keypoints, index)[:, None]
    better = (distance < distance[:, -1:]) & (np.arange(work.shape[1]) < NEAREST)
    at, rank = np.nonzero(better & (work >= 0) & np.isfinite(distance))
    owner = work[at, rank]
    # by work, then by keypoint; of several matches of a keypoint with a work the nearest
    first = np.unique(owner * len(keypoints) + at, return_index=True)[1]
    at, rank, owner = at[first], rank[first], owner[first]
    here, there = keypoints.frames[at], frames[at, rank]
    support = np.zeros(len(at), dtype=np.int64)
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    for start, end in zip(starts, [*starts[1:], len(owner)]):
        if end - start >= ENOUGH:
            support[start:end] = _support(here[start:end], there[start:end])
    return at, owner, there, support, common[at, rank]


def _self_distance(keypoints: Keypoints, index: KeypointIndex) -> np.ndarray:
    """Squared distance of each keypoint from the picture's own nearest elsewhere, float64[k]; small in patterns."""
    coded = index.code(keypoints.descriptors).astype(np.float64)
    squared = np.square(coded).sum(axis=1)
    distance = squared[:, None] + squared - 2 * coded @ coded.T
    x, y = keypoints.frames[:, :2].T
    distance[np.hypot(x[:, None] - x, y[:, None] - y) < ELSEWHERE] = np.inf
    return np.asarray(distance.min(axis=1, initial=np.inf))


def _support(here: np.ndarray, there: np.ndarray) -> np.ndarray:
    """How many of a work's matches bear each one out, int64[m]; frames float32[m, 4] in the picture and in the work."""
    scale = here[:, 2] / there[:, 2]
    turn = np.deg2rad(here[:, 3] - there[:, 3])
    way = scale * np.exp(1j * turn)
    x, y = here[:, 0] + 1j * here[:, 1], there[:, 0] + 1j * there[:, 1]
    apart, wanted = x[None] - x[:, None], way[:, None] * (y[None] - y[:, None])
    turned = np.abs(np.angle(way[None] / way[:, None]))
    agree = (np.abs(np.log2(scale[None] / scale[:, None])) < SCALE) & (turned < np.deg2rad(TURN))
    agree &= np.abs(apart - wanted) < OFF + BEND * np.abs(apart)
    agree &= (np.abs(apart) > APART) & (np.abs(y[None] - y[:, None]) > APART)
    return np.asarray((agree & agree.T).sum(axis=1))
