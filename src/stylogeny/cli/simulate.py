"""Let artists, critics and audiences carry the history of a run on: works, artists, movements, pictures.

They are written to RUN/futures/NAME/, which is a run folder of its own: trace, credit, holdout, report and info work on it, and
`stylogeny world score` scores what they find by the true parents.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from . import emit

if TYPE_CHECKING:
    from ..society.customs import Customs

EXAMPLE = "stylogeny simulate run --years 60 --artists 500"


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
        "--hear", metavar="NAME", help="audience events of this future (`talk --affect`) enter the simulation"
    )
    parser.add_argument("--name", help="name of the folder in RUN/futures/ (default: society-SEED)")


def run(args: argparse.Namespace) -> None:
    from ..counterfactual.target import slug
    from ..influence.opening import open_graph
    from ..runs import Run
    from ..society.catalogue import catalogue
    from ..society.simulate import simulate
    from ..society.simulation import Simulation
    from ..society.writers import read_events

    folder = Run(args.run)
    name = slug(args.name or f"society-{args.seed}" + (f"-without-{args.without}" if args.without else ""))
    place = folder.path / "futures" / name
    customs = customs_of(args.custom)
    asked = {
        "years": args.years, "artists": args.artists, "seed": args.seed, "without": args.without, "pictures": args.pictures,
        "size": args.size,
    }  # fmt: skip

    events = read_events(folder.path / "futures" / args.hear) if args.hear else []

    def work() -> None:
        graph = open_graph(folder)
        history = simulate(graph, **asked, customs=customs, folder=place, events=events)
        history.save(place)
        catalogue(history, past=graph.works, seed=args.seed).write(place, history.pictures)

    folder.step(
        f"simulate/{name}",
        work,
        params={**asked, "customs": sorted(args.custom), "events": events},
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


def customs_of(pairs: list[str], usual: Customs | None = None) -> Customs:
    """The usual customs, but with the values of NAME=VALUE pairs."""
    from dataclasses import asdict, replace

    from ..errors import StylogenyError
    from ..society.customs import Customs

    values: dict[str, float | bool] = {}
    known = asdict(Customs())
    for pair in pairs:
        name, _, value = pair.partition("=")
        try:
            values[name] = value.lower() in ("1", "true", "yes") if isinstance(known[name], bool) else float(value)
        except (KeyError, ValueError):
            raise StylogenyError("a custom is NAME=VALUE", got=pair, fix=f"names: {', '.join(known)}") from None
    return replace(usual or Customs(), **values)  # type: ignore[arg-type]
