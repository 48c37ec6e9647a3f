"""Real works beside generated ones, for some artists of a corpus: ``python verification/gallery.py CORPUS --out docs``.

Writes OUT/gallery.md and OUT/gallery/*.png. With ``--run RUN``, a run folder on which `stylogeny train` was run, the trained
family is shown too, with the minutes it was given.
"""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

import numpy as np

import stylogeny as sg
from stylogeny.corpus.pictures import read
from stylogeny.generation import fit
from stylogeny.generation.library import fitted
from stylogeny.generation.sheets import save_sheet, sheet
from stylogeny.generation.styles import Corpus
from stylogeny.generation.trained import CHECKPOINT, Trained
from stylogeny.runs import Run, write_text
from stylogeny.streams import stream

INTRO = """# Gallery

Each picture below the line of real works was made from them by the closed form, with nothing trained: the works' own
patches, chosen by the exact posterior of a noisy picture, laid over one another. It collages: objects keep their shape
where one work gave them whole, and swim where several did. It copies, too; `stylogeny render --origins` says from what.

This page is built by a command; the repository's copy shows a painted world, so that no one's art is redistributed.

    {command}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="a corpus folder")
    parser.add_argument("--run", type=Path, help="a run folder with a trained denoiser")
    parser.add_argument("--out", type=Path, default=Path("docs"))
    parser.add_argument("--artist", action="append", help="repeat for several (default: the six with most works)")
    parser.add_argument("-n", type=int, default=6, help="pictures a row")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    corpus = Corpus.open(Run(args.run)) if args.run else Corpus.of(sg.load(args.corpus))
    works = corpus.works
    counts = works.table.loc[works.pictured, "artist"].value_counts()
    artists = args.artist or [str(a) for a, c in counts.items() if a and c >= 4][:6]
    closed = fit(corpus)
    trained = (
        Trained.read(corpus, args.run / CHECKPOINT, closed.autoencoder)
        if args.run and (args.run / CHECKPOINT).exists()
        else None
    )
    command = f"python verification/gallery.py {shlex.quote(args.corpus.name)} --seed {args.seed} --size {args.size}"
    text = [INTRO.format(command=command)]
    for number, artist in enumerate(artists, 1):
        rows = np.flatnonzero((works.column("artist") == artist) & works.pictured)
        shown = stream(args.seed, "gallery", artist).permutation(rows)[: args.n]
        real = [fitted(read(works.picture(int(r))), args.size, 1) for r in shown]
        drawn = closed.draw(artist, n=args.n, size=args.size, seed=args.seed)
        pictures = [*real, *drawn.pictures]
        captions = [""] * len(real) + [f"from {len(drawn.works(i))} works" for i in range(args.n)]
        if trained is not None:
            pictures += list(trained.generate(artist, n=args.n, size=args.size, seed=args.seed))
            captions += [f"flow, {trained.trainer.seconds / 60:.0f} minutes"] + [""] * (args.n - 1)
        name = f"gallery/{number}.png"
        save_sheet(args.out / name, sheet(pictures, args.n, captions=captions))
        rest = "; then the flow family" if trained is not None else ""
        text.append(
            f"\n## {artist}\n\n![{artist}: real works above, generated below]({name})\n\n"
            f"Above: {len(real)} of {len(rows)} works. Below: the closed form{rest}.\n"
        )
    write_text(args.out / "gallery.md", "".join(text))
    print(f"{len(artists)} artists in {args.out / 'gallery.md'}")


if __name__ == "__main__":
    main()
