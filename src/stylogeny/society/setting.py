"""What a history never changes: how its society works, the space it works in, its seed, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..futures.artist_space import ArtistSpace
from ..futures.trend import StyleTrend
from ..streams import int_seed
from .eye import Eye
from .parameters import SocietyParameters
from .public.fandom import Fandom, PublicSetting

HORIZON = 10_000  # years that a society can run: a work's number is its artist's and its year's


@dataclass(frozen=True, eq=False)
class Setting:
    """The setting of a history.

    Parameters
    ----------
    parameters : SocietyParameters
        How the society works.
    space : ArtistSpace
        Where the artists of the past worked.
    step_root : ndarray
        float32[d, d]: a standard normal times this is a usual step of the fitted past.
    centre, scale : ndarray
        float32[d]: mean and spread of styles, by which distances are measured.
    traits : ndarray
        float32[d, t]: directions that tastes attend to.
    public_tastes : ndarray
        float32[p, t]: what each public likes of them.
    trend : StyleTrend, optional
        How the mean style of the past moves. Society's styles are all beside that mean: in the space of the last year
        of the past, so that what is done again after years is done in the manner of its own time. None moves nothing.
    start : int
        The last year of the past.
    past_works : int
        How many works the past holds; simulated works are numbered from here on.
    seed : int
        Owns every draw.
    without : int
        Number of the work that is never made; -1 for none.
    unit_norm : bool
        Whether all styles lie on the unit sphere.
    audience_events : tuple
        What audiences said, as :func:`.audience.talk_effect` takes it.
    future_index : int
        Which of the futures that could have been: 0 for the one that was. Lives, tastes, and who sets out to make a
        work when belong to the seed in all of them.
    fandom : Fandom, optional
        How the fans work who are its public; without it publics are a handful of tastes.
    eye : Eye, optional
        Paints works and reads the pictures; without it everyone sees the points that were meant.
    """

    parameters: SocietyParameters
    space: ArtistSpace
    step_root: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    traits: np.ndarray
    public_tastes: np.ndarray
    start: int
    past_works: int
    seed: int
    trend: StyleTrend | None = None
    without: int = -1
    unit_norm: bool = False
    audience_events: tuple[tuple[int, int, float], ...] = ()
    future_index: int = 0
    eye: Eye | None = None
    fandom: Fandom | None = None

    @cached_property
    def future_seed(self) -> int:
        """The seed of everything that may come otherwise in another future."""
        return int_seed(self.seed, "luck", self.future_index, bits=63) if self.future_index else self.seed

    @cached_property
    def public(self) -> PublicSetting | None:
        """What its public of fans never changes; None where there are no fans."""
        if self.fandom is None:
            return None
        return PublicSetting(
            self.fandom, self.parameters, self.start, self.seed, luck=self.future_seed, said=self.audience_events
        )

    def moved(self, years: np.ndarray) -> np.ndarray:
        """How far the mean style of years float[n] has moved since the past ended, float32[n, d]."""
        if self.trend is None:
            return np.zeros((len(years), len(self.centre)), dtype=np.float32)
        return np.asarray(self.trend.at(years) - self.trend.at(self.start), dtype=np.float32)

    def in_time(self, style: np.ndarray, years: np.ndarray) -> np.ndarray:
        """Styles of society as they stand in the space of the past in their years, float32[n, d]."""
        style = style + self.moved(years)
        if self.unit_norm:
            style = style / np.maximum(np.linalg.norm(style, axis=1, keepdims=True), 1e-9)
        return np.asarray(style, dtype=np.float32)

    def out_of_time(self, style: np.ndarray, years: np.ndarray) -> np.ndarray:
        """The reverse of :meth:`in_time`, float32[n, d]."""
        return np.asarray(style - self.moved(years), dtype=np.float32)

    def standardise(self, style: np.ndarray) -> np.ndarray:
        """Styles in units of their spread, from the middle of the past."""
        return (style - self.centre) / self.scale

    def trait_scores(self, unit: np.ndarray) -> np.ndarray:
        """What tastes feel of standardised styles, float32[n, t]: the traits, up to where they sate."""
        score, most = unit @ self.traits, self.parameters.satiety
        return most * np.tanh(score / most) if most else score

    def work_number(self, uid: np.ndarray, year: int) -> np.ndarray:
        """The number of the work that each artist makes in a year, int64[n]."""
        return self.past_works + uid * HORIZON + (year - self.start)

    def artist_of(self, number: np.ndarray) -> np.ndarray:
        """The uid of the artist whose work a number is, int64[n]."""
        return (number - self.past_works) // HORIZON
