"""Learn a style from a few pictures, as one small file, in seconds.

Without --encoder the built-in eye looks at the pictures: nothing is downloaded, and `steer`, `set`, `clip`, `transfer`
and `render` paint with the file, in any run that was embedded with the built-in backbone. With --encoder the file is an
aesthetic embedding for the diffusion models that use that CLIP. Either way it carries the pictures' texture.

--scores and --keep-above learn from the pictures alone that score well, as the embeddings called SAC8+ and LAION7+ were
made: a file of LAION's or Simulacra's linear heads (with --encoder), or the bundled `colourfulness`.

--lora MODEL learns a LoRA instead, a low-rank change of a network that paints, in some minutes: of the network that
`stylogeny train` made when MODEL is a run folder (PICTURES may then also be anything the run knows by name, or
futures/NAME/MOVEMENT of an invented history), else of a diffusers model, SD 1.5, SD 2, SDXL or SD 3, by id or folder.
`render --lora FILE` paints with it, and diffusers loads the latter by `load_lora_weights`.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import above, at_least, counted, emit, new_file

EXAMPLE = "stylogeny learn pictures/ --name 'my hand' -o mine.safetensors"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("pictures", nargs="+", metavar="PICTURES", help="picture files, or folders of them")
    parser.add_argument(
        "-o", "--output", required=True, type=new_file, metavar="FILE", help="the .safetensors to write"
    )
    parser.add_argument("--name", help="what the style is called (default: the file's name)")
    parser.add_argument("--encoder", metavar="CLIP", help="id or folder of a CLIP (default: the built-in eye)")
    parser.add_argument("--scores", metavar="HEAD", help="what scores the pictures: a head's file, or colourfulness")
    parser.add_argument("--keep-above", type=float, metavar="S", help="learn from pictures that score more than this")
    parser.add_argument(
        "--apart-from", type=Path, metavar="FOLDER", help="pictures whose mean is taken out: what all pictures share"
    )
    parser.add_argument("--lora", metavar="MODEL", help="learn a LoRA of this run's network or diffusers model")
    lora = parser.add_argument_group("of a LoRA")
    lora.add_argument("--rank", type=at_least(1), default=8, metavar="R", help="its rank (default 8)")
    lora.add_argument(
        "--minutes", type=above(0), metavar="M", help="minutes of learning (default 1; 10 on a diffusers model)"
    )
    lora.add_argument("--steps", type=at_least(1), metavar="N", help="steps of learning, instead of minutes")
    lora.add_argument(
        "--rate", type=above(0), metavar="R", help="learning rate (default 1e-3; 1e-4 on a diffusers model)"
    )
    lora.add_argument(
        "--trigger",
        metavar="TEXT",
        help="on a diffusers model: words that call it (default: a picture in the style of TOKEN)",
    )
    lora.add_argument(
        "--size",
        type=at_least(64, 4096),
        default=512,
        metavar="S",
        help="on a diffusers model: side of the pictures in pixels (default 512)",
    )


def run(args: argparse.Namespace) -> None:
    """Choose pictures, learn, write."""
    from ..errors import StylogenyError
    from ..influence.placement import find_pictures
    from ..provenance import Provenance
    from ..style import corpus_mean, learn
    from ..style.encoders import Encoder, as_encoder
    from ..style.exports.tokens import plain_token
    from ..style.eye import BuiltInEye
    from ..style.scores import score_pictures

    if args.output.suffix != ".safetensors":
        raise StylogenyError("a style is written as .safetensors", got=args.output.name)
    if (args.scores is None) != (args.keep_above is None):
        raise StylogenyError("--scores and --keep-above go together", got="one of them")
    if args.lora is not None:
        _lora(args)
        return
    files = find_pictures(args.pictures)
    encoder: Encoder = as_encoder(args.encoder) if args.encoder else BuiltInEye()
    kept = files
    if args.scores is not None:
        (score,) = score_pictures(files, heads=[args.scores], encoder=encoder if args.encoder else None).values()
        kept = [file for file, s in zip(files, score) if s > args.keep_above]
        if not kept:
            raise StylogenyError(
                f"no picture scores more than {args.keep_above:g}",
                got=f"{score.min():.2f} to {score.max():.2f}",
                fix="lower --keep-above",
            )
    name = args.name or args.output.stem
    parameters = {"name": name}
    if args.scores is not None:
        parameters |= {"scores": Path(args.scores).name, "kept above": args.keep_above, "of": len(files)}
    mean = None if args.apart_from is None else corpus_mean(find_pictures(args.apart_from), encoder=encoder)
    e = learn(kept, encoder=encoder, mean=mean, origin=Provenance(parameters))
    e.save(args.output)
    lines = [f"{args.output}: {name}, learned from {counted(len(kept), 'picture')}"]
    lines[0] += f" of {len(files)}" if len(kept) < len(files) else ""
    lines.append(f"seen by {args.encoder or 'the built-in eye'} (width {e.width}), token {plain_token(name)}")
    value = {"path": str(args.output), "name": name, "pictures": len(kept), "of": len(files)}
    emit(args, {**value, "encoder": e.encoder, "width": e.width, "token": plain_token(name)}, "\n".join(lines))


def _lora(args: argparse.Namespace) -> None:
    """Learn a LoRA of a network, and print."""
    from ..errors import StylogenyError
    from ..runs import MANIFEST

    clash = [f"--{name}" for name in ("encoder", "scores", "apart-from") if getattr(args, name.replace("-", "_"))]
    if clash:
        raise StylogenyError("--lora learns from all pictures, without an encoder", got=" ".join(clash))
    if (Path(args.lora) / MANIFEST).is_file():
        said = _lora_of_run(args)
        how = f"paint with it: stylogeny render {args.lora} --lora {args.output}"
    else:
        said = _lora_of_pipeline(args)
        how = f"call it by: {said['trigger']}"
    value = {"path": str(args.output), "model": args.lora, "kB": round(args.output.stat().st_size / 1000), **said}
    seen, done = counted(said["pictures"], "picture"), counted(said["steps"], "step")
    text = f"{args.output}: {said['name']}, a LoRA of rank {args.rank} learned from {seen} in {done} ({value['kB']} kB)"
    emit(args, value, f"{text}\n{how}")


def _lora_of_run(args: argparse.Namespace) -> dict[str, Any]:
    from ..generation.learned.lora.fine_tuning import FineTuning
    from ..runs import Run
    from ..style.lora.of_run import learn_lora

    how = FineTuning(rank=args.rank, seed=args.seed)
    how = how if args.rate is None else replace(how, rate=args.rate)
    adapter = learn_lora(
        args.pictures, Run(args.lora), name=args.name, how=how, minutes=args.minutes or 1.0, steps=args.steps
    )
    adapter.save(args.output)
    return {key: adapter.provenance.parameters[key] for key in ("name", "family", "pictures", "steps")}


def _lora_of_pipeline(args: argparse.Namespace) -> dict[str, Any]:
    from ..influence.placement import find_pictures
    from ..style.exports.tokens import plain_token
    from ..style.lora.of_pipeline import PipelineTuning, learn_pipeline_lora
    from ..style.steering.pipelines import open_pipeline

    files = find_pictures(args.pictures)
    name = args.name or args.output.stem
    trigger = args.trigger or f"a picture in the style of {plain_token(name)}"
    how = PipelineTuning(rank=args.rank, size=args.size, seed=args.seed)
    how = how if args.rate is None else replace(how, rate=args.rate)
    learned = learn_pipeline_lora(
        files, open_pipeline(args.lora), args.output, trigger=trigger, how=how,
        minutes=args.minutes or 10.0, steps=args.steps,
    )  # fmt: skip
    return {"name": name, "pictures": len(files), "trigger": trigger, **learned}
