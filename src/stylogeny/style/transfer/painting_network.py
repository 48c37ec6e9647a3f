"""The network of the feed-forward painter: content and style vector in, painted picture out, in one pass.

colours     the content's own colours are whitened, then given the mean and covariance of the style's
texture     a U-shaped network whose normalisation layers are scaled and shifted by the style vector (conditional
            instance norm: Dumoulin, Shlens & Kudlur 2017), with noise at the two finest scales so that flat areas can
            be textured (Ulyanov et al. 2016; coarser noise makes blotches); what it gives is added to the coloured
            content
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

DEEP = 8  # sides are padded to a multiple of this: the network goes down three times
RIDGE = 1e-3  # keeps the whitening of a grey or flat picture finite


def whitened(x: torch.Tensor) -> torch.Tensor:
    """Pictures [B, 3, H, W] with mean 0 and covariance 1 between their three colours (ZCA: the nearest such
    picture)."""
    flat = x.flatten(2)
    mean = flat.mean(2, keepdim=True)
    centred = flat - mean
    covariance = centred @ centred.transpose(1, 2) / flat.shape[2]
    values, axes = torch.linalg.eigh(covariance + RIDGE * torch.eye(3, device=x.device, dtype=x.dtype))
    return (axes @ ((values.rsqrt()[..., None]) * (axes.transpose(1, 2) @ centred))).view_as(x)


def colours(x: torch.Tensor) -> torch.Tensor:
    """What undoes :func:`whitened`, [B, 12]: the root of the colour covariance (3 x 3, by rows) and the mean colour."""
    flat = x.flatten(2)
    centred = flat - flat.mean(2, keepdim=True)
    covariance = centred @ centred.transpose(1, 2) / flat.shape[2]
    values, axes = torch.linalg.eigh(covariance + RIDGE * torch.eye(3, device=x.device, dtype=x.dtype))
    root = axes @ (values.sqrt()[..., None] * axes.transpose(1, 2))
    return torch.cat([root.flatten(1), flat.mean(2)], 1)


class Styled(nn.Module):
    """Convolution, then instance norm scaled and shifted by the style, which may add noise."""

    def __init__(self, into: int, out: int, code: int, *, stride: int = 1, grain: bool = False) -> None:
        super().__init__()
        self.conv = nn.Conv2d(into, out, 3, stride, 1, padding_mode="reflect")
        self.affine = nn.Linear(code, 2 * out)
        self.loudness = nn.Linear(code, out) if grain else None
        if self.loudness is not None:
            nn.init.zeros_(self.loudness.weight)
            nn.init.constant_(self.loudness.bias, 0.1)

    def forward(self, x: torch.Tensor, style: torch.Tensor, noise: torch.Tensor | None = None) -> torch.Tensor:
        scale, shift = self.affine(style)[:, :, None, None].chunk(2, 1)
        y = F.instance_norm(self.conv(x))
        if self.loudness is not None:
            y = y + self.loudness(style)[:, :, None, None] * noise
        return y * (1 + scale) + shift


class PaintingNetwork(nn.Module):
    """Style vectors of width `code`; `width` channels at full resolution, twice and four times that below."""

    def __init__(self, code: int, width: int, blocks: int) -> None:
        super().__init__()
        w, hidden = width, 128
        self.style = nn.Sequential(nn.Linear(code, hidden), nn.GELU(), nn.Linear(hidden, hidden), nn.GELU())
        self.down = nn.ModuleList([
            Styled(12, 2 * w, hidden), Styled(2 * w, 4 * w, hidden, stride=2), Styled(4 * w, 4 * w, hidden, stride=2),
        ])  # fmt: skip
        self.body = nn.ModuleList([Styled(4 * w, 4 * w, hidden) for _ in range(2 * blocks)])
        self.up = nn.ModuleList([Styled(4 * w, 4 * w, hidden), Styled(4 * w, 2 * w, hidden), Styled(2 * w, w, hidden)])
        self.skips = nn.ModuleList([nn.Conv2d(4 * w, 4 * w, 1), nn.Conv2d(2 * w, 2 * w, 1), nn.Conv2d(3, w, 1)])
        self.mixes = nn.ModuleList([
            Styled(4 * w, 4 * w, hidden), Styled(2 * w, 2 * w, hidden, grain=True), Styled(w, w, hidden, grain=True),
        ])  # fmt: skip
        heads = [nn.Conv2d(n * w, 3, 3, 1, 1, padding_mode="reflect") for n in (4, 2, 1)]
        for head in heads:
            nn.init.normal_(head.weight, std=0.02)  # at first the coloured content
            nn.init.zeros_(head.bias)  # type: ignore[arg-type]
        self.heads = nn.ModuleList(heads)

    def forward(self, x: torch.Tensor, code: torch.Tensor, palette: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """Painted pictures [B, 3, H, W] (not clamped) of contents in [0, 1], sides multiples of :data:`DEEP`.

        `code` [B, d] are style vectors, `palette` [B, 12] their :func:`colours`, `noise` [B, 1, H, W] standard normal.
        """
        style = self.style(code)
        plain = whitened(x)
        grains = [None, 2 * F.avg_pool2d(noise, 2), noise]  # means of four, doubled: spread 1 again
        h = F.relu(self.down[0](F.pixel_unshuffle(plain, 2), style))
        kept = [plain, h]
        for depth in (1, 2):
            h = F.relu(self.down[depth](h, style))
            kept.append(h)
        for first, second in zip(self.body[::2], self.body[1::2], strict=True):
            h = h + second(F.relu(first(h, style)), style)
        root, mean = palette[:, :9].view(-1, 3, 3), palette[:, 9:, None, None]
        coloured = torch.einsum("bij,bjhw->bihw", root, plain) + mean
        strokes = x.new_zeros(1)
        for k, (up, skip, blend, head) in enumerate(zip(self.up, self.skips, self.mixes, self.heads, strict=True)):
            h = F.interpolate(h, scale_factor=2.0, mode="nearest")
            h = F.relu(up(h, style) + skip(kept[2 - k]))
            h = F.relu(blend(h, style, grains[k]))
            if k:
                strokes = F.interpolate(strokes, scale_factor=2.0, mode="bilinear", align_corners=False)
            strokes = head(h) + strokes
        return coloured + strokes
