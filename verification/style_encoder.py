"""What the encoder of style reads, what it passes over, and what that is worth where every parent is known.

    python verification/style_encoder.py                                  # genes, content, files (minutes)
    python verification/style_encoder.py --taught FOLDER                  # and motifs that it was not taught
    python verification/style_encoder.py --works 300 --seeds 11 12 13     # and the true parents of painted worlds
    python verification/style_encoder.py --corpus CORPUS [--every N]     # and a real corpus with and without it

Genes: R² of every column on fresh genomes, scenes and hands; on larger pictures; on files that were ill-treated; and on
motifs left out of teaching (FOLDER holds the features that training/style_encoder.py kept). Content: genomes painted
with several contents each; the share of a column's variance that is the genome's, and how often the nearest of all
other pictures is of the same genome. Parents: average precision of the true parents, as in known_truth.py. Corpus: what
is legible for artists never seen, as in embedding.py.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

import stylogeny as sg
from stylogeny.corpus.works import Works
from stylogeny.embedding.backbones.backbone import BUILT_IN, STATISTICS, CombinedBackbone, backbone, seen
from stylogeny.embedding.backbones.features import features
from stylogeny.embedding.backbones.style_encoder import WIDTH, read_style
from stylogeny.embedding.heads.config import HeadConfig
from stylogeny.embedding.heads.cross_fit import cross_fit
from stylogeny.embedding.heads.dating import quantiles
from stylogeny.embedding.measure import date_error, retrieval
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world import corpus
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from stylogeny.world.painting.genome import NAMES, SIZE, style
from stylogeny.world.painting.motifs import MOTIFS
from stylogeny.world.painting.painter import Content, paint
from stylogeny.world.score import score_edges
from training.painted_styles import content, genome, ill_treated
from training.style_encoder import Examples, described, examples, legible, teach, traits
from verification.common.scoring import edges_of
from verification.common.tables import lines

FRESH = 10_000  # no seed of teaching
CONTENTS = 4  # of each genome
REGIMES = ("neutral", "rich-get-richer", "heavy-loss")
WEIGHTS = (0.5, 1.0, 2.0, 4.0)  # of the code in a vector (HeadConfig.kept_weight)


def painted(count: int, *, size: int, seed: int, spoil: bool = False) -> Examples:
    """Fresh genomes, motifs, scenes and hands, as the eye sees them."""
    drawn = []
    for k in range(count):
        rng = stream(seed, "fresh", k)
        latent, depicted = genome(rng), content(rng)
        picture = paint(depicted, style(latent), size=size, hand=int(rng.integers(1 << 40)))
        drawn.append((ill_treated(picture, rng) if spoil else picture, latent, depicted.motif))
    return described(drawn)


def left_out(taught: Examples, *, groups: int = 3) -> np.ndarray:
    """R² of every column on motifs that an encoder was not taught, float64[WIDTH]: each motif is left out once."""
    blocks = CombinedBackbone("seen", [seen()]).blocks
    parts = np.array_split(np.array(sorted(MOTIFS)), groups)
    wrong, true = [], traits(taught.latent)
    for part in parts:
        out = np.isin(taught.motif, part)
        encoder = teach(taught.select(np.flatnonzero(~out)), blocks=blocks)
        wrong.append(np.square(read_style(taught.features[out], encoder) - true[out]).sum(0))
    return np.asarray(1 - np.sum(wrong, axis=0) / (len(true) * true.var(0)))


def genes_table(count: int, folder: Path | None) -> str:
    """R² of each gene, and their means, under each condition."""
    from stylogeny.embedding.backbones.style_encoder import shipped

    encoder = dict(shipped())
    score = {
        "128 px": legible(encoder, painted(count, size=128, seed=FRESH)),
        "256 px": legible(encoder, painted(count, size=256, seed=FRESH + 1)),
        "ill-treated": legible(encoder, painted(count, size=192, seed=FRESH + 2, spoil=True)),
    }
    if folder is not None:
        shards = [int(f.stem.split()[-1]) for f in folder.glob("* 7 *.npz")]
        score["motifs never taught"] = left_out(examples(max(shards), seed=7, folder=folder))
    cells = [[name, *(f"{s[k]:.2f}" for s in score.values())] for k, name in enumerate(NAMES)]
    means = {"**genes, mean**": slice(0, SIZE), "**how they show, mean**": slice(SIZE, WIDTH)}
    cells += [[name, *(f"{s[part].mean():.3f}" for s in score.values())] for name, part in means.items()]
    return lines(["gene", *score], cells)


def content_table(genomes: int) -> str:
    """The share of variance that is the genome's, and how often the nearest other picture is of the same genome."""
    eye, found, owner = seen(), [], np.repeat(np.arange(genomes), CONTENTS)
    for g in range(genomes):
        rng = stream(FRESH, "content", g)
        latent = rng.normal(0, 0.8, SIZE)
        for motif in rng.permutation(sorted(MOTIFS))[:CONTENTS]:
            depicted = Content(str(motif), int(rng.integers(1 << 40)))
            picture = paint(depicted, style(latent), hand=int(rng.integers(1 << 40)))
            found.append(eye.describe([picture])[0])
    x = np.stack(found)
    units = (x - x.mean(0)) / (x.std(0) + 1e-6)
    cells = []
    for name, v in (("the eye's features", units), ("the code", read_style(x))):
        within = np.mean([v[owner == g].var(0, ddof=1) for g in range(genomes)], axis=0)
        share = 1 - within.sum() / v.var(0, ddof=1).sum()
        gap = np.square(v[:, None] - v[None]).sum(2) if v.shape[1] < 100 else _square_distances(v)
        np.fill_diagonal(gap, np.inf)
        cells.append([name, f"{share:.2f}", f"{(owner[gap.argmin(1)] == owner).mean():.1%}"])
    chance = (CONTENTS - 1) / (len(x) - 1)
    table = lines(["description", "variance between genomes", "nearest is of the same genome"], cells)
    return f"{table}\n\n{genomes} genomes, {CONTENTS} motifs each; chance {chance:.1%}."


