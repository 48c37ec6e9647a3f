"""What can be said of a picture's looks from its pixels: colours, tone, contrast, and how the paint is laid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from ..corpus.pictures import pixels
from .colours import palette
from .facts.types.quantities import Colour, Difference, Facture, Tone
from .facts.types.works import AppearanceFacts, AppearanceFigures

SIDE = 96  # pixels of the longer side at which pictures are measured, so that figures compare
# figures by which pictures are compared: how they look where one is higher, where it is lower, and what can be seen
VISIBLE = {
    "light": (Difference.LIGHTER, Difference.DARKER, 0.06),
    "chroma": (Difference.FULLER, Difference.GREYER, 0.04),
    "contrast": (Difference.HARSHER, Difference.SOFTER, 0.03),
    "texture": (Difference.BUSIER, Difference.CALMER, 0.04),
}


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
        Mean absolute difference of neighbouring pixels over contrast: fine busy handling is high, broad calm planes
        low.
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
    def tone(self) -> Tone:
        """Dark, middling or light."""
        return "dark" if self.light < 0.36 else "light" if self.light > 0.6 else "middle"

    @property
    def colour(self) -> Colour:
        """Grey, muted or vivid."""
        return "grey" if self.chroma < 0.08 else "muted" if self.chroma < 0.19 else "vivid"

    @property
    def facture(self) -> Facture:
        """How the paint seems to be laid; smooth and broken are about the quarters of a real corpus at either end."""
        if self.grain > 0.4:
            return "combed"
        return "smooth" if self.texture < 0.19 else "broken" if self.texture > 0.33 else "brushed"


def common_appearance(appearances: Sequence[Appearance], *, least: float = 0.0) -> AppearanceFacts | None:
    """What several pictures have in common, as facts: the commonest of each, and means; None for no pictures.

    What fewer than the share `least` of them have is not said.
    """
    if not appearances:
        return None

    def commonest(name: str) -> Any:
        tally = Counter(getattr(a, name) for a in appearances)
        most = min(tally, key=lambda value: (-tally[value], value))
        return most if tally[most] >= least * len(appearances) else None

    def mean(name: str) -> float:
        return round(float(np.mean([getattr(a, name) for a in appearances])), 4)

    colours = Counter(colour for a in appearances for colour in a.colours)
    shared = [c for c in colours if colours[c] >= least * len(appearances)]
    palette = tuple(sorted(shared, key=lambda c: (-colours[c], c))[:2])
    return AppearanceFacts(
        tone=commonest("tone"),
        colour=commonest("colour"),
        facture=commonest("facture"),
        palette=palette,
        first_colour=palette[0] if palette else "",
        figures=AppearanceFigures(**{f.name: mean(f.name) for f in fields(AppearanceFigures)}),
        second_colour=palette[1] if len(palette) > 1 else "",
    )


def in_words(looks: AppearanceFacts | None) -> str:
    """What pictures have in common, in words that models know; empty for nothing."""
    if looks is None:
        return ""
    said = [f"{looks.colour} colours"] if looks.colour else []
    said += [f"{looks.tone} tones"] if looks.tone else []
    said += [f"mostly {' and '.join(looks.palette)}"] if looks.palette else []
    return ", ".join(said)


def differences(one: AppearanceFacts | None, other: AppearanceFacts | None) -> tuple[Difference, ...]:
    """How the first pictures differ from the others: the plainest two of what is plain to see."""
    if one is None or other is None or one.figures is None or other.figures is None:
        return ()
    by_size = []
    for name, (more, less, visible) in VISIBLE.items():
        change = getattr(one.figures, name) - getattr(other.figures, name)
        by_size.append((abs(change) / visible, more if change > 0 else less))
    plain = [difference for size, difference in sorted(by_size, key=lambda d: -d[0]) if size > 1]
    return tuple(plain[:2])
