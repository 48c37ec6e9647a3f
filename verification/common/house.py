"""The folders of the package in the order of the chain, and what every file of it imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib.util import resolve_name
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "stylogeny"
# images -> embeddings -> influence graph -> counterfactual histories
# -> virtual artists -> adoption dynamics -> movements
CHAIN = (
    "display", "corpus", "embedding", "influence", "generation", "counterfactual", "style", "movements", "text",
    "futures", "society", "histories", "world", "forensics", "questions", "report", "film", "studio", "cli",
)  # fmt: skip
GROUND = (
    "errors",
    "progress",
    "streams",
    "provenance",
    "files",
    "web",
    "manifest",
    "artifacts",
    "runs",
    "executors",
    "recipe",
)  # below all, in order


@cache
def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name below ``stylogeny``, the root's being empty."""
    named = {}
    for file in sorted(SOURCE.rglob("*.py")):
        parts = file.relative_to(SOURCE).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return named


@cache
def tree(file: Path) -> ast.Module:
    """A file, parsed."""
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(file: Path) -> Iterator[str]:
    """Modules of the package that a file imports anywhere in it: inside functions and for type checkers too.

    What a lazy ``_HOME`` table names counts as imported.
    """
    package = ["stylogeny", *file.relative_to(SOURCE).parts[:-1]] if file.is_relative_to(SOURCE) else []
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            head = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*head, *([node.module] if node.module else [])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_HOME":
            names = [resolve_name(f".{home}", ".".join(package)) for home in ast.literal_eval(node.value).values()]
        else:
            continue
        for name in names:
            top, _, below = name.partition(".")
            while top == "stylogeny" and below and below not in modules():
                below = below.rpartition(".")[0]
            if top == "stylogeny" and modules().get(below) != file:
                yield below


def folder_of(module: str) -> str:
    """The folder of the chain, or the module of the ground floor, that a module belongs to."""
    return module.split(".")[0]


def folder_imports() -> set[tuple[str, str]]:
    """Pairs of folders of the chain of which the first imports the second."""
    pairs = {(folder_of(name), folder_of(other)) for name, file in modules().items() for other in imports(file)}
    return {(here, other) for here, other in pairs if here != other and here in CHAIN and other in CHAIN}
