"""Do the dates matter? The model against itself on the same works with their dates dealt out anew.

A model of influence finds likely parents in any pile of pictures, since some are always alike and some always come first. What
it may claim is what it explains better than it explains the same works in a shuffled order (a permutation test). Silence is
not proof of absence: the test looks at the space as it is, at single parents and at a sample of works, and on painted
worlds of 300 works it misses four true histories in ten (`verification/evidence.py`).
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
from .branching.parent_sets import singles
from .branching.prior import Labels
from .dates import draw_years
from .tracing import candidates_of, start_of

MOST = 1000  # works that are looked at
SURE = 2.5  # standard deviations of the shuffled fits beyond which the order of works matters
GRAIN = 0.02  # nats: the smallest standard deviation that a few shuffles are believed to have


@dataclass(frozen=True)
class Evidence:
    """`real` mean log-likelihood with the works' own dates, `shuffled` with dates dealt out anew, nats a work; `works` tried."""

    real: float
    shuffled: tuple[float, ...]
    works: int

    @property
    def gain(self) -> float:
        """Nats a work by which the true order explains better."""
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
            return f"their own order explains these works better than shuffled dates do, by {self.gain:.2f} nats a work"
        return (
            f"no sign that the order of these works matters: shuffled dates explain them as well ({self.gain:+.2f} nats a work, "
            f"{self.score:.1f} standard deviations)"
        )

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        return {"real": self.real, "shuffled": list(self.shuffled), "works": self.works}

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Evidence | None:
        """The evidence that a graph's parameters carry, None where it was not gathered."""
        found = params.get("evidence")
        return None if found is None else cls(found["real"], tuple(found["shuffled"]), found["works"])


def evidence(space: Embedding, *, shuffles: int = 9, most: int = MOST, seed: int = 0) -> Evidence | None:
    """Fit the model to works in their own order and in shuffled ones.

    Parameters
    ----------
    space : Embedding
        n works as vectors.
    shuffles : int
        Two or more orders to compare with.
    most : int
        So many dated works at most are drawn and looked at.

    Returns
    -------
    Evidence, or None with fewer than twenty dated works.
    """
    dated = np.flatnonzero(space.works.dated)
    if len(dated) < 20:
        return None
    rows = np.zeros(len(space.works), dtype=bool)
    rows[stream(seed, "evidence").permutation(dated)[:most]] = True
    part = Embedding(space.works.select(rows), space.vectors[rows], space.time_axis)
    own = np.arange(len(part.works))

    def likelihood(order: np.ndarray) -> float:
        # in the space as it is: likelihoods under metrics learned apart could not be compared; around the mean of all works,
        # since a drifting mean would be order too, of a kind that needs no influence
        dated = redated(part, order)
        table = singles(candidates_of(dated, learn=False))
        years = draw_years(dated.works, seed=seed)
        problem = EMData(table, years, Labels(dated.works), np.ones(len(years)), drift=False, seed=seed)
        found = fit(problem, start_of(problem)).log_likelihood
        return float(found.mean())

    shuffled = tuple(likelihood(stream(seed, "shuffle", k).permutation(own)) for k in range(shuffles))
    return Evidence(likelihood(own), shuffled, len(own))


def redated(space: Embedding, order: np.ndarray) -> Embedding:
    """The same works, each with the dates of the work that `order` int64[n] names."""
    table = space.works.table
    dates = table[["earliest", "latest"]].iloc[order].reset_index(drop=True)
    works = Works(table.assign(earliest=dates["earliest"], latest=dates["latest"]), space.works.root)
    return Embedding(works, space.vectors, space.time_axis)
