"""The default generator: closed-form local diffusion over the works themselves. Nothing is trained, and the datum
weights are the corpus, so a world without a work is a re-weighting (Kamb & Ganguli 2024; Scarvelis et al. 2023).

At every step each place draws a patch from its exact posterior (a mean of patches would be a grey mixture), its
neighbours' patches overlap with it, and noise of the next level is added (:mod:`.synthesis`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Unpack

import numpy as np
import torch

from ...errors import StylogenyError, out_of_memory
from ...executors import Execution, Result
from ...progress import progress
from ..autoencoder import Autoencoder
from ..canvas import blur, canvas_size
from ..generator import Drawing, DrawOptions, DrawRequest, StyleLike
from ..latent_cache import LatentCache
from ..palette import Palette, Palettes
from ..sampling import top_rows
from ..styles import Corpus, Style, resolve
from .bound import DenoisingBound
from .descent import region_shares
from .latents import LatentSet, pictures_of
from .patch_index import PatchIndex
from .patches import PatchSource, log_posterior
from .synthesis import AttributedPicture, Subject, Synthesis

SIDE = 128  # pixels of a picture whose size is not said
LARGEST_AGAIN = 4096  # pixels a side of a picture that is drawn again
SOURCES = 24  # works that are asked whether a picture came from them
SOURCES_OF_STYLE = 4 * SOURCES  # the same among the works of a style
SIGMA, RADIUS, REACH = (
    0.08,
    1,
    0.2,
)  # noise, patch radius and reach at which the sources of a given picture are looked for


@dataclass(frozen=True, eq=False)
class ClosedFormGenerator:
    """The generator of :mod:`stylogeny.generation.closed_form.generator`.

    Parameters
    ----------
    corpus : Corpus
        Works, and the space and graph where there are any.
    weights : ndarray
        float64[n]: datum weights, 0 for a work that never was.
    autoencoder : Autoencoder
    execution : Execution
        Where the pictures of a :meth:`draw` are made; they are the same everywhere.
    """

    corpus: Corpus
    weights: np.ndarray
    autoencoder: Autoencoder
    latents: LatentCache = field(repr=False)
    palettes: Palettes = field(repr=False)
    synthesis: Synthesis = field(repr=False)
    execution: Execution = field(default_factory=Execution)
    _index: list[PatchIndex] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, corpus: Corpus, autoencoder: Autoencoder, weights: np.ndarray | None = None) -> ClosedFormGenerator:
        """Of a corpus, by default with the weights of its works."""
        datum = corpus.works.weight if weights is None else weights
        latents = LatentCache(corpus.works, autoencoder)
        return cls(corpus, datum, autoencoder, latents, Palettes(corpus, datum), Synthesis(latents))

    def generate(self, style: StyleLike | list[Style], **options: Unpack[DrawOptions]) -> np.ndarray:
        """Pictures of a style, uint8[n, H, W, 3]; see :meth:`draw`."""
        return self.draw(style, **options).pictures

    def draw(self, style: StyleLike | list[Style], **options: Unpack[DrawOptions]) -> Drawing:
        """Pictures of a style and where every region of them came from.

        A `content` is repainted in a palette and with the detail of the style; the shares then say where the detail
        came from. A `prompt` is refused. See :class:`.DrawOptions` for the options.
        """
        request = DrawRequest.of(style, self.corpus, side=SIDE, factor=self.autoencoder.factor, **options)
        subjects = [
            Subject(
                self.datum(each), request.shape, (request.seed, "picture", i), request.content, parts=self._parts(each)
            )
            for i, each in enumerate(request.styles)
        ]
        drawn = [
            AttributedPicture(**made)
            for made in self.execution.run(
                _draw_one, self, shards=range(len(subjects)), own=lambda i: subjects[i], config={}, what="drawing"
            )
        ]
        shifts = [self.palettes.shift(each) for each in request.styles]
        pictures = [d.picture if shift is None else shift(d.picture) for d, shift in zip(drawn, shifts)]
        return request.drawn(Drawing(np.stack(pictures), [d.rows for d in drawn], [d.shares for d in drawn]))

    def again(
        self, style: StyleLike, *, index: int, size: int | tuple[int, int] = SIDE, seed: int = 0, enlarge: int = 1
    ) -> Drawing:
        """The `index`-th picture (from 0) that :meth:`draw` draws with this size and seed, `enlarge` times as large.

        Composition and pieces are the same; the pieces are cut anew from the works, larger.
        """
        request = DrawRequest.of(style, self.corpus, side=SIDE, factor=self.autoencoder.factor, n=1, size=size)
        if index < 0 or enlarge < 1 or max(request.shape) * enlarge > LARGEST_AGAIN:
            raise StylogenyError(
                f"a picture is drawn again at up to {LARGEST_AGAIN} pixels a side",
                got=f"number {index + 1}, {enlarge} times {request.shape[0]} x {request.shape[1]}",
            )
        each = request.styles[0]
        subject = Subject(
            self.datum(each), request.shape, (seed, "picture", index), parts=self._parts(each), enlarge=enlarge
        )
        drawn, shift = self._make(subject), self.palettes.shift(each)
        picture = drawn.picture if shift is None else shift(drawn.picture)
        return Drawing(picture[None], [drawn.rows], [drawn.shares])

    def paint(self, compositions: np.ndarray, styles: Sequence[Style], *, resolution: int, seed: int = 0) -> Drawing:
        """Blurred compositions painted with what lies under the same blur in works of a style.

        Patches are compared as they look through the blur, and laid as they are; broad tones stay the composition's,
        and through the blur the whole has its colours.

        Parameters
        ----------
        compositions : ndarray
            uint8[n, H, W, 3], sides multiples of 8.
        styles : sequence of Style
            One for each composition; its point moves nothing here.
        resolution : int
            Their shorter side would have this many pixels if none were wasted on the blur.
        seed : int
        """
        shape = canvas_size(np.shape(compositions)[1:3], self.autoencoder.factor)
        pictures, painted = [], []
        for i, (composition, style) in enumerate(
            progress(list(zip(compositions, styles, strict=True)), "painting", unit="picture")
        ):
            subject = Subject(self.datum(style), shape, (seed, "picture", i), composition, resolution)
            painted.append(self._make(subject))
            through = Palette.of(blur(painted[-1].picture, resolution))
            pictures.append(through.towards(Palette.of(composition), painted[-1].picture))
        return Drawing(np.stack(pictures), [p.rows for p in painted], [p.shares for p in painted])

    def sources(self, picture: np.ndarray, style: StyleLike | None = None) -> Drawing:
        """Which works a picture's regions came from, as the denoiser sees it at its last noise level.

        Parameters
        ----------
        picture : ndarray
            uint8[H, W, 3].
        style : optional
            Restricts the question to the works of a style; without it the works most like the picture are asked.
        """
        height, width = canvas_size(picture.shape[:2], self.autoencoder.factor)
        if style is None:
            datum = self.weights * self.corpus.works.pictured
            rows = np.flatnonzero(datum)
            rows = rows[self._patches().likely(LatentSet.of([picture], self.autoencoder), SOURCES)]
        else:
            datum = resolve(style, self.corpus).weights * self.weights
            rows = top_rows(datum, SOURCES_OF_STYLE)
        side = int(np.sqrt(height * width))
        works = [PatchSource(int(row), self.latents.latent(int(row), side)) for row in rows]
        latent = self.synthesis.latents([picture])[0]
        posterior = log_posterior(
            latent, works, sigma=SIGMA, radius=RADIUS, reach=REACH,
            log_weight=torch.from_numpy(np.log(datum[rows])).float(),
        ).exp_()  # fmt: skip
        return Drawing(picture[None], [rows], [region_shares(posterior, works, latent.shape[1:])])

    def bound(self, pictures: Sequence[np.ndarray] | np.ndarray, *, seed: int = 0) -> np.ndarray:
        """How surprising pictures (or rows of works) are, float64[m] bits per latent dimension (:mod:`.bound`)."""
        prepared = DenoisingBound.prepare(self.corpus, pictures, autoencoder=self.autoencoder, seed=seed)
        return prepared.score(self.weights * self.corpus.works.pictured)

    def datum(self, style: Style) -> np.ndarray:
        """How much each work counts for a style here, float64[n]."""
        datum = style.weights * self.weights
        if (datum > 0).sum() < 2:
            raise StylogenyError("fewer than two works are left to draw from", got=style.name)
        return np.asarray(datum)

    def _parts(self, style: Style) -> np.ndarray | None:
        """How much each work counts for each part of a mixture, float64[n, P]; None for a style that is none, or of
        which one part alone is left."""
        if len(style.parts) < 2:
            return None
        parts = np.stack([share * part.weights for share, part in style.parts], axis=1) * self.weights[:, None]
        parts = parts * self.corpus.works.pictured[:, None]
        return None if (parts.argmax(axis=1)[parts.any(axis=1)] == 0).all() else parts

    def _make(self, subject: Subject) -> AttributedPicture:
        height, width = subject.shape
        with out_of_memory(f"a picture of {height} x {width}", "lower --size"):
            return self.synthesis.make(subject)

    def _patches(self) -> PatchIndex:
        """The patches of all works, indexed when first asked for."""
        if not self._index:
            rows = np.flatnonzero(self.weights * self.corpus.works.pictured)
            latents = LatentSet.of(pictures_of(self.corpus, rows), self.autoencoder)
            self._index.append(PatchIndex.of(latents))
        return self._index[0]


def _draw_one(state: tuple[ClosedFormGenerator, Subject], seed: int, shard: int) -> Result:
    """One picture: the fields of an :class:`AttributedPicture`."""
    generator, subject = state
    return dict(vars(generator._make(subject)))
