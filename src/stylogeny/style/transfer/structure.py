"""Style transfer with structure: the geometry of a style, and then its texture.

What geometry a style has, the built-in eye reads: it was taught on painted worlds, where distortion, angularity and
elongation are known genes (:mod:`stylogeny.embedding.backbones.style_encoder`). One picture says little, for what is
depicted speaks louder than how; several pictures of a style say more. ``python training/geometry.py`` learns from
painted styles how a gene follows from the mean of several readings, and what is uncertain is drawn towards the mean of
painted worlds. A content is then warped, broken into facets and stretched as those genes would have drawn it, supposing
that it is as true to life as a photograph is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import ndtr

from ...embedding.backbones.backbone import BUILT_IN, Backbone, backbone
from ...embedding.backbones.style_encoder import WIDTH
from ...errors import StylogenyError
from ..encoders import Picture, read
from .optimisation import Look
from .pictures import picture_array, picture_tensor
from .rearrangement import TALLER, Geometry, rearrange
from .texture import Texture

SEEN = 160  # longest side at which a picture is read


@dataclass(frozen=True)
class GeneReading:
    """How a gene is read: in pictures of a style of latent value z, a z + c, give or take what style and picture do.

    Parameters
    ----------
    column : int
        Of the style encoder's code.
    slope, offset : float
        a and c.
    between, within : float
        Variances of a reading: of a style's other genes, and of one picture's content.
    """

    column: int
    slope: float
    offset: float
    between: float
    within: float

    def latent(self, mean: float, count: float) -> float:
        """The expected latent value of the gene, given the mean of so many readings."""
        spread = self.slope**2 + self.between + self.within / count
        return self.slope / spread * (mean - self.offset)


READ = {
    "distortion": GeneReading(15, 0.357, -0.054, between=0.035, within=0.163),
    "angularity": GeneReading(14, 0.168, -0.043, between=0.059, within=0.102),
    "elongation": GeneReading(16, 0.143, -0.016, between=0.040, within=0.080),
}
Reader = Callable[[Sequence[np.ndarray]], np.ndarray]


@cache
def _eye() -> Backbone:
    return backbone(BUILT_IN)


def read_geometry(pictures: Sequence[np.ndarray]) -> np.ndarray:
    """What the built-in eye reads of the three genes of :data:`READ` in each picture, float64[n, 3].

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
    return codes[:, [reading.column for reading in READ.values()]].astype(np.float64)


@dataclass(frozen=True, eq=False)
class Structure:
    """What structure a style gives a content.

    Parameters
    ----------
    picture : ndarray
        uint8[H, W, 3]: the content, rearranged.
    geometry : Geometry
    genes : mapping of (str: float)
        What was read in the style, as gene values from 0 to 1.
    """

    picture: np.ndarray
    geometry: Geometry
    genes: dict[str, float]


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
    """Rearrange a content as a style would have drawn it; paint it with :func:`.stylise` afterwards.

    Parameters
    ----------
    content : Picture
        True to life: what is bent already is bent further.
    styles : sequence of Picture
        Pictures of the style, the more the better.
    weights : sequence of float, optional
        One per picture.
    size : int
        Longest side of the result in pixels.
    strength : float
        How much of the way is gone.
    seed : int
        Where waves and cuts lie.
    reader : callable
        Reads geometry off pictures.

    Raises
    ------
    StylogenyError
        A style file, whose texture says nothing of geometry; a strength outside 0 to 1.
    """
    pictures = [read(look) for look in styles if not isinstance(look, Texture)]
    if len(pictures) < len(styles) or not pictures:
        raise StylogenyError("structure is read off pictures", got="a style file", fix="give the style's pictures")
    if not 0 <= strength <= 1:
        raise StylogenyError("strength lies between 0 and 1", got=strength)
    genes = genes_of(reader(pictures), weights=weights)
    whole = picture_array(picture_tensor(content, size))
    geometry = geometry_of(genes, strength=strength)
    return Structure(rearrange(whole, geometry, seed=seed), geometry, genes)


def genes_of(readings: np.ndarray, *, weights: Sequence[float] | None = None) -> dict[str, float]:
    """Gene values from 0 to 1 of a style, from readings float64[n, 3] of its pictures."""
    shares = np.full(len(readings), 1.0) if weights is None else np.asarray(weights, dtype=np.float64)
    shares = shares / shares.sum()
    count, mean = 1 / float((shares**2).sum()), shares @ readings
    return {gene: float(ndtr(r.latent(m, count))) for (gene, r), m in zip(READ.items(), mean)}


def geometry_of(genes: dict[str, float], *, strength: float = 1.0) -> Geometry:
    """The rearrangement that draws a true content as genes would.

    Angularity breaks a plane from its middle on, and only where outlines are read as bent as well: alone it is read in
    the work of realists too.
    """
    height = 0.7 + 0.6 * genes["elongation"]  # what painted worlds multiply heights by
    stretch = np.clip(np.log(height) / TALLER, -1, 1)
    bent = np.clip(4 * (genes["distortion"] - 0.5), 0, 1)
    facets = bent * max(0.0, 2 * genes["angularity"] - 1)
    return Geometry(strength * genes["distortion"], float(strength * stretch), float(strength * facets))
