"""Talk with an artist or a fan of a simulated history, grounded in what they made or liked.

With --event they are interviewed: the same questions the year before an event and some years after it, to who they
were then. Without --say, lines are read until an empty one. With --record-events, what you say is kept as an audience
event of that future (events.jsonl: praise and blame by a fixed list of words) for a later simulation to hear. No model
is needed; with --writer any OpenAI-compatible endpoint answers, and the built-in grammar wherever that fails. `--writer
words` is the writer that `stylogeny words` trained on the run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import YEARS, at_least, counted, emit

if TYPE_CHECKING:
    from ..histories.simulation import Simulation
    from ..text.facts.index import HistoryIndex
    from ..text.writer import Writer

EXAMPLE = 'stylogeny talk "Ingrid Hellfors" run --say "Who taught you?"'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("artist", metavar="WHO", help="an artist or a fan of the future, by name or id")
    future_arguments(parser)
    parser.add_argument(
        "--say", action="append", metavar="TEXT", help="say this and print the answer; repeat to say more"
    )
    parser.add_argument(
        "--record-events", action="store_true", help="keep what is said as audience events of this future"
    )
    parser.add_argument(
        "--year",
        type=at_least(*YEARS),
        metavar="YEAR",
        help="the year in which an audience event is heard (default: the future's last)",
    )
    parser.add_argument(
        "--event", metavar="EVENT", help="ask before and after this: a work or a post by its id, or a year"
    )
    parser.add_argument(
        "--after", type=at_least(0, 10_000), default=3, metavar="YEARS",
        help="how many years after the event they are asked again (default 3)",
    )  # fmt: skip
    writer_arguments(parser)


def future_arguments(parser: argparse.ArgumentParser) -> None:
    """Which simulated history is meant."""
    parser.add_argument(
        "run", type=Path, metavar="RUN", help="a run folder with a simulated future, or the future's own folder"
    )
    parser.add_argument(
        "--future", metavar="NAME", help="which simulated history of RUN/futures/ (default: the latest)"
    )


def writer_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose words are wanted."""
    parser.add_argument(
        "--writer", metavar="URL",
        help="an OpenAI-compatible endpoint, e.g. http://localhost:11434/v1, or words: what `stylogeny words` trained",
    )  # fmt: skip
    parser.add_argument("--model", default="", metavar="NAME", help="the model's name at that endpoint")
    parser.add_argument(
        "--budget", type=at_least(0), default=500, metavar="N", help="make at most N requests (default 500)"
    )
    parser.add_argument("--replay", action="store_true", help="use cached answers only; make no requests")
    parser.add_argument("--no-vision", action="store_true", help="send no pictures to the model")


def future_of(args: argparse.Namespace) -> Path:
    """The folder of the simulated history that is meant.

    Raises
    ------
    StylogenyError
        When there is none, or none of that name.
    """
    from ..errors import StylogenyError
    from ..futures.storage import SIMULATION

    if (args.run / SIMULATION).exists():
        return args.run
    found = sorted((args.run / "futures").glob(f"*/{SIMULATION}"), key=lambda p: (p.stat().st_mtime, p))
    names = ", ".join(sorted(p.parent.name for p in found))
    if args.future:
        found = [p for p in found if p.parent.name == args.future]
    if not found:
        wanted = (
            f"no simulated future called {args.future!r} in this run"
            if args.future
            else "this run has no simulated future"
        )
        fix = f"there are {names}" if names else f"run `stylogeny simulate {args.run}` first"
        raise StylogenyError(wanted, got=str(args.run), fix=fix)
    return found[-1].parent


def writer_of(args: argparse.Namespace, folder: Path) -> Writer:
    """The writer that was asked for; its answers are kept in the future's folder."""
    from ..errors import StylogenyError
    from ..futures.storage import WORDS
    from ..text.grammar import Grammar

    if not args.writer:
        return Grammar()
    if args.writer == "words":
        from ..runs import Run
        from ..text.learned.masked_writer import MaskedWriter

        return MaskedWriter.of_run(Run(folder.parent.parent if folder.parent.name == "futures" else folder))
    if not args.model:
        raise StylogenyError("an endpoint needs the name of a model", fix="pass --model NAME")
    from ..text.llm.language_model import LanguageModel

    return LanguageModel(
        args.writer, model=args.model, cache=folder / WORDS, budget=args.budget, replay=args.replay,
        vision=not args.no_vision,
    )  # fmt: skip


