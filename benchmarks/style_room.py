"""How fast eight samples follow a slider of the studio: one by one as the room asks for them, beside `render -n 8`.

    python benchmarks/style_room.py demo/run

Both draw on one thread in one process that has the run open, as the studio's worker has. A mixture is moved six times;
the first move is left out. Prints a Markdown table: seconds by the clock, seconds of the processor (what an idle core
needs), and the ratio to drawing the eight at once.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from stylogeny.runs import on_threads
from stylogeny.studio.mixing.mix import Mix
from stylogeny.studio.mixing.painting import SAMPLES, generator_of, sample, style_of
from stylogeny.studio.state import Studio

MOVES = 6


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    wall, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - busy


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="a traced run with pictures")
    studio = Studio(parser.parse_args().run)
    styles = studio.works.table["style"].value_counts()
    one, other = [str(name) for name in styles.index if name][:2]
    singly: list[tuple[float, float]] = []
    at_once: list[tuple[float, float]] = []
    with on_threads(1):
        for move in range(MOVES):
            mix = Mix.of([one, other], [0.8, 0.5 - 0.15 * move])

            def one_by_one(mix: Mix = mix) -> None:
                for k in range(1, SAMPLES + 1):
                    sample(studio, mix, k)

            def in_a_batch(mix: Mix = mix) -> None:
                generator_of(studio).draw(style_of(studio, mix), n=SAMPLES, size=128, seed=0)

            singly.append(timed(one_by_one))
            at_once.append(timed(in_a_batch))
    print(f"{SAMPLES} samples at 128 px, {len(studio.works)} works, median (largest) of {MOVES - 1} moves\n")
    print("| | clock, s | processor, s | ratio |\n|---|---|---|---|")
    usual = statistics.median(busy for _, busy in at_once[1:])
    for name, times in (("one by one, with origins", singly[1:]), ("at once, `render -n 8`", at_once[1:])):
        wall, busy = ([t[k] for t in times] for k in (0, 1))
        middle = statistics.median(busy)
        print(
            f"| {name} | {statistics.median(wall):.2f} ({max(wall):.2f}) | {middle:.2f} ({max(busy):.2f}) "
            f"| {middle / usual:.2f} |"
        )


if __name__ == "__main__":
    main()
