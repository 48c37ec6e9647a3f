"""The rivals of steering, trained on the same pictures through diffusers and peft.

Textual inversion (Gal et al. 2023) learns token vectors, DreamBooth-LoRA (Ruiz et al. 2023; Hu et al. 2022) a low-rank
change of the denoiser; both by the denoising loss.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from ...errors import StylogenyError
from ...generation.pretrained.protocol import Pipeline
from ...streams import int_seed
from ..encoders import Picture, read
from ..steering.text_encoder import token_table

TRIGGER = "in the style of"


@dataclass(frozen=True)
class Budget:
    """What a rival's training may spend.

    Parameters
    ----------
    seconds : float
        Of wall time.
    steps : int, optional
        In place of seconds.
    lr : float, optional
        Learning rate; by default that of the method.
    size : int
        Pixels a side that pictures are brought to.
    seed : int
    """

    seconds: float = 60.0
    steps: int | None = None
    lr: float | None = None
    size: int = 512
    seed: int = 0


def latents(pipeline: Pipeline, pictures: Sequence[Picture], size: int) -> torch.Tensor:
    """Pictures as the pipeline's latents, float32[n, c, h, w]."""
    from PIL import Image

    shots = [np.asarray(Image.fromarray(read(p)).resize((size, size)), dtype=np.float32) for p in pictures]
    x = torch.from_numpy(np.stack(shots) / 127.5 - 1).permute(0, 3, 1, 2)
    with torch.no_grad():
        mean = pipeline.vae.encode(x.to(pipeline.vae.device, pipeline.vae.dtype)).latent_dist.mean
    return mean.float().cpu() * pipeline.vae.config.scaling_factor


def _descend(
    pipeline: Pipeline,
    x: torch.Tensor,
    conditioning: Callable[[int], torch.Tensor],
    parameters: list[torch.Tensor],
    budget: Budget,
    *,
    lr: float,
) -> float:
    """Denoising-loss steps until the time is up (or all are done); the seconds they took.

    `conditioning(n)` are the states that the denoiser sees for n pictures; `lr` is the method's own learning rate.
    """
    optimiser = torch.optim.AdamW(parameters, lr=budget.lr or lr, weight_decay=0.0)
    rng = torch.Generator().manual_seed(int_seed(budget.seed, "baseline"))
    scheduler, start, done = pipeline.scheduler, time.perf_counter(), 0
    while done < budget.steps if budget.steps is not None else time.perf_counter() - start < budget.seconds:
        batch = x[torch.randint(len(x), (min(4, len(x)),), generator=rng)]
        noise = torch.randn(batch.shape, generator=rng)
        t = torch.randint(scheduler.config.num_train_timesteps, (len(batch),), generator=rng)
        noisy = scheduler.add_noise(batch, noise, t)
        velocity = scheduler.config.prediction_type == "v_prediction"
        wanted = scheduler.get_velocity(batch, noise, t) if velocity else noise
        with torch.enable_grad():
            predicted = pipeline.unet(noisy, t, encoder_hidden_states=conditioning(len(batch))).sample
            loss = F.mse_loss(predicted, wanted)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        done += 1
    return time.perf_counter() - start


def _check(pipeline: Pipeline) -> None:
    """Raise unless a pipeline has one text encoder and a U-Net."""
    if getattr(pipeline, "text_encoder_2", None) is not None or getattr(pipeline, "unet", None) is None:
        raise StylogenyError(
            "the baselines train pipelines with one text encoder", got=type(pipeline).__name__, fix="use SD 1.5 or SD 2"
        )


def encode(pipeline: Pipeline, prompt: str) -> torch.Tensor:
    """What a pipeline's denoiser sees of a prompt, float[1, tokens, hidden]."""
    return pipeline.encode_prompt(prompt, "cpu", 1, False)[0]


@contextmanager
def textual_inversion(
    pipeline: Pipeline, pictures: Sequence[Picture], budget: Budget, *, tokens: int = 2
) -> Iterator[tuple[str, float]]:
    """Within the block the pipeline knows a token learned from the pictures; yields (token, seconds of training)."""
    _check(pipeline)
    token, encoder = "<learned>", pipeline.text_encoder
    table = token_table(encoder)
    before = table.weight.detach().clone()
    start = before.mean(0, keepdim=True).float().repeat(tokens, 1)
    pipeline.load_textual_inversion({token: start.clone()}, token=token)
    names = [token, *(f"{token}_{k}" for k in range(1, tokens))]
    try:
        rows = torch.tensor(pipeline.tokenizer.convert_tokens_to_ids(names))
        vectors = start.clone().requires_grad_(True)

        def place(_module: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> torch.Tensor:
            new = output.clone()
            for k, row in enumerate(rows):
                new[inputs[0] == row] = vectors[k]
            return new

        def conditioning(n: int) -> torch.Tensor:
            return encode(pipeline, f"a picture {TRIGGER} {token}").expand(n, -1, -1)

        handle = token_table(encoder).register_forward_hook(place)
        try:
            x = latents(pipeline, pictures, budget.size)
            with torch.enable_grad():
                spent = _descend(pipeline, x, conditioning, [vectors], budget, lr=5e-3)
        finally:
            handle.remove()
        with torch.no_grad():
            token_table(encoder).weight[rows] = vectors.detach()
        yield token, spent
    finally:
        pipeline.unload_textual_inversion(names)
        with torch.no_grad():
            token_table(encoder).weight.copy_(before)


@contextmanager
def dreambooth_lora(
    pipeline: Pipeline, pictures: Sequence[Picture], budget: Budget, *, rank: int = 8
) -> Iterator[tuple[str, float]]:
    """Within the block the denoiser has a LoRA trained on the pictures; yields (trigger words, seconds of training)."""
    from peft import LoraConfig

    _check(pipeline)
    words, unet = "sks", pipeline.unet
    grads = {n: p.requires_grad for n, p in unet.named_parameters()}
    torch.manual_seed(int_seed(budget.seed, "lora"))
    unet.requires_grad_(False)
    unet.add_adapter(
        LoraConfig(r=rank, lora_alpha=rank, target_modules=["to_q", "to_k", "to_v", "to_out.0"]), adapter_name="style"
    )
    try:
        own = [p for p in unet.parameters() if p.requires_grad]
        with torch.no_grad():
            hidden = encode(pipeline, f"a picture {TRIGGER} {words}")
        x = latents(pipeline, pictures, budget.size)
        yield words, _descend(pipeline, x, lambda n: hidden.expand(n, -1, -1), own, budget, lr=1e-4)
    finally:
        pipeline.unload_lora_weights()
        for name, parameter in unet.named_parameters():
            parameter.requires_grad_(grads[name])
