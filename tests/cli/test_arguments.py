import pytest

from stylogeny.cli import COMMANDS, main


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
