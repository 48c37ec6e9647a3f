"""Claims about real pictures, right and wrong: how often a wrong year, a late corner or a wrong hand is told.

    python verification/claims.py RUN [--works 150] [--seed 1]

RUN is a run of a real corpus with its features. Works are read by the head that has not seen their artists. Years are
calibrated on half of the artists and asked of the other half; a late corner is a work's middle window laid over a
corner of an earlier work; a wrong hand is another artist with works of the same decades. All at 5 %.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from stylogeny.corpus.pictures import read
from stylogeny.corpus.works import Works
from stylogeny.embedding.backbones.backbone import Backbone, backbone
from stylogeny.embedding.backbones.features import features
from stylogeny.embedding.heads.dating import position, quantiles
from stylogeny.embedding.heads.folds import folds_by
from stylogeny.embedding.heads.head import Head
from stylogeny.embedding.space import Embedding
from stylogeny.forensics.authentication.finding import LEVEL
from stylogeny.forensics.authentication.hand import hand_claim
from stylogeny.forensics.authentication.year import (
    WORKS,
    WindowCalibration,
    calibrate_windows,
    latest_window,
    year_claim,
)
from stylogeny.progress import progress
from stylogeny.streams import stream

AWAY = (0, 25, 50, 75, 100, 150)  # years that a claim is off
CORNER = 0.4  # of a picture's sides


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="a run of a real corpus")
    parser.add_argument("--works", type=int, default=150)
    parser.add_argument("--first", type=int, help="years are asked of the first so many works only (default: of all)")
    parser.add_argument("--scratch", type=Path, help="where features and windows are kept (default: the run)")
    parser.add_argument("--calibrate", type=int, default=WORKS, help="works whose windows are read")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    works = Works.read(args.run / "works.parquet")
    space = Embedding.read(args.run, works)
    body = backbone(space.backbone)
    assert space.head is not None
    usable = works.dated & works.pictured
    rows = np.flatnonzero(usable)
    artist = works.column("artist")[rows].astype(str)
    fold = folds_by(artist, folds=space.head.folds)
    scratch = args.scratch or args.run
    first = np.flatnonzero(works.pictured)[: args.first]
    seen = features(works.select(first), body, cache=scratch / "features")[usable[first]]
    posterior = space.head.posterior(seen, fold=fold[: len(seen)])
    known = folds_by(artist[: len(seen)], folds=2) == 0
    print(f"{len(seen)} dated works, {known.sum()} to calibrate, {(~known).sum()} to ask; seed {args.seed}\n")
    years(space.head, posterior, works.year[rows[: len(seen)]], known)
    hands(space, rows, artist, args.works, args.seed)
    calibration = calibrate_windows(space, body, scratch, works=args.calibrate, seed=args.seed)
    rest = stream(args.seed, "window calibration").permutation(len(rows))[
        args.calibrate :
    ]  # not what it was calibrated on
    windows(space, body, calibration, rows, fold, rest[: args.works], args.seed)


def years(head: Head, posterior: np.ndarray, true: np.ndarray, known: np.ndarray) -> None:
    """Claims off by so many years, on artists whom neither the head nor the calibration has seen."""
    median = quantiles(posterior[known], head.years, 0.5)
    at = position(posterior[known], head.years, true[known])
    order = np.argsort(median, kind="stable")
    held = {**head.tensors, "held_out_median": median[order], "held_out_position": at[order]}
    calibrated = Head(held)
    print("| the claimed year is | earlier than the true one | later |\n|---|---|---|")
    asked = np.flatnonzero(~known)
    for away in AWAY:
        told = []
        for sign in (-1, 1):
            claims = (year_claim(calibrated, posterior[k], float(true[k]) + sign * away) for k in asked)
            told.append(np.mean([claim.two_sided <= LEVEL for claim in claims]))
        print(f"| {away} years off | {told[0]:.1%} told | {told[1]:.1%} told |", flush=True)


def hands(space: Embedding, rows: np.ndarray, artist: np.ndarray, count: int, seed: int) -> None:
    """Right hands and wrong ones of the same decades, works taken for no evidence of themselves."""
    luck = stream(seed, "hands")
    year = space.works.year[rows]
    names, counts = np.unique(artist[artist != ""], return_counts=True)
    usual = set(names[counts >= 5])
    chosen = luck.permutation([k for k in range(len(rows)) if artist[k] in usual])[:count]
    right: list[bool] = []
    wrong: list[bool] = []
    for k in progress(chosen, "hands"):
        near = sorted({str(a) for a in artist[np.abs(year - year[k]) < 10] if a in usual and a != artist[k]})
        for told, name in ((right, artist[k]), *([(wrong, near[int(luck.integers(len(near)))])] if near else [])):
            claim = hand_claim(space, space.vectors[rows[k]], rows[artist == name], skip=int(rows[k]))
            if claim is not None:
                told.append(claim.p < LEVEL)
    said = (f"{np.mean(each):.1%} of {len(each)}" for each in (right, wrong))
    print("\nhands: right ones refused {}, wrong ones {}".format(*said), flush=True)


def windows(
    space: Embedding, body: Backbone, calibration: WindowCalibration, rows: np.ndarray, fold: np.ndarray,
    asked: np.ndarray, seed: int,
) -> None:  # fmt: skip
    """A later work's middle over a corner of an earlier one; beside it a corner of a work of the same years."""
    luck, year = stream(seed, "corners"), space.works.year[rows]
    told: dict[str, list[bool]] = {"as it is": [], "same years": [], "80 to 150 years later": [], "over 200": []}
    found: list[bool] = []
    for k in progress(asked, "corners"):
        picture = read(space.works.picture(int(rows[k])), body.side)
        later = year - year[k]
        kinds = {
            "as it is": None, "same years": np.abs(later) < 10, "80 to 150 years later": (later > 80) & (later < 150),
            "over 200": later > 200,
        }  # fmt: skip
        for name, which in kinds.items():
            others = np.setdiff1d(np.flatnonzero(np.zeros(len(rows), bool) if which is None else which), [k])
            if which is not None and not len(others):
                continue
            seen = picture
            if which is not None:
                other = read(space.works.picture(int(rows[others[int(luck.integers(len(others)))]])), body.side)
                seen, corner = pasted(picture, other, luck)
            claim = latest_window(seen, float(year[k]), space, body, calibration, fold=int(fold[k]))
            told[name].append(claim[1] < LEVEL)
            if name == "over 200":
                box = claim[0][0].box
                found.append((box[0] >= 0.4) == corner[0] and (box[1] >= 0.4) == corner[1])
    print("\n| corner of | told by its windows |\n|---|---|")
    for name, each in told.items():
        print(f"| {name} | {np.mean(each) if each else float('nan'):.1%} of {len(each)} |")
    print(f"\nover 200 years later, the window is the right one {np.mean(found):.1%} of the time")


def pasted(picture: np.ndarray, other: np.ndarray, luck: np.random.Generator) -> tuple[np.ndarray, tuple[bool, bool]]:
    """A picture with the middle of another over a corner, which is said: (low, right)."""
    high, wide = (round(CORNER * s) for s in picture.shape[:2])
    scale = max(high / other.shape[0], wide / other.shape[1])
    size = (max(wide, round(scale * other.shape[1])), max(high, round(scale * other.shape[0])))
    small = np.asarray(Image.fromarray(other).resize(size, Image.Resampling.LANCZOS))
    top, left = (small.shape[0] - high) // 2, (small.shape[1] - wide) // 2
    low, right = bool(luck.integers(2)), bool(luck.integers(2))
    row, column = (picture.shape[0] - high) * low, (picture.shape[1] - wide) * right
    out = picture.copy()
    out[row : row + high, column : column + wide] = small[top : top + high, left : left + wide]
    return out, (low, right)


if __name__ == "__main__":
    main()
