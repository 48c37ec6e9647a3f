"""How surprising pictures are to the network that `stylogeny train` trained: bits for each latent, without any style.

The density is exact: of a pixelcnn to the last digit, of families that draw from noise up to the solver and one vector
of signs (the probability flow, from a picture to its noise). A vqgan says the bits for each code that it writes the
picture in. Lower is more like the corpus. Of those latents of 128 x 128 pixels that the network learned, in
units of the corpus's spread; works that it was trained on are flattered. Without pictures, every work of the run.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from . import emit, new_file

EXAMPLE = "stylogeny likelihood run new.jpg"
TOGETHER = 32  # pictures described at once


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder with a trained network")
    parser.add_argument("pictures", nargs="*", type=Path, metavar="PICTURE", help="picture files; all works by default")
    parser.add_argument("-o", "--out", type=new_file, metavar="CSV", help="also write a table")


def run(args: argparse.Namespace) -> None:
    """Describe, print, write."""
    import numpy as np
    import pandas as pd

    from ..artifacts import replacing
    from ..corpus.pictures import read
    from ..generation.learned.data import SIDE
    from ..generation.learned.generator import LearnedGenerator
    from ..generation.styles import Corpus
    from ..progress import progress
    from ..runs import Run

    folder = Run(args.run)
    corpus = Corpus.open(folder)
    generator = LearnedGenerator.of_run(folder, corpus)
    if args.pictures:
        names, files = [str(p) for p in args.pictures], list(args.pictures)
    else:
        rows = np.flatnonzero(corpus.works.pictured)
        names, files = [str(i) for i in corpus.works.ids[rows]], [corpus.works.picture(int(r)) for r in rows]
    bits: list[float] = []
    for start in progress(range(0, len(files), TOGETHER), "describing pictures", unit="batch"):
        pictures = [read(file, 2 * SIDE) for file in files[start : start + TOGETHER]]
        bits.extend(generator.bound(pictures, seed=args.seed))
    table = pd.DataFrame({"picture": names, "bits": np.round(bits, 4)})
    if args.out is not None:
        with replacing(args.out) as part:
            table.to_csv(part, index=False)
    ranked = table.sort_values("bits", ascending=False, kind="stable").head(20)
    lines = [f"  {row.bits:6.3f}  {row.picture}" for row in ranked.itertuples()]
    emit(
        args,
        table.to_dict("records"),
        "\n".join([f"bits for each {generator.unit}, the most surprising first", *lines]),
    )
