"""The command line: one module per command, imported when called. Known errors are one line and exit 2."""

from __future__ import annotations

import argparse
import errno
import importlib
import json
import math
import os
import sys
import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, NoReturn, Protocol, cast

from .. import __version__
from ..display.text import counted as counted
from ..errors import StylogenyError

LARGEST = 10**9  # what is counted on a command line


class CommandModule(Protocol):
    """The module of a command, cli/NAME.py.

    One with verbs of its own also says ``NESTED = True``, one that draws nothing at random ``DRAWS = False``.
    """

    __doc__: str | None
    EXAMPLE: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, args: argparse.Namespace) -> None:
        """Do what the arguments ask, and print the result."""


# the chain in order: heading -> name -> one-line help
GROUPS = {
    "start": {
        "run": "the whole chain on a corpus: load, embed, trace, credit, imagine, report",
        "info": "what a run holds",
        "report": "the run as a self-contained HTML folder",
        "studio": "the run in the browser: rooms to look, ask and imagine in",
    },
    "the chain, step by step": {
        "load": "read a corpus of dated pictures into a run folder",
        "embed": "pictures to vectors in which time and style are legible",
        "trace": "vectors and dates to the influence graph",
        "refine": "the space learned anew from the run's own genealogies, while that predicts better",
    },
    "questions about what was": {
        "sources": "where a work, artist or style came from",
        "followers": "what came directly of a work, artist or style",
        "artist": "an artist: works in time, sources, followers, career",
        "period": "what happened between two years",
        "timeline": "the works in time",
        "similar": "what is most like a work, artist or style",
        "search": "find works by words, in pictures as well as in metadata",
        "bulges": "works that stand near many periods at once, more than chance allows",
        "place": "put new pictures into a run's space: year, likely parents, nearest works",
        "authenticate": "whether a picture is what it is said to be: year, hand, copies, machine, signature",
        "missing-works": "works that are missing: where they stood, when they were made, how they may have looked",
    },
    "questions about what would have been": {
        "credit": "what the world would lack without a work, artist or style",
        "without": "the world without a work, artist or style, as a run of its own",
        "compare": "a page that shows a run beside the world without something",
        "attribute": "causal shares of a picture over works and artists",
        "holdout": "what came after a year, as seen from before it",
    },
    "what might come": {
        "imagine": "sample works that do not exist yet, with pictures",
        "futures": "curate a tree of futures: grow, keep, prune, merge, undo, search; draw a career or a school",
        "replay": "play history again from a year, many times, and compare what arises with what came",
        "simulate": "let artists, critics and audiences carry a history on",
        "catalogue": "the catalogue of a simulated history, its careers, sheets, film, and its artists' packs",
        "film": "a film of a history: years, lineages, movements, a voice, and its own music",
        "feed": "the feed of a simulated history with fans, and the same posts once more before them",
        "talk": "talk with an artist or a fan of a simulated history, or interview them before and after an event",
        "words": "train a writer of titles, names and wall texts on a run, and let it write",
    },
    "pictures and styles": {
        "styles": "names for clusters, gaps and futures of a run, which other commands then know",
        "render": "pictures of a style",
        "train": "train the denoiser on a run",
        "morph": "one work into another, into a style, or on along the years",
        "infill": "a region of a picture drawn anew",
        "likelihood": "how surprising pictures are to the trained network, in bits",
        "learn": "a style from a few pictures, as one small file",
        "boost": "a style file and another, or more pictures, added up",
        "steer": "paint a prompt in a learned style, on a diffusers model or a run's own generator",
        "set": "a picture of each prompt, all in one style",
        "clip": "paint a video in a style",
        "transfer": "paint a picture in the style of others",
        "repaint": "repaint a picture in another's hand, or between two",
        "score": "score pictures by aesthetic heads, or by likeness with a style",
        "judge": "whether pictures of a model score higher in a style, from the same prompts and seeds",
        "piece": "a piece from sketch to film as a recipe, of which only what changed runs again",
        "export": "a style in a form that other tools read, with an encoder or without",
        "provenance": "sign pictures with where they come from, and ask any picture where it comes from",
    },
    "to begin with": {
        "world": "paint a world of known history, and score methods on it",
        "sample": "fetch a sample of public-domain art from a museum, dated and ready to run",
        "completion": "a script that completes commands and options in a shell",
    },
}
COMMANDS = {name: line for group in GROUPS.values() for name, line in group.items()}  # name -> one-line help

YEARS = (-20_000, 9999)  # a year outside these is a slip of the keys
ATTENDED = ("studio", "talk")  # commands that go on for as long as somebody is there
PATHS = ("path", "run", "corpus", "other")  # arguments that name files as text
# what to do about an error of the system
REMEDIES = {
    errno.ENOENT: "check the path, or make what is missing first",
    errno.EACCES: "choose a place that you may read and write",
    errno.EPERM: "choose a place that you may read and write",
    errno.EROFS: "choose a place that can be written to",
    errno.ENOSPC: "make room, then give the same command again: what was finished is kept",
    errno.EDQUOT: "make room, then give the same command again: what was finished is kept",
    errno.EFBIG: "choose a place that takes larger files: what was finished is kept",
    errno.EEXIST: "choose another path",
    errno.ENOTDIR: "choose a path whose folders are not files",
    errno.EISDIR: "name a file, not a folder",
    errno.ENAMETOOLONG: "choose a shorter name",
}


