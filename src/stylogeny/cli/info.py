"""What a run holds, in short: works, vectors and influence; the steps done; those that are stale. --json says all."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import StylogenyError
from ..runs import Run
from . import counted, emit

DRAWS = False
EXAMPLE = "stylogeny info run --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", type=Path, metavar="RUN", help="the run folder")


def run(args: argparse.Namespace) -> None:
    """Print what the run holds."""
    run = Run(args.run)
    facts = holdings(run)
    emit(args, facts, as_text(facts))


def holdings(run: Run) -> dict[str, Any]:
    """Everything there is to say about a run, as plain values. Only headers are read, not the vectors or edges."""
    manifest = run.manifest
    files = {
        path.relative_to(run.path).as_posix(): path.stat().st_size
        for path in sorted(run.path.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(run.path).parts)
    }
    return {
        "run": str(run.path),
        "steps": {
            name: {"outputs": entry["outputs"], "provenance": entry["provenance"]}
            for name, entry in manifest["steps"].items()
        },
        "stale": stale(manifest["steps"]),
        "works": _read(run, "works.parquet", "load", _works),
        "embedding": _read(run, "embedding.safetensors", "embed", _shapes),
        "influence": _read(run, "influence.parquet", "trace", _edges),
        "files": files,
        "bytes": sum(files.values()),
    }


def _read(run: Run, name: str, needs: str, read: Callable[[Path], dict[str, Any]]) -> dict[str, Any] | None:
    """What a file holds, None where there is none; of one that cannot be read, why, and what makes it again."""
    path = run.path / name
    if not path.exists():
        return None
    try:
        facts = read(path)  # first: of a file that cannot be read it says more
        run.file(name, needs=needs)
        return facts
    except StylogenyError as error:
        return {"unreadable": str(error)}


def _works(path: Path) -> dict[str, Any]:
    from ..corpus.calendar import whole_years
    from ..corpus.works import Works

    works = Works.read(path)
    counts = works.table["status"].str.split(":").str[0].value_counts()
    facts: dict[str, Any] = {"rows": len(works), **{str(k): int(v) for k, v in counts.items()}}
    facts["artists"] = int(works.table["artist"].nunique())
    facts["styles"] = int(works.table["style"].replace("", None).nunique())
    if works.dated.any():
        first, end = whole_years(*works.span)
        facts["years"] = [int(first), int(end) - 1]
    return facts


def _shapes(path: Path) -> dict[str, Any]:
    from ..artifacts import tensor_shapes
    from ..embedding.space import FORMAT

    return dict(tensor_shapes(path, FORMAT))


def _edges(path: Path) -> dict[str, Any]:
    import pyarrow.parquet as pq

    from ..artifacts import read_table_head
    from ..influence.graph import FORMAT, LINEAGE

    read_table_head(path, FORMAT)
    read_table_head(Run(path.parent).file("lineage.parquet", needs="trace"), LINEAGE)
    return {"edges": pq.read_metadata(path).num_rows}


def stale(steps: dict[str, Any]) -> dict[str, str]:
    """Steps that were made from files which were made anew since, each with one of these files; and unfinished ones.

    A step that was made from a stale one is stale too.
    """
    written = {name: mark for entry in steps.values() for name, mark in entry["outputs"].items()}
    home = {name: step for step, entry in steps.items() for name in entry["outputs"]}
    out = {name: "it was not finished" for name, entry in steps.items() if entry["state"] != "done"}
    for _ in steps:
        for name, entry in steps.items():
            made_from = entry["provenance"].get("inputs", {})
            changed = [f for f, mark in made_from.items() if written.get(f, mark) != mark or home.get(f, name) in out]
            if changed and name not in out:
                out[name] = f"{changed[0]} is another since"
    return out


def as_text(facts: dict[str, Any]) -> str:
    """The facts as lines for people: what there is, what was done with which settings, what is stale."""
    versions = {step["provenance"]["software"].get("stylogeny", "?") for step in facts["steps"].values()}
    by = f", made by stylogeny {', '.join(sorted(versions))}" if versions else ""
    lines = [f"{facts['run']}{by}, {_size(facts['bytes'])}"]
    for part, line in (("works", _works_line), ("embedding", _shapes_line), ("influence", _edges_line)):
        held = facts[part]
        if held:
            lines.append(f"{part:<10} " + (held["unreadable"] if "unreadable" in held else line(held)))
    several: dict[str, list[str]] = {}
    for name, step in facts["steps"].items():
        kind, _, of = name.partition("/")
        several.setdefault(kind, []).append(of)
        if not of:
            params = ", ".join(f"{k}={v}" for k, v in step["provenance"]["parameters"].items() if _worth_saying(k, v))
            lines.append(f"{kind:<10} done" + (f": {params}"[:100] if params else ""))
    lines += [f"{kind:<10} {', '.join(names)}" for kind, names in several.items() if names != [""]]
    lines += [f"stale      {name}: {why}; give its command again" for name, why in facts["stale"].items()]
    return "\n".join(lines)


def _worth_saying(name: str, value: object) -> bool:
    return value not in (None, "", [], {}, False) and name not in ("format", "source", "seed")


def _works_line(works: dict[str, Any]) -> str:
    from ..corpus.calendar import span_text

    said = [counted(works["rows"], "work")]
    said += [f"{works[k]:,} {k}" for k in ("dated", "undated", "refused") if k in works]
    said += [counted(works["artists"], "artist")]
    said += [span_text(works["years"][0], works["years"][1] + 1)] if "years" in works else []
    return ", ".join(said)


def _shapes_line(shapes: dict[str, Any]) -> str:
    n, d = shapes["vectors"]
    return f"{n:,} vectors of {d:,} numbers"


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"


def _edges_line(influence: dict[str, Any]) -> str:
    return counted(influence["edges"], "edge")
