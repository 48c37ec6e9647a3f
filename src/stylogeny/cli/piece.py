"""Make a piece from a recipe: a YAML file of stages, from sketch to film, that run again only when something changed.

  with: {seed: 3}
  stages:
    style:
      run: learn sketches --name "my hand" -o mine.safetensors
      reads: [sketches]
      makes: [mine.safetensors]
    set:
      run: set run --style mine.safetensors --prompt "a street" --prompt "a ship" --seed {seed} -o set
      reads: [mine.safetensors, run]
      makes: [set/01.png, set/02.png]

`run` is a command of this program, without its name; `reads` and `makes` are files and folders, relative to the recipe.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import counted, emit, main

DRAWS = False
STATE = ".state.json"  # after the recipe's name
EXAMPLE = "stylogeny piece pipeline.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("recipe", type=Path, metavar="YAML", help="the recipe")
    parser.add_argument("--force", action="store_true", help="run every stage")
    parser.add_argument("--dry", action="store_true", help="say what would be run first, and run nothing")


def run(args: argparse.Namespace) -> None:
    """Read, run what changed, print."""
    from ..errors import StylogenyError
    from ..recipe import follow, read_recipe

    stages = read_recipe(args.recipe)
    folder = args.recipe.resolve().parent
    state = folder / f"{args.recipe.name}{STATE}"
    said: list[tuple[str, str]] = []

    def told(name: str, what: str) -> None:
        said.append((name, what))
        if not args.json:
            print(f"[{name}] {what}", file=sys.stderr)

    def execute(command: Sequence[str]) -> None:
        if args.dry:
            raise _Dry
        quiet = ["--quiet"] if args.quiet and "--quiet" not in command else []
        if status := main([*command, *quiet]):
            raise StylogenyError(
                "a stage failed", got=" ".join(command), fix=f"it ended with status {status}; see above"
            )

    with _within(folder):
        try:
            ran = follow(stages, folder, state, execute, force=args.force, told=told)
        except _Dry:
            emit(args, {"next": said[-1][0], "why": said[-1][1]}, f"next is {said[-1][0]}: {said[-1][1]}")
            return
    kept = len(stages) - len(ran)
    emit(args, {"ran": ran, "kept": kept}, f"{counted(len(ran), 'stage')} run, {kept} kept")


class _Dry(Exception):
    """Nothing is to be run."""


@contextmanager
def _within(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
