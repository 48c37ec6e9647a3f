"""What the world would have lacked: every work's true impact, by running history again without it.

Impact of work j = sum over later works i of |z_i with j - z_i without j|, in units of latent style. Realised: this history,
this luck. Expected: the mean over futures with new luck after j was made, each run with and without j under the same luck.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ..progress import progress
from ..runs import replacing
from ..streams import stream
from .history import World

_CELLS = 6_000_000  # histories x works x genes held at once


def _batches(world: World, rows: np.ndarray) -> list[np.ndarray]:
    """Rows (sorted) cut into batches of about the same year, so that little of the past is run again."""
    most = max(1, _CELLS // world.latent.size)
    return [rows[k : k + most] for k in range(0, len(rows), most)]


def _displaced(changed: np.ndarray, factual: np.ndarray, without: np.ndarray) -> np.ndarray:
    """Sum over works of the distance moved, float64[b]; the missing works themselves do not count."""
    moved = np.sqrt(((changed - factual) ** 2).sum(axis=2, dtype=np.float64))
    moved[np.arange(len(without)), without] = 0
    return moved.sum(axis=1)


def realised(world: World, rows: np.ndarray | None = None) -> np.ndarray:
    """Realised impact of the works at `rows` (default all, sorted), float64[len(rows)], in latent standard deviations."""
    rows = np.arange(len(world)) if rows is None else np.asarray(rows)
    parts = [
        _displaced(world.reruns(batch).latent, world.outcome.latent, batch)
        for batch in progress(_batches(world, rows), "history without each work", unit="batch")
    ]
    return np.concatenate(parts)


def expected(world: World, rows: np.ndarray, *, k: int = 40) -> np.ndarray:
    """Impact in each of `k` futures, float64[k, len(rows)]; their mean is the expected impact. `rows` must be sorted."""
    from ..society import engine
    from .history import _repeat

    out = np.zeros((k, len(rows)))
    for number in progress(range(1, k + 1), "futures run again", unit="future"):
        luck, at = world.other_luck(number), 0
        for batch in _batches(world, rows):
            # each work's luck turns after its own year; works of one batch are of nearly the same time, so take the earliest
            row = int(np.searchsorted(world.calendar.year, world.calendar.year[batch[0]]))
            mixed = world.luck.after(row, luck)
            factual = engine.play(world.calendar, mixed, world.rules, past=world.outcome, start=row)
            lacking = engine.play(
                world.calendar, mixed, world.rules, without=batch, past=_repeat(world.outcome, len(batch)), start=row
            )
            out[number - 1, at : at + len(batch)] = _displaced(lacking.latent, factual.latent, batch)
            at += len(batch)
    return out


def ceiling(draws: np.ndarray, *, splits: int = 50, seed: int = 0) -> float:
    """Split-half reliability of the mean of `draws` float64[k, n]: mean Spearman of two halves, stepped up (Spearman-Brown)."""
    from scipy.stats import spearmanr

    k = len(draws)
    rng, found = stream(seed, "split-half"), []
    for _ in range(splits):
        order = rng.permutation(k)
        found.append(spearmanr(draws[order[: k // 2]].mean(0), draws[order[k // 2 :]].mean(0)).statistic)
    half = float(np.mean(found))
    return 2 * half / (1 + half)


def measure(world: World, *, futures: int = 40, most: int = 400) -> tuple[pd.DataFrame, dict[str, float]]:
    """The impact table (id, realised, expected; NaN where not run) of surviving works, and the noise ceilings.

    `realised` is run for every surviving work, `expected` for at most `most` of them, spread evenly over time. The ceiling of
    the realised truth is how well one history ranks works against another: the mean correlation of single futures.
    """
    from scipy.stats import spearmanr

    kept = np.flatnonzero(~world.lost)
    table = pd.DataFrame({"id": world.ids[kept], "realised": realised(world, kept), "expected": np.nan})
    ceilings: dict[str, float] = {}
    if futures:
        chosen = np.unique(np.linspace(0, len(kept) - 1, min(most, len(kept))).astype(int))
        draws = expected(world, kept[chosen], k=futures)
        table.loc[chosen, "expected"] = draws.mean(axis=0)
        single = [spearmanr(a, b).statistic for a, b in zip(draws[:-1], draws[1:])]
        ceilings = {
            "expected": ceiling(draws),
            "realised": float(np.sqrt(max(np.nanmean(single), 0.0))),
            "futures": float(futures),
        }
    return table, ceilings


def save(table: pd.DataFrame, ceilings: dict[str, float], path: Path | str) -> None:
    """Write impact.parquet; the ceilings travel in its schema metadata."""
    import json

    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pa.Table.from_pandas(table, preserve_index=False)
    meta = {**(arrow.schema.metadata or {}), b"ceilings": json.dumps(ceilings).encode()}
    with replacing(path) as part:
        pq.write_table(arrow.replace_schema_metadata(meta), part)


def read(path: Path | str) -> tuple[pd.DataFrame, dict[str, float]]:
    """Read what :func:`save` wrote."""
    import json

    import pyarrow.parquet as pq

    table = pq.read_table(path)
    return table.to_pandas(), json.loads((table.schema.metadata or {}).get(b"ceilings", b"{}"))
