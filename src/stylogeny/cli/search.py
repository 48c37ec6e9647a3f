"""Find works of a run by words, in pictures as well as in metadata.

Listed with each is how far it answers better than the works of the run do on the whole, in standard deviations; with
--by words the share of the text that its metadata says.

A small text tower is trained on the run's own titles, artists, styles, genres, media and years the first time
(text_tower.safetensors); nothing is downloaded.
"""

from __future__ import annotations

import argparse
import sys

from . import at_least, emit

EXAMPLE = 'stylogeny search "snow" run'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("text", metavar="TEXT", help="what to look for")
    parser.add_argument("run", metavar="RUN", help="a run folder that has an embedding")
    parser.add_argument("-n", type=at_least(1), default=10, metavar="N", help="list at most N works (default 10)")
    parser.add_argument(
        "--by",
        choices=("both", "pictures", "words"),
        default="both",
        help="search the pictures alone, the metadata (words) alone, or both (default)",
    )


def run(args: argparse.Namespace) -> None:
    """Search and list."""
    from ..runs import Run
    from ..style.prompts.library import FILE, Library

    if not (Run(args.run).path / FILE).exists():
        print("stylogeny search: learning the corpus's words, once (about a minute)", file=sys.stderr, flush=True)
    library = Library.open(args.run, seed=args.seed)
    works = library.space.works
    hits = []
    for row, score in library.search(args.text, n=args.n, by=args.by):
        entry = {name: str(works.column(name)[row]) for name in ("id", "title", "artist", "date_text")}
        hits.append({**entry, "score": round(score, 4), "picture": str(works.picture(row))})
    unit = "{:6.0%}" if args.by == "words" else "{:+6.1f} sd"
    lines = [
        f"{unit.format(h['score'])}  {h['title'] or h['id']}"
        + "".join(f", {h[k]}" for k in ("artist", "date_text") if h[k])
        for h in hits
    ]
    emit(args, hits, "\n".join(lines))
