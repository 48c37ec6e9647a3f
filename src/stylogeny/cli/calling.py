"""The commands as Python functions: ``verb("render")("Monet", "run", n=8)`` is ``stylogeny render Monet run -n 8``."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable

from ..errors import StylogenyError
from . import COMMANDS, build
from .outputs import check_outputs
from .signing import signing

Argument = str | float | os.PathLike[str] | None


def verb(command: str) -> Callable[..., object]:
    """The function of a command: what is printed with ``--json`` is what it returns.

    Arguments come in the command's order; options by their names, with underscores: ``-n 8`` is ``n=8``,
    ``--no-pictures`` is ``no_pictures=True``, an option that may be repeated is a list. A run is its folder, or what
    :func:`stylogeny.open` gives.
    """

    def call(*arguments: Argument, **options: object) -> object:
        return called([command, *(_text(a) for a in arguments if a is not None), *_options(command, options)])

    call.__name__ = call.__qualname__ = command.replace("-", "_")
    call.__doc__ = f"{COMMANDS[command][0].upper()}{COMMANDS[command][1:]} (see ``stylogeny {command} --help``)."
    return call


def called(argv: list[str]) -> object:
    """What a command answers, as values.

    Raises
    ------
    StylogenyError
        When the arguments are not understood, or the command fails in a known way.
    """
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            parser, module = build(argv)
            args, extra = parser.parse_known_args(argv)
    except SystemExit as stopped:
        raise StylogenyError(said.getvalue().strip() or f"stylogeny {argv[0]} stopped") from stopped
    if extra or module is None:
        raise StylogenyError("not understood", got=" ".join(extra or argv))
    answers: list[object] = []
    args.answers, args.json = answers, True
    check_outputs(args)
    with signing(args):
        module.run(args)
    return answers[-1] if answers else None


def _text(argument: object) -> str:
    return os.fspath(argument) if isinstance(argument, os.PathLike) else str(argument)


def _options(command: str, options: dict[str, object]) -> list[str]:
    argv = []
    flags = _flags(command) if options else {}
    for name, value in options.items():
        plain = name.rstrip("_").replace("_", "-")
        flag = f"-{plain}" if len(plain) == 1 and f"-{plain}" in flags else f"--{plain}"
        if value is True:
            argv.append(flag)
        elif isinstance(value, list | tuple):
            repeats = flags.get(flag, False)
            argv += [part for v in value for part in (flag, _text(v))] if repeats else [flag, *map(_text, value)]
        elif value is not None and value is not False:
            argv += [flag, _text(value)]
    return argv


def _flags(command: str) -> dict[str, bool]:
    """Options of a command, and whether each may be repeated."""
    import argparse

    module = build([command])[1]
    parser = argparse.ArgumentParser(add_help=False)
    assert module is not None
    module.add_arguments(parser)
    actions = parser._actions
    return {flag: type(action).__name__ == "_AppendAction" for action in actions for flag in action.option_strings}
