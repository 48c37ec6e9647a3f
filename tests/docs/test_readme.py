"""What the README and the first hour ask of the demo can be asked of the demo."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from stylogeny.cli import COMMANDS
from stylogeny.corpus.lookup import select
from stylogeny.questions.conversion import from_pandas
from stylogeny.world.corpus import metadata
from stylogeny.world.history import World

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/first-hour.md")


def test_the_names_are_of_the_demo() -> None:
    """The demo's world is painted anew but for its pictures; every NAME before demo/run is found in it."""
    paint = re.search(r"world paint (.*) --out demo/world", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert paint is not None
    options = dict(zip(*[iter(shlex.split(paint[1]))] * 2))
    world = World.make(options["--regime"], works=int(options["--works"]), seed=int(options["--seed"]))
    works = from_pandas(metadata(world).rename(columns={"year": "date"}))
    asked = set()
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        asked |= {
            *re.findall(r"^    stylogeny (?:sources|followers|artist|similar|credit|render) (\S+) demo/run", text, re.M)
        }
        asked |= {*re.findall(r"demo/run --root (\S+)", text)}
    assert "novic" in asked and len(asked) >= 3
    for name in asked:
        assert len(select(works, name).rows), name


@pytest.mark.parametrize("page", PAGES)
def test_every_question_has_its_picture(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", text)
    assert len(pictures) >= 5 and all((ROOT / page).parent.joinpath(p).exists() for p in pictures)


def test_the_reference_has_every_command() -> None:
    sections = re.findall(r"^### (\S+)$", (ROOT / "docs" / "commands.md").read_text(encoding="utf-8"), re.M)
    assert set(COMMANDS) <= {*sections}, "run `python verification/commands.py`"
