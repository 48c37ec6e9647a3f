"""The colours of a style as a palette that painting programs open: GIMP's and Krita's .gpl, JSON, and a strip."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.cluster.vq import kmeans2

from ...artifacts import write_json, write_text
from ...generation.palette import from_lab, to_lab
from ...streams import stream
from .sources import StyleSources, save_png

COLOURS = 12
SIDE = 96  # pixels at which colours are counted
PIXELS = 4000  # that are counted of all works together
STRIP = (720, 120)


@dataclass(frozen=True, eq=False)
class Swatches:
    """Colours uint8[k, 3] in sRGB and their shares float64[k], which sum to 1; largest first."""

    colours: np.ndarray
    shares: np.ndarray

    @classmethod
    def of(cls, sources: StyleSources, *, count: int = COLOURS, seed: int = 0) -> Swatches:
        """The centres of the style's colours in CIE Lab, each work heard by its share."""
        pixels = []
        for work in sources.works:
            lab = to_lab(work.pixels(SIDE)).reshape(-1, 3)
            rng = stream(seed, "swatches", work.id)
            pixels.append(lab[rng.integers(len(lab), size=max(8, round(PIXELS * work.share)))])
        lab = np.concatenate(pixels).astype(np.float64)
        distinct = len(np.unique(lab.round(1), axis=0))
        rng = stream(seed, "swatches")
        centres, label = kmeans2(lab, min(count, distinct), minit="++", seed=rng, missing="warn")
        size = np.bincount(label, minlength=len(centres))
        order = [k for k in np.argsort(-size, kind="stable") if size[k]]
        colours = from_lab(centres[order].astype(np.float32)[None])[0]
        return cls(colours, size[order] / size.sum())

    @property
    def hexes(self) -> list[str]:
        """As ``#rrggbb``."""
        return ["#" + "".join(f"{int(v):02x}" for v in colour) for colour in self.colours]

    def strip(self) -> np.ndarray:
        """The colours side by side, each as wide as its share, uint8[120, 720, 3]."""
        ends = np.rint(np.cumsum(self.shares) * STRIP[0]).astype(int)
        owner = np.searchsorted(ends, np.arange(STRIP[0]), side="right").clip(max=len(self.colours) - 1)
        return np.repeat(self.colours[owner][None], STRIP[1], axis=0)

    def save(self, folder: Path, name: str, stem: str) -> list[str]:
        """Write ``STEM.gpl``, ``STEM.palette.json`` and ``STEM.palette.png`` into a folder; their names."""
        lines = ["GIMP Palette", f"Name: {name}", f"Columns: {len(self.colours)}", "#"]
        lines += [f"{r:3d} {g:3d} {b:3d}\t{h}" for (r, g, b), h in zip(self.colours.tolist(), self.hexes)]
        write_text(folder / f"{stem}.gpl", "\n".join(lines) + "\n")
        value = [{"hex": h, "share": round(float(s), 4)} for h, s in zip(self.hexes, self.shares)]
        write_json(folder / f"{stem}.palette.json", {"name": name, "colours": value})
        save_png(folder / f"{stem}.palette.png", self.strip())
        return [f"{stem}.gpl", f"{stem}.palette.json", f"{stem}.palette.png"]


def thumbnail(picture: np.ndarray, side: int) -> np.ndarray:
    """The middle square of a picture at side x side pixels, uint8[side, side, 3]."""
    image = Image.fromarray(picture)
    edge = min(image.size)
    left, top = (image.width - edge) // 2, (image.height - edge) // 2
    square = image.crop((left, top, left + edge, top + edge)).resize((side, side), Image.Resampling.LANCZOS)
    return np.asarray(square)
