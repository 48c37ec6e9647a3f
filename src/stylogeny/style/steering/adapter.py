"""A style as the image token of an IP-Adapter: the honest form of a vector in CLIP's image space."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import nn

from ...errors import StylogenyError
from ...generation.pretrained.protocol import Pipeline
from .aesthetic_embedding import AestheticEmbedding


@contextmanager
def image_token(
    pipeline: Pipeline, styles: Sequence[AestheticEmbedding], weights: Sequence[float], scale: float
) -> Iterator[None]:
    """Give the denoiser e as the image token of the pipeline's IP-Adapter; its scales are put back afterwards."""
    unet = getattr(pipeline, "unet", None)
    layers = getattr(getattr(unet, "encoder_hid_proj", None), "image_projection_layers", None)
    if unet is None or layers is None:
        raise StylogenyError(
            "method ip-adapter needs an IP-Adapter", got="none loaded", fix="call pipeline.load_ip_adapter(...) first"
        )
    wanted = int(layers[0].image_embeds.in_features)
    for style in styles:
        if style.width != wanted:
            raise StylogenyError(
                f"an embedding of width {style.width} does not fit this IP-Adapter of width {wanted}",
                fix="learn the style with the adapter's own image encoder",
            )
    total = sum(abs(w) for w in weights)
    vector = torch.from_numpy(
        sum(np.float32(w / total * s.norm) * s.vector for w, s in zip(weights, styles, strict=True))
    )

    def give(_module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        sample = args[0] if args else kwargs["sample"]
        tokens = vector.to(sample.device, sample.dtype).expand(len(sample), 1, -1).clone()
        if getattr(pipeline, "do_classifier_free_guidance", False):
            tokens[: len(sample) // 2] = 0
        conditions = {**(kwargs.get("added_cond_kwargs") or {}), "image_embeds": [tokens] * len(layers)}
        return args, {**kwargs, "added_cond_kwargs": conditions}

    before = {
        name: list(processor.scale)
        for name, processor in unet.attn_processors.items()
        if isinstance(getattr(processor, "scale", None), list)
    }
    pipeline.set_ip_adapter_scale(scale)
    handle = unet.register_forward_pre_hook(give, with_kwargs=True)
    try:
        yield
    finally:
        handle.remove()
        for name, processor in unet.attn_processors.items():
            if name in before:
                processor.scale = before[name]
