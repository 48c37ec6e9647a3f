"""What a command is asked to write takes the place of nothing that it reads, of no file of a run, of no work."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..errors import StylogenyError
from ..runs import MANIFEST

NAMES = ("out", "output", "csv")  # of the arguments that say where to write


def check_outputs(args: argparse.Namespace) -> None:
    """Refuse to write over what matters.

    Raises
    ------
    StylogenyError
        A file to write that is there already and is read by this command, belongs to a run, or is a work's picture.
    """
    for name in NAMES:
        value = getattr(args, name, None)
        if value is None or not Path(value).is_file():
            continue
        path = Path(value).resolve()
        if any(each.resolve() == path for each in _read(args, name)):
            raise StylogenyError("what is read would be written over", got=value, fix="choose another file to write")
        if _of_a_run(path) or _a_work(path, getattr(args, "run", None)):
            raise StylogenyError("this is a file of a run", got=value, fix="choose another file to write")


def _read(args: argparse.Namespace, output: str) -> list[Path]:
    """The files that the other arguments name."""
    given = (value for name, value in vars(args).items() if name != output)
    flat = (each for value in given for each in (value if isinstance(value, list | tuple) else (value,)))
    return [Path(each) for each in flat if isinstance(each, str | Path) and each and _is_file(each)]


def _is_file(name: str | Path) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # a prompt, say, too long for a path
        return False


def _of_a_run(path: Path) -> bool:
    """Whether a file is a manifest, or a step of the run folder around it wrote it."""
    for folder in path.parents:
        manifest = folder / MANIFEST
        if not manifest.is_file():
            continue
        if path == manifest:
            return True
        try:
            steps = json.loads(manifest.read_text(encoding="utf-8"))["steps"].values()
            return any(path.relative_to(folder).as_posix() in step["outputs"] for step in steps)
        except (ValueError, KeyError, TypeError, AttributeError):  # no manifest of ours
            continue
    return False


def _a_work(path: Path, run: object) -> bool:
    """Whether a file is the picture of a work of this run."""
    works_file = Path(run) / "works.parquet" if isinstance(run, str | Path) else None
    if works_file is None or not works_file.is_file():
        return False
    from ..corpus.works import Works

    works = Works.read(works_file)
    alike = works.table["picture"].astype(str).str.endswith(path.name)
    return any(works.picture(int(row)).resolve() == path for row in alike.to_numpy().nonzero()[0])
