"""What can be said of a picture's looks from its pixels: colours, tone, contrast, and how the paint is laid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..corpus.pictures import pixels
from .colours import palette

SIDE = 96  # pixels of the longer side at which pictures are measured, so that figures compare


@dataclass(frozen=True)
class Appearance:
    """One picture measured.

    Parameters
    ----------
    colours : tuple of str
        A painter's words for its commonest colour and its most vivid common one.
    light, contrast, chroma : float
        Mean and standard deviation of luma, mean spread of the channels; all in [0, 1].
    texture : float
        Mean absolute difference of neighbouring pixels over contrast: fine busy handling is high, broad calm planes low.
    grain : float
        In [0, 1], how far gradients share one direction (coherence of the structure tensor over the whole picture).
    """

    colours: tuple[str, ...]
    light: float
    contrast: float
    chroma: float
    texture: float
    grain: float

    @classmethod
    def of(cls, picture: np.ndarray | Path) -> Appearance:
        """Measure uint8[H, W, 3] or a picture file."""
        from PIL import Image

        image = Image.fromarray(pixels(picture))
        scale = SIDE / max(image.size)
        image = image.resize(
            (max(8, round(image.width * scale)), max(8, round(image.height * scale))), Image.Resampling.BOX
        )
        rgb = np.asarray(image, dtype=np.float64) / 255
        luma = rgb @ (0.2126, 0.7152, 0.0722)
        dy, dx = np.diff(luma, axis=0)[:, :-1], np.diff(luma, axis=1)[:-1]
        contrast = float(luma.std())
        xx, yy, xy = (dx * dx).mean(), (dy * dy).mean(), (dx * dy).mean()
        return cls(
            tuple(palette(np.asarray(image))),
            float(luma.mean()),
            contrast,
            float(np.ptp(rgb, axis=2).mean()),
            float((np.abs(dx).mean() + np.abs(dy).mean()) / 2 / max(contrast, 0.02)),
            float(np.hypot(xx - yy, 2 * xy) / max(xx + yy, 1e-9)),
        )

    @property
    def tone(self) -> str:
        """Dark, middling or light."""
        return "dark" if self.light < 0.36 else "light" if self.light > 0.6 else "middle"

    @property
    def colour(self) -> str:
        """Grey, muted or vivid."""
        return "grey" if self.chroma < 0.08 else "muted" if self.chroma < 0.19 else "vivid"

    @property
    def facture(self) -> str:
        """How the paint seems to be laid; smooth and broken are about the quarters of a real corpus at either end."""
        if self.grain > 0.4:
            return "combed"
        return "smooth" if self.texture < 0.19 else "broken" if self.texture > 0.33 else "brushed"


def together(looks: Sequence[Appearance]) -> dict[str, Any]:
    """What several pictures share, as facts for a writer: empty for none.

    ``palette`` (the two commonest colours in words), ``first_colour``, ``second_colour``, ``tone``, ``colour``, ``facture``
    (the commonest of each) and the mean figures.
    """
    if not looks:
        return {}
    colours = Counter(c for look in looks for c in look.colours)
    ranked = sorted(colours, key=lambda c: (-colours[c], c))[:2]
    means = {
        n: round(float(np.mean([getattr(k, n) for k in looks])), 4)
        for n in ("light", "contrast", "chroma", "texture", "grain")
    }

    def commonest(name: str) -> str:
        count = Counter(str(getattr(look, name)) for look in looks)
        return min(count, key=lambda v: (-count[v], v))

    facts: dict[str, Any] = {name: commonest(name) for name in ("tone", "colour", "facture")}
    facts |= {"palette": " and ".join(ranked), "first_colour": ranked[0], **means}
    return facts | ({"second_colour": ranked[1]} if len(ranked) > 1 else {})