def emit(args: argparse.Namespace, value: object, text: str) -> None:
    """Print a result: JSON for machines with ``--json``, else `text` for people.

    Called from Python (:mod:`.calling`) the value is kept in ``args.answers`` and nothing is printed.
    """
    answers = getattr(args, "answers", None)
    if answers is not None:
        answers.append(value)
    elif args.json:
        print(json.dumps(value, ensure_ascii=False, allow_nan=False, default=str))
    elif text:
        print(text)


def common(parser: argparse.ArgumentParser, *, draws: bool = True) -> None:
    """The options every command has; the help of one that draws nothing does not mention --seed."""
    said = "seed of every random draw (default 0)" if draws else argparse.SUPPRESS
    parser.add_argument("--seed", type=at_least(-(2**63), 2**63 - 1), default=0, help=said)
    parser.add_argument("--quiet", action="store_true", help="no progress bars")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def kind_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """The options that say of which kind the argument `name` is."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--artist", action="store_true", help=f"{name} is an artist")
    which.add_argument("--style", action="store_true", help=f"{name} is a style")


def kind_of(args: argparse.Namespace) -> str | None:
    """The kind that was said; None where none was."""
    return "artist" if args.artist else "style" if args.style else None


def at_least(least: float, most: float | None = None, *, largest: int = LARGEST) -> Callable[[str], float]:
    """The type of an option that is a finite number from `least` to `most`, a whole one where `least` is.

    A whole number without a `most` is at most `largest`, which is spoken of only where it is exceeded.
    """
    kind, noun = (int, "a whole number") if isinstance(least, int) else (float, "a number")
    ceiling = most if most is not None else largest if kind is int else math.inf

    def wanted(value: float) -> str:
        if most is not None:
            return f"{noun} from {least:.15g} to {most:.15g}"
        return f"{noun} of at most {ceiling:,}" if value > ceiling else f"{noun} of at least {least:g}"

    return _number(kind, lambda value: None if least <= value <= ceiling else wanted(value), wanted(least))


def new_file(text: str) -> Path:
    """The type of an option that names a file to write: a folder is refused before the work, not after it."""
    if os.path.isdir(text):
        raise argparse.ArgumentTypeError(f"a file to write is expected, and {text} is a folder")
    return Path(text)


def above(least: float) -> Callable[[str], float]:
    """The type of an option that is a finite number greater than `least`."""
    wanted = f"a number above {least:g}"
    return _number(float, lambda value: None if value > least else wanted, wanted)


def _number(kind: Callable[[str], float], fault: Callable[[float], str | None], usual: str) -> Callable[[str], float]:
    """The type of an option: `fault` says what was wanted instead of a number, `usual` instead of anything else."""

    def number(text: str) -> float:
        try:
            value = kind(text)
            wanted = fault(value) if math.isfinite(value) else usual
        except (ValueError, OverflowError):
            wanted = usual
        if wanted is not None:
            raise argparse.ArgumentTypeError(f"{wanted} is expected (got {text})")
        return value

    return number


class _OneLine(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see `{self.prog} --help`\n")


class _Overview(_OneLine):
    """The parser of the whole: its help lists the commands by what they are for, in the order of the chain."""

    def format_help(self) -> str:
        """The help, in groups."""
        wide = max(map(len, COMMANDS)) + 2
        lines = [f"usage: {self.prog} COMMAND ... | {self.prog} COMMAND --help", "", self.description or ""]
        for heading, commands in GROUPS.items():
            lines += ["", f"{heading}:", *(f"  {name:<{wide}}{line}" for name, line in commands.items())]
        lines += ["", "options:", "  -h, --help     this", "  --version      the version"]
        return "\n".join([*lines, "", f"first: {self.prog} run paintings/ --out run", ""])


def _command(name: str) -> CommandModule:
    return cast(CommandModule, importlib.import_module(f"{__name__}.{name.replace('-', '_')}"))


def build(argv: list[str]) -> tuple[argparse.ArgumentParser, CommandModule | None]:
    """The parser for these arguments: only the module of the named command is imported."""
    named = argv[0] if argv and argv[0] in COMMANDS else None
    return _parser([] if named is None else [named]), None if named is None else _command(named)


def whole() -> argparse.ArgumentParser:
    """The parser with the arguments of every command."""
    return _parser(COMMANDS)


def _parser(full: Collection[str]) -> argparse.ArgumentParser:
    """The parser, with the arguments of the commands `full`."""
    parser = _Overview(prog="stylogeny", description="Influence, credit and counterfactual histories of art.")
    parser.add_argument("--version", action="version", version=f"stylogeny {__version__}")
    verbs = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_OneLine)
    for name, line in COMMANDS.items():
        if name not in full:
            verbs.add_parser(name, help=line, add_help=False)
            continue
        module = _command(name)
        verb = verbs.add_parser(
            name,
            help=line,
            description=module.__doc__,
            epilog=f"example:\n  {module.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(verb)
        if not getattr(module, "NESTED", False):
            common(verb, draws=getattr(module, "DRAWS", True))
    return parser


def _not_understood(extra: list[str]) -> str:
    """What is said of arguments that a command does not have."""
    options = [word for word in extra if word.startswith("--")]
    if options:
        return f"no such option: {', '.join(options)}"
    hint = "" if any(word.startswith("-") for word in extra) else " (put quotes around a name of several words)"
    return f"not understood: {' '.join(extra)}{hint}"


def _check_paths(args: argparse.Namespace, words: list[str]) -> None:
    """Refuse an empty path, which would be the folder that one happens to be in."""
    if "" not in words or "." in words:
        return
    for name, value in vars(args).items():
        asked = value if isinstance(value, list | tuple) else (value,)
        if any(each == Path() for each in asked) or (name in PATHS and "" in asked):
            raise StylogenyError("a path is empty", got=f"{name} ''", fix="write . for the folder that you are in")


def _put_right(args: argparse.Namespace) -> None:
    """Exchange RUN and the name before it where the name is a run folder and RUN is none."""
    from ..runs import MANIFEST

    run = getattr(args, "run", None)
    if run is None or os.path.isfile(os.path.join(run, MANIFEST)):
        return
    for name in ("work", "name", "text", "style", "artist", "picture", "pictures"):
        other = getattr(args, name, None)
        if isinstance(other, str | os.PathLike) and os.path.isfile(os.path.join(other, MANIFEST)):
            setattr(args, name, type(other)(run))  # type: ignore[call-arg]
            args.run = type(run)(other)
            print(f"stylogeny {args.command}: {other} is the run: the run comes last", file=sys.stderr)
            return


def error_line(error: Exception) -> str:
    """An error in one line: ours as it is, one of the system with what to do about it."""
    said = " ".join(str(error).split())
    if isinstance(error, MemoryError):
        return str(StylogenyError("out of memory", got=said or None, fix="ask for less, or for smaller pictures"))
    if not isinstance(error, OSError):
        return said
    if isinstance(error, FileNotFoundError):  # some libraries give the path and nothing else
        got = error.filename or error.strerror or said.removeprefix("No such file or directory: ") or None
        return str(StylogenyError("no such file or folder", got=got, fix=REMEDIES[errno.ENOENT]))
    what = error.strerror or said or type(error).__name__
    return str(StylogenyError(what[0].lower() + what[1:], got=error.filename, fix=REMEDIES.get(error.errno or 0)))


def _drop_output() -> None:
    """Let output that cannot be written go nowhere: Python would try once more, and fail, as it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _warnings_in_a_line(command: str) -> Iterator[None]:
    """Our own warnings look like our errors: one line, without the place in the code."""
    with warnings.catch_warnings():
        others = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *place: Any, **rest: Any) -> None:
            if category.__module__.startswith("stylogeny."):
                print(f"stylogeny {command}: {message}", file=sys.stderr)
            else:
                others(message, category, *place, **rest)

        warnings.showwarning = show
        yield


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code (0, 2 for a known error, 130 for Ctrl-C)."""
    argv = list(sys.argv[1:] if argv is None else argv)
    # threads that spin while they wait make small steps many times slower when the machine is busy with anything else
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    parser, module = build(argv)
    if not argv:
        parser.print_help()
        return 0
    args, extra = parser.parse_known_args(argv)
    if extra:
        parser.prog = f"stylogeny {args.command}"
        parser.error(_not_understood(extra))
    from ..progress import announced, quietly
    from ..runs import on_threads

    _put_right(args)
    assert module is not None  # the parser asks for a command before any other argument
    try:
        from .outputs import check_outputs
        from .signing import signing

        _check_paths(args, argv)
        check_outputs(args)
        threads = on_threads(getattr(args, "threads", None) or 1)
        purpose = f"stylogeny {args.command}: {COMMANDS[args.command]} ..."
        told = nullcontext() if args.command in ATTENDED else announced(purpose)
        with quietly(args.quiet), told, threads, _warnings_in_a_line(args.command), signing(args):
            module.run(args)
            sys.stdout.flush()  # a full disk is found out here, not when Python ends
    except BrokenPipeError:
        _drop_output()
        return 0
    except (StylogenyError, OSError, MemoryError) as error:
        print(f"stylogeny {args.command}: {error_line(error)}", file=sys.stderr)
        _drop_output()
        return 2
    except KeyboardInterrupt:
        print(f"stylogeny {args.command}: stopped; the same command resumes from here", file=sys.stderr)
        return 130
    return 0
