"""A recipe runs what changed, in the order of what is read and made."""

from __future__ import annotations

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.recipe import follow, read_recipe

RECIPE = """
with: {seed: 3}
stages:
  film: {run: film --seed {seed} middle -o out, reads: middle, makes: [out]}
  style: {run: "stylogeny learn 'a b' -o middle", reads: [in], makes: middle}
"""


@pytest.fixture
def kitchen(tmp_path):
    (tmp_path / "r.yaml").write_text(
        RECIPE.replace("film --seed {seed} middle -o out", '"film --seed {seed} middle -o out"')
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("one")
    commands = []

    def cook():
        commands.clear()

        def execute(words):
            commands.append(list(words))
            source = tmp_path / ("in/a.txt" if words[0] == "learn" else "middle")
            (tmp_path / words[words.index("-o") + 1]).write_text(f"{words[0]} of {source.read_text()}")

        return follow(read_recipe(tmp_path / "r.yaml"), tmp_path, tmp_path / "state.json", execute)

    return tmp_path, commands, cook


def test_stages_come_after_what_they_read(kitchen):
    _, commands, cook = kitchen
    assert cook() == ["style", "film"]
    assert commands == [["learn", "a b", "-o", "middle"], ["film", "--seed", "3", "middle", "-o", "out"]]
    assert cook() == [] and commands == []


def test_only_what_changed_runs_again(kitchen):
    folder, _, cook = kitchen
    cook()
    recipe = folder / "r.yaml"
    recipe.write_text(recipe.read_text().replace("seed: 3", "seed: 4"))
    assert cook() == ["film"]
    (folder / "out").unlink()
    assert cook() == ["film"]
    (folder / "middle").write_text("spoilt")
    assert cook() == ["style", "film"] or cook() == []  # made again as it was: what reads it may stay
    (folder / "in" / "b.txt").write_text("more")
    assert cook()[0] == "style"


def test_a_stage_that_fails_is_run_again(kitchen):
    folder, _, cook = kitchen
    cook()
    (folder / "in" / "a.txt").write_text("two")

    def fail(words):
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        follow(read_recipe(folder / "r.yaml"), folder, folder / "state.json", fail)
    assert cook()[0] == "style"
    with pytest.raises(StylogenyError, match="did not make what it says"):
        (folder / "out").unlink()
        follow(read_recipe(folder / "r.yaml"), folder, folder / "state.json", lambda words: None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("stages: {a: {run: learn x, wants: y}}", "says run, reads and makes.*wants"),
        ("stages: {a: {reads: x}}", "says run, reads and makes"),
        ("stages: {a: {run: piece r.yaml}}", "a command of stylogeny"),
        ("stages: {a: {run: 'learn {who}'}}", "cannot be read.*who"),
        ("stages: {a: {run: x, makes: o}, b: {run: y, makes: o}}", "make the same"),
        ("stages: {a: {run: x, reads: p, makes: q}, b: {run: y, reads: q, makes: p}}", "wait for one another"),
        ("stages: [", "not YAML"),
        ("seed: 3", "a recipe has stages"),
        ("with: 3\nstages: {a: {run: x}}", "names and values"),
    ],
)
def test_what_is_no_recipe(tmp_path, text, why):
    (tmp_path / "r.yaml").write_text(text)
    with pytest.raises(StylogenyError, match=why):
        read_recipe(tmp_path / "r.yaml")
    with pytest.raises(StylogenyError, match="no such recipe"):
        read_recipe(tmp_path / "absent.yaml")


def test_what_is_not_there_cannot_be_read(tmp_path):
    (tmp_path / "r.yaml").write_text("stages: {a: {run: learn x, reads: absent}}")
    with pytest.raises(StylogenyError, match="reads what is not there"):
        follow(read_recipe(tmp_path / "r.yaml"), tmp_path, tmp_path / "state.json", lambda words: None)
