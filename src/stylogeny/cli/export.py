"""Write a style in a form that other tools read, with its provenance inside.

STYLE is a work, an artist, a movement or a mixture of the run ("0.6*Paul Gauguin+0.4*Ukiyo-e"), an imagined work
("futures/NAME/ID"), or a style file. FORM is, without any encoder,

  kit          a folder of the next five
  palette      its colours, for GIMP, Krita and programs
  prompt       a prompt, a trigger word, and a styles.csv for Automatic1111 and Forge
  reference    a sheet, and squares for whatever takes pictures of a style (IP-Adapters)
  dataset      captioned pictures, ready for the training of a LoRA
  comfyui      a folder for ComfyUI/custom_nodes with workflows
  style        this project's own style file

and, with --encoder and the CLIP of your model, also ip-adapter, textual-inversion, lora, aesthetic-gradients,
steering-vector, and a comfyui whose nodes steer. Without --encoder a run embedded with a CLIP decodes its point.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from . import above, at_least, emit
from .execution import threads_argument

if TYPE_CHECKING:
    from ..futures.imagined import ImaginedWorks
    from ..generation.styles import Corpus, Style
    from ..provenance import Provenance
    from ..runs import Run
    from ..style.encoders import Encoder, Picture
    from ..style.exports.export import ExportReport
    from ..style.exports.kit import Kit, KitReport
    from ..style.steering.aesthetic_embedding import AestheticEmbedding

EXAMPLE = "stylogeny export Impressionism run --to kit -o impressionism"
PICTURES = ("kit", "palette", "prompt", "reference", "dataset", "comfyui")  # forms that need no encoder
VECTORS = ("style", "ip-adapter", "textual-inversion", "lora", "aesthetic-gradients", "steering-vector")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument(
        "style", metavar="STYLE", help="a work, artist, movement, mixture, futures/NAME/ID or a style file"
    )
    parser.add_argument("run", metavar="RUN", help="the run folder")
    parser.add_argument("--to", required=True, choices=(*PICTURES, *VECTORS), metavar="FORM", help="see above")
    parser.add_argument(
        "-o", "--output", required=True, type=Path, metavar="PATH",
        help="the file to write, or for forms without an encoder the folder",
    )  # fmt: skip
    parser.add_argument("--encoder", metavar="CLIP", help="id or folder of the CLIP that your diffusion model uses")
    parser.add_argument("--encoder-2", metavar="CLIP", help="SDXL's second encoder (textual-inversion --layout sdxl)")
    parser.add_argument("--layout", help="textual-inversion: diffusers, a1111, pt, sdxl; lora: diffusers, kohya")
    parser.add_argument("--name", help="the token and the card's name (default: the style's)")
    parser.add_argument(
        "--tokens", type=at_least(1), default=4, metavar="N", help="tokens of a textual inversion (default 4)"
    )
    parser.add_argument("--rank", type=at_least(1), default=8, metavar="N", help="rank of a LoRA (default 8)")
    parser.add_argument(
        "--steps",
        type=at_least(0),
        metavar="N",
        help="optimisation steps of a textual inversion, LoRA or steering vector (default: by the form)",
    )
    parser.add_argument("--lr", type=above(0), metavar="R", help="learning rate of those steps (default: by the form)")
    threads_argument(parser)


def run(args: argparse.Namespace) -> None:
    """Find the style, put it into the tool's terms, write it."""
    if args.to in PICTURES and args.encoder is None:
        from ..style.exports.kit import export_kit

        made = export_kit(_kit(args), to=args.to, output=args.output)
        emit(args, made.document(), _kit_text(made))
        return
    from ..style import export_style
    from ..style.encoders import as_encoder
    from ..style.exports.export import ExportReport

    encoder = as_encoder(args.encoder) if args.encoder else None
    e = _style(args, encoder)
    if args.to == "style":
        report = ExportReport(str(e.save(args.output)), "style", e.encoder, e.width)
    else:
        second = None
        if args.encoder_2:
            other = as_encoder(args.encoder_2)
            second = (_style(args, other), other)
        report = export_style(
            e, to=args.to, output=args.output, encoder=encoder, layout=args.layout, name=args.name, tokens=args.tokens,
            rank=args.rank, steps=args.steps, lr=args.lr, second=second, seed=args.seed,
            kit=_kit(args) if args.to == "comfyui" and not _is_file(args.style) else None,
        )  # fmt: skip
    emit(args, report.document(), _text(report, e.name or args.style))


