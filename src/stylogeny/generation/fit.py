"""A corpus to a generator of any family."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..errors import StylogenyError
from ..executors import Execution

if TYPE_CHECKING:
    from ..corpus.works import Works
    from ..embedding.space import Embedding
    from ..influence.graph import InfluenceGraph
    from ..runs import Run
    from .closed_form.generator import ClosedFormGenerator
    from .generator import Generator
    from .learned.generator import LearnedGenerator
    from .styles import Corpus


def fit(
    source: Works | Embedding | InfluenceGraph | Corpus,
    weights: np.ndarray | None = None,
    *,
    family: str = "closed-form",
    autoencoder: str | None = None,
    run: Run | None = None,
    model: str | None = None,
    adapter: Sequence[str] | None = None,
    encoder: str | None = None,
    lora: Sequence[str] = (),
    guidance: str | None = None,
    seed: int = 0,
    executor: str | Execution = "serial",
) -> Generator:
    """A generator of the works, each counted as often as its weight says.

    Parameters
    ----------
    source : Works, Embedding or InfluenceGraph
        The further along the chain, the more kinds of style it understands.
    weights : ndarray, optional
        float[n] datum weights, by default :attr:`.Works.weight`; 0 takes a work out: nothing is drawn, coloured or
        painted from it. A network that was trained with it still knows it; :func:`.learned.data.prepare` with these
        weights makes the data to train one that does not.
    family : str
        ``closed-form``, a learned one (see :mod:`.learned.families`), which needs `run`, or ``diffusers``, which needs
        `model`.
    autoencoder : str, optional
        Id or path of a diffusers autoencoder in place of the built-in one.
    run : Run, optional
        The run folder whose checkpoint a learned family reads.
    model : str, optional
        Id or path of a diffusers pipeline.
    adapter, encoder
        An IP-Adapter for it, and that one's image encoder; see :meth:`.pretrained.pipeline.PretrainedGenerator.load`.
    lora : sequence of str
        LoRAs of the network, ``FILE`` or ``FILE:WEIGHT`` each: of a learned family those of ``stylogeny learn --lora``,
        of a diffusers pipeline any that it loads.
    guidance : str, optional
        ``can`` or ``can:WEIGHT``: draws of a learned family lean to what is art and of no style; see
        :mod:`.learned.guidance.can`.
    seed : int
        Of what guidance learns from.
    executor : str or Execution
        Where pictures of the closed form are made (:mod:`stylogeny.executors`).

    Raises
    ------
    StylogenyError
        Weights of another length, negative ones, or fewer than two works with pictures; a LoRA that does not fit.
    """
    if guidance is not None and family in ("closed-form", "diffusers"):
        raise StylogenyError("only a family that `stylogeny train` trained can be guided", got=f"family {family}")
    closed = replace(_closed_form(source, weights, autoencoder), execution=Execution.of(executor))
    if family == "closed-form":
        if lora:
            raise StylogenyError(
                "a LoRA changes a network", got="the closed form", fix="name the family of the network"
            )
        return closed
    from .learned.lora.low_rank import weighted_path

    loras = [weighted_path(text) for text in lora]
    if family == "diffusers":
        from .pretrained.pipeline import PretrainedGenerator

        if model is None:
            raise StylogenyError("the family diffusers needs a model", fix="give the id or path of a pipeline")
        return PretrainedGenerator.load(closed, model, adapter=adapter, encoder=encoder, loras=loras)
    generator = _learned(closed, family, run, loras)
    return generator if guidance is None else _guided(generator, guidance, seed)


def _closed_form(
    source: Works | Embedding | InfluenceGraph | Corpus, weights: np.ndarray | None, autoencoder: str | None
) -> ClosedFormGenerator:
    """The closed form of the works with these weights, on which the other families build."""
    from .autoencoder import load
    from .closed_form.generator import ClosedFormGenerator
    from .styles import Corpus

    corpus = Corpus.of(source)
    n = len(corpus.works)
    datum = corpus.works.weight if weights is None else np.asarray(weights, dtype=np.float64)
    if datum.shape != (n,) or not np.isfinite(datum).all() or (datum < 0).any():
        raise StylogenyError(
            "one finite weight of at least 0 per work is expected", got=f"shape {datum.shape} for {n} works"
        )
    left = int(((datum > 0) & corpus.works.pictured).sum())
    if left < 2:
        raise StylogenyError("a generator needs at least two works with pictures and a weight above 0", got=left)
    return ClosedFormGenerator.of(corpus, load(autoencoder), datum)


def _learned(
    closed: ClosedFormGenerator, family: str, run: Run | None, loras: Sequence[tuple[float, Path]]
) -> LearnedGenerator:
    """The network that a run trained for a family, changed by LoRAs, over the closed form that paints for it."""
    from .learned.autoregressive import check_family
    from .learned.checkpoint import CHECKPOINT
    from .learned.generator import LearnedGenerator
    from .learned.lora.low_rank import LowRankAdapter, adapted

    check_family(family)
    if run is None:
        raise StylogenyError("a learned family needs its run folder", got=family, fix="give run=Run(folder)")
    generator = LearnedGenerator.read(closed, run.file(CHECKPOINT, needs="train"), family=family)
    return adapted(generator, [(weight, LowRankAdapter.read(path)) for weight, path in loras]) if loras else generator


def _guided(generator: LearnedGenerator, guidance: str, seed: int) -> LearnedGenerator:
    """A trained generator guided as ``can`` or ``can:WEIGHT`` says."""
    from .learned.guidance.can import WEIGHT, ambiguous

    if generator.autoregressive is not None:
        raise StylogenyError("a family that draws place after place cannot be guided", got=generator.unit)
    name, _, weight = guidance.partition(":")
    try:
        strength = float(weight) if weight else WEIGHT
    except ValueError:
        strength = math.nan
    if name != "can" or not math.isfinite(strength):
        raise StylogenyError("no such guidance", got=repr(guidance), fix="use can or can:8")
    return ambiguous(generator, weight=strength, seed=seed)
