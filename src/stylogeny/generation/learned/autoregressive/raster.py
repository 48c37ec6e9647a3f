"""What stands before a place, row by row: the network that reads a picture as one reads a page.

A gated masked convolution (van den Oord et al. 2016) tells each place of its neighbours above and to the left, and
causal attention (as in PixelSNAIL, Chen et al. 2018) of everything before it. Keys and values of places that are drawn
already are kept, so that drawing a picture costs about as much as reading one.
"""

from __future__ import annotations

from functools import partial

import torch
import torch.nn.functional as F
from torch import nn

from ..network import AttentionBlock, NetworkConfig, places, style_layers

LOOK = partial(F.scaled_dot_product_attention, is_causal=True)


class Memory:
    """Keys and values of the places drawn so far, in one block of attention.

    Parameters
    ----------
    length : int
        How many places there will be.
    """

    def __init__(self, length: int) -> None:
        self.length, self.at = length, 0
        self.stored: torch.Tensor | None = None

    def __call__(self, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
        """Attention of one more place, float[n, heads, 1, d] each, to all so far and itself."""
        if self.stored is None:
            self.stored = k.new_empty(2, *k.shape[:2], self.length, k.shape[-1])
        self.stored[:, :, :, self.at : self.at + 1] = torch.stack([k, v])
        self.at += 1
        keys, values = self.stored[:, :, :, : self.at]
        return F.scaled_dot_product_attention(q, keys, values)


class RasterTransformer(nn.Module):
    """Of every place of a canvas, a summary of what lies before it in raster order.

    Parameters
    ----------
    shape : NetworkConfig
    seen : int
        Numbers at each place of the canvas.
    """

    mask: torch.Tensor

    def __init__(self, shape: NetworkConfig, seen: int) -> None:
        super().__init__()
        self.shape = shape
        self.stem = nn.Conv2d(seen, 2 * shape.width, 3, padding=1)
        before = torch.tensor([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
        self.register_buffer("mask", before, persistent=False)
        self.previous = nn.Linear(seen, shape.width, bias=False)  # at the left border the neighbours do not hold it
        self.lens, self.style = style_layers(shape)
        self.null_condition = nn.Parameter(torch.zeros(shape.width))
        self.blocks = nn.ModuleList(AttentionBlock(shape.width, shape.heads) for _ in range(shape.depth))
        self.norm = nn.LayerNorm(shape.width, elementwise_affine=False, eps=1e-6)
        self.last = nn.Linear(shape.width, 2 * shape.width)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def condition(self, style: torch.Tensor, dropped: torch.Tensor | None = None) -> torch.Tensor:
        """Styles float[n, d] as the blocks take them, float[n, width]; where `dropped` (bool[n]) the null condition."""
        told = self.style(self.lens(style))
        return told if dropped is None else torch.where(dropped[:, None], self.null_condition.to(told.dtype), told)

    def forward(self, canvas: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        """Summaries float[n, h * w, width] of a whole canvas float[n, seen, h, w]."""
        near = F.glu(F.conv2d(canvas, self.stem.weight * self.mask, self.stem.bias, padding=1), dim=1)
        previous = F.pad(canvas.flatten(2), (1, 0))[:, :, :-1]
        x = (near.flatten(2) + self.previous(previous.mT).mT).mT
        where = places(*canvas.shape[2:], side=self.shape.cells, width=self.shape.width)
        x = x + where.to(x)
        for block in self.blocks:
            x = block(x, condition, LOOK)
        return self._end(x, condition)

    def memories(self, length: int) -> list[Memory]:
        """What drawing `length` places one after the other remembers, block by block."""
        return [Memory(length) for _ in self.blocks]

    def step(
        self, canvas: torch.Tensor, place: tuple[int, int], condition: torch.Tensor, memories: list[Memory]
    ) -> torch.Tensor:
        """The summary of one (row, column), float[n, width], of a canvas that is drawn up to there.

        Places must be asked for in raster order, none left out; what the canvas holds from `place` on is not looked at.
        """
        (row, column), (height, width) = place, canvas.shape[2:]
        window = F.pad(canvas, (1, 1, 1, 1))[:, :, row : row + 3, column : column + 3]
        near = F.glu(F.conv2d(window, self.stem.weight * self.mask, self.stem.bias), dim=1)
        where = places(height, width, side=self.shape.cells, width=self.shape.width)[row * width + column]
        x = near.flatten(2).mT + where.to(near)
        if row or column:
            x = x + self.previous(canvas.flatten(2)[:, :, row * width + column - 1])[:, None]
        for block, memory in zip(self.blocks, memories, strict=True):
            x = block(x, condition, memory)
        return self._end(x, condition)[:, 0]

    def _end(self, x: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        shift, scale = self.last(F.silu(condition))[:, None].chunk(2, dim=-1)
        return self.norm(x) * (1 + scale) + shift
