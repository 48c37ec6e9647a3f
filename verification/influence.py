"""Documented influences between artists of a real corpus: does the influence graph rank them above other possible
pairs?

    python verification/influence.py CORPUS                  # embeds the corpus, traces it, prints the table
    python verification/influence.py CORPUS --run RUN        # on a run folder that is already embedded

CORPUS holds `influences.csv` (influencer, influenced, relation). Nothing in it is used to fit anything.

The question is an area under the ROC curve (AUC): a documented pair of artists (influencer a, influenced b) against
date-feasible pairs. An artist's working span is that of the dated works in the corpus; a pair (a, b), a other than b,
is feasible when a's first work is dated before b's last. Negatives are ALL feasible ordered pairs that are not
documented in either direction, none sampled. Documented pairs that are not feasible by this rule, and relations
called `friend`, which have no direction, are counted and left out of the first table (the second includes friends).
Absence from the list proves nothing, so an AUC of 1 is not attainable. Intervals resample influenced artists (95 %,
500 draws).

The second question is what a reader sees: what share of the documented pairs is among the five or ten heaviest
sources of the influenced artist, for artists of five works or more. Options were chosen on the pairs of one half of the
influenced artists (`chosen on`); the other half was not looked at. Last come the ten heaviest sources of a few artists.

What can be had at all from these vectors is shown by the last row of that table: a logistic regression that is told the
documented pairs of nine tenths of the influenced artists and asked about the others, with the logarithm of every score
below, the source's number of works, its share of all likeness and the years between the two.

Ours: `influence.artists.artist_affinity`, dense likeness; `artist_sources`, the posterior mean of traced edges under
it, which is what is to be read; and the traced edges alone (`artist_matrix`). Rivals, on the same vectors: closeness of
the artists' mean vectors (cosine after centring); the ten nearest strictly earlier works by other artists of each work,
counted by artist and divided by the works of the influenced, as ours is, or (next column) by the works of both; and
dates alone (closeness of mean years).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from sklearn.linear_model import LogisticRegression

import stylogeny as sg
from stylogeny.embedding.space import Embedding
from stylogeny.influence.artists import ArtistCodes, artist_affinity, artist_matrix, artist_sources, artists_of
from stylogeny.influence.branching.candidates import nearest_earlier
from stylogeny.progress import quietly
from verification.common.tables import markdown

NAMED = (
    "Vincent van Gogh",
    "Paul Cezanne",
    "Edgar Degas",
    "Rembrandt",
    "Francisco Goya",
    "Claude Monet",
    "Camille Pissarro",
)


def means(space: Embedding, code: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Cosine of the artists' centred mean vectors, and closeness of their mean years, each float64[m, m]."""
    dated = space.works.dated
    x = space.vectors - space.vectors[dated].mean(axis=0)
    weight = np.maximum(np.bincount(code[dated], minlength=count), 1)
    mean = np.zeros((count, x.shape[1]))
    np.add.at(mean, code[dated], x[dated])
    mean /= weight[:, None]
    mean /= np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)
    year = np.bincount(code[dated], space.works.year[dated], minlength=count) / weight
    return mean @ mean.T, -np.abs(year[:, None] - year[None, :])


