"""Does creative ambiguity come nearer to what is missing? ``python verification/can.py RUN``, of a painted world.

One style after another is withheld: all of its works, and all that came after its first year, are taken from a run.
From what is left, points of the space are sought for the years in which the style was alive: by the objective of
creative adversarial networks (``ambiguous``), by novelty, by plausibility, by filling gaps in the space, and by
drawing from the model without any aim. Of each set of points: how far the works of the style are from their nearest
point, over how far they are from their nearest work of the past (below 1 is nearer than a copy of the past would be),
and the share of points that lie within a typical distance of one of its works. Works of other styles of the same
years, as many, are a yardstick.

With ``--steps`` a flow is trained on what is left as well, and draws compositions at the points of works of the past,
with guidance (``can``) and without; their kernel distance to the withheld works, seen through the same blur, and how
ambiguous they are to the classifier that led them, stand beside. Lower is nearer.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import torch
from scipy.spatial import cKDTree

import stylogeny as sg
from benchmarks.families import square
from benchmarks.generation import features, kernel_distance, markdown
from stylogeny.corpus.works import Works
from stylogeny.embedding.gaps import find_gaps, typical_distance
from stylogeny.embedding.space import Embedding
from stylogeny.futures.exploration.search import OBJECTIVES, search
from stylogeny.futures.imagine import imagine
from stylogeny.generation.autoencoder import load
from stylogeny.generation.canvas import blur, resize
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.learned.config import default_config
from stylogeny.generation.learned.data import SIDE, prepare
from stylogeny.generation.learned.generator import BLURRED, LearnedGenerator
from stylogeny.generation.learned.guidance.can import StyleAmbiguity, ambiguous
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.generation.styles import Corpus, of_work
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.streams import stream


def withheld(works: Works, *, least: int, most: int) -> list[str]:
    """The latest styles with at least so many works, at most so many of them."""
    styles, years = works.column("style").astype(str), works.column("earliest").astype(float)
    names = [s for s in np.unique(styles[works.pictured]) if s and (styles == s).sum() >= least]
    return sorted(names, key=lambda s: -float(np.median(years[styles == s])))[:most]


def points(past: Embedding, *, years: int, n: int, evaluations: int, seed: int) -> dict[str, np.ndarray]:
    """Points of the space by each way of seeking, float[n, d]."""
    graph = sg.trace(past, seed=seed)
    out = {
        f"search, {objective}": search(
            graph, objective=objective, years=years, n=n, evaluations=evaluations, seed=seed
        ).vectors
        for objective in OBJECTIVES
    }
    out["gaps of the space"] = find_gaps(past, count=n, seed=seed).vectors
    out["drawn without aim"] = imagine(graph, years=years, n=n, seed=seed, pictures=False).vectors
    return out


def nearness(sought: np.ndarray, region: np.ndarray, past: np.ndarray) -> tuple[float, float]:
    """How far works of a region are from points, over how far from the past; the share of points that lie in it."""
    ratio = cKDTree(sought).query(region)[0].mean() / cKDTree(past).query(region)[0].mean()
    inside = cKDTree(region).query(sought)[0] <= typical_distance(past)
    return float(ratio), float(inside.mean())


def drawings(corpus: Corpus, kept: np.ndarray, rows: np.ndarray, args: argparse.Namespace) -> list[list[float]]:
    """Of the plain and each guided sampler: kernel distance to withheld works, and ambiguity of the draws."""
    weights = kept.astype(float)
    autoencoder = load()
    data = prepare(corpus, weights, autoencoder, seed=args.seed)
    plan = default_config(args.seed, size=args.network)
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer.start(data, plan).train(data, checkpoint=Path(folder) / "checkpoint", steps=args.steps)
    plain = LearnedGenerator(ClosedFormGenerator.of(corpus, autoencoder, weights), trainer)
    known = stream(args.seed, "drawn at").choice(np.flatnonzero(kept & corpus.works.pictured), args.n)
    styles = [of_work(int(row), corpus) for row in known]
    there = features([resize(blur(square(corpus.works, int(r)), SIDE // BLURRED), (SIDE, SIDE)) for r in rows[:40]])
    middle, spread = there.mean(axis=0), there.std(axis=0) + 1e-6
    out = []
    led = ambiguous(plain, seed=args.seed)
    assert isinstance(led.value, StyleAmbiguity)
    for weight in (0.0, *args.weights):
        generator = LearnedGenerator(plain.closed, trainer, value=led.value, value_weight=weight)
        drawn = generator.draw(styles, size=SIDE, seed=args.seed, paint=False).pictures
        distance = kernel_distance((features(list(drawn)) - middle) / spread, (there - middle) / spread)
        with torch.inference_mode():
            chances = led.value.chances(plain.latents(drawn)).double()
        entropy = -(chances * chances.clamp_min(1e-12).log()).sum(dim=1) / np.log(len(led.value.names))
        out.append([float(distance), float(entropy.mean())])
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--styles", type=int, default=6)
    parser.add_argument("--least", type=int, default=8, help="works of a style")
    parser.add_argument("--n", type=int, default=24, help="points sought, and compositions drawn")
    parser.add_argument("--evaluations", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=0, help="of training the flow; 0 leaves drawings out")
    parser.add_argument("--drawn-styles", type=int, default=2, help="styles for which a flow is trained")
    parser.add_argument("--weights", type=float, nargs="+", default=[4.0, 16.0], help="of guidance")
    parser.add_argument("--network", help="size of the network")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    scores: dict[str, list[tuple[float, float]]] = {}
    drawn: list[list[list[float]]] = []
    with quietly():
        corpus = Corpus.open(Run(args.run))
        works, space = corpus.works, corpus.space
        assert space is not None
        styles, years = works.column("style").astype(str), works.column("earliest").astype(float)
        names = withheld(works, least=args.least, most=args.styles)
        for k, name in enumerate(names):
            rows = np.flatnonzero(styles == name)
            first, last = years[rows].min(), years[rows].max()
            kept = (years < first) & (styles != name)
            past = Embedding.from_vectors(works.select(np.flatnonzero(kept)), space.vectors[kept])
            sought = points(
                past, years=max(int(last - first), 1), n=args.n, evaluations=args.evaluations, seed=args.seed
            )
            others = np.flatnonzero((years >= first) & (years <= last) & (styles != name))
            sought["real works of other styles"] = space.vectors[
                stream(args.seed, "others", name).permutation(others)[: args.n]
            ]
            for way, found in sought.items():
                scores.setdefault(way, []).append(nearness(found, space.vectors[rows], past.vectors))
            if args.steps and k < args.drawn_styles:
                drawn.append(drawings(corpus, kept, rows, args))
    print(f"{len(names)} styles withheld: {', '.join(names)}; {args.n} points each\n")
    print(markdown(["sought by", "distance over that of the past", "standard error", "inside the region"], []))
    for way, pairs in scores.items():
        ratio, inside = np.array(pairs).T
        print(f"| {way} | {ratio.mean():.2f} | {ratio.std() / np.sqrt(len(ratio)):.2f} | {inside.mean():.2f} |")
    if drawn:
        print(f"\nCompositions by a flow of {args.steps} steps, {len(drawn)} styles withheld\n")
        print(markdown(["guidance", "kernel distance to what was withheld", "ambiguity of style"], []))
        for weight, row in zip((0.0, *args.weights), np.array(drawn).mean(axis=0)):
            print(f"| {f'can:{weight:g}' if weight else 'none'} | {row[0]:.2f} | {row[1]:.2f} |")


if __name__ == "__main__":
    main()
