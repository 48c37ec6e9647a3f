"""The objective of creative adversarial networks as guidance of a trained family: art, but of no style.

Elgammal et al. 2017 (arXiv 1706.07068) train a generator to be taken for art and to leave a classifier of styles at a
loss. Here nothing is trained against anything: the draws of a network lean to log D(art) - weight x (cross-entropy from
the uniform law to P(style)). The styles are those of the run; "not art" are draws of the network itself, so that D
pulls to what works have and draws lack. Both are logistic regressions on coarse means and spreads of latents.

Ambiguous is not new: a mean of all styles is as ambiguous as can be. See docs/families.md for what came of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch.nn import functional

from ....corpus.pictures import read
from ....corpus.works import Works
from ....errors import StylogenyError
from ....progress import progress
from ....streams import stream
from ...canvas import crop_to
from ..data import SIDE
from ..generator import LearnedGenerator

LEAST = 5  # works that a style needs to be learned
MOST = 600  # works that are looked at
COARSE = 4  # means are taken over so many places a side
DRAWN, STEPS = 48, 12  # draws that are not art, and the steps they are drawn in
WEIGHT = 8.0  # of --guidance can


@dataclass(frozen=True, eq=False)
class StyleAmbiguity:
    """What CAN wants of latents.

    Parameters
    ----------
    names : tuple of str
        Styles.
    middle, spread : Tensor
        float32[F]: features are brought to mean 0 and spread 1.
    styles, style_bias : Tensor
        float32[F, K], float32[K].
    art, art_bias : Tensor
        float32[F], float32[].
    ambiguity : float
        How much ambiguity counts beside art.
    """

    names: tuple[str, ...]
    middle: torch.Tensor
    spread: torch.Tensor
    styles: torch.Tensor
    style_bias: torch.Tensor
    art: torch.Tensor
    art_bias: torch.Tensor
    ambiguity: float = 1.0

    @classmethod
    def fit(cls, latents: torch.Tensor, labels: Sequence[str], drawn: torch.Tensor, *, seed: int = 0) -> StyleAmbiguity:
        """Learn styles from works' latents float[n, C, h, w] with a label each, and art from works and draws.

        Raises
        ------
        StylogenyError
            Fewer than two styles.
        """
        from sklearn.linear_model import LogisticRegression

        names = tuple(sorted(set(labels)))
        if len(names) < 2:
            raise StylogenyError(f"to be ambiguous takes two styles of at least {LEAST} works", got=len(names))
        x = features(latents)
        middle, spread = x.mean(dim=0), x.std(dim=0).clamp_min(1e-4)
        unit = ((x - middle) / spread).numpy()
        other = ((features(drawn) - middle) / spread).numpy()
        style = LogisticRegression(max_iter=500, C=0.05).fit(unit, labels)
        real = np.repeat([1, 0], [len(unit), len(other)])
        art = LogisticRegression(max_iter=500, C=0.05, class_weight="balanced", random_state=seed)
        art.fit(np.concatenate([unit, other]), real)
        coefficients, bias = style.coef_, style.intercept_
        if len(names) == 2:  # one row for two classes
            coefficients, bias = np.concatenate([0 * coefficients, coefficients]), np.array([0.0, bias[0]])

        def tensor(values: np.ndarray) -> torch.Tensor:
            return torch.from_numpy(np.asarray(values, dtype=np.float32))

        return cls(
            names, middle, spread, styles=tensor(coefficients.T), style_bias=tensor(bias), art=tensor(art.coef_[0]),
            art_bias=tensor(art.intercept_[0]),
        )  # fmt: skip

    def chances(self, latents: torch.Tensor) -> torch.Tensor:
        """P(style) of latents, float[n, K]."""
        return self._logits(latents)[0].softmax(dim=1)

    def __call__(self, latents: torch.Tensor) -> torch.Tensor:
        """The value of latents: log D(art) less the weighed cross-entropy, 0 at most, float[n].

        The cross-entropy counts from log K on, which it is where all styles are as likely.
        """
        styles, art = self._logits(latents)
        loss = -styles.log_softmax(dim=1).mean(dim=1) - math.log(len(self.names))
        return functional.logsigmoid(art) - self.ambiguity * loss

    def _logits(self, latents: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = (features(latents) - self.middle.to(latents)) / self.spread.to(latents)
        styles = x @ self.styles.to(latents) + self.style_bias.to(latents)
        return styles, x @ self.art.to(latents) + self.art_bias.to(latents)


def features(latents: torch.Tensor) -> torch.Tensor:
    """Means over a coarse grid and spreads of latents float[n, C, h, w], float[n, C * (COARSE^2 + 1)]."""
    means = functional.adaptive_avg_pool2d(latents, COARSE).flatten(1)
    centred = latents - latents.mean(dim=(2, 3), keepdim=True)
    return torch.cat([means, (centred.square().mean(dim=(2, 3)) + 1e-6).sqrt()], dim=1)


def ambiguous(generator: LearnedGenerator, *, weight: float = WEIGHT, seed: int = 0) -> LearnedGenerator:
    """The generator whose draws lean to CAN's objective, for the styles (else artists) of its works.

    Raises
    ------
    StylogenyError
        Fewer than two styles, or artists, of enough works; a network of full resolution.
    """
    works, datum = generator.corpus.works, generator.closed.weights
    rows, labels = styled_works(works, np.asarray(datum) > 0, seed=seed)
    pictures = [
        crop_to(read(works.picture(int(row)), 2 * SIDE), (SIDE, SIDE))
        for row in progress(rows, "looking at works", unit="work")
    ]
    latents = torch.cat([generator.latents(np.stack(pictures[k : k + 32])) for k in range(0, len(pictures), 32)])
    value = StyleAmbiguity.fit(latents, labels, own_draws(generator, rows, seed=seed), seed=seed)
    return replace(generator, value=value, value_weight=weight)


def styled_works(works: Works, able: np.ndarray, *, seed: int) -> tuple[np.ndarray, list[str]]:
    """Works with pictures of styles, else of artists, that have enough of them: rows and labels; MOST at most."""
    for column in ("style", "artist"):
        names = works.column(column).astype(str)
        rows = np.flatnonzero(works.pictured & able & (names != "") & (names != "nan"))
        count = {name: int(n) for name, n in zip(*np.unique(names[rows], return_counts=True))}
        rows = stream(seed, "styles").permutation([r for r in rows if count[names[r]] >= LEAST])[:MOST].astype(int)
        left = {name: int(n) for name, n in zip(*np.unique(names[rows], return_counts=True))}
        rows = np.sort(rows[[left[names[r]] >= 2 for r in rows]]) if len(rows) else rows
        if len(set(names[rows])) > 1:
            return rows, [str(n) for n in names[rows]]
    raise StylogenyError(f"to be ambiguous takes two styles of at least {LEAST} works", got="fewer")


def own_draws(generator: LearnedGenerator, rows: np.ndarray, *, seed: int) -> torch.Tensor:
    """Draws of the network at the points of some of these works, of unit spread, float32[DRAWN, C, cells, cells]."""
    space, scales = generator.corpus.space, generator.trainer.scales
    assert space is not None  # without one no network was trained
    chosen = stream(seed, "not art").choice(rows, DRAWN)
    condition = scales.standardise_vectors(torch.from_numpy(space.vectors[chosen]))
    shape = generator.trainer.network.shape
    cells = (DRAWN, shape.channels, SIDE // generator.autoencoder.factor, SIDE // generator.autoencoder.factor)

    def draws(turn: int) -> torch.Tensor:
        return torch.from_numpy(stream(seed, "not art", turn).standard_normal(cells, dtype=np.float32))

    with torch.inference_mode():
        return generator.family.sample(generator.field(condition, 2.0), draws, STEPS).clone()
