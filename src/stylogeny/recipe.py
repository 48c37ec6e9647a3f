"""A piece from sketch to film as a file: stages, each a command of ours, that run again only when something changed.

A stage says what it runs, reads and makes. It is run when its command is another than last time, when what it reads or
makes is not what it was, or when it never ended well. Stages may stand in any order; one that reads what another makes
comes after it.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .artifacts import Format, read_document, write_document
from .errors import StylogenyError
from .runs import MANIFEST, Run, digest, digest_file

FORMAT = Format("recipe-state", 1, "delete it: all stages run again")
CHAIN = ("load", "embed", "trace")  # steps of a run folder that count as what it holds
KEYS = {"run", "reads", "makes"}
FORBIDDEN = ("piece",)  # a recipe in a recipe would not end


@dataclass(frozen=True)
class RecipeStage:
    """One stage.

    Parameters
    ----------
    name : str
    command : tuple of str
        Words of a command of ours, without the program.
    reads, makes : tuple of str
        Files and folders, relative to the recipe.
    """

    name: str
    command: tuple[str, ...]
    reads: tuple[str, ...]
    makes: tuple[str, ...]


def read_recipe(path: Path | str) -> list[RecipeStage]:
    """The stages of a YAML file, each after those that make what it reads.

    Raises
    ------
    StylogenyError
        No such file, not YAML, a stage that says something else than ``run``, ``reads`` and ``makes``, two stages that
        make the same file, or stages that wait for one another.
    """
    import yaml  # type: ignore[import-untyped]

    if not Path(path).is_file():
        raise StylogenyError("no such recipe", got=str(path))
    try:
        said = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise StylogenyError("not YAML", got=f"{path}: {str(error).splitlines()[0]}") from error
    stages = said.get("stages") if isinstance(said, Mapping) else None
    if not isinstance(stages, Mapping) or not stages:
        raise StylogenyError(
            "a recipe has stages", got=str(path), fix="stages: NAME: run: COMMAND, reads: [...], makes: [...]"
        )
    variables = said.get("with", {})
    if not isinstance(variables, Mapping):
        raise StylogenyError("`with` holds names and values", got=str(variables))
    return _in_order([_stage(str(name), value, variables) for name, value in stages.items()])


def _stage(name: str, said: object, variables: Mapping[str, Any]) -> RecipeStage:
    if not isinstance(said, Mapping) or "run" not in said or set(said) - KEYS:
        odd = sorted(set(said) - KEYS) if isinstance(said, Mapping) else said
        raise StylogenyError(f"stage {name} says run, reads and makes", got=odd or "no run")
    command = said["run"]
    try:
        words = [str(w) for w in command] if isinstance(command, list) else shlex.split(str(command))
        words = [w.format_map({**variables}) if "{" in w else w for w in words]
        lists = {
            key: tuple(str(v).format_map({**variables}) for v in ([each] if isinstance(each, str) else each))
            for key in ("reads", "makes")
            for each in [said.get(key) or []]
        }
    except (KeyError, ValueError, IndexError, TypeError, AttributeError) as error:
        raise StylogenyError(
            f"stage {name} cannot be read", got=str(error), fix="name it under `with`, or quote it"
        ) from error
    if words[:1] == ["stylogeny"]:
        words = words[1:]
    if not words or words[0] in FORBIDDEN:
        raise StylogenyError(f"stage {name} runs a command of stylogeny", got=" ".join(words) or "nothing")
    return RecipeStage(name, tuple(words), lists["reads"], lists["makes"])


def _in_order(stages: Sequence[RecipeStage]) -> list[RecipeStage]:
    """Every stage after those whose makings it reads; else as they stand."""
    makers: dict[str, str] = {}
    for stage in stages:
        for made in stage.makes:
            if makers.setdefault(made, stage.name) != stage.name:
                raise StylogenyError("two stages make the same", got=f"{made}: {makers[made]} and {stage.name}")
    done: list[RecipeStage] = []
    left = list(stages)
    while left:
        ready = [s for s in left if not any(_makes(o, r) for o in left if o is not s for r in s.reads)]
        if not ready:
            raise StylogenyError("stages wait for one another", got=", ".join(s.name for s in left))
        done.append(ready[0])
        left.remove(ready[0])
    return done


def _makes(stage: RecipeStage, read: str) -> bool:
    """Whether a stage makes what is read, or something in it or around it."""
    wanted = Path(read).parts
    return any(wanted[: len(p)] == p or p[: len(wanted)] == wanted for p in (Path(m).parts for m in stage.makes))


def follow(
    stages: Sequence[RecipeStage],
    folder: Path,
    state: Path,
    execute: Callable[[Sequence[str]], None],
    *,
    force: bool = False,
    told: Callable[[str, str], None] = lambda name, what: None,
) -> list[str]:
    """Run what has to be run; the names of those stages.

    Parameters
    ----------
    stages : sequence of RecipeStage
        In order.
    folder : Path
        What paths are relative to.
    state : Path
        The file in which it is kept what each stage was run with.
    execute : callable
        Runs the words of a command; raises when it fails.
    force : bool
        Run all of them.
    told : callable
        Is given the name of each stage, and ``kept`` or why it is run.

    Raises
    ------
    StylogenyError
        When a stage reads what is not there, or does not make what it says.
    """
    known: dict[str, Any] = read_document(state, FORMAT)["stages"] if state.exists() else {}
    ran = []
    for stage in stages:
        missing = [r for r in stage.reads if not (folder / r).exists()]
        if missing:
            raise StylogenyError(f"stage {stage.name} reads what is not there", got=", ".join(missing))
        before = {"command": list(stage.command), "reads": {r: _digest(folder / r) for r in stage.reads}}
        why = _reason(known.get(stage.name), before, stage, folder) or ("forced" if force else "")
        told(stage.name, why or "kept")
        if not why:
            continue
        known.pop(stage.name, None)
        write_document(state, FORMAT, stages=known)  # whoever is stopped here has not done it
        execute(stage.command)
        missing = [m for m in stage.makes if not (folder / m).exists()]
        if missing:
            raise StylogenyError(f"stage {stage.name} did not make what it says", got=", ".join(missing))
        known[stage.name] = {**before, "makes": {m: _digest(folder / m) for m in stage.makes}}
        write_document(state, FORMAT, stages=known)
        ran.append(stage.name)
    return ran


def _reason(last: Mapping[str, Any] | None, now: Mapping[str, Any], stage: RecipeStage, folder: Path) -> str:
    """Why a stage has to be run; empty when it has not."""
    if last is None:
        return "never run"
    if last["command"] != now["command"]:
        return "another command"
    changed = [r for r, said in now["reads"].items() if last["reads"].get(r) != said]
    if changed:
        return f"{changed[0]} changed"
    for made in stage.makes:
        if not (folder / made).exists():
            return f"{made} is missing"
        if last["makes"].get(made) != _digest(folder / made):
            return f"{made} is not what was made"
    return ""


def _digest(path: Path) -> str:
    """A digest of a file, of all files in a folder, or of what the chain made of a run folder."""
    if path.is_file():
        return digest_file(path)
    steps = Run(path).manifest["steps"] if (path / MANIFEST).is_file() else {}
    if made := {step: steps[step]["outputs"] for step in CHAIN if step in steps}:
        return digest(made)  # whatever else is kept in the run comes and goes
    files = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
    return digest([[str(p.relative_to(path)), digest_file(p)] for p in files])
