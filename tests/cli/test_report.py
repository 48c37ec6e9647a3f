"""report as a command: what it writes, that it is skipped when done, how it refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from helpers.small_graph import small_graph
from stylogeny.cli import main
from stylogeny.runs import Run


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
        {"state": "done", "digest": "", "provenance": {"parameters": {"corpus": "some/paintings"}}, "outputs": {}},
    )
    return folder


def test_report_says_where_it_is_and_shows_the_futures(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grow = ["imagine", str(run), "--generations", "2", "--branching", "2", "--no-pictures", "--quiet", "--name", "deep"]
    assert main(grow) == 0
    capsys.readouterr()
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
        (["report", "nowhere"], "not a run folder"),
    ],
)
def test_known_errors_are_one_line(run: Path, argv: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([a.replace("RUN", str(run)) for a in argv] + ["--quiet"]) == 2
    line = capsys.readouterr().err.strip()
    assert says in line and len(line.splitlines()) == 1


def test_a_broken_answer_is_named_and_left_out(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = run / "credit" / "broken.json"
    broken.parent.mkdir(exist_ok=True)
    broken.write_text("{}")
    assert main(["report", str(run), "--quiet"]) == 0
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("stylogeny report: left out: ") and "broken.json" in line
    broken.unlink()


def test_imagined_works_of_another_folder_are_left_out(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in ("1", "2"):
        made = ["imagine", str(run), "-n", "2", "--no-pictures", "--seed", seed, "--name", f"n{seed}", "--quiet"]
        assert main(made) == 0
    shutil.copy(run / "futures" / "n2" / "imagined.parquet", run / "futures" / "n1" / "imagined.parquet")
    capsys.readouterr()
    assert main(["report", str(run), "--quiet"]) == 0
    assert "futures/n1/imagined.parquet is damaged, or of another run" in capsys.readouterr().err
