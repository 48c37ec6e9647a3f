"""Pictures to vectors in which time and style are legible: writes embedding.safetensors."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from . import emit

EXAMPLE = "stylogeny embed run --backbone facebook/dinov2-small"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", type=Path, help="the run folder")
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--backbone",
        default="built-in",
        help="built-in (default, no download), or a Hugging Face vision model's id or folder",
    )
    source.add_argument("--vectors", type=Path, metavar="NPY", help="your own vectors: an .npy array, a row a work")


def run(args: argparse.Namespace) -> None:
    """Embed the run's works and write the space down."""
    import numpy as np

    from ..corpus.works import Works
    from ..embedding import Embedding, embed
    from ..embedding.space import ENCODING
    from ..runs import Run

    folder = Run(args.run)
    table = folder.file("works.parquet", needs="load")
    out = folder.path / "embedding.safetensors"

    def work() -> None:
        works = Works.read(table)
        if args.vectors is not None:
            space = Embedding.from_vectors(works, np.load(args.vectors, allow_pickle=False))
        else:
            space = embed(works, backbone=args.backbone, seed=args.seed, cache=folder.path / "features")
        space.save(folder)

    inputs = [table] if args.vectors is None else [table, args.vectors]
    params = {"backbone": args.backbone if args.vectors is None else "your vectors", "seed": args.seed}
    params["format"] = ENCODING  # an older version's space is made again
    folder.step("embed", work, parameters=params, inputs=inputs, outputs=[out.name])
    works = Works.read(table)
    space = Embedding.read(folder, works=works)
    value: dict[str, Any] = {
        "works": int(works.pictured.sum()),
        "dimensions": int(space.vectors.shape[1]),
        **{k: space.provenance[k] for k in ("backbone", "held_out_artists") if k in space.provenance},
    }
    text = "{works} works in {dimensions} dimensions (backbone: {backbone})".format(**value)
    if held := value.get("held_out_artists"):
        text += (
            "\ndated without having seen the artist: mean error {date_error_mean:.1f} years, median {date_error_median:.1f}"
            " (a constant: {date_error_of_a_constant:.1f})"
        ).format(**held)
        if held["order_accuracy"] is not None:
            text += "; pairs over 25 years apart in the right order: {order_accuracy:.1%}".format(**held)
    emit(args, value, text)