def _kit(args: argparse.Namespace) -> Kit:
    """The named style as its pictures."""
    from ..errors import StylogenyError
    from ..generation.styles import Corpus, resolve
    from ..runs import Run
    from ..style.exports.kit import Kit
    from ..style.exports.sources import StyleSources
    from ..text.appearance import Appearance, common_appearance, in_words

    if _is_file(args.style):
        raise StylogenyError(
            f"the form {args.to} is made of pictures, and a style file has none",
            got=args.style,
            fix="name the style in the run, or give --encoder and a form of a vector",
        )
    folder = Run(args.run)
    corpus = Corpus.open(folder)
    style = parents(args.style, folder, corpus) if args.style.startswith("futures/") else resolve(args.style, corpus)
    sources = StyleSources.of(style, corpus, name=args.name)
    words = in_words(common_appearance([Appearance.of(work.pixels(256)) for work in sources.works]))
    return Kit(sources, words, args.seed)


def _is_file(style: str) -> bool:
    return Path(style).suffix in (".safetensors", ".pt") or Path(style).is_file()


def _kit_text(made: KitReport) -> str:
    """What was written, how the style is called, and what an encoder would add."""
    lines = [f"{made.path}: {made.to}, {len(made.files)} files; README.md says how each tool takes them"]
    lines += [f"trigger word: {made.token}", f"in words: {made.words}"]
    lines.append("a CLIP (--encoder) would add vectors: ip-adapter, textual-inversion, lora, aesthetic-gradients")
    return "\n".join(lines)


def _text(report: ExportReport, name: str) -> str:
    """What was written, and how good it is."""
    measures = report.measures
    lines = [f"{report.path}: {name} as {report.to}, for {report.encoder} (width {report.width})"]
    if "token" in measures:
        lines.append(f"token in a prompt: {measures['token']}")
    if "reload_error" in measures:
        error, rank = measures["reload_error"], measures["rank"]
        lines.append(f"reload error {error:.3g} at rank {rank} (0: as tuned, 1: as far as the plain encoder)")
    if "cosine_after" in measures:
        before, after = measures["cosine_before"], measures["cosine_after"]
        lines.append(f"cosine with the style on unseen prompts: {before:.3f} before, {after:.3f} after")
    return "\n".join(lines)


def _style(args: argparse.Namespace, encoder: Encoder | None) -> AestheticEmbedding:
    """The named style as an aesthetic embedding."""
    from ..runs import Run, digest_file
    from ..style import learn
    from ..style.from_run import decode, from_pictures, in_own_space

    if _is_file(args.style):
        return _from_file(args.style, encoder)
    folder = Run(args.run)
    vectors = folder.file("embedding.safetensors", needs="embed")
    corpus = _corpus(folder)
    assert corpus.space is not None
    style, origin, picture = _named(args, folder, corpus, digest_file(vectors))
    if encoder is not None:
        if picture is not None:
            return learn([picture], encoder=encoder, origin=origin)
        return from_pictures(style, corpus, encoder, origin=origin)
    if args.to == "style":
        return in_own_space(style, origin=origin)
    return decode(style, corpus.space, origin=origin)


def _from_file(path: str, encoder: Encoder | None) -> AestheticEmbedding:
    """A style file, which must be of the encoder where one is given."""
    from ..errors import StylogenyError
    from ..style import AestheticEmbedding, load

    e = load(path)
    if not isinstance(e, AestheticEmbedding):
        raise StylogenyError("this file is already an export", got=e.kind, fix="name the style file it was made from")
    return e if encoder is None else e.require(encoder=encoder.name, width=encoder.width)


def _corpus(folder: Run) -> Corpus:
    """The works of an embedded run, with their graph where there is one."""
    from ..corpus.works import Works
    from ..embedding.space import Embedding
    from ..generation.styles import Corpus
    from ..influence.open_graph import open_graph

    if (folder.path / "influence.parquet").exists():
        return Corpus.of(open_graph(folder))
    works = Works.read(folder.file("works.parquet", needs="load"))
    return Corpus.of(Embedding.read(folder.file("embedding.safetensors", needs="embed"), works))


def _named(
    args: argparse.Namespace, folder: Run, corpus: Corpus, embedding: str
) -> tuple[Style, Provenance, Picture | None]:
    """The style of a name, where it comes from, and the picture of an imagined work."""
    from ..generation.styles import resolve
    from ..style.from_run import origin_of

    if not args.style.startswith("futures/"):
        style = resolve(args.style, corpus)
        return style, origin_of(style, corpus, embedding=embedding, seed=args.seed), None
    style, future, row = imagined(args.style, folder, corpus)
    year = float(future.table["year"].to_numpy()[row])
    origin = origin_of(style, corpus, embedding=embedding, seed=args.seed, year=year)
    parents = [[name, "", round(weight, 6)] for name, weight in future.parents_of(row)]
    return style, origin.with_parameters(parents=parents), future.picture(row)


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
