"""Backbone features of all works, kept in shards so that a killed run loses at most one."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from ...corpus import pictures
from ...corpus.works import Works
from ...errors import StylogenyError
from ...executors import Execution, Result, usual_executor
from ...progress import Callback
from ...runs import digest_file
from .backbone import BUILT_IN, STATISTICS, Backbone, backbone

SHARD = 128  # pictures per shard: some five seconds of the built-in backbone
UNSEEN = "where workers are other machines, the corpus must lie there under the same path"


def _unit(state: tuple[str | Backbone, list[Path]], seed: int, shard: int) -> Result:
    name, paths = state
    body = _opened(name) if isinstance(name, str) else name
    return {"features": body.features([_read(path, body.side) for path in paths]).astype(np.float32)}


@lru_cache(maxsize=1)
def _opened(name: str) -> Backbone:
    """One of our own backbones, opened once in each worker."""
    body = backbone(name)
    if body.name != name:  # on another machine than the one that asks
        raise StylogenyError(f"a worker has no backbone {name!r}", fix="install the same packages on every worker")
    return body


def _read(path: Path, side: int | None) -> np.ndarray:
    try:
        return pictures.read(path, size=side)
    except pictures.BadPicture as error:
        if error.reason != pictures.MISSING:
            raise
        raise pictures.BadPicture(error.reason, path, fix=UNSEEN) from error


def features(
    works: Works,
    body: Backbone,
    *,
    cache: Path | str | None = None,
    executor: str | Execution | None = None,
    callback: Callback | None = None,
) -> np.ndarray:
    """Backbone features of every pictured work.

    Parameters
    ----------
    works : Works
        n works.
    body : Backbone
        What turns pictures into vectors.
    cache : Path, optional
        Folder of shards; a shard whose pictures (their bytes) and backbone are unchanged is not made again, wherever
        the corpus was moved to.
    executor : str or Execution, optional
        Where shards are made (:mod:`stylogeny.executors`); by default in worker processes where they pay off.

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
    paths = [works.picture(int(row)) for row in rows]
    count = -(-len(paths) // SHARD)
    ours = body.name in (BUILT_IN, STATISTICS)
    if executor is None:
        # a picture is described on one thread: processes pay off, unless each needs a large network of its own
        executor = usual_executor(pays=ours and count > 2)

    def own(shard: int) -> list[Path]:
        return paths[shard * SHARD : (shard + 1) * SHARD]

    def config(shard: int) -> dict[str, object]:
        content = [digest_file(path) if path.exists() else "" for path in own(shard)]
        return {"backbone": body.name, "edition": body.edition, "pictures": content}

    results = replace(Execution.of(executor), folder=cache).run(
        _unit,
        body.name if ours else body,
        shards=range(count),
        config=config,
        own=own,
        what="features",
        callback=callback,
    )
    return np.concatenate([r["features"] for r in results]) if results else np.zeros((0, 1), np.float32)
