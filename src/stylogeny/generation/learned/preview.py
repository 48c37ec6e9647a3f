"""Train on a run folder and show what was learnt: a grid of pictures for the artists with most works."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import numpy as np

from ...errors import StylogenyError
from ...progress import quietly
from ...runs import Run
from ..autoencoder import load
from ..closed_form.generator import ClosedFormGenerator
from ..contact_sheet import save_sheet, sheet
from ..styles import Corpus
from . import families
from .data import prepare
from .generator import CHECKPOINT, LearnedGenerator
from .joint import Dates, through
from .process_group import ProcessGroup
from .training import Trainer, TrainingConfig

PREVIEW = "denoiser/preview.png"
SPACE = "denoiser/embedding.safetensors"
LOOKS = (0.5, 1.0, 2.0, 4.0, 8.0)  # minutes after which the preview is made anew; then every LATER
LATER = 5.0


def looks(minutes: float, *, after: float = 0.0) -> list[float]:
    """Minutes at which the preview is made, the last one `minutes`; none that lie before `after`."""
    times, last = list(LOOKS), LOOKS[-1]
    while (last := last + LATER) < minutes:
        times.append(last)
    return [t for t in times if after < t < minutes] + ([minutes] if minutes > after else [])


def train_run(
    run: Run, plan: TrainingConfig, *, minutes: float = 15.0, steps: int | None = None, restart: bool = False
) -> Trainer:
    """Train for `minutes` in all, or for `steps` steps in all, from the run's checkpoint when it has one of the same plan.

    Under torchrun every process takes its part of each batch; the first one writes. With a joint plan the space that was
    learnt is written beside the checkpoint; the run's own stays as it is.

    Raises
    ------
    StylogenyError
        A checkpoint of another plan, embedding or version; no embedding; out of memory.
    """
    families.named(plan.family)
    corpus = Corpus.open(run)
    autoencoder = load()
    checkpoint = run.file(CHECKPOINT)
    with ProcessGroup.joined() as crew, nullcontext() if crew.leads else quietly():
        stored = Trainer.read(checkpoint) if checkpoint.exists() and not restart else None
        data = prepare(corpus, np.ones(len(corpus.works)), autoencoder, seed=plan.seed, whole=plan.whole)
        if stored is not None and (stored.plan != plan or stored.space != data.space):
            why = "plan" if stored.plan != plan else "embedding"
            raise StylogenyError(
                f"the checkpoint was trained by another {why}", got=str(stored.plan), fix="add --restart to forget it"
            )
        dates = Dates.of(corpus.works, data.rows, data.scales["vector_std"]) if plan.joint else None
        trainer = stored or Trainer.start(data, plan)
        if steps is not None:
            stops: list[dict[str, Any]] = [{"steps": steps}] if trainer.step < steps else []
        else:
            stops = [{"minutes": until} for until in looks(minutes, after=trainer.seconds / 60)]
        closed = ClosedFormGenerator.of(corpus, autoencoder)
        for stop in stops:
            trainer = trainer.train(data, checkpoint=checkpoint, dates=dates, crew=crew, **stop)
            if crew.leads:
                preview(run, LearnedGenerator(closed, trainer))
        if not stops and crew.leads and not run.file(PREVIEW).exists():
            preview(run, LearnedGenerator(closed, trainer))
        if plan.joint and crew.leads and corpus.space is not None:
            lens = trainer.average.state_dict()["lens.weight"].cpu()
            through(lens, corpus.space, data.scales["vector_std"]).save(run.file(SPACE))
    return trainer


def preview(run: Run, generator: LearnedGenerator, *, artists: int = 6, each: int = 4) -> None:
    """One row an artist, those with most works first; always the same noise, so that progress can be seen."""
    works = generator.corpus.works
    counts = works.table.loc[works.pictured, "artist"].value_counts()
    names = [n for n, c in counts.items() if n and c >= 2][:artists]
    if not names:
        return
    pictures = [p for name in names for p in generator.generate(str(name), n=each, seed=0)]
    captions = [str(name) if i == 0 else "" for name in names for i in range(each)]
    save_sheet(run.file(PREVIEW), sheet(pictures, each, captions=captions))
