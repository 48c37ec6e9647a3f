"""Let artists, critics and audiences carry the history of a run on: works, artists, movements, pictures.

They are written to RUN/futures/NAME/, which is a run folder of its own: trace, credit, holdout, report and info work on
it, and `stylogeny world score` scores what they find by the true parents.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import at_least, counted, emit
from .imagine import MADE_FROM, from_argument, past_of, pictures_of, root_arguments, root_name, root_of
from .signing import sign_argument, signed_by

if TYPE_CHECKING:
    from ..histories.simulation import Simulation
    from ..society.parameters import SocietyParameters

EXAMPLE = "stylogeny simulate run --years 60 --artists 500"
TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    root_arguments(parser)
    from_argument(parser)
    parser.add_argument("--years", type=at_least(1), default=60, help="years after the last dated work (default 60)")
    parser.add_argument(
        "--artists", type=at_least(1, 1_000_000), default=500, help="artists working at any time (default 500)"
    )
    parser.add_argument(
        "--without", metavar="ID", help="leave out the simulated work of this id, with all other luck alike"
    )
    parser.add_argument(
        "--pictures", type=at_least(0), default=120, help="how many of the works are painted (default 120)"
    )
    parser.add_argument("--size", type=int, default=128, help="longest side of the pictures in pixels (default 128)")
    parser.add_argument(
        "--paint-every", type=at_least(1), metavar="YEARS",
        help="paint the works of every so many years in the loop and let everyone see what the pictures became "
        "(default: all see the points that were meant)",
    )  # fmt: skip
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the society, e.g. --param imitation=1.2; repeat for several",
    )
    parser.add_argument(
        "--audience-from",
        metavar="NAME",
        help="hear the audience events of this future (recorded by `stylogeny talk --record-events`)",
    )
    parser.add_argument(
        "--name",
        help="name of the folder in RUN/futures/ (default: society-SEED); another simulation in it is replaced",
    )
    sign_argument(parser)


def run(args: argparse.Namespace) -> None:
    """Play the history, unless it is there already, and say what came of it."""
    from dataclasses import asdict

    from ..errors import StylogenyError
    from ..files import is_temporary
    from ..futures.roots import past_with
    from ..futures.storage import A_HISTORY, SIMULATION, TREE, clear, occupant, reserve
    from ..generation.canvas import canvas_size
    from ..histories.painter import PaintingEye
    from ..histories.play import play
    from ..histories.simulate import assemble
    from ..histories.simulation import TABLES, Simulation
    from ..influence.open_graph import open_graph
    from ..report.catalogue import catalogue
    from ..runs import slug

    canvas_size(args.size, 8)  # a size at which nothing can be painted is found out before anything is replaced
    run = past_of(args)
    root = root_of(args, run)
    usual = f"society-{args.seed}".replace("--", "-minus-") + (f"-without-{args.without}" if args.without else "")
    name = slug(args.name or usual)
    folder, step = run.path / "futures" / name, f"simulate/{name}"
    reserve(folder, A_HISTORY)
    if not occupant(folder) and folder.exists() and not all(is_temporary(f) for f in folder.iterdir()):
        raise StylogenyError("what lies in this folder is not a simulation", got=folder, fix="pass another --name")
    parameters = parameters_of(args.param)
    events = _events(run.path / "futures", args.audience_from) if args.audience_from else []
    played = {"years": args.years, "artists": args.artists, "seed": args.seed, "without": args.without}
    painted = {"pictures": args.pictures, "size": args.size}

    def work() -> None:
        grown = sorted(p.parent.parent.name for p in folder.glob(f"futures/*/{TREE}"))
        if grown:
            raise StylogenyError(
                "trees grown from the history in this folder would be lost",
                got=", ".join(grown),
                fix="pass another --name",
            )
        graph = open_graph(run)
        eye, past, seen = None, past_with(graph, root), run.path / "seen" / name
        if args.paint_every:
            eye = PaintingEye(past, seed=args.seed, every=args.paint_every, folder=seen)
        state, setting = play(graph, **played, parameters=parameters, events=events, root=root, eye=eye)
        clear(folder, run.manifest["steps"][step]["digest"])  # what was there is kept until it can be replaced
        history = assemble(past, state, setting, **painted, folder=folder)
        history.save(folder)
        catalogue(history, past=past.works, seed=args.seed).write(folder, history.pictures)
        shutil.rmtree(seen, ignore_errors=True)  # what is worth seeing of it lies in pictures/ now

    run.step(
        step,
        work,
        parameters={
            **played,
            **painted,
            "root": root_name(args) or None,
            "paint_every": args.paint_every,
            "parameters": asdict(parameters),
            "events": events,
            **signed_by(args),
        },
        inputs=[*(run.file(file, needs=verb) for file, verb in MADE_FROM), *pictures_of(root)],
        outputs=[f"futures/{name}/{file}" for file in (SIMULATION, "works.parquet", *(t for t, _ in TABLES.values()))],
    )
    _report(args, Simulation.read(folder), folder)


def _report(args: argparse.Namespace, simulation: Simulation, folder: Path) -> None:
    """Say what came of a simulation, and where it is kept."""
    from ..histories.simulation import IN_FULL

    first, last = simulation.start + 1, simulation.start + simulation.years
    works, artists = counted(len(simulation), "work"), counted(len(simulation.artists), "artist")
    lines = [f"{works} by {artists}, {first}-{last}, in {folder}"]
    if simulation.ended != IN_FULL:
        lines.append(f"  It ended in {last}: {simulation.ended}.")
    for m in simulation.movements.to_dict("records"):
        until, size = "" if m["survived"] else f"-{int(m['died'])}", counted(m["size"], "work")
        lines.append(f"  {m['born']}{until}  {m['name']}: {size}, recognised {m['recognisability']:.0%} of the time")
    if not len(simulation.movements):
        lines.append("  No movement lived long enough to be named.")
    records = simulation.movements.astype(object).to_dict("records")
    value = {
        "folder": str(folder),
        "works": len(simulation),
        "start": simulation.start,
        "years": simulation.years,
        "ended": simulation.ended,
        "parameters": dict(simulation.provenance.parameters),
        "movements": [{k: None if v != v else v for k, v in m.items()} for m in records],
    }
    emit(args, value, "\n".join(lines))


def _events(futures: Path, name: str) -> list[dict[str, Any]]:
    """The audience events of the future of that name."""
    from ..errors import StylogenyError
    from ..futures.storage import EVENTS, SIMULATION
    from ..society.events import read_events

    known = sorted({p.parent.name for file in (SIMULATION, EVENTS) for p in futures.glob(f"*/{file}")})
    if name not in known:
        fix = f"there are {', '.join(known)}" if known else "simulate one first, and talk to it with --record-events"
        raise StylogenyError("no simulated future of this name has an audience", got=repr(name), fix=fix)
    return read_events(futures / name)


def parameters_of(pairs: list[str], usual: SocietyParameters | None = None) -> SocietyParameters:
    """The usual parameters of a society, but with the values of NAME=VALUE pairs."""
    from dataclasses import asdict, replace

    from ..errors import StylogenyError
    from ..society.parameters import SocietyParameters

    values: dict[str, float | bool] = {}
    known = asdict(SocietyParameters())
    for pair in pairs:
        name, _, value = pair.partition("=")
        try:
            values[name] = TRUTHS[value.lower()] if isinstance(known[name], bool) else float(value)
        except (KeyError, ValueError):
            fix = f"it is one of {', '.join(TRUTHS)}" if name == "births" else f"names: {', '.join(known)}"
            raise StylogenyError("a parameter is NAME=VALUE", got=pair, fix=fix) from None
    return replace(usual or SocietyParameters(), **values)  # type: ignore[arg-type]
