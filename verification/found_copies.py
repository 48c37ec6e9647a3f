"""Are copies found in a whole corpus? Works of a run, cropped, mirrored, tinted, made grey and recompressed.

A copy is found where its work has the largest share of the picture, and known for what it is where at least half of it
is called a direct copy. Beside it, for works passed over themselves: how often another one is taken for a source, and
how much of the picture (a few are true: details, replicas, prints). Prints a Markdown table.

    python verification/found_copies.py RUN --works 40 --seed 1
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from stylogeny.corpus.copies.index import KeypointIndex
from stylogeny.corpus.pictures import read
from stylogeny.corpus.works import Works
from stylogeny.counterfactual.attribution.pieces import FoundPieces
from stylogeny.progress import progress
from stylogeny.streams import stream
from verification.common.attribution_cases import doctored

KINDS = ("crop 85 %", "crop 60 %", "crop 40 %", "mirrored", "tinted", "grey", "JPEG 60, 75 %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="a run; its index of keypoints is made where there is none")
    parser.add_argument("--works", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", default=KINDS)
    args = parser.parse_args()
    works = Works.read(args.run / "works.parquet")
    index = KeypointIndex.open(args.run, works)
    rows = stream(args.seed, "copies").permutation(np.flatnonzero(works.pictured))[: args.works]
    group = works.table["group"].to_numpy()
    seconds = []
    print(f"{len(works)} works, {len(index)} keypoints, seed {args.seed}\n")
    print("| copy | found | half of it called a copy | mean share of the work |\n|---|---|---|---|")
    for kind in args.kinds:
        found, named, shares = 0, 0, []
        for row in progress(rows, kind):
            picture = doctored(read(works.picture(int(row))), kind, stream(args.seed, kind, int(row)))
            begun = time.process_time()
            pieces = FoundPieces.of(picture, works, index)
            copied, mixed = pieces.totals(pieces.regions())
            seconds.append(time.process_time() - begun)
            total = copied + mixed[:-1]
            mine = group[pieces.sources] == group[row]
            found += bool(len(total) and mine[total.argmax()])
            named += bool(copied[mine].sum() >= 0.5)
            shares.append(float(total[mine].sum()))
        print(f"| {kind} | {found} of {len(rows)} | {named} of {len(rows)} | {np.mean(shares):.2f} |", flush=True)
    false = []
    for row in progress(rows, "others"):
        itself = np.flatnonzero(group == group[row])
        pieces = FoundPieces.of(read(works.picture(int(row))), works, index, skip=itself)
        false.append(float(1 - pieces.totals(pieces.regions())[1][-1]))
    taken = np.array(false)
    print(
        f"\nwithout the work itself another is taken for a source in {(taken > 0.001).sum()} of {len(rows)}, of over "
        f"5 % of the picture in {(taken > 0.05).sum()}; {np.median(seconds):.1f} processor seconds a picture"
    )


if __name__ == "__main__":
    main()
