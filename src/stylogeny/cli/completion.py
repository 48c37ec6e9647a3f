"""A script with which a shell completes commands, options and file names.

bash: add `eval "$(stylogeny completion bash)"` to ~/.bashrc; zsh: put what `stylogeny completion zsh` prints into
~/.zfunc/_stylogeny; tcsh: source what `stylogeny completion tcsh` prints.
"""

from __future__ import annotations

import argparse

from . import COMMANDS, emit, whole

DRAWS = False
SHELLS = ("bash", "zsh", "tcsh")
EXAMPLE = "stylogeny completion bash"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("shell", choices=SHELLS, help="the shell")


def run(args: argparse.Namespace) -> None:
    """Print the script."""
    import shtab

    script = shtab.complete(whole(), args.shell)
    emit(args, {"shell": args.shell, "commands": list(COMMANDS), "script": script}, script)
