"""Write a style in a form that other tools read, with its history inside.

STYLE is a work, an artist, a movement or a mixture of the run ("0.6*Paul Gauguin+0.4*Ukiyo-e"), an imagined work
("futures/NAME/ID"), or a style file. With --encoder the style is learned from the pictures that speak for it; without, a
run embedded with a CLIP backbone decodes its point. Target "style" writes this project's own style file.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import emit

if TYPE_CHECKING:
    from ..futures.imagined import ImaginedWorks
    from ..generation.styles import Corpus, Style
    from ..runs import Run

EXAMPLE = (
    "stylogeny export Impressionism run --to ip-adapter --encoder openai/clip-vit-large-patch14 -o style.safetensors"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument(
        "style", metavar="STYLE", help="a work, artist, movement, mixture, futures/NAME/ID or a style file"
    )
    parser.add_argument("run", metavar="RUN", help="the run folder")
    targets = ("style", "ip-adapter", "textual-inversion", "lora", "aesthetic-gradients", "steering-vector", "comfyui")
    parser.add_argument("--to", required=True, choices=targets, help="the form")
    parser.add_argument(
        "-o", "--output", required=True, type=Path, metavar="PATH", help="file (comfyui: folder) to write"
    )
    parser.add_argument("--encoder", metavar="CLIP", help="id or folder of the CLIP that your diffusion model uses")
    parser.add_argument("--encoder-2", metavar="CLIP", help="SDXL's second encoder (textual-inversion --layout sdxl)")
    parser.add_argument("--layout", help="textual-inversion: diffusers, a1111, pt, sdxl; lora: diffusers, kohya")
    parser.add_argument("--name", help="the token and the card's name (default: the style's)")
    parser.add_argument("--tokens", type=int, default=4, help="tokens of a textual inversion (4)")
    parser.add_argument("--rank", type=int, default=8, help="rank of a LoRA (8)")
    parser.add_argument("--steps", type=int, help="optimisation steps of inversion, LoRA and steering vector")
    parser.add_argument("--lr", type=float, help="their learning rate")


def run(args: argparse.Namespace) -> None:
    """Find the style, put it into the encoder's terms, write it."""
    from ..style import export_style
    from ..style.encoders import as_encoder

    encoder = as_encoder(args.encoder) if args.encoder else None
    e = _style(args, encoder)
    if args.to == "style":
        made: dict[str, Any] = {"path": str(e.save(args.output)), "to": "style", "encoder": e.encoder, "width": e.width}
    else:
        second = None
        if args.encoder_2:
            other = as_encoder(args.encoder_2)
            second = (_style(args, other), other)
        made = export_style(
            e, to=args.to, output=args.output, encoder=encoder, layout=args.layout, name=args.name, tokens=args.tokens,
            rank=args.rank, steps=args.steps, lr=args.lr, second=second, seed=args.seed,
        )  # fmt: skip
    text = f"{made['path']}: {e.history.get('name', args.style)} as {made['to']}, for {made['encoder']} (width {made['width']})"
    if "reload_error" in made:
        text += f"\nreload error {made['reload_error']:.3g} at rank {made['rank']} (0: as tuned, 1: as far as the plain encoder)"
    if "cosine_after" in made:
        text += f"\ncosine with the style on unseen prompts: {made['cosine_before']:.3f} before, {made['cosine_after']:.3f} after"
    emit(args, made, text)


def _style(args: argparse.Namespace, encoder: Any) -> Any:
    """The named style as an aesthetic embedding."""
    from ..errors import StylogenyError
    from ..generation.styles import Corpus, resolve
    from ..influence.open_graph import open_graph
    from ..runs import Run, digest_file
    from ..style import AestheticEmbedding, learn, load
    from ..style import from_run as carry
    from ..style.files import require

    if Path(args.style).suffix in (".safetensors", ".pt") or Path(args.style).is_file():
        e = load(args.style)
        if not isinstance(e, AestheticEmbedding):
            raise StylogenyError(
                "this file is already an export", got=e.kind, fix="name the style file it was made from"
            )
        if encoder is not None:
            require(e.encoder, e.width, encoder=encoder.name, width=encoder.width)
        return e
    folder = Run(args.run)
    vectors = folder.file("embedding.safetensors", needs="embed")
    if (folder.path / "influence.parquet").exists():
        corpus = Corpus.of(open_graph(folder))
    else:
        from ..corpus.works import Works
        from ..embedding.space import Embedding

        corpus = Corpus.of(Embedding.read(vectors, Works.read(folder.file("works.parquet", needs="load"))))
    assert corpus.space is not None
    stamp = digest_file(vectors)
    if args.style.startswith("futures/"):
        style, future, row = imagined(args.style, folder, corpus)
        origin = carry.history(
            style, corpus, space=stamp, seed=args.seed, year=float(future.table["year"].to_numpy()[row])
        )
        origin["parents"] = [[i, "", round(w, 6)] for i, w in future.parents_of(row)]
        picture = future.picture(row)
        if encoder is not None and picture is not None:
            return learn([picture], encoder=encoder, history=origin)
    else:
        style = resolve(args.style, corpus)
        origin = carry.history(style, corpus, space=stamp, seed=args.seed)
    if encoder is not None:
        return carry.from_pictures(style, corpus, encoder, origin=origin)
    if args.to == "style":
        return carry.in_own_space(style, origin=origin)
    return carry.decoded(style, corpus.space, origin=origin)


def imagined(place: str, folder: Run, corpus: Corpus) -> tuple[Style, ImaginedWorks, int]:
    """The imagined work ``futures/NAME/ID``: the style at its point, the history that it is in, and its row there."""
    from ..errors import StylogenyError
    from ..futures.imagined import ImaginedWorks
    from ..futures.storage import IMAGINED
    from ..generation.styles import Style, at_point

    where, _, name = place.rpartition("/")
    future = ImaginedWorks.read(folder.path / where)
    rows = [k for k, i in enumerate(future.table["id"]) if str(i) == name]
    if not rows:
        raise StylogenyError("no such imagined work", got=name, fix=f"see {folder.path / where / IMAGINED}")
    near = at_point(future.vectors[rows[0]], corpus, name=str(future.table["title"].iat[rows[0]]) or name)
    return Style(near.name, near.weights, future.vectors[rows[0]]), future, rows[0]


def parents(place: str, folder: Run, corpus: Corpus) -> Style:
    """The real works that an imagined one descends from, as a style; parents that are imagined hand on to their own."""
    import numpy as np

    from ..generation.styles import Style

    style, future, row = imagined(place, folder, corpus)
    own = {str(i): k for k, i in enumerate(future.table["id"])}
    real = {str(i): k for k, i in enumerate(corpus.works.ids)}
    weights, waiting = np.zeros(len(real)), [(row, 1.0)]
    while waiting:
        child, share = waiting.pop()
        for name, weight in future.parents_of(child):
            if name in real:
                weights[real[name]] += share * weight
            elif share * weight > 1e-4:
                waiting.append((own[name], share * weight))
    return Style(style.name, weights if weights.any() else style.weights, style.vector)
