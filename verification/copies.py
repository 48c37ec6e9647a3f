"""What copies keep of themselves when their originals never were.

    python verification/copies.py                    # a painted world, its copies made 30 years later by strangers

To a painted world copies of some of its works are added: recompressed, resized, tinted, in grey, mirrored, cropped, and
half replaced by another picture. It is loaded, embedded and traced as any corpus; each original is left out, softly,
with what descends from it. A near-exact copy must keep under 2 %, a copy with changes in proportion, and the other
later works of the world about all of themselves.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

import stylogeny as sg
from stylogeny.corpus.pictures import read
from stylogeny.counterfactual.lightcone import delete
from stylogeny.counterfactual.worlds.found_copies import with_found_copies
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world import corpus
from stylogeny.world.history import World
from verification.common.tables import markdown

LATER = 30  # years after the original
LATER_WORKS = "later works of the world"


def _recompressed(picture: np.ndarray, other: np.ndarray) -> np.ndarray:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, format="JPEG", quality=60)
    return np.asarray(Image.open(file))


def _resized(picture: np.ndarray, other: np.ndarray) -> np.ndarray:
    high, wide = picture.shape[:2]
    small = Image.fromarray(picture).resize((round(0.8 * wide), round(0.8 * high)), Image.Resampling.BICUBIC)
    return np.asarray(small.resize((wide, high), Image.Resampling.BICUBIC))


def _tinted(picture: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.clip(picture * np.array([1.05, 1.0, 0.93]), 0, 255).astype(np.uint8)


def _crop(picture: np.ndarray, *, left: float) -> np.ndarray:
    high, wide = (round(side * (1 - left) / 2) for side in picture.shape[:2])
    return picture[high:-high, wide:-wide]


def _cropped(picture: np.ndarray, other: np.ndarray) -> np.ndarray:
    return _crop(picture, left=0.9)


def _cropped_more(picture: np.ndarray, other: np.ndarray) -> np.ndarray:
    return _crop(picture, left=0.85)


def _mirrored(picture: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(picture[:, ::-1])


def _warm(picture: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.clip(picture * np.array([1.25, 1.0, 0.7]), 0, 255).astype(np.uint8)


def _grey(picture: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.repeat(np.asarray(Image.fromarray(picture).convert("L"))[..., None], 3, axis=2)


def _half(picture: np.ndarray, other: np.ndarray) -> np.ndarray:
    out, middle = picture.copy(), picture.shape[1] // 2
    same_size = np.asarray(Image.fromarray(other).resize(picture.shape[1::-1]))
    out[:, middle:] = same_size[:, middle:]
    return out


KINDS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "JPEG 60": _recompressed,
    "resized to 80 % and back": _resized,
    "tinted": _tinted,
    "cropped to 90 %": _cropped,
    "cropped to 85 %": _cropped_more,
    "mirrored": _mirrored,
    "tinted strongly": _warm,
    "grey": _grey,
    "half of it another's": _half,
}


def add_copies(folder: Path, count: int, seed: int) -> list[str]:
    """Add a copy of every kind of `count` works of the first half to a painted corpus; the originals' titles."""
    table = pd.read_csv(folder / "metadata.csv")
    years = table["year"].to_numpy(dtype=np.float64)
    known = np.flatnonzero(np.isfinite(years))
    chosen = stream(seed, "originals").permutation(known[: len(known) // 2])[:count]
    added = []
    for k, at in enumerate(chosen.tolist()):
        picture, other = (read(folder / str(table["file_name"].iat[r])) for r in (at, (at + 7) % len(table)))
        for number, (kind, change) in enumerate(KINDS.items()):
            file = f"images/copy-{k}-{number}.png"
            Image.fromarray(change(picture, other)).save(folder / file)
            year = float(years[at]) + LATER
            row = table.iloc[at].to_dict() | {"file_name": file, "title": f"{kind} {k}", "artist": f"Copyist {k}"}
            added.append(row | {"date_text": str(int(year)), "year": year})
    pd.concat([table, pd.DataFrame(added)]).to_csv(folder / "metadata.csv", index=False)
    return [str(table["title"].iat[at]) for at in chosen]


def kept(graph: sg.InfluenceGraph, originals: list[str], *, plain: bool = False) -> pd.DataFrame:
    """What every copy keeps without its original, and the later works of the world on average.

    `plain`: without looking at the pictures.
    """
    titles, group = graph.works.column("title").astype(str), graph.works.table["group"].to_numpy()
    row = {title: k for k, title in enumerate(titles)}
    painted = ~np.array([title.startswith(tuple(KINDS)) for title in titles])
    rows = []
    for k, title in enumerate(originals):
        original = row[title]
        known = graph if plain else with_found_copies(graph, np.array([original]))
        change = delete(known, np.array([original]), deletion="soft")
        left = np.ones(len(graph))
        left[change.rows] -= change.loss
        for kind in KINDS:
            copy = row[f"{kind} {k}"]
            grouped = "yes" if group[copy] == group[original] else "no"
            rows.append({"copy": kind, "recognised as a near-duplicate": grouped, "kept": float(left[copy])})
        others = painted & (graph.years > graph.years[original])
        rows.append({"copy": LATER_WORKS, "recognised as a near-duplicate": "", "kept": float(left[others].mean())})
    return pd.DataFrame(rows)


def main() -> None:
    """Make the worlds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--regime", default="neutral")
    parser.add_argument("--works", type=int, default=200)
    parser.add_argument("--originals", type=int, default=8)
    parser.add_argument("--plain", action="store_true", help="copies are not looked for in the pictures")
    parser.add_argument("--seeds", type=int, nargs="+", default=[101])
    args = parser.parse_args()
    found = []
    with quietly():
        for seed in args.seeds:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                corpus.write(World.make(args.regime, works=args.works, seed=seed), folder, workers=1, with_truth=False)
                originals = add_copies(folder, args.originals, seed)
                found.append(
                    kept(sg.trace(sg.embed(sg.load(folder), seed=seed), seed=seed), originals, plain=args.plain)
                )
    table = pd.concat(found).groupby(["copy", "recognised as a near-duplicate"], sort=False)["kept"]
    print(markdown(table.agg(["count", "mean", "max"]).reset_index().astype({"count": float})))


if __name__ == "__main__":
    main()
