"""Normal draws of pictures that are drawn without a run: each by its number, seed and turn."""

from __future__ import annotations

import torch

from stylogeny.generation.learned.families.family import Draws


def draws_of(*shape: int, seed: int = 0) -> Draws:
    """The k-th standard normal float32[shape]."""
    return lambda turn: torch.randn(*shape, generator=torch.Generator().manual_seed(1000 * seed + turn))
