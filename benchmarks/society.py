"""Speed and memory of a society, beside the same rules agent by agent in Mesa 3.

    python benchmarks/society.py --artists 10000 --years 100

The past is a painted world seen as genomes (made in memory). Prints seconds (wall and processor), peak memory, and
microseconds an artist and year beside Mesa's, run small (its cost grows in proportion). The Mesa model keeps the
rules of looking, choosing, blending, stepping, showing and adopting; lives and critics' learning are left out, which
favours it.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

import stylogeny as sg
from stylogeny.progress import quietly
from stylogeny.society.engine import step
from stylogeny.society.initial import begin
from stylogeny.society.public.fandom import Fandom
from stylogeny.society.setting import Setting
from stylogeny.world.history import World
from stylogeny.world.observe import observe


def mesa_society(setting: Setting, artists: int, seed: int) -> Any:
    """The same rules as a Mesa model."""
    import mesa

    parameters, centre, scale = setting.parameters, setting.centre, setting.scale
    d = len(centre)

    class Artist(mesa.Agent):
        def __init__(self, model: Any) -> None:
            super().__init__(model)
            self.taste = self.random_normal(setting.traits.shape[1])
            self.place = centre + 0.5 * scale * self.random_normal(d)
            self.last, self.best, self.fame = self.place, self.place, 0.0
            self.ambition = self.random.random()

        def random_normal(self, k: int) -> np.ndarray:
            return np.array([self.random.gauss(0, 1) for _ in range(k)])

        def step(self) -> None:
            if self.random.random() > parameters.output:
                return
            peers = [self, *self.random.sample(self.model.people, 5)]
            seen = [p.last for p in peers] + [self.best]
            fame = [p.fame for p in peers] + [self.fame]
            ties = [parameters.own, parameters.teacher, *[parameters.circle] * 4, parameters.own]
            score = []
            for work, worth, tie in zip(seen, fame, ties):
                unit = (work - centre) / scale
                far = np.square((work - self.place) / scale).mean()
                gumbel = -np.log(-np.log(self.random.random()))
                like = self.taste @ (setting.traits.T @ unit) / np.sqrt(len(self.taste))
                score.append(
                    tie
                    + parameters.fame * np.log1p(worth)
                    + parameters.taste * like
                    - parameters.likeness * far
                    + gumbel
                )
            top = np.argsort(score)[::-1][:3]
            base = sum(w * seen[k] for w, k in zip((0.5, 0.3, 0.2), top))
            base = centre + parameters.keep * (base - centre)
            reach = parameters.step * (1 + parameters.exploring * self.ambition)
            style = base + reach * (setting.step_root @ self.random_normal(d))
            if self.random.random() < parameters.shown:
                self.last = style
                self.place = self.place + 0.3 * (style - self.place)
                self.model.shown.append([style, 0.0, 0, self])

    class Society(mesa.Model):
        def __init__(self) -> None:
            super().__init__(seed=seed)
            self.people = [Artist(self) for _ in range(artists)]
            self.shown: list[list[Any]] = []

        def step(self) -> None:
            self.agents.shuffle_do("step")
            self.shown = [w for w in self.shown if w[2] < 6]
            attention = parameters.attention * artists / len(setting.public_tastes)
            for public in setting.public_tastes:
                pull = []
                for style, fame, age, _ in self.shown:
                    liking = public @ (setting.traits.T @ ((style - centre) / scale)) / np.sqrt(len(public))
                    gumbel = -np.log(-np.log(self.random.random()))
                    pull.append(liking + gumbel + parameters.imitation * np.log1p(fame) - age / parameters.patience)
                share = np.exp(np.array(pull) - max(pull))
                for work, won in zip(self.shown, attention * share / share.sum()):
                    work[1] += won
            for work in self.shown:
                work[2] += 1
                if work[1] > work[3].fame:
                    work[3].fame, work[3].best = work[1], work[0]

    return Society()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--artists", type=int, default=10_000)
    parser.add_argument("--years", type=int, default=100)
    parser.add_argument(
        "--many", type=int, default=100_000, help="artists of the memory run (five years); 0 leaves it out"
    )
    parser.add_argument("--mesa", type=int, default=200, help="artists of the Mesa run (ten years); 0 leaves it out")
    parser.add_argument("--fans", type=int, default=1000, help="fans of the run with a public; 0 leaves it out")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with quietly():
        graph = sg.trace(observe(World.make("neutral", works=400, seed=1), noise=0.2))
    print("| society | wall, s | processor, s | us per artist and year | peak GiB |\n|---|---|---|---|---|")
    cost = {}

    def report(name: str, artists: int, years: int, run: Callable[[], object]) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        cost[name] = cpu / artists / years
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(
            f"| {name}, {artists:,} x {years} | {wall:.1f} | {cpu:.1f} | {1e6 * cost[name]:.1f} | {peak:.2f} |",
            flush=True,
        )

    def ours(artists: int, years: int, fandom: Fandom | None = None) -> Callable[[], None]:
        state, setting = begin(graph, artists=artists, seed=args.seed)
        setting = replace(setting, fandom=fandom)

        def run() -> None:
            now = state
            for _ in range(years):
                now = step(now, setting)

        return run

    report("ours", args.artists, args.years, ours(args.artists, args.years))
    if args.fans:
        report("without fans", 200, 30, ours(200, 30))
        report(f"with {args.fans:,} fans", 200, 30, ours(200, 30, Fandom(args.fans)))
    if args.many:
        report("ours, many", args.many, 5, ours(args.many, 5))
    if args.mesa:
        model = mesa_society(begin(graph, artists=args.mesa, seed=args.seed)[1], args.mesa, args.seed)
        report("Mesa", args.mesa, 10, lambda: [model.step() for _ in range(10)])
        less = cost["Mesa"] / cost["ours"]
        print(f"\nAn artist's year costs {1 / less:.4f} of Mesa's ({less:.0f} times less).")


if __name__ == "__main__":
    main()
