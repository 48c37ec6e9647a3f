"""Paint a picture in the style of others: a file, or a work, artist, movement or mixture of a run."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import emit

EXAMPLE = "stylogeny transfer photo.jpg --style starry-night.jpg -o painted.png"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("content", type=Path, metavar="PICTURE", help="the picture whose layout is kept")
    parser.add_argument(
        "--style", required=True, action="append", metavar="STYLE",
        help="a picture file, or with --run a style of the run; several times for a mixture",
    )  # fmt: skip
    parser.add_argument("--run", metavar="RUN", help="the run folder that names styles")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="PNG", help="file to write")
    parser.add_argument("--size", type=int, default=256, help="longest side in pixels (256)")
    parser.add_argument("--alpha", type=float, default=1.0, help="weight of the content (1)")
    parser.add_argument("--beta", type=float, default=30.0, help="weight of the style (30)")
    parser.add_argument("--steps", type=int, default=100, help="optimisation steps (100)")
    parser.add_argument("--optimiser", choices=("lbfgs", "adam"), default="lbfgs", help="lbfgs (default) or adam")
    parser.add_argument("--keep-colour", action="store_true", help="keep the picture's colours, paint luminance only")
    parser.add_argument(
        "--encoder", metavar="MODEL", help="a Hugging Face vision model as features (default: none needed)"
    )


def run(args: argparse.Namespace) -> None:
    """Gather the styles, optimise, write."""
    from PIL import Image

    from ..errors import StylogenyError
    from ..runs import replacing
    from ..style.features import HuggingFace
    from ..style.transfer import lineage, stylise

    looks: list[Path] = []
    weights: list[float] = []
    for name in args.style:
        if Path(name).is_file():
            looks.append(Path(name))
            weights.append(1.0)
        elif args.run is None:
            raise StylogenyError(
                "no such style picture", got=name, fix="give a file, or --run RUN to name a style of it"
            )
        else:
            from ..generation.styles import Corpus, resolve
            from ..influence.opening import open_graph
            from ..runs import Run

            corpus = Corpus.of(open_graph(Run(args.run)))
            paths, shares = lineage(resolve(name, corpus), corpus.works)
            looks += paths
            weights += shares
    made = stylise(
        args.content, looks, weights=weights, features=HuggingFace(args.encoder) if args.encoder else None, size=args.size,
        alpha=args.alpha, beta=args.beta, steps=args.steps, optimiser=args.optimiser,
        colour="content" if args.keep_colour else "style", seed=args.seed,
    )  # fmt: skip
    with replacing(args.output) as part:
        Image.fromarray(made.picture).save(part, format="PNG")
    value = {"path": str(args.output), "content_loss": made.content, "style_loss": made.style, "styles": len(looks)}
    emit(
        args,
        value,
        f"{args.output}: content loss {made.content:.3f}, style loss {made.style:.4f}, {len(looks)} style pictures",
    )
