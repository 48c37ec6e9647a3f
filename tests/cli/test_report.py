"""imagine and report as commands: what they write, that they are skipped when done, how they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.small_graph import small_graph
from stylogeny.cli import main
from stylogeny.runs import Run, slug


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    graph = small_graph(tmp_path_factory.mktemp("corpus"))
    made = Run(folder, create=True)
    graph.works.save(folder / "works.parquet")
    graph.embedding.save(made)
    graph.save(made)
    made.record(
        "load",
        {"state": "done", "digest": "", "provenance": {"parameters": {"corpus": "some/paintings"}}, "outputs": []},
    )
    return folder


def test_imagine_writes_a_history_once(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["imagine", str(run), "--root", "w5", "--years", "15", "-n", "3", "--no-pictures", "--quiet"]
    assert main([*argv, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    folder = Path(said["folder"])
    assert folder == run / "futures" / "w5" and len(said["works"]) == 3
    before = (folder / "history.parquet").stat().st_mtime_ns
    assert main(argv) == 0
    assert (folder / "history.parquet").stat().st_mtime_ns == before
    assert main([*argv, "--seed", "1"]) == 0
    assert (folder / "history.parquet").stat().st_mtime_ns != before


def test_imagine_grows_a_tree(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["imagine", str(run), "--generations", "2", "--branching", "2", "--no-pictures", "--quiet", "--json"]
    assert main([*argv, "--name", "Two deep"]) == 0
    works = json.loads(capsys.readouterr().out)["works"]
    assert [w["generation"] for w in works] == [1, 1, 2, 2, 2, 2]
    assert (run / "futures" / slug("Two deep") / "tree" / "acts.json").exists()


def test_report_says_where_it_is_and_shows_the_futures(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(run), "--quiet", "--json"]) == 0
    index = Path(json.loads(capsys.readouterr().out)["report"])
    text = index.read_text(encoding="utf-8")
    assert "<h1>Paintings</h1>" in text and "Answers to those" in text
    stamp = index.stat().st_mtime_ns
    assert main(["report", str(run), "--quiet"]) == 0
    assert index.stat().st_mtime_ns == stamp


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["imagine", "RUN", "--root", "nobody at all"], "no such work"),
        (["imagine", "RUN", "--years", "0"], "at least 1"),
        (["imagine", "RUN", "--generations", "0"], "at least 1"),
        (["imagine", "RUN", "--root", "w39"], "outside the influence graph"),
        (["report", "nowhere"], "not a run folder"),
    ],
)
def test_known_errors_are_one_line(run: Path, argv: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([a.replace("RUN", str(run)) for a in argv] + ["--quiet"]) == 2
    line = capsys.readouterr().err.strip()
    assert says in line and len(line.splitlines()) == 1


def test_a_broken_answer_is_named(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = run / "credit" / "broken.json"
    broken.parent.mkdir(exist_ok=True)
    broken.write_text("{}")
    assert main(["report", str(run), "--quiet"]) == 2
    assert "broken.json" in capsys.readouterr().err
    broken.unlink()
