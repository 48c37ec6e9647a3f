"""Does deleting works do the same under each family of generators? ``python verification/credit_by_family.py RUN``

A few works of a painted world are learned, some of them are deleted, and others were never shown. Every family trains
the same network three times, with the same seed, batches and noise but for the turns of what is deleted:

- *with*: on all works learned,
- *never*: from the first step without those deleted,
- *forgetting*: as *with*, but without them over the last steps.

All three begin with the same Gaussian, so that what is compared is what training learned. A work's surprise is the
squared error of the velocity at its latents under its own point, over times and noises that are the same for all; of
the closed form it is its bound in bits. What deletion does to a work is its surprise *never* less *with*: for the
works deleted, and for those never shown, which only hear of it through others. Rank correlations (Spearman) between
families have 95 % intervals over works (bootstrap); the same family under another seed says how far one could agree at
best. The ghost is the share of what was learned of the deleted works that is still there after *forgetting*: 1 is all
of it; 0 is as if they had never been, which the closed form is by construction.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from scipy.stats import spearmanr

from benchmarks.generation import markdown
from stylogeny.embedding.space import Embedding
from stylogeny.generation.autoencoder import load
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.learned.config import default_config
from stylogeny.generation.learned.data import TrainingData, prepare
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.generation.styles import Corpus
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.streams import stream

FAMILIES = ("flow", "edm", "poisson:128", "score")
TIMES = 10  # times, and noises, at which surprise is measured
RESAMPLES = 2000


@dataclass(frozen=True)
class Surprises:
    """Surprise of the works deleted and of those never shown, float64[m] each, under three trainings."""

    deleted: tuple[np.ndarray, np.ndarray, np.ndarray]  # with, never, forgetting
    unseen: tuple[np.ndarray, np.ndarray, np.ndarray]


def subset(data: TrainingData, kept: np.ndarray) -> TrainingData:
    """The data without some works, bool[m] over those learned."""
    places = np.flatnonzero(kept)
    chances = data.chances.copy()
    chances[np.flatnonzero(chances > 0)[~kept]] = 0
    latents = [data.latents[k] for k in places]
    return replace(data, rows=data.rows[places], latents=latents, vectors=data.vectors[places], chances=chances)


def middle(data: TrainingData) -> torch.Tensor:
    """The middle square of each work's latents, standardised, float32[m, C, cells, cells]."""
    out = []
    for latent in data.latents:
        top, left = ((n - data.cells) // 2 for n in latent.shape[1:])
        out.append(latent[:, top : top + data.cells, left : left + data.cells].float())
    return data.scales.standardise_latents(torch.stack(out))


def surprise(trainer: Trainer, data: TrainingData, *, seed: int) -> np.ndarray:
    """Mean squared error of the velocity at each work's latents, float64[m]."""
    clean, total = middle(data), torch.zeros(len(data.latents), dtype=torch.float64)
    network = trainer.average.eval()
    with torch.inference_mode():
        for k in range(TIMES):
            t = torch.full((len(clean),), (k + 0.5) / TIMES)
            noise = torch.from_numpy(stream(seed, "surprise", k).standard_normal(clean.shape[1:], dtype=np.float32))
            at = t.view(-1, 1, 1, 1)
            velocity = network((1 - at) * noise + at * clean, t, data.vectors)
            total += (velocity - (clean - noise)).square().flatten(1).mean(dim=1).double() / TIMES
    return total.numpy()


def trained(
    family: str, data: TrainingData, unseen: TrainingData, kept: np.ndarray, args: argparse.Namespace, seed: int
) -> Surprises:
    """Train a family three times."""
    plan = default_config(seed, family=family, size=args.network)
    less, gone = subset(data, kept), subset(data, ~kept)
    with tempfile.TemporaryDirectory() as folder:
        first, other = (Path(folder) / name for name in ("first", "other"))
        Trainer.start(data, plan).train(data, steps=args.steps, checkpoint=first)
        forgetting = Trainer.read(first).train(less, steps=args.steps + args.more, checkpoint=other)
        whole = Trainer.read(first).train(data, steps=args.steps + args.more, checkpoint=other)
        never = Trainer.start(data, plan).train(less, steps=args.steps + args.more, checkpoint=other)
    runs = (whole, never, forgetting)
    deleted = tuple(surprise(t, gone, seed=args.seed) for t in runs)
    shown = tuple(surprise(t, unseen, seed=args.seed) for t in runs)
    return Surprises((deleted[0], deleted[1], deleted[2]), (shown[0], shown[1], shown[2]))


def closed_form(corpus: Corpus, learned: np.ndarray, kept: np.ndarray, unseen: np.ndarray) -> Surprises:
    """The same of the closed form, which forgets by a weight of zero."""
    weights = np.zeros(len(corpus.works))
    weights[learned] = 1
    less = weights.copy()
    less[learned[~kept]] = 0
    models = [ClosedFormGenerator.of(corpus, load(), w) for w in (weights, less)]
    deleted, shown = ([m.bound(rows) for m in models] for rows in (learned[~kept], unseen))
    return Surprises((deleted[0], deleted[1], deleted[1]), (shown[0], shown[1], shown[1]))


def correlation(one: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> str:
    """Spearman's rank correlation and its interval over works."""
    draws = [spearmanr(one[i], other[i]).statistic for i in rng.integers(len(one), size=(RESAMPLES, len(one)))]
    low, high = np.nanquantile(draws, [0.025, 0.975])
    return f"{spearmanr(one, other).statistic:.2f} ({low:.2f} to {high:.2f})"


def ghost(found: Surprises, rng: np.random.Generator) -> list[str]:
    """What deletion does on average to works deleted and unseen, and the share that is left after forgetting."""
    whole, never, forgetting = found.deleted
    learned, left = never - whole, never - forgetting
    draws = [left[i].sum() / learned[i].sum() for i in rng.integers(len(left), size=(RESAMPLES, len(left)))]
    low, high = np.quantile(draws, [0.025, 0.975])
    share = f"{left.sum() / learned.sum():.2f} ({low:.2f} to {high:.2f})"
    return [f"{learned.mean():.4f}", f"{(found.unseen[1] - found.unseen[0]).mean():.4f}", share]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--families", nargs="+", default=list(FAMILIES))
    parser.add_argument("--learned", type=int, default=64, help="works learned")
    parser.add_argument("--deleted", type=int, default=16, help="of them deleted")
    parser.add_argument("--unseen", type=int, default=32, help="works never shown")
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--more", type=int, default=150, help="steps of forgetting")
    parser.add_argument("--network", default="tiny")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    with quietly():
        whole = Corpus.open(Run(args.run))
        assert whole.space is not None
        pictured = np.flatnonzero(whole.works.pictured)
        rows = np.sort(stream(args.seed, "works").permutation(pictured)[: args.learned + args.unseen])
        works = whole.works.select(rows)
        corpus = Corpus(works, Embedding.from_vectors(works, whole.space.vectors[rows]))
        order = stream(args.seed, "learned").permutation(len(rows))
        learned, unseen = np.sort(order[: args.learned]), np.sort(order[args.learned :])
        kept = np.ones(args.learned, dtype=bool)
        kept[stream(args.seed, "deleted").permutation(args.learned)[: args.deleted]] = False
        weights = np.zeros(len(rows))
        weights[learned] = 1
        data = prepare(corpus, weights, load(), seed=args.seed)
        others = prepare(corpus, 1 - weights, load(), seed=args.seed)
        raw = torch.from_numpy(corpus.space.vectors[unseen]) if corpus.space is not None else others.vectors
        shown = replace(others, scales=data.scales, vectors=data.scales.standardise_vectors(raw))
        found = {name: trained(name, data, shown, kept, args, args.seed) for name in args.families}
        again = trained(args.families[0], data, shown, kept, args, args.seed + 1)
        closed = closed_form(corpus, learned, kept, unseen)
    print(f"{args.learned} works learned, {args.deleted} of them deleted, {args.unseen} never shown; seed {args.seed}")
    print(f"{args.steps + args.more} steps, the last {args.more} to forget; network {args.network}\n")
    rng = stream(args.seed, "bootstrap")
    print(markdown(["family", "surprise more, deleted", "surprise more, never shown", "ghost"], []))
    for name, one in {**found, "closed form (bits)": closed}.items():
        print(f"| {name} | " + " | ".join(ghost(one, rng)) + " |")
    print("\n" + markdown(["pair", "works deleted", "works never shown"], []))
    pairs = [(a, b, found[a], found[b]) for k, a in enumerate(found) for b in list(found)[k + 1 :]]
    pairs += [(name, "closed form", one, closed) for name, one in found.items()]
    pairs += [(args.families[0], "itself, another seed", found[args.families[0]], again)]
    for a, b, one, other in pairs:
        cells = [
            correlation(x[1] - x[0], y[1] - y[0], rng)
            for x, y in ((one.deleted, other.deleted), (one.unseen, other.unseen))
        ]
        print(f"| {a}, {b} | {cells[0]} | {cells[1]} |")


if __name__ == "__main__":
    main()
