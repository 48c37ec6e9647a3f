"""The command line as a whole: help with an example for every command, and errors in one line."""

import warnings
from argparse import Namespace

import pytest

from stylogeny.cli import COMMANDS, build, emit, main
from stylogeny.influence.tracing import ConvergenceWarning


def refused(argv, capsys) -> str:
    with pytest.raises(SystemExit) as left:
        main(argv)
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_a_name_without_quotes_is_answered_with_how_to_write_it(capsys):
    assert "put quotes" in refused(["credit", "The", "hay", "wain", "run"], capsys)


def test_a_misspelt_option_is_named(capsys):
    said = refused(["credit", "The hay wain", "run", "--bootstrps", "3"], capsys)
    assert "--bootstrps" in said and "put quotes" not in said


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert f"stylogeny {command}" in capsys.readouterr().out.split("example:")[1]


def test_only_the_module_of_the_named_command_is_imported():
    _, module = build(["info"])
    assert module.EXAMPLE.startswith("stylogeny info")
    assert build([])[1] is None


def test_a_result_is_printed_for_machines_or_for_people(capsys):
    emit(Namespace(json=True), {"works": 3, "title": "Père"}, "three works")
    emit(Namespace(json=False), {"works": 3}, "three works")
    assert capsys.readouterr().out == '{"works": 3, "title": "Père"}\nthree works\n'


@pytest.mark.parametrize("error", [FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError])
def test_files_that_cannot_be_used_are_known_errors(error, monkeypatch, capsys):
    def run(args):
        raise error("no such thing")

    monkeypatch.setattr("stylogeny.cli.info.run", run)
    assert main(["info", "run"]) == 2
    assert capsys.readouterr().err == "stylogeny info: no such thing\n"


def test_an_interrupted_command_says_that_it_resumes(monkeypatch, capsys):
    def run(args):
        raise KeyboardInterrupt

    monkeypatch.setattr("stylogeny.cli.info.run", run)
    assert main(["info", "run"]) == 130
    assert "resumes from here" in capsys.readouterr().err


def test_a_warning_is_one_line(monkeypatch, capsys):
    monkeypatch.setattr(
        "stylogeny.cli.info.run", lambda args: warnings.warn("provisional", ConvergenceWarning, stacklevel=1)
    )
    assert main(["info", "run"]) == 0
    assert capsys.readouterr().err == "stylogeny info: provisional\n"
