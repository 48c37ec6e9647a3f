"""What the world would have lacked: every work's true impact, by running history again without it.

Impact of work j = sum over later works i of |z_i with j - z_i without j|, in units of latent style. Realised: this
history, this luck. Expected: the mean over futures with new luck after j was made, each run with and without j under
the same luck.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from ..artifacts import read_table, write_table
from ..counterfactual.noise_ceiling import FORMAT
from ..progress import progress
from ..streams import stream
from .history import World

_CELLS = 4_000_000  # histories x works x genes held at once


def _batches(world: World, rows: np.ndarray) -> list[np.ndarray]:
    """Rows (sorted) cut into batches of about the same year, so that little of the past is run again."""
    size = max(1, _CELLS // world.latent.size)
    return [rows[k : k + size] for k in range(0, len(rows), size)]


def _displaced(changed: np.ndarray, factual: np.ndarray, without: np.ndarray) -> np.ndarray:
    """Distance every later work moved, float64[b, n]; the missing works themselves do not count."""
    moved = np.sqrt(((changed - factual) ** 2).sum(axis=2, dtype=np.float64))
    moved[np.arange(len(without)), without] = 0
    return moved


def realised(world: World, rows: np.ndarray | None = None) -> tuple[np.ndarray, float]:
    """Realised impact of the works at `rows` (default all), and its noise ceiling.

    Returns
    -------
    impact : ndarray
        float64[len(rows)], in latent standard deviations, summed over all later works.
    ceiling : float
        The largest rank correlation a perfect method can be sure of: the root of the split-half reliability between
        the impact on one random half of later works and on the other.
    """
    rows = np.arange(len(world)) if rows is None else np.asarray(rows)
    half = stream(world.seed, "halves").random((len(world), 8)) < 0.5
    total, split = [], []
    for batch in progress(_batches(world, rows), "history without each work", unit="batch"):
        moved = _displaced(world.reruns(batch).latent, world.outcome.latent, batch)
        total.append(moved.sum(axis=1))
        split.append(np.stack([moved @ half, moved @ ~half]))
    halves = np.concatenate(split, axis=1)
    correlations = [spearman(halves[0, :, k], halves[1, :, k]) for k in range(half.shape[1])]
    return np.concatenate(total), _stepped_up(float(np.mean(correlations)))


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    """Rank correlation; 0 when one side does not vary."""
    from scipy.stats import rankdata

    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(np.corrcoef(rankdata(a), rankdata(b))[0, 1])


def _stepped_up(half: float) -> float:
    """Root of the Spearman-Brown reliability of the whole, from the correlation of its halves."""
    return float(np.sqrt(max(2 * half / (1 + half), 0.0))) if half > -1 else 0.0


def expected(world: World, rows: np.ndarray, *, futures: int = 40) -> np.ndarray:
    """Impact in each of `futures` futures, float64[futures, len(rows)]; their mean is the expected impact.

    The past up to a work's year is kept; from then on luck is new, the same luck with and without it.
    """
    rows, out = np.asarray(rows), np.zeros((futures, len(rows)))
    batches = _batches(world, np.arange(len(rows)))
    for future_index in progress(range(1, futures + 1), "futures run again", unit="future"):
        for batch in batches:
            missing, begin = rows[batch], world.year_start(rows[batch])
            starts, which = np.unique(begin, return_inverse=True)
            both = world.replay(
                future_index,
                without=np.concatenate([missing, np.full(len(starts), -1)]),
                start=np.concatenate([begin, starts]),
            ).latent
            out[future_index - 1, batch] = _displaced(both[: len(batch)], both[len(batch) :][which], missing).sum(
                axis=1
            )
    return out


def ceiling(draws: np.ndarray, *, splits: int = 50, seed: int = 0) -> float:
    """Noise ceiling of the mean of `draws` float64[k, n]: root of the split-half reliability (Spearman-Brown)."""
    k, rng, correlations = len(draws), stream(seed, "split-half"), []
    for _ in range(splits):
        order = rng.permutation(k)
        correlations.append(spearman(draws[order[: k // 2]].mean(0), draws[order[k // 2 :]].mean(0)))
    return _stepped_up(float(np.mean(correlations)))


def pixels(world: World, rows: np.ndarray, *, size: int = 64, max_works: int = 60) -> np.ndarray:
    """Realised impact of the works at `rows` in pictures, float64[len(rows)].

    The works that moved are painted as they were and as they would have been; the impact is the sum of the root mean
    square differences of the two, 0-1, both from far (an eighth of the size). Of more than `max_works` moved works a
    sample is painted.
    """
    out = np.zeros(len(rows))
    for k, row in enumerate(progress(rows, "painting what would have been", unit="work")):
        other = world.rerun(without=int(row))
        moved = _displaced(other.outcome.latent, world.outcome.latent, np.array([row]))[0]
        changed = np.flatnonzero(moved > 1e-3)
        sample = changed
        if len(changed) > max_works:
            sample = stream(world.seed, "shown", row).choice(changed, max_works, replace=False)
        gaps = [_picture_gap(world, other, int(i), size) for i in sample]
        out[k] = np.mean(gaps) * len(changed) if gaps else 0.0
    return out


def _picture_gap(a: World, b: World, row: int, size: int) -> float:
    import cv2

    from .painting.genome import style
    from .painting.painter import paint

    hand = int(a.calendar.event[row])
    pictures = [paint(w.contents[row], style(w.latent[row]), size=size, hand=hand) for w in (a, b)]
    small = [cv2.resize(p, (size // 8, size // 8), interpolation=cv2.INTER_AREA).astype(float) / 255 for p in pictures]
    return float(np.sqrt(((small[0] - small[1]) ** 2).mean()))


@dataclass(frozen=True, eq=False)
class Impacts:
    """The true impacts of works.

    Parameters
    ----------
    table : DataFrame
        One row per surviving work: id, realised, expected and, where painted, pixels; NaN where not run.
    ceilings : dict
        The noise ceiling of each, and the number of ``futures`` that the expected ones are means over.
    """

    table: pd.DataFrame
    ceilings: dict[str, float] = field(default_factory=dict)

    def save(self, path: Path | str) -> None:
        """Write impact.parquet; the ceilings are said beside the table."""
        write_table(path, self.table, FORMAT, ceilings=self.ceilings)

    @classmethod
    def read(cls, path: Path | str) -> Impacts:
        """Read what :meth:`save` wrote."""
        table, head = read_table(path, FORMAT)
        with FORMAT.fits(path):
            return cls(table, head["ceilings"])


def measure(world: World, *, futures: int = 40, max_works: int = 400, painted: int = 0) -> Impacts:
    """The impacts of surviving works, and the noise ceilings.

    `realised` is run for every surviving work, `expected` for at most `max_works` of them, spread evenly over time,
    `pixels` for `painted` of them.
    """
    kept = world.surviving
    impact, reliability = realised(world, kept)
    table = pd.DataFrame({"id": world.ids[kept], "realised": impact, "expected": np.nan})
    ceilings: dict[str, float] = {"realised": reliability}
    if futures >= 2:
        chosen = _spread(len(kept), max_works)
        draws = expected(world, kept[chosen], futures=futures)
        table.loc[chosen, "expected"] = draws.mean(axis=0)
        ceilings |= {"expected": ceiling(draws), "futures": float(futures)}
    if painted:
        chosen = _spread(len(kept), painted)
        table["pixels"] = np.nan
        table.loc[chosen, "pixels"] = pixels(world, kept[chosen])
    return Impacts(table, ceilings)


def _spread(n: int, count: int) -> np.ndarray:
    """At most `count` of n rows, evenly spread."""
    return np.unique(np.linspace(0, n - 1, min(count, n)).astype(int))
