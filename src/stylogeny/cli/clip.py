"""Paint a video in a style and keep the look from frame to frame; flicker and consistency are printed.

STYLE is a style file or a picture, with --run also a style of the run; several are mixed. Every frame starts from the
last one, carried along the motion, and takes a few steps of style transfer.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from . import at_least, emit, new_file

if TYPE_CHECKING:
    from ..style.transfer.optimisation import Look

FIRST = 3  # times as many steps for the first frame, which starts from nothing
EXAMPLE = "stylogeny clip in.mp4 --style mine.safetensors -o out.mp4"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("video", type=Path, metavar="VIDEO", help="MP4, MOV, WebM or GIF")
    parser.add_argument("--style", required=True, action="append", metavar="STYLE", help="a style file or a picture")
    parser.add_argument("--run", metavar="RUN", help="the run folder in which other styles are looked up")
    parser.add_argument("-o", "--output", required=True, type=new_file, metavar="FILE", help="an .mp4, .gif or .webp")
    parser.add_argument("--size", type=at_least(32, 2048), default=256, metavar="S", help="longest side (default 256)")
    parser.add_argument("--steps", type=at_least(1), default=20, metavar="N", help="steps of each frame (default 20)")
    parser.add_argument(
        "--beta", type=at_least(0.0, 1e6), default=20.0, metavar="W", help="weight of the style (default 20)"
    )
    parser.add_argument("--keep-colour", action="store_true", help="keep the video's colours")
    parser.add_argument("--every", type=at_least(1), default=1, metavar="K", help="paint every K-th frame (default 1)")
    parser.add_argument("--max", type=at_least(2), metavar="N", help="paint the first N frames")


def run(args: argparse.Namespace) -> None:
    """Read, paint, write, print."""
    import numpy as np

    from ..errors import StylogenyError
    from ..generation.video import check_video_name, read_video, write_video
    from ..style import restyle
    from ..style.transfer.optimisation import stylise

    check_video_name(args.output)
    looks, weights = _looks(args)
    most = None if args.max is None else args.max * args.every
    frames, fps = read_video(args.video, **({} if most is None else {"most": most}))
    frames = frames[:: args.every]
    if len(frames) < 2:
        raise StylogenyError(
            "a clip has at least two frames",
            got=f"{len(frames)} in {args.video}",
            fix="for one, use `stylogeny transfer`",
        )

    def paint(frame: np.ndarray, start: np.ndarray | None) -> np.ndarray:
        return stylise(
            frame, looks, weights=weights, size=args.size, beta=args.beta, start=start, seed=args.seed,
            steps=args.steps * (FIRST if start is None else 1), colour="content" if args.keep_colour else "style",
        ).picture  # fmt: skip

    clip = restyle(frames, paint)
    write_video(clip.frames, args.output, fps=fps / args.every)
    value = {"path": str(args.output), "frames": len(frames), "fps": round(fps / args.every, 3)}
    value |= {"flicker": round(clip.flicker, 3), "source_flicker": round(clip.source, 3)}
    value |= {"consistency": round(clip.consistency, 4)}
    text = (
        f"{args.output}: {len(frames)} frames; change along the motion {clip.flicker:.2f} of 255 (the video's own "
        f"{clip.source:.2f}), consistency {clip.consistency:.3f}"
    )
    emit(args, value, text)


def _looks(args: argparse.Namespace) -> tuple[list[Look], list[float]]:
    """What texture and colours are taken from."""
    from ..style.in_run import Manner, looks_of

    if args.run is None:
        return looks_of(args.style)
    from ..generation.styles import Corpus
    from ..runs import Run, digest_file

    folder = Run(args.run)
    embedding = folder.file("embedding.safetensors", needs="embed")
    manner = Manner.of(args.style, Corpus.open(folder), embedding=digest_file(embedding))
    return list(manner.looks), list(manner.weights)
