"""Where a picture belongs in a run: worked out once, and kept beside the picture."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

from ...artifacts import Format, read_document, write_document
from ...embedding.backbones.backbone import backbone as open_backbone
from ...influence.placement import place
from ..refused import Refused
from ..state import Studio
from ..uploads import Upload

PLACED = Format("studio-placement", 1, "open its page again")
LISTED = 10  # parents and nearest works
_placing = Lock()  # a backbone is run on one picture at a time


def kept_placement(studio: Studio, dropped: Upload) -> Path:
    """Where it is kept, for the run as it is."""
    graph = studio.path / "influence.parquet"
    return dropped.folder / f"placed-{graph.stat().st_mtime_ns:x}.json"


def placement(studio: Studio, dropped: Upload) -> dict[str, Any]:
    """As it is kept, else worked out now: see :meth:`.influence.placement.Placement.json`.

    Raises
    ------
    StylogenyError
        When the run's space is not of pictures; or it is not kept, and the studio is read-only.
    """
    file = kept_placement(studio, dropped)
    if not file.exists() and studio.read_only:
        raise Refused("this picture has not been placed, and on view nothing is computed", status=403)
    with _placing:
        if not file.exists():
            space = studio.graph.embedding
            body = studio.once("backbone", lambda: open_backbone(space.backbone)) if space.head is not None else None
            found = place([dropped.picture], space, studio.graph, backbone=body, limit=LISTED)[0]
            write_document(file, PLACED, placement={**found.json(), "file": dropped.name})
    return dict(read_document(file, PLACED)["placement"])
