"""Text to picture on works that the text tower never saw, against chance and a bag of words.

    python verification/words.py --run run

A tenth of the works is held out. The towers see backbone features only, because a run's embedding has seen every
work's date and words; in a run they see its vectors too. The query is what is known of a held-out work in words; the
gallery is the held-out pictures, pictures only. The rival describes each of them by a bag of words: the idf-weighted
metadata of its k nearest known works by backbone features (the k with the best recall is shown, which favours the
rival). Prints a Markdown table of recall@10 and the median rank.
"""

from __future__ import annotations

import argparse

import numpy as np

from stylogeny.corpus.works import Works
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.embedding.backbones.features import features
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.streams import stream
from stylogeny.style.encoders import unit
from stylogeny.style.prompts.caption_neighbours import CaptionNeighbours, bags, standard
from stylogeny.style.prompts.training import fit
from stylogeny.style.prompts.vocabulary import buckets_of, captions, rows_of

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
    parser.add_argument("--epochs", type=int, default=20)
    args = parser.parse_args()
    folder = Run(args.run)
    works = Works.read(folder.file("works.parquet", needs="load"))
    with quietly():
        inputs = features(works, backbone("built-in"), cache=folder.path / "features")
        rows = np.flatnonzero(works.pictured)
        order = stream(args.seed, "held out").permutation(len(rows))
        held, seen = np.sort(order[: len(rows) // 10]), np.sort(order[len(rows) // 10 :])
        towers = fit(works, inputs, rows=seen, epochs=args.epochs, seed=args.seed)
    known = captions(works)
    places = towers.places(inputs)
    texts = {k: " ".join(known[rows[k]].values()) for k in range(len(rows))}
    worded = np.array([k for k in seen if texts[k]])
    there, idf = towers.tensors["buckets"], towers.tensors["idf"]

    def found(lines: list[str]) -> list[np.ndarray]:
        return [rows_of(buckets_of(line), there) for line in lines]

    metadata = bags(found([texts[k] for k in worded]), idf)
    features_only = unit(np.clip((inputs - inputs[seen].mean(0)) / (inputs[seen].std(0) + 1e-6), -5, 5))
    rivals = {
        k: CaptionNeighbours.find(features_only[held], features_only[worded], metadata, k=k)
        for k in (1, 5, 20, 50, 100)
    }
    ours = CaptionNeighbours.find(places[held], places[worded], metadata)

    print(f"{len(seen)} works known, {len(held)} held out, seed {args.seed}\n")
    print("| query | way | recall@10 | median rank |")
    print("|---|---|---:|---:|")
    for query, fields in FIELDS.items():
        lines = [" ".join(v for f, v in known[rows[k]].items() if fields is None or f in fields) for k in held]
        asked = np.array([i for i, ids in enumerate(found(lines)) if len(ids)])
        lines = [lines[i] for i in asked]
        asking = bags(found(lines), idf)
        shown = places[held[asked]] @ towers.texts(lines).T
        said = ours.answer(asking)[asked]
        bag = {k: recall(rival.answer(asking)[asked].T) for k, rival in rivals.items()}
        best = max(bag, key=lambda k: bag[k][0])
        table = {
            "text tower alone": recall(shown.T),
            "what search uses: tower and bag of lookalikes in its space": recall((standard(shown) + standard(said)).T),
            "that bag alone": recall(said.T),
            f"bag of words of lookalikes by features, k = {best}": bag[best],
            "chance": (10 / len(asked), (len(asked) + 1) / 2),
        }
        for way, (share, rank) in table.items():
            print(f"| {query} | {way} | {share:.1%} | {rank:g} |")


if __name__ == "__main__":
    main()
