"""Do the dates matter? The model against itself on the same works in other orders.

A model of influence finds likely parents in any pile of pictures, since some are always alike and some always come
first. What it may claim is what it explains better in the works' own order than in others (permutation tests):

- *shuffled*: dates dealt out among all works. What is left of a history is only which works there are.
- *exchanged nearby*: dates exchanged among works of the same few decades. Slow change and artists' lifetimes stay, so
  what the own order still explains better lies in its finer steps.
- *backwards*: the last work first. Likeness is the same in both directions, but every work has parents and few works
  have many children, so a history of influence is likelier forwards.

Everything that is no order is shared by all the fits: the draw of the dates, the space (likelihoods under metrics
learned apart could not be compared) and what a distance in it is worth. Silence is not proof of absence: the test looks
at single parents and at a sample of works (`verification/evidence.py` says how often it misses).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..embedding.space import Embedding
from ..streams import stream
from .branching.candidates import CandidateIndex, candidates_among
from .branching.em import fit
from .branching.em_data import EMData
from .branching.fitting import TEMPER
from .branching.model import Kernels
from .branching.parent_sets import singles
from .branching.prior import Labels
from .branching.projection import embedding_projection
from .dates import draw_years

MAX_WORKS = 4000  # that are looked at
MIN_WORKS = 20  # with fewer dated works there is nothing to say
NEAREST = 16  # earlier works considered for each work; 64 give the same gains and take half as long again
NEARBY = 30.0  # years within which dates are exchanged, and never more than a tenth of what the works span
SURE = 2.5  # standard deviations beyond which the order of works matters
GRAIN = 0.01  # nats: the smallest standard deviation that a few orders are believed to have
MIN_GAIN = 0.02  # nats per work: less is no sign of anything, however sure


@dataclass(frozen=True)
class Margin:
    """The works' own order against another kind of order.

    Parameters
    ----------
    gain : float
        Nats per work by which the own order explains better.
    score : float
        The gain in standard deviations.
    """

    gain: float
    score: float

    @property
    def speaks(self) -> bool:
        """Whether the own order explains better beyond chance."""
        return self.score > SURE and self.gain > MIN_GAIN

    def __str__(self) -> str:
        return f"{self.gain:+.2f} nats per work, {self.score:.1f} standard deviations"


@dataclass(frozen=True)
class Evidence:
    """Whether the order of works matters: mean log-likelihoods, nats per work.

    Parameters
    ----------
    real : float
        With the works' own dates.
    shuffled : tuple of float
        With dates dealt out anew among all works.
    nearby : tuple of float
        With dates exchanged within `width` years.
    backwards : float
        With time reversed.
    works : int
        Works that were looked at.
    width : float
        Years.
    """

    real: float
    shuffled: tuple[float, ...]
    nearby: tuple[float, ...]
    backwards: float
    works: int
    width: float = NEARBY

    @property
    def against_shuffled(self) -> Margin:
        """Against dates dealt out anew: the main test."""
        return self._against(self.shuffled)

    @property
    def against_nearby(self) -> Margin:
        """Against dates exchanged nearby."""
        return self._against(self.nearby)

    @property
    def against_backwards(self) -> Margin:
        """Against time reversed.

        A shuffled order and its reverse are alike, so without influence the gain is 0 in the mean, and its standard
        deviation is at most twice that of one shuffled fit.
        """
        gain = self.real - self.backwards
        return Margin(gain, gain / (2 * _deviation(self.shuffled)))

    @property
    def speaks(self) -> bool:
        """Whether the order of the works matters beyond chance, by the main test."""
        return self.against_shuffled.speaks

    @property
    def sentence(self) -> str:
        """What the main test says, in one line."""
        main = self.against_shuffled
        if main.speaks:
            return f"their own order explains these works better than shuffled dates do ({main})"
        return f"no sign that the order of these works matters: shuffled dates explain them as well ({main})"

    @property
    def other_tests(self) -> str:
        """What the other two tests say, in one line."""
        return (
            f"against dates exchanged within {self.width:.3g} years: {self.against_nearby}; "
            f"against time reversed: {self.against_backwards}"
        )

    def document(self) -> dict[str, Any]:
        """As JSON-able values."""
        return {
            "real": self.real,
            "shuffled": list(self.shuffled),
            "nearby": list(self.nearby),
            "backwards": self.backwards,
            "works": self.works,
            "width": self.width,
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Evidence:
        """The evidence that :meth:`document` wrote down."""
        orders = {name: tuple(document[name]) for name in ("shuffled", "nearby")}
        return cls(**{**document, **orders})

    def _against(self, others: tuple[float, ...]) -> Margin:
        gain = self.real - float(np.mean(others))
        return Margin(gain, gain / (_deviation(others) * np.sqrt(1 + 1 / len(others))))


def _deviation(values: tuple[float, ...]) -> float:
    return max(float(np.std(values, ddof=1)), GRAIN)


def evidence(
    space: Embedding,
    *,
    shuffles: int = 9,
    max_works: int = MAX_WORKS,
    years: np.ndarray | None = None,
    careers: bool = True,
    seed: int = 0,
) -> Evidence | None:
    """Fit the model to works in their own order and in others.

    Parameters
    ----------
    space : Embedding
        n works as vectors.
    shuffles : int
        Two or more orders of each kind to compare with.
    max_works : int
        At most this many dated works are drawn and looked at.
    years : ndarray, optional
        float64[n]: dates to use instead of drawn ones.
    careers : bool
        Whether works may come from earlier works of the same artist; without, only ties between artists count.
    seed : int
        Of the draw, the dates and the orders.

    Returns
    -------
    Evidence, or None with fewer than twenty dated works.
    """
    years = draw_years(space.works, seed=seed) if years is None else np.asarray(years, dtype=np.float64)
    dated = np.flatnonzero(space.works.dated & np.isfinite(years))
    if len(dated) < MIN_WORKS:
        return None
    rows = np.sort(stream(seed, "evidence").permutation(dated)[:max_works])
    own = years[rows]
    sample = _Sample(space, rows, careers, seed)
    low, high = np.quantile(own, [0.05, 0.95])
    width = float(min(NEARBY, (high - low) / 10)) or NEARBY
    return Evidence(
        sample.log_likelihood(own),
        tuple(sample.log_likelihood(own[order]) for order in _orders(np.zeros(len(rows)), seed, "shuffle", shuffles)),
        tuple(sample.log_likelihood(own[order]) for order in _orders(own / width, seed, "nearby", shuffles)),
        sample.log_likelihood(-own),
        len(rows),
        width,
    )


def _orders(time: np.ndarray, seed: int, event: str, count: int) -> Iterator[np.ndarray]:
    """`count` permutations int64[m] within stretches of `time` of length 1 that begin anywhere."""
    for k in range(count):
        luck = stream(seed, event, k)
        stretch = np.floor(time + luck.random())
        into, order = np.argsort(stretch, kind="stable"), np.lexsort((luck.random(len(time)), stretch))
        dealt = np.empty(len(time), dtype=np.int64)
        dealt[into] = order
        yield dealt


class _Sample:
    """What all fits to the same works share."""

    def __init__(self, space: Embedding, rows: np.ndarray, careers: bool, seed: int) -> None:
        vectors = space.vectors[rows]
        inside = np.zeros(len(space.works), dtype=bool)
        inside[rows] = True
        works = space.works.select(inside)
        self.places = embedding_projection(vectors).project(vectors)
        self.labels, self.seed = Labels(works), seed
        self.artist = works.column("artist") if careers else None
        self.group = works.table["group"].to_numpy() if careers else self.labels.artist
        # what a distance is worth, and the lengths of steps, from the nearest works of any date
        start, end = np.zeros(len(rows)), np.ones(len(rows))
        nearest = candidates_among(CandidateIndex(self.places, start, end, group=self.group), k=1)
        spread = np.square(self.places - self.places.mean(axis=0)).sum(axis=1)
        self.kernels = Kernels.initial(nearest.squared, spread, dims=TEMPER * nearest.dims)

    def log_likelihood(self, years: np.ndarray) -> float:
        """Mean over the works of a fit of single parents, nats.

        Around the mean of all works, since a drifting mean would be order too, of a kind that needs no influence.
        """
        index = CandidateIndex(self.places, years, years, group=self.group, artist=self.artist)
        data = EMData(
            singles(candidates_among(index, k=NEAREST)),
            years,
            self.labels,
            np.ones(len(years)),
            drift=False,
            seed=self.seed,
        )
        return float(fit(data, self.kernels).log_likelihood.mean())
