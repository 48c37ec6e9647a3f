"""The default generator: closed-form local diffusion over the works themselves. Nothing is trained, and the datum
weights are the corpus, so a world without a work is a re-weighting (Kamb & Ganguli 2024; Scarvelis et al. 2023).

A picture is made from coarse to fine. At each scale noise falls step by step, and with it the patches shrink and the
positional prior loosens: first the layout, then objects, then brushwork. At every step each place draws a patch from
its exact posterior (a mean of patches would be a grey mixture), its neighbours' patches overlap with it, and noise of
the next level is added. Between scales the picture is enlarged. Works that no region drew on are left out of the finer
scale.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from ..errors import StylogenyError
from ..progress import progress
from ..streams import stream
from .autoencoder import Autoencoder
from .bound import Bound
from .library import Library, weighting
from .palette import Palettes
from .patches import Source, detail, drawn, log_posterior, overlapped
from .quilt import quilt
from .shelf import Shelf, likely_origins, pictures_of
from .spread import leaning
from .styles import Corpus, Style, resolve

SMALLEST = 48  # pixels: the side of the coarsest scale is at least this
WORKS = 24
CANDIDATES = 48  # works of a style among which a picture's companions are looked for


@dataclass(frozen=True)
class Stage:
    """One stretch of a schedule: `steps` noise levels from `top` down to `bottom`, geometric, with one patch radius."""

    top: float
    bottom: float
    steps: int
    radius: int
    reach: tuple[float, float]

    def levels(self) -> list[tuple[float, int, float]]:
        """(sigma, patch radius, reach of the positional prior) of every step."""
        sigmas = np.geomspace(self.top, self.bottom, self.steps)
        return [(float(s), self.radius, float(r)) for s, r in zip(sigmas, np.geomspace(*self.reach, self.steps))]


LAYOUT = (Stage(6.0, 2.0, 4, 2, (0.06, 0.08)), Stage(2.0, 0.8, 4, 2, (0.08, 0.12)), Stage(0.7, 0.3, 4, 1, (0.12, 0.2)))
DETAIL = (
    Stage(0.6, 0.3, 4, 3, (0.1, 0.12)),
    Stage(0.3, 0.15, 3, 3, (0.12, 0.15)),
    Stage(0.15, 0.08, 2, 2, (0.15, 0.2)),
)
FINEST = (Stage(0.5, 0.25, 3, 3, (0.06, 0.08)), Stage(0.25, 0.1, 2, 2, (0.08, 0.1)))
COMPANIONS = 6  # works of one picture's layout: those most like an anchor drawn by weight
SPREAD = 0.5  # standard deviation of the luck of each of them, in nats
FRESH = 0.7  # share of the noise of every step that is new
LARGEST = 0.5  # a work that gives more than this part of the layout is held back
BUSY_LAYOUT, BUSY_DETAIL = 2.0, 0.5  # how much more places count where something goes on, in powers of their energy
REUSE = 4.0  # nats against a patch for every further place that took it in the step before
HELD_BACK = 8.0  # nats a whole picture above that part


@dataclass(frozen=True, eq=False)
class Drawn:
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
class ClosedForm:
    """The generator of :mod:`stylogeny.generation.closed_form`.

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
    library: Library = field(repr=False)
    palettes: Palettes = field(repr=False)
    _kept: dict[str, Shelf] = field(default_factory=dict, repr=False)

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
        style: str | np.ndarray | Style,
        *,
        n: int = 1,
        size: int | tuple[int, int] = 128,
        seed: int = 0,
        content: np.ndarray | None = None,
        prompt: str | None = None,
        spread: str | None = None,
    ) -> Drawn:
        """Pictures of a style and where every region of them came from.

        Parameters
        ----------
        style : str, ndarray or Style
            See :func:`stylogeny.generation.styles.resolve`.
        n : int
            How many. The i-th depends on (seed, i) alone.
        size : int or (height, width)
            In pixels, multiples of 8 from 32 to 1024.
        seed : int
        content : ndarray, optional
            uint8[H, W, 3] of that size: the layout to start from.
        prompt : str, optional
            Not understood by this family: raises.
        spread : str, optional
            ``missing``: each picture leans toward a different missing style beside this one.
        """
        if prompt is not None:
            raise StylogenyError("the closed form understands no words", got=repr(prompt), fix="leave the prompt out")
        found = resolve(style, self.corpus)
        height, width = canvas(size, self.autoencoder.factor)
        if content is not None and np.shape(content) != (height, width, 3):
            raise StylogenyError(
                "the content picture must have the size asked for",
                got=f"{np.shape(content)} for {height} x {width}", fix="resize it first",
            )  # fmt: skip
        if spread not in (None, "missing"):
            raise StylogenyError("pictures spread toward missing styles or not at all", got=spread, fix="use 'missing'")
        styles = [found] * n if spread is None else leaning(found, self.corpus, n, seed=seed)
        pictures, rows, shares = [], [], []
        for i, each in enumerate(progress(styles, "drawing", unit="picture")):
            datum = each.weights * self.weights
            if (datum > 0).sum() < 2:
                raise StylogenyError("fewer than two works are left to draw from", got=each.name)
            with small_enough(height, width):
                picture, row, share = self._one(datum, (height, width), stream(seed, "picture", i), content)
            shift = self.palettes.shift(each)
            pictures.append(picture if shift is None else shift(picture))
            rows.append(row)
            shares.append(share)
        return Drawn(np.stack(pictures), rows, shares)

    def sources(self, picture: np.ndarray, style: str | np.ndarray | Style | None = None) -> Drawn:
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
            if "shelf" not in self._kept:
                self._kept["shelf"] = Shelf.of(pictures_of(self.corpus, everything), self.autoencoder)
            rows = everything[likely_origins(self._kept["shelf"], Shelf.of([picture], self.autoencoder), WORKS)]
        latent = self.autoencoder.encode(picture[None])[0] * weighting(self.autoencoder)
        library = self.library.sources(rows, side)
        posterior = log_posterior(
            latent, library, sigma=DETAIL[-1].bottom, radius=1, reach=DETAIL[-1].reach[1],
            log_weight=torch.from_numpy(np.log(datum[rows])).float(),
        ).exp_()  # fmt: skip
        return Drawn(picture[None], [rows], [region_shares(posterior, library, latent.shape[1:])])

    def bound(self, pictures: Sequence[np.ndarray] | np.ndarray, *, seed: int = 0) -> np.ndarray:
        """How surprising pictures (or rows of works) are, bits per latent dimension, float64[m]; see :class:`Bound`."""
        prepared = Bound.prepare(self.corpus, pictures, autoencoder=self.autoencoder, seed=seed)
        return prepared.score(self.weights * self.corpus.works.pictured)

    def _one(
        self, datum: np.ndarray, shape: tuple[int, int], rng: np.random.Generator, content: np.ndarray | None
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        factor, metric = self.autoencoder.factor, weighting(self.autoencoder)
        sizes = scales(shape, factor)
        rows = self._companions(datum, int(np.sqrt(np.prod(sizes[0]))), rng)
        log_weight = torch.from_numpy(
            np.log(datum[rows]) - np.log(datum[rows].sum()) + SPREAD * rng.normal(size=len(rows))
        ).float()
        picture, share = content, np.ones((1, 1, len(rows)), dtype=np.float32)
        for scale, (height, width) in enumerate(sizes):
            plan = (LAYOUT if content is None else DETAIL) if scale == 0 else DETAIL if scale == 1 else FINEST
            steps = [level for stage in plan for level in stage.levels()]
            grid = (height // factor, width // factor)
            base = torch.zeros(self.autoencoder.channels, *grid)
            if picture is not None:
                start = cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC)
                base = self.autoencoder.encode(start[None])[0] * metric
            library = self.library.sources(rows, int(np.sqrt(height * width)))
            posterior = descend(base, library, steps, log_weight, rng, layout=scale == 0)
            pixels = quilt(
                posterior.argmax(dim=1).view(grid).numpy(), [(s.latent.shape[1], s.latent.shape[2]) for s in library],
                [self._pixels(s) for s in library], factor=factor,
            )  # fmt: skip
            picture = np.clip(np.rint(pixels), 0, 255).astype(np.uint8)
            share = region_shares(posterior, library, grid)
            used = share.mean(axis=(0, 1)) > 0.01
            if scale + 1 < len(sizes) and used.sum() >= 2:  # the last scale's small shares are part of the answer
                rows, log_weight, share = rows[used], log_weight[torch.from_numpy(used)], share[..., used]
        assert picture is not None  # there is at least one scale
        return picture, rows, share / share.sum(axis=-1, keepdims=True)

    def _companions(self, datum: np.ndarray, side: int, rng: np.random.Generator) -> np.ndarray:
        """An anchor drawn by weight and the works most like it in layout, int64, sorted.

        Likeness is the cosine of coarse latents less their mean: by plain distance every work is nearest to a blank one.
        """
        rows = sampled(datum, CANDIDATES, rng)
        if len(rows) <= 2:
            return rows
        library = self.library.sources(rows, side)
        coarse = torch.stack([F.adaptive_avg_pool2d(s.latent, (6, 6)).flatten() for s in library])
        coarse = F.normalize(coarse - coarse.mean(dim=0), dim=1)
        busy = torch.stack([detail(s).mean() for s in library]).numpy()
        anchor = int(np.argmax(np.log(datum[rows]) + 2.0 * busy + rng.gumbel(size=len(rows))))
        return np.sort(rows[(-(coarse @ coarse[anchor])).argsort(stable=True)[:COMPANIONS].numpy()])

    def _pixels(self, source: Source) -> np.ndarray:
        return self.autoencoder.decode((source.latent / weighting(self.autoencoder))[None])[0]


def descend(
    base: torch.Tensor,
    library: list[Source],
    steps: Sequence[tuple[float, int, float]],
    log_weight: torch.Tensor,
    rng: np.random.Generator,
    *,
    layout: bool,
) -> torch.Tensor:
    """Add noise to a latent and take it away again, step by step; the last posterior, float32[H * W, patches].

    Places where something goes on count for more. A patch that many places took counts for less, or blank ones tile the
    picture; so does, in the layout, a work that has taken more than its part.
    """
    grid = (base.shape[1], base.shape[2])
    sizes = [s.latent[0].numel() for s in library]
    bonus = torch.cat([detail(s) for s in library])
    bonus = (BUSY_LAYOUT if layout else BUSY_DETAIL) * (bonus - bonus.mean())

    def noise() -> torch.Tensor:
        return torch.from_numpy(rng.standard_normal(tuple(base.shape), dtype=np.float32))

    held, reused = torch.zeros(len(library)), torch.zeros(len(bonus))
    x = base + steps[0][0] * noise()
    for i, (sigma, radius, reach) in enumerate(steps):
        logs = log_posterior(x, library, sigma=sigma, radius=radius, reach=reach, log_weight=log_weight - held)
        logs = logs + (bonus - reused)
        if i + 1 == len(steps):
            break
        chosen = drawn(logs, library, grid, rng)
        clean = overlapped(chosen, library, grid, 1)
        reused = REUSE * (torch.bincount(chosen, minlength=len(bonus)) - 1).clamp_min(0)
        if layout:
            owner = torch.bucketize(chosen, torch.cumsum(torch.tensor(sizes), dim=0), right=True)
            part = torch.bincount(owner, minlength=len(library)) / len(chosen)
            held = HELD_BACK * (part - LARGEST).clamp_min(0) + held
        x = clean + steps[i + 1][0] * (np.sqrt(1 - FRESH**2) / sigma * (x - clean) + FRESH * noise())
    return torch.softmax(logs, dim=1)


def region_shares(posterior: torch.Tensor, library: list[Source], shape: Sequence[int]) -> np.ndarray:
    """A posterior over patches summed over each work, float32[H, W, S]."""
    sizes = [s.latent[0].numel() for s in library]
    return torch.stack([p.sum(dim=1) for p in posterior.split(sizes, dim=1)], dim=1).view(*shape, -1).numpy()


@contextmanager
def small_enough(height: int, width: int) -> Iterator[None]:
    """Turn running out of memory into one line that says what to lower."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not isinstance(error, MemoryError) and "memory" not in str(error):
            raise
        raise StylogenyError("out of memory", got=f"a picture of {height} x {width}", fix="lower --size") from None


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


def canvas(size: int | Sequence[int], factor: int) -> tuple[int, int]:
    """(height, width) of what was asked for; raises unless both are multiples of `factor` from 32 to 1024."""
    height, width = (size, size) if isinstance(size, (int, np.integer)) else (int(size[0]), int(size[1]))
    if height % factor or width % factor or not 32 <= min(height, width) <= max(height, width) <= 1024:
        near = " x ".join(str(int(np.clip(round(s / factor) * factor, 32, 1024))) for s in (height, width))
        raise StylogenyError(
            f"sizes are multiples of {factor} from 32 to 1024 pixels", got=f"{height} x {width}", fix=f"try {near}"
        )
    return height, width


def scales(shape: tuple[int, int], factor: int) -> list[tuple[int, int]]:
    """Sizes from coarse to fine: halved while the side stays at least SMALLEST, rounded to multiples of `factor`."""
    sizes = [shape]
    while min(sizes[-1]) / 2 >= SMALLEST:
        sizes.append(tuple(max(factor, round(s / 2 / factor) * factor) for s in sizes[-1]))  # type: ignore[arg-type]
    return sizes[::-1]
