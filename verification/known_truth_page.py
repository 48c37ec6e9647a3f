"""Write docs/known-truth.md, its figures and its tables, from the figures that known_truth.py measured.

    python verification/known_truth.py --works 300 --futures 6 --refine --intervals --out genomes.parquet
    python verification/known_truth.py --works 300 --futures 6 --refine --intervals --from pictures \\
        --spaces FOLDER --out pictures.parquet
    python verification/known_truth_page.py --genomes genomes.parquet --pictures pictures.parquet

The page's words are in verification/pages/known_truth.md, what is measured now or read from these files in braces.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd

from stylogeny.artifacts import write_text
from stylogeny.progress import quietly
from stylogeny.world import contact_sheets
from stylogeny.world.history import World
from stylogeny.world.impact import expected, pixels, realised, spearman
from stylogeny.world.painting.genome import GENES, style
from stylogeny.world.painting.painter import paint
from verification.common.requirements import requirements
from verification.common.scoring import CREDIT, EDGES, MODEL, means, summary
from verification.common.tables import DOCS, markdown
from verification.independent_truth import measure

PAGES = Path(__file__).parent / "pages"
SWEPT = ("key", "horizon", "zoom", "crowding", "stroke_width", "stroke_curl", "outline", "wash", "distortion")
TITLES = {"genomes": "From noisy genomes", "pictures": "From pictures, built-in backbone"}


def block(source: str, figures: pd.DataFrame) -> str:
    """One source's tables."""
    seeds = " ".join(str(seed) for seed in sorted(figures["seed"].unique()))
    works, futures = figures["works"].iloc[0], int(figures["futures"].iloc[0])
    options = f"--from {source} --works {works} --seeds {seeds} --futures {futures}"
    text = (PAGES / "known_truth_source.md").read_text(encoding="utf-8")
    return text.format(
        title=TITLES[source],
        command=f"python verification/known_truth.py {options}",
        worlds=len(figures[["regime", "seed"]].drop_duplicates()),
        summary=markdown(summary(figures)),
        edges=markdown(means(figures, "edges", EDGES)),
        credit=markdown(means(figures, "credit", CREDIT)),
        model=markdown(means(figures, "model", MODEL)),
    )


def speed() -> str:
    """What painting and re-running cost, in processor seconds of one core, measured now."""
    world = World.make("all", works=120, seed=9)
    began = time.process_time()
    for row in world.surviving:
        paint(world.contents[row], style(world.latent[row]), size=128, hand=int(row))
    rate = len(world.surviving) / (time.process_time() - began)
    world = World.make("neutral", works=2000, seed=9)
    began = time.process_time()
    realised(world, np.arange(0, 2000, 5))
    again = 5 * (time.process_time() - began)
    began = time.process_time()
    expected(world, np.arange(0, 2000, 5), futures=1)
    future = time.process_time() - began
    return (
        f"One core paints {rate:.0f} pictures a second at 128 px. A history of 2,000 works is run again without each of"
        f" them in turn in {again:.0f} s of one core, and each new future of it, with and without 400 of its works,"
        f" takes {future:.0f} s, so 40 of them {40 * future / 60:.0f} minutes (processor time, measured when this page"
        " was written)."
    )


def in_pixels() -> str:
    """How impact in the genome and in pictures agree, on one small world."""
    world = World.make("neutral", works=250, seed=2)
    impact, _ = realised(world)
    rows = np.flatnonzero(impact > 0)[::8]
    agreement = spearman(pixels(world, rows, max_works=12), impact[rows])
    return (
        "Impact can also be measured in pictures (`--pixels`): the works that moved are painted as they were and as"
        f" they would have been. On {len(rows)} works of a neutral world the two agree with a rank correlation of"
        f" {agreement:.2f}."
    )


def write_figures(folder: Path) -> None:
    """The three figures."""
    contact_sheets.save(contact_sheets.styles_by_motifs(), folder / "styles.jpg")
    contact_sheets.save(contact_sheets.genes_swept(SWEPT), folder / "genes.jpg")
    world = World.make("neutral", works=500, seed=1)
    parent = world.outcome.parents[0, :, 0]
    size = np.ones(len(world), int)
    for k in range(len(world) - 1, -1, -1):
        if parent[k] >= 0:
            size[parent[k]] += size[k]
    founder = int(np.argmin(np.abs(size - 28)))
    contact_sheets.line_of_descent(world, founder, folder / "descent.jpg", max_works=28)


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--genomes", type=Path, help="what known_truth.py --out wrote from genomes")
    parser.add_argument("--pictures", type=Path, help="the same from pictures")
    parser.add_argument("--docs", type=Path, default=DOCS)
    args = parser.parse_args()
    blocks, required = [], []
    for source, path in (("genomes", args.genomes), ("pictures", args.pictures)):
        if path is None:
            required.append(f"- {source}: **not measured** when this page was written")
            continue
        figures = pd.read_parquet(path)
        blocks.append(block(source, figures))
        required += [line.of(source) for line in requirements(figures)]
    with quietly():
        write_figures(args.docs / "known-truth")
        text = (
            (PAGES / "known_truth.md")
            .read_text(encoding="utf-8")
            .format(
                independent=markdown(measure([1, 2, 3])),
                genes=len(GENES),
                pixels=in_pixels(),
                speed=speed(),
                blocks="\n".join(blocks),
                required="\n".join(required),
            )
        )
    write_text(args.docs / "known-truth.md", text)


if __name__ == "__main__":
    main()
