"""Hubs and importance: is anything important because it is near to everything, and does importance come out twice?

    python verification/hubs.py RUN --influences CORPUS/influences.csv

RUN is a run folder with an embedding. Printed are

- skewness of the expected number of offspring (column sums of the parents), the most of one work, and the skewness of
  how often works are among the ten nearest earlier of others, each beside two nulls: the same works with their dates
  shuffled, and normal vectors of as many effective dimensions, dated alike;
- how well importance repeats (Spearman): offspring of works among two random halves of all children; artists' sums
  among the same halves; both again between two seeds of the fits, and between two random halves of the works that are
  traced apart (artists alone, since a work is in one half only);
- Spearman of an artist's importance with the number of documented followers, for several sums, beside the number of
  the artist's works. Nothing documented is used to fit anything.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import skew, spearmanr

import stylogeny as sg
from stylogeny.influence.artists import artist_affinity, artist_sources, artists_of
from stylogeny.influence.branching.candidates import nearest_earlier
from stylogeny.progress import quietly
from stylogeny.streams import normals, stream
from verification.common.tables import markdown

Row = dict[str, str | float]


def concentration(name: str, space: sg.Embedding, years: np.ndarray | None, seed: int) -> Row:
    """Skewness of offspring and of nearest neighbours."""
    graph = sg.trace(space, seed=seed, years=years)
    when = graph.years
    near = nearest_earlier(space.vectors, when, when, k=10)
    occurs = np.bincount(near.parent, minlength=len(when))[graph.dated]
    offspring = graph.fertility[graph.dated]
    return {
        "works": name,
        "skewness of offspring": float(skew(offspring)),
        "most offspring": float(offspring.max()),
        "skewness of ten nearest": float(skew(occurs)),
    }


def normal_space(space: sg.Embedding, seed: int) -> sg.Embedding:
    """Normal vectors of the space's effective dimension, for the same works."""
    x = space.vectors[space.works.dated].astype(np.float64)
    spectrum = np.linalg.eigvalsh(np.cov(x.T))
    dims = round(float(spectrum.sum() ** 2 / np.square(spectrum).sum()))
    drawn = normals(seed, "normal", index=np.arange(len(space.works)), draws=dims)
    return sg.Embedding.from_vectors(space.works, drawn.astype(np.float32))


def repeats(graph: sg.InfluenceGraph, again: sg.InfluenceGraph, seed: int) -> list[Row]:
    """Split-half stability of the importance of works and artists."""
    artists = artists_of(graph.works)
    count = len(artists.names)
    half = stream(seed, "half").random(len(graph)) < 0.5
    children = [np.asarray(graph.parents[rows].sum(axis=0)).ravel() for rows in (half, ~half)]
    by_artist = [np.bincount(artists.code, values, minlength=count) for values in children]
    rows: list[Row] = [
        {
            "halves": "of the children",
            "works": _spearman(*(c[graph.dated] for c in children)),
            "artists": _spearman(*by_artist),
        },
        {
            "halves": "two seeds of the fits",
            "works": _spearman(graph.net[graph.dated], again.net[graph.dated]),
            "artists": _spearman(*(np.bincount(artists.code, g.net, minlength=count) for g in (graph, again))),
        },
    ]
    apart = []
    for rows_of_half in (half, ~half):
        works = graph.works.select(rows_of_half)
        space = sg.Embedding(works, graph.embedding.vectors[rows_of_half], graph.embedding.time_axis)
        traced = sg.trace(space, seed=seed)
        apart.append(pd.Series(traced.net).groupby(works.column("artist").astype(str)).mean())
    both = pd.concat(apart, axis=1, join="inner")
    rows.append({"halves": "of the works, traced apart", "works": np.nan, "artists": _spearman(both[0], both[1])})
    return rows


def followers(graph: sg.InfluenceGraph, documented: pd.DataFrame) -> list[Row]:
    """Spearman of artists' importance with documented followers, artists of five works or more."""
    artists = artists_of(graph.works)
    count = len(artists.names)
    directed = documented[documented["relation"].isin(["influence", "teacher"])]
    known = directed["influencer"].value_counts().reindex(artists.names).fillna(0).to_numpy()
    size = np.bincount(artists.code[graph.dated], minlength=count)
    use = (size >= 5) & (artists.names != "")
    sources = artist_sources(graph)
    scores = {
        "number of works": size,
        "offspring": np.bincount(artists.code, graph.fertility, minlength=count),
        "descendants": np.bincount(artists.code, graph.importance, minlength=count),
        "net": np.bincount(artists.code, graph.net, minlength=count),
        "net, mean over the works": np.bincount(artists.code, graph.net, minlength=count) / np.maximum(size, 1),
        "other artists' sources": sources.sum(axis=1),
        "affinity": artist_affinity(graph).sum(axis=1),
    }
    out: list[Row] = []
    for name, score in scores.items():
        foremost = ", ".join(artists.names[np.argsort(-np.where(use, score, -np.inf))[:6]])
        out.append({"importance": name, "Spearman": _spearman(score[use], known[use]), "foremost": foremost})
    return out


def _spearman(a: np.ndarray | pd.Series, b: np.ndarray | pd.Series) -> float:
    return float(spearmanr(a, b).statistic)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="a run folder with an embedding")
    parser.add_argument("--influences", type=Path, help="documented influences (influencer, influenced, relation)")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    space = sg.Embedding.read(args.run)
    with quietly():
        graph = sg.trace(space, seed=args.seed)
        shuffled = stream(args.seed, "shuffled").permutation(np.flatnonzero(space.works.dated))
        mixed = np.full(len(space.works), np.nan)
        mixed[space.works.dated] = graph.years[shuffled]
        table = [
            concentration("as they are", space, graph.years, args.seed),
            concentration("dates shuffled", space, mixed, args.seed),
            concentration("normal vectors", normal_space(space, args.seed), graph.years, args.seed),
        ]
        stability = repeats(graph, sg.trace(space, seed=args.seed + 1), args.seed)
    print(markdown(pd.DataFrame(table)))
    print("\n" + markdown(pd.DataFrame(stability)))
    if args.influences:
        with quietly():
            print("\n" + markdown(pd.DataFrame(followers(graph, pd.read_csv(args.influences)))))


if __name__ == "__main__":
    main()
