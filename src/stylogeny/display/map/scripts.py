"""The map's own ES modules, and all of them as one for a notebook, where a module has no neighbours to import."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) )", re.MULTILINE)


def modules(entry: str) -> list[str]:
    """A module and all that it imports, by file name, each after what it needs."""
    needs: dict[str, list[str]] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name not in needs:
            needs[name] = _IMPORT.findall(_text(name))
            waiting += needs[name]
    return list(TopologicalSorter(needs).static_order())


def bundle(entry: str) -> str:
    """A module and all that it imports as one; what the entry exports stays exported.

    Names at the head of a module must be its own among all of them, as a browser says at once where they are not.
    """
    parts = []
    for name in modules(entry):
        text = _IMPORT.sub("", _text(name))
        parts.append(text if name == entry else _EXPORT.sub("", text))
    return "\n".join(parts)


def _text(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
