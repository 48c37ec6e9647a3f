"""Every command that the documentation shows is one that the command line understands."""

from __future__ import annotations

import re
import shlex

import pytest

from stylogeny.cli import COMMANDS, build
from verification.common.house import ROOT

PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]


def commands(text: str) -> list[list[str]]:
    """Whole commands: indented or fenced lines, and code within a line, that begin with ``stylogeny``."""
    lines = re.findall(r"^(?: {4}|)(stylogeny .*)$", text, flags=re.M) + re.findall(r"`(stylogeny [^`]*)`", text)
    parts = [part for line in lines for part in re.split(r" && | \| | # ", line.rstrip("\\ "))]
    split = [shlex.split(part)[1:] for part in parts if part.startswith("stylogeny ")]
    return [words for words in split if words and words[0] in COMMANDS and not {"...", "…"} & set(words)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_are_understood(page, capsys):
    for words in commands(page.read_text(encoding="utf-8")):
        parser, _ = build(words)
        try:
            _, extra = parser.parse_known_args(words)
        except SystemExit:
            said = capsys.readouterr().err
            if re.search(
                r"required|expected|invalid choice: '[A-Z]+'", said
            ):  # named in passing, or with a placeholder
                continue
            pytest.fail(f"stylogeny {' '.join(words)}: {said}")
        assert not extra, f"stylogeny {' '.join(words)}"


def test_the_readme_shows_the_chain():
    shown = {words[0] for words in commands((ROOT / "README.md").read_text(encoding="utf-8"))}
    assert {"run", "load", "embed", "trace", "credit", "imagine", "simulate", "render", "report"} <= shown
