"""Style transfer: seconds a picture, and the feed-forward network's quality beside the optimiser at equal content loss.

    python benchmarks/transfer.py CORPUS --size 256 --train 1500

CORPUS is a folder with images/. Contents and styles are drawn by seed; the network trains on other pictures than it
is tested with, styles included. Both are measured by random filters of another seed than either was trained on. The
optimiser's style loss at the network's content loss is interpolated over a sweep of beta. CPU seconds are those of
the process, so that a busy machine does not count; wall seconds are also printed, and both depend on OMP_NUM_THREADS.
--sheet saves the pictures: one row per pair, with content, style, the network's, and the optimiser's at each beta.

    python benchmarks/transfer.py --structure --pairs 40

Structure, in painted pictures: a content painted true to life takes over the geometry of a style, of which some
pictures of other things are shown. What a rearrangement does to outlines is known, so the genes that the content has
afterwards are known as well: the waves of painting and of warping add up in square, and stretching multiplies. Printed:
the mean error of the gene, in gene values from 0 to 1, and the correlation of what it has with what the style has. The
optimiser alone moves no outline, whatever its content loss: its error is that of the content as it is. The other rival
gives every style the mean gene. Angularity has no such rule, and is not in that table. A second table reads the genes
in finished pictures: how the style would paint the content is known, and what the eye reads there is what it should.

    python benchmarks/transfer.py CORPUS --features --size 128 --pairs 3

Random filters, the built-in filters and the eye's deep network as features, at equal content loss.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from stylogeny.streams import stream
from stylogeny.style import BuiltInFeatures, EyeFeatures, RandomFilters, stylise
from stylogeny.style.encoders import read
from stylogeny.style.transfer.features import Features
from stylogeny.style.transfer.losses import content_loss, style_loss, style_target
from stylogeny.style.transfer.painter import Painter
from stylogeny.style.transfer.pictures import crop_frame, picture_array, picture_tensor
from stylogeny.style.transfer.training import fit

BETAS = (1.0, 10.0, 100.0)
SHOWN = 4  # pairs on the sheet of structure
LOOKS = 6  # pictures of a painted style that geometry and texture are taken from


def losses(net: Features, picture: np.ndarray, content: Path, style: Path, size: int) -> tuple[float, float]:
    """Content and style loss of a finished picture."""
    with torch.no_grad():
        made, base = picture_tensor(picture, size), picture_tensor(content, size)
        look = crop_frame(picture_tensor(style, size))
        maps = net.style(made)
        return (
            float(content_loss(net.content(made), net.content(base))),
            float(style_loss(maps, style_target(net, [look], [1.0]))),
        )


def painted_pair(seed: int, k: int) -> tuple[list[np.ndarray], dict[str, float], dict[str, float]]:
    """A true content, the same in a style, other contents in that style, and the genes of both."""
    from scipy.special import ndtr

    from stylogeny.world.painting.genome import NAMES, style
    from stylogeny.world.painting.painter import paint
    from training.painted_styles import content

    rng = stream(seed, "painted pair", k)
    own, goal = rng.normal(size=(2, len(NAMES)))
    for gene, value in {"distortion": -2.5, "angularity": -1.0, "elongation": 0.0}.items():
        own[NAMES.index(gene)] = value
    depicted = [content(rng) for _ in range(1 + LOOKS)]
    pictures = [paint(depicted[0], style(own), size=160, hand=k)]
    pictures += [paint(c, style(goal), size=160, hand=k) for c in depicted]
    before, after = (dict(zip(NAMES, ndtr(z).tolist())) for z in (own, goal))
    return pictures, before, after


def structure(args: argparse.Namespace) -> None:
    """The table of structure."""
    from stylogeny.style.transfer.rearrangement import TALLER
    from stylogeny.style.transfer.structure import READ, read_geometry, restructure

    rows: list[list[float]] = []
    seen: list[np.ndarray] = []
    cells = []
    for k in range(args.pairs):
        (content, truth, *looks), own, goal = painted_pair(args.seed, k)
        found = restructure(content, looks, size=args.size, seed=k)
        g = found.geometry
        warped = (own["distortion"] ** 3.4 + g.warp**3.4) ** (1 / 3.4)
        stretched = ((0.7 + 0.6 * own["elongation"]) * np.exp(TALLER * g.stretch) - 0.7) / 0.6
        rows.append([own["distortion"], warped, goal["distortion"], own["elongation"], stretched, goal["elongation"]])
        how = {"size": args.size, "steps": args.steps, "seed": args.seed}
        made = [stylise(c, looks, beta=BETAS[1], **how).picture for c in (content, found.picture)]
        seen.append(read_geometry([*made, truth]))
        if args.sheet and k < SHOWN:
            cells.append(np.concatenate([square(p) for p in (content, looks[0], *made, truth)], axis=1))
            Image.fromarray(np.concatenate(cells)).save(args.sheet)
    table = np.array(rows)
    print(f"{args.pairs} pairs, {LOOKS} pictures of each style\n")
    print("| gene | error of the optimiser | of the mean gene | rearranged | correlation |\n|---|---:|---:|---:|---:|")
    for gene, at in (("distortion", 0), ("elongation", 3)):
        before, after, wanted = table[:, at], table[:, at + 1], table[:, at + 2]
        numbers = [np.abs(v - wanted).mean() for v in (before, np.full_like(before, 0.5), after)]
        numbers.append(np.corrcoef(after, wanted)[0, 1])
        print(f"| {gene} | {' | '.join(f'{v:.2f}' for v in numbers)} |")
    print("\nWhat the built-in eye reads, correlated with what it reads in the content as the style would paint it\n")
    print("| gene | optimiser | rearranged, then the optimiser |\n|---|---:|---:|")
    for j, gene in enumerate(READ):
        alone, with_structure, wanted = np.array(seen)[:, :, j].T
        print(f"| {gene} | {np.corrcoef(alone, wanted)[0, 1]:.2f} | {np.corrcoef(with_structure, wanted)[0, 1]:.2f} |")


def compare_features(args: argparse.Namespace, tests: list[Path]) -> None:
    """The table of features: style loss at equal content loss, by filters that none was."""
    nets: dict[str, Features] = {
        "random filters": RandomFilters(seed=0),
        "built-in filters": BuiltInFeatures(),
        "the eye": EyeFeatures(),
    }
    judges: dict[str, Features] = {"random filters of another seed": RandomFilters(seed=1), "the eye": EyeFeatures()}
    print("| features | " + " | ".join(f"style loss by {j}" for j in judges) + " | CPU s |\n|---|---:|---:|---:|")
    cells: list[list[np.ndarray]] = [[] for _ in range(args.pairs)]
    for name, net in nets.items():
        found, seconds = [], []
        for k, (content, style) in enumerate(zip(tests[::2], tests[1::2], strict=True)):
            sweep, began = [], time.process_time()
            for beta in BETAS:
                made = stylise(content, style, size=args.size, beta=beta, steps=args.steps, features=net).picture
                sweep.append([losses(judge, made, content, style, args.size) for judge in judges.values()])
                cells[k] += [square(made)] if beta == BETAS[1] else []
            seconds.append((time.process_time() - began) / len(BETAS))
            own = []
            for j in range(len(judges)):
                order = sorted((one[j][0], one[j][1]) for one in sweep)
                own.append(np.interp(args.at, [o[0] for o in order], [o[1] for o in order]))
            found.append(own)
        print(
            f"| {name} | {' | '.join(f'{v:.3f}' for v in np.mean(found, axis=0))} | {np.mean(seconds):.1f} |",
            flush=True,
        )
    if args.sheet:
        rows = [[square(read(c)), square(read(s)), *made] for c, s, made in zip(tests[::2], tests[1::2], cells)]
        Image.fromarray(np.concatenate([np.concatenate(row, axis=1) for row in rows])).save(args.sheet)


def square(picture: np.ndarray, side: int = 192) -> np.ndarray:
    """A cell of the sheet."""
    return np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.LANCZOS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--structure", action="store_true", help="in painted pictures, with known geometry")
    parser.add_argument("--features", action="store_true", help="features beside each other")
    parser.add_argument("--steps", type=int, default=40, help="of the optimiser, with --structure and --features (40)")
    parser.add_argument("--at", type=float, default=0.8, help="content loss at which features are compared (0.8)")
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--train", type=int, default=1500, metavar="STEPS", help="training steps of the network (1500)")
    parser.add_argument("--pictures", type=int, default=600, help="pictures it trains on (600)")
    parser.add_argument("--pairs", type=int, default=4, help="content and style pairs tested (4)")
    parser.add_argument("--painter", type=Path, help="where the network is kept; read from there when it exists")
    parser.add_argument("--sheet", type=Path, help="PNG of all pictures")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if args.structure:
        structure(args)
        return
    if args.corpus is None:
        parser.error("a corpus is expected")
    paths = sorted(p for p in (args.corpus / "images").iterdir() if p.suffix in (".jpg", ".png"))
    order = [paths[k] for k in stream(args.seed, "transfer benchmark").permutation(len(paths))]
    tests, rest = order[: 2 * args.pairs], order[2 * args.pairs : 2 * args.pairs + args.pictures]
    if args.features:
        compare_features(args, tests)
        return
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
