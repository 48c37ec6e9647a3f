"""Paint a set: a picture of each prompt, all in one style, and how consistent they are.

MODEL is a diffusers model or a run folder, as for `steer`. On a diffusers model --share lets all pictures look at the
first one (shared attention); every picture starts from the same noise.
"""

from __future__ import annotations

import argparse

from . import at_least
from .steer import common_arguments

EXAMPLE = 'stylogeny set run --style mine.safetensors --prompt "a street" --prompt "a ship" -o set/'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    common_arguments(parser)
    parser.add_argument(
        "--share", type=at_least(0.0, 1.0), default=0.0, metavar="S", help="scale of shared attention (default 0: off)"
    )


def run(args: argparse.Namespace) -> None:
    """Paint, measure, save."""
    from ..errors import StylogenyError
    from ..style import consistency
    from .steer import paint_prompts, save_painted

    if len(args.prompt) < 2:
        raise StylogenyError("a set has at least two prompts", got=len(args.prompt), fix="repeat --prompt")
    pictures, said = paint_prompts(args, args.prompt, n=1, share=args.share)
    said["consistency"] = round(consistency(pictures), 4)
    save_painted(args, pictures, args.prompt, said)
