"""The command line: one module per command, imported when called. Known errors are one line and exit 2."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from typing import Any

from .. import __version__
from ..errors import StylogenyError

# name -> one-line help; the module cli/NAME.py has add_arguments(parser), run(args) -> result | None and an EXAMPLE
COMMANDS = {
    "run": "the whole chain on a corpus: load, embed, trace, credit, imagine, report",
    "load": "read a corpus of dated pictures into a run folder",
    "embed": "pictures to vectors in which time and style are legible",
    "place": "put new pictures into a run's space: year, likely parents, nearest works",
    "trace": "vectors and dates to the influence graph",
    "credit": "what the world would lack without a work, artist or style",
    "attribute": "causal shares of a picture over works and artists",
    "holdout": "what came after a year, as seen from before it",
    "missing-works": "works that are missing: where they stood, when they were made, how they may have looked",
    "imagine": "sample works that do not exist yet, with pictures",
    "futures": "curate a tree of futures: grow, keep, prune, rename, merge, undo, search, show; draw a career or a school",
    "simulate": "let artists, critics and audiences carry a history on",
    "catalogue": "the exhibition catalogue of a simulated history, its careers, sheets and film, and packs of its artists",
    "talk": "talk with an artist of a simulated history",
    "render": "pictures of a style",
    "search": "find works by words, in pictures as well as in metadata",
    "transfer": "paint a picture in the style of others",
    "export": "a style in a form that other tools read",
    "train": "train the denoiser on a run",
    "report": "the run as a self-contained HTML folder",
    "info": "what a run holds",
    "world": "paint a world of known history, and score methods on it",
}


def emit(args: argparse.Namespace, value: Any, text: str) -> None:
    """Print a result: JSON for machines with ``--json``, else `text` for people."""
    if args.json:
        print(json.dumps(value, ensure_ascii=False, allow_nan=False, default=str))
    elif text:
        print(text)


def common(parser: argparse.ArgumentParser) -> None:
    """The options every command has."""
    parser.add_argument("--seed", type=int, default=0, help="seed of every random draw (default 0)")
    parser.add_argument("--quiet", action="store_true", help="no progress bars")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


class _OneLine(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        self.exit(2, f"{self.prog}: {message}; see `{self.prog} --help`\n")


def _command(name: str) -> Any:
    return importlib.import_module(f"{__name__}.{name.replace('-', '_')}")


def build(argv: list[str]) -> tuple[_OneLine, Any]:
    """The parser for these arguments: only the module of the named command is imported."""
    parser = _OneLine(prog="stylogeny", description="Influence, credit and counterfactual histories of art.")
    parser.add_argument("--version", action="version", version=f"stylogeny {__version__}")
    verbs = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    module = None
    for name, line in COMMANDS.items():
        if argv and argv[0] == name:
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
                common(verb)
        else:
            verbs.add_parser(name, help=line, add_help=False)
    return parser, module


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code (0, 2 for a known error, 130 for Ctrl-C)."""
    argv = list(sys.argv[1:] if argv is None else argv)
    # threads that spin while they wait make small steps many times slower when the machine is busy with anything else
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    parser, module = build(argv)
    args, extra = parser.parse_known_args(argv)
    if extra:
        hint = "" if any(word.startswith("-") for word in extra) else " (put quotes around a name of several words)"
        parser.prog = f"stylogeny {args.command}"
        parser.error(f"not understood: {' '.join(extra)}{hint}")
    from ..progress import quietly

    try:
        with quietly(args.quiet):
            module.run(args)
    except (
        StylogenyError,
        FileNotFoundError,
        PermissionError,
        IsADirectoryError,
        NotADirectoryError,
    ) as error:
        print(f"stylogeny {args.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"stylogeny {args.command}: stopped; the same command goes on from here", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return 0
