"""How near a pipeline's own text encoder takes prompts to a style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from stylogeny.style import AestheticEmbedding
from stylogeny.style.encoders import unit
from stylogeny.style.exports.text_encoder import HELD_OUT


def agreement(pipe: Any, e: AestheticEmbedding, *, prompts: Sequence[str] = HELD_OUT, suffix: str = "") -> float:
    """Mean cosine with e of a pipeline's prompts, read off its real text encoder."""
    total = 0.0
    for prompt in prompts:
        text = pipe.maybe_convert_prompt(prompt + suffix, pipe.tokenizer)
        ids = pipe.tokenizer(text, padding="max_length", max_length=77, truncation=True, return_tensors="pt").input_ids
        with torch.no_grad():
            states = pipe.text_encoder(ids).last_hidden_state[0]
        where = int((ids[0] == pipe.tokenizer.eos_token_id).int().argmax())
        total += float(unit(e.projection @ states[where].numpy()) @ e.vector)
    return total / len(prompts)
