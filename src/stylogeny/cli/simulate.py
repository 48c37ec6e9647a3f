"""Let artists, critics and audiences carry the history of a run on: works, artists, movements, pictures.

They are written to RUN/futures/NAME/, which is a run folder of its own: trace, credit, holdout, report and info work on it, and
`stylogeny world score` scores what they find by the true parents.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import emit

if TYPE_CHECKING:
    from ..society.parameters import SocietyParameters

EXAMPLE = "stylogeny simulate run --years 60 --artists 500"
TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", help="a run folder that has been traced")
    parser.add_argument("--years", type=int, default=60, help="years after the last dated work (default 60)")
    parser.add_argument("--artists", type=int, default=500, help="artists at any time (default 500)")
    parser.add_argument(
        "--without", metavar="ID", help="the id of a simulated work that is never made, all other luck alike"
    )
    parser.add_argument("--pictures", type=int, default=120, help="how many works are painted (default 120)")
    parser.add_argument("--size", type=int, default=128, help="longest side of the pictures in pixels (default 128)")
    parser.add_argument(
        "--custom", action="append", default=[], metavar="NAME=VALUE", help="e.g. --custom imitation=1.2"
    )
    parser.add_argument(
        "--hear", metavar="NAME", help="audience events of this future (`talk --record-events`) enter the simulation"
    )
    parser.add_argument(
        "--name",
        help="name of the folder in RUN/futures/ (default: society-SEED); another simulation in it is replaced",
    )


def run(args: argparse.Namespace) -> None:
    from dataclasses import asdict

    from ..errors import StylogenyError
    from ..futures.storage import TREE, clear, occupant, reserve
    from ..generation.canvas import canvas_size
    from ..histories.simulate import chronicle, play
    from ..histories.simulation import Simulation
    from ..influence.open_graph import open_graph
    from ..report.catalogue import catalogue
    from ..runs import Run, slug

    if args.pictures < 0:
        raise StylogenyError("pictures are none or more", got=f"--pictures {args.pictures}")
    canvas_size(args.size, 8)  # a size that nothing can be painted at is found out before anything is replaced
    folder = Run(args.run)
    usual = f"society-{args.seed}".replace("--", "-minus-") + (f"-without-{args.without}" if args.without else "")
    name = slug(args.name or usual)
    place, step = folder.path / "futures" / name, f"simulate/{name}"
    reserve(place, "a simulated history")
    if not occupant(place) and place.exists() and any(place.iterdir()):
        raise StylogenyError("what lies in this folder is no simulation", got=place, fix="pass another --name")
    customs = customs_of(args.custom)
    asked = {
        "years": args.years, "artists": args.artists, "seed": args.seed, "without": args.without, "pictures": args.pictures,
        "size": args.size,
    }  # fmt: skip

    events = _heard(folder.path / "futures", args.hear) if args.hear else []

    def work() -> None:
        grown = sorted(p.parent.parent.name for p in place.glob(f"futures/*/{TREE}"))
        if grown:
            raise StylogenyError(
                "trees grown from the history in this folder would be lost",
                got=", ".join(grown),
                fix="pass another --name",
            )
        graph = open_graph(folder)
        played = {k: asked[k] for k in ("years", "artists", "seed", "without")}
        state, setting = play(graph, **played, customs=customs, events=events)
        clear(place, folder.manifest["steps"][step]["digest"])  # what was there is kept until it can be replaced
        history = chronicle(graph, state, setting, pictures=args.pictures, size=args.size, folder=place)
        history.save(place)
        catalogue(history, past=graph.works, seed=args.seed).write(place, history.pictures)

    folder.step(
        step,
        work,
        parameters={**asked, "customs": asdict(customs), "events": events},
        inputs=[folder.file("influence.parquet", needs="trace"), folder.file("embedding.safetensors", needs="embed")],
        outputs=[f"futures/{name}/simulation.json", f"futures/{name}/works.parquet", f"futures/{name}/catalogue.html"],
    )
    told = Simulation.read(place)
    first, last = int(told.params["from"]) + 1, int(told.params["from"]) + int(told.params["years"])
    lines = [f"{len(told):,} works by {len(told.artists):,} artists, {first}-{last}, in {place}"]
    if told.params["ended"] != "in full":
        lines.append(f"  It ended in {last}: {told.params['ended']}.")
    for m in told.movements.to_dict("records"):
        until = "" if m["survived"] else f"-{int(m['died'])}"
        lines.append(
            f"  {m['born']}{until}  {m['name']}: {m['size']} works, recognised {m['recognisability']:.0%} of the time"
        )
    if not len(told.movements):
        lines.append("  No movement lived long enough to be named.")
    found = [{k: None if v != v else v for k, v in m.items()} for m in told.movements.astype(object).to_dict("records")]
    emit(
        args,
        {"folder": str(place), "works": len(told), "params": dict(told.params), "movements": found},
        "\n".join(lines),
    )


def _heard(futures: Path, name: str) -> list[dict[str, Any]]:
    """The audience events of the future of that name."""
    from ..errors import StylogenyError
    from ..futures.storage import EVENTS, SIMULATION
    from ..society.events import read_events

    known = sorted({p.parent.name for what in (SIMULATION, EVENTS) for p in futures.glob(f"*/{what}")})
    if name not in known:
        fix = f"there are {', '.join(known)}" if known else "simulate one first, and talk to it with --record-events"
        raise StylogenyError("no simulated future of this name can be heard", got=repr(name), fix=fix)
    return read_events(futures / name)


def customs_of(pairs: list[str], usual: SocietyParameters | None = None) -> SocietyParameters:
    """The usual customs, but with the values of NAME=VALUE pairs."""
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
            raise StylogenyError("a custom is NAME=VALUE", got=pair, fix=fix) from None
    return replace(usual or SocietyParameters(), **values)  # type: ignore[arg-type]
