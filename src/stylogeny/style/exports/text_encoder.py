"""The text half of a CLIP that a style lives in, and the prompts that exports are fitted and checked on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from ...errors import StylogenyError
from ..encoders import EncoderLike, as_encoder
from ..steering.aesthetic_embedding import AestheticEmbedding
from ..steering.text_encoder import context_length
from ..steering.tuning import SteeringTarget

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

PROMPTS = (
    "a painting of a harbour", "a portrait of a woman", "mountains under snow", "a still life with fruit",
    "a city street at night", "two men talking", "a forest in autumn", "an empty room",
)  # fmt: skip
HELD_OUT = ("a ship in a storm", "a bowl of flowers", "a dog on a road", "a cathedral")


@dataclass(frozen=True, eq=False)
class TextEncoder:
    """A CLIP text encoder, its tokenizer, and the projection float32[D, hidden] into the joint space."""

    encoder: nn.Module
    tokenizer: PreTrainedTokenizerBase
    projection: torch.Tensor

    @classmethod
    def of(cls, clip: EncoderLike | None, e: AestheticEmbedding) -> TextEncoder:
        """The text half of a CLIP (an encoder, a transformers CLIPModel or a path) that `e` belongs to.

        Raises
        ------
        StylogenyError
            No CLIP, one without text half or tokenizer, one of another width or name.
        """
        if clip is None:
            raise StylogenyError(
                "this target needs the CLIP that the style lives in", got="none", fix="pass --encoder PATH"
            )
        whole: Any = as_encoder(clip)
        matrix = getattr(whole, "projection", None)
        if matrix is None or getattr(whole, "tokenizer", None) is None:
            raise StylogenyError(
                "this target needs a whole CLIP with its tokenizer", got=whole.name, fix="pass --encoder PATH"
            )
        e.require(encoder=whole.name, width=whole.width)
        return cls(whole.model.text_model, whole.tokenizer, torch.from_numpy(matrix))

    @property
    def length(self) -> int:
        """Tokens that it reads."""
        return context_length(self.encoder)

    def ids(self, prompts: Sequence[str]) -> torch.Tensor:
        """Token ids int64[n, 77]."""
        return self.tokenizer(
            list(prompts), padding="max_length", max_length=self.length, truncation=True, return_tensors="pt"
        ).input_ids


def target_of(e: AestheticEmbedding) -> SteeringTarget:
    """A style as what text features are turned towards."""
    return SteeringTarget(torch.from_numpy(e.vector)[None], torch.ones(1))
