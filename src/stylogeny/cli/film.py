"""A film of a history: years pass, works appear, lineages and movements rise and fall, a voice tells it, and the
history plays its own music.

HISTORY is a run (its works, its graph, its styles), or a simulated future of one (its folder, or with --future NAME).
Beside FILM.mp4 stand FILM.srt and .vtt (captions), .wav and .mid (what is heard; the music is composed from the
history: adoption, births and ends of movements, and melodies that are lineages), .poster.png, and an .html that plays
it and that links show a preview of.

The voice is espeak-ng where it is installed, an OpenAI-compatible speech endpoint (--voice URL), or none; with --writer
any OpenAI-compatible model tells the lines in its own words. Sound needs ffmpeg: pip install 'stylogeny[film]'.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from . import YEARS, at_least, counted, emit, new_file
from .talk import writer_arguments

if TYPE_CHECKING:
    from ..text.facts.index import HistoryIndex

EXAMPLE = "stylogeny film run -o film.mp4"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument(
        "history", type=Path, metavar="HISTORY", help="a run folder, or the folder of a simulated future"
    )
    parser.add_argument("--future", metavar="NAME", help="the simulated history of RUN/futures/ that is filmed")
    parser.add_argument("-o", "--output", required=True, type=new_file, metavar="FILE", help="the .mp4 to write")
    parser.add_argument(
        "--seconds", type=at_least(12, 3600), default=75, metavar="S", help="about how long (default 75)"
    )
    parser.add_argument("--from", dest="first", type=at_least(*YEARS), metavar="YEAR", help="of a run: from this year")
    parser.add_argument("--to", dest="last", type=at_least(*YEARS), metavar="YEAR", help="of a run: to this year")
    parser.add_argument("--title", help="what stands on the title card (default: the years)")
    parser.add_argument(
        "--lines", type=at_least(2, 200), metavar="N", help="tell at most N lines (default: seven a minute)"
    )
    parser.add_argument(
        "--voice", default="auto", metavar="WHO", help="auto (default), espeak, none, or the address of an endpoint"
    )
    parser.add_argument("--voice-model", default="tts-1", metavar="NAME", help="the endpoint's model (default tts-1)")
    parser.add_argument("--speaker", default="alloy", metavar="NAME", help="the endpoint's voice (default alloy)")
    parser.add_argument("--language", default="en", metavar="CODE", help="espeak-ng's voice (default en)")
    parser.add_argument("--no-music", action="store_true", help="without music")
    parser.add_argument("--no-captions", action="store_true", help="no captions in the picture")
    parser.add_argument("--fps", type=at_least(1, 60), default=16, metavar="N", help="frames per second (default 16)")
    writer_arguments(parser)


def run(args: argparse.Namespace) -> None:
    """Read the history, write the script, make the film, print."""
    from ..film.make import lines_for, make_film
    from ..film.pacing import fitting
    from ..film.script import retell, write_script
    from ..film.voice import voice_of

    voice = voice_of(args.voice, model=args.voice_model, speaker=args.speaker, language=args.language)
    history, imagined, folder = _history(args)
    wanted = args.lines or lines_for(args.seconds)
    script = write_script(history, lines=wanted, imagined=imagined, title=args.title)
    script = script if args.lines else fitting(script, args.seconds)
    note = ""
    if args.writer:
        from ..errors import StylogenyError
        from ..film.script import NoWords
        from ..futures.storage import WORDS
        from ..text.llm.language_model import LanguageModel

        if args.writer == "words":
            raise StylogenyError("the run's own writer knows no films", got="--writer words", fix="give an endpoint")
        if not args.model:
            raise StylogenyError("an endpoint needs the name of a model", fix="pass --model NAME")
        writer = LanguageModel(
            args.writer, model=args.model, cache=folder / WORDS, budget=args.budget, replay=args.replay, vision=False,
            fallback=NoWords(),
        )  # fmt: skip
        script = retell(script, writer, seed=args.seed)
        if writer.failures:
            note = f"{counted(len(writer.failures), 'line')} as the script has them ({writer.failures[0]})"
    report = make_film(
        history, script, args.output, seconds=args.seconds, voice=voice, music=not args.no_music,
        captions=not args.no_captions, fps=args.fps, seed=args.seed,
    )  # fmt: skip
    levels = report.levels
    text = [f"{args.output}: {report.seconds:.0f} s, {counted(report.lines, 'line')}, {counted(report.notes, 'note')}"]
    text[0] += f", told by {report.voice}"
    if report.notes:
        under = "" if levels.under is None else f", {levels.under:.1f} under the voice at {levels.voice:.1f}"
        text.append(f"music at {levels.music:.1f} dB{under}; peak {levels.peak:.1f} dB")
    text += [line for line in (report.note, note) if line]
    text.append("beside it: " + ", ".join(Path(p).name for k, p in report.files.items() if k != "film"))
    emit(args, report.document(), "\n".join(text))


def _history(args: argparse.Namespace) -> tuple[HistoryIndex, bool, Path]:
    """The history that is filmed, whether it is an invented one, and its folder."""
    from ..errors import StylogenyError
    from ..futures.storage import SIMULATION
    from ..histories.simulation import Simulation
    from ..text.facts.index import HistoryIndex
    from .talk import future_of

    if args.future or (args.history / SIMULATION).exists():
        args.run = args.history
        folder = future_of(args)
        home = folder.parent.parent / "works.parquet"
        past = None
        if folder.parent.name == "futures" and home.exists():
            from ..corpus.works import Works

            past = Works.read(home)
        if args.first is not None or args.last is not None:
            raise StylogenyError("--from and --to choose the years of a run", got="a simulated future")
        return HistoryIndex(Simulation.read(folder), past=past), True, folder
    from ..film.run_history import RunHistory
    from ..influence.open_graph import open_graph
    from ..runs import Run

    run = Run(args.history)
    return HistoryIndex(RunHistory.of(open_graph(run), first=args.first, last=args.last)), False, run.path
