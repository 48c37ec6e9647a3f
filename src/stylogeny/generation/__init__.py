"""A style to pictures: one protocol for every family of generators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..errors import StylogenyError

if TYPE_CHECKING:
    from ..corpus.works import Works
    from ..embedding.space import Embedding
    from ..influence.graph import InfluenceGraph
    from ..runs import Run
    from .closed_form.generator import Drawing
    from .styles import Corpus, Style


class Generator(Protocol):
    """What every family can do."""

    def generate(
        self,
        style: str | np.ndarray | Style,
        *,
        n: int = 1,
        size: int | tuple[int, int] = 128,
        seed: int = 0,
        content: np.ndarray | None = None,
        prompt: str | None = None,
        spread: str | None = None,
    ) -> np.ndarray:
        """Pictures of a style, uint8[n, H, W, 3]."""
        ...

    def draw(
        self,
        style: str | np.ndarray | Style,
        *,
        n: int = 1,
        size: int | tuple[int, int] = 128,
        seed: int = 0,
        content: np.ndarray | None = None,
        prompt: str | None = None,
        spread: str | None = None,
    ) -> Drawing:
        """The same with the origin of every region, where the family can tell."""
        ...

    def bound(self, pictures: Sequence[np.ndarray]) -> np.ndarray:
        """Upper bound on how surprising each picture is, bits per latent dimension, float64[n]."""
        ...

    def sources(self, picture: np.ndarray) -> Any:
        """Which works each region of a picture came from, where the family can tell."""
        ...


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
) -> Generator:
    """A generator of the works, each counted as often as its weight says.

    Parameters
    ----------
    source : Works, Embedding or InfluenceGraph
        The further along the chain, the more kinds of style it understands.
    weights : ndarray, optional
        float[n] datum weights, all 1 by default; 0 takes a work out: nothing is drawn, coloured or painted from it. A network that was
        trained with it still knows it, until :func:`.data.prepare` and :class:`.training.Trainer` train one with these weights.
    family : str
        ``closed-form``, a trained one (``flow``, ``diffusion``), which needs `run`, or ``diffusers``, which needs `model`.
    autoencoder : str, optional
        Id or path of a diffusers autoencoder in place of the built-in one.
    run : Run, optional
        The run folder whose checkpoint a trained family reads.
    model : str, optional
        Id or path of a diffusers pipeline.
    adapter, encoder
        An IP-Adapter for it, and that one's image encoder; see :meth:`.pretrained.PretrainedGenerator.load`.

    Raises
    ------
    StylogenyError
        Weights of another length, negative ones, or fewer than two works with pictures.
    """
    from . import autoencoder as latents
    from .closed_form.generator import ClosedFormGenerator
    from .styles import Corpus

    corpus = Corpus.of(source)
    n = len(corpus.works)
    datum = np.ones(n) if weights is None else np.asarray(weights, dtype=np.float64)
    if datum.shape != (n,) or not np.isfinite(datum).all() or (datum < 0).any():
        raise StylogenyError(
            "one finite weight of at least 0 a work is expected", got=f"shape {datum.shape} for {n} works"
        )
    left = int(((datum > 0) & corpus.works.pictured).sum())
    if left < 2:
        raise StylogenyError("a generator needs at least two works with pictures and a weight above 0", got=left)
    codec = latents.load(autoencoder)
    closed = ClosedFormGenerator.of(corpus, codec, datum)
    if family == "closed-form":
        return closed
    if family == "diffusers":
        from .pretrained.pipeline import PretrainedGenerator

        if model is None:
            raise StylogenyError("the family diffusers needs a model", fix="give the id or path of a pipeline")
        return PretrainedGenerator.load(closed, model, adapter=adapter, encoder=encoder)
    from .learned.families import named
    from .learned.generator import CHECKPOINT, LearnedGenerator

    named(family)
    if run is None:
        raise StylogenyError("a trained family needs its run folder", got=family, fix="give run=Run(folder)")
    trained = LearnedGenerator.read(closed, run.file(CHECKPOINT, needs="train"))
    if trained.trainer.plan.family != family:
        raise StylogenyError(
            "the run's checkpoint is of another family", got=family, fix=f"ask for {trained.trainer.plan.family}"
        )
    return trained
