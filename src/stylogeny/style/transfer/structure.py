"""Style transfer with structure: the geometry of a style, and then its texture.

What geometry a style has, the built-in eye reads: it was taught on painted worlds, where distortion, elongation and
angularity are known genes (:mod:`stylogeny.embedding.backbones.style_encoder`). Alone a reading says little, for what
is depicted speaks louder than how. But of two pictures of one thing in one texture the readings differ by geometry. So
the content is first painted in the style's texture, and that picture is rearranged, a little more or less, until it is
read as the style's own pictures are; each reading counts by how little it differs by chance between pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from ...embedding.backbones.backbone import BUILT_IN, Backbone, backbone
from ...embedding.backbones.style_encoder import WIDTH
from ...errors import StylogenyError
from ...progress import progress
from ..encoders import Picture, read
from .optimisation import Look, stylise
from .pictures import picture_array, picture_tensor
from .rearrangement import Geometry, rearrange
from .texture import Texture

SEEN = 160  # longest side at which a picture is read
# genes of painted worlds that are read, and by how much readings of two pictures of one thing differ by chance
READ = {"distortion": (15, 0.84), "angularity": (14, 0.61), "elongation": (16, 0.39)}
TRIED = {
    "warp": (0.0, 0.35, 0.55, 0.75, 0.9),
    "facets": (0.0, 0.25, 0.5, 0.75, 1.0),
    "stretch": (-0.8, -0.4, 0.0, 0.4, 0.8),
}
WORTH = 0.02  # of the misreading at first: what every further step away from the picture as it is must gain
PAINTED = {"steps": 40, "beta": 30.0}  # of the picture in the style's texture that is rearranged

Reader = Callable[[Sequence[np.ndarray]], np.ndarray]


@cache
def _eye() -> Backbone:
    return backbone(BUILT_IN)


def read_geometry(pictures: Sequence[np.ndarray]) -> np.ndarray:
    """Distortion, angularity and elongation as the built-in eye reads them, float64[n, 3], standard deviations.

    Raises
    ------
    StylogenyError
        Without the eye's network.
    """
    eye = _eye()
    if eye.name != BUILT_IN:
        raise StylogenyError("geometry is read by the built-in eye", got=eye.name, fix="install its weights")
    small = [picture_array(picture_tensor(p, SEEN)) for p in pictures]
    codes = eye.features(small)[:, -WIDTH:]
    return codes[:, [column for column, _ in READ.values()]].astype(np.float64)


@dataclass(frozen=True, eq=False)
class Structure:
    """What structure a style asks of a content.

    Parameters
    ----------
    picture : ndarray
        uint8[H, W, 3]: the content, rearranged.
    geometry : Geometry
    read : mapping of (str: (float, float, float))
        Of each gene: what is read in the content in the style's texture, in the style, and in that picture rearranged.
    """

    picture: np.ndarray
    geometry: Geometry
    read: dict[str, tuple[float, float, float]]


def restructure(
    content: Picture,
    styles: Sequence[Look],
    *,
    weights: Sequence[float] | None = None,
    size: int = 256,
    strength: float = 1.0,
    seed: int = 0,
    reader: Reader = read_geometry,
) -> Structure:
    """Rearrange a content as a style's own pictures are arranged.

    Parameters
    ----------
    content : Picture
    styles : sequence of Picture
        Pictures of the style, the more the better: what is read in one of them is mostly what it depicts.
    weights : sequence of float, optional
        One per picture.
    size : int
        Longest side of the result in pixels.
    strength : float
        How much of the way is gone.
    seed : int
    reader : callable
        Reads geometry off pictures.

    Raises
    ------
    StylogenyError
        A style file, whose texture says nothing of geometry; a strength outside 0 to 1.
    """
    if any(isinstance(look, Texture) for look in styles):
        raise StylogenyError("structure is read off pictures", got="a style file", fix="give the style's pictures")
    if not 0 <= strength <= 1:
        raise StylogenyError("strength lies between 0 and 1", got=strength)
    pictures = [read(look) for look in styles if not isinstance(look, Texture)]
    goal = np.average(reader(pictures), axis=0, weights=weights)
    painted = stylise(content, pictures[:6], weights=None if weights is None else list(weights)[:6],
                      size=SEEN, seed=seed, **PAINTED).picture  # type: ignore[arg-type]  # fmt: skip
    geometry, before, after = fit_geometry(painted, goal, reader=reader, seed=seed)
    geometry = Geometry(*(strength * value for value in (geometry.warp, geometry.stretch, geometry.facets)))
    whole = picture_array(picture_tensor(content, size))
    said = {gene: (float(a), float(b), float(c)) for gene, a, b, c in zip(READ, before, goal, after)}
    return Structure(rearrange(whole, geometry, seed=seed), geometry, said)


def fit_geometry(
    picture: np.ndarray, goal: np.ndarray, *, reader: Reader = read_geometry, seed: int = 0
) -> tuple[Geometry, np.ndarray, np.ndarray]:
    """The geometry under which a picture uint8[H, W, 3] is read nearest to a goal float64[3]; and what is read before
    and after.

    One operation is settled after the other, and one that gains next to nothing is left alone.
    """
    noise = np.array([spread for _, spread in READ.values()])
    best, before = Geometry(), reader([picture])[0]
    after, first = before, float((((before - goal) / noise) ** 2).sum())
    least = first
    for name, values in progress(list(TRIED.items()), "rearranging", unit="operation"):
        tried = [replace(best, **{name: value}) for value in values if value]
        found = reader([rearrange(picture, one, seed=seed) for one in tried])
        errors = (((found - goal) / noise) ** 2).sum(axis=1)
        price = np.array([WORTH * first * (1 + abs(value)) for value in values if value])
        k = int(np.argmin(errors + price))
        if errors[k] + price[k] < least:
            best, after, least = tried[k], found[k], float(errors[k])
    return best, before, after
