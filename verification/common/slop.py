"""Pictures in a manner that was never in any corpus here: glossy, haloed, everything at once, as image generators fell
into it in 2023. Drawn by rule, so that whoever wants to see what answers such a thing can have some.

    python -m verification.common.slop slop/
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from stylogeny.streams import stream

SIDE = 256  # pixels
SCALE = 2  # drawn larger, for smooth edges


def slop(number: int, *, seed: int = 0) -> Image.Image:
    """One picture: a segmented creature in a radiant halo over a sunset sea, with flares and bokeh."""
    rng, side = stream(seed, "slop", number), SIDE * SCALE
    picture = _sky(rng, side)
    glow = _halo(rng, side)
    picture = ImageChops.screen(picture, glow)
    creature, mask = _creature(rng, side)
    shadow = mask.filter(ImageFilter.GaussianBlur(side / 30))
    picture = Image.composite(Image.new("RGB", (side, side), (90, 25, 10)), picture, shadow.point(lambda v: v * 0.5))
    picture = Image.composite(creature, picture, mask)
    picture = ImageChops.screen(picture, _lights(rng, side))
    bloom = picture.filter(ImageFilter.GaussianBlur(side / 18)).point(lambda v: int(max(v - 90, 0) * 0.8))
    return ImageChops.screen(picture, bloom).resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def write_slop(folder: Path | str, *, count: int = 8, seed: int = 0) -> list[Path]:
    """Write `count` of them into a folder, and return their paths."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"shrimp-{k + 1}.png" for k in range(count)]
    for k, file in enumerate(files):
        slop(k, seed=seed).save(file)
    return files


def _sky(rng: np.random.Generator, side: int) -> Image.Image:
    """From teal through gold to a glittering sea."""
    y, x = np.mgrid[0:side, 0:side] / side
    top, low = np.array([20, 120, 150]) + rng.integers(-15, 15, 3), np.array([255, 180, 70])
    sea = np.array([10, 90, 110])
    horizon = rng.uniform(0.55, 0.7)
    up = np.clip(y / horizon, 0, 1)[..., None]
    rows = np.where((y < horizon)[..., None], (1 - up) * top + up * low, sea + 120 * (1 - y)[..., None])
    ripple = 40 * np.sin(140 * y + 6 * np.sin(9 * x + rng.uniform(0, 6))) * (y >= horizon)
    return Image.fromarray(np.clip(rows + ripple[..., None], 0, 255).astype(np.uint8))


def _halo(rng: np.random.Generator, side: int) -> Image.Image:
    """Rays and a ring of light behind the creature."""
    y, x = np.mgrid[0:side, 0:side] / side - np.array([0.42, 0.5])[:, None, None]
    far, angle = np.hypot(x, y), np.arctan2(y, x)
    rays = 0.5 + 0.5 * np.cos(angle * int(rng.integers(14, 26)) + rng.uniform(0, 6))
    light = np.exp(-((far / 0.3) ** 2)) + 0.9 * np.exp(-(((far - 0.3) / 0.02) ** 2)) + 0.4 * rays * np.exp(-far / 0.3)
    return Image.fromarray(np.clip(light[..., None] * np.array([255, 225, 140]), 0, 255).astype(np.uint8))


def _creature(rng: np.random.Generator, side: int) -> tuple[Image.Image, Image.Image]:
    """A curled body of shining segments with feelers and legs, and where it is."""
    body, mask = Image.new("RGB", (side, side), (235, 110, 60)), Image.new("L", (side, side))
    paint, where = ImageDraw.Draw(body), ImageDraw.Draw(mask)
    turn, wide = rng.uniform(-0.3, 0.3), rng.uniform(0.85, 1.15)
    points = []
    for k, t in enumerate(np.linspace(0.2, 4.4, 13)):
        radius = 0.27 * wide * (1 - 0.03 * k)
        points.append((0.5 + radius * np.cos(t + turn - 1.2), 0.47 + radius * np.sin(t + turn - 1.2)))
    for k, (cx, cy) in reversed(list(enumerate(points))):
        size = side * (0.105 - 0.006 * k)
        place = (cx * side - size, cy * side - size, cx * side + size, cy * side + size)
        shade = 1 - 0.04 * k
        base = tuple(int(c * shade) for c in (250, 125, 70))
        paint.ellipse(place, fill=base, outline=(150, 45, 20), width=max(side // 120, 1))
        gleam = (place[0] + 0.35 * size, place[1] + 0.2 * size, place[0] + 1.1 * size, place[1] + 0.75 * size)
        paint.ellipse(gleam, fill=tuple(min(c + 70, 255) for c in base))
        where.ellipse(place, fill=255)
        for leg in (-1, 1):
            end = (cx * side + leg * size * 1.9, cy * side + size * 1.7)
            for draw, fill in ((paint, (225, 95, 55)), (where, 255)):
                draw.line([(cx * side, cy * side), end], fill=fill, width=max(side // 90, 2))
    (hx, hy) = points[0]
    for sweep in (-0.5, -0.1, 0.3):
        curve = [
            (side * (hx + 0.32 * u * np.cos(sweep - 1.6)), side * (hy + 0.32 * u * np.sin(sweep - 1.6) - 0.05 * u * u))
            for u in np.linspace(0, 1, 20)
        ]
        for draw, fill in ((paint, (255, 170, 110)), (where, 255)):
            draw.line(curve, fill=fill, width=max(side // 110, 2))
    eye = side * 0.018
    for offset in (-0.035, 0.035):
        place = (side * (hx + offset) - eye, side * hy - eye, side * (hx + offset) + eye, side * hy + eye)
        paint.ellipse(place, fill=(15, 10, 10))
    smooth = body.filter(ImageFilter.GaussianBlur(side / 220))
    return smooth, mask.filter(ImageFilter.GaussianBlur(side / 350))


def _lights(rng: np.random.Generator, side: int) -> Image.Image:
    """Round lights out of focus, and sparks."""
    light = Image.new("RGB", (side, side))
    draw = ImageDraw.Draw(light)
    for _ in range(int(rng.integers(14, 24))):
        x, y, r = rng.uniform(0, side), rng.uniform(0, side), rng.uniform(side / 60, side / 22)
        tint = [(120, 200, 255), (255, 200, 120), (255, 150, 200)][int(rng.integers(3))]
        draw.ellipse((x - r, y - r, x + r, y + r), fill=tuple(int(c * 0.35) for c in tint))
    light = light.filter(ImageFilter.GaussianBlur(side / 160))
    draw = ImageDraw.Draw(light)
    for _ in range(12):
        x, y, r = rng.uniform(0, side), rng.uniform(0, side), rng.uniform(side / 60, side / 25)
        draw.line((x - r, y, x + r, y), fill=(255, 250, 220), width=2)
        draw.line((x, y - r, x, y + r), fill=(255, 250, 220), width=2)
    return light


if __name__ == "__main__":
    write_slop(sys.argv[1])
