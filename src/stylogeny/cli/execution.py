"""Where a command's units run, and on how many threads it computes: options that several commands have."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from . import at_least

if TYPE_CHECKING:
    from ..executors import Execution


def execution_arguments(parser: argparse.ArgumentParser, what: str, *, usual: str | None = "serial") -> None:
    """The options that say where `what` (``bootstraps run``); without a `usual` executor the work decides."""
    said = "serial, in this process; process, in several on this machine; ray, on a Ray cluster"
    default = "serial" if usual else "process where that is faster"
    parser.add_argument(
        "--executor",
        choices=("serial", "process", "ray"),
        default=usual,
        help=f"where {what}: {said} (default: {default}); the result is the same",
    )
    parser.add_argument("--workers", type=at_least(1), metavar="N", help="worker processes (default: one per core)")
    parser.add_argument(
        "--address", metavar="URL", help="address of the Ray cluster (default: Ray is started on this machine)"
    )


def execution_of(args: argparse.Namespace, folder: Path | None = None) -> Execution:
    """Where units run, and the folder in which finished ones are kept."""
    from ..executors import Execution

    return Execution(args.executor, args.workers, args.address, folder)


def execution_asked(args: argparse.Namespace) -> Execution | None:
    """Where units run; None where nothing was asked and the work decides."""
    if args.executor is None and args.workers is None and args.address is None:
        return None
    args.executor = args.executor or ("process" if args.address is None else "ray")
    return execution_of(args)


def passed_on(args: argparse.Namespace) -> list[str]:
    """The same options for another command."""
    asked = {"--executor": args.executor, "--workers": args.workers, "--address": args.address}
    return [word for option, value in asked.items() if value is not None for word in (option, str(value))]


def threads_argument(
    parser: argparse.ArgumentParser, usual: str = "1, which gives the same bytes on every machine"
) -> None:
    """On how many threads a command computes that keeps no step of a run; :func:`.main` sees to it."""
    parser.add_argument(
        "--threads",
        type=at_least(1, 1024),
        metavar="N",
        help=f"threads to compute on; with another number results differ in their last digits (default: {usual})",
    )
