"""The command studio: what keeps it from beginning is one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.small_graph import small_graph
from helpers.traced_run import traced_run
from stylogeny.cli import main


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return traced_run(tmp_path / "run", small_graph(tmp_path)).path


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--host", "0.0.0.0"], "--token TOKEN, or --read-only"), (["--port", "70000"], "from 0 to 65535"),
     (["--host", "203.0.113.1", "--token", "x", "--port", "0"], "no such address")],
)  # fmt: skip
def test_known_errors_are_one_line_and_exit_2(
    options: list[str], said: str, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["studio", str(run), *options])
    except SystemExit as stopped:
        code = stopped.code
    err = capsys.readouterr().err
    assert code == 2 and said in err and err.count("\n") == 1


def test_a_run_that_has_not_been_traced_is_not_shown(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "influence.parquet").unlink()
    assert main(["studio", str(run)]) == 2 and "stylogeny trace" in capsys.readouterr().err
    assert main(["studio", str(run.parent)]) == 2 and "not a run folder" in capsys.readouterr().err
