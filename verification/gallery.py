"""Real works beside generated ones, per family and per minute of training: ``python verification/gallery.py RUN``.

RUN is a run folder that has been embedded (``stylogeny run CORPUS --out RUN``). The denoiser is trained from nothing, and
drawn with whenever one of ``--minutes`` has passed; its checkpoint is RUN/denoiser/gallery.safetensors, and the same command
goes on from there where it was stopped. Writes OUT/gallery.md and a picture an artist in OUT/gallery.
"""

from __future__ import annotations

import argparse
import io
import json
import os
from pathlib import Path

import numpy as np
from PIL import Image

from stylogeny.corpus.pictures import read
from stylogeny.generation import fit
from stylogeny.generation.autoencoder import load
from stylogeny.generation.data import prepare
from stylogeny.generation.library import fitted
from stylogeny.generation.sheets import sheet
from stylogeny.generation.styles import Corpus
from stylogeny.generation.trained import Trained
from stylogeny.generation.training import Plan, Trainer
from stylogeny.progress import progress
from stylogeny.runs import Run, replacing, write_text
from stylogeny.streams import stream

INTRO = """# Gallery

For each artist, from above: works of theirs; the closed form, made from those works with nothing trained; and the trained
family after {minutes} minutes. Look for what changes as training goes on: first the palette, then how edges and
strokes run, and only then, in part, where things stand.

- **The closed form** lays the works' own patches over one another by the exact posterior of a noisy picture. It collages:
  objects keep their shape where one work gave them whole, and swim where several did. It copies, too;
  `stylogeny render --origins` says from what.
- **The trained family** copies nothing and knows less. It was trained on all {works} works at once, told of each only its
  point in the space; {pace}. Before its first step it already draws clouds with the contrast and the colours of
  the corpus, since that much of it is known in closed form.

This page is built by a command; the repository's copy shows a painted world, so that no one's art is redistributed. For your
own corpus, locally:

    stylogeny run CORPUS --out RUN
    python verification/gallery.py RUN --minutes {stops} --out local

This copy is `stylogeny world paint --regime all --works 600 --seed 1 --out world`, then the same two commands on `world`.
"""


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="a run folder that has been embedded")
    parser.add_argument("--minutes", type=float, nargs="+", default=[1, 4, 15], help="when the trained family draws")
    parser.add_argument("--out", type=Path, default=Path("docs"))
    parser.add_argument("--artist", action="append", help="repeat for several (default: the six with most works)")
    parser.add_argument("-n", type=int, default=6, help="pictures a row")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def trained_rows(
    corpus: Corpus, run: Path, artists: list[str], args: argparse.Namespace
) -> tuple[list[dict[str, np.ndarray]], list[int]]:
    """Pictures of each artist at each of the minutes, and the steps made by then; kept on disk as they are made."""
    folder = run / "denoiser"
    checkpoint, told = folder / "gallery.safetensors", folder / "gallery.json"
    autoencoder = load()
    plan = Plan(seed=args.seed)
    data = prepare(corpus, np.ones(len(corpus.works)), autoencoder, seed=args.seed)
    trainer = Trainer.read(checkpoint) if checkpoint.exists() else Trainer.start(data, plan)
    steps = json.loads(told.read_text()) if told.exists() else {}
    drawn = []
    for minutes in sorted(args.minutes):
        kept = folder / f"gallery-{minutes:g}.npz"
        if not kept.exists():
            trainer = trainer.train(data, minutes=minutes, checkpoint=checkpoint)
            generator = Trained(corpus, trainer, autoencoder)
            made = {a: generator.generate(a, n=args.n, size=args.size, seed=args.seed) for a in artists}
            with replacing(kept) as part, part.open("wb") as file:
                np.savez_compressed(file, **made)  # type: ignore[arg-type]
            steps[f"{minutes:g}"] = trainer.step
            write_text(told, json.dumps(steps))
        with np.load(kept) as file:
            drawn.append({a: file[a] for a in artists})
    return drawn, [int(steps[f"{m:g}"]) for m in sorted(args.minutes)]


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
    flows, steps = trained_rows(corpus, args.run, artists, args)
    stops = [f"{m:g}" for m in sorted(args.minutes)]
    closed = fit(corpus)
    text = [
        INTRO.format(
            minutes=", ".join(stops[:-1]) + f" and {stops[-1]}" if len(stops) > 1 else stops[0],
            stops=" ".join(stops),
            works=int(works.pictured.sum()),
            pace=f"here on {os.environ.get('OMP_NUM_THREADS', 'all')} thread(s) of a shared processor, which is "
            + ", ".join(f"{s} steps by minute {m}" for m, s in zip(stops, steps)),
        )
    ]
    for number, artist in enumerate(progress(artists, "drawing", unit="artist"), 1):
        rows = np.flatnonzero((works.column("artist") == artist) & works.pictured)
        shown = stream(args.seed, "gallery", artist).permutation(rows)[: args.n]
        real = [fitted(read(works.picture(int(r))), args.size, 1) for r in shown]
        drawn = closed.draw(artist, n=args.n, size=args.size, seed=args.seed)
        pictures, captions = [*real, *drawn.pictures], ["works"] + [""] * (len(real) - 1) + ["closed form"]
        captions += [""] * (args.n - 1)
        for minutes, count, made in zip(stops, steps, flows):
            pictures += list(made[artist])
            captions += [f"flow, {minutes} min", f"{count} steps"] + [""] * (args.n - 2)
        name = f"gallery/{number}.webp"
        save(args.out / name, sheet(pictures, args.n, captions=captions, gap=4))
        text.append(f"\n## {artist}\n\n![{artist}: real works above, generated below]({name})\n\n")
        text.append(f"{len(real)} of {len(rows)} works.\n")
    write_text(args.out / "gallery.md", "".join(text))
    print(f"{len(artists)} artists in {args.out / 'gallery.md'}")


if __name__ == "__main__":
    main()
