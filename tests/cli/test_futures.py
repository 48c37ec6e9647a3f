"""Curating a tree of futures from the command line: every operation kept, undone, shown; bad ones one line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from helpers.planted_history import graph as graph
from helpers.small_graph import small_graph
from helpers.traced_run import traced_run
from stylogeny.cli import main
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.runs import slug
from verification.common.faults import KILLED, Fault, command, contents, leftovers


@pytest.fixture
def run(graph: InfluenceGraph, tmp_path: Path) -> Path:
    return traced_run(tmp_path / "run", graph).path


def futures(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["futures", *words, "--no-pictures", "--json", "--quiet"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_a_tree_is_curated_operation_by_operation(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = str(run)
    grown = futures(
        capsys, "grow", where, "--root", "w220", "--branching", "3", "--years", "10", "--response", "negate"
    )
    a, b, c = (w["id"] for w in grown["works"])
    assert {w["response"] for w in grown["works"]} == {"negate"}
    assert len(futures(capsys, "grow", where, a, "--branching", "2")["works"]) == 5
    merged = futures(capsys, "merge", where, b, c)
    new = merged["works"][-1]["id"]
    assert futures(capsys, "rename", where, new, "--title", "Mine")["works"][-1]["title"] == "Mine"
    assert {w["id"] for w in futures(capsys, "prune", where, b)["works"]} & {b, new} == set()
    assert {w["id"] for w in futures(capsys, "undo", where)["works"]} >= {b, new}
    kept = futures(capsys, "keep", where, new)
    assert {w["id"] for w in kept["works"]} == {b, c, new}
    again = futures(capsys, "goto", where, str(merged["at"]))
    assert [w["id"] for w in again["works"]] == [w["id"] for w in merged["works"]]
    shown = futures(capsys, "show", where)
    assert [x["kind"] for x in shown["operations"]][-6:] == ["grow", "grow", "merge", "rename", "prune", "keep"]
    page = (run / "futures" / "mine" / "index.html").read_text(encoding="utf-8")
    assert page.count("(undone)") == 4


def test_showing_a_tree_waits_for_nothing_that_learns(run: Path) -> None:
    assert main(["futures", "grow", str(run), "--branching", "2", "--years", "5", "--no-pictures", "--quiet"]) == 0
    code = (
        "import sys; from stylogeny.cli import main; main(sys.argv[1:]); print({'torch', 'sklearn'} & {*sys.modules})"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code, "futures", "show", str(run)], capture_output=True, text=True, check=True
    )
    assert len(shown.stdout.splitlines()) > 2 and shown.stdout.splitlines()[-1] == "set()"


def test_what_cannot_be_done_is_one_line(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = str(run)
    assert main(["futures", "prune", where, "x"]) == 2
    assert main(["futures", "grow", where, "x"]) == 2
    futures(capsys, "grow", where, "--root", "w220")
    for words, said in (
        (["prune", where, "x"], "no such work"),
        (["undo", where, "--steps", "9"], "(got 9 steps back); from here it is 1 to 1"),
        (["goto", where, "99"], "(got 99); operations are 0 to 1"),
        (["career", where, "Artst 3"], "no such artist (got 'Artst 3'); did you mean 'Artist 3'"),
        (["school", where, "Shcool A"], "no such style (got 'Shcool A'); did you mean 'School A'"),
        (["school", where, ""], "a name is empty"),
        (["grow", where, "--name", "big", "--branching", "6000"], "branching=6000"),
    ):
        assert main(["futures", *words, "--no-pictures"]) == 2
        line = capsys.readouterr().err.strip()
        assert said in line and "\n" not in line
    (run / "futures" / "mine" / "tree" / "operations.json").write_text("{half")
    assert main(["futures", "show", where]) == 2
    assert "not a tree of futures" in capsys.readouterr().err
    shutil.rmtree(run / "futures")


def test_search_leaves_a_folder_of_imagined_works(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = futures(capsys, "search", str(run), "--objective", "plausible", "-n", "4", "--evaluations", "200")
    assert len(found["works"]) == 4 and (run / "futures" / "plausible-everything" / "imagined.parquet").exists()
    named = futures(
        capsys, "search", str(run), "--objective", "plausible", "-n", "4", "--evaluations", "200", "--name", "Mine own"
    )
    assert named["works"] == found["works"] and named["folder"] == str(run / "futures" / slug("Mine own"))


def test_careers_are_drawn_into_folders_with_pages(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = futures(capsys, "career", str(run), "Artist 3", "--works", "5", "--years", "20")
    assert len(one["works"]) == 5 and {w["artist"] for w in one["works"]} == {"Artist 3, imagined"}
    folder = run / "futures" / slug("career-Artist 3")
    assert (folder / "imagined.parquet").exists() and "Artist 3" in (folder / "index.html").read_text(encoding="utf-8")
    many = futures(capsys, "school", str(run), "School B", "--works", "3", "--artists", "2")
    assert len({w["artist"] for w in many["works"]}) == 2 and len(many["works"]) == 6
    assert futures(capsys, "career", str(run), "Artist 4", "--works", "2", "--name", "four")["folder"].endswith("/four")
    grow = ["futures", "grow", str(run), "--no-pictures", "--name", "four"]
    assert main(grow) == 2 and "--name" in capsys.readouterr().err  # no tree over imagined works
    stale = run / "futures" / "four" / "pictures" / f"{one['works'][0]['id']}.png"
    stale.parent.mkdir(exist_ok=True)
    stale.write_bytes(b"of a work that was here before")
    futures(capsys, "career", str(run), "Artist 3", "--works", "5", "--years", "20", "--name", "four")
    assert not stale.exists()
    assert main(["futures", "career", str(run), "Nobody", "--no-pictures"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_tree_grown_by_a_killed_command_is_grown_once(tmp_path: Path) -> None:
    argv = ["futures", "grow", "run", "--no-pictures", "--name", "tree", "--branching", "2"]
    traced_run(tmp_path / "new" / "run", small_graph(tmp_path / "new" / "corpus", 10))
    # a tree is started and killed half-way; grown on and killed at the last event, the rename of its operations
    for start, then in (("new", "grown"), ("grown", "twice")):
        done = shutil.copytree(tmp_path / start, tmp_path / then)
        events = command(argv, done).events
        at = events // 2 if start == "new" else events - 1
        trial = shutil.copytree(tmp_path / start, tmp_path / f"{start}-{at}")
        assert command(argv, trial, fault=Fault("kill", at)).status == KILLED
        again = command(argv, trial)
        assert again.status == 0, again.said
        assert contents(trial / "run") == contents(done / "run") and not leftovers(trial)


def test_a_full_disk_is_said_in_a_line_and_a_hostile_tree_writes_nothing_outside(tmp_path: Path) -> None:
    argv = ["futures", "grow", "run", "--no-pictures", "--name", "../../outside"]
    traced_run(tmp_path / "run", small_graph(tmp_path / "corpus", 10))
    full = command(argv, tmp_path, fault=Fault("full", 6))
    assert full.refused and "no space left on device" in full.complaint and "make room" in full.complaint
    before = {file for file in tmp_path.rglob("*") if tmp_path / "run" not in file.parents}
    assert command(argv, tmp_path).status == 0
    assert {file for file in tmp_path.rglob("*") if tmp_path / "run" not in file.parents} == before
