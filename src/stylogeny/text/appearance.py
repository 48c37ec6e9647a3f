"""What can be said of a picture's looks from its pixels: colours, tone, contrast, and how the paint is laid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from ..corpus.pictures import pixels
from .colours import ColourArea, colour_areas, main_colours
from .facts.types.quantities import Colour, Difference, Facture, Tone
from .facts.types.works import AppearanceFacts, AppearanceFigures

SIDE = 96  # pixels of the longer side at which pictures are measured, so that figures compare
STRONG = 0.45  # spread of the channels from which on a colour is vivid where it stands
HALF, MOST = 0.5, 0.6  # shares of a picture: of a colour that it mostly has, of two that it is made of
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
    areas : tuple of ColourArea
        Its colours, those of most area first.
    light, contrast, chroma : float
        Mean and standard deviation of luma, mean spread of the channels; all in [0, 1].
    texture : float
        Mean absolute difference of neighbouring pixels over contrast: fine busy handling is high, broad calm planes
        low.
    grain : float
        In [0, 1], how far gradients share one direction (coherence of the structure tensor over the whole picture).
    """

    areas: tuple[ColourArea, ...]
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
            tuple(colour_areas(np.asarray(image))),
            float(luma.mean()),
            contrast,
            float(np.ptp(rgb, axis=2).mean()),
            float((np.abs(dx).mean() + np.abs(dy).mean()) / 2 / max(contrast, 0.02)),
            float(np.hypot(xx - yy, 2 * xy) / max(xx + yy, 1e-9)),
        )

    @property
    def colours(self) -> tuple[str, ...]:
        """A painter's words for its commonest colour and its most vivid common one."""
        return tuple(area.word for area in main_colours(self.areas))

    def area(self, words: Sequence[str]) -> float:
        """The share of it that has one of these colours."""
        return sum(area.share for area in self.areas if area.word in words)

    @property
    def strong(self) -> tuple[str, ...]:
        """Those of its colours that are vivid where they stand."""
        return tuple(area.word for area in main_colours(self.areas) if area.chroma >= STRONG)

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

    def in_most(has: Callable[[Appearance], bool]) -> bool:
        return sum(map(has, appearances)) > max(least, 0.5) * len(appearances)

    colours = Counter(colour for a in appearances for colour in a.colours)
    shared = [c for c in colours if colours[c] >= least * len(appearances)]
    area = {c: sum(a.area([c]) for a in appearances) for c in shared}
    palette = tuple(sorted(shared, key=lambda c: (-colours[c], -area[c], c))[:2])
    vivid = Counter(colour for a in appearances for colour in a.strong)
    return AppearanceFacts(
        tone=commonest("tone"),
        colour=commonest("colour"),
        facture=commonest("facture"),
        palette=palette,
        first_colour=palette[0] if palette else "",
        figures=AppearanceFigures(**{f.name: mean(f.name) for f in fields(AppearanceFigures)}),
        second_colour=palette[1] if len(palette) > 1 else "",
        mostly=bool(palette) and in_most(lambda a: a.area(palette[:1]) >= HALF),
        two_colours=len(palette) > 1 and in_most(lambda a: a.area(palette) >= MOST),
        strong_colour=next((c for c in palette if vivid[c] > max(least, 0.5) * len(appearances)), ""),
    )


def in_words(looks: AppearanceFacts | None) -> str:
    """What pictures have in common, in words that models know; empty for nothing."""
    if looks is None:
        return ""
    said = [f"{looks.colour} colours"] if looks.colour else []
    said += [f"{looks.tone} tones"] if looks.tone else []
    said += [f"{'mostly ' if looks.mostly else ''}{' and '.join(looks.palette)}"] if looks.palette else []
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
