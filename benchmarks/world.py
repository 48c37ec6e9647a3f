"""What painting a world and re-running its history costs, beside merely storing the pictures.

    python benchmarks/world.py                       # processor seconds of one core
    python benchmarks/world.py --works 2000 --futures 40

Rates are of one core's processor time, so that other programs on the machine do not matter; pictures and re-runs of a
world are dealt out to all cores. The rival of the painter is the PNG encoder that every picture must pass anyway.
"""

from __future__ import annotations

import argparse
import time

import cv2
import numpy as np

from stylogeny.progress import quietly
from stylogeny.world.history import World
from stylogeny.world.impact import expected, realised
from stylogeny.world.painting.genome import style
from stylogeny.world.painting.painter import paint

NEEDED = 30.0  # pictures a second and core: 60 on two


def painting(size: int, works: int = 120) -> tuple[float, float]:
    """Pictures a second: painted, and encoded as PNG."""
    world = World.make("all", works=works, seed=9)
    rows = world.surviving
    began = time.process_time()
    pictures = [paint(world.contents[r], style(world.latent[r]), size=size, hand=int(r)) for r in rows]
    painted = time.process_time() - began
    began = time.process_time()
    for picture in pictures:
        cv2.imencode(".png", picture[..., ::-1])
    return len(rows) / painted, len(rows) / (time.process_time() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=2000)
    parser.add_argument("--futures", type=int, default=2, help="re-runs of the future that are measured")
    parser.add_argument("--sizes", type=int, nargs="+", default=[64, 128, 256])
    args = parser.parse_args()
    cv2.setNumThreads(1)
    rates = {}
    print("| longest side | painted a second | PNG encoded a second | painting / encoding |\n| --- | --- | --- | --- |")
    for size in args.sizes:
        rate, encoded = painting(size)
        rates[size] = rate
        print(f"| {size} | {rate:.0f} | {encoded:.0f} | {encoded / rate:.0f} |", flush=True)
    if 128 in rates:
        print(f"\n{rates[128]:.0f} pictures a second and core at 128 px ({NEEDED:.0f} are needed for 60 on two cores)")
    with quietly():
        world = World.make("neutral", works=args.works, seed=9)
        began = time.process_time()
        realised(world)
        again = time.process_time() - began
        began = time.process_time()
        chosen = np.unique(np.linspace(0, args.works - 1, min(400, args.works)).astype(int))
        expected(world, chosen, futures=args.futures)
        future = (time.process_time() - began) / args.futures
    whole = args.works / rates.get(128, np.nan) + again + 40 * future
    print(
        f"\n{args.works:,} works: history again without each of them {again:.0f} s; a new future, with and without"
        f" {len(chosen)} of them, {future:.1f} s; painted at 128 px and re-run 40 times {whole / 60:.1f} minutes of one"
        " core"
    )


if __name__ == "__main__":
    main()
