"""Descent that people left on record: who is named as a parent, beside what simpler answers name.

    python verification/real_descent.py --data ../shared/descent
    python verification/real_descent.py --data ../shared/descent --choose      # the halves that options are chosen on
    python verification/real_descent.py --data ../shared/descent --write       # also docs/real-descent.md

Two sets that no simulator of ours made. *Sketches*: pairs of people drew the same chair again and again, and the parent
of a drawing is the same hand's drawing of that chair in the round before; strangers' drawings of the chair are planted
look-alikes. *Kitties*: bred animals with 48 genes, birth to the second and two recorded parents; their vectors are the
genes, one column per value (all of them, or the 12 that show).

Everything is traced over all works, as a user would. Scores are of half of the children: every other pair of people,
and the kitties born later; `--choose` takes the others.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

import stylogeny as sg
from stylogeny.artifacts import write_text
from stylogeny.corpus.dates import parse_span
from stylogeny.corpus.works import COLUMNS
from stylogeny.influence.evidence import evidence
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world.ground_truth import heaviest
from stylogeny.world.score import average_precision
from verification.common.tables import DOCS, markdown

PAGE = Path(__file__).parent / "pages" / "real_descent.md"
KITTIES = 11_629  # of 39,491, by birth: the others are kept apart
BLOCK = 512


@dataclass(frozen=True, eq=False)
class Recorded:
    """A set of works in a space, and what is on record of them.

    Parameters
    ----------
    name : str
    space : Embedding
        n works.
    parents : ndarray
        int64[n, m]: rows of the recorded parents, -1 where there are fewer.
    asked : ndarray
        bool[n]: works with a parent on record that scores are taken of.
    motif, hand : ndarray, optional
        [n]: a work of the same motif by another hand is a look-alike.
    """

    name: str
    space: sg.Embedding
    parents: np.ndarray
    asked: np.ndarray
    motif: np.ndarray | None = None
    hand: np.ndarray | None = None


def sketches(folder: Path, *, backbone: str, choose: bool, cache: Path | None = None) -> Recorded:
    """The drawings, loaded and embedded as any corpus is; their features are kept in `cache`."""
    space = sg.embed(sg.load(folder), backbone=backbone, cache=cache)
    series = pd.read_parquet(folder / "truth" / "series.parquet").set_index("id").loc[space.works.ids]
    links = pd.read_parquet(folder / "truth" / "parents.parquet")
    parents = recorded(links, space.works.ids, 1)
    hand = series["pair"].to_numpy(str)
    half = np.isin(hand, np.unique(hand)[0 if choose else 1 :: 2])
    asked = (parents[:, 0] >= 0) & half
    return Recorded(f"sketches, {backbone}", space, parents, asked, series["target"].to_numpy(str), hand)


def kitties(folder: Path, *, shown: bool, works: int, choose: bool) -> Recorded:
    """The first `works` kitties by birth, as one column per value of each gene, or of each gene that shows."""
    table = pd.read_parquet(folder / "works.parquet").iloc[:works]
    genes = np.load(folder / "genes.npy", allow_pickle=False)[:works, 3 if shown else 0 :: 4 if shown else 1]
    spans = [parse_span(text) for text in table["date"]]
    catalogue = pd.DataFrame({c: "" for c in COLUMNS}, index=range(works)).assign(
        id=table["id"],
        earliest=[span[0] for span in spans],
        latest=[span[1] for span in spans],
        status="dated",
        group=np.arange(works),
    )
    columns = [genes[:, k, None] == np.unique(genes[:, k]) for k in range(genes.shape[1])]
    space = sg.Embedding.from_vectors(sg.Works(catalogue), np.concatenate(columns, axis=1))
    parents = recorded(pd.read_parquet(folder / "parents.parquet"), space.works.ids, 2)
    children = np.flatnonzero(parents[:, 0] >= 0)  # in order of birth
    asked = np.zeros(works, dtype=bool)
    asked[np.array_split(children, 2)[0 if choose else 1]] = True
    return Recorded(f"kitties, {'the 12 genes that show' if shown else 'all 48 genes'}", space, parents, asked)


def recorded(links: pd.DataFrame, ids: np.ndarray, most: int) -> np.ndarray:
    """Rows of each work's recorded parents among `ids`, int64[n, most], -1 where there are fewer."""
    row = {name: k for k, name in enumerate(ids)}
    out = np.full((len(ids), most), -1, dtype=np.int64)
    known = links[links["child"].isin(row) & links["parent"].isin(row)]
    for child, parent in zip(known["child"].map(row), known["parent"].map(row)):
        out[child, int((out[child] >= 0).sum())] = parent
    return out


