"""The command that simulates: what it writes, replaces, resumes and refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from helpers.small_past import past as past
from helpers.traced_run import traced_run
from stylogeny.cli import main
from stylogeny.histories.simulation import TABLES, Simulation
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.runs import Run
from verification.common.faults import KILLED, Fault, command, contents, leftovers


@pytest.fixture
def run(past: InfluenceGraph, tmp_path: Path) -> Run:
    return traced_run(tmp_path / "run", past)


def test_another_history_replaces_the_one_in_its_folder_and_a_killed_one_resumes(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    argv = ["simulate", str(run.path), "--artists", "20", "--pictures", "0", "--quiet"]
    place = run.path / "futures" / "society-0"
    assert main([*argv, "--years", "6"]) == 0
    for old in ("pictures/s1.png", "personas/a.json", "influence.parquet", "events.jsonl"):
        (place / old).parent.mkdir(exist_ok=True)
        (place / old).write_text("")
    assert main([*argv, "--years", "6"]) == 0 and (place / "pictures" / "s1.png").exists()  # done already
    assert (
        main([*argv, "--years", "7", "--without", "s7", "--name", "society-0"]) == 2
    )  # what cannot be made replaces nothing
    assert (place / "personas" / "a.json").exists() and Simulation.read(place).years == 6

    def killed(*_: object) -> None:
        (place / "pictures").mkdir()
        (place / "pictures" / "s1.png").touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Simulation, "save", killed)
        assert main([*argv, "--years", "7"]) == 130
    left = {p.name for p in place.iterdir()}
    assert left == {"asked.json", "events.jsonl", "pictures"}  # what was said to it is kept
    assert main([*argv, "--years", "7"]) == 0
    assert (place / "pictures" / "s1.png").exists() and Simulation.read(place).years == 7
    assert main([*argv, "--years", "8"]) == 0 and not (place / "pictures").exists()
    assert main([*argv, "--years", "2", "--seed", "-1"]) == 0 and (run.path / "futures" / "society-minus-1").exists()
    capsys.readouterr()


def test_what_is_no_simulation_is_not_replaced_by_one(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    grow = ["futures", "grow", str(run.path), "--years", "5", "--no-pictures", "--quiet", "--name"]
    simulated = ["simulate", str(run.path), "--years", "2", "--artists", "9", "--pictures", "0", "--quiet", "--name"]
    assert main([*grow, "tree"]) == 0 and main([*simulated, "history"]) == 0
    capsys.readouterr()
    for words in ([*simulated, "tree"], [*grow, "history"], ["futures", "search", str(run.path), "--name", "tree"]):
        assert main(words) == 2
        line = capsys.readouterr().err.strip()
        assert "--name" in line and "\n" not in line
    assert (
        main([*simulated, "other", "--audience-from", "histroy"]) == 2
        and "there are history" in capsys.readouterr().err
    )
    assert main([*simulated, "other", "--audience-from", "history"]) == 0
    assert main([*simulated, "x", "--param", "births=maybe"]) == 2 and "true" in capsys.readouterr().err
    assert main([*simulated, "notes", "--without", "s1"]) == 2  # nothing was begun in that folder
    mine = run.path / "futures" / "notes" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("precious")
    assert main([*simulated, "notes"]) == 2 and mine.exists()
    capsys.readouterr()


def test_nothing_is_replaced_by_what_cannot_be_made(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["simulate", str(run.path), "--years", "3", "--artists", "9", "--quiet", "--pictures", "0", "--name", "kept"]
    assert main(argv) == 0
    place = run.path / "futures" / "kept"
    assert main([*argv, "--size", "100"]) == 2 and (place / "history.parquet").exists()
    tree = place / "futures" / "mine" / "tree"
    tree.mkdir(parents=True)
    (tree / "operations.json").write_text("{}")
    assert (
        main([*argv, "--seed", "5"]) == 2 and "mine" in capsys.readouterr().err and (tree / "operations.json").exists()
    )


def test_the_last_of_two_values_of_a_parameter_counts(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["simulate", str(run.path), "--years", "4", "--artists", "20", "--pictures", "0", "--quiet", "--json"]
    works = []
    for first, last in (("0.1", "0.9"), ("0.9", "0.1")):
        assert main([*argv, "--name", "twice", "--param", f"output={first}", "--param", f"output={last}"]) == 0
        works.append(json.loads(capsys.readouterr().out)["works"])
    assert works[0] > 2 * works[1]


def test_the_command(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["simulate", str(run.path), "--years", "20", "--artists", "30", "--pictures", "0", "--quiet"]
    assert main(argv) == 0
    assert "works by" in capsys.readouterr().out
    first = (run.path / "futures/society-0/history.parquet").read_bytes()
    assert main([*argv, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["parameters"]["artists"] == 30
    assert (run.path / "futures/society-0/history.parquet").read_bytes() == first
    assert main([*argv, "--param", "greed=3"]) == 2
    assert "imitation" in capsys.readouterr().err


def test_several_histories_are_those_of_as_many_commands(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["simulate", str(run.path), "--years", "6", "--artists", "20", "--pictures", "1", "--size", "48", "--quiet"]
    for seed in ("4", "5"):
        assert main([*argv, "--seed", seed, "--json"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    alone = contents(run.path)
    shutil.rmtree(run.path / "futures")
    assert main([*argv, "--seed", "4", "--runs", "2", "--executor", "process", "--workers", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == said
    together = contents(run.path)
    assert together.keys() == alone.keys()
    assert [name for name in alone if together[name] != alone[name]] == []
    assert main([*argv, "--runs", "2", "--name", "x"]) == 0 and (run.path / "futures" / "x-1").exists()
    assert main([*argv, "--runs", "2", "--without", "s1"]) == 2 and "omit --runs" in capsys.readouterr().err


def test_a_history_killed_at_its_first_write_does_not_refuse_its_own_folder(run: Run) -> None:
    argv = ["simulate", "run", "--years", "2", "--artists", "10", "--pictures", "0", "--name", "s"]
    futures = run.path / "futures"
    assert command(argv, run.path.parent, within=futures, fault=Fault("kill", 3)).status == KILLED  # before its rename
    assert leftovers(run.path) and not [f for f in futures.rglob("*.json") if not f.name.startswith(".")]
    killed = command(argv, run.path.parent)
    assert killed.status == 0, killed.said
    after = contents(run.path)
    assert not leftovers(run.path)
    (futures / "s" / "simulation.json").unlink()
    assert command(argv, run.path.parent).status == 0 and contents(run.path) == after


def test_a_file_of_another_history_is_refused(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["simulate", str(run.path), "--years", "5", "--artists", "20", "--pictures", "0", "--runs", "2", "--quiet"]
    assert main(argv) == 0
    one, other = (run.path / "futures" / f"society-{seed}" / "history.parquet" for seed in (0, 1))
    shutil.copy(other, one)
    capsys.readouterr()
    assert main(["catalogue", str(run.path), "--future", "society-0", "--quiet"]) == 2
    said = capsys.readouterr().err
    assert "history.parquet is damaged, or of another run" in said and "stylogeny simulate" in said
    assert main(argv) == 0 and main(["catalogue", str(run.path), "--future", "society-0", "--quiet"]) == 0


@pytest.mark.parametrize("verb", ["trace", "catalogue"])
def test_no_file_of_a_history_is_taken_for_one_of_another(
    run: Run, verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file alone, and each with its folder's manifest: as when folders were copied over each other."""
    argv = ["simulate", str(run.path), "--years", "5", "--artists", "20", "--pictures", "0", "--runs", "2", "--quiet"]
    assert main(argv) == 0
    one, other = (run.path / "futures" / f"society-{seed}" for seed in (0, 1))
    asked = {"trace": ["trace", str(one)], "catalogue": ["catalogue", str(run.path), "--future", "society-0"]}[verb]
    whole = {file: file.read_bytes() for file in one.rglob("*") if file.is_file()}
    tables = [file for file, _ in TABLES.values()]
    read = {"trace": ["works.parquet", "embedding.safetensors"], "catalogue": tables}[verb]
    for name in (file for file in read if (other / file).read_bytes() != whole[one / file]):
        for more in ([], ["manifest.json"]):
            for file in (name, *more):
                shutil.copy(other / file, one / file)
            capsys.readouterr()
            assert main([*asked, "--quiet"]) == 2, (name, more)
            (line,) = capsys.readouterr().err.strip().splitlines()
            assert "society-0" in line and "of another run" in line and "simulate" in line
            for file, content in whole.items():
                file.write_bytes(content)
    assert main([*asked, "--quiet"]) == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--feed", "interest-hot"], "a feed of nobody"),
        (["--param", "sharing=0.1"], "a feed of nobody"),
        (["--fans", "10", "--feed", "top"], "no such ranking of a feed"),
        (["--fans", "10", "--param", "sharing=2"], "no such value of a feed's sharing"),
        (["--fans", "10", "--param", "length=many"], "a parameter is NAME=VALUE"),
    ],
)
def test_a_public_that_cannot_be_is_refused(
    words: list[str], message: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", str(run.path), *words, "--quiet"]) == 2
    assert message in capsys.readouterr().err
