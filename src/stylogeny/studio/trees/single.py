"""Imagined works that belong to no tree, as `stylogeny imagine` leaves them in ``RUN/futures/NAME/``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...futures.imagined import ImaginedWorks
from ...futures.storage import SINGLE_WORKS, occupant
from ...runs import is_slug
from ..refused import Refused
from ..state import Studio


def works_folder(run: Path, name: str) -> Path | None:
    """The folder of imagined works of this name; None where something else lies there, or nothing."""
    folder = run / "futures" / name
    return folder if is_slug(name) and occupant(folder) == SINGLE_WORKS else None


def single_works(studio: Studio, folder: Path) -> list[dict[str, Any]]:
    """The works of a folder, JSON-able, the earliest first: what each is, and which works of the run it comes from."""
    imagined = ImaginedWorks.read(folder)
    known = {str(i): str(t or i) for i, t in zip(studio.works.ids, studio.works.column("title"))}
    rows = [
        {
            "id": str(w["id"]), "title": str(w["title"] or w["id"]), "year": int(w["year"]),
            "response": str(w["response"]), "generation": int(w["generation"]), "leap": bool(w["jump"]),
            "plausibility": round(float(w["plausibility"]), 4), "novelty": round(float(w["novelty"]), 4),
            "pictured": str(w["id"]) in imagined.pictures, "root": str(w["root"]), "answers": [],
            "parents": [
                {"id": p, "title": known.get(p, p), "share": round(s, 4), "past": p in known}
                for p, s in imagined.parents_of(row)
            ],
        }
        for row, w in enumerate(imagined.table.to_dict("records"))
    ]  # fmt: skip
    return sorted(rows, key=lambda w: (w["year"], w["id"]))


def single_picture(run: Path, name: str, work: str) -> tuple[Path, int]:
    """Where the picture of such a work lies, and its year: what a tree can grow from.

    Raises
    ------
    Refused
        When there is no such work, or it has no picture.
    """
    folder = works_folder(run, name)
    imagined = None if folder is None else ImaginedWorks.read(folder)
    if imagined is None or work not in set(imagined.table["id"]):
        raise Refused("there is no such imagined work", got=f"{name}/{work}"[:80], status=404)
    picture = imagined.pictures.get(work)
    if not isinstance(picture, Path):
        raise Refused("a tree grows from a picture", got=f"{work} without one", fix="choose a work that has one")
    return picture, int(imagined.table.set_index("id")["year"][work])
