"""How distortion, angularity and elongation of a style follow from what the built-in eye reads in its pictures.

    python training/geometry.py --styles 60 --held 30 --looks 4

Painted styles, each shown in several contents. Printed: the numbers of :data:`stylogeny.style.transfer.structure.READ`,
and on styles that were held back the correlation of the gene with the mean reading, and with a single one.
"""

from __future__ import annotations

import argparse

import numpy as np

from stylogeny.streams import stream
from stylogeny.style.transfer.structure import READ, read_geometry
from stylogeny.world.painting.genome import NAMES, style
from stylogeny.world.painting.painter import paint
from training.painted_styles import content


def main() -> None:
    """Paint, read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--styles", type=int, default=60)
    parser.add_argument("--held", type=int, default=30)
    parser.add_argument("--looks", type=int, default=4)
    parser.add_argument("--seed", type=int, default=77)
    args = parser.parse_args()
    genes, readings = [], []
    for k in range(args.styles + args.held):
        rng = stream(args.seed, "calibration", k)
        latent = rng.normal(0, 1, len(NAMES))
        depicted = [content(rng) for _ in range(args.looks)]
        genes.append([latent[NAMES.index(gene)] for gene in READ])
        readings.append(read_geometry([paint(c, style(latent), size=160, hand=k) for c in depicted]))
    z, read = np.array(genes), np.array(readings)
    for j, gene in enumerate(READ):
        own, held = z[: args.styles, j], z[args.styles :, j]
        mean = read[: args.styles, :, j].mean(axis=1)
        slope, offset = np.polyfit(own, mean, 1)
        within = read[: args.styles, :, j].var(axis=1, ddof=1).mean()
        between = max((mean - slope * own - offset).var() - within / args.looks, 0.0)
        seen = read[args.styles :, :, j]
        found = [np.corrcoef(held, v)[0, 1] for v in (seen.mean(axis=1), seen[:, 0])]
        print(f"{gene}: slope {slope:.3f}, offset {offset:.3f}, between {between:.3f}, within {within:.3f}")
        print(f"  held back: correlation {found[0]:.2f} of {args.looks} pictures, {found[1]:.2f} of one")


if __name__ == "__main__":
    main()