def _square_distances(v: np.ndarray) -> np.ndarray:
    square = np.square(v).sum(1)
    return np.asarray(square[:, None] + square[None] - 2 * v @ v.T)


def spaces(works: Works, cache: Path | None = None) -> Iterator[tuple[str, np.ndarray, np.ndarray | None]]:
    """Names, vectors, and years as the head read them, of a corpus of dated pictures with and without the code."""

    def fitted(x: np.ndarray, blocks: Sequence[int], kept: Sequence[int] = ()) -> tuple[np.ndarray, np.ndarray]:
        fit = cross_fit(x, works, blocks=blocks, kept=kept)
        return fit.head.vectors(x, fold=fit.fold), quantiles(fit.posterior, fit.head.years, 0.5)

    measured, body = backbone(STATISTICS), backbone(BUILT_IN)
    yield STATISTICS, *fitted(features(works, measured, cache=cache), measured.blocks)
    whole = features(works, body, cache=cache)
    yield "eye, without the code", *fitted(whole[:, :-WIDTH], body.blocks[:-1])
    vectors, years = fitted(whole, body.blocks, body.kept)
    yield "code among the features alone", vectors[:, :-WIDTH], years
    default = HeadConfig().kept_weight
    for weight in sorted({*WEIGHTS, default}):
        scaled = np.c_[vectors[:, :-WIDTH], vectors[:, -WIDTH:] * np.sqrt(weight / default)]
        yield f"code kept at {weight:g}" + " (default)" * (weight == default), scaled, years
    yield "code alone", whole[:, -WIDTH:], None


def precision(space: sg.Embedding, truth: GroundTruth, *, seed: int) -> float:
    """Average precision of the parents that are traced in a space."""
    graph = sg.trace(space, seed=seed, net=False)
    return score_edges(edges_of(graph), truth, works=space.works, seed=seed)["ap"]


def of_a_world(world: World) -> dict[str, float]:
    """Average precision of the true parents of a painted world in each space."""
    truth = GroundTruth.of(world, futures=0, run=False)
    with tempfile.TemporaryDirectory() as folder:
        corpus.write(world, Path(folder), workers=1, with_truth=False)
        works = sg.load(folder)
        every = {name: sg.Embedding.from_vectors(works, vectors) for name, vectors, _ in spaces(works)}
    every["genomes, noise 0.2"] = observe(world)
    return {name: precision(space, truth, seed=world.seed) for name, space in every.items()}


def parents_table(works: int, seeds: list[int], regimes: list[str]) -> str:
    """Average precision of the true parents, mean over seeds."""
    columns = []
    for regime in regimes:
        each = [of_a_world(World.make(regime, works=works, seed=seed)) for seed in seeds]
        columns.append({name: float(np.mean([one[name] for one in each])) for name in each[0]})
        print(regime, columns[-1], flush=True)
    return lines(["space", *regimes], [[name, *(f"{c[name]:.3f}" for c in columns)] for name in columns[0]])


def corpus_table(works: Works, every: int, cache: Path | None) -> str:
    """What is legible in a real corpus for artists never seen."""
    cells = []
    usable = works.select(np.flatnonzero(works.dated & works.pictured)[::every])
    for name, vectors, years in spaces(usable, cache):
        mean, median = date_error(years, usable.year) if years is not None else (np.nan, np.nan)
        artist, labels = usable.column("artist"), usable.column("style")
        row = [f"{mean:.1f}", f"{median:.1f}"] if years is not None else ["", ""]
        maps = [retrieval(vectors, artist), retrieval(vectors, labels), retrieval(vectors, labels, exclude=artist)]
        cells.append([name, *row, *(f"{m:.3f}" for m in maps)])
    return lines(["space", "date MAE", "median", "artist mAP", "style mAP", "style, others"], cells)


def main() -> None:
    """Print the tables that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=500, help="fresh pictures per condition")
    parser.add_argument("--genomes", type=int, default=100, help="genomes painted with several contents")
    parser.add_argument("--taught", type=Path, help="the folder of features that teaching kept")
    parser.add_argument("--works", type=int, default=300)
    parser.add_argument("--seeds", type=int, nargs="*", default=[], help="of painted worlds")
    parser.add_argument("--regimes", nargs="+", default=list(REGIMES))
    parser.add_argument("--corpus", help="a folder of pictures, or a run")
    parser.add_argument("--every", type=int, default=1, help="only every n-th work of the corpus")
    parser.add_argument("--cache", type=Path, help="a folder for backbone features of all works that are asked")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    with quietly():
        if args.pictures:
            print(genes_table(args.pictures, args.taught) + "\n")
        if args.genomes:
            print(content_table(args.genomes) + "\n")
        if args.seeds:
            print(parents_table(args.works, args.seeds, args.regimes) + "\n")
        if args.corpus:
            print(corpus_table(sg.load(args.corpus), args.every, args.cache) + "\n")


if __name__ == "__main__":
    main()
