"""The reference of the command line, from the commands themselves: docs/commands.md.

python verification/commands.py
"""

from __future__ import annotations

import argparse
import re

from stylogeny.artifacts import write_text
from stylogeny.cli import GROUPS, whole
from verification.common.house import ROOT

OUT = ROOT / "docs" / "commands.md"


def page() -> str:
    """Every command in its group: what it does, how it is called, its options, an example."""
    verbs = _verbs(whole())
    lines = ["# Commands", "", "Written by `python verification/commands.py` from the commands' own help.", ""]
    for heading, commands in GROUPS.items():
        lines += [f"## {heading[0].upper()}{heading[1:]}", ""]
        for name in commands:
            lines += [f"### {name}", "", *_section(verbs[name]), ""]
    return "\n".join(lines).rstrip() + "\n"


def _verbs(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def _section(parser: argparse.ArgumentParser) -> list[str]:
    about = re.sub(r"\s*\n(?!\n)\s*", " ", (parser.description or "").strip().replace("\n\n", "\0")).replace(
        "\0", "\n\n"
    )
    example = (parser.epilog or "").removeprefix("example:").strip()
    lines = [about, "", *([f"    {example}", ""] if example else [])]
    for name, verb in _verbs(parser).items():
        lines += [f"**{name}**: {verb.description or ''}", "", *_table(verb), ""]
    return lines + _table(parser)


def _table(parser: argparse.ArgumentParser) -> list[str]:
    rows = []
    for action in parser._actions:
        said = action.help
        if said in (None, argparse.SUPPRESS) or action.dest == "help" or isinstance(action, argparse._SubParsersAction):
            continue
        names = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        wants = action.metavar if action.option_strings and action.nargs != 0 else None
        value = " ".join(wants) if isinstance(wants, tuple) else wants
        rows.append(f"| `{names}{f' {value}' if value else ''}` | {str(said).replace('|', '/')} |")
    return ["| | |", "|---|---|", *rows] if rows else []


if __name__ == "__main__":
    write_text(OUT, page())
    print(OUT)
