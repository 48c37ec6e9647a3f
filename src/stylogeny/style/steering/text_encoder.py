"""What steering and exports ask of a CLIP text encoder and of what it gives."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator
from typing import Any, Protocol

import torch
from torch import nn

from ...errors import StylogenyError


class TextOutput(Protocol):
    """A model output of transformers: tensors, and tuples of them, by name."""

    last_hidden_state: torch.Tensor
    pooler_output: torch.Tensor
    hidden_states: tuple[torch.Tensor, ...]

    def items(self) -> ItemsView[str, torch.Tensor | tuple[torch.Tensor, ...]]: ...

    def get(self, name: str) -> torch.Tensor | tuple[torch.Tensor, ...] | None: ...

    def __getitem__(self, name: str) -> torch.Tensor | tuple[torch.Tensor, ...]: ...


class TokenAndPosition(Protocol):
    """The embeddings of a CLIP text encoder."""

    token_embedding: nn.Embedding
    position_embedding: nn.Embedding


class Transformer(Protocol):
    """The transformer inside a CLIP text encoder."""

    embeddings: TokenAndPosition
    final_layer_norm: nn.LayerNorm

    def named_modules(self) -> Iterator[tuple[str, nn.Module]]: ...


def text_model(encoder: nn.Module) -> Transformer:
    """The transformer inside a CLIP text encoder (transformers 5 keeps a plain one flat)."""
    inner: Any = getattr(encoder, "text_model", encoder)
    if not (
        hasattr(inner, "embeddings")
        and hasattr(inner.embeddings, "token_embedding")
        and hasattr(inner, "final_layer_norm")
    ):
        raise StylogenyError(
            "not a CLIP text encoder", got=type(encoder).__name__, fix="use a pipeline with a CLIP text encoder"
        )
    return inner


def token_table(encoder: nn.Module) -> nn.Embedding:
    """The token embeddings of a CLIP text encoder."""
    return text_model(encoder).embeddings.token_embedding


def context_length(encoder: nn.Module) -> int:
    """Tokens that a CLIP text encoder reads."""
    return int(text_model(encoder).embeddings.position_embedding.num_embeddings)


def feature_of(output: TextOutput, projection: torch.Tensor | None) -> torch.Tensor:
    """The prompts in the joint space, [B, D]: `text_embeds`, or pooled states through `projection` [D, hidden]."""
    embeds = getattr(output, "text_embeds", None)
    if embeds is not None:
        return embeds
    if projection is None:
        raise StylogenyError(
            "this text encoder has no projection into CLIP's joint space",
            fix="learn the style with a whole CLIP, or pass projection=PATH to the CLIP it came from",
        )
    return output.pooler_output @ projection.T
