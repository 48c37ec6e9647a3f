"""Does attribution find the sources of pictures whose sources are known?

Artists of a run are dealt at random into known ones and strangers; a graph is traced on the known works alone. Then
pictures are drawn by every family from named sources (truth: the origins that the generator records; content and style
of a transfer count half each), collages and copies are made, and strangers' pictures are taken as they are. For every
method: its mean share on the true works, on their artists, and its overlap with the true shares. A method without an
own share for innovation divides one among the works. Strangers: the share that is innovation or style. Stability: how
far shares of works move when the picture is saved as JPEG 60, or resized to 75 %.

Figures were chosen on --seed 0; report on others. Prints Markdown tables; --out keeps them and the pictures.

    python verification/attribution.py RUN --works 1500 --pictures 10 --seed 1 --out docs/attribution
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from stylogeny.corpus.copies.index import KeypointIndex
from stylogeny.counterfactual.attribute import attribute
from stylogeny.counterfactual.attribution.account import Attribution
from stylogeny.generation import fit
from stylogeny.generation.contact_sheet import save_sheet, sheet
from stylogeny.influence.placement import place
from stylogeny.progress import progress, quietly
from verification.common.attribution_cases import COPIES, DRAWN, STRANGERS, Bench, Case, cases, doctored
from verification.common.attribution_rivals import knn_shapley, nearest_neighbour, trak

OURS, RIVALS = "ours", ("nearest neighbour", "NDA", "KNN-Shapley", "TRAK")
SAVED = ("JPEG 60", "resized to 75 %")  # how drawn pictures are saved again
Shares = np.ndarray  # float64[n], at most one in all


class Methods:
    """Every method on the known works of a bench."""

    def __init__(self, bench: Bench, folder: Path, *, seed: int, rivals: bool) -> None:
        self.bench, self.folder = bench, folder
        self.index = KeypointIndex.of(bench.works)
        self.rivals: dict[str, Callable[[np.ndarray, np.ndarray], Shares]] = {}
        if rivals:
            closed = fit(bench.graph.embedding)
            space = bench.graph.embedding
            self.rivals = {
                "nearest neighbour": lambda p, v: nearest_neighbour(space, v),
                "NDA": lambda p, v: _works(closed.sources(_multiple(p)).works(0), len(space.works)),
                "KNN-Shapley": lambda p, v: knn_shapley(space, v),
                "TRAK": trak(space, seed=seed),
            }

    def ours(self, picture: np.ndarray) -> Attribution:
        path = self.folder / "picture.png"
        Image.fromarray(picture).save(path)
        return attribute(path, self.bench.graph, index=self.index, bootstraps=0, min_share=0.0)

    def all(self, picture: np.ndarray) -> tuple[Attribution, dict[str, Shares]]:
        answer = self.ours(picture)
        out = {OURS: self.shares(answer)}
        if self.rivals:
            vector = place(self.folder / "picture.png", self.bench.graph.embedding)[0].vector
            out |= {name: method(picture, vector) for name, method in self.rivals.items()}
        return answer, out

    def shares(self, answer: Attribution) -> Shares:
        """By work, of every kind."""
        owed = answer.table[answer.table["id"].ne("")]
        return _works(_by_row(owed["id"], owed["share"], self.bench.works.ids), len(self.bench.works))


def _by_row(ids: object, values: object, every: np.ndarray) -> dict[int, float]:
    rows = {name: row for row, name in enumerate(every)}
    total: dict[int, float] = {}
    for name, value in zip(ids, values):  # type: ignore[call-overload]
        total[rows[name]] = total.get(rows[name], 0.0) + float(value)
    return total


def _works(shares: dict[int, float], n: int) -> Shares:
    out = np.zeros(n)
    out[list(shares)] = list(shares.values())
    return out


def _multiple(picture: np.ndarray) -> np.ndarray:
    """A picture at sides that the closed form takes."""
    from stylogeny.generation.canvas import scale_to_area

    return scale_to_area(picture, 128, 8)


def score(shares: Shares, truth: dict[int, float], artist: np.ndarray) -> tuple[float, float, float]:
    """Share on the true works, on their artists, and overlap with the true shares."""
    rows = list(truth)
    same = np.isin(artist, artist[rows])
    overlap = float(np.minimum(shares[rows], list(truth.values())).sum())
    return float(shares[rows].sum()), float(shares[same].sum()), overlap


def table(scored: dict[str, dict[str, list[tuple[float, float, float]]]], names: list[str]) -> str:
    """Kinds down, methods across: share on the true works / their artists / overlap."""
    lines = ["| pictures | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for kind, methods in scored.items():
        cells = [" / ".join(f"{v:.2f}" for v in np.mean(methods[name], axis=0)) for name in names]
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    drawn = [k for k in scored if k in DRAWN]
    if drawn:
        means = [np.mean([np.mean(scored[k][name], axis=0) for k in drawn], axis=0) for name in names]
        cells = [" / ".join(f"{v:.2f}" for v in m) for m in means]
        lines.append("| **all families** | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="a run that has been embedded")
    parser.add_argument("--works", type=int, default=1500, help="known works")
    parser.add_argument("--pictures", type=int, default=10, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=300, help="steps of the flow's training")
    parser.add_argument("--kinds", nargs="+", default=[*DRAWN, *COPIES, STRANGERS], metavar="KIND")
    parser.add_argument("--without-rivals", action="store_true")
    parser.add_argument("--out", type=Path, help="folder of the table and of a sheet of pictures")
    args = parser.parse_args()
    with quietly():
        bench = Bench.of(args.run, works=args.works, seed=args.seed)
    text = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        methods = Methods(bench, folder, seed=args.seed, rivals=not args.without_rivals)
        artist = bench.works.column("artist").astype(str)
        scored: dict[str, dict[str, list[tuple[float, float, float]]]] = {}
        kept: list[Case] = []
        own: list[float] = []
        found: dict[str, int] = {}
        seconds: list[float] = []
        moved: dict[str, list[float]] = {how: [] for how in SAVED}
        made = cases(bench, args.kinds, n=args.pictures, folder=folder, steps=args.steps, seed=args.seed)
        for case in progress(made, "pictures", total=args.pictures * len(args.kinds)):
            with quietly():
                begun = time.perf_counter()
                answer, shares = methods.all(case.picture)
                seconds.append(time.perf_counter() - begun)
                if case.kind == STRANGERS:
                    own.append(answer.innovation + answer.style)
                    continue
                for method, value in shares.items():
                    every = scored.setdefault(case.kind, {}).setdefault(method, [])
                    every.append(score(value, case.truth, artist))
                if case.kind in DRAWN:
                    for how in SAVED:
                        again = methods.ours(doctored(case.picture, how, np.random.default_rng(0)))
                        change = np.abs(methods.shares(again) - shares[OURS]).max()
                        moved[how].append(max(float(change), abs(again.innovation - answer.innovation)))
                else:
                    right = shares[OURS].argmax() in case.truth
                    found[case.kind] = found.get(case.kind, 0) + int(right)
                kept.append(case)
    names = [OURS, *(RIVALS if not args.without_rivals else ())]
    text.append(f"{len(bench.works)} known works, {args.pictures} pictures of each kind, seed {args.seed}\n")
    text.append(table(scored, names))
    if found:
        text.append("\ncopies whose heaviest work is a true one: " + ", ".join(f"{k} {v}" for k, v in found.items()))
    if own:
        text.append(f"strangers: innovation or style {np.mean(own):.3f}, least {min(own):.3f}")
    for how, far in moved.items():
        if far:
            text.append(
                f"{how}: the share that moves most moves by {np.mean(far):.3f} (median {np.median(far):.3f}, most "
                f"{max(far):.3f}); under .1 in {np.mean(np.array(far) < 0.1):.0%}"
            )
    text.append(f"seconds a picture, all methods: {np.mean(seconds):.1f}")
    print("\n".join(text), flush=True)
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
        (args.out / f"table-{args.seed}.md").write_text("\n".join(text) + "\n", encoding="utf-8")
        save_sheet(args.out / "pictures.png", sheet([_square(c.picture) for c in kept], args.pictures))


def _square(picture: np.ndarray) -> np.ndarray:
    from stylogeny.generation.canvas import crop_to

    return crop_to(picture, (96, 96))


if __name__ == "__main__":
    main()
