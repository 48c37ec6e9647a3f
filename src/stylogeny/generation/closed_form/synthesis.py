"""One picture from works: composed, settled scale by scale from noise, and laid from their patches.

At the highest noise the posterior is the prior: a work is drawn by weight and its companions with it, in one palette,
cropped anew, and laid over one another where they agree (:mod:`.composition`). Noise of the size at which parts of
pictures are decided is added, and falls step by step (:mod:`.descent`). Between scales the picture is enlarged. The
last posterior says where every region came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import torch

from ...streams import normals, stream, uniforms
from ..autoencoder import channel_metric
from ..canvas import blur
from ..latent_cache import LatentCache
from ..palette import Palette
from ..sampling import sample_rows
from .composition import Composition, Traits, choose_companions, lay_borders, overlay
from .crops import Crop
from .descent import descend, region_shares
from .patches import PatchSource
from .quilting import quilt
from .schedule import scales, schedule_of

DIFFUSED = 384  # pixels: a larger picture is settled at half the size, and pieces of twice the side are laid
CANDIDATES = 48  # works of a style among which a picture's companions are looked for
CANDIDATES_FOR_PAINT = 250  # the same where a composition is given
MAX_SOURCES = 8  # works that a picture can draw on
MAX_SOURCES_OF_PAINT = 14  # the same where a composition is given and only paint is asked for
CROPS = 2  # crops of each companion among which those that share the canvas are chosen
SHARPER = 1.2  # works are read this much larger than the canvas, for crops that zoom in on them
OTHERS = 4  # crops beside those that share the canvas, from which patches can come
JITTER = 0.5  # standard deviation of the random preference for each work, in nats


@dataclass(frozen=True, eq=False)
class Subject:
    """What one picture is to be.

    Parameters
    ----------
    weights : ndarray
        float64[n]: how much each work counts.
    shape : (height, width)
    event : (seed, str, int)
        What all of its random numbers belong to.
    content : ndarray, optional
        uint8[height, width, 3]: its composition is kept.
    resolution : int, optional
        The content is as blurred as if its shorter side had had this many pixels, and is painted.
    parts : ndarray, optional
        float64[n, P], of a mixture: how much each work counts for each of its parts. Each part is then in the picture.
    enlarge : int
        The picture is laid of pieces so many times as large: the same picture, in more detail than it was settled in.
    """

    weights: np.ndarray
    shape: tuple[int, int]
    event: tuple[int, str, int]
    content: np.ndarray | None = None
    resolution: int | None = None
    parts: np.ndarray | None = None
    enlarge: int = 1

    @property
    def painted(self) -> bool:
        """Whether only paint is asked for."""
        return self.resolution is not None

    def part_of(self, rows: np.ndarray) -> np.ndarray:
        """The part of the mixture that each work is most of, int64[len(rows)]; 0 where there are no parts."""
        return np.zeros(len(rows), dtype=np.int64) if self.parts is None else self.parts[rows].argmax(axis=1)


@dataclass(frozen=True, eq=False)
class AttributedPicture:
    """A picture uint8[H, W, 3], the works int64[S] it drew on, and their shares of each region float32[h, w, S]."""

    picture: np.ndarray
    rows: np.ndarray
    shares: np.ndarray


@dataclass(frozen=True)
class Pass:
    """One scale of a picture.

    Parameters
    ----------
    index : int
        0 the coarsest.
    size : (height, width)
    zoom : int
        Pieces this many times as large are laid: 1 but for the last pass of a large picture.
    resolution : int, optional
        Pixels a side to which works are blurred before they are compared with a blurred composition.
    """

    index: int
    size: tuple[int, int]
    zoom: int
    resolution: int | None


@dataclass(frozen=True, eq=False)
class Synthesis:
    """Pictures from works, one at a time.

    Parameters
    ----------
    works : LatentCache
        The works as pictures.
    """

    works: LatentCache
    _traits: dict[int, tuple[Traits, Palette]] = field(default_factory=dict, repr=False)

    def make(self, subject: Subject) -> AttributedPicture:
        """One picture, and whose patches it is laid from."""
        factor, (height, width) = self.works.autoencoder.factor, subject.shape
        zoom = 2 ** max(0, int(np.ceil(np.log2(max(height, width) / DIFFUSED))))
        small = (-(-height // (zoom * factor)) * factor, -(-width // (zoom * factor)) * factor)
        height, width, zoom = height * subject.enlarge, width * subject.enlarge, zoom * subject.enlarge
        composition = self._compose(subject, small)
        rows, owner = np.unique([c.row for c in composition.crops], return_inverse=True)
        log_weight = _log_weights(subject, rows, owner)
        picture = subject.content
        for step in _passes(subject, small, factor, zoom):
            picture, shares = self._refine(subject, composition, picture, step, log_weight)
        assert picture is not None  # there is at least one pass
        share = shares @ np.eye(len(rows), dtype=np.float32)[owner]
        share = share.repeat(zoom, axis=0).repeat(zoom, axis=1)[: height // factor, : width // factor]
        return AttributedPicture(picture[:height, :width], rows, share / share.sum(axis=-1, keepdims=True))

    def latents(self, pictures: Sequence[np.ndarray]) -> torch.Tensor:
        """Pictures of one size as latents times the metric, float32[n, C, h, w]."""
        autoencoder = self.works.autoencoder
        return autoencoder.encode(np.stack(pictures)) * channel_metric(autoencoder)

    def _compose(self, subject: Subject, shape: tuple[int, int]) -> Composition:
        """Works that keep one another company, cropped, and those that share the canvas laid over one another."""
        (seed, *name), content, painted = subject.event, subject.content, subject.painted
        candidates = CANDIDATES_FOR_PAINT if painted else CANDIDATES
        rows = self._candidates(subject, candidates)
        gumbel = -np.log(-np.log(uniforms(seed, *name, "anchor", index=rows)[:, 0]))
        chosen = choose_companions(
            [self._compared(int(row))[0] for row in rows],
            np.log(subject.weights[rows]) + gumbel,
            MAX_SOURCES_OF_PAINT if painted else MAX_SOURCES,
            start=None if content is None else Traits.of(content),
            parts=subject.part_of(rows),
        )
        rows = rows[chosen]
        if painted and content is not None:
            palette = Palette.of(content)
        else:
            palette = self._palette(subject, rows)
        crops = []
        for k, row in enumerate(rows.tolist()):
            size = self.works.picture(row, 64).shape[:2]
            numbers = range(1 if k == 0 else CROPS)
            crops += [Crop.of(row, size, shape, stream(*subject.event, "view", row, number)) for number in numbers]
        taken, masks = lay_borders(
            self._look(crops, palette, (64, 64)),
            [c.row for c in crops],
            lambda part: stream(*subject.event, "border", part),
            parts=subject.part_of(np.array([c.row for c in crops])),
        )
        others = [i for i in range(len(crops)) if i not in taken]
        if content is None:
            others = others[:OTHERS]
        return Composition([crops[i] for i in [*taken, *others]], masks, palette)

    def _candidates(self, subject: Subject, count: int) -> np.ndarray:
        """Works drawn by weight, int64; of a mixture as many of each part as its share asks for."""
        if subject.parts is None:
            return sample_rows(subject.weights, count, stream(*subject.event, "works"))
        part, shares = subject.part_of(np.arange(len(subject.weights))), subject.parts.sum(axis=0)
        drawn = [
            sample_rows(
                np.where(part == k, subject.weights, 0.0),
                max(2, round(count * share / shares.sum())),
                stream(*subject.event, "works", k),
            )
            for k, share in enumerate(shares)
        ]
        return np.sort(np.concatenate(drawn))

    def _palette(self, subject: Subject, rows: np.ndarray) -> Palette:
        """The palette of one of the works, or of a mixture what lies between those of one work of each part."""
        seed, *name = subject.event
        draws, part = uniforms(seed, *name, "palette", index=rows)[:, 0], subject.part_of(rows)
        here = np.unique(part)
        each = [self._compared(int(rows[part == k][np.argmax(draws[part == k])]))[1] for k in here]
        if subject.parts is None or len(each) == 1:
            return each[0]
        return Palette.between(each, subject.parts.sum(axis=0)[here])

    def _refine(
        self,
        subject: Subject,
        composition: Composition,
        picture: np.ndarray | None,
        step: Pass,
        log_weight: torch.Tensor,
    ) -> tuple[np.ndarray, np.ndarray]:
        """The last pass's picture, settled and laid at this one's size; and each crop's share of every region."""
        crops, palette, (height, width) = composition.crops, composition.palette, step.size
        looks = self._look(crops, palette, step.size)
        if picture is None:
            picture = overlay(looks, composition.masks)
        start = cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC)
        if step.index == 0 and subject.content is not None and not subject.painted:
            start = Palette.of(start).towards(palette, start)
        schedule = schedule_of(step.index, content=subject.content is not None, blurred=subject.painted)
        sources = originals = self._sources(crops, looks)
        if step.resolution is not None:
            sources = self._sources(crops, [blur(look, step.resolution) for look in looks])
        posterior = descend(
            self.latents([start])[0], sources, schedule, stream(*subject.event, "noise", step.index),
            log_weight=log_weight, originals=originals,
        )  # fmt: skip
        factor = self.works.autoencoder.factor
        grid, full = (height // factor, width // factor), (height * step.zoom, width * step.zoom)
        pixels = quilt(
            posterior.argmax(dim=1).view(grid).numpy(),
            [grid] * len(crops),
            looks if step.zoom == 1 else self._look(crops, palette, full),
            factor=factor * step.zoom,
            ground=None if subject.content is None else cv2.resize(start, full[::-1], interpolation=cv2.INTER_CUBIC),
            blur=schedule.ground,
        )
        return np.clip(np.rint(pixels), 0, 255).astype(np.uint8), region_shares(posterior, sources, grid)

    def _compared(self, row: int) -> tuple[Traits, Palette]:
        """What a work is compared by, and its colours."""
        if row not in self._traits:
            small = self.works.picture(row, 64)
            self._traits[row] = Traits.of(small), Palette.of(small)
        return self._traits[row]

    def _look(self, crops: list[Crop], palette: Palette, shape: tuple[int, int]) -> list[np.ndarray]:
        """Crops as pixels, in one palette."""
        side = int(SHARPER * np.sqrt(np.prod(shape)))
        return [
            self._compared(c.row)[1].towards(palette, c.apply(self.works.picture(c.row, side), shape)) for c in crops
        ]

    def _sources(self, crops: list[Crop], looks: list[np.ndarray]) -> list[PatchSource]:
        return [PatchSource(c.row, z) for c, z in zip(crops, self.latents(looks))]


def _log_weights(subject: Subject, rows: np.ndarray, owner: np.ndarray) -> torch.Tensor:
    """Log weight of each crop, float32[len(owner)]: that of its work, jittered, shared among the work's crops."""
    seed, *name = subject.event
    jitter = JITTER * normals(seed, *name, "luck", index=rows)[:, 0]
    weights = subject.weights[rows]
    log = np.log(weights) - np.log(weights.sum()) + jitter - np.log(np.bincount(owner))
    return torch.from_numpy(log[owner]).float()


def _passes(subject: Subject, shape: tuple[int, int], factor: int, zoom: int) -> list[Pass]:
    """The passes from the coarsest to one of this shape."""
    sizes = scales(shape, factor, resolution=subject.resolution)
    passes = []
    for index, size in enumerate(sizes):
        resolution = subject.resolution
        if resolution is not None and index:
            resolution = min(sizes[index - 1])
        passes.append(Pass(index, size, zoom if index + 1 == len(sizes) else 1, resolution))
    return passes
