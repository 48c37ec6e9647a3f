"""What is most like a work, an artist or a style, by distance in the space; for new pictures see `stylogeny place`.

Writes a page with the pictures to RUN/questions/.
"""

from __future__ import annotations

import argparse

from . import at_least, emit, kind_arguments, kind_of

DRAWS = False
EXAMPLE = 'stylogeny similar "Impression, Sunrise" run'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("name", metavar="NAME", help="a work, an artist (a surname is enough) or a style")
    parser.add_argument("run", metavar="RUN", help="a run folder that has an embedding")
    kind_arguments(parser, "NAME")
    parser.add_argument("-n", type=at_least(1), default=12, metavar="N", help="list at most N (default 12)")


def run(args: argparse.Namespace) -> None:
    """Find, write the page, list."""
    from ..corpus.works import Works
    from ..display.text import columns
    from ..embedding.space import Embedding
    from ..questions.similar import similar
    from ..report.questions.others import similar_page
    from ..report.questions.page import folder_of
    from ..runs import Run

    folder = Run(args.run)
    works = Works.read(folder.file("works.parquet", needs="load"))
    space = Embedding.read(folder.file("embedding.safetensors", needs="embed"), works)
    kind = kind_of(args)
    found = similar(space, args.name, kind=kind, n=args.n)
    page = similar_page(found, folder_of(folder))
    rows = found.table.to_dict("records")
    lines = columns([(f"{r['distance']:.2f}", r["name"], r["artist"], r["date"]) for r in rows], right=(0,))
    value = {"about": found.about.name, "kind": found.about.kind, "similar": rows, "page": str(page)}
    title = f"Most like {found.about.name}, with distances in the space"
    emit(args, value, "\n".join([title, *(f"  {line}" for line in lines), f"  {page}"]))
