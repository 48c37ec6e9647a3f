"""Four embeddings of a real corpus side by side: is time legible in them for artists never seen, and is style?

    python verification/embedding.py --corpus CORPUS [--cache FOLDER] [--every N]

Four folds by artist. Every vector comes from a network that was trained without the work's artist (the plain backbone
is not trained at all). Time is read from all four spaces by one reader, support vector regression trained on the
other folds' vectors; the last line gives the networks' own reading, which is what `stylogeny place` uses. Artist and
style are asked by mean average precision of retrieval with CSLS scores, over the whole corpus and within 20 years.
"Style, others" leaves the asked artist's own works out. Coverage: the 90 % intervals, calibrated on three folds,
tried on the fourth.
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

import numpy as np
from sklearn.svm import SVR

import stylogeny as sg
from stylogeny.corpus.works import Works
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.embedding.backbones.features import features
from stylogeny.embedding.heads.config import HeadConfig
from stylogeny.embedding.heads.cross_fit import CrossFit, cross_fit
from stylogeny.embedding.heads.dating import levels, position, quantiles
from stylogeny.embedding.heads.mlp_numpy import standard
from stylogeny.embedding.measure import date_error, order_accuracy, retrieval
from stylogeny.embedding.space import Embedding
from stylogeny.embedding.time_axis import by_regression
from stylogeny.influence.refine import refine
from stylogeny.progress import quietly

COLUMNS = ("date MAE", "median", "order > 25 y", "artist", "style", "artist, 20 y", "style, 20 y", "style, others")


def read_years(vectors: np.ndarray, works: Works, fold: np.ndarray) -> np.ndarray:
    """Year of each work, by support vector regression (absolute error) trained on the other folds' vectors."""
    out = np.empty(len(works))
    for k in np.unique(fold):
        rest = fold != k
        x = standard(vectors, vectors[rest].mean(0), vectors[rest].std(0) + 1e-6)
        reader = SVR(C=100.0, epsilon=5.0, gamma=0.3 / x.shape[1]).fit(x[rest], works.year[rest])
        out[~rest] = reader.predict(x[~rest])
    return out


def line(name: str, vectors: np.ndarray, works: Works, predicted: np.ndarray) -> str:
    """One row of the table."""
    artist, style = works.column("artist"), works.column("style")
    mean, median = date_error(predicted, works.year)
    maps = [
        retrieval(vectors, artist),
        retrieval(vectors, style),
        retrieval(vectors, artist, years=works.year),
        retrieval(vectors, style, years=works.year),
        retrieval(vectors, style, exclude=artist),
    ]
    order = order_accuracy(predicted, works.year)
    cells = [f"{mean:.1f}", f"{median:.1f}", f"{order:.3f}", *(f"{m:.3f}" for m in maps)]
    return f"| {name} | " + " | ".join(cells) + " |"


def coverage(fitted: CrossFit, works: Works) -> tuple[float, float, float]:
    """Share of works inside their 90 % interval, the least of any fold, and the intervals' median width, years."""
    years, inside, width = fitted.head.years, [], []
    where = position(fitted.posterior, years, works.year)
    for k in np.unique(fitted.fold):
        own = fitted.fold == k
        low, high = (quantiles(fitted.posterior[own], years, q) for q in levels(np.sort(where[~own]), 0.9))
        inside.append((low <= works.year[own]) & (works.year[own] <= high))
        width.append(high - low)
    return (
        float(np.concatenate(inside).mean()),
        min(float(i.mean()) for i in inside),
        float(np.median(np.concatenate(width))),
    )


def table(works: Works, found: np.ndarray, *, seed: int) -> str:
    """The Markdown table of dated works and their backbone features."""
    fitted = cross_fit(found, works, seed=seed)
    fold = fitted.fold
    rows = ["| space | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    constant = np.array([np.median(works.year[fold != k]) for k in range(4)])[fold]
    mean, median = date_error(constant, works.year)
    rows.append(f"| a constant (median of the other folds) | {mean:.1f} | {median:.1f}" + " | " * 6 + " |")
    plain = standard(found, found.mean(0), found.std(0) + 1e-6)
    z = fitted.head.vectors(found, fold=fold)
    refined = refine(Embedding(works, z, by_regression(z, works.year), head=fitted.head), seed=seed)
    spaces = {
        "backbone only": plain,
        "style labels only": style_space(found, works, seed=seed),
        "ours": z,
        "ours after the outer loop": refined.space.vectors,
    }
    rows += [line(name, vectors, works, read_years(vectors, works, fold)) for name, vectors in spaces.items()]
    read = quantiles(fitted.posterior, fitted.head.years, 0.5)
    mean, median = date_error(read, works.year)
    order = order_accuracy(read, works.year)
    rows.append(f"| ours, as the networks read it | {mean:.1f} | {median:.1f} | {order:.3f}" + " | " * 5 + " |")
    folds = ", ".join(f"{date_error(read[fold == k], works.year[fold == k])[0]:.1f}" for k in range(4))
    covered, least, width = coverage(fitted, works)
    note = (
        f"{len(works)} dated works, {len(set(works.column('artist')))} artists, four folds by artist "
        f"(date MAE by fold: {folds}). 90 % intervals cover {covered:.1%} of the works of artists never seen "
        f"({least:.1%} in the worst fold), median width {width:.0f} years. "
        f"The outer loop kept {refined.rounds} rounds and stopped because {refined.reason}."
    )
    return "\n".join([*rows, "", note])


def style_space(found: np.ndarray, works: Works, *, seed: int) -> np.ndarray:
    """The learned part of vectors that were trained to name styles alone, without the backbone's components or the
    year."""
    config = dataclasses.replace(
        HeadConfig(), date_weight=0.0, contrast_weight=0.0, label_weight=1.0, labels=("style",)
    )
    fitted = cross_fit(found, works, config=config, seed=seed)
    z = fitted.head.vectors(found, fold=fitted.fold)
    return (z @ np.linalg.inv(fitted.head.tensors["output_weight"]))[:, 1 : 1 + config.dim]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--backbone", default="built-in")
    parser.add_argument(
        "--cache", type=Path, help="a folder for backbone features, e.g. RUN/features of a run of this corpus"
    )
    parser.add_argument("--every", type=int, default=1, help="only every n-th work")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with quietly():
        works = sg.load(args.corpus)
        found = features(works, backbone(args.backbone), cache=args.cache)
        kept = np.flatnonzero(works.dated & works.pictured)[:: args.every]
        inside = np.cumsum(works.pictured) - 1
        print(table(works.select(kept), found[inside[kept]], seed=args.seed))


if __name__ == "__main__":
    main()