def ten_nearest(space: Embedding, code: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """How often works of a are among the ten nearest earlier works by others of works of b: per work of b, and of
    both."""
    works = space.works
    middle = np.where(works.dated, works.year, np.nan)
    near = nearest_earlier(space.vectors, middle, middle, k=200)
    other = code[near.child] != code[near.parent]
    child, parent = near.child[other], near.parent[other]
    rank = np.arange(len(child)) - np.searchsorted(child, child, side="left")
    child, parent = child[rank < 10], parent[rank < 10]
    flow = np.zeros((count, count))
    np.add.at(flow, (code[parent], code[child]), 1.0)
    size = np.maximum(np.bincount(code[works.dated], minlength=count), 1)
    return flow / size[None, :], flow / size[:, None] / size[None, :]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--run", type=Path, help="a run folder that is already embedded")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--named", nargs="*", default=NAMED, help="artists whose sources are printed")
    args = parser.parse_args()
    with quietly():
        if args.run:
            space = Embedding.read(args.run, sg.Works.read(args.run / "works.parquet"))
        else:
            with tempfile.TemporaryDirectory() as cache:
                space = sg.embed(sg.load(args.corpus), cache=cache, seed=args.seed)
        graph = sg.trace(space, seed=args.seed)
    documented = pd.read_csv(args.corpus / "influences.csv")
    artists = artists_of(space.works)
    with quietly():
        ours, sources, traced = artist_affinity(graph), artist_sources(graph), artist_matrix(graph)
    similar, dates = means(space, artists.code, len(artists.names))
    ten, ten_both = ten_nearest(space, artists.code, len(artists.names))
    methods = {
        "**affinity**": ours,
        "**sources**": sources,
        "traced edges": traced,
        "means of artists": similar,
        "ten nearest earlier": ten,
        "ten nearest, per work of both": ten_both,
        "dates alone": dates,
    }
    for title, relations in (("influence and teacher", ("influence", "teacher")), ("all relations", None)):
        pairs = documented if relations is None else documented[documented["relation"].isin(relations)]
        print(f"\n{title}\n\n| artists with | pairs | " + " | ".join(methods) + " |\n|" + " --- |" * (2 + len(methods)))
        for least in (5, 1):
            print(row(space, artists, pairs, documented, methods, least, args.seed))
    directed = documented[documented["relation"].isin(("influence", "teacher"))]
    asked, hit = question(space, artists, directed, documented, least=5)
    methods["told the pairs of other artists"] = told(space, artists, asked, hit, methods)
    print("\n" + markdown(among_heaviest(artists, asked & hit, methods)))
    print("\n| artist | ten heaviest sources |\n| --- | --- |")
    for name in args.named:
        of = np.flatnonzero(artists.names == name)
        if not len(of):
            print(f"| {name} | (no work here) |")
        else:
            best = np.argsort(-sources[:, of[0]], kind="stable")[:10]
            print(f"| {name} | {', '.join(f'{artists.names[a]} {sources[a, of[0]]:.2f}' for a in best)} |")


def told(
    space: Embedding,
    artists: ArtistCodes,
    asked: np.ndarray,
    hit: np.ndarray,
    methods: dict[str, np.ndarray],
    *,
    folds: int = 10,
    seed: int = 0,
) -> np.ndarray:
    """Log-odds of being documented, float64[m, m], learned on the pairs of other influenced artists; -inf unasked."""
    count, dated = len(artists.names), space.works.dated
    size = np.bincount(artists.code[dated], minlength=count)
    year = np.bincount(artists.code[dated], space.works.year[dated], minlength=count) / np.maximum(size, 1)
    likely = methods["**affinity**"] / np.maximum(methods["**affinity**"].sum(axis=0, keepdims=True), 1e-12)
    fame = likely.sum(axis=1, keepdims=True) - likely
    lag = (year[None, :] - year[:, None]) / 50
    signed = [np.sign(score) * np.log1p(np.abs(score) / 1e-3) for score in methods.values()]
    every = [*signed, np.log(fame + 1e-6), np.broadcast_to(np.log1p(size)[:, None], fame.shape), lag, np.abs(lag)]
    a, b = np.nonzero(asked)
    x = np.stack([values[a, b] for values in every], axis=1)
    x = (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-12)
    truth, fold = hit[a, b], np.random.default_rng(seed).integers(0, folds, count)[b]
    out = np.full((count, count), -np.inf)
    for k in range(folds):
        learned = LogisticRegression(C=0.1, class_weight="balanced", max_iter=2000).fit(x[fold != k], truth[fold != k])
        out[a[fold == k], b[fold == k]] = learned.decision_function(x[fold == k])
    return out


