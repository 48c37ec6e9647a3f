"""Paint a picture in the style of others: a file, or a work, artist, movement or mixture of a run.

Each picture is optimised, a minute at 256 pixels. With --fast a network trained on the run's pictures paints it in one
pass; it is trained the first time, which takes a quarter of an hour.

--structure also rearranges: outlines are warped, things stretched and the plane broken into facets as far as the
built-in eye, which knows such genes from painted worlds, reads them in the style's own pictures. Give several.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import at_least, counted, emit, new_file
from .execution import threads_argument
from .signing import sign_argument

if TYPE_CHECKING:
    import numpy as np

    from ..style.transfer.optimisation import Look
    from ..style.transfer.structure import Structure

EXAMPLE = "stylogeny transfer photo.jpg --style starry-night.jpg -o painted.png"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("content", type=Path, metavar="PICTURE", help="the picture whose layout is kept")
    parser.add_argument(
        "--style", required=True, action="append", metavar="STYLE",
        help="a picture or style file; with --run also a style of the run, or an imagined work (futures/NAME/ID), by "
        "its parents; repeat for a mixture",
    )  # fmt: skip
    parser.add_argument("--run", metavar="RUN", help="the run folder in which styles are looked up")
    parser.add_argument("-o", "--output", type=new_file, required=True, metavar="PNG", help="the file to write")
    parser.add_argument(
        "--size", type=at_least(32, 4096), default=256, metavar="S", help="longest side in pixels (default 256)"
    )
    parser.add_argument(
        "--alpha", type=at_least(0.0), default=1.0, metavar="W", help="weight of the content (default 1)"
    )
    parser.add_argument(
        "--beta", type=at_least(0.0), default=30.0, metavar="W", help="weight of the style (default 30)"
    )
    parser.add_argument("--steps", type=at_least(1), default=100, metavar="N", help="optimisation steps (default 100)")
    parser.add_argument("--optimiser", choices=("lbfgs", "adam"), default="lbfgs", help="the optimiser (default lbfgs)")
    parser.add_argument("--keep-colour", action="store_true", help="keep the picture's colours; paint luminance only")
    parser.add_argument("--fast", action="store_true", help="paint in one pass of the run's own network (with --run)")
    parser.add_argument(
        "--train", type=at_least(1), default=1500, metavar="N", help="training steps of that network (default 1500)"
    )
    parser.add_argument(
        "--encoder", metavar="MODEL",
        help="network that compares pictures: built-in, eye (the built-in eye's deep network), or a Hugging Face "
        "vision model (default: random filters)",
    )  # fmt: skip
    parser.add_argument(
        "--structure", type=at_least(0.0, 1.0), nargs="?", const=1.0, metavar="S",
        help="also take over the style's geometry, all the way (default) or part of it",
    )  # fmt: skip
    sign_argument(parser)
    threads_argument(parser)


def run(args: argparse.Namespace) -> None:
    """Gather the styles, paint, write."""
    from ..errors import StylogenyError
    from ..generation.saved_pictures import PictureRecord, save_picture

    if args.output.suffix.lower() != ".png":
        raise StylogenyError("pictures are written as .png", got=args.output.name, fix="name a .png file")
    if args.fast and args.run is None:
        raise StylogenyError("--fast paints with a network of a run", got="no --run", fix="add --run RUN")
    looks, weights = _looks(args)
    structure = None if args.structure is None else _structure(args, looks, weights)
    if args.fast:
        picture, losses = _fast(args, looks, weights), None
    else:
        picture, losses = _optimise(args, looks, weights)
    share = round(1 / (1 + len(args.style)), 4)  # no weight between content and style is a share: all count alike
    record = PictureRecord(
        style=" + ".join(args.style),
        seed=args.seed,
        index=1,
        size=(picture.shape[0], picture.shape[1]),
        family="trained painter" if args.fast else "transfer",
        sources=[{"id": str(name), "share": share} for name in (args.content, *args.style)],
        run=Path(args.run).resolve().name if args.run else "",
        name=f"{args.content.stem} in the style of {' + '.join(Path(s).stem for s in args.style)}",
        command="transfer",
    )
    save_picture(args.output, picture, record)
    value: dict[str, Any] = {"path": str(args.output), "styles": len(looks)}
    text = f"{args.output}: {counted(len(looks), 'style picture')}"
    if losses is not None:
        value |= {"content_loss": losses[0], "style_loss": losses[1]}
        text += f", content loss {losses[0]:.3f}, style loss {losses[1]:.4f}"
    if structure is not None:
        value |= {"geometry": vars(structure.geometry), "genes": structure.genes}
        read = ", ".join(f"{gene} {gene_value:.2f}" for gene, gene_value in structure.genes.items())
        text += f"\nread in the style: {read}\nrearranged: {structure.geometry}"
    emit(args, value, text)


def _structure(args: argparse.Namespace, looks: list[Look], weights: list[float]) -> Structure:
    """Rearrange the content, which is then painted in place of the picture that was given."""
    from ..style.transfer.structure import restructure

    structure = restructure(
        args.content, looks, weights=weights, size=args.size, strength=args.structure, seed=args.seed
    )
    args.rearranged = structure.picture
    return structure


def _content(args: argparse.Namespace) -> Path | np.ndarray:
    """What is painted: the picture that was given, or what it was rearranged into."""
    rearranged: np.ndarray | None = getattr(args, "rearranged", None)
    return args.content if rearranged is None else rearranged


def _looks(args: argparse.Namespace) -> tuple[list[Look], list[float]]:
    """The style pictures and their weights: files count 1, and all works of a style together count 1."""

    from ..style.in_run import Manner, is_file, looks_of

    looks: list[Look] = []
    weights: list[float] = []
    for name in args.style:
        if args.run is None or is_file(name) or Path(name).is_file():
            own, shares = looks_of([name])
        else:
            from ..generation.styles import Corpus
            from ..runs import Run
            from ..style.transfer.optimisation import lineage
            from .export import parents

            folder = Run(args.run)
            corpus = Corpus.open(folder)
            if name.startswith("futures/"):
                paths, shares = lineage(parents(name, folder, corpus), corpus.works)
                own = [*paths]
            else:
                manner = Manner.of(name, corpus)
                own, shares = list(manner.looks), list(manner.weights)
        looks += own
        weights += [s / sum(shares) for s in shares]
    return looks, weights


def _optimise(
    args: argparse.Namespace, looks: list[Look], weights: list[float]
) -> tuple[np.ndarray, tuple[float, float]]:
    """The content painted by optimisation, uint8[H, W, 3], and its content and style losses."""
    from ..style.transfer.features import BuiltInFeatures, EyeFeatures, Features, HuggingFaceFeatures
    from ..style.transfer.optimisation import stylise

    features: Features | None = None
    if args.encoder in ("built-in", "eye"):
        features = BuiltInFeatures() if args.encoder == "built-in" else EyeFeatures()
    elif args.encoder:
        features = HuggingFaceFeatures(args.encoder)
    result = stylise(
        _content(args),
        looks,
        weights=weights,
        features=features,
        size=args.size,
        alpha=args.alpha,
        beta=args.beta,
        steps=args.steps,
        optimiser=args.optimiser,
        colour="content" if args.keep_colour else "style",
        seed=args.seed,
    )
    return result.picture, (result.content, result.style)


def _fast(args: argparse.Namespace, looks: list[Look], weights: list[float]) -> np.ndarray:
    """The content painted by the run's network, uint8[H, W, 3]; a mixture is the mean of its style vectors."""
    import numpy as np

    from ..errors import StylogenyError
    from ..runs import Run
    from ..style.transfer.style_code import style_code
    from ..style.transfer.texture import Texture
    from ..style.transfer.training import painter_of_run

    painter = painter_of_run(Run(args.run), steps=args.train, seed=args.seed)
    pictures = [look for look in looks if not isinstance(look, Texture)]
    if len(pictures) < len(looks):
        raise StylogenyError("--fast paints from pictures", got="a style file", fix="leave --fast out")
    code = np.average([style_code(p) for p in pictures], axis=0, weights=weights)
    return painter.paint(_content(args), code, size=args.size, seed=args.seed)
