"""Feed-forward style transfer: one network, conditioned on a style vector, in one pass (Johnson, Alahi & Fei-Fei 2016).

The optimiser's two losses train a small image-to-image network. Its normalisation layers are steered by the style vector
(conditional instance norm; Dumoulin, Shlens & Kudlur 2017; Ghiasi et al. 2017), so one network paints every style that a
vector can name: the texture statistics of a picture, or a point of the space where no picture is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from ..errors import StylogenyError
from ..progress import Callback, progress
from ..streams import key, stream
from .encoders import Picture
from .features import RandomFilters
from .files import read_tensors, write_tensors
from .transfer import content_loss, gram, tensor, variation

ENCODING = "painter/1"
SIDE = 128  # pixels of training crops


class _Norm(nn.Module):
    """Instance norm whose scale and shift come from the style."""

    def __init__(self, channels: int, code: int) -> None:
        super().__init__()
        self.affine = nn.Linear(code, 2 * channels)

    def forward(self, x: torch.Tensor, style: torch.Tensor) -> torch.Tensor:
        scale, shift = self.affine(style)[:, :, None, None].chunk(2, 1)
        return F.instance_norm(x) * (1 + scale) + shift


class _Net(nn.Module):
    """Down by four, residual blocks, up by four; the output is a correction of the content."""

    def __init__(self, code: int, width: int, blocks: int) -> None:
        super().__init__()
        w = width
        self.code = nn.Sequential(nn.Linear(code, 128), nn.GELU(), nn.Linear(128, 128), nn.GELU())
        self.down = nn.ModuleList([
            nn.Conv2d(3, w, 7, 2, 3, padding_mode="reflect"), nn.Conv2d(w, 2 * w, 3, 2, 1, padding_mode="reflect"),
        ])  # fmt: skip
        self.body = nn.ModuleList([nn.Conv2d(2 * w, 2 * w, 3, 1, 1, padding_mode="reflect") for _ in range(2 * blocks)])
        self.up = nn.ModuleList([
            nn.Conv2d(2 * w, w, 3, 1, 1, padding_mode="reflect"), nn.Conv2d(w, w, 3, 1, 1, padding_mode="reflect"),
        ])  # fmt: skip
        self.last = nn.Conv2d(w, 3, 3, 1, 1, padding_mode="reflect")
        sizes = [w, 2 * w, *([2 * w] * 2 * blocks), w, w]
        self.norms = nn.ModuleList([_Norm(s, 128) for s in sizes])
        self.colour = nn.Linear(128, 12)
        nn.init.zeros_(self.colour.weight)
        nn.init.zeros_(self.colour.bias)

    def forward(self, x: torch.Tensor, code: torch.Tensor) -> torch.Tensor:
        style = self.code(code)
        norms = iter(self.norms)
        h = x * 2 - 1
        for conv in self.down:
            h = F.relu(next(norms)(conv(h), style))
        for first, second in zip(self.body[::2], self.body[1::2], strict=True):
            h = h + next(norms)(second(F.relu(next(norms)(first(h), style))), style)
        for conv in self.up:
            h = F.relu(next(norms)(conv(F.interpolate(h, scale_factor=2.0, mode="nearest")), style))
        mix = self.colour(style).view(-1, 3, 4)
        tinted = (
            torch.einsum("bij,bjhw->bihw", torch.eye(3, device=x.device) + mix[:, :, :3], x - 0.5)
            + mix[:, :, 3, None, None]
            + 0.5
        )
        return tinted + self.last(h)[..., : x.shape[-2], : x.shape[-1]]


@dataclass(frozen=True, eq=False)
class Painter:
    """A trained network.

    Parameters
    ----------
    net : nn.Module
    mean, scale : ndarray
        float32[d]: standardisation of style vectors.
    shape : mapping
        Width and blocks of the network, and whether its vectors are texture statistics.
    """

    net: nn.Module
    mean: np.ndarray
    scale: np.ndarray
    shape: dict[str, int]

    def paint(self, content: Picture, style: Picture | np.ndarray, *, size: int = 256) -> np.ndarray:
        """The content in a style, uint8[H, W, 3]: a style picture, or a style vector float[d]."""
        x = tensor(content, size)
        rows, columns = x.shape[-2:]
        x = F.pad(x, (0, -columns % 4, 0, -rows % 4), mode="replicate")
        code = torch.from_numpy(((self._code(style) - self.mean) / self.scale).astype(np.float32))[None]
        with torch.inference_mode():
            y = self.net(x, code.clamp(-4, 4))[0, :, :rows, :columns].clamp(0, 1)
        return (y.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)

    def _code(self, style: Picture | np.ndarray) -> np.ndarray:
        if isinstance(style, np.ndarray) and style.ndim == 1:
            if style.shape != self.mean.shape or not np.isfinite(style).all():
                raise StylogenyError(
                    f"a style vector of {len(self.mean)} finite numbers is expected", got=f"{len(style)}"
                )
            return style
        if not self.shape["texture"]:
            raise StylogenyError(
                "this network was trained on style vectors", got="a picture", fix="pass the style's vector"
            )
        return texture_code(style)

    def save(self, path: Path | str) -> None:
        """Write as safetensors."""
        tensors = {f"net.{k}": v.numpy() for k, v in self.net.state_dict().items()}
        meta = {"stylogeny": ENCODING, "shape": json.dumps(self.shape)}
        write_tensors(path, {**tensors, "mean": self.mean, "scale": self.scale}, meta)

    @classmethod
    def read(cls, path: Path | str) -> Painter:
        """Read what :meth:`save` wrote."""
        tensors, meta = read_tensors(path)
        if meta.get("stylogeny") != ENCODING:
            raise StylogenyError("not a feed-forward painter of this version", got=str(path))
        shape = json.loads(meta["shape"])
        net = _Net(len(tensors["mean"]), shape["width"], shape["blocks"])
        net.load_state_dict({k[4:]: torch.from_numpy(v) for k, v in tensors.items() if k.startswith("net.")})
        return cls(net.eval(), tensors["mean"], tensors["scale"], shape)


def texture_code(picture: Picture, *, size: int = SIDE) -> np.ndarray:
    """Texture statistics of a picture, float32[d]: log mean and log spread of every default filter at every level."""
    with torch.no_grad():
        maps = RandomFilters(channels=16, seed=0).style(_middle(picture, size))
        parts = [torch.cat([m.mean((2, 3)), m.std((2, 3))], 1)[0] for m in maps[:4]]
    return torch.log(torch.cat(parts) + 1e-3).numpy()


def fit(
    contents: Sequence[Picture],
    styles: Sequence[Picture],
    *,
    codes: np.ndarray | None = None,
    steps: int = 1500,
    batch: int = 4,
    width: int = 24,
    blocks: int = 3,
    alpha: float = 1.0,
    beta: float = 30.0,
    lr: float = 2e-3,
    seed: int = 0,
    callback: Callback | None = None,
) -> Painter:
    """Train one network on many contents and styles.

    Parameters
    ----------
    contents, styles : sequences of pictures
        Any pair may meet; they may be the same pictures.
    codes : ndarray, optional
        float32[len(styles), d]: the styles' vectors (points of the space, say); default their texture statistics.
    steps, batch, lr : int, int, float
    width, blocks : int
        Size of the network.
    alpha, beta : float
        Weights of content and style, as in :func:`~.transfer.stylise`.
    """
    if not len(contents) or not len(styles):
        raise StylogenyError("content and style pictures are expected", got=f"{len(contents)} and {len(styles)}")
    texture = codes is None
    table = np.stack([texture_code(s) for s in styles]) if codes is None else np.asarray(codes, dtype=np.float32)
    if table.ndim != 2 or len(table) != len(styles) or not np.isfinite(table).all():
        raise StylogenyError("one finite style vector a style is expected", got=f"shape {list(table.shape)}")
    mean, scale = table.mean(0), table.std(0) + 1e-3
    vectors = torch.from_numpy((table - mean) / scale).clamp(-4, 4)
    features = RandomFilters(channels=16, seed=0)
    with torch.no_grad():
        goals = [[gram(m)[0] for m in features.style(_middle(s, SIDE))[:4]] for s in styles]
    pictures = [tensor(c, round(SIDE * 1.3)) for c in contents]
    torch.manual_seed(key(seed, "painter") & 0x7FFFFFFF)
    net = _Net(table.shape[1], width, blocks)
    optimiser = torch.optim.Adam(net.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, lr, total_steps=steps + 1, pct_start=0.1)
    for step in progress(range(steps), "feed-forward painter", unit="step", callback=callback):
        luck = stream(seed, "painter", step)
        which, looks = luck.integers(len(pictures), size=batch), luck.integers(len(styles), size=batch)
        x = torch.cat([_crop(pictures[k], luck) for k in which])
        y = net(x, vectors[looks])
        maps = features.style(y)
        with torch.no_grad():
            layout = features.content(x)
        texture_loss = torch.stack([
            torch.stack([((gram(m[b : b + 1])[0] - g) ** 2).sum() / (g**2).sum() for m, g in zip(maps, goals[looks[b]])]).mean()
            for b in range(batch)
        ]).mean()  # fmt: skip
        outside = ((y - y.clamp(0, 1)) ** 2).mean()
        loss = (
            alpha * content_loss(features.content_of(maps), layout)
            + beta * texture_loss.clamp(max=10)
            + 5 * variation(y)
            + 10 * outside
        )
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    return Painter(net.eval(), mean, scale, {"width": width, "blocks": blocks, "texture": int(texture)})


def _middle(picture: Picture, size: int) -> torch.Tensor:
    """A picture's square middle without its frame, float[1, 3, size, size]: a long scroll has as many levels as a tondo."""
    x = tensor(picture, 2 * size)
    side = max(8, round(0.92 * min(x.shape[-2:])))
    top, left = ((s - side) // 2 for s in x.shape[-2:])
    square = x[..., max(top, 0) :, max(left, 0) :][..., :side, :side]
    return F.interpolate(square, (size, size), mode="bilinear", antialias=True, align_corners=False)


def _crop(x: torch.Tensor, luck: np.random.Generator) -> torch.Tensor:
    """A random square crop of side :data:`SIDE`, enlarged first when the picture is smaller; mirrored half the time."""
    short = min(x.shape[-2:])
    if short < SIDE:
        factor = SIDE / short
        x = F.interpolate(x, [max(SIDE, round(s * factor)) for s in x.shape[-2:]], mode="bilinear", align_corners=False)
    top, left = (int(luck.integers(0, s - SIDE + 1)) for s in x.shape[-2:])
    x = x[..., top : top + SIDE, left : left + SIDE]
    return x.flip(-1) if luck.random() < 0.5 else x
