"""Embeddings of a real corpus side by side: is time legible in them for artists never seen, and is style?

    python verification/embedding.py --corpus CORPUS [--cache FOLDER] [--every N]

Four folds by artist. Every vector comes from what was learned without the work's artist (the plain backbone learns
nothing at all). Time is read from all spaces by one reader, support vector regression trained on the other folds'
vectors; the line after them gives the head's own reading, which is what `stylogeny place` uses. Artist and style are
asked by mean average precision of retrieval with CSLS scores, over the whole corpus and within 20 years. "Style,
others" leaves the asked artist's own works out.

Then the head's reading century by century (those with thirty works or more), its order within each, and how many true
years lie in the 90 % intervals, calibrated on three folds and tried on the fourth; and what evening out the centuries
in training (`HeadConfig.balance`) gives and takes. Last, the same works under other seeds: how far vectors and years
move.
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

import numpy as np
from sklearn.svm import SVR

import stylogeny as sg
from stylogeny.corpus.works import Works
from stylogeny.embedding.backbones.backbone import Backbone, backbone
from stylogeny.embedding.backbones.features import features
from stylogeny.embedding.heads.config import HeadConfig
from stylogeny.embedding.heads.cross_fit import CrossFit, cross_fit
from stylogeny.embedding.heads.dating import period_levels, position, quantiles
from stylogeny.embedding.heads.folds import FOLDS
from stylogeny.embedding.heads.head import standard
from stylogeny.embedding.heads.linear_maps import block_weights
from stylogeny.embedding.measure import by_century, date_error, macro_date_error, order_accuracy, retrieval
from stylogeny.embedding.space import Embedding
from stylogeny.embedding.time_axis import by_regression
from stylogeny.influence.branching.candidates import nearest_earlier
from stylogeny.influence.refine import refine
from stylogeny.progress import quietly
from stylogeny.streams import stream
from verification.common.tables import lines

COLUMNS = ("date MAE", "median", "order > 25 y", "artist", "style", "artist, 20 y", "style, 20 y", "style, others")
OTHER_ARM = "ours without style labels"
BALANCES = (0.0, 0.25, 0.5, 0.75, 1.0)
SIZES = (109, 600)  # works of the corpora that are embedded under two seeds


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


def intervals(fitted: CrossFit, works: Works) -> tuple[np.ndarray, np.ndarray]:
    """Ends of each work's 90 % interval, calibrated on the other folds, years."""
    years, low, high = fitted.head.years, np.empty(len(works)), np.empty(len(works))
    where, median = position(fitted.posterior, years, works.year), quantiles(fitted.posterior, years, 0.5)
    for k in np.unique(fitted.fold):
        own = fitted.fold == k
        order = np.argsort(median[~own], kind="stable")
        ends = period_levels(median[own], median[~own][order], where[~own][order], 0.9)
        low[own], high[own] = (quantiles(fitted.posterior[own], years, level) for level in ends)
    return low, high


