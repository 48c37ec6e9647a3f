"""Train on a run folder and show what was learnt: a grid of pictures for the artists with most works."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import StylogenyError
from ..runs import Run
from . import families
from .autoencoder import load
from .sheets import save_sheet, sheet
from .styles import Corpus
from .trained import CHECKPOINT, Trained
from .training import Plan, Trainer, prepare

PREVIEW = "denoiser/preview.png"
ROUND = 3.0  # minutes between previews


def train_run(run: Run, plan: Plan, *, minutes: float, restart: bool = False) -> Trainer:
    """Train for `minutes` in all, from the run's checkpoint when it has one of the same plan.

    Raises
    ------
    StylogenyError
        A checkpoint of another plan or version; no embedding; out of memory.
    """
    families.named(plan.family)
    corpus = Corpus.open(run)
    autoencoder = load()
    checkpoint = run.file(CHECKPOINT)
    stored = Trainer.read(checkpoint) if checkpoint.exists() and not restart else None
    if stored is not None and replace(stored.plan) != plan:
        raise StylogenyError(
            "the checkpoint was trained by another plan", got=str(stored.plan), fix="add --restart to forget it"
        )
    data = prepare(corpus, np.ones(len(corpus.works)), autoencoder)
    trainer = stored or Trainer.start(data, plan)
    until = trainer.seconds / 60
    while until < minutes:
        until = min(minutes, until + ROUND)
        trainer = trainer.train(data, minutes=until, checkpoint=checkpoint)
        preview(run, corpus, Trained(corpus, trainer, autoencoder))
    return trainer


def preview(run: Run, corpus: Corpus, generator: Trained, *, artists: int = 6, each: int = 4) -> None:
    """One row an artist, those with most works first; always the same noise, so that progress can be seen."""
    counts = corpus.works.table.loc[corpus.works.pictured, "artist"].value_counts()
    names = [n for n, c in counts.items() if n and c >= 2][:artists]
    if not names:
        return
    pictures = [p for name in names for p in generator.generate(str(name), n=each, seed=0)]
    captions = [str(name) if i == 0 else "" for name in names for i in range(each)]
    save_sheet(run.file(PREVIEW), sheet(pictures, each, captions=captions))
