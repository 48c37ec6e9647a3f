"""What lies in a folder of RUN/futures/, and what may be replaced there.

One folder holds one of three: imagined works, a tree of futures, or a simulated history. Which it is can be told from
one file.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from ..artifacts import Format, read_document, write_document
from ..errors import StylogenyError
from ..runs import slug

# what lies in a folder, in words
SINGLE_WORKS, A_TREE, A_HISTORY = "imagined works", "a tree of futures", "a simulated history"
IMAGINED = "imagined.parquet"  # imagined works, alone or the living ones of a tree
PARENTS = "parents.parquet"  # child, parent, weight of imagined or simulated works
VECTORS = "vectors.safetensors"  # of imagined works
TREE = Path("tree", "operations.json")
SIMULATION = "simulation.json"
ASKED = "asked.json"  # the digest of what the simulation in a folder was asked
EVENTS = "events.jsonl"  # what visitors said (society/events.py)
WORDS = "words.sqlite"  # answers of a language model
KEPT = (ASKED, EVENTS, WORDS)  # what visitors said, and answers that were paid for, outlast the history
ASKED_FORMAT = Format("asked", 2, "simulate again")
PARENTS_FORMAT = Format("parents", 2, "imagine them again", ("child", "parent", "weight"))


def picture_file(work: str) -> Path:
    """Where the picture of a work lies in its folder, whatever the work's id: ``pictures/ID.png``."""
    return Path("pictures", f"{slug(work)}.png")


def occupant(folder: Path) -> str:
    """What lies in a folder, in words; empty for nothing that we made.

    A killed command may have left the works of a tree that has no operations yet: a tree will be there.
    """
    if any(f.name != TREE.name for f in (folder / TREE.parent).glob("*.json")):
        return f"{A_TREE} of another version"
    if (folder / TREE.parent).exists():
        return A_TREE
    if (folder / SIMULATION).exists() or (folder / ASKED).exists():
        return A_HISTORY
    return SINGLE_WORKS if (folder / IMAGINED).exists() else ""


def reserve(folder: Path, content: str) -> None:
    """Refuse a folder in which something else lies than `content`, as :func:`occupant` says it."""
    there = occupant(folder)
    if there not in ("", content):
        fix = "pass another --name"
        if (there, content) == (SINGLE_WORKS, A_TREE):
            fix += ", or make a tree: imagine --generations 2"
        raise StylogenyError(f"this folder holds {there}", got=folder, fix=fix)


def clear(folder: Path, digest: str) -> None:
    """Leave in the folder only what belongs to the simulation of this digest.

    What a killed run of it painted is kept, another history is not.
    """
    if _asked(folder) == digest:
        return
    for old in folder.iterdir() if folder.exists() else ():
        if old.name not in KEPT:
            shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    write_document(folder / ASKED, ASKED_FORMAT, digest=digest)


def _asked(folder: Path) -> str:
    """The digest of what the simulation in a folder was asked; empty where nothing readable says so."""
    try:
        return str(read_document(folder / ASKED, ASKED_FORMAT).get("digest", ""))
    except (OSError, StylogenyError):
        return ""
