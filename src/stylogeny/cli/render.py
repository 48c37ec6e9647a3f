"""Pictures of a style: clean PNGs that say how they were made, or several on one sheet.

STYLE is a work, artist, style or movement of the run, a style file (.npy or .safetensors), a mixture such as
"0.6*Paul Gauguin+0.4*Impressionism", which draws on works of all its parts, or a picture that this command wrote, to be
drawn again. With --prompt, words of the corpus say what to draw; a STYLE beside it, or one named in the prompt
("harbour at night, in the manner of early Impressionism"), is the style it is drawn in: the words say which works are
drawn from, turned towards that style by aesthetic gradients on the run's own text tower, and the pictures are then
painted over in the texture and colours of those works of the style that answer the words best (some seconds per
picture). With --content a picture is painted in the style, with --towards a strip leads from one style to another.

-o FILE.png is a sheet, of one picture (-n 1) the picture itself; -o FOLDER has each picture in a file of its own.
--again 3 --size 1024 draws the third picture of the same command larger: same composition, pieces cut anew.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from . import at_least, counted, emit
from .execution import execution_arguments, execution_of, threads_argument
from .signing import marked, sign_argument

if TYPE_CHECKING:
    import numpy as np

    from ..generation.generator import Drawing, Generator
    from ..generation.saved_pictures import PictureRecord
    from ..generation.styles import Corpus
    from ..runs import Run
    from ..style.painting import Piece

SIDE = "128"  # pixels of a picture whose size is not said
EXAMPLE = 'stylogeny render "0.6*Paul Gauguin+0.4*Impressionism" run -n 8 --seed 4 -o gauguin/'


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
    parser.add_argument("-n", type=at_least(1), metavar="N", help="how many pictures (default 4; of a strip 7)")
    parser.add_argument("--size", metavar="S", help=f"side in pixels, or HEIGHTxWIDTH; multiples of 8 (default {SIDE})")
    parser.add_argument(
        "-o", "--out", default="sheet.png", metavar="PATH", help="a PNG, or a folder for one PNG per picture"
    )
    parser.add_argument("--columns", type=at_least(1), default=4, metavar="K", help="pictures per row (default 4)")
    parser.add_argument(
        "--again", type=at_least(1), metavar="K", help="draw number K again, at --size; composed at --composed"
    )
    parser.add_argument(
        "--composed", metavar="S", help=f"with --again: the size it was first drawn at (default {SIDE}, or its own)"
    )
    parser.add_argument("--towards", metavar="STYLE", help="a strip of -n pictures from STYLE to this one")
    parser.add_argument(
        "--content", metavar="PICTURE", help="a picture to paint in the style, cropped to the aspect of --size"
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
        help="closed-form (default), the family that `stylogeny train` trained, or diffusers (with --model)",
    )
    parser.add_argument(
        "--guidance", metavar="HOW",
        help="can, or can:WEIGHT (default 8): let a trained family lean to what is art and of no style of the run, the "
        "objective of creative adversarial networks",
    )  # fmt: skip
    parser.add_argument(
        "--model", metavar="NAME", help="id or path of a diffusers pipeline that paints over the closed form"
    )
    parser.add_argument(
        "--lora", action="append", default=[], metavar="FILE[:WEIGHT]",
        help="a LoRA of the network, made by `stylogeny learn --lora`; may be repeated; without STYLE its own is drawn",
    )  # fmt: skip
    parser.add_argument(
        "--adapter",
        nargs=3,
        metavar=("REPO", "FOLDER", "FILE"),
        help="an IP-Adapter for --model, given the style's point",
    )
    parser.add_argument("--encoder", metavar="NAME", help="the adapter's image encoder, where it is not beside it")
    parser.add_argument(
        "--strength", type=at_least(0.0, 1.0), metavar="S",
        help="how thick the style is painted over a prompt or content (default 0.9); with --model: 0 keeps the start, "
        "1 forgets it (default 0.6)",
    )  # fmt: skip
    sign_argument(parser)
    threads_argument(parser)
    execution_arguments(parser, "pictures of the closed form are drawn")


def run(args: argparse.Namespace) -> None:
    """Render, save, print."""
    from ..generation import fit
    from ..generation.styles import Corpus
    from ..runs import Run

    folder = Run(args.run)
    first = _recall(args)
    _lora(args)
    _check(args)
    corpus = Corpus.open(folder)
    generator = fit(
        corpus,
        family=args.family,
        autoencoder=args.autoencoder,
        run=folder,
        model=args.model,
        adapter=args.adapter,
        encoder=args.encoder,
        lora=args.lora,
        guidance=args.guidance,
        seed=args.seed,
        executor=execution_of(args),
    )
    generator = marked(generator, args)
    if args.towards:
        drawing = _strip(args, folder, corpus, generator)
    elif args.again:
        drawing = _again(args, folder, corpus, generator)
    else:
        drawing = _draw(args, folder, corpus, generator)
    _save(args, drawing, corpus, first)


def _recall(args: argparse.Namespace) -> int:
    """Take over what a picture that is drawn again says of itself; the number of the first picture drawn."""
    from pathlib import Path

    from ..errors import StylogenyError
    from ..generation.saved_pictures import read_record

    if args.style and Path(args.style).suffix.lower() == ".png" and Path(args.style).is_file():
        record = read_record(args.style)
        if record is None:
            raise StylogenyError(
                "this picture does not say how it was made",
                got=args.style,
                fix="to paint it in a style, name the style and add --content PICTURE",
            )
        if record.command != "render":
            raise StylogenyError(
                f"this picture was made by `stylogeny {record.command}`",
                got=args.style,
                fix="name a style, or a work, artist or movement of the run",
            )
        args.style, args.seed, args.prompt = record.style or None, record.seed, record.prompt or args.prompt
        args.again = args.again or record.index
        args.composed = args.composed or "x".join(map(str, record.size))
        args.family = record.family
        args.guidance = args.guidance or record.more.get("guidance")
    args.composed = args.composed or SIDE
    args.size = args.size or SIDE
    args.n = 1 if args.again else args.n or (7 if args.towards else 4)
    return args.again or 1


def _lora(args: argparse.Namespace) -> None:
    """Draw with the network that LoRAs are of, and without a STYLE or a prompt the style of the first one."""
    if not args.lora or args.model is not None:
        return
    from ..generation.learned.lora.low_rank import LowRankAdapter, weighted_path

    files = [weighted_path(text)[1] for text in args.lora]
    if args.family == "closed-form":
        args.family = LowRankAdapter.read(files[0]).family
    if args.style is None and args.prompt is None:
        args.style = str(files[0])


def _check(args: argparse.Namespace) -> None:
    """Raise on arguments that do not go together."""
    from pathlib import Path

    from ..errors import StylogenyError

    if args.style is None and args.prompt is None:
        raise StylogenyError("a STYLE or a --prompt is expected", got="neither")
    for name in ("model", "adapter", "encoder"):
        if getattr(args, name) is not None and args.family != "diffusers":
            raise StylogenyError(f"--{name} goes with --family diffusers", got=f"--family {args.family}")
    if args.sign and args.n > 1 and Path(args.out).suffix:
        raise StylogenyError("a sheet is not signed, pictures are", got=args.out, fix="name a folder with -o, or -n 1")
    if args.again or args.towards:
        asked, option = ("--again", args.again) if args.again else ("--towards", args.towards)
        clash = [f"--{name}" for name in ("content", "diversify") if getattr(args, name)]
        clash += ["--prompt"] if args.towards and args.prompt else []
        clash += ["--towards"] if args.again and args.towards else []
        if clash or args.family != "closed-form":
            raise StylogenyError(
                f"{asked} draws with the closed form, and not with {' '.join(clash) or 'another family'}", got=option
            )


def _content(path: str | None, size: int | tuple[int, int]) -> np.ndarray | None:
    """The middle of a picture file, at the size that is drawn."""
    if not path:
        return None
    from ..corpus.pictures import read
    from ..generation.canvas import canvas_size, crop_to

    return crop_to(read(path), canvas_size(size, 8))


def _piece(args: argparse.Namespace, folder: Run, corpus: Corpus, **draw: Any) -> Piece:
    """What is asked for, for a family that reads no words."""
    from ..runs import digest_file
    from ..style.in_run import Manner
    from ..style.painting import STRENGTH, Piece

    embedding = folder.path / "embedding.safetensors"
    said = digest_file(embedding) if embedding.exists() else ""
    manner = None if args.style is None else Manner.of(args.style, corpus, embedding=said)
    content = _content(args.content, draw.get("size", 0))
    return Piece(
        prompt=args.prompt or "",
        manner=manner,
        content=content,
        strength=STRENGTH if args.strength is None else args.strength,
        draw=draw,
    )


def _draw(args: argparse.Namespace, folder: Run, corpus: Corpus, generator: Generator) -> Drawing:
    """Pictures of any family."""
    size = parse_size(args.size)
    draw = {"n": args.n, "size": size, "seed": args.seed, "diversity": args.diversify}
    if args.family != "diffusers":
        from ..style.painting import paint

        return paint(_piece(args, folder, corpus, **draw), generator, corpus, _library(args, folder))
    style = args.style
    if style is None:  # the model reads the words itself; what they are drawn from is the start
        from ..style.painting import answered

        library = _library(args, folder)
        assert library is not None
        drawn_from, manner = answered(_piece(args, folder, corpus), library, corpus)
        style = manner.style if manner is not None else drawn_from
    how: dict[str, Any] = {} if args.strength is None else {"strength": args.strength}
    return generator.draw(style, content=_content(args.content, size), prompt=args.prompt, **draw, **how)


def _library(args: argparse.Namespace, folder: Run) -> Any:
    """The run's words, where a prompt needs them."""
    from ..style.prompts.library import Library

    return Library.open(folder, seed=args.seed) if args.prompt else None


