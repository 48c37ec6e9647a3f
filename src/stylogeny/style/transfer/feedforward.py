"""Feed-forward style transfer: one network, conditioned on a style vector, in one pass (Johnson, Alahi & Fei-Fei 2016).

The optimiser's two losses train a small image-to-image network (:mod:`.painting_network`) that is steered by the style
vector, so one network paints every style that a vector can name: the texture and colours of a picture, or a point of the
space where no picture is. Like the optimiser, training goes from small pictures to large ones.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from ...errors import StylogenyError
from ...progress import Callback, progress
from ...streams import int_seed, stream
from ..encoders import Picture, read
from ..files import read_tensors, write_tensors
from .features import RandomFilters
from .optimisation import content_loss, gram, inside, tensor, variation
from .painting_network import DEEP, PaintingNetwork, colours

if TYPE_CHECKING:
    from ...runs import Run

ENCODING = "painter/2"
SIDE = 128  # pixels at which a style's texture is read
STAGES = ((4, 0.45, 2), (2, 0.35, 1), (1, 0.2, 0.5))  # size divided by, share of the steps, batch times
MOST = 600  # pictures of a run that its painter learns from
FAR = 4.0  # standard deviations to which style vectors are cut


@dataclass(frozen=True, eq=False)
class Painter:
    """A trained network.

    Parameters
    ----------
    net : nn.Module
    mean, scale : ndarray
        float32[d]: standardisation of style vectors.
    palette : ndarray
        float32[d + 1, 12]: from a standardised vector and 1 to the style's :func:`~.painting_network.colours`.
    shape : mapping
        Width and blocks of the network, and whether its vectors are those of :func:`style_code`.
    """

    net: nn.Module
    mean: np.ndarray
    scale: np.ndarray
    palette: np.ndarray
    shape: dict[str, int]

    def paint(self, content: Picture, style: Picture | np.ndarray, *, size: int = 256, seed: int = 0) -> np.ndarray:
        """The content in a style, uint8[H, W, 3]: a style picture, or a style vector float[d]; `seed` of the grain."""
        x = tensor(content, size)
        rows, columns = x.shape[-2:]
        x = F.pad(x, (0, -columns % DEEP, 0, -rows % DEEP), mode="replicate")
        code = torch.from_numpy(((self._code(style) - self.mean) / self.scale).astype(np.float32))[None].clamp(
            -FAR, FAR
        )
        noise = torch.from_numpy(stream(seed, "grain").normal(size=(1, 1, *x.shape[-2:])).astype(np.float32))
        with torch.inference_mode():
            y = self.net(x, code, tinted(code, torch.from_numpy(self.palette)), noise)[0, :, :rows, :columns].clamp(
                0, 1
            )
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
        return style_code(style)

    def save(self, path: Path | str) -> None:
        """Write as safetensors."""
        tensors = {f"net.{k}": v.contiguous().numpy() for k, v in self.net.state_dict().items()}
        meta = {"stylogeny": ENCODING, "shape": json.dumps(self.shape)}
        write_tensors(path, {**tensors, "mean": self.mean, "scale": self.scale, "palette": self.palette}, meta)

    @classmethod
    def read(cls, path: Path | str) -> Painter:
        """Read what :meth:`save` wrote."""
        tensors, meta = read_tensors(path)
        if meta.get("stylogeny") != ENCODING:
            raise StylogenyError("not a feed-forward painter of this version", got=str(path), fix="train it again")
        shape = json.loads(meta["shape"])
        net = PaintingNetwork(len(tensors["mean"]), shape["width"], shape["blocks"])
        net.load_state_dict({k[4:]: torch.from_numpy(v) for k, v in tensors.items() if k.startswith("net.")})
        return cls(net.eval(), tensors["mean"], tensors["scale"], tensors["palette"], shape)


def texture_code(picture: Picture, *, size: int = SIDE) -> np.ndarray:
    """Texture statistics of a picture, float32[d]: log mean and log spread of every default filter at every level."""
    rows, columns = read(picture).shape[:2]
    least = 0.56 * size  # of the shorter side: a long scroll has as many levels as a square
    with torch.no_grad():
        x = tensor(picture, round(max(size, least * max(rows, columns) / min(rows, columns))))
        maps = RandomFilters(channels=16, seed=0).style(inside(x))
        parts = [torch.cat([m.mean((2, 3)), m.std((2, 3))], 1)[0] for m in maps[:4]]
    return torch.log(torch.cat(parts) + 1e-3).numpy()


def style_code(picture: Picture) -> np.ndarray:
    """What a painter of pictures is steered by, float32[d + 12]: texture statistics, then colours."""
    with torch.no_grad():
        own = colours(inside(tensor(picture, SIDE)))[0].numpy()
    return np.concatenate([texture_code(picture), own])


def tinted(code: torch.Tensor, palette: torch.Tensor) -> torch.Tensor:
    """The colours [B, 12] that standardised style vectors [B, d] stand for."""
    return F.pad(code, (0, 1), value=1.0) @ palette


def fit(
    contents: Sequence[Picture],
    styles: Sequence[Picture],
    *,
    codes: np.ndarray | None = None,
    steps: int = 1500,
    batch: int = 4,
    size: int = 256,
    width: int = 16,
    blocks: int = 3,
    alpha: float = 1.0,
    beta: float = 30.0,
    lr: float = 3e-3,
    seed: int = 0,
    callback: Callback | None = None,
) -> Painter:
    """Train one network on many contents and styles.

    Parameters
    ----------
    contents, styles : sequences of pictures
        Any pair may meet; they may be the same pictures.
    codes : ndarray, optional
        float32[len(styles), d]: the styles' vectors (points of the space, say); default :func:`style_code` of each.
    steps, batch, lr : int, int, float
        `batch` pictures a step at half the size; twice as many before, half as many after.
    size : int
        Longest side in pixels for which strokes have the size that they have in the style picture.
    width, blocks : int
        Size of the network.
    alpha, beta : float
        Weights of content and style, as in :func:`~.transfer.stylise`.
    """
    if not len(contents) or not len(styles):
        raise StylogenyError("content and style pictures are expected", got=f"{len(contents)} and {len(styles)}")
    if size < 64:
        raise StylogenyError("a size of at least 64 is expected", got=size)
    table = np.stack([style_code(s) for s in styles]) if codes is None else np.asarray(codes, dtype=np.float32)
    if table.ndim != 2 or len(table) != len(styles) or not np.isfinite(table).all():
        raise StylogenyError("one finite style vector a style is expected", got=f"shape {list(table.shape)}")
    mean, scale = table.mean(0), table.std(0) + 1e-3
    vectors = torch.from_numpy((table - mean) / scale).clamp(-FAR, FAR)
    palette = _palette(vectors, styles) if codes is not None else _last_twelve(mean, scale)
    features = RandomFilters(channels=16, seed=0)
    shots = [(_square(c, round(size * 1.15)) * 255).round().to(torch.uint8) for c in contents]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int_seed(seed, "painter"))
        net = PaintingNetwork(table.shape[1], width, blocks)
    optimiser = torch.optim.Adam(net.parameters(), lr=lr)
    plan = [
        (size // by // DEEP * DEEP, max(1, round(batch * times)))
        for by, share, times in STAGES
        for _ in range(round(steps * share))
    ]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, lr, total_steps=len(plan) + 1, pct_start=0.1)
    goals: dict[int, list[list[torch.Tensor]]] = {}
    for step, (side, count) in enumerate(progress(plan, "feed-forward painter", unit="step", callback=callback)):
        if side not in goals:
            with torch.no_grad():
                goals = {side: [[gram(m)[0] for m in features.style(inside(tensor(s, side)))] for s in styles]}
        luck = stream(seed, "painter", step)
        which, looks = luck.integers(len(shots), size=count), luck.integers(len(styles), size=count)
        x = torch.cat([_crop(shots[k], side, luck) for k in which])
        noise = torch.from_numpy(luck.normal(size=(count, 1, side, side)).astype(np.float32))
        y = net(x, vectors[looks], tinted(vectors[looks], palette), noise)
        maps = features.style(y)
        with torch.no_grad():
            layout = features.content(x)
        texture = torch.stack([
            torch.stack([((gram(m[b : b + 1])[0] - g) ** 2).sum() / (g**2).sum() for m, g in zip(maps, goals[side][looks[b]])]).mean()
            for b in range(count)
        ])  # fmt: skip
        outside = ((y - y.clamp(0, 1)) ** 2).mean()
        loss = (
            alpha * content_loss(features.content_of(maps), layout)
            + beta
            * texture.log1p().mean()  # a dark style's relative loss starts in the hundreds: it must not drown the rest
            + 5 * variation(y)
            + 10 * outside
        )
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    return Painter(
        net.eval(), mean, scale, palette.numpy(), {"width": width, "blocks": blocks, "texture": int(codes is None)}
    )


def of_run(run: Run, *, steps: int = 1500, seed: int = 0) -> Painter:
    """The painter of a run's own pictures, trained the first time (``painter.safetensors``; a quarter of an hour of CPU).

    At most :data:`MOST` of the run's pictured works are contents and styles.
    """
    from ...corpus.works import Works

    table, out = run.file("works.parquet", needs="load"), run.path / "painter.safetensors"

    def make() -> None:
        works = Works.read(table)
        rows = stream(seed, "painter", "works").permutation(np.flatnonzero(works.pictured))[:MOST]
        pictures = [works.picture(r) for r in np.sort(rows)]
        fit(pictures, pictures, steps=steps, seed=seed).save(out)

    run.step("painter", make, parameters={"steps": steps, "seed": seed}, inputs=[table], outputs=[out.name])
    return Painter.read(out)


def _last_twelve(mean: np.ndarray, scale: np.ndarray) -> torch.Tensor:
    """The palette of vectors that end in their own colours."""
    palette = np.zeros((len(mean) + 1, 12), dtype=np.float32)
    palette[-13:-1] = np.diag(scale[-12:])
    palette[-1] = mean[-12:]
    return torch.from_numpy(palette)


def _palette(vectors: torch.Tensor, styles: Sequence[Picture]) -> torch.Tensor:
    """The colours of styles as a linear function of their vectors (ridge regression)."""
    with torch.no_grad():
        seen = torch.cat([colours(inside(tensor(s, SIDE))) for s in styles])
    inputs = F.pad(vectors, (0, 1), value=1.0)
    penalty = 0.1 * len(inputs) * torch.eye(inputs.shape[1])
    penalty[-1, -1] = 1e-6
    return torch.linalg.solve(inputs.T @ inputs + penalty, inputs.T @ seen)


def _square(picture: Picture, side: int) -> torch.Tensor:
    """A picture whose shorter side is `side`."""
    shape = read(picture).shape[:2]
    return tensor(picture, round(side * max(shape) / min(shape)))


def _crop(shot: torch.Tensor, side: int, luck: np.random.Generator) -> torch.Tensor:
    """Nearly the whole picture as a square of this side, mirrored half the time."""
    short = min(shot.shape[-2:])
    own = short - int(luck.integers(0, round(short * 0.13) + 1))
    top, left = (int(luck.integers(0, s - own + 1)) for s in shot.shape[-2:])
    x = shot[..., top : top + own, left : left + own].float() / 255
    x = F.interpolate(x, (side, side), mode="bilinear", antialias=True, align_corners=False).clamp(0, 1)
    return x.flip(-1) if luck.random() < 0.5 else x
