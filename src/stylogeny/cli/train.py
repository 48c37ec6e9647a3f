"""Train the denoiser on a run's works, conditioned on its embedding.

What minutes on a processor can learn is composition, seen as through a blur: where light and dark, sky and ground are,
in which colours. Works of the style lend what lies beneath the blur. With --full-resolution the network learns that
too, for which it needs hours of a GPU. A GPU is used when there is one, and several by `torchrun --nproc-per-node K -m
stylogeny train RUN`. A stopped training resumes from its last checkpoint, written every minute. Writes
RUN/denoiser/checkpoint.safetensors and preview.png, which grows clearer as training goes on; `stylogeny render STYLE
RUN --family flow` draws with it.
"""

from __future__ import annotations

import argparse
import os

from . import above, at_least, counted, emit
from .execution import threads_argument

EXAMPLE = "stylogeny train run --minutes 15"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has been embedded")
    parser.add_argument(
        "--minutes", type=above(0), default=15.0, metavar="M", help="minutes of training in all (default 15)"
    )
    parser.add_argument(
        "--steps",
        type=at_least(1),
        metavar="N",
        help="steps of training in all, instead of minutes: as many on any machine",
    )
    parser.add_argument(
        "--network", help="tiny, mini (default without a GPU), small (default with one), medium or large"
    )
    parser.add_argument("--batch", type=at_least(1), default=16, metavar="B", help="works per step (default 16)")
    parser.add_argument("--rate", type=above(0), metavar="R", help="learning rate (default: by the network's width)")
    parser.add_argument(
        "--family", default="flow",
        help="flow (default), flow:ot, diffusion, edm, poisson[:DIAL], score, ve, vp, sub-vp, pixelcnn, or "
        "vqgan[:fsq|:adversarial]",
    )  # fmt: skip
    parser.add_argument(
        "--joint",
        type=at_least(0.0),
        default=0.0,
        metavar="W",
        help="also train the embedding's last layer, held to the dates with this weight, e.g. 0.1 (default 0: do not)",
    )
    parser.add_argument(
        "--full-resolution",
        action="store_true",
        help="learn pictures in all their detail, which takes hours on a GPU",
    )
    parser.add_argument("--restart", action="store_true", help="start afresh, without the last checkpoint")
    threads_argument(parser, "every core for --minutes, 1 for --steps, which then give the same bytes on every machine")


def run(args: argparse.Namespace) -> None:
    """Train, preview, print."""
    from ..generation.learned.autoregressive.model import Autoregressive
    from ..generation.learned.checkpoint import PREVIEW
    from ..generation.learned.config import default_config
    from ..generation.learned.run import train_run
    from ..runs import Run

    plan = default_config(
        args.seed,
        family=args.family,
        size=args.network,
        batch=args.batch,
        rate=args.rate,
        joint=args.joint,
        full_resolution=args.full_resolution,
    )
    threads = args.threads or ((os.cpu_count() or 1) if args.steps is None else 1)
    trainer = train_run(
        Run(args.run), plan, minutes=args.minutes, steps=args.steps, restart=args.restart, threads=threads
    )
    if os.environ.get("RANK", "0") != "0":
        return
    remark = trainer.average.remark() if isinstance(trainer.average, Autoregressive) else ""
    value = {
        "steps": trainer.step,
        "seconds": round(trainer.seconds, 1),
        "loss": round(trainer.loss, 4),
        "remark": remark,
    }
    text = (
        f"{counted(trainer.step, 'step')} in {trainer.seconds / 60:.1f} minutes, loss {trainer.loss:.3f}; "
        f"pictures in {args.run}/{PREVIEW}"
    )
    emit(args, value, "\n".join(filter(None, (text, remark))))
