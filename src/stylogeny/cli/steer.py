"""Paint a prompt with a style file, on a diffusers model or on a run's own generator, at once and without training.

MODEL is the id or folder of a diffusers text-to-image model, whose text encoder is turned towards the style for each
prompt (aesthetic gradients; the model itself stays as it is), or a run folder: there the words choose works, turned
towards the style, and the style's texture is painted over. Several --style are mixed, "-0.5*FILE" turns away from one.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import above, at_least, counted, emit
from .signing import sign_argument

if TYPE_CHECKING:
    import numpy as np

EXAMPLE = 'stylogeny steer run --style mine.safetensors --prompt "a harbour at night" -o harbour.png'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    common_arguments(parser)
    parser.add_argument("-n", type=at_least(1), default=1, metavar="N", help="pictures of each prompt (default 1)")


def common_arguments(parser: argparse.ArgumentParser, *, paints: bool = True) -> None:
    """What `steer`, `set` and `judge` take; the last one need not write pictures."""
    parser.add_argument("model", metavar="MODEL", help="a diffusers model's id or folder, or a run folder")
    parser.add_argument("--style", required=True, action="append", metavar="FILE", help="a style file, may be weighted")
    parser.add_argument(
        "--prompt", required=True, action="append", metavar="TEXT", help="what to paint; may be repeated"
    )
    if paints:
        parser.add_argument("-o", "--output", required=True, type=Path, metavar="PATH", help="a PNG, or a folder")
    parser.add_argument("--negative", default="", metavar="TEXT", help="what not to paint")
    parser.add_argument("--against", action="append", default=[], metavar="FILE", help="a style to be led away from")
    parser.add_argument(
        "--strength", type=at_least(0.0, 1.0), metavar="S", help="how far towards the style (default: by the method)"
    )
    parser.add_argument("--steps", type=at_least(0), metavar="N", help="gradient steps (default 20; on a run 60)")
    parser.add_argument("--lr", type=above(0), default=1e-4, metavar="R", help="their size (default 1e-4)")
    parser.add_argument(
        "--method", default="gradient", choices=("gradient", "blend", "ip-adapter"), help="how a model is steered"
    )
    parser.add_argument("--projection", metavar="CLIP", help="the CLIP of a style file that carries no text projection")
    parser.add_argument(
        "--size", metavar="S", help="side in pixels, or HEIGHTxWIDTH (default: the model's; 128 on a run)"
    )
    parser.add_argument("--inference-steps", type=at_least(1), metavar="N", help="denoising steps (default 30)")
    parser.add_argument(
        "--guidance", type=at_least(0.0), metavar="G", help="guidance of a diffusers model (default 7.5)"
    )
    sign_argument(parser)


def run(args: argparse.Namespace) -> None:
    """Paint every prompt, save, print what steering did."""
    pictures, said = paint_prompts(args, args.prompt, n=args.n)
    save_painted(args, pictures, [prompt for prompt in args.prompt for _ in range(args.n)], said)


def paint_prompts(
    args: argparse.Namespace, prompts: list[str], *, n: int, share: float = 0.0
) -> tuple[list[np.ndarray], dict[str, Any]]:
    """`n` pictures of every prompt, and what is said of them; with `share` all of a model's look at the first one."""
    from ..runs import MANIFEST

    if (Path(args.model) / MANIFEST).is_file():
        return _on_run(args, prompts, n)
    return _on_model(args, prompts, n, share)


