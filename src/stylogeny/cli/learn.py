"""Learn a style from a few pictures, as one small file, in seconds.

Without --encoder the built-in eye looks at the pictures: nothing is downloaded, and `steer`, `set`, `clip`, `transfer`
and `render` paint with the file, in any run that was embedded with the built-in backbone. With --encoder the file is an
aesthetic embedding for the diffusion models that use that CLIP. Either way it carries the pictures' texture.

--scores and --keep-above learn from the pictures alone that score well, as the embeddings called SAC8+ and LAION7+ were
made: a file of LAION's or Simulacra's linear heads (with --encoder), or the bundled `colourfulness`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from . import counted, emit

DRAWS = False
EXAMPLE = "stylogeny learn pictures/ --name 'my hand' -o mine.safetensors"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("pictures", nargs="+", type=Path, metavar="PICTURES", help="picture files, or folders of them")
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE", help="the .safetensors to write")
    parser.add_argument("--name", help="what the style is called (default: the file's name)")
    parser.add_argument("--encoder", metavar="CLIP", help="id or folder of a CLIP (default: the built-in eye)")
    parser.add_argument("--scores", metavar="HEAD", help="what scores the pictures: a head's file, or colourfulness")
    parser.add_argument("--keep-above", type=float, metavar="S", help="learn from pictures that score more than this")
    parser.add_argument(
        "--apart-from", type=Path, metavar="FOLDER", help="pictures whose mean is taken out: what all pictures share"
    )


def run(args: argparse.Namespace) -> None:
    """Choose pictures, learn, write."""
    from ..errors import StylogenyError
    from ..influence.placement import find_pictures
    from ..provenance import Provenance
    from ..style import corpus_mean, learn
    from ..style.encoders import Encoder, as_encoder
    from ..style.exports.tokens import plain_token
    from ..style.eye import BuiltInEye
    from ..style.scores import score_pictures

    if args.output.suffix != ".safetensors":
        raise StylogenyError("a style is written as .safetensors", got=args.output.name)
    if (args.scores is None) != (args.keep_above is None):
        raise StylogenyError("--scores and --keep-above go together", got="one of them")
    files = find_pictures(args.pictures)
    encoder: Encoder = as_encoder(args.encoder) if args.encoder else BuiltInEye()
    kept = files
    if args.scores is not None:
        (score,) = score_pictures(files, heads=[args.scores], encoder=encoder if args.encoder else None).values()
        kept = [file for file, s in zip(files, score) if s > args.keep_above]
        if not kept:
            raise StylogenyError(
                f"no picture scores more than {args.keep_above:g}",
                got=f"{score.min():.2f} to {score.max():.2f}",
                fix="lower --keep-above",
            )
    name = args.name or args.output.stem
    parameters = {"name": name}
    if args.scores is not None:
        parameters |= {"scores": Path(args.scores).name, "kept above": args.keep_above, "of": len(files)}
    mean = None if args.apart_from is None else corpus_mean(find_pictures(args.apart_from), encoder=encoder)
    e = learn(kept, encoder=encoder, mean=mean, origin=Provenance(parameters))
    e.save(args.output)
    lines = [f"{args.output}: {name}, learned from {counted(len(kept), 'picture')}"]
    lines[0] += f" of {len(files)}" if len(kept) < len(files) else ""
    lines.append(f"seen by {args.encoder or 'the built-in eye'} (width {e.width}), token {plain_token(name)}")
    value = {"path": str(args.output), "name": name, "pictures": len(kept), "of": len(files)}
    emit(args, {**value, "encoder": e.encoder, "width": e.width, "token": plain_token(name)}, "\n".join(lines))
