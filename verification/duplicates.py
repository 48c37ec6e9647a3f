"""Near-duplicate groups of a corpus: the distances of the nearest pairs, and the pairs that are grouped.

    python verification/duplicates.py paintings/ [--sheet groups.png]

Prints how many pairs lie at each distance, and the grouped pairs; with --sheet, a picture of them side by side to
look at.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import faiss
import numpy as np
from PIL import Image

from stylogeny.corpus.duplicates import BITS, RADIUS, picture_hash
from stylogeny.corpus.pictures import BadPicture, decode, read
from stylogeny.corpus.sources import open_source
from stylogeny.progress import progress


def pairs(folder: Path, *, within: int) -> tuple[list[Path], np.ndarray]:
    """Pictures, and int64[m, 3] of (row, row, bits that differ) for every pair closer than `within`, nearest first."""
    files, hashes = [], []
    for record in progress(open_source(folder).records(), "hashing", unit="picture"):
        try:
            mark = picture_hash(decode(folder / str(record.picture), side=128)[0])
        except BadPicture:
            continue
        if mark:
            files.append(folder / str(record.picture))
            hashes.append(np.frombuffer(mark, np.uint8))
    index = faiss.IndexBinaryFlat(BITS)
    index.add(np.array(hashes))
    limits, bits, found = index.range_search(np.array(hashes), within)
    row = np.repeat(np.arange(len(files)), np.diff(limits.astype(np.int64)).tolist())
    table = np.column_stack([row, found.astype(np.int64), bits.astype(np.int64)])[row < found]
    return files, table[np.argsort(table[:, 2], kind="stable")]


def main() -> None:
    """Hash, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sheet", type=Path)
    args = parser.parse_args()
    files, table = pairs(args.corpus, within=RADIUS + 30)
    counts, edges = np.histogram(table[:, 2], bins=range(0, RADIUS + 31, 10))
    print(f"{len(files):,} pictures; {int((table[:, 2] < RADIUS).sum())} pairs under {RADIUS} of {BITS} bits.\n")
    print("| bits that differ | pairs |\n|---|---|")
    for low, count in zip(edges, counts):
        print(f"| {low}-{low + 9} | {count} |")
    grouped = [(files[a], files[b], d) for a, b, d in table.tolist() if d < RADIUS]
    for a, b, bits in grouped:
        print(f"\n- {bits}: {a.name} / {b.name}", end="")
    print()
    if args.sheet and grouped:
        cells = [np.hstack([read(a, (96, 96)), read(b, (96, 96))]) for a, b, _ in grouped]
        cells += [np.full_like(cells[0], 255)] * (-len(cells) % 6)
        Image.fromarray(np.vstack([np.hstack(cells[i : i + 6]) for i in range(0, len(cells), 6)])).save(args.sheet)


if __name__ == "__main__":
    main()
