"""Every command is a function of the package with the same name, which gives values and prints nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import stylogeny as sg
from questions.conftest import graph as graph
from questions.conftest import run as run
from stylogeny.cli import COMMANDS, main
from stylogeny.errors import StylogenyError
from stylogeny.runs import Run


@pytest.mark.parametrize("command", COMMANDS)
def test_there_is_a_function_for_every_command(command: str) -> None:
    name = command.replace("-", "_")
    assert callable(getattr(sg, name)) and name in dir(sg)


def test_what_json_says_is_what_is_given_back(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    facts = sg.info(sg.open(run.path))
    assert capsys.readouterr().out == "" and facts["works"]["rows"] == 40
    page = sg.report(run.path, title="Another title")["report"]
    assert "Another title" in Path(page).read_text(encoding="utf-8")
    assert sg.report.__name__ == "stylogeny.report"  # a package still


def test_options_are_keywords(run: Run) -> None:
    found = sg.futures("grow", run.path, root="w5", branching=2, no_pictures=True, quiet=True)
    assert len(found["works"]) == 2
    found = sg.credit.__module__  # what has a function of its own keeps it
    assert found == "stylogeny.counterfactual.credit"


def test_what_is_not_understood_is_one_error(run: Run) -> None:
    with pytest.raises(StylogenyError, match="required: RUN"):
        sg.search("snow")
    with pytest.raises(StylogenyError, match=r"not understood .*--sise"):
        sg.render("Other", run.path, sise=3)


def test_a_package_that_was_imported_first_is_a_command_still() -> None:
    code = "import stylogeny.report.page, stylogeny as sg; print(callable(sg.report), sg.report.page.__name__)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["True", "stylogeny.report.page"]


def test_swapped_arguments_are_put_right(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", str(run.path), "w10"]) == 0
    said = capsys.readouterr()
    assert "Sources of" in said.out and "the run comes last" in said.err
