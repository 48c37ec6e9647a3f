"""Whether pictures score higher in a style: every prompt painted plain and in the style, from the same seeds.

MODEL is a diffusers model or a run folder, as for `steer`. Pictures are scored by linear heads (LAION's and Simulacra's
files, through their CLIP: --encoder), by the bundled `colourfulness`, and by likeness with the style. A head that chose
what the style was learned from, and likeness itself, are bound to rise; another head is the test.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from . import at_least, counted, emit
from .steer import common_arguments

EXAMPLE = 'stylogeny judge run --style mine.safetensors --prompt "a street" --prompt "a ship" --head colourfulness'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    common_arguments(parser, paints=False)
    parser.add_argument("-n", type=at_least(1), default=2, metavar="N", help="pictures of each prompt (default 2)")
    parser.add_argument("--head", action="append", default=[], metavar="HEAD", help="a head's file, or colourfulness")
    parser.add_argument("--encoder", metavar="CLIP", help="id or folder of the CLIP of the heads")
    parser.add_argument("-o", "--output", metavar="FOLDER", help="also write the pictures here, in plain/ and steered/")


def run(args: argparse.Namespace) -> None:
    """Paint twice, score, print."""
    from pathlib import Path

    from ..style.encoders import as_encoder
    from ..style.in_run import is_file, weighted_files
    from ..style.judgement import judge_pairs
    from ..style.scores import BUNDLED
    from ..style.steering.aesthetic_embedding import OWN_EYE
    from .steer import paint_prompts, save_pictures

    plainly = argparse.Namespace(**{**vars(args), "style": [], "against": []})
    styles = weighted_files([s for s in args.style if is_file(s.rpartition("*")[2])])[0]
    encoder = as_encoder(args.encoder) if args.encoder else None
    steered, _ = paint_prompts(args, args.prompt, n=args.n)  # first: a style that is none is said before all painting
    plain, _ = paint_prompts(plainly, args.prompt, n=args.n)
    seen = [e for e in styles if e.encoder.startswith(OWN_EYE) or encoder is not None]
    found = judge_pairs(plain, steered, heads=args.head or [BUNDLED], encoder=encoder, styles=seen)
    if args.output:
        prompts = [prompt for prompt in args.prompt for _ in range(args.n)]
        for name, pictures in (("plain", plain), ("steered", steered)):
            save_pictures(Path(args.output) / name, pictures, prompts, args, [] if name == "plain" else args.style)
    lines = [f"{'head':>16}  {'plain':>9}  {'in style':>9}  {'rise':>9}  {'± error':>8}  higher"]
    lines += [
        f"{v.head[:16]:>16}  {v.plain:9.3f}  {v.steered:9.3f}  {v.rise:+9.3f}  {v.error:8.3f}  {v.higher:.0%}"
        for v in found
    ]
    rows = [{k: (None if v != v else v) for k, v in asdict(verdict).items()} for verdict in found]
    emit(args, {"pairs": len(plain), "heads": rows}, "\n".join([*lines, counted(len(plain), "pair")]))
