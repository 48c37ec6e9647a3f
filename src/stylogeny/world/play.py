"""Play histories by a fixed calendar, many side by side: whom to follow, and what comes of it, by the society's own
rule."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ..society.choice import MOST_PARENTS, follow
from .draws import Draws
from .schedule import REACTION, Calendar, Outcome, Rules


def play(
    calendar: Calendar,
    draws: Draws,
    rules: Rules,
    *,
    without: np.ndarray | None = None,
    past: Outcome | None = None,
    start: np.ndarray | int = 0,
) -> Outcome:
    """Play history, once for every entry of `without`.

    Parameters
    ----------
    without : ndarray, optional
        int64[b]: the work that is never made in each history, -1 for none. Default: one history, nothing missing.
    past : Outcome, optional
        One history (b = 1) to take the works before `start` from.
    start : int or ndarray
        Row of the first work that is made anew, the same or one for each history, int64[b].

    Returns
    -------
    Outcome
        b histories; the missing work keeps zero style and no parents.
    """
    without = np.array([-1]) if without is None else np.asarray(without)
    begin = np.broadcast_to(np.asarray(start), len(without))
    first_row = int(begin.min()) if past is not None else 0
    histories = _Histories(calendar, draws, rules, without, past, begin)
    if past is not None:
        histories.copy_past(first_row)
    for lo, hi in _years(calendar, first_row):
        histories.play_year(lo, hi)
    return histories.outcome()


class _Histories:
    """b histories of n works, as far as they have been played."""

    def __init__(
        self,
        calendar: Calendar,
        draws: Draws,
        rules: Rules,
        without: np.ndarray,
        past: Outcome | None,
        begin: np.ndarray,
    ) -> None:
        b, n, d = len(without), len(calendar), draws.idea.shape[1]
        self.draws, self.rules, self.without, self.past, self.begin = draws, rules, without, past, begin
        self.style = np.zeros((b, n, d), np.float32)
        self.parents = np.full((b, n, MOST_PARENTS), -1, np.int32)
        self.weights = np.zeros((b, n, MOST_PARENTS), np.float32)
        self.fame = np.zeros((b, n), np.float32)
        # of each work on the traits that tastes attend to
        self.scores = np.zeros((b, n, draws.traits.shape[1]), np.float32)
        self.appeal = self._appeal(slice(None))

    def copy_past(self, first_row: int) -> None:
        """Take the works before `first_row` from the history that happened."""
        assert self.past is not None
        before = slice(first_row)
        self.style[:, before] = self.past.latent[:, before]
        self.parents[:, before] = self.past.parents[:, before]
        self.weights[:, before] = self.past.weights[:, before]
        self._add_fame(before)
        self.scores = self.style @ self.draws.traits
        self.appeal = self._appeal(slice(None))

    def play_year(self, lo: int, hi: int) -> None:
        """Make the works of rows `lo` to `hi`, all of one year."""
        draws, rules, year = self.draws, self.rules, slice(lo, hi)
        views = draws.views[year]
        score = draws.pull[None, year] + self.appeal[:, views]
        if rules.fame:
            score += rules.fame * np.log1p(self.fame[:, views])
        if rules.taste:
            score += rules.taste * np.einsum("bycf,yf->byc", self.scores[:, views], draws.taste[year])
        score[(views[None] == self.without[:, None, None]) | (views < 0)[None]] = -np.inf
        history = np.arange(len(self.without))[:, None]
        chosen = follow(score, views, draws.shares[None, year], lambda rows: self.style[history, rows])
        style = rules.keep * chosen.blend * draws.sign[year] + draws.idea[year]
        style = np.where(chosen.total > 0, style, draws.fresh[year])
        parents, weights = np.where(chosen.share > 0, chosen.rows, -1), chosen.share
        if self.past is not None:  # histories that have not begun to differ
            same = (lo < self.begin)[:, None, None]
            style = np.where(same, self.past.latent[:, year], style)
            parents = np.where(same, self.past.parents[:, year], parents)
            weights = np.where(same, self.past.weights[:, year], weights)
        missing = (np.arange(lo, hi)[None, :] == self.without[:, None])[..., None]
        self.style[:, year] = np.where(missing, 0, style)
        self.parents[:, year] = np.where(missing, -1, parents)
        self.weights[:, year] = np.where(missing, 0, weights)
        self.scores[:, year] = self.style[:, year] @ draws.traits
        self.appeal[:, year] = self._appeal(year)
        self._add_fame(year)

    def _appeal(self, rows: slice) -> np.ndarray:
        """What critics say of works, float32[b, rows]: they reward quality, and one direction."""
        return self.rules.selection * (self.draws.verdict[rows] + 0.5 * self.scores[:, rows, 0])

    def _add_fame(self, rows: slice) -> None:
        """Add to each parent's fame its share of the works of these rows."""
        parents, weights = self.parents[:, rows], self.weights[:, rows]
        history = np.broadcast_to(np.arange(len(self.fame))[:, None, None], parents.shape)
        kept = parents >= 0
        np.add.at(self.fame, (history[kept], parents[kept]), weights[kept])

    def outcome(self) -> Outcome:
        """What came of them."""
        kind = np.broadcast_to(self.draws.kind, self.fame.shape)
        return Outcome(
            latent=self.style,
            parents=self.parents,
            weights=self.weights,
            fame=self.fame,
            kind=kind,
            against=np.where(kind == REACTION, self.parents[..., 0], -1),
            exhibited=np.arange(self.fame.shape[1]) != self.without[:, None],
        )


def _years(calendar: Calendar, first_row: int) -> list[tuple[int, int]]:
    """First row of each year from `first_row` on, and of the next."""
    starts = np.flatnonzero(np.diff(calendar.year, prepend=calendar.year[0] - 1))
    bounds = np.unique(np.concatenate([starts[starts > first_row], [first_row, len(calendar)]]))
    return list(pairwise(bounds.tolist()))
