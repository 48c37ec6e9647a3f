"""Painters' words for colours, and the palette of a picture in such words."""

from __future__ import annotations

import colorsys

import numpy as np

# hue (degrees, upper end) -> name for a dark, a middling and a light tone
_HUES = (
    (14, ("oxblood", "vermilion", "rose")), (38, ("umber", "burnt orange", "apricot")), (52, ("bistre", "ochre", "cream")),
    (72, ("olive", "straw", "lemon")), (165, ("bottle green", "moss", "celadon")), (200, ("petrol", "teal", "pale cyan")),
    (255, ("indigo", "slate blue", "sky blue")), (300, ("aubergine", "violet", "lilac")), (340, ("maroon", "plum", "pink")),
    (361, ("oxblood", "vermilion", "rose")),
)  # fmt: skip
_GREYS = ("black", "grey", "white")
_EARTHS = ("umber", "taupe", "bone")  # dull reds, oranges and yellows


def colour_word(rgb: np.ndarray) -> str:
    """A painter's word for an sRGB colour in [0, 1]."""
    hue, light, _ = colorsys.rgb_to_hls(*map(float, rgb))
    tone = 0 if light < 0.33 else 1 if light < 0.7 else 2
    chroma = max(rgb) - min(rgb)
    if chroma < 0.07:
        return _GREYS[tone]
    if chroma < 0.3 and (hue * 360 < 60 or hue * 360 > 340):
        return _EARTHS[tone]
    return next(words[tone] for end, words in _HUES if hue * 360 < end)


def palette(picture: np.ndarray) -> list[str]:
    """Words for the picture's main tones, uint8[H, W, 3] -> at most two: its commonest colour and its most vivid common one."""
    from PIL import Image

    small = Image.fromarray(picture).convert("RGB").quantize(8, kmeans=1)
    tones = np.asarray(small.getpalette("RGB"), dtype=np.float64).reshape(-1, 3) / 255
    share = np.bincount(np.asarray(small).ravel(), minlength=len(tones))[: len(tones)] / picture[..., 0].size
    main = int(share.argmax())
    common = np.flatnonzero((share >= 0.06) & (np.arange(len(tones)) != main))
    vivid = common[np.argsort(-np.ptp(tones[common], axis=1), kind="stable")]
    words = [colour_word(tones[k]) for k in [main, *vivid]]
    return list(dict.fromkeys(words))[:2]
