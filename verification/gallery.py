"""Real works beside generated ones, per family and per minute of training: ``python verification/gallery.py RUN``.

RUN is a run folder that has been embedded (``stylogeny run CORPUS --out RUN``). The denoiser is trained from nothing,
and kept whenever one of ``--minutes`` has passed, in RUN/denoiser; the same command resumes from the last one kept.
Writes OUT/gallery.md and a picture per artist in OUT/gallery.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from pathlib import Path

import numpy as np
from PIL import Image

from stylogeny.artifacts import replacing, write_text
from stylogeny.corpus.pictures import read
from stylogeny.generation.autoencoder import load
from stylogeny.generation.canvas import scale_to_area
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.contact_sheet import sheet
from stylogeny.generation.learned.config import default_config
from stylogeny.generation.learned.data import prepare
from stylogeny.generation.learned.generator import LearnedGenerator
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.generation.styles import Corpus
from stylogeny.progress import progress
from stylogeny.runs import Run
from stylogeny.streams import stream
from stylogeny.text.numerals import listed

INTRO = """# Gallery

For each artist, from above: works of theirs; the closed form, made from those works with nothing trained; a learned
family, trained for longer and longer; and the last of these before it was painted.

- **The closed form** lays bent and mirrored crops of a few works over one another in one palette, and then their
  patches by the exact posterior of a noisy picture. Objects keep their shape where one work gave them whole; figures
  that cross a border are chimeras, and a crop of a work can be recognised. `stylogeny render --origins` says from what.
- **The learned family** was trained on all {works} works at once, conditioned on nothing but each one's point in the
  space. It draws compositions as through a blur (the last row), which are no one's; each is given the colours of one
  work of the artist, works that look alike through the same blur lend what lies beneath, and `--origins` says whose it
  was. Shown are {steps} steps, which took {spent} minutes of one processor core. What it loses: where the blur says
  little there is mist, and things stand where the blur had room for them.

This page is built by a command; the repository's copy shows a painted world, so that no one's art is redistributed. For
your own corpus, locally:

    stylogeny run CORPUS --out RUN
    python verification/gallery.py RUN --minutes 1 4 15 --out local

This copy is

    stylogeny world paint --regime all --works 600 --seed 1 --out world
    stylogeny run world --out RUN
    python verification/gallery.py RUN {stops} -n {n}
"""


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="a run folder that has been embedded")
    parser.add_argument("--minutes", type=float, nargs="+", default=[1, 4, 15], help="when the trained family draws")
    parser.add_argument(
        "--steps", type=int, nargs="+", help="the same by steps of training, which no busy machine changes"
    )
    parser.add_argument("--out", type=Path, default=Path("docs"))
    parser.add_argument("--artist", action="append", help="repeat for several (default: the six with most works)")
    parser.add_argument("-n", type=int, default=6, help="pictures per row")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def trained(
    corpus: Corpus, run: Path, args: argparse.Namespace
) -> tuple[list[LearnedGenerator], list[dict[str, float]]]:
    """The family at each stop, and the steps and processor minutes spent by then; each stop's checkpoint is kept."""
    folder = run / "denoiser"
    told = folder / "gallery.json"
    closed = ClosedFormGenerator.of(corpus, load())
    data, trainer = None, None
    spent = json.loads(told.read_text()) if told.exists() else {}
    stops = [{"steps": s} for s in sorted(args.steps)] if args.steps else [{"minutes": m} for m in sorted(args.minutes)]
    names = ["-".join(f"{k}-{v:g}" for k, v in stop.items()) for stop in stops]
    generators, last = [], 0.0
    for name, stop in zip(names, stops):
        kept = folder / f"gallery-{name}.safetensors"
        if not kept.exists() or name not in spent:
            data = data or prepare(corpus, closed.weights, closed.autoencoder, seed=args.seed)
            trainer = trainer or Trainer.start(data, default_config(args.seed))
            began = time.process_time()
            trainer = trainer.train(data, checkpoint=kept, **stop)
            spent[name] = {"steps": trainer.step, "minutes": last + (time.process_time() - began) / 60}
            write_text(told, json.dumps(spent))
        trainer, last = Trainer.read(kept), spent[name]["minutes"]
        generators.append(LearnedGenerator(closed, trainer))
    return generators, [spent[name] for name in names]


def save(path: Path, png: bytes) -> None:
    """As WebP: a tenth of the bytes."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(png)).save(buffer, format="WEBP", quality=78, method=6)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        part.write_bytes(buffer.getvalue())


def main() -> None:
    """Train, draw, write."""
    args = arguments()
    corpus = Corpus.open(Run(args.run))
    works = corpus.works
    counts = works.table.loc[works.pictured, "artist"].value_counts()
    artists = args.artist or [str(a) for a, c in counts.items() if a and c >= 4][:6]
    flows, spent = trained(corpus, args.run, args)
    asked = (
        "--steps " + " ".join(map(str, args.steps))
        if args.steps
        else "--minutes " + " ".join(f"{m:g}" for m in args.minutes)
    )
    text = [
        INTRO.format(
            stops=asked,
            works=int(works.pictured.sum()),
            n=args.n,
            spent=listed([f"{s['minutes']:.1f}" for s in spent]),
            steps=listed([f"{s['steps']:,.0f}" for s in spent]),
        )
    ]
    closed = flows[0].closed
    for number, artist in enumerate(progress(artists, "drawing", unit="artist"), 1):
        rows = np.flatnonzero((works.column("artist") == artist) & works.pictured)
        shown = stream(args.seed, "gallery", artist).permutation(rows)[: args.n]
        real = [scale_to_area(read(works.picture(int(r))), args.size, 1) for r in shown]
        drawn = closed.draw(artist, n=args.n, size=args.size, seed=args.seed)
        pictures, captions = [*real, *drawn.pictures], ["works"] + [""] * (len(real) - 1) + ["closed form"]
        captions += [""] * (args.n - 1)
        for stop, flow in zip(spent, flows):
            pictures += list(flow.draw(artist, n=args.n, size=args.size, seed=args.seed).pictures)
            captions += [f"flow, {stop['minutes']:.1f} min", f"{stop['steps']:.0f} steps"] + [""] * (args.n - 2)
        pictures += list(flows[-1].draw(artist, n=args.n, size=args.size, seed=args.seed, paint=False).pictures)
        captions += ["the last unpainted"] + [""] * (args.n - 1)
        name = f"gallery/{number}.webp"
        save(args.out / name, sheet(pictures, args.n, captions=captions, gap=4))
        text.append(f"\n## {artist}\n\n![{artist}: real works above, generated below]({name})\n\n")
        text.append(f"{len(real)} of {len(rows)} works.\n")
    write_text(args.out / "gallery.md", "".join(text))
    print(f"{len(artists)} artists in {args.out / 'gallery.md'}")


if __name__ == "__main__":
    main()
