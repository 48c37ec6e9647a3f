"""Backbone features of all works, kept in shards so that a killed run loses at most one."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..corpus import pictures
from ..corpus.works import Works
from ..progress import Callback, progress
from ..runs import digest, replacing
from .backbones import Backbone

SHARD = 128  # pictures a shard: a few seconds of the built-in backbone


def features(
    works: Works, backbone: Backbone, *, cache: Path | str | None = None, callback: Callback | None = None
) -> np.ndarray:
    """Backbone features of every pictured work.

    Parameters
    ----------
    works : Works
        n works.
    backbone : Backbone
        What turns pictures into vectors.
    cache : Path, optional
        Folder of shards; a shard whose pictures (path and size) and backbone are unchanged is read, not made again.

    Returns
    -------
    ndarray
        float32[works.pictured.sum(), D], in the order of the works.

    Raises
    ------
    StylogenyError
        When a picture cannot be read.
    """
    from safetensors.numpy import load_file, save_file

    rows = np.flatnonzero(works.pictured)
    out = []
    shards = [rows[i : i + SHARD] for i in range(0, len(rows), SHARD)]
    for shard in progress(shards, "features", unit="shard", callback=callback):
        paths = [works.picture(r) for r in shard]
        file = None
        if cache is not None:
            name = digest([backbone.name, [(str(p), p.stat().st_size if p.exists() else -1) for p in paths]])
            file = Path(cache) / f"{name}.safetensors"
        if file is not None and file.exists():
            out.append(load_file(file)["features"])
            continue
        found = backbone.features([pictures.read(p, size=backbone.side) for p in paths]).astype(np.float32)
        if file is not None:
            with replacing(file) as part:
                save_file({"features": found}, part)
        out.append(found)
    return np.concatenate(out) if out else np.zeros((0, 1), np.float32)
