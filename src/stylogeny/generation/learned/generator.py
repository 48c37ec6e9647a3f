"""The generator that was trained: the denoiser of a checkpoint behind the protocol of every family."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
import torch

from ...errors import StylogenyError
from ...streams import stream
from ..autoencoder import Autoencoder
from ..closed_form.generator import ClosedFormGenerator, Drawing, sampled
from ..closed_form.latent_cache import covering, resized
from ..closed_form.schedule import blurred, canvas, fitting
from ..diversity import varied
from ..palette import Palette, textured
from ..styles import Corpus, Style, resolve
from . import families
from .data import SIDE, digest, learned
from .deblocking import unseamed
from .families.flow import Field, log_likelihood
from .training import Trainer

TOGETHER = 16  # pictures painted in one go
TOWARDS = 0.8  # of the way from a style's point to one of its works
BLURRED = 4  # pixels of a composition that show what one pixel would
CHECKPOINT = "denoiser/checkpoint.safetensors"


@dataclass(frozen=True, eq=False)
class LearnedGenerator:
    """A trained denoiser, which composes, and the closed form of the same works, which paints.

    Parameters
    ----------
    closed : ClosedFormGenerator
        Of the works whose paint may be used, with their weights.
    trainer : Trainer
        As read from a checkpoint; its running average is what draws.
    """

    closed: ClosedFormGenerator
    trainer: Trainer

    @classmethod
    def read(cls, closed: ClosedFormGenerator, path: Path) -> LearnedGenerator:
        """Open a checkpoint for this corpus."""
        trainer = Trainer.read(path)
        space = closed.corpus.space
        known = space is not None and digest(space.vectors) == trainer.space
        channels = learned(closed.autoencoder, whole=trainer.plan.whole)
        if not known or len(channels) != trainer.network.shape.channels:
            raise StylogenyError(
                "the checkpoint is of another embedding or autoencoder", got=str(path), fix="train again"
            )
        return cls(closed, trainer)

    @property
    def corpus(self) -> Corpus:
        """What it was trained on."""
        return self.closed.corpus

    @property
    def autoencoder(self) -> Autoencoder:
        """Between its latents and pixels."""
        return self.closed.autoencoder

    @property
    def channels(self) -> list[int]:
        """Those channels of the autoencoder that were learned."""
        return learned(self.autoencoder, whole=self.trainer.plan.whole)

    @property
    def composes(self) -> bool:
        """Whether what was learned leaves detail to be painted."""
        return len(self.channels) < self.autoencoder.channels

    def generate(
        self,
        style: str | np.ndarray | Style,
        *,
        n: int = 1,
        size: int | tuple[int, int] = SIDE,
        seed: int = 0,
        content: np.ndarray | None = None,
        prompt: str | None = None,
        spread: str | None = None,
    ) -> np.ndarray:
        """Pictures of a style, uint8[n, H, W, 3]; see :meth:`draw`."""
        return self.draw(style, n=n, size=size, seed=seed, content=content, prompt=prompt, spread=spread).pictures

    def draw(
        self,
        style: str | np.ndarray | Style,
        *,
        n: int = 1,
        size: int | tuple[int, int] = SIDE,
        seed: int = 0,
        content: np.ndarray | None = None,
        prompt: str | None = None,
        spread: str | None = None,
        steps: int = 20,
        guidance: float = 2.0,
        paint: bool = True,
    ) -> Drawing:
        """Pictures of a style, and which works their paint came from.

        A network that learned compositions draws one of SIDE x SIDE pixels in area; works of the style that look like it
        through the same blur lend it what lies beneath theirs (:meth:`.ClosedFormGenerator.paint`). One that learned whole pictures
        draws them at the size asked for, and no work can be named.

        Parameters
        ----------
        style, n, size, seed, content, prompt, spread
            As for the closed form; `content` starts from that picture at half noise. Whole pictures have sides that are multiples
            of 16.
        steps : int
            Steps of the solver, two network evaluations each.
        guidance : float
            1 is the network as trained; more leans away from the average picture.
        paint : bool
            Whether a composition is painted, or shown as it is.
        """
        if prompt is not None:
            raise StylogenyError("this family understands no words", got=repr(prompt), fix="leave the prompt out")
        styles = varied(resolve(style, self.corpus), spread, self.corpus, n, seed=seed)
        factor, patch = self.autoencoder.factor, self.trainer.network.shape.patch
        shape = canvas(size, factor if self.composes else factor * patch)
        fitting(content, shape)
        inner = shape
        if self.composes:
            scale = SIDE / math.sqrt(shape[0] * shape[1]) / (factor * patch)
            inner = (max(1, round(shape[0] * scale)) * factor * patch, max(1, round(shape[1] * scale)) * factor * patch)
        if content is not None:
            content = resized(content, inner)
        told = self.told(styles, seed=seed)
        pictures = self._drawn(self.points(styles, told), inner, seed, content, steps, guidance)
        if not self.composes:
            return unattributed(np.stack([unseamed(p, factor) for p in pictures]), factor)
        known = min(inner) // BLURRED
        pictures = np.stack([resized(blurred(p, known), shape) for p in pictures])
        if not paint:
            return unattributed(pictures, factor)
        models = [self._model(style, work, shape) for style, work in zip(styles, told)]
        tinted = [Palette.of(p).towards(Palette.of(blurred(m, known)), p) for p, m in zip(pictures, models)]
        drawn = self.closed.paint(np.stack(tinted), styles, known=known, seed=seed)
        return replace(drawn, pictures=np.stack([textured(p, m) for p, m in zip(drawn.pictures, models)]))

    def _model(self, style: Style, work: int, shape: tuple[int, int]) -> np.ndarray:
        """What a picture of a style takes colours and texture from: a work, moved to where the style's point says.

        A network that trained for minutes knows broad shapes long before it knows which colours go together.
        """
        picture = self.closed.library.picture(work, round(math.sqrt(shape[0] * shape[1])))
        shift = self.closed.palettes.shift(style)
        return picture if shift is None else shift(picture)

    def _drawn(
        self,
        points: np.ndarray,
        shape: tuple[int, int],
        seed: int,
        content: np.ndarray | None,
        steps: int,
        guidance: float,
    ) -> np.ndarray:
        """What the network draws of n points, uint8[n, H, W, 3]; channels it did not learn are at their middle, which is zero."""
        factor, channels, scales = self.autoencoder.factor, self.channels, self.trainer.scales
        cells = (len(channels), shape[0] // factor, shape[1] // factor)
        noise = torch.from_numpy(
            np.stack([stream(seed, "picture", i).standard_normal(cells, dtype=np.float32) for i in range(len(points))])
        )
        mean, std = (scales[f"latent_{s}"][:, None, None] for s in ("mean", "std"))
        condition = (torch.from_numpy(points) - scales["vector_mean"]) / scales["vector_std"]
        family = families.named(self.trainer.plan.family)
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        start = None
        if content is not None:
            start = ((self.autoencoder.encode(content[None])[:, channels] - mean) / std).to(device)
        with torch.inference_mode(), self.trainer.plan.memory():
            latents = torch.cat(
                [
                    family.sample(self._field(some, guidance), luck, steps, start=start).cpu()
                    for some, luck in zip(condition.to(device).split(TOGETHER), noise.to(device).split(TOGETHER))
                ]
            )
            full = torch.zeros(len(points), self.autoencoder.channels, *cells[1:])
            full[:, channels] = latents * std + mean
            return self.autoencoder.decode(full)

    def told(self, styles: list[Style], *, seed: int) -> list[int]:
        """The work that each picture of a style goes towards, drawn by weight: rows."""
        return [int(sampled(self.closed.datum(s), 1, stream(seed, "companion", i))[0]) for i, s in enumerate(styles)]

    def points(self, styles: list[Style], told: list[int]) -> np.ndarray:
        """What the network is told for a picture of each style, float32[n, d]: its point, moved as its works differ.

        The mean of an artist's works is a point where no work lies, and a network told it paints what they have in
        common, which is grey. Each picture goes part of the way from the point towards the work it is told of.

        Raises
        ------
        StylogenyError
            A style without a point.
        """
        points = []
        for style, work in zip(styles, told):
            if style.vector is None or self.corpus.space is None:
                raise StylogenyError("the trained family needs a style with a point of the embedding", got=style.name)
            vectors = self.corpus.space.vectors
            points.append(style.vector + TOWARDS * (vectors[work] - style.weights @ vectors))
        return np.stack(points).astype(np.float32)

    def _field(self, condition: torch.Tensor, guidance: float) -> Field:
        network = self.trainer.average.eval().to(condition.device)
        yes = torch.zeros(len(condition), dtype=torch.bool, device=condition.device)

        def field(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
            told = cast(torch.Tensor, network(x, t, condition, yes))
            return told if guidance == 1 else (1 - guidance) * network(x, t, condition, ~yes) + guidance * told

        return field

    def bound(self, pictures: Sequence[np.ndarray], *, seed: int = 0) -> np.ndarray:
        """Bits per latent dimension of each picture by the flow's likelihood (Hutchinson's trace), float64[m].

        Not told any style; those latents of 128 x 128 pixels that were learned, in units of the corpus's spread.
        """
        scales = self.trainer.scales
        mean, std = (scales[f"latent_{s}"][:, None, None] for s in ("mean", "std"))
        small = np.stack([covering(np.asarray(p), (SIDE, SIDE)) for p in pictures])
        x = (self.autoencoder.encode(small)[:, self.channels] - mean) / std
        signs = stream(seed, "hutchinson").integers(0, 2, x.shape).astype(np.float32) * 2 - 1
        network = self.trainer.average.eval().cpu()
        style, nobody = torch.zeros(len(x), len(scales["vector_mean"])), torch.ones(len(x), dtype=torch.bool)
        nats = log_likelihood(
            lambda y, t: network(y, t, style, nobody),
            x,
            trace="hutchinson",
            probe=torch.from_numpy(signs),
            tolerance=1e-3,
        )
        return (-nats.double().numpy() / x[0].numel()) / np.log(2)

    def sources(self, picture: np.ndarray) -> None:
        """A network cannot say which works a composition came from; whose paint it got, :meth:`draw` says.

        Raises
        ------
        StylogenyError
            Always.
        """
        raise StylogenyError("a trained network cannot name the origin of a region", fix="ask the closed form")


def unattributed(pictures: np.ndarray, factor: int) -> Drawing:
    """Pictures none of whose regions has a known origin."""
    n, height, width, _ = pictures.shape
    nobody = np.zeros((height // factor, width // factor, 0), dtype=np.float32)
    return Drawing(pictures, [np.zeros(0, dtype=np.int64)] * n, [nobody] * n)
