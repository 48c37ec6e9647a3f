"""Pictures of a style, on one sheet.

STYLE is a work, artist, style or movement of the run, a style file (.npy or .safetensors), or a mixture such as
"0.6*Paul Gauguin+0.4*Impressionism". With --prompt, words of the corpus say what to draw; a STYLE beside it, or one
named in the prompt ("harbour at night, in the manner of early Impressionism"), is the style it is drawn in: the words
say which works are drawn from, turned towards that style by aesthetic gradients on the run's own text tower, and the
pictures are then painted over in the texture and colours of those works of the style that answer the words best (style
transfer, some seconds per picture).
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from . import at_least, counted, emit
from .execution import execution_arguments, execution_of, threads_argument

if TYPE_CHECKING:
    import numpy as np

    from ..generation.generator import Drawing
    from ..generation.styles import Corpus, Style
    from ..runs import Run

LEAN = 0.25  # of a prompt towards its style: the rest of the style is painted over
EXAMPLE = 'stylogeny render "0.6*Paul Gauguin+0.4*Impressionism" run -n 8 --size 128 --seed 4 -o sheet.png'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("style", metavar="STYLE", nargs="?", help="what to render (may be left out with --prompt)")
    parser.add_argument(
        "run", metavar="RUN", help="a run folder; the further its steps have gone, the more kinds of style it knows"
    )
    parser.add_argument(
        "--prompt",
        metavar="TEXT",
        help='what to draw, e.g. "harbour at night, early Impressionism"; a diffusers model reads it as it is',
    )
    parser.add_argument("-n", type=at_least(1), default=4, metavar="N", help="how many pictures (default 4)")
    parser.add_argument(
        "--size", default="128", metavar="S", help="side in pixels, or HEIGHTxWIDTH; multiples of 8 (default 128)"
    )
    parser.add_argument(
        "-o", "--out", default="sheet.png", metavar="FILE", help="the file to write (default sheet.png)"
    )
    parser.add_argument("--columns", type=at_least(1), default=4, metavar="K", help="pictures per row (default 4)")
    parser.add_argument(
        "--content", metavar="PICTURE", help="a picture whose layout is kept, cropped to the aspect of --size"
    )
    parser.add_argument(
        "--diversify", choices=("gaps",), help="let each picture lean towards a different missing style near this one"
    )
    parser.add_argument("--origins", action="store_true", help="also name the works each picture drew on")
    parser.add_argument(
        "--autoencoder",
        metavar="NAME",
        help="id or path of a diffusers autoencoder, to use instead of the built-in one",
    )
    parser.add_argument(
        "--family",
        default="closed-form",
        metavar="FAMILY",
        help="closed-form (default), flow or diffusion (what `stylogeny train` trained), or diffusers (with --model)",
    )
    parser.add_argument(
        "--model", metavar="NAME", help="id or path of a diffusers pipeline that paints over the closed form"
    )
    parser.add_argument(
        "--adapter",
        nargs=3,
        metavar=("REPO", "FOLDER", "FILE"),
        help="an IP-Adapter for --model, given the style's point",
    )
    parser.add_argument("--encoder", metavar="NAME", help="the adapter's image encoder, where it is not beside it")
    parser.add_argument(
        "--strength", type=float, metavar="S", help="with --model: 0 keeps the start, 1 forgets it (default 0.6)"
    )
    threads_argument(parser)
    execution_arguments(parser, "pictures of the closed form are drawn")


def run(args: argparse.Namespace) -> None:
    """Render, save, print."""
    from ..generation import fit
    from ..generation.contact_sheet import save_sheet, sheet
    from ..generation.styles import Corpus
    from ..runs import Run

    _check(args)
    size = parse_size(args.size)
    folder = Run(args.run)
    corpus = Corpus.open(folder)
    generator = fit(
        corpus,
        family=args.family,
        autoencoder=args.autoencoder,
        run=folder,
        model=args.model,
        adapter=args.adapter,
        encoder=args.encoder,
        executor=execution_of(args),
    )
    options: dict[str, Any] = {"size": size, "content": _content(args.content, size), "diversity": args.diversify}
    if args.strength is not None:
        options["strength"] = args.strength
    style, over = args.style, None
    if args.prompt is not None and args.family != "diffusers":
        style, over = from_prompt(args.prompt, style, folder, corpus, args.seed)
    elif args.prompt is not None:  # the model reads the words itself
        options["prompt"] = args.prompt
        if style is None:
            drawn_from, named = from_prompt(args.prompt, None, folder, corpus, args.seed)
            style = named or drawn_from
    drawing = generator.draw(style, n=args.n, seed=args.seed, **options)
    pictures = list(drawing.pictures)
    if over is not None:
        from ..style.prompts.prompt_style import repaint

        pictures = repaint(pictures, over, corpus.works, seed=args.seed)
    save_sheet(args.out, sheet(pictures, args.columns))
    _tell(args, drawing, corpus)


def _check(args: argparse.Namespace) -> None:
    """Raise on arguments that do not go together."""
    from ..errors import StylogenyError

    if args.style is None and args.prompt is None:
        raise StylogenyError("a STYLE or a --prompt is expected", got="neither")
    for name in ("model", "adapter", "encoder"):
        if getattr(args, name) is not None and args.family != "diffusers":
            raise StylogenyError(f"--{name} goes with --family diffusers", got=f"--family {args.family}")
    if args.strength is not None and (args.family != "diffusers" or not 0 <= args.strength <= 1):
        raise StylogenyError("--strength is a number from 0 to 1, for --family diffusers", got=args.strength)


def _content(path: str | None, size: int | tuple[int, int]) -> np.ndarray | None:
    """The middle of a picture file, at the size that is drawn."""
    if not path:
        return None
    from ..corpus.pictures import read
    from ..generation.canvas import canvas_size, crop_to

    return crop_to(read(path), canvas_size(size, 8))


def from_prompt(prompt: str, style: str | None, folder: Run, corpus: Corpus, seed: int) -> tuple[Style, Style | None]:
    """What a prompt is drawn from, turned towards the style it names or that stands beside it, and what is painted over
    it."""
    from ..generation.styles import resolve
    from ..style.prompts.library import Library
    from ..style.prompts.prompt_style import answer, split

    library = Library.open(folder, seed=seed)
    words, named = split(prompt, corpus) if style is None else (prompt, resolve(style, corpus))
    if named is None:
        return library.style(prompt), None
    rows = [int(r) for r in library.rows if named.weights[r] > 0]
    e = library.learn(rows, weights=[float(named.weights[r]) for r in rows])
    return library.style(words, e=e, strength=LEAN), answer(named, library.scores(words), library.rows)


def _tell(args: argparse.Namespace, drawing: Drawing, corpus: Corpus) -> None:
    """Print what was drawn, and from which works."""
    shares = [drawing.works(i) for i in range(len(drawing.rows))]
    ids, titles = corpus.works.ids, corpus.works.column("title")
    origins = [[{"work": str(ids[row]), "share": round(s, 4)} for row, s in works.items()] for works in shares]
    name = " towards ".join(filter(None, (args.prompt, args.style)))
    lines = [f"{counted(args.n, 'picture')} of {name} in {args.out}"]
    if args.origins:
        for i, works in enumerate(shares):
            named = ", ".join(f"{titles[row] or ids[row]} {s:.0%}" for row, s in list(works.items())[:5])
            lines.append(f"  {i + 1}: {named or 'this family cannot say'}")
    emit(args, {"sheet": str(args.out), "style": name, "seed": args.seed, "origins": origins}, "\n".join(lines))


def parse_size(text: str) -> int | tuple[int, int]:
    """``128`` or ``128x192``."""
    from ..errors import StylogenyError

    parts = text.lower().split("x")
    if not all(p.isdigit() for p in parts) or len(parts) not in (1, 2):
        raise StylogenyError("a size is a side or HEIGHTxWIDTH in pixels", got=text)
    return int(parts[0]) if len(parts) == 1 else (int(parts[0]), int(parts[1]))
