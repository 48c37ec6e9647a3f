"""Learn a LoRA of a trained denoiser from a few pictures, in a minute or two.

The pictures stand where they lie in the run's space and the network's own loss is descended by thin matrices alone, on
batches that belong to (seed, step) as those of its training do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ....errors import StylogenyError
from ....provenance import Provenance
from ...autoencoder import Autoencoder, half_precision
from ..batch import Batch
from ..data import TrainingData, encode_works, learned_channels
from ..families import family_of
from ..interaction import finish_step, training_bar
from ..trainer import Trainer, denoiser
from .low_rank import LowRankAdapter, changed_weights, fresh_factors


@dataclass(frozen=True)
class FineTuning:
    """How a LoRA is learned.

    Parameters
    ----------
    rank : int
        Of the change.
    rate : float
        Learning rate.
    batch : int
        Pictures per step.
    seed : int
    """

    rank: int = 8
    rate: float = 1e-3
    batch: int = 8
    seed: int = 0


def data_of_pictures(
    pictures: Sequence[np.ndarray],
    vectors: np.ndarray,
    trainer: Trainer,
    autoencoder: Autoencoder,
    *,
    shares: np.ndarray | None = None,
) -> TrainingData:
    """Pictures uint8[H, W, 3] at their points float32[m, d], in the units of a trained network.

    `shares` float64[m] say how often each is shown; by default all are as often.
    """
    if not len(pictures):
        raise StylogenyError("a LoRA is learned from at least one picture", got="none")
    network = denoiser(trainer)
    channels = learned_channels(autoencoder, full_resolution=trainer.plan.full_resolution)
    latents = encode_works(pictures, autoencoder, channels)
    shares = np.ones(len(pictures)) if shares is None else np.asarray(shares, dtype=np.float64)
    return TrainingData(
        np.arange(len(pictures)), latents,
        trainer.scales.standardise_vectors(torch.from_numpy(np.asarray(vectors, dtype=np.float32))),
        chances=shares / shares.max(), scales=trainer.scales, spectrum=network.spectrum,
        coarse_mean=network.coarse_mean.weight.detach(), space=trainer.space,
    )  # fmt: skip


def fine_tune(
    trainer: Trainer,
    data: TrainingData,
    how: FineTuning | None = None,
    *,
    name: str,
    minutes: float | None = 1.0,
    steps: int | None = None,
) -> LowRankAdapter:
    """Learn a LoRA of a trainer's running average, for `minutes`, or for `steps` steps where these are given.

    Ctrl-C ends it early and keeps what was learned.

    Parameters
    ----------
    trainer : Trainer
        As read from a checkpoint; it is not changed.
    data : TrainingData
        Of :func:`data_of_pictures`.
    how : FineTuning, optional
    name : str
        Of the style.
    minutes, steps : float, int, optional

    Raises
    ------
    StylogenyError
        Out of memory, or a loss that is no number.
    """
    how, network = how or FineTuning(), denoiser(trainer).eval()
    factors = fresh_factors(network, how.rank, seed=how.seed)
    learned = [factor.requires_grad_(True) for pair in factors.values() for factor in pair]

    def velocity(
        x: torch.Tensor, t: torch.Tensor, style: torch.Tensor, dropped: torch.Tensor | None = None
    ) -> torch.Tensor:
        said: torch.Tensor = torch.func.functional_call(
            network, changed_weights(network, [(1.0, factors)]), (x, t, style, dropped)
        )
        return said

    with trainer.plan.memory():
        done = descend(
            trainer, data, velocity, learned, how, minutes=None if steps is not None else minutes, steps=steps
        )
    said = {"name": name, "family": trainer.plan.family, "rank": how.rank, "rate": how.rate, "steps": done}
    origin = Provenance({**said, "pictures": len(data.rows), "seed": how.seed}, {"embedding": trainer.space})
    middle = np.average(data.vectors.numpy(), axis=0, weights=data.chances)
    point = middle * trainer.scales.vector_std.numpy() + trainer.scales.vector_mean.numpy()
    kept = {key: (down.detach(), up.detach()) for key, (down, up) in factors.items()}
    return LowRankAdapter(kept, point.astype(np.float32), origin)


def descend(
    trainer: Trainer,
    data: TrainingData,
    network: Callable[..., torch.Tensor],
    learned: Sequence[torch.Tensor],
    how: FineTuning,
    *,
    minutes: float | None,
    steps: int | None,
    change: Callable[[Batch], Batch] = lambda batch: batch,
) -> int:
    """Descend the loss of a trainer's family by what is `learned`; how many steps were made, one at least.

    `network` is called as the denoiser is, and `change` is made to every batch before.
    """
    optimiser = torch.optim.AdamW(learned, lr=how.rate, weight_decay=0.0, betas=(0.9, 0.99))
    family, weight = family_of(trainer.plan.family), trainer.scales.latent_weight[:, None, None]
    began, done, half = time.monotonic(), 0, half_precision()
    for parameter in trainer.average.parameters():
        parameter.requires_grad_(False)
    with finish_step() as interrupted, training_bar(minutes, steps) as bar, torch.enable_grad():
        while True:
            batch, _ = data.batch(how.batch, seed=how.seed, step=done)
            with torch.autocast("cpu", torch.bfloat16, enabled=half):
                loss = family.loss(network, change(batch), weight=weight)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            if not torch.isfinite(torch.nn.utils.clip_grad_norm_(learned, 1.0)):
                raise StylogenyError("learning diverged", got=f"no loss at step {done}", fix="lower the rate")
            optimiser.step()
            done += 1
            elapsed = time.monotonic() - began
            bar(done, elapsed, float(loss.detach()))
            over = done >= steps if steps is not None else elapsed >= 60 * (minutes or 0.0)
            if over or interrupted():
                return done
