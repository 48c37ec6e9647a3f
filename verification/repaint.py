"""One composition, painted by two hands: how near does a repainting of the one come to the other?

Hands are planted: each paints scenes of its own in its own manner, and what is asked about are scenes that no hand has
painted, of which the true painting by every hand is known. Where things lie belongs to the scene (horizon, perspective,
symmetry, zoom, crowding), all other genes to the hand. Every method sees the same works of the hands:

nothing       the picture as it is
palette       its colours whitened and given the hand's mean and covariance
repaint       the shared encoder and the hand's decoder
painter       the feed-forward painter, trained on the same works for the same time
transfer      the optimiser, with the hand's works as styles
closed form   `render --content`: the closed form with the picture as content

Printed, mean over pairs: distance to the truth in grey levels (root of the mean square) as it is and blurred, and in
the eye (distance of features over that between the two truths: 1 is as far as the unchanged picture); content kept
(correlation of outlines with those of the picture and of the truth); how often a probe taught on the hands' works
names the right hand,
and how often the old one. The truth's own row is another painting of it, with other luck of the brush.

    python verification/repaint.py --seeds 2 3 --hands 6 --works 24 --pairs 12
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from PIL import Image
from scipy.ndimage import gaussian_filter, sobel
from sklearn.linear_model import RidgeClassifier

from stylogeny.artifacts import write_json
from stylogeny.corpus.works import Works
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.generation import fit
from stylogeny.generation.palette import Palette
from stylogeny.generation.styles import Corpus
from stylogeny.progress import progress, quietly
from stylogeny.runs import Run
from stylogeny.streams import int_seed, stream
from stylogeny.style.hands.in_run import hands_named, repainter_of_run
from stylogeny.style.hands.training import RepaintTraining
from stylogeny.style.in_run import Manner
from stylogeny.style.painting import Piece
from stylogeny.style.painting import paint as paint_piece
from stylogeny.style.transfer.optimisation import stylise
from stylogeny.style.transfer.training import fit as fit_painter
from stylogeny.world.painting.genome import NAMES, style
from stylogeny.world.painting.motifs import MOTIFS
from stylogeny.world.painting.painter import Content, paint
from verification.common.tables import lines

LAYOUT = ("horizon", "perspective", "symmetry", "zoom", "crowding")  # genes of the scene, not of the hand
SIZE = 128  # pixels of the longest side
METHODS = ("nothing", "palette", "repaint", "painter", "transfer", "closed form")


@dataclass(frozen=True)
class Pair:
    """A scene by one hand, which another hand is to paint: pictures uint8[H, W, 3]."""

    source: str
    target: str
    picture: np.ndarray
    truth: np.ndarray
    again: np.ndarray


class PlantedHands:
    """Hands with works in a run folder, and pairs of one scene by two of them."""

    def __init__(self, folder: Path, *, hands: int, works: int, pairs: int, seed: int) -> None:
        self.names = [f"Hand {chr(ord('A') + k)}" for k in range(hands)]
        self.latent = stream(seed, "hands").normal(size=(hands, len(NAMES)))
        self.seed = seed
        self.run = Run(folder, create=True)
        rows = []
        for k, name in enumerate(self.names):
            for j in range(works):
                path = folder / "pictures" / f"{k}-{j:03d}.png"
                path.parent.mkdir(exist_ok=True)
                Image.fromarray(self.paint(k, ("work", k, j))).save(path)
                rows.append({"id": path.stem, "title": f"Scene {j}", "artist": name, "picture": str(path)})
        table = pd.DataFrame(rows).assign(
            earliest=1900.0, latest=1901.0, date_text="1900", style="", genre="", medium="", status="dated"
        )
        table["group"] = np.arange(len(table))
        self.works = Works(table)
        self.works.save(self.run.path / "works.parquet")
        order = stream(seed, "pairs")
        self.pairs = []
        for k in range(pairs):
            a, b = order.choice(hands, size=2, replace=False)
            scene = ("scene", k)
            one, other, again = self.paint(a, scene), self.paint(b, scene), self.paint(b, scene, luck=1)
            self.pairs.append(Pair(self.names[a], self.names[b], one, other, again))

    def paint(self, hand: int, scene: tuple[object, ...], *, luck: int = 0) -> np.ndarray:
        """A scene as a hand paints it."""
        rng = stream(self.seed, *scene)
        content = Content(str(rng.choice(list(MOTIFS))), int(rng.integers(2**31)), float(rng.choice([1.0, 1.25, 0.8])))
        latent = self.latent[hand].copy()
        latent[[NAMES.index(name) for name in LAYOUT]] = rng.normal(size=len(LAYOUT))
        return paint(content, style(latent), size=SIZE, hand=int_seed(self.seed, *scene, luck))

    def rows(self, name: str) -> np.ndarray:
        """int64[m]: the works of a hand."""
        return np.flatnonzero(self.works.column("artist").astype(str) == name)


def methods(world: PlantedHands, args: argparse.Namespace) -> Iterator[tuple[str, Callable[[Pair], np.ndarray], float]]:
    """Each method, ready to paint, and the seconds of processor that it was trained for."""
    works = world.works
    if "nothing" in args.methods:
        yield "nothing", lambda pair: pair.picture, 0.0
    if "palette" in args.methods:
        yield "palette", lambda pair: _palette(world, pair), 0.0
    trained = 0.0
    if "repaint" in args.methods:
        began = time.process_time()
        how = RepaintTraining(size=SIZE, **dict(args.how))
        names = sorted({pair.target for pair in world.pairs})
        hands = [hand for name in names for _, hand in hands_named(name, works)]
        repainter = repainter_of_run(world.run, hands, how=how, seed=world.seed)
        trained = time.process_time() - began
        yield "repaint", lambda pair: repainter.paint(pair.picture, pair.target, size=SIZE), trained
    if "painter" in args.methods:
        began = time.process_time()
        pictures = [works.picture(k) for k in range(len(works))]
        painter = fit_painter(pictures, pictures, steps=args.painter_steps, size=SIZE, seed=world.seed)
        yield "painter", lambda pair: _mean_code(world, painter, pair), time.process_time() - began
    if "transfer" in args.methods:
        looks = {name: [works.picture(int(k)) for k in world.rows(name)[: args.looks]] for name in world.names}
        yield "transfer", lambda pair: stylise(pair.picture, looks[pair.target], size=SIZE, steps=60).picture, 0.0
    if "closed form" in args.methods:
        corpus = Corpus.open(world.run)
        generator = fit(corpus)

        def closed(pair: Pair) -> np.ndarray:
            rows, columns = (side // 8 * 8 for side in pair.picture.shape[:2])
            content = pair.picture[:rows, :columns]
            manner = Manner.of(pair.target, corpus)
            piece = Piece(manner=manner, content=content, draw={"n": 1, "size": (rows, columns), "seed": 0})
            drawn = np.asarray(paint_piece(piece, generator, corpus, None).pictures[0])
            whole = pair.picture.copy()  # what lies beyond the last whole block stays
            whole[:rows, :columns] = drawn
            return whole

        yield "closed form", closed, 0.0


def _palette(world: PlantedHands, pair: Pair) -> np.ndarray:
    rows = world.rows(pair.target)
    every = np.concatenate([np.asarray(Image.open(world.works.picture(int(k)))).reshape(-1, 3) for k in rows])
    return Palette.of(pair.picture).towards(Palette.of(every[:, None]), pair.picture)


def _mean_code(world: PlantedHands, painter: object, pair: Pair) -> np.ndarray:
    from stylogeny.style.transfer.painter import Painter
    from stylogeny.style.transfer.style_code import style_code

    assert isinstance(painter, Painter)
    code = np.mean([style_code(world.works.picture(int(k))) for k in world.rows(pair.target)], axis=0)
    return painter.paint(pair.picture, code, size=SIZE)


class Judge:
    """Distances, and the probe."""

    def __init__(self, world: PlantedHands) -> None:
        self.eye = backbone("built-in")
        pictures = [np.asarray(Image.open(world.works.picture(k))) for k in range(len(world.works))]
        seen = self.see(pictures)
        self.mean, self.scale = seen.mean(0), seen.std(0) + 1e-6
        names = world.works.column("artist").astype(str)
        held = np.arange(len(names)) % 4 == 0
        table = (seen - self.mean) / self.scale
        self.held_out = float(RidgeClassifier(100.0).fit(table[~held], names[~held]).score(table[held], names[held]))
        self.probe = RidgeClassifier(100.0).fit(table, names)

    def see(self, pictures: list[np.ndarray]) -> np.ndarray:
        """What the eye sees, float[n, d]."""
        return np.asarray(self.eye.features(pictures), dtype=np.float64)

    def score(self, pair: Pair, painted: np.ndarray) -> list[float]:
        """What is printed of one painted picture."""
        truth, before, seen = (self.see([p]) for p in (pair.truth, pair.picture, painted))
        far = np.linalg.norm((seen - truth) / self.scale) / np.linalg.norm((before - truth) / self.scale)
        named = str(self.probe.predict((seen - self.mean) / self.scale)[0])
        return [
            _rms(painted, pair.truth, 0.0), _rms(painted, pair.truth, 2.0), float(far),
            float(np.corrcoef(_outlines(painted), _outlines(pair.picture))[0, 1]),
            float(np.corrcoef(_outlines(painted), _outlines(pair.truth))[0, 1]),
            float(named == pair.target), float(named == pair.source),
        ]  # fmt: skip


def _rms(a: np.ndarray, b: np.ndarray, blur: float) -> float:
    a, b = (gaussian_filter(x.astype(float), (blur, blur, 0)) if blur else x.astype(float) for x in (a, b))
    return float(np.sqrt(np.square(a - b).mean()))


def _outlines(picture: np.ndarray) -> np.ndarray:
    grey = gaussian_filter(picture.astype(float).mean(2), 1.5)
    return np.hypot(sobel(grey, 0), sobel(grey, 1)).ravel()


HEADS = [
    "method", "off, grey levels", "blurred", "in the eye", "outlines as before", "outlines as truth", "right hand",
    "old hand", "s to learn", "s a picture",
]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[2, 3])
    parser.add_argument("--hands", type=int, default=6)
    parser.add_argument("--works", type=int, default=24, help="of each hand")
    parser.add_argument("--pairs", type=int, default=12, help="of each seed")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=METHODS)
    parser.add_argument("--looks", type=int, default=6, help="works whose texture the optimiser takes")
    parser.add_argument("--painter-steps", type=int, default=300)
    parser.add_argument("--how", type=_option, nargs="*", default=[], metavar="NAME=VALUE", help="of RepaintTraining")
    parser.add_argument("--keep", type=Path, help="folder in which the worlds are kept, and a sheet of each is written")
    args = parser.parse_args()
    scores: dict[str, list[list[float]]] = {}
    seconds: dict[str, list[tuple[float, float]]] = {}
    held = []
    with tempfile.TemporaryDirectory() as temporary:
        for seed in args.seeds:
            folder = Path(args.keep or temporary) / f"world-{seed}"
            world = PlantedHands(folder, hands=args.hands, works=args.works, pairs=args.pairs, seed=seed)
            judge = Judge(world)
            held.append(judge.held_out)
            sheet = {"picture": [p.picture for p in world.pairs], "truth": [p.truth for p in world.pairs]}
            scores.setdefault("the truth again", []).extend(judge.score(p, p.again) for p in world.pairs)
            seconds.setdefault("the truth again", []).append((0.0, 0.0))
            for name, method, trained in methods(world, args):
                began = time.process_time()
                with quietly():
                    sheet[name] = [method(pair) for pair in progress(world.pairs, name)]
                took = (time.process_time() - began) / len(world.pairs)
                scores.setdefault(name, []).extend(judge.score(p, y) for p, y in zip(world.pairs, sheet[name]))
                seconds.setdefault(name, []).append((trained, took))
            if args.keep:
                Image.fromarray(_sheet(list(sheet.values()))).save(args.keep / f"sheet-{seed}.png")
    rows = []
    for name, every in scores.items():
        mean, cost = np.mean(every, axis=0), np.mean(seconds[name], axis=0)
        cells = [f"{v:.1f}" for v in mean[:2]] + [f"{v:.2f}" for v in mean[2:5]] + [f"{v:.0%}" for v in mean[5:]]
        rows.append([name, *cells, f"{cost[0]:.0f}", f"{cost[1]:.2f}"])
    total = args.pairs * len(args.seeds)
    print(f"{total} pairs of {args.hands} hands with {args.works} works each, seeds {args.seeds}; the probe names")
    print(f"{np.mean(held):.0%} of works that it was not taught on\n")
    print(lines(HEADS, rows))
    if args.keep:
        write_json(args.keep / "scores.json", scores)


def _sheet(rows: list[list[np.ndarray]]) -> np.ndarray:
    """Pictures on white, a row a method."""
    out = np.full((len(rows) * (SIZE + 4), len(rows[0]) * (SIZE + 4), 3), 255, np.uint8)
    for i, row in enumerate(rows):
        for j, p in enumerate(row):
            out[i * (SIZE + 4) :, j * (SIZE + 4) :][: p.shape[0], : p.shape[1]] = p
    return out


def _option(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    return name, int(value) if value.isdigit() else float(value)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
