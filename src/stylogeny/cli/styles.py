"""Name styles that no catalogue has, and list them: clusters, gaps, movements and works of futures.

Their names are then known wherever a style is meant: in `render`, `steer`, `export`, and in mixtures such as
"Impressionism - 0.5*NAME". They are kept in RUN/styles.safetensors. Names come from their pictures, by the built-in
grammar or, with --writer, by a model that is shown them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from . import at_least, counted, emit, new_file
from .talk import fallback_note, writer_arguments, writer_of

if TYPE_CHECKING:
    from ..generation.named_styles import NamedStyles
    from ..generation.styles import Corpus

EXAMPLE = "stylogeny styles run --clusters 8 --gaps 6 -o gaps.png"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has an embedding")
    parser.add_argument("--clusters", type=at_least(1, 1000), metavar="N", help="name N clusters of the works")
    parser.add_argument("--gaps", type=at_least(1, 200), metavar="N", help="name N places where no work is")
    parser.add_argument(
        "--future", action="append", default=[], metavar="NAME",
        help="take up the movements or the works of this future; repeat for several",
    )  # fmt: skip
    parser.add_argument("--rename", nargs=2, metavar=("OLD", "NEW"), help="give a named style another name")
    parser.add_argument("--forget", nargs="+", default=[], metavar="NAME", help="forget named styles")
    parser.add_argument(
        "-o", "--out", type=new_file, metavar="FILE", help="write a sheet with a picture of every named style"
    )
    parser.add_argument("--size", type=int, default=128, metavar="S", help="longest side of its pictures (default 128)")
    writer_arguments(parser)


def run(args: argparse.Namespace) -> None:
    """Name what is asked for, keep it, list all."""
    from ..errors import StylogenyError
    from ..generation.canvas import canvas_size
    from ..generation.styles import Corpus
    from ..questions.named_styles import StyleNamer
    from ..runs import Run

    canvas_size(args.size, 8)
    if args.out and Path(args.out).suffix.lower() != ".png":
        raise StylogenyError("a sheet is written as .png", got=args.out, fix="name a .png file")
    folder = Run(args.run)
    folder.file("embedding.safetensors", needs="embed")
    corpus = Corpus.open(folder)
    writer = writer_of(args, folder.path)
    namer = StyleNamer(corpus, writer, args.seed)
    named = corpus.named
    if args.forget:
        named = named.without(args.forget)
    if args.rename:
        named = named.renamed(*args.rename)
    if args.clusters:
        named = named.with_styles(namer.clusters(args.clusters))
    if args.gaps:
        named = named.with_styles(namer.gaps(args.gaps))
    for future in args.future:
        named = named.with_styles(namer.of_future(folder.path / "futures" / future))
    if named is not corpus.named:
        named.save(folder)
    lines = [
        f"  {s.name}: {s.kind}{'' if s.year != s.year else f', about {s.year:.0f}'}{', ' if s.words else ''}{s.words}"
        for s in named.styles
    ]
    labels = [label for label in dict.fromkeys(map(str, corpus.works.column("style"))) if label]
    head = f"{counted(len(named), 'named style')}; the table itself has {counted(len(labels), 'style')}"
    value = {"named": [style.document() for style in named.styles], "styles": labels}
    if args.out and len(named):
        _sheet(args, corpus, named)
        value["sheet"] = str(args.out)
        lines.append(f"  {args.out}")
    if writer.failures:
        lines.append(fallback_note(writer))
    emit(args, value, "\n".join([head, *lines]))


def _sheet(args: argparse.Namespace, corpus: Corpus, named: NamedStyles) -> None:
    """A picture of every named style, with its name beneath."""
    from dataclasses import replace

    from ..generation.contact_sheet import save_sheet, sheet
    from ..generation.fit import fit
    from ..generation.styles import resolve

    corpus = replace(corpus, named=named)
    pictures = fit(corpus).generate([resolve(name, corpus) for name in named.names], size=args.size, seed=args.seed)
    captions = [s.name if s.year != s.year else f"{s.name}, {s.year:.0f}" for s in named.styles]
    save_sheet(args.out, sheet(list(pictures), 4, captions=captions))