def _on_run(args: argparse.Namespace, prompts: list[str], n: int) -> tuple[list[np.ndarray], dict[str, Any]]:
    from ..errors import StylogenyError
    from ..generation import fit
    from ..generation.styles import Corpus
    from ..runs import Run, digest_file
    from ..style.in_run import Manner
    from ..style.painting import STRENGTH, Piece, paint
    from ..style.prompts.library import Library
    from ..style.prompts.prompt_style import STEPS
    from .render import parse_size

    if args.against:
        raise StylogenyError("--against needs a diffusers model", got=args.model, fix="say it in --negative")
    size = parse_size(args.size or "128")
    folder = Run(args.model)
    corpus = Corpus.open(folder)
    embedding = digest_file(folder.file("embedding.safetensors", needs="embed"))
    manner = Manner.of(args.style, corpus, embedding=embedding) if args.style else None
    generator, library = fit(corpus, run=folder), Library.open(folder, seed=args.seed)
    pictures: list[np.ndarray] = []
    for prompt in prompts:
        piece = Piece(
            prompt=prompt, avoid=args.negative, manner=manner,
            steps=STEPS if args.steps is None else max(1, args.steps),
            strength=STRENGTH if args.strength is None else args.strength,
            draw={"n": n, "size": size, "seed": args.seed},
        )  # fmt: skip
        pictures += list(paint(piece, generator, corpus, library).pictures)
    return pictures, {"model": "the run's own generator"}


def _on_model(
    args: argparse.Namespace, prompts: list[str], n: int, share: float
) -> tuple[list[np.ndarray], dict[str, Any]]:
    from contextlib import ExitStack

    from ..style import shared_attention
    from ..style.in_run import weighted_files
    from ..style.steering.pipelines import open_pipeline, paint_steered
    from .render import parse_size

    styles, weights = weighted_files(args.style)
    against, _ = weighted_files(args.against)
    pipeline = open_pipeline(args.model)
    call: dict[str, Any] = {"num_inference_steps": args.inference_steps or 30}
    call |= {} if args.guidance is None else {"guidance_scale": args.guidance}
    call |= {"negative_prompt": args.negative} if args.negative or against else {}
    if args.size:
        size = parse_size(args.size)
        call |= dict(zip(("height", "width"), (size, size) if isinstance(size, int) else size))
    dials: dict[str, Any] = {"method": args.method, "strength": args.strength, "lr": args.lr, "negative": against}
    dials |= {"steps": 20 if args.steps is None else args.steps, "projection": args.projection}
    with ExitStack() as stack:
        if share:
            stack.enter_context(shared_attention(pipeline, scale=share))
        pictures, session = paint_steered(
            pipeline,
            prompts,
            styles,
            weights=weights,
            n=n,
            seed=args.seed,
            together=share > 0,
            call=call,
            steering=dials,
        )
    log = [] if session is None else session.log
    steered = [
        {"encoder": s.encoder, "role": s.role, "before": round(s.before, 4), "after": round(s.after, 4)} for s in log
    ]
    return pictures, {"model": args.model, "steered": steered}


def save_pictures(
    output: Path,
    pictures: list[np.ndarray],
    prompts: list[str],
    args: argparse.Namespace,
    styles: list[str],
    *,
    family: str = "steered",
) -> list[Path]:
    """Write each picture with what it is; the files."""
    from ..generation.saved_pictures import PictureRecord, paths_of, save_picture

    paths = paths_of(output, len(pictures))
    for k, (path, picture, prompt) in enumerate(zip(paths, pictures, prompts), 1):
        size = (picture.shape[0], picture.shape[1])
        record = PictureRecord(
            " + ".join(styles), args.seed, k, size, prompt, family, more={"model": str(args.model)}, command="steer"
        )
        save_picture(path, picture, record)
    return paths


def save_painted(
    args: argparse.Namespace, pictures: list[np.ndarray], prompts: list[str], said: dict[str, Any]
) -> None:
    """Write each picture with what it is, and print."""
    family = "steered closed form" if "steered" not in said else "steered diffusers"
    paths = save_pictures(args.output, pictures, prompts, args, args.style, family=family)
    lines = [f"{counted(len(pictures), 'picture')} in {args.output}, by {said['model']}"]
    lines += [
        f"  {s['role']} by {s['encoder']}: agreement with the style {s['before']:.3f} before, {s['after']:.3f} after"
        for s in said.get("steered", ())
    ]
    if "consistency" in said:
        lines.append(f"consistency {said['consistency']:.3f} (mean similarity of texture of every two; 1: one style)")
    emit(args, {"paths": [str(p) for p in paths], "seed": args.seed, **said}, "\n".join(lines))
