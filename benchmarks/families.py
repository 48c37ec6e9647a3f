"""All families of learned generators beside each other: ``python benchmarks/families.py RUN --minutes 5``.

Every family trains on the same works for the same processor minutes (not those of the clock: another program beside it
takes nothing away), and draws the same styles under the same seeds. A tenth of the works is held back. Printed of each
family: steps in that time, bits for each latent of the works held back (lower is better; of a vqgan, for each code),
how often its network is asked for a composition and the processor seconds it takes, how often a probe of colour and
texture names the right artist, the kernel distance to works held back of that artist and how different pictures of one
artist are, for compositions as they are and with lent paint, how much of a painted picture lies in copied pieces of 16
pixels and more, and what a draw of few steps loses: its squared difference from the family's own draw of 64 steps, over
the variance of latents. The closed form and the works held back stand in the same columns. With ``--sheet FILE`` also a
sheet: a row a family; with ``--keep FOLDER`` checkpoints stay there and are trained on by the next run.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.generation import copied, diversity, features, kernel_distance, markdown
from stylogeny.artifacts import replacing
from stylogeny.corpus.pictures import read
from stylogeny.corpus.works import Works
from stylogeny.generation.autoencoder import load
from stylogeny.generation.canvas import blur, crop_to, resize
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.contact_sheet import sheet
from stylogeny.generation.learned.autoregressive import AUTOREGRESSIVE, is_autoregressive
from stylogeny.generation.learned.config import default_config
from stylogeny.generation.learned.data import SIDE, TrainingData, prepare
from stylogeny.generation.learned.families import family_of
from stylogeny.generation.learned.families.family import Family, Field
from stylogeny.generation.learned.generator import BLURRED, LearnedGenerator
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.generation.styles import Corpus, Style, of_group
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.streams import stream

FAMILIES = (
    *AUTOREGRESSIVE[:3], "flow", "flow:ot", "diffusion", "edm", "poisson:128", "poisson:8",
    "score", "ve", "vp", "sub-vp",
)  # fmt: skip
FEW = (4, 8)
CHUNK = 10  # steps between two looks at the clock
HEAD = [
    "family", "steps", "bits held back", "evaluations", "s a composition", "probe", "kernel distance", "diversity",
    "probe, painted", "distance, painted", "copied", *(f"lost with {k} steps" for k in FEW),
]  # fmt: skip


@dataclass(frozen=True)
class Contest:
    """What every family is asked: styles to draw, works they may know, works held back."""

    corpus: Corpus
    weights: np.ndarray
    styles: list[Style]
    given: list[list[np.ndarray]]
    held: list[np.ndarray]
    probe: Pipeline
    names: list[str]
    n: int
    seed: int
    unseen: int = 96

    def judge(self, made: list[np.ndarray]) -> tuple[float, float, float]:
        """Probe, kernel distance and diversity of pictures drawn in each style."""
        scaler = self.probe[0]
        right = np.mean([self.probe.score(features(list(m)), [a] * len(m)) for a, m in zip(self.names, made)])
        distance = np.mean([
            kernel_distance(scaler.transform(features(list(m))), scaler.transform(features(list(h))))
            for m, h in zip(made, self.held)
        ])  # fmt: skip
        return float(right), float(distance), float(np.mean([diversity(list(m)) for m in made]))

    def copies(self, made: list[np.ndarray]) -> float:
        """Share of the first picture in each style that lies in pieces of at least 16 pixels copied from its works."""
        return float(np.mean([copied(m[0], g)[0] for m, g in zip(made, self.given)]))


def square(works: Works, row: int) -> np.ndarray:
    """A work as a square of SIDE pixels."""
    return crop_to(read(works.picture(int(row)), 2 * SIDE), (SIDE, SIDE))


def contest(run: Run, *, artists: int, n: int, seed: int) -> Contest:
    """Choose the artists with most pictures, and hold back a tenth of all works, but at least four of each of these."""
    corpus = Corpus.open(run)
    works = corpus.works
    counts = works.table.loc[works.pictured, "artist"].value_counts()
    names = [str(a) for a, c in counts.items() if a and c >= 12][:artists]
    weights = works.pictured.astype(float)
    weights[stream(seed, "held back").random(len(works)) < 0.1] = 0
    for name in names:
        rows = np.flatnonzero((works.column("artist") == name) & works.pictured)
        weights[stream(seed, "held back", name).permutation(rows)[:4]] = 0
    own = {a: np.flatnonzero((works.column("artist") == a) & works.pictured) for a in names}
    given = {a: rows[weights[rows] > 0] for a, rows in own.items()}
    known = [[square(works, r) for r in rows] for rows in given.values()]
    x = np.concatenate([features(pictures) for pictures in known])
    y = np.repeat(names, [len(rows) for rows in given.values()])
    probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)).fit(x, y)
    held = [np.stack([square(works, r) for r in rows[weights[rows] == 0]]) for rows in own.values()]
    styles = [of_group(rows, corpus, a) for a, rows in given.items()]
    return Contest(corpus, weights, styles, known, held, probe, names, n, seed)


def evaluations(family: Family, *, shape: tuple[int, ...] = (1, 1, 4, 4)) -> int:
    """How often a family's sampler asks the network."""
    asked = 0

    def count(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        nonlocal asked
        asked += 1
        return -x

    family.sample(count, lambda turn: torch.zeros(shape) + turn, family.STEPS)
    return asked


def trained(
    name: str, asked: Contest, data: TrainingData, minutes: float, *, size: str | None, folder: Path
) -> Trainer:
    """A family trained for processor minutes, from what lies in the folder."""
    plan, checkpoint = default_config(asked.seed, family=name, size=size), folder / name.replace(":", "-")
    trainer = Trainer.read(checkpoint) if checkpoint.exists() else Trainer.start(data, plan)
    spent = trainer.seconds
    while spent < 60 * minutes:
        began = time.process_time()
        trainer.train(data, checkpoint=checkpoint, steps=trainer.step + CHUNK, every=math.inf)
        spent += time.process_time() - began
        trainer.seconds = spent
    trainer.save(checkpoint)
    return trainer


def lost(family: Family, field: Field, shape: tuple[int, ...], steps: int, *, seed: int) -> float:
    """Squared difference of a draw of few steps from one of 64, over the variance of latents, which is 1."""

    def draws(turn: int) -> torch.Tensor:
        return torch.from_numpy(stream(seed, "few", turn).standard_normal(shape, dtype=np.float32))

    with torch.inference_mode():
        few, many = (family.sample(field, draws, k) for k in (steps, 64))
    return float((few - many).square().mean())


def row(name: str, asked: Contest, data: TrainingData, trainer: Trainer) -> tuple[list[str], list[np.ndarray]]:
    """Draw; a row of the table, and the first picture of each style, plain and painted in turns."""
    generator = LearnedGenerator(ClosedFormGenerator.of(asked.corpus, load(), asked.weights), trainer)
    began = time.process_time()
    plain = [generator.draw(s, n=asked.n, size=SIDE, seed=asked.seed, paint=False).pictures for s in asked.styles]
    seconds = (time.process_time() - began) / asked.n / len(asked.styles)
    painted = [generator.generate(s, n=asked.n, size=SIDE, seed=asked.seed) for s in asked.styles]
    unseen = np.flatnonzero((asked.weights == 0) & asked.corpus.works.pictured)[: asked.unseen]
    bits = generator.bound([square(asked.corpus.works, r) for r in unseen], seed=asked.seed).mean()
    own, lent = asked.judge(plain), asked.judge(painted)
    places, few = str(data.cells**2), [""] * len(FEW)
    if not is_autoregressive(name):
        family, point = family_of(name), data.vectors.mean(dim=0).expand(4, -1)
        places, shape = str(evaluations(family)), (4, len(data.latents[0]), data.cells, data.cells)
        if name.partition(":")[0] in ("flow", "diffusion", "edm", "poisson"):  # the others draw by luck at each step
            few = [f"{lost(family, generator.field(point), shape, k, seed=asked.seed):.3f}" for k in FEW]
    cells = [
        name, str(trainer.step), f"{bits:.3f}" + (" a code" if generator.unit == "code" else ""), places,
        f"{seconds:.2f}", f"{own[0]:.2f}", f"{own[1]:.2f}", f"{own[2]:.1f}", f"{lent[0]:.2f}", f"{lent[1]:.2f}",
        f"{asked.copies(painted):.2f}", *few,
    ]  # fmt: skip
    return cells, [p for made in zip(plain, painted) for p in (made[0][0], made[1][0])]


def yardsticks(asked: Contest) -> tuple[list[list[str]], list[np.ndarray]]:
    """The closed form, and the works held back, whole and through the blur of a composition; and its first pictures,
    beside a work held back each."""
    closed = ClosedFormGenerator.of(asked.corpus, load(), asked.weights)
    began = time.process_time()
    made = [closed.generate(s, n=asked.n, size=SIDE, seed=asked.seed) for s in asked.styles]
    seconds = (time.process_time() - began) / asked.n / len(asked.styles)
    drawn = asked.judge(made)
    through = [np.stack([resize(blur(p, SIDE // BLURRED), (SIDE, SIDE)) for p in held]) for held in asked.held]
    behind, whole = asked.judge(through), asked.judge(asked.held)
    none = [""] * len(FEW)
    rows = [
        ["closed form", "0", "", "", f"{seconds:.2f}", "", "", "", f"{drawn[0]:.2f}", f"{drawn[1]:.2f}",
         f"{asked.copies(made):.2f}", *none],
        ["works held back", "", "", "", "", f"{behind[0]:.2f}", "", f"{behind[2]:.1f}", f"{whole[0]:.2f}", "", "",
         *none],
    ]  # fmt: skip
    return rows, [p for m, h in zip(made, asked.held) for p in (h[0], m[0])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--minutes", type=float, default=5.0, help="of a processor, for each family")
    parser.add_argument("--families", nargs="+", default=list(FAMILIES))
    parser.add_argument("--network", help="size of the network (default: mini without a GPU)")
    parser.add_argument("--artists", type=int, default=5)
    parser.add_argument("-n", type=int, default=4, help="pictures of each artist")
    parser.add_argument("--unseen", type=int, default=96, help="works held back whose bits are counted")
    parser.add_argument("--keep", type=Path, help="a folder for checkpoints")
    parser.add_argument("--sheet", type=Path, help="a PNG: a row a family, plain and painted in turns")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    pictures: list[np.ndarray] = []
    with quietly(), tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        asked = contest(Run(args.run), artists=args.artists, n=args.n, seed=args.seed)
        asked = replace(asked, unseen=args.unseen)
        print(f"{args.minutes:g} processor minutes each, {args.threads} thread(s): {', '.join(asked.names)}\n")
        print(markdown(HEAD, []), flush=True)
        rows, first = yardsticks(asked)
        for cells in rows:
            print("| " + " | ".join(cells) + " |", flush=True)
        pictures.extend(first)
        data = prepare(asked.corpus, asked.weights, load(), seed=asked.seed)
        for name in args.families:
            trainer = trained(name, asked, data, args.minutes, size=args.network, folder=folder)
            cells, first = row(name, asked, data, trainer)
            print("| " + " | ".join(cells) + " |", flush=True)
            pictures.extend(first)
            show(args.sheet, pictures, asked)


def show(path: Path | None, pictures: list[np.ndarray], asked: Contest) -> None:
    """The sheet so far."""
    if path is not None:
        with replacing(path) as part:
            part.write_bytes(sheet(pictures, 2 * len(asked.names), gap=4))


if __name__ == "__main__":
    main()
