"""The studio's map in a real browser: first view, frames, clicks, searches and memory at several sizes.

    python benchmarks/studio.py --sizes 2000 20000 200000        # ten minutes of two cores
    python benchmarks/studio.py --sizes 2000 --seconds 1

Works are generated: 40 styles, three parents each, pictures where there are at most `--pictures` of them. Each size is
a run folder and a studio of its own (`stylogeny studio`), seen by headless Chromium without a graphics card. The rival
is what a page does without thought: every point a rectangle of its own on the same canvas, redrawn for each frame, with
the same axis and the same thumbnails.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from PIL import Image
from scipy import sparse

from stylogeny.corpus.works import COLUMNS, Works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.provenance import Provenance
from stylogeny.runs import Run
from verification.common.tables import markdown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WINDOW = {"width": 1366, "height": 768}
DIFFERENT = 64  # picture files, shared by all works
MOVING = """async ([seconds, plain, way]) => {
  const map = historyMap, { camera, painter, history } = map;
  const naive = () => {
    const pen = painter.pen, text = c => `rgb(${c & 255},${c >> 8 & 255},${c >> 16})`;
    const css = map.cssColours ??= Array.from(map.colours, text);
    pen.setTransform(painter.scale, 0, 0, painter.scale, 0, 0);
    pen.fillStyle = map.theme.paper; pen.fillRect(0, 0, camera.width, camera.tall);
    painter.axis(camera, map.theme);
    for (let row = 0; row < history.n; row++) {
      pen.fillStyle = css[row];
      pen.fillRect(camera.px(history.x[row]) - 1, camera.py(history.down[row]) - 1, 2, 2);
    }
    painter.thumbnails({ camera, bright: null });
  };
  camera.centre(0.5, 0.5, 3);
  const all = { bright: null, related: null, ringed: [], moving: true };
  const scene = { camera, theme: map.theme, colours: map.colours, ...all };
  const draw = plain ? naive : () => painter.paint(scene);
  const next = () => new Promise(requestAnimationFrame);
  await next();
  const gaps = [], begun = performance.now();
  let last = await next(), k = 0;
  while (last - begun < 1000 * seconds) {
    const there = ++k % 240 < 120; // farther than a window, and back
    if (way === "pan") camera.pan(there ? 8 : -8, 0);
    else camera.zoomAt(camera.width / 2, camera.tall / 2, there ? 1.01 : 1 / 1.01);
    draw();
    const now = await next();
    gaps.push(now - last);
    last = now;
  }
  gaps.sort((a, b) => a - b);
  return { rate: 1000 * gaps.length / gaps.reduce((a, b) => a + b, 0), slow: gaps[Math.floor(0.95 * gaps.length)] };
}"""
ACTING = """async ([kind, tries]) => {
  const map = historyMap, times = [], next = () => new Promise(requestAnimationFrame);
  for (let k = 0; k < tries; k++) {
    const painted = map.root.dataset.painted, begun = performance.now();
    const row = map.history.order[Math.floor(k * map.history.n / 3 / tries)];
    if (kind === "click") map.change({ work: map.words.ids[row] });
    else map.change({ q: `work ${row}`, work: "" }, { entry: false });
    while (map.root.dataset.painted === painted) await next();
    times.push(performance.now() - begun);
    await next();
  }
  map.clear();
  times.sort((a, b) => a - b);
  return [times[Math.floor(times.length / 2)], times[times.length - 1]];
}"""


def generated(folder: Path, n: int, *, pictures: int, seed: int = 0) -> Path:
    """A traced run of n works, of which the first `pictures` have pictures."""
    rng = np.random.default_rng(seed)
    (folder / "pictures").mkdir(parents=True)
    for k in range(DIFFERENT):
        rough = rng.integers(0, 255, (6, 5 + k % 4, 3), dtype=np.uint8)
        Image.fromarray(rough).resize((320, 240)).save(folder / "pictures" / f"{k}.jpg")
    years = np.sort(1400 + 550 * rng.beta(3, 1.2, n)) + np.arange(n) * 1e-6
    kind = rng.integers(0, 40, n)
    vectors = 2 * rng.normal(size=(40, 32))[kind] + rng.normal(size=(n, 32))
    table = pd.DataFrame({name: "" for name in COLUMNS}, index=range(n)).assign(
        id=[f"w{k}" for k in range(n)],
        title=[f"Work {k} of a painter" for k in range(n)],
        artist=[f"Artist {k}" for k in rng.integers(0, max(n // 15, 1), n)],
        style=[f"Style {k}" for k in kind],
        earliest=np.floor(years),
        latest=np.floor(years) + 1,
        picture=[f"pictures/{k % DIFFERENT}.jpg" if k < pictures else "" for k in rng.permutation(n)],
        status="dated",
        group=np.arange(n),
    )
    child = np.repeat(np.arange(1, n), 3)
    parent = np.maximum(child - 1 - rng.geometric(min(30 / n, 0.5), len(child)), 0)
    parents = sparse.csr_array((np.full(len(child), 0.25), (child, parent)), shape=(n, n))
    space = Embedding(Works(table, folder), vectors.astype(np.float32), np.eye(32)[0])
    graph = InfluenceGraph(space, parents, 1 - np.asarray(parents.sum(axis=1)).ravel(), years)
    run = Run(folder / "run", create=True)
    graph.works.save(run.path / "works.parquet")
    space.save(run)
    graph.save(run)
    run.record("trace", {"state": "done", "digest": "", "provenance": Provenance().document(), "outputs": {}})
    return run.path


@contextmanager
def studio(run: Path) -> Iterator[str]:
    """The address of a studio that shows a run."""
    command = [sys.executable, "-m", "stylogeny", "studio", str(run), "--read-only", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().rpartition(" ")[2].strip()
        finally:
            process.terminate()


def first_view(browser: Browser, address: str, *, thumbnails: bool) -> tuple[float, float, float]:
    """Of a run that was never opened: seconds until the map is seen, has its places, and has its thumbnails.

    The browser is there as soon as the studio says its address; what the studio does from then on is counted.
    """
    begun = time.perf_counter()
    page = browser.new_context(viewport=WINDOW).new_page()  # type: ignore[arg-type]
    page.goto(address)
    page.wait_for_selector("#history-map[data-painted]", timeout=120_000)
    seen = time.perf_counter() - begun
    page.context.close()

    def state() -> dict[str, Any]:
        return dict(json.load(urllib.request.urlopen(f"{address}map/atlas.json", timeout=600)))

    while not state()["settled"]:
        time.sleep(0.1)
    settled = time.perf_counter() - begun
    while thumbnails and not state()["done"]:
        time.sleep(0.5)
    return seen, settled, time.perf_counter() - begun


def opened(browser: Browser, address: str) -> Page:
    """The map in a window without a past."""
    page = browser.new_context(viewport=WINDOW).new_page()  # type: ignore[arg-type]
    page.goto(address)
    page.wait_for_selector("#history-map[data-ready]", timeout=120_000)
    page.wait_for_timeout(2500)  # the sheets in view are here
    return page


def memory(page: Page) -> float:
    """Megabytes of the page's process."""
    page.evaluate("document.title = 'measured'")
    sizes = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and b"--type=renderer" in (entry / "cmdline").read_bytes():
                sizes.append(int((entry / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
        except OSError:
            continue
    return max(sizes, default=0) / 1e6


def measured(browser: Browser, folder: Path, n: int, *, pictures: int, seconds: float, tries: int) -> dict[str, object]:
    """One line of the table."""
    run = generated(folder, n, pictures=min(n, pictures))
    with studio(run) as address:
        first, laid_out, pictured = first_view(browser, address, thumbnails=pictures > 0)
        views = []
        for _ in range(3):
            page = opened(browser, address)
            views.append(page.evaluate("historyMap.timings.painted"))
            if len(views) < 3:
                page.context.close()
        kept = sum(file.stat().st_size for file in (run / "studio").rglob("*") if file.is_file()) / 1e6
        used = memory(page)
        own, plain = (page.evaluate(MOVING, [seconds, naive, "pan"]) for naive in (False, True))
        zoom = page.evaluate(MOVING, [seconds, False, "zoom"])
        click = page.evaluate(ACTING, ["click", tries])
        search = page.evaluate(ACTING, ["search", tries])
        page.context.close()
    return {
        "works": f"{n:,}",
        "first view ever, s": f"{first:.2f}",
        "in place, s": f"{laid_out:.1f}",
        "thumbnails, s": f"{pictured:.0f}" if pictures else "none",
        "kept, MB": f"{kept:.0f}",
        "first view later, s": f"{np.median(views) / 1000:.2f}",
        "panning, frames/s": f"{own['rate']:.0f}",
        "95 % within, ms": f"{own['slow']:.0f}",
        "plain, frames/s": f"{plain['rate']:.0f}",
        "ratio": f"{own['rate'] / plain['rate']:.1f}",
        "zooming, frames/s": f"{zoom['rate']:.0f}",
        "click, ms": f"{click[0]:.0f} (at most {click[1]:.0f})",
        "search, ms": f"{search[0]:.0f} (at most {search[1]:.0f})",
        "page, MB": f"{used:.0f}",
    }


def main() -> None:
    """Measure and print the table."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2000, 20_000, 200_000])
    parser.add_argument(
        "--pictures", type=int, default=20_000, help="works that have pictures, where there are no more"
    )
    parser.add_argument("--seconds", type=float, default=4.0, help="of panning, and of zooming")
    parser.add_argument("--tries", type=int, default=15, help="clicks and searches")
    args = parser.parse_args()
    lines = []
    with sync_playwright() as playwright:
        where = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=where, args=["--no-sandbox", "--disable-gpu"])
        for n in args.sizes:
            with tempfile.TemporaryDirectory() as folder:
                pictures = args.pictures if n <= args.pictures else 0
                lines.append(
                    measured(
                        browser, Path(folder) / "corpus", n, pictures=pictures, seconds=args.seconds, tries=args.tries
                    )
                )
                print(json.dumps(lines[-1]), file=sys.stderr, flush=True)
        browser.close()
    print(markdown(pd.DataFrame(lines)))


if __name__ == "__main__":
    main()
