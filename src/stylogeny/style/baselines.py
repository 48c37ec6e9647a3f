"""The rivals of steering, trained on the same pictures through diffusers and peft, and a comparison on equal terms.

Textual inversion (Gal et al. 2023) learns token vectors, DreamBooth-LoRA (Ruiz et al. 2023; Hu et al. 2022) a low-rank
change of the denoiser; both by the denoising loss. Equal terms: the same wall time, and style compared where prompt
fidelity is equal, because every method can buy style with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from ..errors import StylogenyError
from ..streams import int_seed
from .encoders import Picture, read
from .evaluation import independent, judge_pictures
from .steering.aesthetic_gradients import AestheticEmbedding, learn
from .steering.steer import steer
from .steering.tuning import text_model

TRIGGER = "in the style of"
DIALS = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Row:
    """One method at one setting of its dial: judged style and prompt fidelity, and the seconds its training took."""

    method: str
    dial: float
    style: float
    fidelity: float
    seconds: float


def latents(pipeline: Any, pictures: Sequence[Picture], size: int) -> torch.Tensor:
    """Pictures as the pipeline's latents, float32[n, c, h, w]."""
    from PIL import Image

    shots = [np.asarray(Image.fromarray(read(p)).resize((size, size)), dtype=np.float32) for p in pictures]
    x = torch.from_numpy(np.stack(shots) / 127.5 - 1).permute(0, 3, 1, 2)
    with torch.no_grad():
        mean = pipeline.vae.encode(x.to(pipeline.vae.dtype)).latent_dist.mean
    return mean.float() * pipeline.vae.config.scaling_factor


def _descend(
    pipeline: Any, x: torch.Tensor, conditioning: Callable[[int], torch.Tensor], parameters: list[torch.Tensor],
    lr: float, seconds: float, steps: int | None, seed: int,
) -> tuple[int, float]:  # fmt: skip
    """Denoising-loss steps until the time is up (or `steps` are done); (steps, seconds)."""
    optimiser = torch.optim.AdamW(parameters, lr=lr, weight_decay=0.0)
    luck = torch.Generator().manual_seed(int_seed(seed, "baseline"))
    scheduler, start, done = pipeline.scheduler, time.perf_counter(), 0
    while (steps is not None and done < steps) or (steps is None and time.perf_counter() - start < seconds):
        batch = x[torch.randint(len(x), (min(4, len(x)),), generator=luck)]
        noise = torch.randn(batch.shape, generator=luck)
        t = torch.randint(scheduler.config.num_train_timesteps, (len(batch),), generator=luck)
        noisy = scheduler.add_noise(batch, noise, t)
        wanted = (
            scheduler.get_velocity(batch, noise, t) if scheduler.config.prediction_type == "v_prediction" else noise
        )
        with torch.enable_grad():
            found = pipeline.unet(noisy, t, encoder_hidden_states=conditioning(len(batch))).sample
            loss = F.mse_loss(found, wanted)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        done += 1
    return done, time.perf_counter() - start


def _single(pipeline: Any) -> None:
    if getattr(pipeline, "text_encoder_2", None) is not None or getattr(pipeline, "unet", None) is None:
        raise StylogenyError(
            "the baselines train pipelines with one text encoder", got=type(pipeline).__name__, fix="use SD 1.5 or SD 2"
        )


def _encode(pipeline: Any, prompt: str) -> torch.Tensor:
    return pipeline.encode_prompt(prompt, "cpu", 1, False)[0]


@contextmanager
def textual_inversion(
    pipeline: Any, pictures: Sequence[Picture], *, seconds: float = 60.0, steps: int | None = None,
    tokens: int = 2, lr: float = 5e-3, size: int = 512, seed: int = 0,
) -> Iterator[tuple[str, float]]:  # fmt: skip
    """Within the block the pipeline knows a token learned from the pictures; yields (token, seconds of training)."""
    _single(pipeline)
    token, encoder = "<learned>", pipeline.text_encoder
    table = text_model(encoder).embeddings.token_embedding
    before = table.weight.detach().clone()
    start = before.mean(0, keepdim=True).float().repeat(tokens, 1)
    pipeline.load_textual_inversion({token: start.clone()}, token=token)
    names = [token, *(f"{token}_{k}" for k in range(1, tokens))]
    try:
        rows = torch.tensor(pipeline.tokenizer.convert_tokens_to_ids(names))
        vectors = start.clone().requires_grad_(True)

        def place(_module: Any, inputs: Any, output: torch.Tensor) -> torch.Tensor:
            new = output.clone()
            for k, row in enumerate(rows):
                new[inputs[0] == row] = vectors[k]
            return new

        handle = text_model(encoder).embeddings.token_embedding.register_forward_hook(place)
        try:
            x = latents(pipeline, pictures, size)
            with torch.enable_grad():
                _, spent = _descend(
                    pipeline, x, lambda n: _encode(pipeline, f"a picture {TRIGGER} {token}").expand(n, -1, -1),
                    [vectors], lr, seconds, steps, seed,
                )  # fmt: skip
        finally:
            handle.remove()
        with torch.no_grad():
            text_model(encoder).embeddings.token_embedding.weight[rows] = vectors.detach()
        yield token, spent
    finally:
        pipeline.unload_textual_inversion(names)
        with torch.no_grad():
            text_model(encoder).embeddings.token_embedding.weight.copy_(before)


