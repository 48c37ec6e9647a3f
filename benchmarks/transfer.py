"""Style transfer: seconds a picture, and the feed-forward network's quality beside the optimiser at equal content loss.

    python benchmarks/transfer.py CORPUS --size 256 --train 1500

CORPUS is a folder with images/. Contents and styles are drawn by seed; the network trains on other pictures than it
is tested with, styles included. Both are measured by random filters of another seed than either was trained on. The
optimiser's style loss at the network's content loss is interpolated over a sweep of beta. CPU seconds are those of
the process, so that a busy machine does not count; wall seconds are also printed, and both depend on OMP_NUM_THREADS.
--sheet saves the pictures: one row per pair, with content, style, the network's, and the optimiser's at each beta.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from stylogeny.streams import stream
from stylogeny.style import RandomFilters, stylise
from stylogeny.style.encoders import read
from stylogeny.style.transfer.losses import content_loss, style_loss, style_target
from stylogeny.style.transfer.painter import Painter
from stylogeny.style.transfer.pictures import crop_frame, picture_array, picture_tensor
from stylogeny.style.transfer.training import fit

BETAS = (1.0, 10.0, 100.0)


def losses(net: RandomFilters, picture: np.ndarray, content: Path, style: Path, size: int) -> tuple[float, float]:
    """Content and style loss of a finished picture."""
    with torch.no_grad():
        made, base = picture_tensor(picture, size), picture_tensor(content, size)
        look = crop_frame(picture_tensor(style, size))
        maps = net.style(made)
        return (
            float(content_loss(net.content_of(maps), net.content(base))),
            float(style_loss(maps, style_target(net, [look], [1.0]))),
        )


def square(picture: np.ndarray, side: int = 192) -> np.ndarray:
    """A cell of the sheet."""
    return np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.LANCZOS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--train", type=int, default=1500, metavar="STEPS", help="training steps of the network (1500)")
    parser.add_argument("--pictures", type=int, default=600, help="pictures it trains on (600)")
    parser.add_argument("--pairs", type=int, default=4, help="content and style pairs tested (4)")
    parser.add_argument("--painter", type=Path, help="where the network is kept; read from there when it exists")
    parser.add_argument("--sheet", type=Path, help="PNG of all pictures")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    paths = sorted(p for p in (args.corpus / "images").iterdir() if p.suffix in (".jpg", ".png"))
    order = [paths[k] for k in stream(args.seed, "transfer benchmark").permutation(len(paths))]
    tests, rest = order[: 2 * args.pairs], order[2 * args.pairs : 2 * args.pairs + args.pictures]
    if args.painter and args.painter.exists():
        painter, trained = Painter.read(args.painter), "read from a file"
    else:
        start = time.process_time()
        painter = fit(rest, rest, steps=args.train, size=args.size, seed=args.seed)
        trained = f"trained {args.train} steps on {len(rest)} pictures in {time.process_time() - start:.0f} CPU s"
        if args.painter:
            painter.save(args.painter)
    judge = RandomFilters(seed=1)  # neither the network's filters nor the optimiser's
    rows: dict[str, list[list[float]]] = {"content as it is": [], "feed-forward": [], "optimiser": []}
    cells = []
    for content, style in zip(tests[::2], tests[1::2], strict=True):
        untouched = picture_array(picture_tensor(content, args.size))
        rows["content as it is"].append([0.0, 0.0, *losses(judge, untouched, content, style, args.size)])
        painter.paint(content, style, size=args.size)
        began = time.process_time(), time.perf_counter()
        made = painter.paint(content, style, size=args.size)
        spent = [time.process_time() - began[0], time.perf_counter() - began[1]]
        c, s = losses(judge, made, content, style, args.size)
        rows["feed-forward"].append([*spent, c, s])
        sweep, clock, seen = [], [], [read(content), read(style), made]
        for beta in BETAS:
            began = time.process_time(), time.perf_counter()
            best = stylise(content, style, size=args.size, beta=beta)
            clock.append([time.process_time() - began[0], time.perf_counter() - began[1]])
            sweep.append(losses(judge, best.picture, content, style, args.size))
            seen.append(best.picture)
        cells.append(np.concatenate([square(p) for p in seen], axis=1))
        sweep.sort()
        at = float(np.interp(c, [x for x, _ in sweep], [y for _, y in sweep]))
        rows["optimiser"].append([*np.median(clock, axis=0), c, at])
    if args.sheet:
        Image.fromarray(np.concatenate(cells)).save(args.sheet)
    print(f"{args.pairs} pairs at {args.size} px, {torch.get_num_threads()} threads; the network {trained}\n")
    print("| way | CPU s per picture | wall s | content loss | style loss at that content loss |")
    print("|---|---:|---:|---:|---:|")
    for way, found in rows.items():
        cpu, wall, c, s = np.mean(found, axis=0)
        print(f"| {way} | {cpu:.3f} | {wall:.3f} | {c:.3f} | {s:.4f} |")


if __name__ == "__main__":
    main()
