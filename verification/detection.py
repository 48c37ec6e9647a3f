"""Can it be told that a machine drew a picture, and that it came through our decoder?

``trace``: real pictures, made smaller so that they have no grid, as they are and through an autoencoder; cropped by 1
to 7 pixels, saved as JPEG or not, and real ones also saved as JPEG before they were cropped. Printed: AUC of the score
with and without the search for the phase, how often the phase is right, and false alarms at 5 %. With --calibrate: the
quantiles of real scores that decoder_trace.py holds; take other pictures (--skip) to calibrate than to report.

``drawn``: real works of a run against pictures drawn by several generators, all saved alike; AUC by trace, one
generator left out at a time, by size and JPEG; thresholds from validation; and what a detector learns of compression
where files are not saved alike.

    python verification/detection.py trace ../shared/corpus/images --pictures 24 --skip 100
    python verification/detection.py drawn RUN --works 60 --seed 1 --taef2 ../shared/weights/taef2
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch

from benchmarks.generation import taef2
from stylogeny.corpus.pictures import read
from stylogeny.forensics.detection.decoder_trace import RATES, decoder_trace
from stylogeny.forensics.detection.detector import ALARM, DetectionExample, Taught
from stylogeny.forensics.detection.saving import SHRINK, Saving, jpeg, resized
from stylogeny.forensics.detection.teaching import Sizes, sizes_of
from stylogeny.forensics.detection.traces import TRACES
from stylogeny.generation import fit
from stylogeny.generation.autoencoder import Autoencoder, load, to_bytes
from stylogeny.generation.canvas import crop_to
from stylogeny.generation.learned.config import default_config
from stylogeny.generation.learned.run import train_run
from stylogeny.generation.styles import Corpus
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.open_graph import open_graph
from stylogeny.progress import progress, quietly
from stylogeny.runs import Run
from stylogeny.streams import int_seed, stream
from stylogeny.style.transfer.optimisation import stylise
from verification.common.tables import lines

QUALITIES = (0, 95, 88, 75)  # 0: no JPEG
EARLIER = (0, 90, 75, 50)  # of real pictures before they were cropped
LEAST = 160  # pixels of the shorter side: cropped and made smaller, enough is left to give a false-alarm rate


def auc(real: np.ndarray, drawn: np.ndarray) -> float:
    """The chance that a drawn picture scores higher than a real one; ties count half."""
    above = np.greater.outer(drawn, real).mean() + 0.5 * np.equal.outer(drawn, real).mean()
    return float(above)


def trace(args: argparse.Namespace) -> None:
    """Print how well the decoder's trace is found."""
    files = sorted(p for p in args.folder.iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    shuffled = stream(args.seed, "trace").permutation(len(files))[args.skip :]
    order = [k for k in shuffled[: 4 * args.pictures] if min(read(files[k]).shape[:2]) >= LEAST][: args.pictures]
    model = load(args.autoencoder)
    real: dict[tuple[int, int], list[tuple[float, float, float]]] = {}
    drawn: dict[int, list[tuple[float, float, float, bool]]] = {}
    for k in progress(order, "pictures"):
        seen = read(files[k])
        plain = resized(seen, 0.86)
        plain = plain[: plain.shape[0] // 8 * 8, : plain.shape[1] // 8 * 8]
        luck = stream(args.seed, "crop", int(k))
        y, x = (int(v) for v in luck.integers(1, 8, size=2))
        for before in EARLIER:
            cropped = (jpeg(plain, before) if before else plain)[y:, x:]
            for after in (0, 88) if before else (0,):
                found = decoder_trace(jpeg(cropped, after) if after else cropped, model)
                error = np.nan if before else _one_phase(cropped, model)
                real.setdefault((before, after), []).append((found.score, found.false_alarm, error))
        back = model.decode(model.encode(plain[None]))[0][y:, x:]
        for quality in () if args.calibrate else QUALITIES:
            saved = jpeg(back, quality) if quality else back
            found = decoder_trace(saved, model)
            right = found.phase == ((-y) % 8, (-x) % 8)
            drawn.setdefault(quality, []).append((found.score, found.false_alarm, _one_phase(saved, model), right))
    null = np.array([score for rows in real.values() for score, _, _ in rows])
    if args.calibrate:
        print(", ".join(f"{np.quantile(null, 1 - rate):.3f}" for rate in RATES), f"of {len(null)} at rates {RATES}")
        return
    alarms = np.array([alarm for rows in real.values() for _, alarm, _ in rows])
    once = np.array([e for _, _, e in real[0, 0]])
    print(f"{args.pictures} pictures, autoencoder {args.autoencoder or 'built-in'}, crops of 1 to 7 pixels\n")
    rows = []
    for quality, told in drawn.items():
        scores, rates, errors, phases = (np.array(v) for v in zip(*told))
        rows.append([
            f"JPEG {quality}" if quality else "no JPEG", f"{auc(null, scores):.3f}", f"{auc(-once, -errors):.3f}",
            f"{phases.mean():.0%}", f"{(rates <= ALARM).mean():.0%}",
        ])  # fmt: skip
    print(lines(["saved as", "AUC", "AUC, one phase, no search", "phase right", "told at 5 %"], rows))
    print(f"\nfalse alarms at 5 %: {(alarms <= ALARM).mean():.1%} of {len(alarms)}; by earlier, later JPEG:", end=" ")
    print("; ".join(f"{b}, {a}: {np.mean([al <= ALARM for _, al, _ in r]):.0%}" for (b, a), r in real.items()))


def _one_phase(picture: np.ndarray, model: Autoencoder) -> float:
    """The error of encoding and decoding on the grid that the file happens to have."""
    height, width = (long // model.factor * model.factor for long in picture.shape[:2])
    whole = picture[:height, :width]
    back = model.decode(model.encode(whole[None]))[0]
    return float(np.square(back.astype(float) - whole).mean())


def drawn(args: argparse.Namespace) -> None:
    """Print how well drawn pictures are told."""
    graph = open_graph(Run(args.run))
    sizes = Sizes(args.side, (int(args.side * SHRINK),)) if args.side else sizes_of(graph, seed=args.seed)
    with tempfile.TemporaryDirectory() as folder:
        every = list(_examples(graph, sizes, Path(folder), args))
    top = int(sizes.side * SHRINK)
    ways = [Saving(side, quality) for side in (top, int(0.6 * top)) for quality in (0, 90, 75)]
    taught = {kind: Taught.of(progress(every, kind), ways=ways, kinds=[kind]) for kind in TRACES}
    generators = sorted({e.generator for e in every if e.drawn})
    counts = ", ".join(f"{g} {sum(e.generator == g for e in every)}" for g in generators)
    print(
        f"{args.run}, seed {args.seed}: {sum(not e.drawn for e in every)} real pictures of {sizes.side} px; {counts}\n"
    )
    _left_out(taught, generators, args.seed)
    _by_saving(taught, ways, args.seed)
    _compression(every, ways[0], args.seed)


def _halves(taught: Taught, seed: int) -> np.ndarray:
    """bool[m]: the half of the groups that is taught on; the other is tested."""
    names = np.unique(taught.group.astype(str))
    kept = names[stream(seed, "halves").permutation(len(names))[: len(names) // 2]]
    return np.isin(taught.group.astype(str), kept)


def _together(taught: dict[str, Taught]) -> Taught:
    first = next(iter(taught.values()))
    wide = np.concatenate([t.traces for t in taught.values()], axis=1)
    return Taught(wide, first.drawn, first.group, first.generator, first.saving, first.savings)


def _left_out(taught: dict[str, Taught], generators: list[str], seed: int) -> None:
    """One generator is never taught; it is told from real pictures of the other half."""
    every, rows = {**taught, "all three": _together(taught)}, []
    for left in generators:
        cells = [left]
        for each in every.values():
            train = _halves(each, seed)
            probe = each.select(train & (each.generator != left)).probe()
            known, unknown = each.select(~train & ~each.drawn), each.select(~train & (each.generator == left))
            real, scores = probe.score(known.traces), probe.score(unknown.traces)
            at = probe.threshold(ALARM)
            cells.append(f"{auc(real, scores):.3f} ({(scores >= at).mean():.0%} / {(real >= at).mean():.0%})")
        rows.append(cells)
    print("generator never taught: AUC (told / false alarms at the threshold of 5 % from validation)\n")
    print(lines(["left out", *every], rows))


def _by_saving(taught: dict[str, Taught], ways: list[Saving], seed: int) -> None:
    """All generators taught, tested on the other half, by size and compression."""
    every, rows = {**taught, "all three": _together(taught)}, []
    probes = {name: each.select(_halves(each, seed)).probe() for name, each in every.items()}
    for k, way in enumerate(ways):
        cells = [str(way)]
        for name, each in every.items():
            own = each.select(~_halves(each, seed) & (each.saving == k))
            score = probes[name].score(own.traces)
            at = probes[name].threshold(ALARM)
            told, wrong = (score[own.drawn] >= at).mean(), (score[~own.drawn] >= at).mean()
            cells.append(f"{auc(score[~own.drawn], score[own.drawn]):.3f} ({told:.0%} / {wrong:.0%})")
        rows.append(cells)
    print("\nall generators taught, by how pictures were saved\n")
    print(lines(["saved at", *every], rows))


def _compression(every: list[DetectionExample], way: Saving, seed: int) -> None:
    """What is learned of files: real ones as JPEG 88 and drawn ones plain, tested on files saved alike."""
    kinds = ("residue", "spectrum")
    unlike = [
        DetectionExample(jpeg(e.picture, 88) if not e.drawn else e.picture, e.drawn, e.group, e.generator)
        for e in every
    ]
    as_files = Taught.of(unlike, ways=[Saving(10_000)], kinds=kinds, alike=False)
    alike = Taught.of(every, ways=[way], kinds=kinds)
    plain = Taught.of(every, ways=[Saving(10_000)], kinds=kinds, alike=False)
    train = _halves(as_files, seed)
    rows = []
    for name, taught in (("real JPEG 88, drawn plain", as_files), ("saved alike", alike)):
        probe, cells = taught.select(train).probe(), [name]
        for tested in (as_files, plain, alike):
            own = tested.select(~_halves(tested, seed))
            score = probe.score(own.traces)
            cells.append(f"{auc(score[~own.drawn], score[own.drawn]):.3f}")
        rows.append(cells)
    print("\nwhat a detector learns of compression (residue and spectrum): AUC on the other half\n")
    print(lines(["taught on", "real JPEG, drawn plain", "both plain", "both shrunk alike"], rows))


def _examples(
    graph: InfluenceGraph, sizes: Sizes, folder: Path, args: argparse.Namespace
) -> Iterator[DetectionExample]:
    """Real pictures, and as many by all generators together."""
    works, square = graph.works, (sizes.side, sizes.side)
    rows = stream(args.seed, "detection").permutation(np.flatnonzero(works.pictured))
    for row in rows[: args.works]:
        yield DetectionExample(crop_to(read(works.picture(int(row))), square), False, str(works.ids[row]), "real")
    others = iter(rows[args.works :])
    coders = {"our decoder": _round_trip(load()), "linear decoder": _round_trip(load("linear"))}
    if args.taef2:
        coders["TAEF2"] = _tiny(args.taef2)
    for name, through in coders.items():
        for _ in range(args.each):
            row = int(next(others))
            yield DetectionExample(through(crop_to(read(works.picture(row)), square)), True, str(works.ids[row]), name)
    families = {"closed form": fit(graph.embedding)}
    if args.steps:
        families["flow"] = fit(Corpus.of(graph.embedding), family="flow", run=_trained(graph, folder, args))
    artist = works.column("artist").astype(str)
    names = stream(args.seed, "names").permutation(np.unique(artist[works.pictured & (artist != "")]))
    for name, family in families.items():
        for k in progress(range(args.each), name):
            style = str(names[k // 4 % len(names)])
            seed = int_seed(args.seed, name, k)
            with quietly():
                picture = family.draw(style, n=1, size=sizes.side, seed=seed).pictures[0]
            yield DetectionExample(picture, True, f"{name} {style}", name)
    for k in progress(range(args.each if args.transfers else 0), "transfer"):
        content, style_of = (crop_to(read(works.picture(int(next(others)))), square) for _ in range(2))
        with quietly():
            painted = stylise(content, style_of, size=sizes.side, steps=args.transfers, seed=k).picture
        yield DetectionExample(crop_to(painted, square), True, f"transfer {k}", "transfer")


def _round_trip(model: Autoencoder) -> Callable[[np.ndarray], np.ndarray]:
    """Through an autoencoder and back, for pictures uint8[H, W, 3] whose sides are multiples of 8."""
    return lambda picture: model.decode(model.encode(picture[None]))[0]


def _tiny(folder: Path) -> Callable[[np.ndarray], np.ndarray]:
    """The same for TAEF2, from the folder of its weights."""
    encoder, decoder = taef2(folder)

    def through(picture: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            pixels = torch.tensor(picture).permute(2, 0, 1)[None].float() / 255
            return to_bytes(decoder(encoder(pixels)).float())[0]

    return through


def _trained(graph: InfluenceGraph, folder: Path, args: argparse.Namespace) -> Run:
    run = Run(folder / "flow", create=True)
    graph.works.save(run.path / "works.parquet")
    graph.embedding.save(run)
    train_run(run, default_config(args.seed, size="tiny"), steps=args.steps)
    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(required=True)
    through = verbs.add_parser("trace", help="pictures that came through a decoder")
    through.add_argument("folder", type=Path)
    through.add_argument("--pictures", type=int, default=24)
    through.add_argument("--skip", type=int, default=0, help="pictures of the shuffled folder to leave out")
    through.add_argument("--autoencoder", help="id or path of another one")
    through.add_argument("--calibrate", action="store_true")
    through.add_argument("--seed", type=int, default=0)
    through.set_defaults(run_it=trace)
    by_machine = verbs.add_parser("drawn", help="pictures drawn by generators")
    by_machine.add_argument("run", type=Path)
    by_machine.add_argument("--works", type=int, default=60, help="real pictures")
    by_machine.add_argument("--each", type=int, default=16, help="pictures by each generator")
    by_machine.add_argument("--side", type=int, help="of the pictures, pixels (default: what fits the run)")
    by_machine.add_argument("--steps", type=int, default=0, help="of the flow's training; 0: no flow")
    by_machine.add_argument("--transfers", type=int, default=0, help="steps of each transfer; 0: no transfers")
    by_machine.add_argument("--taef2", type=Path, help="folder of that autoencoder's weights")
    by_machine.add_argument("--seed", type=int, default=1)
    by_machine.set_defaults(run_it=drawn)
    args = parser.parse_args()
    args.run_it(args)


if __name__ == "__main__":
    main()
