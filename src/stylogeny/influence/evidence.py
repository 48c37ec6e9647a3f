"""Do the dates matter? The model against itself on the same works with their dates dealt out anew.

A model of influence finds likely parents in any pile of pictures, since some are always alike and some always come
first. What it may claim is what it explains better than it explains the same works in a shuffled order (a permutation
test). Silence is not proof of absence: the test looks at the space as it is, at single parents and at a sample of
works, and on painted worlds of 300 works it misses four true histories in ten (`verification/evidence.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..corpus.works import Works
from ..embedding.space import Embedding
from ..streams import stream
from .branching.em import fit
from .branching.em_data import EMData
from .branching.fitting import candidates_of, initial_kernels
from .branching.parent_sets import singles
from .branching.prior import Labels
from .dates import draw_years

MAX_WORKS = 1000  # that are looked at
MIN_WORKS = 20  # with fewer dated works there is nothing to say
SURE = 2.5  # standard deviations of the shuffled fits beyond which the order of works matters
GRAIN = 0.02  # nats: the smallest standard deviation that a few shuffles are believed to have


@dataclass(frozen=True)
class Evidence:
    """Whether the order of works matters.

    Parameters
    ----------
    real : float
        Mean log-likelihood with the works' own dates, nats per work.
    shuffled : tuple of float
        The same with dates dealt out anew.
    works : int
        Works that were looked at.
    """

    real: float
    shuffled: tuple[float, ...]
    works: int

    @property
    def gain(self) -> float:
        """Nats per work by which the true order explains better."""
        return self.real - float(np.mean(self.shuffled))

    @property
    def speaks(self) -> bool:
        """Whether the order of the works matters beyond chance."""
        return self.score > SURE

    @property
    def score(self) -> float:
        """The gain in standard deviations of the shuffled fits."""
        return self.gain / max(float(np.std(self.shuffled, ddof=1)), GRAIN)

    @property
    def sentence(self) -> str:
        """What it says, in one line."""
        if self.speaks:
            return (
                f"their own order explains these works better than shuffled dates do, by {self.gain:.2f} nats per work"
            )
        return (
            "no sign that the order of these works matters: shuffled dates explain them as well "
            f"({self.gain:+.2f} nats per work, {self.score:.1f} standard deviations)"
        )

    def document(self) -> dict[str, Any]:
        """As JSON-able values."""
        return {"real": self.real, "shuffled": list(self.shuffled), "works": self.works}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Evidence:
        """The evidence that :meth:`document` wrote down."""
        return cls(document["real"], tuple(document["shuffled"]), document["works"])


def evidence(space: Embedding, *, shuffles: int = 9, max_works: int = MAX_WORKS, seed: int = 0) -> Evidence | None:
    """Fit the model to works in their own order and in shuffled ones.

    Parameters
    ----------
    space : Embedding
        n works as vectors.
    shuffles : int
        Two or more orders to compare with.
    max_works : int
        At most this many dated works are drawn and looked at.
    seed : int
        Of the draw, the dates and the orders.

    Returns
    -------
    Evidence, or None with fewer than twenty dated works.
    """
    dated = np.flatnonzero(space.works.dated)
    if len(dated) < MIN_WORKS:
        return None
    rows = np.zeros(len(space.works), dtype=bool)
    rows[stream(seed, "evidence").permutation(dated)[:max_works]] = True
    part = Embedding(space.works.select(rows), space.vectors[rows], space.time_axis)
    own = np.arange(len(part.works))
    orders = (stream(seed, "shuffle", k).permutation(own) for k in range(shuffles))
    shuffled = tuple(_log_likelihood(redated(part, order), seed) for order in orders)
    return Evidence(_log_likelihood(redated(part, own), seed), shuffled, len(own))


def _log_likelihood(space: Embedding, seed: int) -> float:
    """Mean over the works of a fit of single parents, nats.

    In the space as it is: likelihoods under metrics learned apart could not be compared. Around the mean of all works,
    since a drifting mean would be order too, of a kind that needs no influence.
    """
    sets = singles(candidates_of(space, learn=False))
    years = draw_years(space.works, seed=seed)
    data = EMData(sets, years, Labels(space.works), np.ones(len(years)), drift=False, seed=seed)
    return float(fit(data, initial_kernels(data)).log_likelihood.mean())


def redated(space: Embedding, order: np.ndarray) -> Embedding:
    """The same works, each with the dates of the work that `order` int64[n] names."""
    table = space.works.table
    dates = table[["earliest", "latest"]].iloc[order].reset_index(drop=True)
    works = Works(table.assign(earliest=dates["earliest"], latest=dates["latest"]), space.works.root)
    return Embedding(works, space.vectors, space.time_axis)