def by_similarity(space: sg.Embedding, *, earlier: bool) -> sparse.csr_array:
    """The nearest work, or the nearest earlier one by the middle of their dates, as each work's one parent."""
    x = space.vectors - space.vectors.mean(axis=0)
    norm, year, n = np.square(x).sum(axis=1), space.works.year, len(x)
    best, length = np.full(n, -1), np.full(n, np.inf)
    for rows in np.array_split(np.arange(n), max(1, n // BLOCK)):
        d = norm[rows, None] + norm - 2 * x[rows] @ x.T
        d[np.arange(len(rows)), rows] = np.inf
        if earlier:
            d[year[None, :] >= year[rows, None]] = np.inf
        best[rows] = d.argmin(axis=1)
        length[rows] = d[np.arange(len(rows)), best[rows]]
    child = np.flatnonzero(np.isfinite(length))
    weight = np.exp(-length[child] / np.median(length[child]))
    return sparse.csr_array((weight, (child, best[child])), shape=(n, n))


def by_date(space: sg.Embedding, *, seed: int = 0) -> sparse.csr_array:
    """A work drawn from the last tenth of the earlier ones: what dates alone can say."""
    year, n = space.works.year, len(space.works)
    order = np.argsort(year, kind="stable")
    before = np.searchsorted(year[order], year)  # works strictly earlier
    child = np.flatnonzero(before)
    back = 1 + np.floor(stream(seed, "dates alone").random(n) * np.ceil(before / 10)).astype(np.int64)
    parent = order[(before - back)[child]]
    return sparse.csr_array((np.ones(len(child)), (child, parent)), shape=(n, n))


def score(named: sparse.csr_array, of: Recorded) -> dict[str, str | float]:
    """How often the heaviest parent is right (of all works asked about, and of those with one named), average
    precision, and how often the heaviest is a look-alike by another hand."""
    best, rows = heaviest(named), np.flatnonzero(of.asked)
    has = best[rows] >= 0
    right = (best[rows, None] == of.parents[rows]).any(axis=1) & has
    edge = named.tocoo()
    kept = of.asked[edge.row]
    child, parent, weight = edge.row[kept], edge.col[kept], edge.data[kept]
    hit = (parent[:, None] == of.parents[child]).any(axis=1)
    out: dict[str, str | float] = {
        "top parent right": float(right.mean()),
        "named": float(has.mean()),
        "right where named": float(right.sum() / max(has.sum(), 1)),
        "AP": average_precision(weight, hit, int((of.parents[rows] >= 0).sum())),
    }
    if of.motif is not None and of.hand is not None:
        strange = (of.motif[best[rows]] == of.motif[rows]) & (of.hand[best[rows]] != of.hand[rows])
        out["look-alike named"] = float((strange & has).mean())
    return out


def measure(of: Recorded) -> str:
    """One set's table, and what the tests of order say of it."""
    graph = sg.trace(of.space, net=False)
    rivals = {
        "**ours**": graph.parents,
        "nearest earlier work": by_similarity(of.space, earlier=True),
        "similarity, no dates": by_similarity(of.space, earlier=False),
        "dates alone": by_date(of.space),
    }
    rows = [{"answer": name, **score(named, of)} for name, named in rivals.items()]
    found, model = evidence(of.space), graph.require_model()
    assert found is not None
    roots = of.space.works.dated & (of.parents[:, 0] < 0)
    innovation = (
        f"Innovation: {graph.innovation[of.asked].mean():.2f} in works asked about, "
        f"{graph.innovation[roots].mean():.2f} in works without a recorded parent."
    )
    return (
        f"## {of.name[0].upper()}{of.name[1:]}\n\n"
        f"{len(of.space.works):,} works, {int(of.asked.sum()):,} asked about; vectors of "
        f"{of.space.vectors.shape[1]} numbers.\n\n{markdown(pd.DataFrame(rows))}\n\n"
        f"{innovation} Children keep {model.projection.regression:.2f} of a parent's distance from the mean. "
        f"Order: {found.sentence}. Direction and nearness: {found.other_tests}.\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with sketches/ and kitties/")
    parser.add_argument("--sets", nargs="+", choices=["sketches", "kitties"], default=["sketches", "kitties"])
    parser.add_argument("--backbones", nargs="+", default=["built-in"], help="of the sketches")
    parser.add_argument("--cache", type=Path, help="keep the sketches' features in this folder")
    parser.add_argument("--works", type=int, default=KITTIES, help="kitties looked at, by birth")
    parser.add_argument("--choose", action="store_true", help="score the halves that options are chosen on")
    parser.add_argument("--write", action="store_true", help="also write docs/real-descent.md")
    args = parser.parse_args()
    parts = []
    with quietly():
        if "sketches" in args.sets:
            for name in args.backbones:
                seen = sketches(args.data / "sketches", backbone=name, choose=args.choose, cache=args.cache)
                parts.append(measure(seen))
                print(parts[-1], flush=True)
        if "kitties" in args.sets:
            for shown in (False, True):
                one = kitties(args.data / "kitties", shown=shown, works=args.works, choose=args.choose)
                parts.append(measure(one))
                print(parts[-1], flush=True)
    if args.write:
        write_text(DOCS / "real-descent.md", PAGE.read_text(encoding="utf-8").format(tables="\n".join(parts)))


if __name__ == "__main__":
    main()
