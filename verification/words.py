"""Text to picture on works that the text tower never saw, against chance and a bag of words.

    python verification/words.py --run run

A tenth of the works is held out of everything: the embedding, the towers and the words. The query is what is known of a
held-out work in words; the gallery is the held-out pictures, pictures only. The rival describes each gallery picture by a bag
of words: the mean idf-weighted metadata of its k nearest known works (by cosine of backbone features or in our joint
space; the better k and space is reported, which favours the rival). Prints a Markdown table of recall@10 and the median rank.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy import sparse

from stylogeny.corpus.works import Works
from stylogeny.embedding.backbones import backbone
from stylogeny.embedding.features import features
from stylogeny.embedding.train import Recipe
from stylogeny.embedding.train import fit as fit_head
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.streams import stream
from stylogeny.style.encoders import unit
from stylogeny.style.tokens import captions, hashed, rows_of
from stylogeny.style.words import described
from stylogeny.style.words_training import fit

FIELDS = {
    "all that is known": None,
    "without the artist": ("title", "style", "genre", "medium", "year"),
    "title only": ("title",),
}


def recall(scores: np.ndarray) -> tuple[float, float]:
    """Recall@10 and median rank (1 is best) of scores[query, picture] whose diagonal is right; ties count half."""
    own = np.diag(scores)[:, None]
    rank = 1 + (scores > own).sum(1) + ((scores == own).sum(1) - 1) / 2
    return float((rank <= 10).mean()), float(np.median(rank))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", required=True, help="a run folder that has been loaded; features are kept in it")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=30)
    args = parser.parse_args()
    folder = Run(args.run)
    works = Works.read(folder.file("works.parquet", needs="load"))
    with quietly():
        known_features = features(works, backbone("built-in"), cache=folder.path / "features")
        rows = np.flatnonzero(works.pictured)
        order = stream(args.seed, "held out").permutation(len(rows))
        held, seen = np.sort(order[: len(rows) // 10]), np.sort(order[len(rows) // 10 :])
        usable = np.array([k for k in seen if works.dated[rows[k]]])
        head = fit_head(known_features[usable], works.select(rows[usable]), recipe=Recipe(), seed=args.seed)
        inputs = np.concatenate([head.vectors(known_features), known_features], axis=1)
        towers = fit(works, inputs, rows=seen, epochs=args.epochs, seed=args.seed)
    known = captions(works)
    places = towers.places(inputs)
    texts = {k: " ".join(known[rows[k]].values()) for k in range(len(rows))}
    worded = np.array([k for k in seen if texts[k]])
    about = described(places[held], places[worded], towers.texts([texts[k] for k in worded]))

    there, idf = towers.tensors["known"], towers.tensors["idf"]

    def bag(lines: list[str]) -> sparse.csr_array:
        found = [np.unique(rows_of(hashed(line), there)) for line in lines]
        ends = np.cumsum([0, *(len(f) for f in found)])
        flat = np.concatenate(found)
        table = sparse.csr_array((idf[flat], flat, ends), shape=(len(lines), len(there)))
        return sparse.diags_array(1 / np.maximum(np.sqrt(table.multiply(table).sum(1)), 1e-9)) @ table

    metadata = bag([texts[k] for k in worded])
    standard = unit(
        np.clip((known_features - known_features[seen].mean(0)) / (known_features[seen].std(0) + 1e-6), -5, 5)
    )
    galleries = {}
    for name, space in (("features", standard), ("joint space", places)):
        near = np.argsort(-(space[held] @ space[worded].T), axis=1, kind="stable")
        for k in (1, 5, 20, 50):
            pick = sparse.csr_array(
                (np.full(len(held) * k, 1 / k), near[:, :k].ravel(), np.arange(0, len(held) * k + 1, k)),
                shape=(len(held), len(worded)),
            )
            mean = pick @ metadata
            galleries[f"{name}, k = {k}"] = (
                sparse.diags_array(1 / np.maximum(np.sqrt(mean.multiply(mean).sum(1)), 1e-9)) @ mean
            )

    print(f"{len(seen)} works known, {len(held)} held out, seed {args.seed}\n")
    print("| query | way | recall@10 | median rank |")
    print("|---|---|---:|---:|")
    for query, fields in FIELDS.items():
        lines = [" ".join(v for f, v in known[rows[k]].items() if fields is None or f in fields) for k in held]
        asked = np.array([i for i, line in enumerate(lines) if len(rows_of(hashed(line), there))])
        lines = [lines[i] for i in asked]
        vectors, words = towers.texts(lines), bag(lines)
        rivals = {name: recall((words @ gallery[asked].T).toarray()) for name, gallery in galleries.items()}
        best = max(rivals, key=lambda name: rivals[name][0])
        table = {
            "text tower, pictures alone": recall(vectors @ places[held[asked]].T),
            "text tower and the words of lookalikes (what search uses)": recall(
                vectors @ (places[held] + about)[asked].T
            ),
            f"bag of words ({best})": rivals[best],
            "chance": (10 / len(asked), (len(asked) + 1) / 2),
        }
        for way, (share, rank) in table.items():
            print(f"| {query} | {way} | {share:.1%} | {rank:g} |")


if __name__ == "__main__":
    main()
