"""What each part of the VQGAN is worth: ``python benchmarks/codes.py RUN --minutes 2``.

A codebook with all its losses, without the texture loss, with an adversary, and a grid of fixed words in place of the
codebook: each trained on the same works for the same processor minutes, a tenth of the works held back. Printed: steps
in that time, the share of the visible variance of works held back that their reconstruction loses, how differently
other random filters than those it was trained by see its texture, the share of its detail that is left (the spread of
the finest filters' responses), codes in use and their perplexity, and bits for each code under the law over codes.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch

from benchmarks.generation import markdown
from stylogeny.generation.autoencoder import load
from stylogeny.generation.learned.autoregressive.texture import TextureLoss
from stylogeny.generation.learned.autoregressive.vqgan import VQGAN
from stylogeny.generation.learned.config import default_config
from stylogeny.generation.learned.data import TrainingData, prepare
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.generation.styles import Corpus
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.streams import stream

HEAD = ["", "steps", "variance lost", "texture lost", "detail left", "codes in use", "perplexity", "bits a code"]
CHUNK = 10  # steps between two looks at the clock


def variants(peace: int) -> dict[str, Callable[..., VQGAN]]:
    """What is compared; the adversary is heard after `peace` steps."""
    return {
        "codebook": VQGAN,
        "without texture loss": partial(VQGAN, texture=0.0),
        "with an adversary": partial(VQGAN, adversarial=True, peace=peace),
        "grid (FSQ)": partial(VQGAN, grid=True),
    }


def start(make: Callable[..., VQGAN], data: TrainingData, *, size: str, batch: int, seed: int) -> Trainer:
    """A fresh training of one variant."""
    like = Trainer.start(data, default_config(seed, family="vqgan", size=size, batch=batch))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = make(like.network.shape, data.scales)
    average = make(like.network.shape).requires_grad_(False)
    average.load_state_dict(network.state_dict())
    optimiser = torch.optim.AdamW(network.parameters(), lr=like.plan.rate, weight_decay=0.01, betas=(0.9, 0.99))
    return Trainer(like.plan, network, average, optimiser, data.scales, data.space)


def row(name: str, trainer: Trainer, held: torch.Tensor) -> list[str]:
    """What a trained variant makes of latents held back, float[n, C, h, w]."""
    network = trainer.average.eval()
    assert isinstance(network, VQGAN)
    judge = TextureLoss(seed=1)
    with torch.inference_mode():
        made = network.reconstruct(held)
        seen, shown = network.pixels(made), network.pixels(held)
        fine = [judge.filters.maps(pictures)[0].std(dim=(2, 3)).mean() for pictures in (seen, shown)]
        dropped = torch.ones(len(held), dtype=torch.bool)
        bits = network.bits(held, torch.zeros(len(held), network.shape.condition), dropped).mean()
        weight = trainer.scales.latent_weight[:, None, None]
        lost = (weight * (made - held).square()).mean() / (weight * held.square()).mean()
    words = network.vocabulary
    return [
        name, str(trainer.step), f"{float(lost):.3f}", f"{float(judge(seen, shown)):.3f}",
        f"{float(fine[0] / fine[1]):.2f}", f"{words.used} of {words.count}", f"{words.perplexity:.0f}",
        f"{float(bits):.2f}",
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--minutes", type=float, default=2.0, help="of a processor, for each")
    parser.add_argument("--network", default="mini")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--peace", type=int, default=200, help="steps before the adversary is heard")
    parser.add_argument("--full-resolution", action="store_true", help="all channels of the latents")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    with quietly(), tempfile.TemporaryDirectory() as folder:
        corpus = Corpus.open(Run(args.run))
        held = stream(args.seed, "held back").random(len(corpus.works)) < 0.1
        weights = corpus.works.pictured.astype(float)
        how = {"seed": args.seed, "full_resolution": args.full_resolution}
        data = prepare(corpus, np.where(held, 0.0, weights), load(), **how)
        unseen = prepare(corpus, np.where(held, weights, 0.0), load(), **how)
        latents = torch.cat([unseen.batch(16, seed=args.seed, step=k)[0].clean for k in range(4)])
        latents = data.scales.standardise_latents(unseen.scales.restore_latents(latents))
        print(markdown(HEAD, []), flush=True)
        for name, make in variants(args.peace).items():
            trainer = start(make, data, size=args.network, batch=args.batch, seed=args.seed)
            spent = 0.0
            while spent < 60 * args.minutes:
                began = time.process_time()
                trainer.train(data, checkpoint=Path(folder) / "c", steps=trainer.step + CHUNK, every=math.inf)
                spent += time.process_time() - began
            print("| " + " | ".join(row(name, trainer, latents)) + " |", flush=True)


if __name__ == "__main__":
    main()
