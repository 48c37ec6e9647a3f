"""What lies in a folder of RUN/futures/, and what may be replaced there: one folder holds one history, tree or set of works."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from ..artifacts import write_json
from ..errors import StylogenyError

ASKED = "asked.json"  # the digest of what the simulation in a folder was asked
SIMULATION = "simulation.json"
TREE = Path("tree", "acts.json")
EVENTS = "events.jsonl"  # what visitors said (society/events.py)
WORDS = "words.sqlite"  # answers of a language model
KEPT = (ASKED, EVENTS, WORDS)  # what visitors said, and answers paid for, outlast the history


def occupant(folder: Path) -> str:
    """What lies in a folder, in words; empty for nothing that we made."""
    if (folder / TREE).exists():
        return "a tree of futures"
    if (folder / SIMULATION).exists() or (folder / ASKED).exists():
        return "a simulated history"
    return "imagined works" if (folder / "history.json").exists() else ""


def reserve(folder: Path, what: str) -> None:
    """Refuse a folder in which something else lies than `what`, as :func:`occupant` says it."""
    there = occupant(folder)
    if there not in ("", what):
        raise StylogenyError(f"this folder holds {there}", got=folder, fix="pass another --name")


def clear(folder: Path, asked: str) -> None:
    """Leave in the folder only what belongs to this simulation: what a killed run of it painted is kept, another history is not."""
    try:
        if json.loads((folder / ASKED).read_text(encoding="utf-8")) == asked:
            return
    except (OSError, ValueError):
        pass
    for old in folder.iterdir() if folder.exists() else ():
        if old.name not in KEPT:
            shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    write_json(folder / ASKED, asked)
