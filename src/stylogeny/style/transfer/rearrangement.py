"""A picture rearranged: its outlines warped, its things drawn taller or broader, its plane broken into facets.

These are the operations that Gram matrices cannot make, for they say nothing of where things are. The warp is that of
painted worlds (:mod:`stylogeny.world.painting.composition`): two waves, as strong as the gene of distortion says there.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import cv2
import numpy as np

from ...errors import StylogenyError
from ...streams import stream

WARP = 0.075  # of a side: how far the strongest warp moves a point
TURN, SHIFT, ZOOM = 0.5, 0.06, 0.3  # of a facet at most: radians, shares of the longest side, change of scale
SHADE = 0.16  # of its light from one end to the other
FACETS = 5  # times every piece is cut in two
TALLER = 0.5  # log of height by width, at most


@dataclass(frozen=True)
class Geometry:
    """How far a picture is rearranged; 0 leaves it as it is.

    Parameters
    ----------
    warp : float
        From 0 to 1, as strong as that value of the gene of distortion.
    stretch : float
        From -1 (broader) to 1 (taller).
    facets : float
        From 0 to 1: how far each of some thirty straight-edged pieces is turned, moved and enlarged.
    """

    warp: float = 0.0
    stretch: float = 0.0
    facets: float = 0.0

    def __post_init__(self) -> None:
        for f in fields(self):
            least = -1.0 if f.name == "stretch" else 0.0
            if not least <= getattr(self, f.name) <= 1:
                raise StylogenyError(f"{f.name} lies between {least:g} and 1", got=getattr(self, f.name))

    def __str__(self) -> str:
        return ", ".join(f"{f.name} {getattr(self, f.name):.2f}" for f in fields(self))


def rearrange(picture: np.ndarray, geometry: Geometry, *, seed: int = 0) -> np.ndarray:
    """A picture uint8[H, W, 3] with another geometry, of the same size; `seed` says where waves and cuts lie."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = np.ones((height, width), np.float32)
    if geometry.facets > 0:
        x, y, light = _faceted(x, y, geometry.facets, seed)
    if geometry.warp > 0:
        x, y = _warped(x, y, (height, width), geometry.warp, seed)
    if geometry.stretch:  # what no longer fits is cut off: nothing has to be invented beyond the edge
        share = np.float32(np.exp(-TALLER * abs(geometry.stretch)))
        if geometry.stretch > 0:
            y = (height - 1) / 2 + (y - (height - 1) / 2) * share
        else:
            x = (width - 1) / 2 + (x - (width - 1) / 2) * share
    moved = cv2.remap(
        picture, x.astype(np.float32), y.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101
    )
    return np.clip(np.rint(moved * light[..., None]), 0, 255).astype(np.uint8)


def _warped(
    x: np.ndarray, y: np.ndarray, shape: tuple[int, int], strength: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Where each point comes from under two waves that fade towards the edges, which so stay where they are."""
    phase = stream(seed, "warp").random(4) * 2 * np.pi
    u, v = x / shape[1], y / shape[0]
    edge = np.clip(8 * np.minimum(np.minimum(u, 1 - u), np.minimum(v, 1 - v)), 0, 1)
    reach = WARP * strength**1.7 * edge
    du = np.sin(5 * v + phase[0]) + 0.5 * np.sin(13 * v + 4 * u + phase[1])
    dv = np.sin(6 * u + phase[2]) + 0.5 * np.sin(11 * u - 5 * v + phase[3])
    return x - reach * du * shape[1], y - reach * dv * shape[0]


def _faceted(x: np.ndarray, y: np.ndarray, strength: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where each point comes from, and how light it is, when the plane is cut by lines and every piece seen anew."""
    pieces = _cut(x, y, seed)
    longest, light = max(x.shape), np.ones_like(x)
    out_x, out_y = x.copy(), y.copy()
    for number in range(int(pieces.max()) + 1):
        inside = pieces == number
        if not inside.any():
            continue
        rng = stream(seed, "facet", number)
        turn, zoom = strength * TURN * rng.normal() / 2, np.exp(-strength * ZOOM * abs(rng.normal()) / 2)
        moved = strength * SHIFT * longest * rng.normal(size=2) / 2
        own_x, own_y = x[inside], y[inside]
        dx, dy = own_x - own_x.mean(), own_y - own_y.mean()
        out_x[inside] = own_x.mean() + moved[0] + zoom * (np.cos(turn) * dx - np.sin(turn) * dy)
        out_y[inside] = own_y.mean() + moved[1] + zoom * (np.sin(turn) * dx + np.cos(turn) * dy)
        angle = rng.random() * 2 * np.pi
        along = np.cos(angle) * dx + np.sin(angle) * dy
        light[inside] = 1 + strength * SHADE * along / max(float(np.abs(along).max()), 1.0)
    return out_x, out_y, light


def _cut(x: np.ndarray, y: np.ndarray, seed: int) -> np.ndarray:
    """The number of the piece that every point lies in, int64[H, W]: pieces are cut in two, across their length."""
    pieces = np.zeros(x.shape, dtype=np.int64)
    for depth in range(FACETS):
        for number in range(2**depth):
            inside = pieces == number
            if inside.sum() < 9:
                continue
            rng = stream(seed, "cut", depth, number)
            points = np.stack([x[inside], y[inside]])
            centred = points - points.mean(axis=1, keepdims=True)
            across = np.linalg.eigh(centred @ centred.T)[1][:, 1]
            turn = rng.normal(0, 0.5)
            across = np.array([
                np.cos(turn) * across[0] - np.sin(turn) * across[1], np.sin(turn) * across[0] + np.cos(turn) * across[1]
            ])  # fmt: skip
            along = across @ centred
            beyond = along > rng.normal(0, 0.25) * along.std()
            pieces[inside] += np.where(beyond, 2**depth, 0)
    return pieces
