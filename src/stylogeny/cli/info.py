"""What a run holds: steps done and their parameters, works, vectors, influence, sizes."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from ..runs import Run
from . import emit

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
        "works": _works(run.path / "works.parquet"),
        "embedding": _tensors(run.path / "embedding.safetensors"),
        "influence": _rows(run.path / "influence.parquet"),
        "files": files,
        "bytes": sum(files.values()),
    }


def _works(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    from ..corpus import Works

    works = Works.read(path)
    counts = works.table["status"].str.split(":").str[0].value_counts()
    facts: dict[str, Any] = {"rows": len(works), **{str(k): int(v) for k, v in counts.items()}}
    facts["artists"] = int(works.table["artist"].nunique())
    facts["styles"] = int(works.table["style"].replace("", None).nunique())
    if works.dated.any():
        facts["years"] = [int(works.years[0].min()), int(works.years[1].max())]
    return facts


def _tensors(path: Path) -> dict[str, Any] | None:
    """Shapes of the tensors, from the header of a safetensors file."""
    if not path.exists():
        return None
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    return {name: entry["shape"] for name, entry in header.items() if name != "__metadata__"}


def _rows(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    import pyarrow.parquet as pq

    return {"edges": pq.read_metadata(path).num_rows}


def as_text(facts: dict[str, Any]) -> str:
    """The facts as lines for people."""
    lines = [f"run            {facts['run']}"]
    versions = {step["provenance"]["software"].get("stylogeny", "?") for step in facts["steps"].values()}
    if versions:
        lines.append(f"made by        stylogeny {', '.join(sorted(versions))}")
    works = facts["works"]
    if works:
        said = [f"{works['rows']:,} works"] + [
            f"{works[k]:,} {k}" for k in ("dated", "undated", "refused") if k in works
        ]
        said += [f"{works['artists']:,} artists"] + (
            [f"{works['years'][0]}-{works['years'][1]}"] if "years" in works else []
        )
        lines.append("works          " + ", ".join(said))
    if facts["embedding"]:
        lines.append(
            "embedding      " + ", ".join(f"{n} {'x'.join(map(str, s)) or '1'}" for n, s in facts["embedding"].items())
        )
    if facts["influence"]:
        lines.append(f"influence      {facts['influence']['edges']:,} edges")
    for name, step in facts["steps"].items():
        params = ", ".join(
            f"{k}={v}" for k, v in step["provenance"]["parameters"].items() if v not in (None, "", [], {})
        )
        lines.append(f"step {name:<10}{params}"[:200])
    folders: dict[str, list[int]] = {}
    for file, size in facts["files"].items():
        folders.setdefault(file.split("/")[0] + ("/" if "/" in file else ""), []).append(size)
    for name, sizes in folders.items():
        count = f"  {len(sizes):,} files" if name.endswith("/") else ""
        lines.append(f"{sum(sizes) / 1e6:>10.2f} MB  {name}{count}")
    lines.append(f"{facts['bytes'] / 1e6:>10.2f} MB  in all")
    return "\n".join(lines)
