"""Painters' words for colours, and the palette of a picture in such words."""

from __future__ import annotations

import colorsys
from functools import cache

import numpy as np

from .templates.entries import WordFile
from .word_files import read

TONES = ("dark", "middle", "light")


@cache
def _hues() -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Upper ends of hues in degrees, and the words for each in a dark, a middling and a light tone."""
    return tuple((hue.number("until"), _by_tone(hue.within("words"))) for hue in read("colours").each("hue"))


@cache
def _dull() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words for greys, and for dull reds, oranges and yellows."""
    return _by_tone(read("colours").within("greys")), _by_tone(read("colours").within("earths"))


def _by_tone(words: WordFile) -> tuple[str, ...]:
    return tuple(words.text(tone) for tone in TONES)


def colour_word(rgb: np.ndarray) -> str:
    """A painter's word for an sRGB colour in [0, 1]."""
    hue, light, _ = colorsys.rgb_to_hls(*map(float, rgb))
    tone = 0 if light < 0.33 else 1 if light < 0.7 else 2
    chroma = max(rgb) - min(rgb)
    greys, earths = _dull()
    if chroma < 0.07:
        return greys[tone]
    if chroma < 0.3 and (hue * 360 < 60 or hue * 360 > 340):
        return earths[tone]
    return next(words[tone] for end, words in _hues() if hue * 360 < end)


def palette(picture: np.ndarray) -> list[str]:
    """At most two words for a picture, uint8[H, W, 3]: its commonest colour and its most vivid common one."""
    from PIL import Image

    small = Image.fromarray(picture).convert("RGB").quantize(8, kmeans=1)
    tones = np.asarray(small.getpalette("RGB"), dtype=np.float64).reshape(-1, 3) / 255
    share = np.bincount(np.asarray(small).ravel(), minlength=len(tones))[: len(tones)] / picture[..., 0].size
    main = int(share.argmax())
    common = np.flatnonzero((share >= 0.06) & (np.arange(len(tones)) != main))
    vivid = common[np.argsort(-np.ptp(tones[common], axis=1), kind="stable")]
    words = [colour_word(tones[k]) for k in [main, *vivid]]
    return list(dict.fromkeys(words))[:2]
