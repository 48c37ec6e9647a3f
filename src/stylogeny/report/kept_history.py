"""A simulated history kept in its run: played, painted, saved with its catalogue, as one step that resumes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..errors import StylogenyError
from ..files import is_temporary
from ..futures.storage import A_HISTORY, TREE, clear, occupant, reserve
from ..histories.simulate import assemble
from ..histories.simulation import history_files
from ..influence.graph import InfluenceGraph
from ..progress import Callback
from ..runs import Run
from ..society.parameters import SocietyParameters
from ..society.public.fandom import Fandom
from ..society.setting import Setting
from ..society.state import State
from .catalogue import catalogue

Played = tuple[InfluenceGraph, State, Setting]  # the past, the society at its end, and what never changed


def history_folder(run: Run, name: str) -> Path:
    """The folder of a run in which the history of this name may be kept.

    Raises
    ------
    StylogenyError
        When something else lies there.
    """
    folder = run.path / "futures" / name
    reserve(folder, A_HISTORY)
    if not occupant(folder) and folder.exists() and not all(is_temporary(f) for f in folder.iterdir()):
        raise StylogenyError("what lies in this folder is not a simulation", got=folder, fix="pass another --name")
    return folder


def check_trees(folder: Path) -> None:
    """Refuse to replace a history from which trees were grown."""
    if grown := sorted(p.parent.parent.name for p in folder.glob(f"futures/*/{TREE}")):
        raise StylogenyError(
            "trees grown from the history in this folder would be lost",
            got=", ".join(grown),
            fix="pass another --name",
        )


def history_parameters(
    *,
    years: int,
    artists: int,
    seed: int,
    pictures: int,
    size: int,
    parameters: SocietyParameters,
    without: str | None = None,
    root: object = None,
    paint_every: int | None = None,
    events: Sequence[Mapping[str, object]] = (),
    fandom: Fandom | None = None,
) -> dict[str, Any]:
    """All that a history follows from besides its files, JSON-able: by it a run knows whether it is there already."""
    fans = {} if fandom is None else {"fandom": asdict(fandom)}
    return fans | {
        "years": years, "artists": artists, "without": without, "seed": seed, "pictures": pictures, "size": size,
        "root": root, "paint_every": paint_every, "parameters": asdict(parameters), "events": list(events),
    }  # fmt: skip


def history_step(name: str, parameters: Mapping[str, object], inputs: Sequence[Path]) -> dict[str, Any]:
    """The step that keeps the history of a name, as `Run.step` and `Run.is_done` take it."""
    return {
        "name": f"simulate/{name}",
        "parameters": dict(parameters),
        "inputs": list(inputs),
        "outputs": history_files(name, fans="fandom" in parameters),
    }


def write_history(played: Played, folder: Path, *, pictures: int, size: int, callback: Callback | None = None) -> None:
    """Paint what was played, and write it with its catalogue; what was painted there before is taken up again."""
    past, state, setting = played
    history = assemble(past, state, setting, pictures=pictures, size=size, folder=folder, callback=callback)
    history.save(folder)
    catalogue(history, past=past.works, seed=setting.seed).write(folder, history.pictures)


def keep_history(
    run: Run,
    name: str,
    play: Callable[[], Played],
    *,
    asked: Mapping[str, object],
    pictures: int,
    size: int,
    inputs: Sequence[Path],
    callback: Callback | None = None,
) -> Path:
    """Play a history and keep it in ``RUN/futures/NAME/``, unless what was asked is there already; that folder.

    Parameters
    ----------
    run : Run
    name : str
        A file name.
    play : callable
        Plays it.
    asked : mapping
        All that it follows from: `history_parameters`.
    pictures, size : int
        How many works are painted, and their longest side in pixels.
    inputs : sequence of Path
        The files that it was made from.

    Raises
    ------
    StylogenyError
        When the folder holds something else, or trees grown from the history in it would be lost.
    """
    folder, step = history_folder(run, name), history_step(name, asked, inputs)

    def work() -> None:
        check_trees(folder)
        played = play()
        clear(folder, run.manifest["steps"][step["name"]]["digest"])  # what was there is kept until it can be replaced
        write_history(played, folder, pictures=pictures, size=size, callback=callback)

    run.step(work=work, **step)
    return folder
