"""A LoRA of a diffusers model's denoiser, U-Net or diffusion transformer, learned through peft.

The denoising loss of the model's own schedule is descended (Ruiz et al. 2023; Hu et al. 2022), and the file has the
layout that `load_lora_weights` of diffusers reads.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F

from ...artifacts import replacing
from ...errors import StylogenyError, out_of_memory
from ...generation.learned.interaction import finish_step, training_bar
from ...generation.pretrained.protocol import Pipeline
from ...streams import int_seed
from ..baselines.training import latents
from ..encoders import Picture

ATTENTION = ("to_q", "to_k", "to_v", "to_out.0")
JOINT = ("add_q_proj", "add_k_proj", "add_v_proj", "to_add_out")  # of transformers that attend to words and picture


@dataclass(frozen=True)
class PipelineTuning:
    """How a LoRA is learned.

    Parameters
    ----------
    rank : int
    rate : float
        Learning rate.
    batch : int
        Pictures per step.
    size : int
        Side in pixels that pictures are brought to.
    seed : int
    """

    rank: int = 8
    rate: float = 1e-4
    batch: int = 1
    size: int = 512
    seed: int = 0


def learn_pipeline_lora(
    pictures: Sequence[Picture],
    pipeline: Pipeline,
    path: Path | str,
    *,
    trigger: str,
    how: PipelineTuning | None = None,
    minutes: float = 10.0,
    steps: int | None = None,
) -> dict[str, Any]:
    """Learn a LoRA of a pipeline's denoiser and write it; the pipeline is left as it was.

    Parameters
    ----------
    pictures : sequence of Picture
    pipeline : Pipeline
        SD 1.5, SD 2, SDXL or SD 3.
    path : Path
        The safetensors file.
    trigger : str
        What the model is told while it learns, and is to be told when it paints.
    how : PipelineTuning, optional
    minutes, steps : float, int, optional
        Of learning; `steps` instead of minutes where they are given.

    Returns
    -------
    dict
        Steps, and the mean loss over their first and last tenth.

    Raises
    ------
    StylogenyError
        No peft, a pipeline that is not one of these, out of memory.
    """
    try:
        from peft import LoraConfig
        from peft.utils import get_peft_model_state_dict
    except ImportError:
        raise StylogenyError(
            "a LoRA of a diffusers model needs peft", fix="pip install 'stylogeny[diffusers]'"
        ) from None
    how, part = how or PipelineTuning(), denoiser_of(pipeline)
    model, inner = getattr(pipeline, part), "stylogeny"
    grads = {name: p.requires_grad for name, p in model.named_parameters()}
    model.requires_grad_(False)
    names = {name.rpartition(".")[2] for name, _ in model.named_modules()}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int_seed(how.seed, "lora"))
        model.add_adapter(
            LoraConfig(
                r=how.rank, lora_alpha=how.rank, init_lora_weights="gaussian",
                target_modules=[*ATTENTION, *(n for n in JOINT if n in names)],
            ),
            adapter_name=inner,
        )  # fmt: skip
    try:
        own = [p for p in model.parameters() if p.requires_grad]
        for p in own:
            p.data = p.data.float()
        with out_of_memory(f"pictures of {how.size} pixels", "lower --size or --batch"):
            x = _latents(pipeline, pictures, how.size)
            losses = _descend(pipeline, part, x, own, trigger=trigger, how=how, minutes=minutes, steps=steps)
        tensors = get_peft_model_state_dict(model, adapter_name=inner)
        _save(pipeline, part, tensors, Path(path))
    finally:
        model.delete_adapters(inner)
        for name, p in model.named_parameters():
            p.requires_grad_(grads.get(name, False))
    tenth = max(1, len(losses) // 10)
    first, last = sum(losses[:tenth]) / tenth, sum(losses[-tenth:]) / tenth
    return {"steps": len(losses), "first_loss": round(first, 4), "last_loss": round(last, 4)}


def denoiser_of(pipeline: Pipeline) -> str:
    """The component of a pipeline that denoises: ``unet`` or ``transformer``.

    Raises
    ------
    StylogenyError
        A pipeline of another build than SD 1.5, SD 2, SDXL or SD 3.
    """
    unet, transformer = (getattr(pipeline, name, None) for name in ("unet", "transformer"))
    kind = type(unet if unet is not None else transformer).__name__
    if kind not in ("UNet2DConditionModel", "SD3Transformer2DModel") or not hasattr(pipeline, "load_lora_weights"):
        raise StylogenyError(
            "a LoRA is learned on the denoiser of SD 1.5, SD 2, SDXL or SD 3", got=type(pipeline).__name__
        )
    return "unet" if unet is not None else "transformer"


def _latents(pipeline: Pipeline, pictures: Sequence[Picture], size: int) -> torch.Tensor:
    """Pictures as the denoiser sees them clean, float32[n, c, h, w]."""
    shift = getattr(pipeline.vae.config, "shift_factor", None) or 0.0
    scale = pipeline.vae.config.scaling_factor
    return latents(pipeline, pictures, size) - shift * scale


def _descend(
    pipeline: Pipeline,
    part: str,
    x: torch.Tensor,
    learned: list[torch.Tensor],
    *,
    trigger: str,
    how: PipelineTuning,
    minutes: float,
    steps: int | None,
) -> list[float]:
    """Denoising-loss steps; the loss of each."""
    model = getattr(pipeline, part)
    device, dtype = model.device, model.dtype
    with torch.no_grad():
        said = _conditions(pipeline, trigger, how.size)
    optimiser = torch.optim.AdamW(learned, lr=how.rate, weight_decay=0.0)
    rng = torch.Generator().manual_seed(int_seed(how.seed, "lora", "batches"))
    losses: list[float] = []
    began = time.monotonic()
    limit = None if steps is not None else minutes
    with finish_step() as interrupted, training_bar(limit, steps) as bar, torch.enable_grad():
        while True:
            batch = x[torch.randint(len(x), (min(how.batch, len(x)),), generator=rng)]
            noisy, t, wanted = _noised(pipeline, part, batch, rng)
            given = {name: value.expand(len(batch), *value.shape[1:]) for name, value in said.items()}
            call = _call(part, noisy.to(device, dtype), t.to(device), given)
            loss = F.mse_loss(model(**call).sample.float(), wanted.to(device))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimiser.step()
            losses.append(float(loss.detach()))
            elapsed = time.monotonic() - began
            bar(len(losses), elapsed, losses[-1])
            over = len(losses) >= steps if steps is not None else elapsed >= 60 * minutes
            if over or interrupted():
                return losses


def _conditions(pipeline: Pipeline, words: str, size: int) -> dict[str, torch.Tensor]:
    """What the denoiser is told beside latents and time, one row each."""
    if getattr(pipeline, "transformer", None) is not None:  # SD 3
        hidden, _, pooled, _ = pipeline.encode_prompt(words, words, words, do_classifier_free_guidance=False)
        return {"encoder_hidden_states": hidden, "pooled_projections": pooled}
    if getattr(pipeline, "text_encoder_2", None) is not None:  # SDXL
        hidden, _, pooled, _ = pipeline.encode_prompt(words, do_classifier_free_guidance=False)
        ids = torch.tensor([[size, size, 0, 0, size, size]], dtype=pooled.dtype, device=pooled.device)
        return {"encoder_hidden_states": hidden, "text_embeds": pooled, "time_ids": ids}
    return {"encoder_hidden_states": pipeline.encode_prompt(words, pipeline.unet.device, 1, False)[0]}


def _call(part: str, noisy: torch.Tensor, t: torch.Tensor, given: dict[str, torch.Tensor]) -> dict[str, Any]:
    """Keyword arguments of a denoiser."""
    if part == "transformer":
        return {"hidden_states": noisy, "timestep": t, **given}
    more = {name: given[name] for name in ("text_embeds", "time_ids") if name in given}
    call = {"sample": noisy, "timestep": t, "encoder_hidden_states": given["encoder_hidden_states"]}
    return call | ({"added_cond_kwargs": more} if more else {})


def _noised(
    pipeline: Pipeline, part: str, clean: torch.Tensor, rng: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Noisy latents, the times the denoiser is told, and what it should answer."""
    scheduler = pipeline.scheduler
    noise = torch.randn(clean.shape, generator=rng)
    if part == "transformer":  # rectified flow, times as Esser et al. 2024 draw them
        sigma = torch.sigmoid(torch.randn(len(clean), generator=rng))
        at = sigma[:, None, None, None]
        return (1 - at) * clean + at * noise, sigma * scheduler.config.num_train_timesteps, noise - clean
    t = torch.randint(scheduler.config.num_train_timesteps, (len(clean),), generator=rng)
    noisy = scheduler.add_noise(clean, noise, t)
    velocity = scheduler.config.prediction_type == "v_prediction"
    return noisy, t, scheduler.get_velocity(clean, noise, t) if velocity else noise


def _save(pipeline: Pipeline, part: str, tensors: dict[str, torch.Tensor], path: Path) -> None:
    """Write as diffusers writes it, by a temporary name."""
    from diffusers.utils import convert_state_dict_to_diffusers

    # names of U-Nets are older than peft's, and those of transformers are peft's own
    layers = {f"{part}_lora_layers": convert_state_dict_to_diffusers(tensors) if part == "unet" else tensors}
    with replacing(path) as unfinished:
        pipeline.save_lora_weights(
            str(unfinished.parent), weight_name=unfinished.name, safe_serialization=True, **layers
        )
