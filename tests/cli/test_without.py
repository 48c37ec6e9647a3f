"""`stylogeny without` and `stylogeny compare`: a run folder of the other world, and the page beside it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from stylogeny.cli import main
from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.open_graph import open_graph
from stylogeny.runs import Run


@pytest.fixture(scope="module")
def traced(tmp_path_factory) -> Path:
    """A painted world of 60 works, traced."""
    folder = tmp_path_factory.mktemp("world")
    paint = "world paint --regime neutral --works 60 --size 48 --seed 3 --no-reruns --workers 1 --quiet --out"
    assert main([*paint.split(), str(folder / "corpus")]) == 0
    run = folder / "run"
    for argv in (["load", folder / "corpus", "--out", run], ["embed", run, "--backbone", "statistics"], ["trace", run]):
        assert main([*map(str, argv), "--quiet"]) == 0
    return run


def foremost(run: Path) -> str:
    graph = open_graph(Run(run))
    return str(graph.works.ids[int(np.argmax(graph.net))])


def test_the_whole_chain_runs_on_a_world_without_a_work(traced: Path, tmp_path: Path, capsys) -> None:
    other, name = tmp_path / "other", foremost(traced)
    assert main(["without", name, str(traced), "--out", str(other), "--quiet", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["works"] == [name] and "1 work is gone" in said["sentence"]
    assert name not in set(Works.read(other / "works.parquet").ids)
    for argv in (
        ["render", "--out", tmp_path / "s.png", "-n", "1", "--size", "32", Works.read(other / "works.parquet").ids[3]],
        ["imagine", "-n", "2", "--years", "5"],
        ["simulate", "--artists", "20", "--years", "4", "--pictures", "0"],
        ["train", "--steps", "2", "--network", "tiny"],
        ["report"],
        ["credit", Works.read(other / "works.parquet").ids[3], "--bootstraps", "0"],
    ):
        verb, *rest = map(str, argv)
        at = [str(other)] if verb != "render" else []
        assert main([verb, *rest, *(at or [str(other)]), "--quiet"]) == 0, verb
    works = Works.read(traced / "works.parquet")
    title = str(works.column("title")[works.find(name)])
    assert title not in (other / "report" / "map-data.js").read_text(encoding="utf-8")
    capsys.readouterr()
    # the same again does nothing anew
    stamp = (other / "influence.parquet").stat().st_mtime_ns
    assert main(["without", name, str(traced), "--out", str(other), "--quiet"]) == 0
    assert (other / "influence.parquet").stat().st_mtime_ns == stamp


def test_the_old_space_is_kept_by_option(traced: Path, tmp_path: Path) -> None:
    other, name = tmp_path / "other", foremost(traced)
    assert main(["without", name, str(traced), "--out", str(other), "--old-space", "--quiet"]) == 0
    old, there = Embedding.read(Run(traced)), Embedding.read(Run(other))
    row = {i: k for k, i in enumerate(old.works.ids)}
    at = [row[i] for i in there.works.ids]
    moved = np.linalg.norm(there.vectors - old.vectors[at], axis=1)
    assert (moved < 1e-6).any() and (moved > 1e-4).any()
    assert np.array_equal(there.time_axis, old.time_axis)


def test_the_page_shows_both_worlds_and_the_truth(traced: Path, tmp_path: Path, capsys) -> None:
    other, name = tmp_path / "other", foremost(traced)
    assert main(["without", name, str(traced), "--out", str(other), "--quiet"]) == 0
    assert main(["compare", str(traced), str(other), "--styles", "1", "--quiet"]) == 0
    page = (other / "compare" / "index.html").read_text(encoding="utf-8")
    for said in ("as it would have been", "in truth", "run again", "Who takes the place", "usual step"):
        assert said in page
    named = [part.split('"')[0] for part in page.split('src="')[1:]]
    assert len(named) >= 5 and all((other / "compare" / src).exists() for src in named)
    capsys.readouterr()


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["without", "nobody", "RUN", "--out", "OTHER"], "no such work"),
        (["without", "NAME", "RUN", "--out", "RUN"], "a folder of its own"),
        (["without", "NAME", "RUN", "--out", "LOADED"], "this is the run of a corpus"),
        (["without", "NAME", "RUN", "--out", "OTHER", "--artist", "--also", "w00003"], "--also names works"),
        (["compare", "RUN", "RUN"], "not the run of a world without something"),
        (["embed", "RUN", "--old-space"], "--old-space is for a run made by `stylogeny without`"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(traced: Path, tmp_path: Path, capsys, argv: list[str], says: str) -> None:
    loaded = tmp_path / "loaded"
    if "LOADED" in argv:
        assert main(["load", str(traced.parent / "corpus"), "--out", str(loaded), "--quiet"]) == 0
        capsys.readouterr()
    places = {"RUN": str(traced), "OTHER": str(tmp_path / "o"), "NAME": foremost(traced), "LOADED": str(loaded)}
    assert main([places.get(part, part) for part in argv]) == 2
    said = capsys.readouterr().err.strip()
    assert says in said and "\n" not in said
    assert not (tmp_path / "o" / "works.parquet").exists()


def test_a_changed_run_is_refused_and_everything_cannot_be_left_out(traced: Path, tmp_path: Path, capsys) -> None:
    shutil.copytree(traced.parent, tmp_path / "world")
    run, other = tmp_path / "world" / "run", tmp_path / "other"
    names = [str(i) for i in Works.read(run / "works.parquet").ids]
    also = [part for name in names[1:] for part in ("--also", name)]
    assert main(["without", names[0], str(run), "--out", str(tmp_path / "none"), *also, "--quiet"]) == 2
    assert "next to nothing is left" in capsys.readouterr().err
    assert main(["without", foremost(run), str(run), "--out", str(other), "--quiet"]) == 0
    assert main(["trace", str(run), "--fits", "1", "--quiet"]) == 0
    capsys.readouterr()
    assert main(["compare", str(run), str(other)]) == 2
    assert "has changed since" in capsys.readouterr().err