@contextmanager
def dreambooth_lora(
    pipeline: Any, pictures: Sequence[Picture], *, seconds: float = 60.0, steps: int | None = None,
    rank: int = 8, lr: float = 1e-4, size: int = 512, seed: int = 0,
) -> Iterator[tuple[str, float]]:  # fmt: skip
    """Within the block the denoiser wears a LoRA trained on the pictures; yields (trigger words, seconds of training)."""
    from peft import LoraConfig

    _single(pipeline)
    words, unet = "sks", pipeline.unet
    grads = {n: p.requires_grad for n, p in unet.named_parameters()}
    torch.manual_seed(int_seed(seed, "lora"))
    unet.requires_grad_(False)
    unet.add_adapter(
        LoraConfig(r=rank, lora_alpha=rank, target_modules=["to_q", "to_k", "to_v", "to_out.0"]), adapter_name="style"
    )
    try:
        own = [p for p in unet.parameters() if p.requires_grad]
        with torch.no_grad():
            hidden = _encode(pipeline, f"a picture {TRIGGER} {words}")
        _, spent = _descend(
            pipeline,
            latents(pipeline, pictures, size),
            lambda n: hidden.expand(n, -1, -1),
            own,
            lr,
            seconds,
            steps,
            seed,
        )
        yield words, spent
    finally:
        pipeline.unload_lora_weights()
        for name, parameter in unet.named_parameters():
            parameter.requires_grad_(grads[name])


def compare(
    pipeline: Any,
    pictures: Sequence[Picture],
    prompts: Sequence[str],
    *,
    encoder: Any,
    judge: Any,
    seconds: float = 60.0,
    background: Sequence[Picture] = (),
    dials: Sequence[float] = DIALS,
    size: int = 512,
    steering: dict[str, Any] | None = None,
    seed: int = 0,
    **call: Any,
) -> list[Row]:
    """Steering and its two rivals on the same pictures, prompts, noise and wall time.

    Parameters
    ----------
    pipeline : DiffusionPipeline
        SD 1.5 or SD 2.
    pictures, prompts : sequences
        The style, and what to draw in it.
    encoder : optional
        The CLIP that aesthetic gradients are learned with.
    judge : optional
        Another CLIP with a text half: it is refused when it is the same.
    seconds : float
        Wall time of each rival's training. Steering trains nothing: its per-prompt time is what it spends.
    dials : sequence of float
        Settings of each method's strength.
    call
        Keyword arguments of the pipeline.

    Returns
    -------
    list of Row
        A row a method and dial, and one for the pipeline alone (``plain``).
    """
    e: AestheticEmbedding = learn(pictures, encoder=encoder)
    tower = independent(judge, [e])
    rows: list[Row] = []

    def judged(method: str, dial: float, spent: float, draw: Callable[[str], Any]) -> None:
        made = [(np.clip(draw(p)[0], 0, 1) * 255).round().astype(np.uint8) for p in prompts]
        verdict = judge_pictures(
            made, references=pictures, encoder=tower, optimised=e, prompts=list(prompts), background=background
        )
        if verdict.fidelity is None:
            raise StylogenyError("prompt fidelity needs a judge with a text half", got=tower.name)
        rows.append(Row(method, dial, verdict.style, verdict.fidelity, spent))

    def pipe(**kwargs: Any) -> Any:
        return pipeline(generator=torch.Generator().manual_seed(seed), output_type="np", **call, **kwargs).images

    judged("plain", 0.0, 0.0, lambda p: pipe(prompt=p))
    for dial in dials:
        with steer(pipeline, e, strength=dial, **(steering or {})) as session:
            pending = len(rows)
            judged("aesthetic gradients", dial, 0.0, lambda p: pipe(prompt=p))
        rows[pending] = Row(
            "aesthetic gradients",
            dial,
            rows[pending].style,
            rows[pending].fidelity,
            sum(x["seconds"] for x in session.log),
        )
    with textual_inversion(pipeline, pictures, seconds=seconds, size=size, seed=seed) as (token, spent):
        for dial in dials:

            def between(p: str, dial: float = dial) -> Any:
                with torch.no_grad():
                    ends = _encode(pipeline, p), _encode(pipeline, f"{p}, {TRIGGER} {token}")
                return pipe(prompt_embeds=torch.lerp(*ends, dial), negative_prompt="")

            judged("textual inversion", dial, spent, between)
    with dreambooth_lora(pipeline, pictures, seconds=seconds, size=size, seed=seed) as (words, spent):
        for dial in dials:
            pipeline.set_adapters(["style"], adapter_weights=[dial])
            judged("DreamBooth-LoRA", dial, spent, lambda p: pipe(prompt=f"{p}, {TRIGGER} {words}"))
    return rows


def at_equal_fidelity(rows: Sequence[Row]) -> tuple[float, dict[str, float]]:
    """Each method's style where prompt fidelity is equal: the fidelity, and style by method.

    The fidelity is the highest that every method reaches; between dial settings style is interpolated, and among settings
    above it the best style counts (a method is not charged for fidelity it does not give up).
    """
    methods = [m for m in dict.fromkeys(r.method for r in rows) if m != "plain"]
    if not methods:
        raise StylogenyError("no methods to compare", got="rows of the plain pipeline only")
    own = {m: sorted((r.fidelity, r.style) for r in rows if r.method == m) for m in methods}
    level = min(points[-1][0] for points in own.values())
    found = {}
    for method, points in own.items():
        best = max(style for fidelity, style in points if fidelity >= level - 1e-12)
        along = float(np.interp(level, [f for f, _ in points], [s for _, s in points]))
        found[method] = max(best, along)
    return level, found
