"""The default generator: closed-form local diffusion over the works themselves. Nothing is trained, and the datum
weights are the corpus, so a world without a work is a re-weighting (Kamb & Ganguli 2024; Scarvelis et al. 2023).

At the highest noise the posterior is the prior: a work is drawn by weight and its companions with it, in one palette
(`layout`), seen anew (`views`), and crossed where they agree. Noise of the size at which parts of pictures are decided is
added, and falls step by step: at every step each place draws a patch from its exact posterior (a mean of patches would be a
grey mixture), its neighbours' patches overlap with it, and noise of the next level is added. Between scales the picture is
enlarged. The last posterior says where every region came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import torch

from ...errors import StylogenyError, out_of_memory
from ...progress import progress
from ...streams import normals, stream, uniforms
from ..autoencoder import Autoencoder
from ..diversity import varied
from ..palette import Palette, Palettes
from ..styles import Corpus, Style, resolve
from .bound import DenoisingBound
from .composition import Traits, companions, composed, crossed
from .crops import Crop
from .latent_cache import LatentCache, weighting
from .latents import LatentSet, pictures_of
from .patch_index import PatchIndex
from .patches import PatchSource, detail, drawn, log_posterior, overlapped
from .quilting import quilt
from .schedule import blurred, canvas, fitting, planned, scales

DIFFUSED = 384  # pixels: a larger picture is settled at half the size, and pieces of twice the side are laid
WORKS = 24
CANDIDATES = 48  # works of a style among which a picture's companions are looked for
MORE = 250  # the same where a composition is given
COMPANIONS = 8  # works that a picture can draw on
PAINTED = 14  # the same where a composition is given and only paint is asked for
LOOKS = 2  # views of each companion among which those that share the canvas are chosen
SHARPER = 1.2  # works are read this much larger than the canvas, for views that go in on them
OTHERS = 4  # views beside those, from which patches can come
ASKED = (0.08, 1, 0.2)  # noise, patch radius and reach at which the origins of a given picture are looked for
SPREAD = 0.5  # standard deviation of the luck of each work, in nats
FRESH = 0.7  # share of the noise of every step that is new
REUSE = 2.0  # nats against a patch for every further place that took it in the step before


@dataclass(frozen=True, eq=False)
class Drawing:
    """Pictures with the origin of every region.

    Parameters
    ----------
    pictures : ndarray
        uint8[n, H, W, 3].
    rows : list of ndarray
        For each picture int64[S]: the works it drew on.
    shares : list of ndarray
        For each picture float32[H / factor, W / factor, S]: how much of each region each work gave; sums to 1 over S.
    """

    pictures: np.ndarray
    rows: list[np.ndarray]
    shares: list[np.ndarray]

    def works(self, picture: int) -> dict[int, float]:
        """Row of each work and its share of the whole picture, largest first."""
        totals = self.shares[picture].mean(axis=(0, 1))
        order = np.argsort(-totals, kind="stable")
        return {int(self.rows[picture][i]): float(totals[i]) for i in order if totals[i] > 0}


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
    """

    corpus: Corpus
    weights: np.ndarray
    autoencoder: Autoencoder
    library: LatentCache = field(repr=False)
    palettes: Palettes = field(repr=False)
    _kept: dict[str, PatchIndex] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, corpus: Corpus, autoencoder: Autoencoder, weights: np.ndarray | None = None) -> ClosedFormGenerator:
        """Of a corpus, by default with weight 1 for every work."""
        datum = np.ones(len(corpus.works)) if weights is None else weights
        return cls(corpus, datum, autoencoder, LatentCache(corpus.works, autoencoder), Palettes(corpus, datum))

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
        """Pictures of a style, uint8[n, H, W, 3]; see :meth:`draw` for the parameters."""
        return self.draw(style, n=n, size=size, seed=seed, content=content, prompt=prompt, spread=spread).pictures

    def draw(
        self,
        style: str | np.ndarray | Style | list[Style],
        *,
        n: int = 1,
        size: int | tuple[int, int] = 128,
        seed: int = 0,
        content: np.ndarray | None = None,
        prompt: str | None = None,
        spread: str | None = None,
    ) -> Drawing:
        """Pictures of a style and where every region of them came from.

        Parameters
        ----------
        style : str, ndarray or Style
            See :func:`stylogeny.generation.styles.resolve`; or a list, one for each picture, in place of `n` and `spread`.
        n : int
            How many. The i-th depends on (seed, i) alone.
        size : int or (height, width)
            In pixels, multiples of 8 from 32 to 1024.
        seed : int
        content : ndarray, optional
            uint8[H, W, 3] of that size: its composition is kept, in a palette and with the detail of the style; the shares
            then say where the detail came from.
        prompt : str, optional
            Not understood by this family: raises.
        spread : str, optional
            ``missing``: each picture leans toward a different missing style beside this one.
        """
        if prompt is not None:
            raise StylogenyError("the closed form understands no words", got=repr(prompt), fix="leave the prompt out")
        height, width = canvas(size, self.autoencoder.factor)
        fitting(content, (height, width))
        styles = style
        if not isinstance(styles, list):
            styles = varied(resolve(styles, self.corpus), spread, self.corpus, n, seed=seed)
        pictures, rows, shares = [], [], []
        for i, each in enumerate(progress(styles, "drawing", unit="picture")):
            datum = self.datum(each)
            with out_of_memory(f"a picture of {height} x {width}", "lower --size"):
                picture, row, share = self._one(datum, (height, width), (seed, "picture", i), content)
            shift = self.palettes.shift(each)
            pictures.append(picture if shift is None else shift(picture))
            rows.append(row)
            shares.append(share)
        return Drawing(np.stack(pictures), rows, shares)

    def sources(self, picture: np.ndarray, style: str | np.ndarray | Style | None = None) -> Drawing:
        """Which works a picture's regions came from, as the denoiser sees it at its last noise level.

        Parameters
        ----------
        picture : ndarray
            uint8[H, W, 3].
        style : optional
            Restricts the question to the works of a style; without it the works most like the picture are asked.
        """
        height, width = canvas(picture.shape[:2], self.autoencoder.factor)
        side = int(np.sqrt(height * width))
        if style is not None:
            datum = resolve(style, self.corpus).weights * self.weights
            rows = heaviest(datum, 4 * WORKS)
        else:
            datum = self.weights * self.corpus.works.pictured
            everything = np.flatnonzero(datum)
            if "origins" not in self._kept:
                shelf = LatentSet.of(pictures_of(self.corpus, everything), self.autoencoder)
                self._kept["origins"] = PatchIndex.of(shelf)
            rows = everything[self._kept["origins"].likely(LatentSet.of([picture], self.autoencoder), WORKS)]
        latent = self._latents([picture])[0]
        library = self.library.sources(rows, side)
        posterior = log_posterior(
            latent, library, sigma=ASKED[0], radius=ASKED[1], reach=ASKED[2],
            log_weight=torch.from_numpy(np.log(datum[rows])).float(),
        ).exp_()  # fmt: skip
        return Drawing(picture[None], [rows], [region_shares(posterior, library, latent.shape[1:])])

    def bound(self, pictures: Sequence[np.ndarray] | np.ndarray, *, seed: int = 0) -> np.ndarray:
        """How surprising pictures (or rows of works) are, bits per latent dimension, float64[m]; see :class:`DenoisingBound`."""
        prepared = DenoisingBound.prepare(self.corpus, pictures, autoencoder=self.autoencoder, seed=seed)
        return prepared.score(self.weights * self.corpus.works.pictured)

    def paint(
        self, compositions: np.ndarray, style: str | np.ndarray | Style | list[Style], *, known: int, seed: int = 0
    ) -> Drawing:
        """Blurred compositions painted with what lies under the same blur in works of a style.

        Patches are compared as they look through the blur, and laid as they are; broad tones stay the composition's, and through
        the blur the whole has its colours.

        Parameters
        ----------
        compositions : ndarray
            uint8[n, H, W, 3], sides multiples of 8.
        style
            As for :meth:`draw`, or one for each composition; its point moves nothing here.
        known : int
            How many pixels their shorter side would have if none were wasted on the blur.
        seed : int
        """
        styles = style if isinstance(style, list) else [resolve(style, self.corpus)] * len(compositions)
        shape = canvas(np.shape(compositions)[1:3], self.autoencoder.factor)
        made = []
        for i, (composition, each) in enumerate(progress(list(zip(compositions, styles)), "painting", unit="picture")):
            datum = self.datum(each)
            with out_of_memory(f"a picture of {shape[0]} x {shape[1]}", "lower --size"):
                picture, row, share = self._one(datum, shape, (seed, "picture", i), composition, known=known)
            through = Palette.of(blurred(picture, known))
            made.append((through.towards(Palette.of(composition), picture), row, share))
        pictures, rows, shares = zip(*made)
        return Drawing(np.stack(pictures), list(rows), list(shares))

    def datum(self, style: Style) -> np.ndarray:
        """How much each work counts for a style here, float64[n]."""
        datum = style.weights * self.weights
        if (datum > 0).sum() < 2:
            raise StylogenyError("fewer than two works are left to draw from", got=style.name)
        return np.asarray(datum)

    def _one(
        self,
        datum: np.ndarray,
        shape: tuple[int, int],
        event: tuple[Any, ...],
        content: np.ndarray | None,
        known: int | None = None,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        factor, seed = self.autoencoder.factor, event[0]
        zoom = 2 ** max(0, int(np.ceil(np.log2(max(shape) / DIFFUSED))))
        small = tuple(-(-side // (zoom * factor)) * factor for side in shape)
        sizes = scales(small, factor, blurred=known)
        views, masks, palette = self._composition(datum, small, event, content, painted=known is not None)
        rows, owner = np.unique([v.row for v in views], return_inverse=True)
        luck = SPREAD * normals(seed, *event[1:], "luck", index=rows)[:, 0]
        weight = np.log(datum[rows]) - np.log(datum[rows].sum()) + luck - np.log(np.bincount(owner))
        log_weight = torch.from_numpy(weight[owner]).float()
        picture = content
        for scale, (height, width) in enumerate(sizes):
            seen = self._seen(views, palette, (height, width))
            if picture is None:
                picture = composed(seen, masks)
            start = cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC)
            if scale == 0 and content is not None and known is None:
                start = Palette.of(start).towards(palette, start)
            library = shown = self._sources(views, seen)
            if known is not None:
                library = self._sources(
                    views, [blurred(p, known if scale == 0 else min(sizes[scale - 1])) for p in seen]
                )
            plan = planned(scale, content=content is not None, blurred=known is not None)
            posterior = descend(
                self._latents([start])[0], library, plan.levels(), log_weight, stream(*event, "noise", scale),
                shown=shown, busy=plan.busy,
            )  # fmt: skip
            last = zoom if scale + 1 == len(sizes) else 1
            grid, full = (height // factor, width // factor), (height * last, width * last)
            pixels = quilt(
                posterior.argmax(dim=1).view(grid).numpy(), [grid] * len(views),
                seen if last == 1 else self._seen(views, palette, full), factor=factor * last,
                ground=None if content is None else cv2.resize(start, full[::-1], interpolation=cv2.INTER_CUBIC),
                blur=plan.ground,
            )  # fmt: skip
            picture = np.clip(np.rint(pixels), 0, 255).astype(np.uint8)
        assert picture is not None  # there is at least one scale
        share = region_shares(posterior, library, grid) @ np.eye(len(rows), dtype=np.float32)[owner]
        share = share.repeat(zoom, axis=0).repeat(zoom, axis=1)[: shape[0] // factor, : shape[1] // factor]
        return picture[: shape[0], : shape[1]], rows, share / share.sum(axis=-1, keepdims=True)

    def _composition(
        self,
        datum: np.ndarray,
        shape: tuple[int, int],
        event: tuple[Any, ...],
        content: np.ndarray | None,
        *,
        painted: bool,
    ) -> tuple[list[Crop], list[np.ndarray], Palette]:
        """Views of works, those that share the canvas first; where these lie over one another; the palette of all."""
        rows = sampled(datum, MORE if painted else CANDIDATES, stream(*event, "works"))
        known = [self.library.traits(int(row)) for row in rows]
        luck = -np.log(-np.log(uniforms(event[0], *event[1:], "anchor", index=rows)[:, 0]))
        together = companions(
            [traits for traits, _ in known], np.log(datum[rows]) + luck, PAINTED if painted else COMPANIONS,
            start=None if content is None else Traits.of(content),
        )  # fmt: skip
        tints = uniforms(event[0], *event[1:], "palette", index=rows[together])[:, 0]
        palette = known[together[int(np.argmax(tints))]][1] if content is None or not painted else Palette.of(content)
        views = []
        for k, row in enumerate(rows[together].tolist()):
            work = self.library.picture(row, 64).shape
            looks = range(1 if k == 0 else LOOKS)
            views += [Crop.of(row, work[:2], shape, stream(*event, "view", row, look)) for look in looks]
        taken, masks = crossed(
            self._seen(views, palette, (64, 64)), [v.row for v in views], lambda part: stream(*event, "border", part)
        )
        left = [i for i in range(len(views)) if i not in taken]
        if content is None:
            left = left[:OTHERS]
        return [views[i] for i in [*taken, *left]], masks, palette

    def _sources(self, views: list[Crop], seen: list[np.ndarray]) -> list[PatchSource]:
        return [PatchSource(v.row, z) for v, z in zip(views, self._latents(seen))]

    def _latents(self, pictures: Sequence[np.ndarray]) -> torch.Tensor:
        """Pictures of one size as latents weighted by the metric, float32[n, C, h, w]."""
        return self.autoencoder.encode(np.stack(pictures)) * weighting(self.autoencoder)

    def _seen(self, views: list[Crop], palette: Palette, shape: tuple[int, int]) -> list[np.ndarray]:
        """Views as pixels, in one palette."""
        side = int(SHARPER * np.sqrt(np.prod(shape)))
        return [
            self.library.traits(v.row)[1].towards(palette, v.look(self.library.picture(v.row, side), shape))
            for v in views
        ]


def descend(
    base: torch.Tensor,
    library: list[PatchSource],
    steps: Sequence[tuple[float, int, float]],
    log_weight: torch.Tensor,
    rng: np.random.Generator,
    *,
    shown: list[PatchSource],
    busy: float,
) -> torch.Tensor:
    """Add noise to a latent and take it away again, step by step; the last posterior, float32[H * W, patches].

    Places where something goes on count for more; a patch that many places took counts for less, or blank ones tile the
    picture. What goes on is measured on `shown`, as the patches are, however blurred they are compared.
    """
    grid = (base.shape[1], base.shape[2])
    bonus = torch.cat([detail(s) for s in shown])
    bonus = busy * (bonus - bonus.mean())

    def noise() -> torch.Tensor:
        return torch.from_numpy(rng.standard_normal(tuple(base.shape), dtype=np.float32))

    reused = torch.zeros(len(bonus))
    x = base + steps[0][0] * noise()
    for i, (sigma, radius, reach) in enumerate(steps):
        logs = log_posterior(x, library, sigma=sigma, radius=radius, reach=reach, log_weight=log_weight)
        logs = logs + (bonus - reused)
        if i + 1 == len(steps):
            break
        chosen = drawn(logs, library, grid, rng)
        clean = overlapped(chosen, library, grid, 1)
        reused = REUSE * (torch.bincount(chosen, minlength=len(bonus)) - 1).clamp_min(0)
        x = clean + steps[i + 1][0] * (np.sqrt(1 - FRESH**2) / sigma * (x - clean) + FRESH * noise())
    return torch.softmax(logs, dim=1)


def region_shares(posterior: torch.Tensor, library: list[PatchSource], shape: Sequence[int]) -> np.ndarray:
    """A posterior over patches summed over each work, float32[H, W, S]."""
    sizes = [s.latent[0].numel() for s in library]
    return torch.stack([p.sum(dim=1) for p in posterior.split(sizes, dim=1)], dim=1).view(*shape, -1).numpy()


def heaviest(datum: np.ndarray, count: int) -> np.ndarray:
    """Rows of the `count` largest positive weights, int64."""
    order = np.argsort(-datum, kind="stable")[:count]
    return order[datum[order] > 0]


def sampled(datum: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """At most `count` rows drawn without replacement, heavier ones first to be taken (Gumbel top-k), int64, sorted.

    One draw a work, so a work of weight 0 does not move another's luck.
    """
    gumbel = rng.gumbel(size=len(datum))
    with np.errstate(divide="ignore"):
        return np.sort(heaviest(np.exp(np.clip(np.log(datum) + gumbel, -700, 700)) * (datum > 0), count))
