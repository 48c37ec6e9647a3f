"""Whether a mixture of styles is in one picture: pictures drawn of both parts beside one work after another.

    python verification/mixtures.py RUN "Nocturnism" "Plainism" --n 8 --seeds 2

RUN is a run folder with pictures. Of each picture: the share of its regions that came from the first style (a picture
is of both where that is between a tenth and nine tenths), what a probe says that was trained to tell the two styles'
works apart by the run's own vectors (of both between .2 and .8), whether it is near black (mean lightness below 12 of
100), and how much stronger steps are across the lines of the eight-pixel grid than elsewhere (1: no blocks).
"""

from __future__ import annotations

import argparse

import numpy as np
from sklearn.linear_model import LogisticRegression

from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.generation import fit
from stylogeny.generation.palette import to_lab
from stylogeny.generation.styles import Corpus, Style, mixture, resolve
from stylogeny.progress import quietly
from stylogeny.runs import Run

BLACK = 12.0  # mean lightness, of 100
GRID = 8  # pixels


def blockiness(picture: np.ndarray) -> float:
    """Mean step across grid lines over the mean step elsewhere."""
    light = to_lab(picture)[..., 0]
    steps = [np.abs(np.diff(light, axis=axis)).mean(axis=1 - axis) for axis in (0, 1)]
    on = np.concatenate([s[GRID - 1 :: GRID] for s in steps])
    off = np.concatenate([np.delete(s, np.arange(GRID - 1, len(s), GRID)) for s in steps])
    return float(on.mean() / max(off.mean(), 1e-6))


def main() -> None:
    """Draw both ways, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("one")
    parser.add_argument("other")
    parser.add_argument("--n", type=int, default=8)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--seeds", type=int, default=2)
    args = parser.parse_args()
    corpus = Corpus.open(Run(args.run))
    assert corpus.space is not None and corpus.space.head is not None
    parts = [resolve(name, corpus) for name in (args.one, args.other)]
    both = mixture([(0.5, part) for part in parts], name="both")
    rows = [np.flatnonzero((part.weights > 0) & corpus.works.pictured) for part in parts]
    x = corpus.space.vectors[np.concatenate(rows)]
    centre, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    probe = LogisticRegression(C=0.05, class_weight="balanced", max_iter=2000)
    standard, part = (x - centre) / spread, np.repeat([1, 0], [len(r) for r in rows])
    probe.fit(standard, part)
    told_apart = probe.score(standard, part)
    print(f"{len(rows[0])} and {len(rows[1])} works, of which the probe tells {told_apart:.0%} apart")
    eye, generator = backbone(corpus.space.backbone), fit(corpus)
    ways = {"one after another": Style(both.name, both.weights, both.vector), "of both parts": both}
    print("| drawn | both by regions | both by the probe | near black | blocks |\n| --- | ---: | ---: | ---: | ---: |")
    for name, style in ways.items():
        shares, told, dark, blocks = [], [], [], []
        for seed in range(args.seeds):
            with quietly():
                drawing = generator.draw(style, n=args.n, size=args.size, seed=seed)
            for i, picture in enumerate(drawing.pictures):
                works = drawing.works(i)
                shares.append(sum(s for row, s in works.items() if row in set(rows[0].tolist())))
                dark.append(to_lab(picture)[..., 0].mean() < BLACK)
                blocks.append(blockiness(picture))
            seen = corpus.space.head.vectors(eye.features(list(drawing.pictures)))
            told += probe.predict_proba((seen - centre) / spread)[:, 1].tolist()
        mixed = [(0.1 < s < 0.9) for s in shares], [(0.2 < p < 0.8) for p in told]
        figures = f"{np.mean(mixed[0]):.0%} | {np.mean(mixed[1]):.0%} | {np.mean(dark):.0%} | {np.mean(blocks):.2f}"
        print(f"| {name} | {figures} |")


if __name__ == "__main__":
    main()
