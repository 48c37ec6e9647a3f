"""Style transfer: seconds a picture, and the feed-forward network's quality beside the optimiser at equal content loss.

    python benchmarks/transfer.py CORPUS --size 256 --train 1500

CORPUS is a folder with images/. Contents and styles are drawn by seed; the network trains on other pictures than it is
tested with, styles included. Both are measured by the same features. The optimiser's style loss at the network's content loss
is interpolated over a sweep of beta. Times are CPU seconds of one process (set OMP_NUM_THREADS to choose the threads), so
that a busy machine does not count.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from stylogeny.streams import stream
from stylogeny.style import RandomFilters, stylise
from stylogeny.style.feedforward import fit
from stylogeny.style.transfer import content_loss, inside, style_loss, style_target, tensor


def losses(net: RandomFilters, picture: np.ndarray, content: Path, style: Path, size: int) -> tuple[float, float]:
    """Content and style loss of a finished picture."""
    with torch.no_grad():
        made, base, look = tensor(picture, size), tensor(content, size), inside(tensor(style, size))
        maps = net.style(made)
        return (
            float(content_loss(net.content_of(maps), net.content(base))),
            float(style_loss(maps, style_target(net, [look], [1.0]))),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--train", type=int, default=1500, metavar="STEPS", help="training steps of the network (1500)")
    parser.add_argument("--pairs", type=int, default=4, help="content and style pairs tested (4)")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    paths = sorted(p for p in (args.corpus / "images").iterdir() if p.suffix in (".jpg", ".png"))
    order = [paths[k] for k in stream(args.seed, "transfer benchmark").permutation(len(paths))[: 2 * args.pairs + 240]]
    tests, rest = order[: 2 * args.pairs], order[2 * args.pairs :]
    start = time.process_time()
    painter = fit(rest[:120], rest[120:], steps=args.train, seed=args.seed)
    training = time.process_time() - start
    net = RandomFilters(seed=0)
    rows: dict[str, list[tuple[float, float, float]]] = {"content as it is": [], "feed-forward": [], "optimiser": []}
    for content, style in zip(tests[::2], tests[1::2], strict=True):
        untouched = (tensor(content, args.size)[0].permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
        rows["content as it is"].append((0.0, *losses(net, untouched, content, style, args.size)))
        painter.paint(content, style, size=args.size)
        start = time.process_time()
        made = painter.paint(content, style, size=args.size)
        spent = time.process_time() - start
        c, s = losses(net, made, content, style, args.size)
        rows["feed-forward"].append((spent, c, s))
        sweep, clock = [], []
        for beta in (1.0, 10.0, 100.0):
            start = time.process_time()
            best = stylise(content, style, size=args.size, beta=beta, features=net)
            clock.append(time.process_time() - start)
            sweep.append(losses(net, best.picture, content, style, args.size))
        sweep.sort()
        at = float(np.interp(c, [x for x, _ in sweep], [y for _, y in sweep]))
        rows["optimiser"].append((float(np.median(clock)), c, at))
    print(f"{args.pairs} pairs at {args.size} px; the network trained {args.train} steps in {training:.0f} CPU s\n")
    print("| way | CPU s a picture | content loss | style loss at that content loss |")
    print("|---|---:|---:|---:|")
    for way, found in rows.items():
        seconds, c, s = np.mean(found, axis=0)
        print(f"| {way} | {seconds:.3f} | {c:.3f} | {s:.4f} |")


if __name__ == "__main__":
    main()
