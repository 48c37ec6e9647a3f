"""Train on a run folder: from its checkpoint when it has one, with a preview now and then."""

from __future__ import annotations

from contextlib import nullcontext

from ...errors import StylogenyError
from ...progress import quietly
from ...runs import Run, on_threads
from ..autoencoder import load
from ..closed_form.generator import ClosedFormGenerator
from ..styles import Corpus
from .autoregressive import check_family
from .checkpoint import CHECKPOINT, PREVIEW, SPACE
from .config import TrainingConfig
from .data import TrainingData, prepare
from .generator import LearnedGenerator
from .joint import DateContrast, apply_lens
from .preview import preview, preview_times
from .process_group import ProcessGroup
from .trainer import Trainer


def train_run(
    run: Run,
    plan: TrainingConfig,
    *,
    minutes: float = 15.0,
    steps: int | None = None,
    restart: bool = False,
    threads: int = 1,
) -> Trainer:
    """Train for `minutes` in all, or `steps` steps in all, from the run's checkpoint when it has one of the same plan.

    Under torchrun every process takes its part of each batch; the first one writes. With a joint plan the space that
    was learned is written beside the checkpoint; the run's own stays as it is. Training is on `threads` threads, all
    else on one.

    Raises
    ------
    StylogenyError
        A checkpoint of another plan, embedding or version; no embedding; out of memory.
    """
    check_family(plan.family)
    corpus = Corpus.open(run)
    autoencoder = load()
    checkpoint = run.file(CHECKPOINT)
    with ProcessGroup.join() as group, nullcontext() if group.leads else quietly():
        stored = Trainer.read(checkpoint) if checkpoint.exists() and not restart else None
        data = prepare(corpus, corpus.works.weight, autoencoder, seed=plan.seed, full_resolution=plan.full_resolution)
        if stored is not None:
            _check(stored, plan, data)
        trainer = stored or Trainer.start(data, plan)
        dates = DateContrast.of(corpus.works, data.rows, data.scales.vector_std) if plan.joint else None
        closed = ClosedFormGenerator.of(corpus, autoencoder)
        stops = _stops(trainer, minutes, steps)
        for until, step in stops:
            with on_threads(threads):
                trainer.train(data, checkpoint=checkpoint, minutes=until, steps=step, dates=dates, group=group)
            if group.leads:
                preview(run, LearnedGenerator(closed, trainer))
        if not stops and group.leads and not run.file(PREVIEW).exists():
            preview(run, LearnedGenerator(closed, trainer))
        if plan.joint and group.leads and corpus.space is not None:
            lens = trainer.average.lens.state_dict()["weight"].cpu()
            apply_lens(lens, corpus.space, data.scales.vector_std).save(run.file(SPACE))
    return trainer


def _check(stored: Trainer, plan: TrainingConfig, data: TrainingData) -> None:
    """Raise unless a stored training is of this plan and embedding."""
    if stored.plan != plan or stored.space != data.space:
        why = "plan" if stored.plan != plan else "embedding"
        raise StylogenyError(
            f"the checkpoint was trained by another {why}", got=str(stored.plan), fix="add --restart to forget it"
        )


def _stops(trainer: Trainer, minutes: float, steps: int | None) -> list[tuple[float | None, int | None]]:
    """Minutes or steps at which training pauses for a preview; none where it is already past them."""
    if steps is not None:
        return [(None, steps)] if trainer.step < steps else []
    return [(until, None) for until in preview_times(minutes, after=trainer.seconds / 60)]
