"""Painters' words for colours, and the palette of a picture in such words."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from .templates.entries import WordFile
from .word_files import read

TONES = ("dark", "middle", "light")
BLACK = 0.25  # lightness below which a grey is black
BROWN = (14, 52)  # hues, in degrees, of which the less vivid are browns
COMMON = 0.1  # share of a picture from which on a colour is one of its common ones


@cache
def _hues() -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Upper ends of hues in degrees, and the words for each in a dark, a middling and a light tone."""
    return tuple((hue.number("until"), _by_tone(hue.within("words"))) for hue in read("colours").each("hue"))


@cache
def _dull() -> tuple[tuple[str, ...], ...]:
    """The words for greys, for dull reds, oranges and yellows, and for browns, which are never light."""
    greys, earths = (_by_tone(read("colours").within(kind)) for kind in ("greys", "earths"))
    return greys, earths, tuple(read("colours").within("browns").text(tone) for tone in TONES[:2])


def _by_tone(words: WordFile) -> tuple[str, ...]:
    return tuple(words.text(tone) for tone in TONES)


def colour_word(rgb: np.ndarray) -> str:
    """A painter's word for an sRGB colour in [0, 1]."""
    hue, light, _ = colorsys.rgb_to_hls(*map(float, rgb))
    degrees, tone = hue * 360, 0 if light < 0.33 else 1 if light < 0.7 else 2
    chroma = max(rgb) - min(rgb)
    greys, earths, browns = _dull()
    if chroma < 0.07:
        return greys[0 if light < BLACK else max(tone, 1)]
    if chroma < 0.3 and (degrees < 60 or degrees > 340):
        return earths[tone]
    if chroma < 0.5 and BROWN[0] <= degrees < BROWN[1] and tone < len(browns):
        return browns[tone]
    return next(words[tone] for end, words in _hues() if degrees < end)


@dataclass(frozen=True)
class ColourArea:
    """What a picture has of one colour: the share of its area, and how vivid it is there, in [0, 1]."""

    word: str
    share: float
    chroma: float


def colour_areas(picture: np.ndarray) -> list[ColourArea]:
    """The colours of a picture, uint8[H, W, 3], by their words, those of most area first."""
    from PIL import Image

    small = Image.fromarray(picture).convert("RGB").quantize(8, kmeans=1)
    tones = np.asarray(small.getpalette("RGB"), dtype=np.float64).reshape(-1, 3) / 255
    share = np.bincount(np.asarray(small).ravel(), minlength=len(tones))[: len(tones)] / picture[..., 0].size
    chroma, words = np.ptp(tones, axis=1), np.array([colour_word(tone) for tone in tones])
    areas = []
    for word in dict.fromkeys(words[share > 0].tolist()):
        mine = words == word
        area = float(share[mine].sum())
        areas.append(ColourArea(str(word), area, float(share[mine] @ chroma[mine]) / area))
    return sorted(areas, key=lambda area: (-area.share, area.word))


def main_colours(areas: Sequence[ColourArea]) -> list[ColourArea]:
    """At most two: the colour of most area, and of the other common ones the most vivid."""
    common = [area for area in areas[1:] if area.share >= COMMON]
    return [*areas[:1], *sorted(common, key=lambda area: (-area.chroma, area.word))[:1]]


def palette(picture: np.ndarray) -> list[str]:
    """The words of :func:`main_colours` for a picture, uint8[H, W, 3]."""
    return [area.word for area in main_colours(colour_areas(picture))]
