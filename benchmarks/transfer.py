"""Style transfer: seconds a picture, and the feed-forward network's quality beside the optimiser at equal content loss.

    python benchmarks/transfer.py CORPUS --size 256 --train 1500

CORPUS is a folder with images/. Contents and styles are drawn by seed; the network trains on other pictures than it
is tested with, styles included. Both are measured by random filters of another seed than either was trained on. The
optimiser's style loss at the network's content loss is interpolated over a sweep of beta. CPU seconds are those of
the process, so that a busy machine does not count; wall seconds are also printed, and both depend on OMP_NUM_THREADS.
--sheet saves the pictures: one row per pair, with content, style, the network's, and the optimiser's at each beta.

    python benchmarks/transfer.py --structure --pairs 6 --size 96

Structure, in painted pictures: a content is painted with one style's genes and with another's, so that what a transfer
should give is known. How far distortion, angularity and elongation went is read off a picture beside the content as it
was, by a ridge regression on differences of measured statistics that learned from other pairs; the optimiser that
rearranges reads with the built-in eye. Printed: the error of what was read, in standard deviations of the genes, of
the optimiser with and without rearrangement at equal content loss.

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


def painted_pair(seed: int, k: int) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """A content in one style and in another, three other contents in the latter, and both styles' genes."""
    from stylogeny.world.painting.genome import style
    from stylogeny.world.painting.painter import paint
    from training.painted_styles import content, genome

    rng = stream(seed, "painted pair", k)
    genes, depicted = [genome(rng), genome(rng)], [content(rng) for _ in range(4)]
    genes[0][[15, 14]] = -np.abs(genes[0][[15, 14]])  # from straight and round to bent and angular
    genes[1][[15, 14]] = np.abs(genes[1][[15, 14]])
    first = paint(depicted[0], style(genes[0]), size=160, hand=k)
    return [first, *(paint(c, style(genes[1]), size=160, hand=k) for c in depicted)], genes[0], genes[1]


def structure(args: argparse.Namespace) -> None:
    """The table of structure."""
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from stylogeny.embedding.backbones.backbone import backbone
    from stylogeny.style.transfer.structure import READ, restructure

    body, columns = backbone("statistics"), [column for column, _ in READ.values()]
    x, y = [], []
    for k in range(args.taught):
        pictures, own, other = painted_pair(args.seed + 1, k)
        before, after = body.features(pictures[:2])
        x += [after - before, before - after]
        y += [(other - own)[columns], (own - other)[columns]]
    reader = make_pipeline(StandardScaler(with_mean=False), RidgeCV(np.geomspace(10, 1e5, 9), fit_intercept=False))
    reader.fit(np.stack(x), np.stack(y))
    judge = RandomFilters(seed=1)
    rows: dict[str, list[np.ndarray]] = {}
    cells, layouts, chosen = [], [], []
    for k in range(args.pairs):
        (content, truth, *looks), own, other = painted_pair(args.seed, k)
        base = body.features([content])[0]
        change = (other - own)[columns]

        def error(picture: np.ndarray, base: np.ndarray = base, change: np.ndarray = change) -> np.ndarray:
            read: np.ndarray = reader.predict((body.features([picture])[0] - base)[None])[0]
            return np.abs(read - change)

        def moved(picture: np.ndarray, content: np.ndarray = content) -> float:
            with torch.no_grad():
                made, was = picture_tensor(picture, args.size), picture_tensor(content, args.size)
                return float(content_loss(judge.content(made), judge.content(was)))

        found = restructure(content, looks, size=args.size, seed=args.seed)
        steps = {"size": args.size, "steps": args.steps, "seed": args.seed}
        ours = stylise(found.picture, looks, beta=BETAS[1], **steps).picture
        sweep = [stylise(content, looks, beta=beta, **steps).picture for beta in (*BETAS, 1000.0)]
        at = moved(ours)
        order = sorted((moved(p), *error(p)) for p in sweep)
        gram_way = [float(np.interp(at, [o[0] for o in order], [o[1 + j] for o in order])) for j in range(len(READ))]
        for way, values in {
            "content as it is": error(content), "optimiser": np.array(gram_way),
            "rearranged, then optimiser": error(ours), "painted so": error(truth),
        }.items():  # fmt: skip
            rows.setdefault(way, []).append(values)
        layouts.append((at, order[-1][0]))
        chosen.append(str(found.geometry))
        cells.append(np.concatenate([square(p) for p in (content, looks[0], sweep[1], ours, truth)], axis=1))
    if args.sheet:
        Image.fromarray(np.concatenate(cells)).save(args.sheet)
    print("\n".join(chosen))
    at, most = np.mean(layouts, axis=0)
    print(f"\n{args.pairs} pairs at {args.size} px; content loss {at:.2f}, the optimiser's largest {most:.2f}\n")
    print(f"| way | {' | '.join(READ)} | mean |\n|---|{'---:|' * (len(READ) + 1)}")
    for way, values in rows.items():
        mean = np.mean(values, axis=0)
        print(f"| {way} | {' | '.join(f'{v:.2f}' for v in mean)} | {mean.mean():.2f} |")


def compare_features(args: argparse.Namespace, tests: list[Path]) -> None:
    """The table of features: style loss at equal content loss, by filters that none was."""
    nets = {"random filters": RandomFilters(seed=0), "built-in filters": BuiltInFeatures(), "the eye": EyeFeatures()}
    judges = {"random filters of another seed": RandomFilters(seed=1), "the eye": EyeFeatures()}
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
    parser.add_argument("--taught", type=int, default=150, help="pairs that geometry is read by (150)")
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
