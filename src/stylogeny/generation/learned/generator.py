"""The generator of a trained network: the denoiser of a checkpoint behind the protocol of every family."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Unpack

import numpy as np
import torch

from ...errors import StylogenyError
from ...runs import Run
from ...streams import stream
from ..autoencoder import Autoencoder, load
from ..canvas import blur, crop_to, resize
from ..closed_form.generator import ClosedFormGenerator
from ..generator import Drawing, DrawOptions, DrawRequest, StyleLike
from ..palette import Palette, match_detail
from ..sampling import sample_rows
from ..styles import Corpus, Style
from .autoregressive.model import Autoregressive
from .checkpoint import CHECKPOINT
from .data import SIDE, digest, learned_channels
from .deblocking import deblock
from .families import drawn_as, family_of
from .families.family import Draws, Family, Field
from .families.probability_flow import log_likelihood
from .guidance.guided import Value, guided
from .trainer import Trainer, denoiser

TOGETHER = 16  # pictures drawn at once
TOWARDS = 0.8  # of the way from a style's point to one of its works
FirstNoise = Callable[[np.ndarray, int, int], np.ndarray]  # of normal draws, a seed and a picture's number
MOST_PLACES = 1024  # latents of a picture that is drawn place after place
BLURRED = 4  # pixels of a composition that show what one pixel would


@dataclass(frozen=True, eq=False)
class LearnedGenerator:
    """A trained denoiser, which composes, and the closed form of the same works, which paints.

    Parameters
    ----------
    closed : ClosedFormGenerator
        Of the works whose paint may be used, with their weights.
    trainer : Trainer
        As read from a checkpoint; its running average is what draws.
    drawn_as : str, optional
        The family whose sampler draws; by default the one it was trained for.
    first_noise : callable, optional
        What a picture starts from; by default the normal draws themselves.
    value, value_weight : callable, float
        What draws lean to, and how much; see :mod:`.guidance.guided`.
    """

    closed: ClosedFormGenerator
    trainer: Trainer
    drawn_as: str | None = None
    first_noise: FirstNoise | None = None
    value: Value | None = None
    value_weight: float = 1.0

    @classmethod
    def read(cls, closed: ClosedFormGenerator, path: Path, *, family: str | None = None) -> LearnedGenerator:
        """Open a checkpoint for this corpus.

        Raises
        ------
        StylogenyError
            A checkpoint of another embedding, autoencoder or `family`.
        """
        trainer = Trainer.read(path)
        how = None if family is None else drawn_as(family, trainer.plan.family)
        space = closed.corpus.space
        same = space is not None and digest(space.vectors) == trainer.space
        channels = learned_channels(closed.autoencoder, full_resolution=trainer.plan.full_resolution)
        if not same or len(channels) != trainer.network.shape.channels:
            raise StylogenyError(
                "the checkpoint is of another embedding or autoencoder", got=str(path), fix="train again"
            )
        return cls(closed, trainer, how)

    @classmethod
    def of_run(cls, run: Run, corpus: Corpus) -> LearnedGenerator:
        """The network that a run trained, whatever its family; raises as :meth:`read` does."""
        return cls.read(ClosedFormGenerator.of(corpus, load()), run.file(CHECKPOINT, needs="train"))

    @property
    def autoregressive(self) -> Autoregressive | None:
        """The network that draws, where it draws place after place."""
        network = self.trainer.average
        return network.eval() if isinstance(network, Autoregressive) else None

    @property
    def unit(self) -> str:
        """For each of which :meth:`bound` counts bits."""
        return "latent" if self.autoregressive is None else self.autoregressive.unit

    @property
    def family(self) -> Family:
        """Whose sampler draws, where it draws from noise."""
        return family_of(self.drawn_as or self.trainer.plan.family)

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
        return learned_channels(self.autoencoder, full_resolution=self.trainer.plan.full_resolution)

    @property
    def composes(self) -> bool:
        """Whether what was learned leaves detail to be painted."""
        return len(self.channels) < self.autoencoder.channels

    def generate(self, style: StyleLike | list[Style], **options: Unpack[DrawOptions]) -> np.ndarray:
        """Pictures of a style, uint8[n, H, W, 3]; see :meth:`draw`."""
        return self.draw(style, **options).pictures

    def draw(
        self,
        style: StyleLike | list[Style],
        *,
        steps: int | None = None,
        guidance: float = 2.0,
        paint: bool = True,
        **options: Unpack[DrawOptions],
    ) -> Drawing:
        """Pictures of a style, and which works their paint came from.

        A network that learned compositions draws one of SIDE x SIDE pixels in area; works of the style that look like
        it through the same blur lend it what lies beneath theirs (:meth:`.ClosedFormGenerator.paint`). One that learned
        at full resolution draws pictures of the size asked for, and no work can be named.

        Parameters
        ----------
        style, options
            See :class:`.DrawOptions`. A `content` is started from at half noise, by families that draw from noise; a
            `prompt` is refused. Pictures of a network of full resolution have sides that are multiples of 16.
        steps : int, optional
            Steps of the solver, at most two network evaluations each; by default as many as its family wants.
        guidance : float
            1 is the network as trained; more leans away from the average picture.
        paint : bool
            Whether a composition is painted, or shown as it is.
        """
        factor, token = self.autoencoder.factor, self.autoencoder.factor * self.trainer.network.shape.patch
        multiple = factor if self.composes else token
        request = DrawRequest.of(style, self.corpus, side=SIDE, factor=multiple, **options)
        targets = self.target_works(request.styles, seed=request.seed)
        inner = _composition_size(request.shape, token) if self.composes else request.shape
        latents = self._sample(request, targets, inner, steps, guidance)
        if not self.composes:
            pictures = np.stack([deblock(p, factor) for p in self.decode(latents)])
            return request.drawn(Drawing.unattributed(pictures, factor))
        resolution = min(inner) // BLURRED
        blurred = self.compositions(latents, request.shape)
        if not paint:
            return request.drawn(Drawing.unattributed(blurred, factor))
        return request.drawn(self._paint(blurred, request, targets, resolution))

    def compositions(self, latents: torch.Tensor, shape: tuple[int, int]) -> np.ndarray:
        """What latents float[n, channels, h, w] of the autoencoder show through the blur, uint8[n, *shape, 3]."""
        pictures = self.decode(latents)
        resolution = min(pictures.shape[1:3]) // BLURRED
        return np.stack([resize(blur(p, resolution), shape) for p in pictures])

    def target_works(self, styles: list[Style], *, seed: int) -> list[int]:
        """The work that each picture of a style goes towards, drawn by weight: rows."""
        return [
            int(sample_rows(self.closed.datum(s), 1, stream(seed, "companion", i))[0]) for i, s in enumerate(styles)
        ]

    def conditions(self, styles: list[Style], targets: list[int]) -> np.ndarray:
        """What the network is conditioned on for each picture, float32[n, d]: its style's point, moved as works differ.

        The mean of an artist's works is a point where no work lies, and a network conditioned on it paints what they
        have in common, which is grey. Each picture goes part of the way from the point towards its target.

        Raises
        ------
        StylogenyError
            A style without a point.
        """
        points = []
        for style, work in zip(styles, targets):
            if style.vector is None or self.corpus.space is None:
                raise StylogenyError("the learned family needs a style with a point of the embedding", got=style.name)
            vectors = self.corpus.space.vectors
            points.append(style.vector + TOWARDS * (vectors[work] - style.weights @ vectors))
        return np.stack(points).astype(np.float32)

    def bound(self, pictures: Sequence[np.ndarray], *, seed: int = 0) -> np.ndarray:
        """How surprising each picture is without any style, bits for each :attr:`unit`, float64[m].

        Of those latents of 128 x 128 pixels that were learned, in units of the corpus's spread: by the probability flow
        (Hutchinson's trace) or, where the network draws place after place, exactly.
        """
        small = np.stack([crop_to(np.asarray(p), (SIDE, SIDE)) for p in pictures])
        x = self.latents(small)
        network = self.trainer.average.eval().cpu()
        style = torch.zeros(len(x), len(self.trainer.scales.vector_mean))
        dropped = torch.ones(len(x), dtype=torch.bool)
        if isinstance(network, Autoregressive):
            with torch.inference_mode():
                return network.bits(x, style, dropped).numpy()
        signs = stream(seed, "hutchinson").integers(0, 2, x.shape).astype(np.float32) * 2 - 1
        nats = log_likelihood(
            lambda y, t: network(y, t, style, dropped),
            x,
            log_base=self.family.log_base,
            probe=torch.from_numpy(signs),
            tolerance=1e-3,
        )
        return (-nats.double().numpy() / x[0].numel()) / np.log(2)

    def sources(self, picture: np.ndarray) -> Drawing:
        """A network cannot say which works a composition came from; whose paint it got, :meth:`draw` says.

        Raises
        ------
        StylogenyError
            Always.
        """
        raise StylogenyError("a trained network cannot name the origin of a region", fix="ask the closed form")

    def _sample(
        self, request: DrawRequest, targets: list[int], shape: tuple[int, int], steps: int | None, guidance: float
    ) -> torch.Tensor:
        """Latents of pictures of this (height, width), float32[n, channels, h, w]."""
        factor, scales = self.autoencoder.factor, self.trainer.scales
        cells = (len(self.channels), shape[0] // factor, shape[1] // factor)
        condition = scales.standardise_vectors(torch.from_numpy(self.conditions(request.styles, targets)))
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        start = None
        if request.content is not None:
            start = self.latents(resize(request.content, shape)[None]).to(device)
        latents = []
        with torch.inference_mode(), self.trainer.plan.memory():
            for numbers in torch.arange(len(targets)).split(TOGETHER):
                told = condition[numbers].to(device)
                if self.autoregressive is not None:
                    if start is not None or cells[1] * cells[2] > MOST_PLACES:
                        raise StylogenyError(
                            "this family draws place after place, from nothing and up to 256 x 256 pixels",
                            got="a content" if start is not None else f"{shape[0]} x {shape[1]}",
                            fix="`stylogeny infill` keeps part of a picture",
                        )
                    draws = picture_draws(request.seed, numbers.tolist(), cells, device)
                    latents.append(self.autoregressive.to(device).draw(told, draws, guidance=guidance).cpu())
                    continue
                draws = picture_draws(request.seed, numbers.tolist(), cells, device, first=self.first_noise)
                family = self.family
                field = self.field(told, guidance)
                if self.value is not None:
                    field = guided(field, self.value, denoiser(self.trainer).power, weight=self.value_weight)
                latents.append(family.sample(field, draws, steps or family.STEPS, start=start).cpu())
            return scales.restore_latents(torch.cat(latents))

    def field(self, condition: torch.Tensor, guidance: float = 1.0) -> Field:
        """The network guided by standardised conditions float32[n, d].

        Raises
        ------
        StylogenyError
            The family draws place after place.
        """
        network = self.trainer.average.eval().to(condition.device)
        if isinstance(network, Autoregressive):
            raise StylogenyError(
                "this family has no flow from noise to pictures", got=self.trainer.plan.family, fix="train another"
            )
        kept = torch.zeros(len(condition), dtype=torch.bool, device=condition.device)

        def field(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
            velocity: torch.Tensor = network(x, t, condition, kept)
            if guidance == 1:
                return velocity
            return (1 - guidance) * network(x, t, condition, ~kept) + guidance * velocity

        return field

    def latents(self, pictures: np.ndarray) -> torch.Tensor:
        """Pictures of one size as latents of unit spread, float32[n, channels, h, w]."""
        return self.trainer.scales.standardise_latents(self.autoencoder.encode(pictures)[:, self.channels])

    def decode(self, latents: torch.Tensor) -> np.ndarray:
        """Pictures of latents float[n, channels, h, w], uint8[n, H, W, 3]; channels that were not learned are at their
        middle, which is zero."""
        with torch.inference_mode(), self.trainer.plan.memory():
            full = torch.zeros(len(latents), self.autoencoder.channels, *latents.shape[2:])
            full[:, self.channels] = latents
            return self.autoencoder.decode(full)

    def _paint(self, compositions: np.ndarray, request: DrawRequest, targets: list[int], resolution: int) -> Drawing:
        """Compositions in the colours of a work each, painted, and with detail as strong as that work's."""
        models = [self._model(style, work, request.shape) for style, work in zip(request.styles, targets)]
        tinted = [Palette.of(c).towards(Palette.of(blur(m, resolution)), c) for c, m in zip(compositions, models)]
        drawn = self.closed.paint(np.stack(tinted), request.styles, resolution=resolution, seed=request.seed)
        return replace(drawn, pictures=np.stack([match_detail(p, m) for p, m in zip(drawn.pictures, models)]))

    def _model(self, style: Style, work: int, shape: tuple[int, int]) -> np.ndarray:
        """What a picture of a style takes colours and texture from: a work, moved to where the style's point says.

        A network that trained for minutes knows broad shapes long before it knows which colours go together.
        """
        picture = self.closed.latents.picture(work, round(math.sqrt(shape[0] * shape[1])))
        shift = self.closed.palettes.shift(style)
        return picture if shift is None else shift(picture)


def picture_draws(
    seed: int,
    numbers: list[int],
    cells: tuple[int, ...],
    device: torch.device,
    *,
    candidates: int = 1,
    first: FirstNoise | None = None,
) -> Draws:
    """The normal draws of some pictures by number, float32[n, *cells]: they belong to (seed, picture, turn) alone.

    With more `candidates` than one, each picture's further ones follow its first. Those of the first turn may be made
    others by `first`.
    """

    def draws(turn: int) -> torch.Tensor:
        later = ("turn", turn) if turn else ()
        streams = [
            stream(seed, "picture", i, *later, *(("candidate", k) if k else ()))
            for i in numbers
            for k in range(candidates)
        ]
        noise = np.stack([rng.standard_normal(cells, dtype=np.float32) for rng in streams])
        if first is not None and not turn:
            noise = np.stack([first(z, seed, numbers[k // candidates]) for k, z in enumerate(noise)])
        return torch.from_numpy(noise).to(device)

    return draws


def _composition_size(shape: tuple[int, int], token: int) -> tuple[int, int]:
    """(height, width) of about SIDE x SIDE pixels in area, multiples of `token`, with the aspect of a shape."""
    scale = SIDE / math.sqrt(shape[0] * shape[1]) / token
    return max(1, round(shape[0] * scale)) * token, max(1, round(shape[1] * scale)) * token
