"""Train a feed-forward painter: the optimiser's two losses over many contents and styles, from small pictures to large
ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from ...errors import StylogenyError
from ...progress import Callback, progress
from ...streams import int_seed, stream
from ..encoders import Picture, read
from .features import RandomFilters
from .losses import content_loss, gram, out_of_range, variation
from .painter import FAR, Painter, PainterShape, palette_of
from .painting_network import DEEP, PaintingNetwork
from .pictures import crop_frame, picture_tensor
from .style_code import colour_code, style_code

if TYPE_CHECKING:
    from ...runs import Run

FILE = "painter.safetensors"  # in a run folder
STAGES = ((4, 0.45, 2), (2, 0.35, 1), (1, 0.2, 0.5))  # size divided by, share of the steps, batch times
MOST = 600  # pictures of a run that its painter learns from


@dataclass(frozen=True, eq=False)
class Studies:
    """What a painter learns from.

    Parameters
    ----------
    contents : list of Tensor
        uint8[1, 3, H, W].
    styles : sequence of Picture
    codes : Tensor
        float32[len(styles), d]: their vectors, standardised and cut at FAR.
    palette : Tensor
        float32[d + 1, 12]: from a vector and 1 to colours.
    mean, scale : ndarray
        float32[d]: what the vectors were standardised by.
    """

    contents: list[torch.Tensor]
    styles: Sequence[Picture]
    codes: torch.Tensor
    palette: torch.Tensor
    mean: np.ndarray
    scale: np.ndarray

    @classmethod
    def of(cls, contents: Sequence[Picture], styles: Sequence[Picture], codes: np.ndarray | None, size: int) -> Studies:
        """Of pictures, and of the styles' vectors where they are not those of the pictures themselves."""
        if not len(contents) or not len(styles):
            raise StylogenyError("content and style pictures are expected", got=f"{len(contents)} and {len(styles)}")
        if size < 64:
            raise StylogenyError("a size of at least 64 is expected", got=size)
        table = np.stack([style_code(s) for s in styles]) if codes is None else np.asarray(codes, dtype=np.float32)
        if table.ndim != 2 or len(table) != len(styles) or not np.isfinite(table).all():
            raise StylogenyError("one finite style vector per style is expected", got=f"shape {list(table.shape)}")
        mean, scale = table.mean(0), table.std(0) + 1e-3
        vectors = torch.from_numpy((table - mean) / scale).clamp(-FAR, FAR)
        palette = _own_colours(mean, scale) if codes is None else _fit_palette(vectors, styles)
        shots = [(_square(c, round(size * 1.15)) * 255).round().to(torch.uint8) for c in contents]
        return cls(shots, styles, vectors, palette, mean, scale)

    def goals(self, features: RandomFilters, side: int) -> list[list[torch.Tensor]]:
        """The Gram matrices of every style at a size."""
        with torch.no_grad():
            return [[gram(m)[0] for m in features.style(crop_frame(picture_tensor(s, side)))] for s in self.styles]


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
        float32[len(styles), d]: the styles' vectors (points of the space, say); default :func:`.style_code` of each.
    steps, batch, lr : int, int, float
        `batch` pictures per step at half the size; twice as many before, half as many after.
    size : int
        Longest side in pixels for which strokes have the size that they have in the style picture.
    width, blocks : int
        Size of the network.
    alpha, beta : float
        Weights of content and style, as in :func:`~.optimisation.stylise`.
    """
    studies = Studies.of(contents, styles, codes, size)
    features = RandomFilters(channels=16, seed=0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int_seed(seed, "painter"))
        net = PaintingNetwork(studies.codes.shape[1], width, blocks)
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
            goals = {side: studies.goals(features, side)}
        rng = stream(seed, "painter", step)
        which, looks = rng.integers(len(studies.contents), size=count), rng.integers(len(styles), size=count)
        x = torch.cat([_crop(studies.contents[k], side, rng) for k in which])
        noise = torch.from_numpy(rng.normal(size=(count, 1, side, side)).astype(np.float32))
        codes_now = studies.codes[looks]
        y = net(x, codes_now, palette_of(codes_now, studies.palette), noise)
        loss = _loss(features, x, y, [goals[side][k] for k in looks], alpha=alpha, beta=beta)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    shape = PainterShape(width, blocks, codes is None)
    return Painter(net.eval(), studies.mean, studies.scale, studies.palette.numpy(), shape)


def _loss(
    features: RandomFilters,
    x: torch.Tensor,
    y: torch.Tensor,
    goals: Sequence[list[torch.Tensor]],
    *,
    alpha: float,
    beta: float,
) -> torch.Tensor:
    """The loss of painted pictures y of x, each against its own style's Gram matrices.

    The log of a style's loss is taken: a dark style's starts in the hundreds, and must not drown the rest.
    """
    maps = features.style(y)
    with torch.no_grad():
        layout = features.content(x)
    texture = torch.stack([
        torch.stack([((gram(m[b : b + 1])[0] - g) ** 2).sum() / (g**2).sum() for m, g in zip(maps, goal)]).mean()
        for b, goal in enumerate(goals)
    ])  # fmt: skip
    outside = out_of_range(y)
    content = content_loss(features.content_of(maps), layout)
    return alpha * content + beta * texture.log1p().mean() + 5 * variation(y) + 10 * outside


def painter_of_run(run: Run, *, steps: int = 1500, most: int = MOST, seed: int = 0) -> Painter:
    """The painter of a run's own pictures, trained the first time (a quarter of an hour of CPU).

    At most `most` of the run's pictured works are contents and styles.
    """
    from ...corpus.works import Works

    table, out = run.file("works.parquet", needs="load"), run.path / FILE

    def train() -> None:
        works = Works.read(table)
        rows = stream(seed, "painter", "works").permutation(np.flatnonzero(works.pictured))[:most]
        pictures = [works.picture(r) for r in np.sort(rows)]
        fit(pictures, pictures, steps=steps, seed=seed).save(out)

    parameters = {"steps": steps, "pictures": most, "seed": seed}
    run.step("painter", train, parameters=parameters, inputs=[table], outputs=[out.name])
    return Painter.read(out)


def _own_colours(mean: np.ndarray, scale: np.ndarray) -> torch.Tensor:
    """The palette of vectors that end in their own colours."""
    palette = np.zeros((len(mean) + 1, 12), dtype=np.float32)
    palette[-13:-1] = np.diag(scale[-12:])
    palette[-1] = mean[-12:]
    return torch.from_numpy(palette)


def _fit_palette(vectors: torch.Tensor, styles: Sequence[Picture]) -> torch.Tensor:
    """The colours of styles as a linear function of their vectors (ridge regression)."""
    colours = torch.cat([colour_code(s) for s in styles])
    inputs = F.pad(vectors, (0, 1), value=1.0)
    penalty = 0.1 * len(inputs) * torch.eye(inputs.shape[1])
    penalty[-1, -1] = 1e-6
    return torch.linalg.solve(inputs.T @ inputs + penalty, inputs.T @ colours)


def _square(picture: Picture, side: int) -> torch.Tensor:
    """A picture whose shorter side is `side`."""
    shape = read(picture).shape[:2]
    return picture_tensor(picture, round(side * max(shape) / min(shape)))


def _crop(shot: torch.Tensor, side: int, rng: np.random.Generator) -> torch.Tensor:
    """Nearly the whole picture as a square of this side, mirrored half the time."""
    short = min(shot.shape[-2:])
    own = short - int(rng.integers(0, round(short * 0.13) + 1))
    top, left = (int(rng.integers(0, s - own + 1)) for s in shot.shape[-2:])
    x = shot[..., top : top + own, left : left + own].float() / 255
    x = F.interpolate(x, (side, side), mode="bilinear", antialias=True, align_corners=False).clamp(0, 1)
    return x.flip(-1) if rng.random() < 0.5 else x
