"""Whether the generative loss helps the space, and the space the generator: ``python verification/joint.py RUN``.

A quarter of the artists is held out; the denoiser is trained on the others, for the same number of steps, beside four
last layers of the head: left as it is, moved by the date contrast alone, by the generative loss alone, and by both
(``stylogeny train --joint``). Printed for works of the held-out artists: mean average precision of finding works of the
same artist and of the same style within 20 years, the error of a ridge regression of the year, and the flow's loss.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from stylogeny.embedding.heads.folds import folds_by
from stylogeny.embedding.measure import date_error, retrieval
from stylogeny.generation.autoencoder import load
from stylogeny.generation.learned.config import TrainingConfig
from stylogeny.generation.learned.data import TrainingData, prepare
from stylogeny.generation.learned.families import flow
from stylogeny.generation.learned.joint import DateContrast, apply_lens
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.generation.styles import Corpus
from stylogeny.progress import quietly
from stylogeny.runs import Run

VARIANTS = {"as it is": None, "date contrast": "dates", "generative loss": "paint", "both": "both"}


def held_loss(trainer: Trainer, held: TrainingData) -> float:
    """The flow's loss on works of held-out artists, told their points; the same draws for everyone."""
    losses = []
    for step in range(8):
        batch, picked = held.batch(64, seed=99, step=step)
        batch = replace(batch, style=held.vectors[picked], dropped=torch.zeros(64, dtype=torch.bool))
        with torch.inference_mode():
            losses.append(float(flow.loss(trainer.average, batch)))
    return float(np.mean(losses))


def lens_by_dates(data: TrainingData, dates: DateContrast, args: argparse.Namespace, seed: int) -> torch.Tensor:
    """A lens that has seen the date contrast alone, as many batches of it."""
    lens = torch.nn.Linear(data.vectors.shape[1], data.vectors.shape[1], bias=False)
    torch.nn.init.eye_(lens.weight)
    optimiser = torch.optim.AdamW(lens.parameters(), lr=args.rate, weight_decay=0.01, betas=(0.9, 0.99))
    for step in range(args.steps):
        _, picked = data.batch(args.batch, seed=seed, step=step)
        optimiser.zero_grad()
        dates.loss(lens, data.vectors, picked).backward()
        optimiser.step()
    return lens.weight.detach()


def one_seed(corpus: Corpus, seed: int, args: argparse.Namespace) -> list[list[float]]:
    """Rows of the table: artist, style, years, loss."""
    works, space = corpus.works, corpus.space
    assert space is not None
    out = folds_by(works.column("artist"), folds=4) == seed % 4
    codec = load()
    data = prepare(corpus, (~out).astype(float), codec, seed=seed)
    held = prepare(corpus, out.astype(float), codec, seed=seed)
    # the held-out works in the units of the others
    vectors = data.scales.standardise_vectors(torch.from_numpy(space.vectors[held.rows]))
    held = replace(
        held, vectors=vectors, scales=data.scales, spectrum=data.spectrum, coarse_mean=data.coarse_mean, space=""
    )
    dates = DateContrast.of(works, data.rows, data.scales.vector_std)
    rows = []
    asked = out & works.dated & works.pictured
    with tempfile.TemporaryDirectory() as folder:
        for kind in VARIANTS.values():
            weight = {"paint": 1e-9, "both": args.joint}.get(kind or "", 0.0)
            plan = TrainingConfig(size=args.network, batch=args.batch, rate=args.rate, joint=weight, seed=seed)
            loss = float("nan")
            if kind == "dates":
                lens = lens_by_dates(data, dates, args, seed)
            else:
                trainer = Trainer.start(data, plan).train(
                    data, steps=args.steps, checkpoint=Path(folder) / "c", every=1e9, dates=dates if weight else None
                )
                loss = held_loss(trainer, held)
                lens = trainer.average.state_dict().get("lens.weight", torch.eye(data.vectors.shape[1]))
            seen = apply_lens(lens, space, data.scales.vector_std).vectors
            years, artist, style = works.year[asked], works.column("artist")[asked], works.column("style")[asked]
            found = retrieval(seen[asked], artist, years=years)
            alike = retrieval(seen[asked], style, years=years, exclude=artist)
            rows.append([found, alike, ridge_error(seen, works.year, asked, ~out & works.dated & works.pictured), loss])
    return rows


def ridge_error(vectors: np.ndarray, years: np.ndarray, asked: np.ndarray, known: np.ndarray) -> float:
    """Mean error, years, of a ridge regression fitted on the known works and asked of the others."""
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), RidgeCV(np.logspace(-2, 4, 13))).fit(vectors[known], years[known])
    return date_error(model.predict(vectors[asked]), years[asked])[0]


def main() -> None:
    """Train and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="a run folder that has been embedded")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--joint", type=float, default=0.1)
    parser.add_argument("--network", default="tiny")
    parser.add_argument("--seeds", type=int, default=2)
    args = parser.parse_args()
    with quietly():
        corpus = Corpus.open(Run(args.run))
        every = np.array([one_seed(corpus, seed, args) for seed in range(args.seeds)])
    mean, spread = every.mean(axis=0), every.std(axis=0)
    print(
        f"{len(corpus.works)} works, {args.steps} steps of {args.batch}, network {args.network}, {args.seeds} seeds\n"
    )
    print("| last layer | artist, mAP | style, mAP | years off | loss of the flow |\n| --- | --- | --- | --- | --- |")
    for name, middle, around in zip(VARIANTS, mean, spread):
        cells = [f"{m:.{d}f} ± {s:.{d}f}" if np.isfinite(m) else "" for m, s, d in zip(middle, around, (3, 3, 1, 4))]
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
