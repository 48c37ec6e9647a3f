"""Shared attention: the pictures of one batch look at the first one, and so share its style (Hertz et al. 2024).

StyleAligned (arXiv 2312.02133): in every self-attention layer, queries and keys take the first picture's statistics,
and keys and values of the first picture are seen by all the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional as F

from ...errors import StylogenyError
from ...generation.pretrained.protocol import Pipeline

if TYPE_CHECKING:
    from diffusers.models.attention_processor import Attention


def _like_first(x: torch.Tensor) -> torch.Tensor:
    """x[n, heads, tokens, d] with each head's mean and spread over tokens as in x[0]."""
    mean, spread = x.mean(2, keepdim=True), x.std(2, keepdim=True) + 1e-5
    return (x - mean) / spread * spread[:1] + mean[:1]


class SharedAttention:
    """Self-attention in which picture 0 of each guidance half is the reference of the others."""

    def __init__(self, halves: int, scale: float) -> None:
        self.halves, self.scale = halves, scale

    def __call__(
        self, attn: Attention, hidden_states: torch.Tensor, encoder_hidden_states: torch.Tensor | None = None,
        attention_mask: torch.Tensor | None = None, *_args: object, **_kwargs: object,
    ) -> torch.Tensor:  # fmt: skip
        shape = hidden_states.shape
        x = hidden_states.flatten(2).transpose(1, 2) if hidden_states.ndim == 4 else hidden_states
        x = attn.group_norm(x.transpose(1, 2)).transpose(1, 2) if attn.group_norm is not None else x
        query, key, value = attn.to_q(x), attn.to_k(x), attn.to_v(x)

        def split(t: torch.Tensor) -> torch.Tensor:
            return t.unflatten(2, (attn.heads, -1)).transpose(1, 2)

        query, key, value = split(query), split(key), split(value)
        out = [
            self._half(q, k, v)
            for q, k, v in zip(query.chunk(self.halves), key.chunk(self.halves), value.chunk(self.halves), strict=True)
        ]
        y = torch.cat(out).transpose(1, 2).flatten(2)
        y = attn.to_out[1](attn.to_out[0](y))
        if hidden_states.ndim == 4:
            y = y.transpose(1, 2).reshape(shape)
        if attn.residual_connection:
            y = y + hidden_states
        return y / attn.rescale_output_factor

    def _half(self, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
        plain = F.scaled_dot_product_attention(q, k, v)
        if len(q) < 2 or not self.scale:
            return plain
        aligned, keys = _like_first(q), _like_first(k)
        first = [t[:1].expand(len(q) - 1, -1, -1, -1) for t in (k, v)]
        shared = F.scaled_dot_product_attention(
            aligned[1:], torch.cat([first[0], keys[1:]], 2), torch.cat([first[1], v[1:]], 2)
        )
        return torch.cat([plain[:1], torch.lerp(plain[1:], shared, self.scale)])


@contextmanager
def shared_attention(pipeline: Pipeline, *, scale: float = 1.0) -> Iterator[None]:
    """Within the block the pictures of each call share the first one's style; the pipeline is as before afterwards.

    Parameters
    ----------
    pipeline : DiffusionPipeline
        With a U-Net; all pictures that are to share go in one call (a list of prompts).
    scale : float
        0 (each by itself) to 1.
    """
    unet = getattr(pipeline, "unet", None)
    if unet is None or not hasattr(unet, "attn_processors"):
        raise StylogenyError("shared attention needs a pipeline with a U-Net", got=type(pipeline).__name__)
    if not 0 <= scale <= 1:
        raise StylogenyError("scale lies between 0 and 1", got=scale)
    before = dict(unet.attn_processors)

    def set_halves(_module: nn.Module, _args: object, _kwargs: object) -> None:
        for processor in unet.attn_processors.values():
            if isinstance(processor, SharedAttention):
                processor.halves = 2 if getattr(pipeline, "do_classifier_free_guidance", False) else 1

    unet.set_attn_processor({n: SharedAttention(1, scale) if ".attn1." in n else p for n, p in before.items()})
    handle = unet.register_forward_pre_hook(set_halves, with_kwargs=True)
    try:
        yield
    finally:
        handle.remove()
        unet.set_attn_processor(before)
