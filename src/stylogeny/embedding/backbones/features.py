"""Backbone features of all works, kept in shards so that a killed run loses at most one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from ...corpus import pictures
from ...corpus.works import Works
from ...errors import StylogenyError
from ...executors import Result, run_units
from ...progress import Callback
from .backbone import BUILT_IN, STATISTICS, Backbone, backbone

SHARD = 128  # pictures per shard: some five seconds of the built-in backbone


def _unit(state: Any, seed: int, shard: int) -> Result:
    name, paths = state
    body = name if not isinstance(name, str) else backbone(name)
    if isinstance(name, str) and body.name != name:  # on another machine than the one that asks
        raise StylogenyError(f"a worker has no backbone {name!r}", fix="install the same packages on every worker")
    chosen = paths[shard * SHARD : (shard + 1) * SHARD]
    return {"features": body.features([pictures.read(p, size=body.side) for p in chosen]).astype(np.float32)}


def features(
    works: Works, body: Backbone, *, cache: Path | str | None = None, callback: Callback | None = None
) -> np.ndarray:
    """Backbone features of every pictured work.

    Parameters
    ----------
    works : Works
        n works.
    body : Backbone
        What turns pictures into vectors.
    cache : Path, optional
        Folder of shards; a shard whose pictures (name, size, time of writing) and backbone are unchanged is not made
        again, wherever the corpus was moved to.

    Returns
    -------
    ndarray
        float32[works.pictured.sum(), D], in the order of the works.

    Raises
    ------
    StylogenyError
        When a picture cannot be read.
    """
    rows = np.flatnonzero(works.pictured)
    names, paths = works.column("picture")[rows], [works.picture(int(row)) for row in rows]
    count = -(-len(paths) // SHARD)
    ours = body.name in (BUILT_IN, STATISTICS)
    # a picture is described on one thread: worker processes pay off, unless each needs a large network of its own
    executor = "process" if ours and count > 2 and (os.cpu_count() or 1) > 1 else "serial"
    results = run_units(
        _unit,
        (body.name if ours else body, paths),
        shards=range(count),
        config={
            "backbone": body.name,
            "edition": body.edition,
            "pictures": [_stamp(n, p) for n, p in zip(names, paths)],
        },
        executor=executor,
        folder=cache,
        what="features",
        callback=callback,
    )
    return np.concatenate([r["features"] for r in results]) if results else np.zeros((0, 1), np.float32)


def _stamp(name: str, path: Path) -> list[Any]:
    if not path.exists():
        return [name]
    stat = path.stat()
    return [name, stat.st_size, stat.st_mtime_ns]
