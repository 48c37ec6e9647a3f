"""Whether a prompt's words show, in worlds whose motifs are known: ``python verification/prompts.py WORLD RUN``.

    stylogeny world paint --regime all --works 600 --seed 7 --out world
    stylogeny run world --out run
    python verification/prompts.py world run

Twenty prompts in words of the titles ask for one of nine motifs. Printed: the share of the works that a prompt is drawn
from (by weight) which show that motif; how often a probe (the eye's features, ridge classifier, taught on all works of
the run) finds it in pictures drawn plain and in pictures steered towards a style learned from twelve works drawn by
seed; and, as a ceiling, how often it finds it in works it was not taught on. Chance is one in nine.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import RidgeClassifierCV
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from stylogeny.corpus.pictures import read
from stylogeny.generation import fit
from stylogeny.generation.styles import Corpus
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.streams import stream
from stylogeny.style import learn
from stylogeny.style.eye import BuiltInEye
from stylogeny.style.in_run import Manner, in_space
from stylogeny.style.painting import Piece, answered, paint
from stylogeny.style.prompts.library import Library

ASKED = {
    "a harbour at night": "sea", "fishing boats": "sea", "sails": "sea", "calm sea": "sea",
    "a street": "village", "market square": "village", "an old church": "village",
    "a portrait": "portrait", "portrait of a lady": "portrait", "mountains": "mountains", "glacier": "mountains",
    "a country road": "landscape", "orchard": "landscape", "still life": "still life", "flowers": "still life",
    "interior": "interior", "a kitchen": "interior", "musicians": "figures", "procession": "figures",
    "composition in red": "abstraction",
}  # fmt: skip
LEARNED_FROM = 12


def shown(world: Path, folder: Path, *, n: int, size: int, seed: int) -> list[dict[str, object]]:
    """A row for every prompt that the run has words for."""
    run = Run(folder)
    corpus, eye = Corpus.open(run), BuiltInEye()
    works = corpus.works
    truth = pd.read_parquet(world / "truth" / "genomes.parquet").set_index("id")["motif"]
    motifs = truth.reindex(works.ids).to_numpy()
    rows = np.flatnonzero(works.pictured & pd.notna(motifs))
    probe = make_pipeline(StandardScaler(), RidgeClassifierCV(np.logspace(1, 5, 9)))

    def seen(pictures: Sequence[np.ndarray]) -> np.ndarray:
        return eye.pictures(list(pictures))

    known = seen([read(works.picture(int(r)), 2 * size) for r in rows])
    ceiling = float(cross_val_score(probe, known, motifs[rows], cv=5).mean())
    probe.fit(known, motifs[rows])
    picked = stream(seed, "learned from").permutation(rows)[:LEARNED_FROM]
    e = learn([works.picture(int(r)) for r in picked], encoder=eye)
    assert e.texture is not None
    manner = Manner(in_space(e, corpus), [e.texture], [1.0], learned=True)
    generator, library = fit(corpus), Library.open(run)
    table = []
    for prompt, motif in ASKED.items():
        draw = {"n": n, "size": size, "seed": seed}
        row: dict[str, object] = {"prompt": prompt, "motif": motif, "works not taught on": ceiling}
        for name, piece in (("plain", Piece(prompt, draw=draw)), ("steered", Piece(prompt, manner=manner, draw=draw))):
            weights = answered(piece, library, corpus)[0].weights
            row[f"works, {name}"] = float(weights[motifs == motif].sum() / weights.sum())
            drawn = seen(list(paint(piece, generator, corpus, library).pictures))
            row[f"seen, {name}"] = float(np.mean(probe.predict(drawn) == motif))
        table.append(row)
    return table


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="WORLD RUN")
    parser.add_argument("-n", type=int, default=4, help="pictures of each prompt")
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    tables = []
    for world, run in zip(args.folders[::2], args.folders[1::2]):
        with quietly():
            table = pd.DataFrame(shown(world, run, n=args.n, size=args.size, seed=args.seed))
        print(f"{run}\n{table.round(2).to_string(index=False)}\n", flush=True)
        tables.append(table)
    print(pd.concat(tables).mean(numeric_only=True).round(3).to_string())


if __name__ == "__main__":
    main()