def fallback_note(writer: Writer) -> str:
    """A line about texts that a model did not write, empty when there are none."""
    if not writer.failures:
        return ""
    texts, why = counted(len(writer.failures), "text"), writer.failures[0].split(": ", 1)[-1]
    return f"{texts} fell back on the grammar ({why}); run again to ask for what is missing"


def run(args: argparse.Namespace) -> None:
    """Answer what is said, or hold a conversation."""
    from ..errors import StylogenyError
    from ..futures.storage import EVENTS
    from ..histories.conversation import Turn, answer
    from ..histories.public.fan_talk import fan_answer, find_fan, witness
    from ..histories.simulation import Simulation
    from ..society.events import add_event
    from ..text.facts.history_facts import HistoryFacts

    folder = future_of(args)
    history = Simulation.read(folder)
    facts, writer = HistoryFacts(history), writer_of(args, folder)
    if args.event:
        _interview(args, history, writer)
        return
    fan = find_fan(history.feed, args.artist) if history.feed is not None else ""
    artist = fan or facts.index.find_artist(args.artist)
    seen = witness(history, fan, history.start + history.years) if fan else None
    if seen and args.record_events:
        raise StylogenyError("what is said to fans is not heard by artists", got=fan, fix="talk to an artist")
    name = seen.name if seen else facts.index.artist_name(artist)
    year = _year(args, facts.index) if args.record_events else 0
    turns: list[Turn] = []

    def one(message: str) -> str:
        if seen:
            turns.append(fan_answer(seen, message, writer=writer, before=turns, seed=args.seed))
        else:
            turns.append(answer(facts, artist, message, writer=writer, before=turns, seed=args.seed))
        return turns[-1].answer

    def record(turn: Turn) -> list[dict[str, Any]]:
        return [add_event(folder, year=year, artist=artist, text=turn.message)] if args.record_events else []

    if args.say:
        for message in args.say:
            one(message)
        events = [event for turn in turns for event in record(turn)]  # all of them, or where one has no answer none
        note = f"({fallback_note(writer)})" if writer.failures else ""
        kept = f"({counted(len(events), 'audience event')} kept in {folder / EVENTS})" if events else ""
        value = {
            "artist": artist,
            "name": name,
            "turns": [asdict(turn) for turn in turns],
            "events": events,
            "fallbacks": list(writer.failures),
        }
        emit(args, value, "\n".join(line for line in [*(t.answer for t in turns), note, kept] if line))
        return

    def reply(message: str) -> str:
        words = one(message)
        record(turns[-1])
        return words

    _converse(name, reply, quiet=args.json)


def _interview(args: argparse.Namespace, history: Simulation, writer: Writer) -> None:
    """Ask the same before an event and after it."""
    from ..errors import StylogenyError
    from ..histories.public.interviews import interview

    if args.record_events:
        raise StylogenyError("what is asked in an interview is no event", fix="omit --record-events, or --event")
    found = interview(
        history, args.artist, args.event, writer=writer, questions=args.say or (), after=args.after, seed=args.seed
    )
    lines = []
    for year, turns in zip(found.years, (found.before, found.after)):
        lines += [f"{found.name}, {year}", *(line for t in turns for line in (f"  {t.message}", f"    {t.answer}"))]
    note = f"({fallback_note(writer)})" if writer.failures else ""
    emit(args, asdict(found) | {"fallbacks": list(writer.failures)}, "\n".join([*lines, *[note] * bool(note)]))


def _year(args: argparse.Namespace, index: HistoryIndex) -> int:
    """The year in which it is heard."""
    from ..errors import StylogenyError

    first, year = index.start + 1, index.last if args.year is None else int(args.year)
    if year < first:
        raise StylogenyError(
            "nothing can be heard before the first year of the history", got=year, fix=f"it is {first}"
        )
    return year


def _converse(name: str, reply: Callable[[str], str], *, quiet: bool) -> None:
    """Read lines until an empty one or the end of input."""
    terminal = sys.stdin.isatty()
    if terminal and not quiet:
        print(f"{name} never lived; what you hear is read off the works. An empty line ends the conversation.")
    while True:
        try:
            message = input("> " if terminal else "")
        except EOFError:
            return
        if not message.strip():
            return
        print(f"{name}: {reply(message)}" if terminal else reply(message))
