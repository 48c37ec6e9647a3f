"""Let artists, critics and audiences carry the history of a run on: works, artists, movements, pictures.

They are written to RUN/futures/NAME/, which is a run folder of its own: trace, credit, holdout, report and info work on
it, and `stylogeny world score` scores what they find by the true parents.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import at_least, counted, emit
from .execution import execution_arguments, execution_of
from .imagine import MADE_FROM, from_argument, past_of, pictures_of, root_arguments, root_name, root_of
from .signing import sign_argument, signed_by, signing

if TYPE_CHECKING:
    from ..executors import Result
    from ..futures.roots import Root
    from ..histories.simulation import Simulation
    from ..influence.graph import InfluenceGraph
    from ..society.parameters import SocietyParameters
    from ..society.public.fandom import Fandom

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
        help="a parameter of the society or of its fans, e.g. --param imitation=1.2; repeat for several",
    )
    parser.add_argument(
        "--fans", type=at_least(0, 1_000_000), default=0, metavar="N",
        help="fans who are the public, each with a feed of their own (default 0: a handful of tastes adopt works)",
    )  # fmt: skip
    parser.add_argument(
        "--feed", metavar="RANKING",
        help="what a fan's feed is: interest-hot (the default) or recency-follow",
    )  # fmt: skip
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
    parser.add_argument(
        "--runs",
        type=at_least(1, 1000),
        default=1,
        metavar="N",
        help="histories, of the seed given and those that follow it, as that many commands would play them (default 1)",
    )
    execution_arguments(parser, "several histories are played")


@dataclass(frozen=True)
class _Asked:
    """What every history of one command is asked; it travels to where they are played."""

    graph: InfluenceGraph
    root: Root | None
    paint_every: int | None
    played: dict[str, Any]
    painted: dict[str, Any]
    signed: argparse.Namespace

    def write(self, folder: Path, *, seed: int, seen: Path, clear: Callable[[], None] = lambda: None) -> None:
        """Play one history and write its folder, which is cleared once it is known that there is a history.

        What is painted in the loop lies in `seen` meanwhile.
        """
        from ..futures.roots import past_with
        from ..histories.painter import PaintingEye
        from ..histories.play import play
        from ..report.kept_history import write_history

        eye, past = None, past_with(self.graph, self.root)
        if self.paint_every:
            eye = PaintingEye(past, seed=seed, every=self.paint_every, folder=seen)
        state, setting = play(self.graph, **self.played, seed=seed, root=self.root, eye=eye)
        clear()
        with signing(self.signed):  # another process knows nothing of the command's own
            write_history((past, state, setting), folder, **self.painted)


def _files(state: _Asked, seed: int, shard: int) -> Result:
    """The history of a seed as the bytes of its files: a unit, played wherever there is room."""
    import tempfile

    import numpy as np

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "history"
        state.write(folder, seed=shard, seen=Path(name) / "seen")
        files = sorted(file for file in folder.rglob("*") if file.is_file())
        return {file.relative_to(folder).as_posix(): np.frombuffer(file.read_bytes(), np.uint8) for file in files}


def run(args: argparse.Namespace) -> None:
    """Play the histories that are not there already, and say what came of each."""
    from ..errors import StylogenyError
    from ..files import alone, replacing
    from ..futures.storage import clear
    from ..generation.canvas import canvas_size
    from ..histories.simulation import Simulation
    from ..influence.open_graph import open_graph
    from ..report.kept_history import check_trees, history_folder, history_parameters, history_step
    from ..runs import digest_file

    canvas_size(args.size, 8)  # a size at which nothing can be painted is found out before anything is replaced
    if args.without and args.runs > 1:
        raise StylogenyError("a work is left out of one history", got=f"--runs {args.runs}", fix="omit --runs")
    run = past_of(args)
    root = root_of(args, run)
    fandom, pairs = fandom_of(args)
    parameters = parameters_of(pairs)
    events = _events(run.path / "futures", args.audience_from) if args.audience_from else []
    played = {"years": args.years, "artists": args.artists, "without": args.without}
    painted = {"pictures": args.pictures, "size": args.size}
    inputs = [*(run.file(file, needs=verb) for file, verb in MADE_FROM), *pictures_of(root)]
    names = {seed: _name(args, seed) for seed in range(args.seed, args.seed + args.runs)}
    folders = {seed: run.path / "futures" / name for seed, name in names.items()}

    def asked_of(seed: int) -> dict[str, Any]:
        asked = history_parameters(
            **played, **painted, seed=seed, parameters=parameters, root=root_name(args) or None,
            paint_every=args.paint_every, events=events, fandom=fandom,
        )  # fmt: skip
        return asked | signed_by(args)

    steps = {seed: history_step(name, asked_of(seed), inputs) for seed, name in names.items()}
    for name in names.values():
        history_folder(run, name)
    if todo := [seed for seed in names if not run.is_done(**steps[seed])]:
        for seed in todo:
            check_trees(folders[seed])
        asked = _Asked(
            open_graph(run), root, args.paint_every,
            {**played, "parameters": parameters, "events": events, "fandom": fandom}, painted,
            argparse.Namespace(sign=args.sign, run=args.run),
        )  # fmt: skip
        units = run.path / "seen" / "histories"
        elsewhere: dict[int, Result] = {}
        if args.runs > 1:
            made_from = [digest_file(file) for file in inputs]
            with alone(run.path):
                done = execution_of(args, units).run(
                    _files, asked, shards=todo, what="histories",
                    config=lambda seed: {"asked": asked_of(seed), "made from": made_from},
                )  # fmt: skip
            elsewhere = dict(zip(todo, done))

        for seed in todo:
            folder, step, seen = folders[seed], steps[seed], run.path / "seen" / names[seed]

            def work(seed: int = seed, folder: Path = folder, step: str = step["name"], seen: Path = seen) -> None:
                cleared = partial(clear, folder, run.manifest["steps"][step]["digest"])
                if seed not in elsewhere:
                    asked.write(folder, seed=seed, seen=seen, clear=cleared)
                    shutil.rmtree(seen, ignore_errors=True)  # what is worth seeing of it lies in pictures/ now
                    return
                cleared()
                for name, content in elsewhere[seed].items():
                    (folder / name).parent.mkdir(parents=True, exist_ok=True)
                    with replacing(folder / name) as part:
                        part.write_bytes(content.tobytes())

            run.step(work=work, **step)
        shutil.rmtree(units, ignore_errors=True)
    values, texts = zip(*(_said(Simulation.read(folder), folder) for folder in folders.values()))
    emit(args, values[0] if args.runs == 1 else list(values), "\n".join(texts))


def _name(args: argparse.Namespace, seed: int) -> str:
    """The folder of a history in RUN/futures/."""
    from ..runs import slug

    usual = f"society-{seed}".replace("--", "-minus-") + (f"-without-{args.without}" if args.without else "")
    if args.name and args.runs > 1:
        return slug(f"{args.name}-{seed}".replace("--", "-minus-"))
    return slug(args.name or usual)


def _said(simulation: Simulation, folder: Path) -> tuple[dict[str, Any], str]:
    """What came of a simulation, and where it is kept: for machines and for people."""
    from ..histories.simulation import IN_FULL

    first, last = simulation.start + 1, simulation.start + simulation.years
    works, artists = counted(len(simulation), "work"), counted(len(simulation.artists), "artist")
    lines = [f"{works} by {artists}, {first}-{last}, in {folder}"]
    if simulation.feed is not None:
        fans = simulation.feed.setting.fandom
        posts, likes = counted(len(simulation.feed.posts), "post"), counted(len(simulation.feed.likes), "like")
        lines.append(f"  {posts} and {likes} of {counted(fans.fans, 'fan')}, {fans.ranking}.")
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
    return value, "\n".join(lines)


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


def fandom_of(args: argparse.Namespace) -> tuple[Fandom | None, list[str]]:
    """How the fans work that are asked for, None without any, and the NAME=VALUE pairs that say nothing of them."""
    from dataclasses import fields

    from ..errors import StylogenyError
    from ..society.public.fandom import Fandom

    known = {f.name: f.type for f in fields(Fandom) if f.name not in ("fans", "ranking", "words")}
    about = [pair for pair in args.param if pair.partition("=")[0] in known]
    if not args.fans:
        if args.feed or about:
            raise StylogenyError("a feed of nobody", got=args.feed or about[0], fix="pass --fans 1000 too")
        return None, args.param
    values: dict[str, Any] = {"ranking": args.feed} if args.feed else {}
    for pair in about:
        name, _, value = pair.partition("=")
        try:
            values[name] = int(value) if known[name] == "int" else float(value)
        except ValueError:
            raise StylogenyError("a parameter is NAME=VALUE", got=pair, fix=f"{name} is a number") from None
    return Fandom(args.fans, **values), [pair for pair in args.param if pair not in about]


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
