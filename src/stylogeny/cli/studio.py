"""The run in the browser: its map, its works, the world without them, futures, a society, stories.

The printed address has a token in it, and whoever has it is let in; by default only this machine can reach it. With
--read-only anybody who reaches it may look, and nothing can be changed: an exhibition of a run.
"""

from __future__ import annotations

import argparse

from . import at_least

EXAMPLE = "stylogeny studio run"
DRAWS = False
PORT = 8765


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    parser.add_argument(
        "--port", type=at_least(0, 65535), default=PORT, metavar="N", help=f"port, 0 for any free one (default {PORT})"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS",
        help="address to listen at (default: this machine alone); another needs --token or --read-only",
    )  # fmt: skip
    parser.add_argument("--token", metavar="TOKEN", help="what lets people in (default: one made up for this time)")
    parser.add_argument("--read-only", action="store_true", help="only look: nothing can be changed")
    parser.add_argument(
        "--allowed-host", action="append", default=[], metavar="NAME",
        help="another name under which the studio answers, as that of a proxy before it; repeat",
    )  # fmt: skip
    parser.add_argument(
        "--open", action=argparse.BooleanOptionalAction, default=False, help="open it in the browser (default: no)"
    )


def run(args: argparse.Namespace) -> None:
    """Check that the run can be shown, and show it until Ctrl-C."""
    from ..runs import Run
    from ..studio.serving import serve

    folder = Run(args.run)
    folder.file("influence.parquet", needs="trace")
    serve(
        folder.path, host=args.host, port=int(args.port), token=args.token, read_only=args.read_only,
        names=args.allowed_host, open_browser=args.open,
    )  # fmt: skip
