"""Textual inversion: token embeddings that say what a style says (Gal et al. 2023), in the layouts of other tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ...artifacts import replacing
from ...errors import StylogenyError
from ...progress import progress
from ...streams import stream
from ..steering.aesthetic_embedding import AestheticEmbedding
from ..steering.text_encoder import feature_of, token_table
from .files import StyleExport
from .text_encoder import HELD_OUT, PROMPTS, TextEncoder, target_of

LAYOUTS = ("diffusers", "a1111", "pt", "sdxl")
STEPS, LR = 200, 5e-3


@dataclass(frozen=True, eq=False)
class Inversion:
    """Token embeddings float32[tokens, hidden], and the mean cosine with the style over held-out prompts without and
    with
    them."""

    vectors: np.ndarray
    before: float
    after: float


def invert(
    e: AestheticEmbedding, half: TextEncoder, *, tokens: int = 4, steps: int = STEPS, lr: float = LR, seed: int = 0
) -> Inversion:
    """Token embeddings whose presence in a prompt turns its feature towards e.

    The vectors stand after "..., in the style of" in a handful of prompts; gradient ascent on the mean cosine, with
    each vector's length held at the vocabulary's mean length so that it stays a plausible token.
    """
    if not 1 <= tokens <= 32:
        raise StylogenyError("1 to 32 tokens are expected", got=tokens)
    table = token_table(half.encoder)
    weight = table.weight.detach().float()
    length = weight.norm(dim=1).mean()
    start = weight.mean(0) + 0.02 * length * torch.from_numpy(
        stream(seed, "invert").normal(size=(tokens, weight.shape[1])).astype(np.float32)
    )
    vectors = start.clone().requires_grad_(True)
    learned, held_out = (
        _with_slots(half, [f"{p}, in the style of" for p in prompts], tokens) for prompts in (PROMPTS, HELD_OUT)
    )
    target = target_of(e)

    def plausible() -> torch.Tensor:
        return vectors / vectors.norm(dim=1, keepdim=True) * length

    def agreement(ids: torch.Tensor, slots: torch.Tensor) -> torch.Tensor:
        placed = plausible()

        def place(_module: nn.Module, _inputs: object, output: torch.Tensor) -> torch.Tensor:
            new = output.clone()
            new[slots] = placed.repeat(len(ids), 1)
            return new

        handle = table.register_forward_hook(place)
        try:
            return target.agreement(feature_of(half.encoder(input_ids=ids), half.projection))
        finally:
            handle.remove()

    optimiser = torch.optim.Adam([vectors], lr=lr * float(length))
    for _ in progress(range(steps), "invert", unit="step"):
        optimiser.zero_grad()
        (-agreement(*learned)).backward()
        optimiser.step()
    half.encoder.zero_grad(set_to_none=True)
    with torch.no_grad():
        before = target.agreement(feature_of(half.encoder(input_ids=half.ids(HELD_OUT)), half.projection))
        after = agreement(*held_out)
        return Inversion(plausible().numpy(), float(before), float(after))


def _with_slots(half: TextEncoder, prompts: Sequence[str], tokens: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids with `tokens` placeholder tokens before each prompt's end, and the mask of their positions."""
    rows, masks = [], []
    for prompt in prompts:
        ids = half.tokenizer(prompt).input_ids
        body, end = ids[:-1][: half.length - tokens - 1], ids[-1]
        row = [*body, *([body[-1]] * tokens), end]
        masks.append([len(body) <= k < len(body) + tokens for k in range(half.length)])
        rows.append(row + [half.tokenizer.pad_token_id] * (half.length - len(row)))
    return torch.tensor(rows), torch.tensor(masks)


def check_layout(layout: str, *, second: bool) -> None:
    """Raise unless this is a layout, and SDXL's has its `second` encoder."""
    if layout not in LAYOUTS:
        raise StylogenyError(
            "no such layout of a textual inversion", got=layout, fix="use diffusers, a1111, pt or sdxl"
        )
    if layout == "sdxl" and not second:
        raise StylogenyError(
            "an SDXL inversion needs both of its encoders",
            got="one",
            fix="pass --encoder-2 PATH (OpenCLIP bigG) as well",
        )


def save_inversion(
    path: Path, e: AestheticEmbedding, vectors: np.ndarray, *, layout: str, token: str, second: np.ndarray | None = None
) -> None:
    """Write token embeddings as ``diffusers`` or ``a1111`` read them, or for SDXL with those of its `second`
    encoder."""
    if layout == "sdxl" and second is not None:
        tensors = {"clip_l": vectors, "clip_g": second}
    else:
        tensors = {token if layout == "diffusers" else "emb_params": vectors}
    StyleExport.of("textual-inversion", e, tensors, width=vectors.shape[1]).save(path, token=token)


def save_pt(path: Path, vectors: np.ndarray, *, token: str, steps: int) -> None:
    """Write token embeddings as the first implementations kept them, a pickled dictionary."""
    value = {
        "string_to_token": {"*": 265}, "string_to_param": {"*": torch.from_numpy(vectors)}, "name": token,
        "step": steps, "sd_checkpoint": None, "sd_checkpoint_name": None,
    }  # fmt: skip
    with replacing(path) as part:
        torch.save(value, part)