def spaces_table(works: Works, found: np.ndarray, fitted: CrossFit, *, body: Backbone, seed: int) -> str:
    """The Markdown table of spaces, and the outer loop's verdict."""
    fold = fitted.fold
    rows = ["| space | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    constant = np.array([np.median(works.year[fold != k]) for k in range(FOLDS)])[fold]
    mean, median = date_error(constant, works.year)
    rows.append(f"| a constant (median of the other folds) | {mean:.1f} | {median:.1f}" + " | " * 6 + " |")
    z = fitted.head.vectors(found, fold=fold)

    def relearned(rows: np.ndarray) -> Embedding:
        again = cross_fit(found, works, blocks=body.blocks, kept=body.kept, triplets=rows, seed=seed)
        vectors = again.head.vectors(found, fold=again.fold)
        return Embedding(works, vectors, by_regression(vectors, works.year), head=again.head)

    first = Embedding(works, z, by_regression(z, works.year), head=fitted.head)
    refined = refine(first, retrain=relearned, seed=seed)
    spaces = {
        "backbone only": standard(found, found.mean(0), found.std(0) + 1e-6) * block_weights(body.blocks),
        "style labels only": style_space(works, found, body=body),
        OTHER_ARM: other_arm(works, found, body=body),
        "**ours**": z,
        "ours after the outer loop": refined.space.vectors,
    }
    rows += [line(name, vectors, works, read_years(vectors, works, fold)) for name, vectors in spaces.items()]
    read = quantiles(fitted.posterior, fitted.head.years, 0.5)
    mean, median = date_error(read, works.year)
    order = order_accuracy(read, works.year)
    rows.append(f"| ours, as the head reads it | {mean:.1f} | {median:.1f} | {order:.3f}" + " | " * 5 + " |")
    loop = f"The outer loop kept {refined.rounds} rounds and stopped because {refined.reason}."
    return "\n".join([*rows, "", loop])


def dates_table(works: Works, fitted: CrossFit) -> str:
    """How each century is dated, and all of them."""
    read = quantiles(fitted.posterior, fitted.head.years, 0.5)
    low, high = intervals(fitted, works)
    inside = (low <= works.year) & (works.year <= high)
    century = np.floor(works.year / 100) * 100
    cells = [
        [
            f"{c.start}-{c.start + 99}", str(c.works), f"{c.read:.0f}", f"{c.year:.0f}", f"{c.error:.1f}",
            f"{c.order:.3f}", f"{inside[century == c.start].mean():.1%}",
        ]
        for c in by_century(read, works.year)
    ]  # fmt: skip
    table = lines(
        ["century", "works", "read, mean", "true, mean", "MAE", "order > 25 y", "90 % intervals cover"], cells
    )
    mean, median = date_error(read, works.year)
    parts = [fitted.fold == k for k in range(FOLDS)]
    folds = ", ".join(f"{date_error(read[p], works.year[p])[0]:.1f} and {inside[p].mean():.1%}" for p in parts)
    note = (
        f"{len(works)} dated works, {len(set(works.column('artist')))} artists: MAE {mean:.1f}, median {median:.1f}, "
        f"every century counting alike {macro_date_error(read, works.year):.1f}. 90 % intervals cover "
        f"{inside.mean():.1%}, median width {np.median(high - low):.0f} years. MAE and coverage by fold: {folds}."
    )
    return "\n".join([table, "", note])


def balance_table(works: Works, found: np.ndarray, *, body: Backbone, seed: int) -> str:
    """What evening out the centuries gives and takes."""
    cells = []
    for balance in BALANCES:
        config = dataclasses.replace(HeadConfig(), balance=balance)
        fitted = cross_fit(found, works, blocks=body.blocks, kept=body.kept, config=config, seed=seed)
        read = quantiles(fitted.posterior, fitted.head.years, 0.5)
        mean, median = date_error(read, works.year)
        macro, order = macro_date_error(read, works.year), order_accuracy(read, works.year)
        cells.append([f"{balance:g}", f"{mean:.1f}", f"{median:.1f}", f"{macro:.1f}", f"{order:.3f}"])
    return lines(["balance", "MAE", "median", "MAE, centuries alike", "order > 25 y"], cells)


def seeds_table(works: Works, found: np.ndarray, *, body: Backbone) -> str:
    """How far vectors and years move with the seed, for corpora of several sizes."""
    cells = []
    for size in SIZES:
        rows = np.sort(stream(0, "seeds", size).permutation(len(works))[:size])
        some, x = works.select(rows), found[rows]
        each = [cross_fit(x, some, blocks=body.blocks, kept=body.kept, seed=seed) for seed in (1, 2)]
        a, b = (fitted.head.vectors(x, fold=fitted.fold) for fitted in each)
        near = [nearest_earlier(v, some.year, some.year, k=1) for v in (a, b)]
        same = float((near[0].parent == near[1].parent).mean())
        moved = np.square(a - b).sum(1).mean() / np.square(a - a.mean(0)).sum(1).mean()
        read = [quantiles(fitted.posterior, fitted.head.years, 0.5) for fitted in each]
        cells.append([str(size), f"{moved:.5f}", f"{np.median(np.abs(read[0] - read[1])):.1f}", f"{same:.1%}"])
    columns = ["works", "share of the variance that moves", "median move of a year", "same nearest earlier work"]
    return lines(columns, cells)


def other_arm(works: Works, found: np.ndarray, *, body: Backbone) -> np.ndarray:
    """Our vectors, without style labels."""
    config = dataclasses.replace(HeadConfig(), style_weight=0.0, networks=0)
    fitted = cross_fit(found, works, blocks=body.blocks, kept=body.kept, config=config)
    return fitted.head.vectors(found, fold=fitted.fold)


def style_space(works: Works, found: np.ndarray, *, body: Backbone) -> np.ndarray:
    """What is learned from style labels alone, without the backbone's components or the year."""
    config = dataclasses.replace(HeadConfig(), date_weight=0.0, pca_dim=0, networks=0)
    fitted = cross_fit(found, works, blocks=body.blocks, config=config)
    return fitted.head.vectors(found, fold=fitted.fold)[:, 1:]


def main() -> None:
    """Print the tables."""
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
        body = backbone(args.backbone)
        found = features(works, body, cache=args.cache)
        kept = np.flatnonzero(works.dated & works.pictured)[:: args.every]
        inside = np.cumsum(works.pictured) - 1
        works, found = works.select(kept), found[inside[kept]]
        fitted = cross_fit(found, works, blocks=body.blocks, kept=body.kept, seed=args.seed)
        print(spaces_table(works, found, fitted, body=body, seed=args.seed))
        print(f"\nDates, century by century\n\n{dates_table(works, fitted)}")
        print(f"\nEvening out the centuries\n\n{balance_table(works, found, body=body, seed=args.seed)}")
        print(f"\nOther seeds\n\n{seeds_table(works, found, body=body)}")


if __name__ == "__main__":
    main()
