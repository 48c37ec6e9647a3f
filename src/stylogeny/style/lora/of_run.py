"""A LoRA of the network that a run trained: of pictures, of anything the run knows by name, or of invented works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...corpus.pictures import read
from ...embedding.backbones.backbone import backbone
from ...embedding.space import Embedding
from ...errors import StylogenyError
from ...generation.autoencoder import load
from ...generation.learned.checkpoint import CHECKPOINT
from ...generation.learned.data import SIDE, digest
from ...generation.learned.lora.fine_tuning import FineTuning, data_of_pictures, fine_tune
from ...generation.learned.lora.low_rank import LowRankAdapter
from ...generation.learned.trainer import Trainer
from ...generation.styles import Corpus, resolve
from ...influence.placement import find_pictures
from ...progress import progress
from ...runs import Run

MOST = 64  # works of a style that are learned from
FUTURES = "futures"


@dataclass(frozen=True, eq=False)
class Examples:
    """What a style is learned from.

    Parameters
    ----------
    name : str
    files : sequence of Path
    vectors : ndarray
        float32[m, d]: their points in the run's space.
    shares : ndarray
        float64[m]: how much each speaks for the style.
    """

    name: str
    files: Sequence[Path]
    vectors: np.ndarray
    shares: np.ndarray


def learn_lora(
    what: Sequence[str | Path],
    run: Run,
    *,
    name: str | None = None,
    how: FineTuning | None = None,
    minutes: float = 1.0,
    steps: int | None = None,
) -> LowRankAdapter:
    """Learn a LoRA of a run's network.

    Parameters
    ----------
    what : sequence of str or Path
        Pictures and folders of them; or one style: a work, artist, style or mixture of the run,
        ``futures/NAME`` for all works of an invented history, ``futures/NAME/STYLE`` for one of its artists or
        movements.
    run : Run
        A run with a trained network.
    name : str, optional
        Of the style.
    how : FineTuning, optional
    minutes, steps : float, int, optional
        Of learning; `steps` instead of minutes where they are given.

    Raises
    ------
    StylogenyError
        No trained network, one of another embedding, or nothing to learn from.
    """
    trainer = Trainer.read(run.file(CHECKPOINT, needs="train"))
    corpus = Corpus.open(run)
    if corpus.space is None or digest(corpus.space.vectors) != trainer.space:
        raise StylogenyError("the checkpoint is of another embedding", got=str(run.path), fix="train again")
    found = examples(what, run, corpus)
    pictures = [read(file, 2 * SIDE) for file in progress(found.files, "reading", unit="picture")]
    data = data_of_pictures(pictures, found.vectors, trainer, load(), shares=found.shares)
    return fine_tune(trainer, data, how, name=name or found.name, minutes=minutes, steps=steps)


def examples(what: Sequence[str | Path], run: Run, corpus: Corpus) -> Examples:
    """The pictures that a style is learned from, and where they lie; `what` as in :func:`learn_lora`."""
    assert corpus.space is not None
    first = str(what[0])
    if all(Path(item).exists() for item in what):
        files = find_pictures([Path(item) for item in what])
        return Examples(Path(first).stem, files, seen(files, corpus.space), np.ones(len(files)))
    if len(what) > 1:
        missing = next(str(item) for item in what if not Path(item).exists())
        raise StylogenyError("several pictures or folders, or one style of the run", got=missing)
    if first.startswith(f"{FUTURES}/"):
        return _invented(first, run, corpus.space)
    style = resolve(first, corpus)
    rows, shares = style.representatives(MOST, pictured=corpus.works.pictured)
    files = [corpus.works.picture(int(row)) for row in rows]
    return Examples(style.name, files, corpus.space.vectors[rows], shares)


def _invented(place: str, run: Run, space: Embedding) -> Examples:
    """Works of ``futures/NAME`` or, of a simulated history, of ``futures/NAME/STYLE``."""
    _, name, *inner = place.split("/", 2)
    folder = run.path / FUTURES / name
    if not folder.is_dir():
        raise StylogenyError("no such history", got=place, fix="see the folder futures/ of the run")
    if not inner:
        files = find_pictures(folder)
        return Examples(name, files, seen(files, space), np.ones(len(files)))
    history = Corpus.open(Run(folder))
    style = resolve(inner[0], history)
    rows, shares = style.representatives(MOST, pictured=history.works.pictured)
    files = [history.works.picture(int(row)) for row in rows]
    return Examples(style.name, files, seen(files, space), shares)


def seen(files: Sequence[Path], space: Embedding) -> np.ndarray:
    """Pictures that a space has never seen, put into it, float32[m, d].

    Raises
    ------
    StylogenyError
        A space that was not made from pictures, or by another edition of its backbone.
    """
    if space.head is None:
        raise StylogenyError(
            "this space was not made from pictures, so new ones cannot be put into it",
            fix="embed the run with a backbone",
        )
    body = backbone(space.backbone)
    if body.edition != space.edition:
        raise StylogenyError(
            "this space was made by another edition of its backbone",
            got=body.edition,
            fix="run `stylogeny embed` again",
        )
    features = [body.features([read(f, body.side)]) for f in progress(files, "looking", unit="picture")]
    return space.head.vectors(np.concatenate(features)).astype(np.float32)