def _again(args: argparse.Namespace, folder: Run, corpus: Corpus, generator: Generator) -> Drawing:
    """One picture of a command, larger."""
    import numpy as np

    from ..generation.canvas import canvas_size, resize
    from ..generation.closed_form.generator import ClosedFormGenerator
    from ..style.painting import answered
    from ..style.prompts.prompt_style import repaint

    assert isinstance(generator, ClosedFormGenerator)
    small, size = parse_size(args.composed), parse_size(args.size)
    low, _ = canvas_size(small, 8)
    high, wide = (size, size) if isinstance(size, int) else size
    if isinstance(size, int) and not isinstance(small, int):  # a side is that of the shorter one
        high, wide = (round(side * size / min(small)) for side in small)
    piece = _piece(args, folder, corpus)
    library, manner = _library(args, folder), piece.manner
    style = manner.style if manner is not None else None
    if library is not None:
        style, manner = answered(piece, library, corpus)
    assert style is not None
    drawing = generator.again(style, index=args.again - 1, size=small, seed=args.seed, enlarge=max(1, -(-high // low)))
    picture = resize(drawing.pictures[0], (high, wide))
    if manner is not None and (library is not None or manner.learned):
        (picture,) = repaint([picture], manner.looks, manner.weights, seed=args.seed)
    return replace(drawing, pictures=np.asarray(picture)[None])


def _strip(args: argparse.Namespace, folder: Run, corpus: Corpus, generator: Generator) -> Drawing:
    """From one style to another."""
    import numpy as np

    from ..generation.closed_form.generator import ClosedFormGenerator
    from ..generation.generator import Drawing
    from ..style.in_run import Manner
    from ..style.painting import strip

    assert isinstance(generator, ClosedFormGenerator)
    ends = [Manner.of(name, corpus) for name in (args.style, args.towards)]
    pictures = strip(ends[0], ends[1], generator, count=args.n, size=parse_size(args.size), seed=args.seed)
    return Drawing.unattributed(np.stack(pictures), generator.autoencoder.factor)


def _save(args: argparse.Namespace, drawing: Drawing, corpus: Corpus, first: int) -> None:
    """Write the pictures, and print what was drawn and from which works."""
    from pathlib import Path

    from ..generation.contact_sheet import save_sheet, sheet
    from ..generation.saved_pictures import paths_of, save_picture

    origins = [_sources(drawing, i, corpus) for i in range(len(drawing.pictures))]
    leaning = list(drawing.names) if args.diversify else []
    out, pictures = Path(args.out), list(drawing.pictures)
    if out.suffix and len(pictures) > 1:
        save_sheet(out, sheet(pictures, len(pictures) if args.towards else args.columns))
    else:
        if not out.suffix:
            out.mkdir(parents=True, exist_ok=True)
        for i, (path, picture) in enumerate(zip(paths_of(out, len(pictures)), pictures)):
            save_picture(path, picture, _record(args, first + i, origins[i], leaning[i : i + 1]))
    name = " towards ".join(filter(None, (args.prompt, args.style, args.towards)))
    lines = [f"{counted(len(pictures), 'picture')} of {name} in {args.out}"]
    lines += [f"  {first + i}: {text}" for i, text in enumerate(leaning)]
    if args.origins:
        for i, works in enumerate(origins):
            named = ", ".join(f"{w['title'] or w['id']} {w['share']:.0%}" for w in works[:5])
            lines.append(f"  {first + i}: {named or 'this family cannot say'}")
    said = [[{"work": w["id"], "share": w["share"]} for w in works] for works in origins]
    value = {"sheet": str(args.out), "style": name, "seed": args.seed, "origins": said}
    emit(args, value | ({"leaning": leaning} if leaning else {}), "\n".join(lines))


def _sources(drawing: Drawing, picture: int, corpus: Corpus) -> list[dict[str, Any]]:
    """The works that a picture drew on, largest first."""
    from ..generation.saved_pictures import source

    shares = drawing.works(picture) if len(drawing.rows) > picture else {}
    return [source(corpus.works, row, share) for row, share in shares.items()]


def _record(
    args: argparse.Namespace, index: int, sources: list[dict[str, Any]], leaning: Sequence[str] = ()
) -> PictureRecord:
    """What the file of a picture says of it."""
    from pathlib import Path

    from ..generation.saved_pictures import PictureRecord

    size = parse_size(args.composed if args.again else args.size)
    return PictureRecord(
        style=args.style or "", seed=args.seed, index=index, size=(size, size) if isinstance(size, int) else size,
        prompt=args.prompt or "", family=args.family, sources=sources, run=Path(args.run).resolve().name,
        more={
            **{k: v for k, v in (("content", args.content), ("guidance", args.guidance)) if v},
            **({"leaning": leaning[0]} if leaning else {}),
            **({"lora": [Path(text).name for text in args.lora]} if args.lora else {}),
        },
    )  # fmt: skip


def parse_size(text: str) -> int | tuple[int, int]:
    """``128`` or ``128x192``."""
    from ..errors import StylogenyError

    parts = text.lower().split("x")
    if not all(p.isdigit() for p in parts) or len(parts) not in (1, 2):
        raise StylogenyError("a size is a side or HEIGHTxWIDTH in pixels", got=text)
    return int(parts[0]) if len(parts) == 1 else (int(parts[0]), int(parts[1]))
