"""Pictures of a style, on one sheet.

STYLE is a work, artist, style or movement of the run, a style file (.npy or .safetensors), or a mixture such as
"0.6*Paul Gauguin+0.4*Impressionism".
"""

from __future__ import annotations

import argparse

from . import emit

EXAMPLE = 'stylogeny render "0.6*Paul Gauguin+0.4*Impressionism" run -n 8 --size 128 --seed 4 -o sheet.png'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("style", metavar="STYLE", help="what to render")
    parser.add_argument("run", metavar="RUN", help="a run folder; embedded or traced, it knows more kinds of style")
    parser.add_argument("-n", type=int, default=4, metavar="N", help="how many pictures (default 4)")
    parser.add_argument(
        "--size", default="128", metavar="S", help="side in pixels, or HEIGHTxWIDTH; multiples of 8 (default 128)"
    )
    parser.add_argument("-o", "--out", default="sheet.png", metavar="FILE", help="the sheet (default sheet.png)")
    parser.add_argument("--columns", type=int, default=4, metavar="K", help="pictures a row (default 4)")
    parser.add_argument("--content", metavar="PICTURE", help="a picture whose layout is kept")
    parser.add_argument("--origins", action="store_true", help="also name the works each picture drew on")
    parser.add_argument(
        "--autoencoder", metavar="NAME", help="id or path of a diffusers autoencoder, for the built-in one"
    )
    parser.add_argument(
        "--family", default="closed-form", metavar="FAMILY",
        help="closed-form (default), or flow: the network that `stylogeny train` trained",
    )  # fmt: skip


def run(args: argparse.Namespace) -> None:
    """Render, save, print."""
    from ..errors import StylogenyError
    from ..generation import fit
    from ..generation.sheets import save_sheet, sheet
    from ..generation.styles import Corpus
    from ..runs import Run

    if args.n < 1 or args.columns < 1:
        raise StylogenyError(
            "at least one picture and one column are expected", got=f"-n {args.n} --columns {args.columns}"
        )
    size = parse_size(args.size)
    folder = Run(args.run)
    corpus = Corpus.open(folder)
    generator = fit(corpus, family=args.family, autoencoder=args.autoencoder, run=folder)
    content = None
    if args.content:
        from ..corpus.pictures import read

        content = read(args.content, (size, size) if isinstance(size, int) else size)
    drawn = generator.draw(args.style, n=args.n, size=size, seed=args.seed, content=content)
    save_sheet(args.out, sheet(list(drawn.pictures), args.columns))
    origins = [
        [{"work": str(corpus.works.ids[row]), "share": round(share, 4)} for row, share in drawn.works(i).items()]
        for i in range(len(drawn.rows))
    ]
    lines = [f"{args.n} pictures of {args.style} in {args.out}"]
    if args.origins:
        titles = corpus.works.table.set_index("id")["title"]
        for i, found in enumerate(origins):
            named = ", ".join(f"{titles[o['work']] or o['work']} {o['share']:.0%}" for o in found[:5])
            lines.append(f"  {i + 1}: {named or 'not told by this family'}")
    emit(args, {"sheet": str(args.out), "style": args.style, "seed": args.seed, "origins": origins}, "\n".join(lines))


def parse_size(text: str) -> int | tuple[int, int]:
    """``128`` or ``128x192``."""
    from ..errors import StylogenyError

    parts = text.lower().split("x")
    if not all(p.isdigit() for p in parts) or len(parts) not in (1, 2):
        raise StylogenyError("a size is a side or HEIGHTxWIDTH in pixels", got=text)
    return int(parts[0]) if len(parts) == 1 else (int(parts[0]), int(parts[1]))
