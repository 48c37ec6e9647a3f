"""A LoRA: a style as a low-rank change of a text encoder (Hu et al. 2022), in the layouts of other tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ...errors import StylogenyError
from ..steering.aesthetic_embedding import AestheticEmbedding
from ..steering.text_encoder import feature_of
from ..steering.tuning import tune
from .files import StyleExport
from .text_encoder import HELD_OUT, PROMPTS, TextEncoder, target_of

LAYOUTS = ("diffusers", "kohya")
STEPS, LR = 20, 1e-4
LINEAR = ("q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2")


@dataclass(frozen=True, eq=False)
class LowRank:
    """A low-rank change of a text encoder: module name to (down[r, in], up[out, r]), and what truncation costs.

    `error` is the relative distance of the truncated encoder's states from the tuned one's, on held-out prompts (0: the
    same, 1: as far as from the plain encoder); `before`, `tuned`, `after` are mean cosines with e there.
    """

    factors: Mapping[str, tuple[np.ndarray, np.ndarray]]
    rank: int
    error: float
    before: float
    tuned: float
    after: float


def low_rank(
    e: AestheticEmbedding,
    half: TextEncoder,
    *,
    rank: int = 8,
    steps: int = STEPS,
    lr: float = LR,
    prompts: Sequence[str] = PROMPTS,
) -> LowRank:
    """Tune the linear layers of the text encoder on several prompts at once, and truncate the change by SVD."""
    if rank < 1:
        raise StylogenyError("rank must be at least 1", got=rank)

    def linear(name: str) -> bool:
        return name.endswith(tuple(f"{n}.weight" for n in LINEAR))

    target = target_of(e)
    tuned = tune(half.encoder, half.ids(prompts), target, projection=half.projection, steps=steps, lr=lr, only=linear)
    plain = dict(half.encoder.named_parameters())
    factors, cut = {}, {}
    for name, value in tuned.weights.items():
        u, s, v = torch.linalg.svd(value - plain[name].detach().float(), full_matrices=False)
        r = min(rank, len(s))
        up, down = u[:, :r] * s[:r].sqrt(), s[:r].sqrt()[:, None] * v[:r]
        factors[name.removesuffix(".weight")] = (down.numpy(), up.numpy())
        cut[name] = plain[name].detach().float() + up @ down
    ids = half.ids(HELD_OUT)

    def run(weights: Mapping[str, torch.Tensor]) -> tuple[torch.Tensor, float]:
        with torch.no_grad():
            output = torch.func.functional_call(half.encoder, dict(weights), kwargs={"input_ids": ids})
            return output.last_hidden_state, float(target.agreement(feature_of(output, half.projection)))

    (zero, before), (full, best), (short, after) = run({}), run(tuned.weights), run(cut)
    error = float((short - full).norm() / (full - zero).norm().clamp_min(1e-12))
    return LowRank(factors, rank, error, before, best, after)


def check_layout(layout: str) -> None:
    """Raise unless this is a layout."""
    if layout not in LAYOUTS:
        raise StylogenyError("no such layout of a LoRA", got=layout, fix="use diffusers or kohya")


def save_lora(path: Path, e: AestheticEmbedding, change: LowRank, *, layout: str, width: int) -> None:
    """Write a LoRA as diffusers or kohya name its tensors; `width` is that of the text encoder's states."""
    tensors: dict[str, np.ndarray] = {}
    for module, (down, up) in change.factors.items():
        module = "text_model." + module.removeprefix("text_model.")
        if layout == "diffusers":
            stem = f"text_encoder.{module}.lora_linear_layer"
            tensors |= {f"{stem}.down.weight": down, f"{stem}.up.weight": up}
        else:
            stem = "lora_te_" + module.replace(".", "_")
            tensors |= {f"{stem}.lora_down.weight": down, f"{stem}.lora_up.weight": up}
            tensors[f"{stem}.alpha"] = np.array([len(down)], dtype=np.float32)
    export = StyleExport.of("lora", e, tensors, width=width)
    export.save(path, rank=str(change.rank), error=f"{change.error:.4g}")
