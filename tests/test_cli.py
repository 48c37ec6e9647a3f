"""The command line as a whole: help with an example for every command, and errors in one line."""

import errno
import json
import subprocess
import sys
import warnings
from argparse import Namespace
from pathlib import Path

import pytest

from helpers.small_graph import small_graph
from helpers.traced_run import traced_run
from stylogeny.cli import COMMANDS, GROUPS, build, counted, emit, main
from stylogeny.influence.tracing import ConvergenceWarning
from stylogeny.provenance import Provenance


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
    assert "no such option: --bootstrps" in said and "put quotes" not in said


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ("run paintings --out r --bootstraps -1", "--bootstraps: a whole number of at least 0 is expected (got -1)"),
        ("run paintings --out r -n 0", "-n: a whole number from 1 to 100000 is expected (got 0)"),
        ("run p --out r --bootstraps 200000", "--bootstraps: a whole number of at most 100,000 is expected"),
        ("trace r --top 99999999999", "--top: a whole number of at most 1,000,000,000 is expected"),
        ("trace r --seed 99999999999999999999", "--seed: a whole number from"),
        ("load paintings --out r --limit 0", "--limit: a whole number of at least 1"),
        ("load paintings --out r --every nan", "--every: a number of at least 0 is expected (got nan)"),
        ("load paintings --out r --max-mb -3", "--max-mb: a whole number of at least 1"),
        ("place p.png r --max 0", "--max: a whole number of at least 1"),
        ("credit w r --workers 0", "--workers: a whole number of at least 1"),
        ("attribute p.png r --year 99999", "--year: a number from -20000 to 9999 is expected (got 99999)"),
        ("attribute p.png r --amount 0", "--amount: a number above 0 is expected (got 0)"),
        ("attribute p.png r --top -1", "--top: a whole number of at least 1"),
        ("holdout r --until 1e9", "--until: a number from -20000 to 9999"),
        ("missing-works r --max 0", "--max: a whole number of at least 1"),
        ("futures undo r --steps -1", "--steps: a whole number of at least 1"),
        ("futures school r s --artists 0", "--artists: a whole number of at least 1"),
        ("simulate r --pictures -1", "--pictures: a whole number of at least 0"),
        ("simulate r --artists many", "--artists: a whole number from 1 to 1000000 is expected (got many)"),
        ("catalogue r --rooms -1", "--rooms: a whole number of at least 0"),
        ("talk a r --budget -1", "--budget: a whole number of at least 0"),
        ("render s r -n 0", "-n: a whole number of at least 1"),
        ("search s r -n 0", "-n: a whole number of at least 1"),
        ("transfer p.png --style q.png -o o.png --alpha inf", "--alpha: a number of at least 0"),
        ("transfer p.png --style q.png -o o.png --size 9999999", "--size: a whole number from 32 to 4096"),
        ("export s r --to lora -o o --rank 0", "--rank: a whole number of at least 1"),
        ("train r --joint -1", "--joint: a number of at least 0"),
        ("train r --minutes 0", "--minutes: a number above 0"),
        ("world paint --out w --workers 0", "--workers: a whole number of at least 1"),
        ("world paint --out w --pixels -1", "--pixels: a whole number of at least 0"),
    ],
)
def test_a_number_out_of_range_is_refused_by_its_option(argv, says, capsys):
    assert f"argument {says}" in refused(argv.split(), capsys)


def test_help_lists_every_command_by_what_it_is_for_and_loads_nothing_heavy():
    heavy = "import sys; print([m for m in ('numpy', 'pandas', 'torch', 'scipy') if m in sys.modules], file=sys.stderr)"
    code = f"from stylogeny.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n{heavy}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    places = [done.stdout.index(f"\n{heading}:") for heading in GROUPS]
    assert places == sorted(places) and all(f"\n  {name} " in done.stdout for name in COMMANDS)


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


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "a.csv"), "no such file or folder (got a.csv); "),
        (FileNotFoundError("run/a.parquet"), "no such file or folder (got run/a.parquet); check the path"),
        (PermissionError(errno.EACCES, "Permission denied", "a.csv"), "permission denied (got a.csv); choose"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "a"), "is a directory (got a); name a file"),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory", "a/b"), "not a directory (got a/b); choose"),
        (FileExistsError(errno.EEXIST, "File exists", "a"), "file exists (got a); choose another path"),
        (OSError(errno.EROFS, "Read-only file system", "a"), "read-only file system (got a); choose"),
        (OSError(errno.ENOSPC, "No space left on device"), "no space left on device; make room"),
        (OSError(errno.ENAMETOOLONG, "File name too long", "aaa"), "file name too long (got aaa); choose a shorter"),
        (OSError("a reader's\nown words"), "a reader's own words"),
        (MemoryError("Unable to allocate 9 TiB"), "out of memory (got Unable to allocate 9 TiB); ask for less"),
        (MemoryError(), "out of memory; ask for less"),
    ],
)
def test_what_the_system_refuses_is_one_line(error, says, monkeypatch, capsys):
    def run(args):
        raise error

    monkeypatch.setattr("stylogeny.cli.info.run", run)
    assert main(["info", "run"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"stylogeny info: {says}") and said.count("\n") == 1


@pytest.mark.parametrize("argv", [["place", "", "run"], ["info", ""], ["load", "", "--out", "run"]])
def test_an_empty_path_is_not_the_folder_that_one_is_in(argv, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(argv) == 2
    said = capsys.readouterr().err
    assert "path is empty" in said and said.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_finds_no_room_is_one_line(tmp_path):
    (tmp_path / "manifest.json").write_text('{"version": 2, "steps": {}}')
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "stylogeny", "info", str(tmp_path)], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 2
    assert "make room" in done.stderr and done.stderr.count("\n") == 1


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


def test_a_command_that_draws_nothing_does_not_mention_the_seed(capsys):
    for command, seeded in (("info", False), ("credit", True)):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        assert ("--seed" in capsys.readouterr().out) == seeded
    parser, _ = build(["info", "run", "--seed", "3"])  # it is still accepted
    assert parser.parse_args(["info", "run", "--seed", "3"]).seed == 3


@pytest.mark.parametrize(("number", "said"), [(0, "0 lives"), (1, "1 life"), (1200, "1,200 lives")])
def test_a_number_of_things_agrees_with_its_noun(number, said):
    assert counted(number, "life", "lives") == said


@pytest.mark.parametrize(
    ("name", "part", "command"),
    [
        ("works.parquet", "works", "load"),
        ("embedding.safetensors", "embedding", "embed"),
        ("influence.parquet", "influence", "trace"),
        ("lineage.parquet", "influence", "trace"),
    ],
)
def test_info_names_a_truncated_file_and_shows_the_rest(name, part, command, tmp_path, capsys):
    run = traced_run(tmp_path / "run", small_graph(tmp_path / "corpus"))
    run.record("trace", {"state": "done", "digest": "", "provenance": Provenance({}).document(), "outputs": {}})
    whole = (run.path / name).read_bytes()
    for kept in (0, 5, 60, len(whole) - 40):
        (run.path / name).write_bytes(whole[:kept])
        assert main(["info", str(run.path), "--json"]) == 0
        facts = json.loads(capsys.readouterr().out)
        assert [p for p in ("works", "embedding", "influence") if "unreadable" in facts[p]] == [part]
        assert main(["info", str(run.path)]) == 0
        (line,) = [line for line in capsys.readouterr().out.splitlines() if "damaged" in line]
        assert line.startswith(part) and name in line and command in line
