"""Pictures to vectors in which time and style are legible: writes embedding.safetensors."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from . import counted, emit
from .execution import execution_arguments, execution_asked

if TYPE_CHECKING:
    import numpy as np

    from ..embedding.space import Embedding

EXAMPLE = "stylogeny embed run --backbone facebook/dinov2-small"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", type=Path, metavar="RUN", help="the run folder")
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--backbone",
        default="built-in",
        metavar="MODEL",
        help="built-in (default, no download), statistics (faster, no network), or a Hugging Face vision model's id or "
        "folder",
    )
    source.add_argument(
        "--old-space",
        action="store_true",
        help="of a world without something: keep the space of the run it was made from, instead of a new one",
    )
    source.add_argument("--vectors", type=Path, metavar="NPY", help="your own vectors: an .npy array, one row per work")
    execution_arguments(parser, "pictures are described", usual=None)


def run(args: argparse.Namespace) -> None:
    """Embed the run's works and write the space down."""
    from ..corpus.works import Works
    from ..counterfactual.worlds.files import MOVED, ORIGIN, features_of, is_other_world, origin
    from ..embedding.backbones.backbone import available
    from ..embedding.backbones.backbone import backbone as open_backbone
    from ..embedding.build import embed
    from ..embedding.space import FILE, FORMAT, YOUR_VECTORS, Embedding
    from ..errors import StylogenyError
    from ..runs import Run

    folder = Run(args.run)
    table = folder.file("works.parquet", needs="load")
    backbone = available(args.backbone) if args.vectors is None else YOUR_VECTORS

    other = is_other_world(folder)
    if args.old_space and not other:
        raise StylogenyError("--old-space is for a run made by `stylogeny without`", got=folder.path)

    def work() -> None:
        works = Works.read(table)
        if args.vectors is not None:
            space = Embedding.from_vectors(works, _vectors(args.vectors))
        elif args.old_space:
            space = origin(folder, works)
        elif other:
            body = open_backbone(backbone)
            space = embed(works, backbone=body, seed=args.seed, known=features_of(folder, works, body))
        else:
            executor = execution_asked(args)
            space = embed(works, backbone=backbone, seed=args.seed, cache=folder.path / "features", executor=executor)
        space.save(folder)

    inputs = [table, *([] if args.vectors is None else [args.vectors])]
    inputs += [folder.path / name for name in (ORIGIN, MOVED)] if other else []
    parameters = {
        "backbone": backbone,
        "seed": args.seed,
        **({"old_space": True} if args.old_space else {}),
        "format": str(FORMAT),  # an older version's space is made again
    }
    folder.step("embed", work, parameters=parameters, inputs=inputs, outputs=[FILE])
    space = Embedding.read(folder, works=Works.read(table))
    emit(args, _facts(space), _sentence(space))


def _vectors(path: Path) -> np.ndarray:
    """The numbers of an .npy file."""
    import numpy as np

    from ..errors import StylogenyError

    try:
        vectors = np.load(path, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise StylogenyError("not an .npy array", got=path, fix="save one with numpy.save") from error
    if not isinstance(vectors, np.ndarray) or vectors.dtype.kind not in "biuf":
        raise StylogenyError("an .npy array of numbers is expected", got=path, fix="save one with numpy.save")
    return vectors


def _facts(space: Embedding) -> dict[str, object]:
    """What ``--json`` prints."""
    facts: dict[str, object] = {
        "works": int(space.works.pictured.sum()),
        "dimensions": int(space.vectors.shape[1]),
        "backbone": space.backbone,
    }
    return facts if space.measures is None else facts | {"held_out_artists": asdict(space.measures)}


def _sentence(space: Embedding) -> str:
    """The same for people."""
    works, dimensions = int(space.works.pictured.sum()), space.vectors.shape[1]
    text = f"{counted(works, 'work')} in {counted(dimensions, 'dimension')} (backbone: {space.backbone})"
    held_out = space.measures
    if held_out is None:
        return text
    text += (
        f"\ndated without having seen the artist: mean error {held_out.date_error_mean:.1f} years, median "
        f"{held_out.date_error_median:.1f} (a constant: {held_out.date_error_of_a_constant:.1f})"
    )
    if held_out.date_error_macro is not None:
        text += f"; every century counting alike, {held_out.date_error_macro:.1f}"
    if held_out.order_accuracy is not None:
        text += f"; pairs over 25 years apart in the right order: {held_out.order_accuracy:.1%}"
    return text