def among_heaviest(artists: ArtistCodes, asked: np.ndarray, methods: dict[str, np.ndarray]) -> pd.DataFrame:
    """The share of documented pairs (`asked` bool[m, m]) among the five and ten heaviest sources, by half of the
    influenced artists."""
    a, b = np.nonzero(asked)
    chosen_on = (np.random.default_rng(0).random(len(artists.names)) < 0.5)[b]
    rows = []
    for name, score in methods.items():
        others = np.where(np.eye(len(score), dtype=bool) | (artists.names == "")[:, None], -np.inf, score)
        rank = np.argsort(np.argsort(-others, axis=0, kind="stable"), axis=0)[a, b]
        line: dict[str, str | float] = {"sources by": name}
        for half, use in (("chosen on", chosen_on), ("held out", ~chosen_on), ("all", np.ones(len(a), dtype=bool))):
            for most in (5, 10):
                named = (rank[use] < most) & (score[a, b][use] != 0)
                line[f"{most}, {half} ({int(use.sum())})"] = float(named.mean())
        rows.append(line)
    return pd.DataFrame(rows)


def row(
    space: Embedding,
    artists: ArtistCodes,
    pairs: pd.DataFrame,
    documented: pd.DataFrame,
    methods: dict[str, np.ndarray],
    least: int,
    seed: int,
) -> str:
    """One row of the table: AUC of each method with its interval."""
    asked, hit = question(space, artists, pairs, documented, least)
    count = len(artists.names)
    a, b = np.nonzero(asked)
    truth = hit[a, b]
    draws = np.random.default_rng(seed).integers(0, count, (500, count))
    cells = [f"{least} works or more", str(int(truth.sum()))]
    for score in methods.values():
        values = score[a, b]
        ranks = rankdata(values)
        # AUC is the mean over positives of the share of negatives below: resample the influenced artists of the
        # positives
        below = (ranks[truth] - rankdata(values[truth])) / (~truth).sum()
        times = np.stack([np.bincount(d, minlength=count)[b[truth]] for d in draws])
        spread = (times @ below) / np.maximum(times.sum(axis=1), 1)
        low, high = np.quantile(spread, [0.025, 0.975])
        cells.append(f"{below.mean():.3f} ({low:.3f}-{high:.3f})")
    return "| " + " | ".join(cells) + " |"


def question(
    space: Embedding, artists: ArtistCodes, pairs: pd.DataFrame, documented: pd.DataFrame, least: int
) -> tuple[np.ndarray, np.ndarray]:
    """bool[m, m] each: the pairs of artists that are asked about, and those that are documented."""
    dated = space.works.dated
    code, count = artists.code, len(artists.names)
    size = np.bincount(code[dated], minlength=count)
    first, last = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(first, code[dated], space.works.earliest[dated])
    np.maximum.at(last, code[dated], space.works.latest[dated])
    number = {name: k for k, name in enumerate(artists.names)}

    def index(table: pd.DataFrame) -> np.ndarray:
        rows = [(number.get(a, -1), number.get(b, -1)) for a, b in zip(table["influencer"], table["influenced"])]
        found = np.array(rows, dtype=np.int64).reshape(-1, 2)
        return found[(found >= 0).all(axis=1)]

    known, positive = index(documented), index(pairs)
    use = (size >= least) & (artists.names != "")
    feasible = use[:, None] & use[None, :] & (first[:, None] < last[None, :]) & ~np.eye(count, dtype=bool)
    hit = np.zeros((count, count), dtype=bool)
    hit[positive[:, 0], positive[:, 1]] = True
    either = np.zeros((count, count), dtype=bool)
    either[known[:, 0], known[:, 1]] = either[known[:, 1], known[:, 0]] = True
    return feasible & (hit | ~either), hit


if __name__ == "__main__":
    main()
