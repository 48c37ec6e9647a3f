"""The page on the architecture speaks of what is there: its picture, its paths, its twenty changes."""

from __future__ import annotations

import re

from stylogeny.cli import COMMANDS
from verification.architecture import OUT, draw
from verification.common.house import CHAIN, GROUND, ROOT, SOURCE

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_picture_shows_the_imports_as_they_are() -> None:
    assert OUT.read_text(encoding="utf-8") == draw()  # else draw it again: python verification/architecture.py


def test_every_path_on_the_page_exists() -> None:
    words = {word for word in re.findall(r"[\w./]+", PAGE) if "NAME" not in word}
    paths = {p for p in words if p.endswith(".py") or (p.endswith("/") and p.split("/")[0] in CHAIN)}
    bare = {file.name for folder in ("influence/branching", "cli") for file in (SOURCE / folder).iterdir()}
    places = (SOURCE, ROOT, ROOT / "src")
    missing = {p for p in paths if not any((place / p).exists() for place in places) and p not in bare}
    assert len(paths) > 40 and not missing


def test_twenty_changes_have_a_place_in_the_house() -> None:
    rows = re.findall(r"^\| (\d+)\. .*? \| (.*) \|$", PAGE, flags=re.M)
    assert [int(number) for number, _ in rows] == list(range(1, 21))
    assert all(re.search(rf"({'|'.join(CHAIN)})/|`({'|'.join(COMMANDS)})", place) for _, place in rows)


def test_every_module_beneath_the_folders_is_named() -> None:
    assert re.findall(r"^\| `(\w+)\.py` \|", PAGE, flags=re.M) == list(GROUND)
