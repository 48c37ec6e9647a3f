"""A small Transformer over pieces: both ways for diffusion, left to right for the model it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional


@dataclass(frozen=True)
class TextShape:
    """The size of a network.

    Parameters
    ----------
    pieces, conditions, longest : int
        How many pieces and conditions there are, and of how many pieces a text is at most.
    width, depth, heads : int
    causal : bool
        Whether a place sees only what stands before it.
    """

    pieces: int
    conditions: int
    longest: int
    width: int = 128
    depth: int = 3
    heads: int = 4
    causal: bool = False


class _Block(nn.Module):
    """Attention and a perceptron, each behind a layer norm."""

    def __init__(self, shape: TextShape) -> None:
        super().__init__()
        w = shape.width
        self.heads, self.causal = shape.heads, shape.causal
        self.before, self.between = nn.LayerNorm(w), nn.LayerNorm(w)
        self.mix, self.out = nn.Linear(w, 3 * w), nn.Linear(w, w)
        self.up, self.down = nn.Linear(w, 4 * w), nn.Linear(4 * w, w)

    def forward(self, x: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        n, length, width = x.shape
        q, k, v = (
            part.view(n, length, self.heads, -1).transpose(1, 2) for part in self.mix(self.before(x)).chunk(3, dim=-1)
        )
        seen = real[:, None, None, :]
        if self.causal:
            seen = seen & torch.ones(length, length, dtype=torch.bool, device=x.device).tril()
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=seen)
        x = x + self.out(mixed.transpose(1, 2).reshape(n, length, width))
        return x + self.down(functional.gelu(self.up(self.between(x))))


class TextNetwork(nn.Module):
    """TextPieces and conditions to logits of pieces.

    Untrained, every piece has the same chance: the last layer begins at zero.
    """

    def __init__(self, shape: TextShape) -> None:
        super().__init__()
        self.shape = shape
        self.piece = nn.Embedding(shape.pieces, shape.width)
        self.first = nn.Embedding(shape.longest + 1, shape.width)
        self.last = nn.Embedding(shape.longest + 1, shape.width)
        self.condition = nn.Linear(shape.conditions, shape.width)
        self.blocks = nn.ModuleList([_Block(shape) for _ in range(shape.depth)])
        self.norm = nn.LayerNorm(shape.width)
        self.out = nn.Linear(shape.width, shape.pieces)
        for embedding in (self.piece, self.first, self.last):
            nn.init.normal_(embedding.weight, std=shape.width**-0.5)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, pieces: torch.Tensor, context: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Logits float[n, L, V] of pieces int64[n, L], conditions float[n, C] and lengths int64[n].

        How far a place is from the end is told to a network that sees both ways only.
        """
        at = torch.arange(pieces.shape[1], device=pieces.device)
        real = at < lengths[:, None]
        x = self.piece(pieces) + self.first(at) + self.condition(context)[:, None]
        if not self.shape.causal:
            x = x + self.last((lengths[:, None] - 1 - at).clamp_min(0))
        for block in self.blocks:
            x = block(x, real)
        logits: torch.Tensor = self.out(self.norm(x))
        return logits
