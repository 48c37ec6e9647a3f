"""Scores rise though the model is the same: the claim of aesthetic gradients, on the built-in generator.

    python verification/steered_scores.py RUN --prompts harbour portrait "mountain lake" --size 96

A style is learned, with nothing downloaded, from the twelve works of a run that the bundled preference (colourfulness)
likes best, another from the twelve it likes least. The same prompts are painted from the same seeds plain, with the one
and with the other. Printed: the mean preference, its standard error over pictures, and how much of the layout is kept
(correlation of lightness at 16 x 16 with the plain picture). The preference chose the pictures, so that it rises says
that a style carries what it was chosen for, not that the pictures are better.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from stylogeny.corpus.pictures import read
from stylogeny.counterfactual.metrics import colourfulness
from stylogeny.generation import fit
from stylogeny.generation.palette import to_lab
from stylogeny.generation.styles import Corpus
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.style import learn
from stylogeny.style.eye import BuiltInEye
from stylogeny.style.in_run import Manner, in_space
from stylogeny.style.painting import Piece, paint
from stylogeny.style.prompts.library import Library

PROMPTS = ["harbour", "portrait", "mountain lake", "market square", "still life", "interior"]
LEARNED_FROM = 12


def layout(picture: np.ndarray) -> np.ndarray:
    """Lightness at 16 x 16, float64[256]."""
    return cv2.resize(to_lab(picture)[..., 0], (16, 16), interpolation=cv2.INTER_AREA).ravel().astype(np.float64)


def claim(run: Path, prompts: Sequence[str] = PROMPTS, *, size: int = 96, n: int = 1, seed: int = 1) -> str:
    """Learn, paint, score: the table."""
    corpus = Corpus.open(Run(run))
    works = corpus.works
    rows = np.flatnonzero(works.pictured)
    liked = np.array([colourfulness(read(works.picture(int(r)), 96)) for r in rows])
    order = np.argsort(liked, kind="stable")
    manners: dict[str, Manner | None] = {"plain": None}
    with quietly():
        for name, picked in (("most liked", order[-LEARNED_FROM:]), ("least liked", order[:LEARNED_FROM])):
            e = learn([works.picture(int(rows[k])) for k in picked], encoder=BuiltInEye())
            assert e.texture is not None
            manners[name] = Manner(in_space(e, corpus), [e.texture], [1.0], learned=True)
        generator, library = fit(corpus), Library.open(run)
        painted = {}
        for name, manner in manners.items():
            draw = {"n": n, "size": size, "seed": seed}
            pieces = [Piece(prompt, manner=manner, draw=draw) for prompt in prompts]
            painted[name] = [p for piece in pieces for p in paint(piece, generator, corpus, library).pictures]
    lines = ["| painted | preference | layout kept |", "| --- | ---: | ---: |"]
    for name, pictures in painted.items():
        scores = np.array([colourfulness(p) for p in pictures])
        kept = np.mean([np.corrcoef(layout(a), layout(b))[0, 1] for a, b in zip(pictures, painted["plain"])])
        error = scores.std(ddof=1) / np.sqrt(len(scores))
        lines.append(f"| {name} | {scores.mean():.1f} ± {error:.1f} | {kept:.2f} |")
    return "\n".join(lines)


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--prompts", nargs="+", default=PROMPTS)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--n", type=int, default=1, help="pictures of each prompt")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    print(claim(args.run, args.prompts, size=args.size, n=args.n, seed=args.seed))


if __name__ == "__main__":
    main()
