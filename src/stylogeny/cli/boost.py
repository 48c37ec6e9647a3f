"""Boost a style file with another, or with more pictures: the weighted sum of both, as a new file."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import at_least, emit, new_file

DRAWS = False
EXAMPLE = "stylogeny boost mine.safetensors --with nocturnes.safetensors --weight 0.5 -o boosted.safetensors"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("style", type=Path, metavar="STYLE", help="the style file")
    parser.add_argument(
        "--with", dest="other", required=True, type=Path, metavar="WHAT", help="a style file, a picture, or a folder"
    )
    parser.add_argument(
        "--weight",
        type=at_least(-100.0, 100.0),
        default=0.5,
        metavar="W",
        help="of the other (default 0.5; below 0: away)",
    )
    parser.add_argument(
        "--encoder", metavar="CLIP", help="the style's CLIP, where pictures are given and it is a CLIP's"
    )
    parser.add_argument("--name", help="what the result is called (default: the style's name)")
    parser.add_argument(
        "-o", "--output", required=True, type=new_file, metavar="FILE", help="the .safetensors to write"
    )


def run(args: argparse.Namespace) -> None:
    """Read, add, write."""
    from dataclasses import replace

    from ..errors import StylogenyError
    from ..influence.placement import find_pictures
    from ..provenance import Provenance
    from ..style import learn
    from ..style.encoders import Encoder, as_encoder
    from ..style.eye import BuiltInEye
    from ..style.in_run import is_file, style_file
    from ..style.steering.aesthetic_embedding import OWN_EYE

    e = style_file(args.style)
    if is_file(str(args.other)):
        other = style_file(args.other)
    else:
        eye = e.encoder.startswith(OWN_EYE)
        if not eye and args.encoder is None:
            raise StylogenyError(
                f"this style belongs to {e.encoder or 'a CLIP'}", got=args.style, fix="add --encoder CLIP"
            )
        encoder: Encoder = BuiltInEye() if eye else as_encoder(args.encoder)
        e.require(encoder=encoder.name, width=encoder.width)
        origin = Provenance({"name": args.other.stem})
        other = learn(find_pictures(args.other), encoder=encoder, origin=origin)
    boosted = e.add(other, weight=args.weight)
    if args.name:
        boosted = replace(boosted, provenance=boosted.provenance.with_parameters(name=args.name))
    boosted.save(args.output)
    before, after = (float(x.vector @ other.vector) for x in (e, boosted))
    name = boosted.name or args.output.stem
    text = f"{args.output}: {name}; cosine with the other {before:.3f} before, {after:.3f} after"
    emit(args, {"path": str(args.output), "cosine_before": before, "cosine_after": after}, text)
