"""Feature maps for style transfer: random filters, the built-in encoder, any Hugging Face vision model, your own
network.

The default needs no weights. One layer of random filters at several scales makes textures that rival VGG's
(Ustyuzhaninov, Brendel, Gatys & Bethge 2016, arXiv 1606.00021); scale comes from an image pyramid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import nn
from torch.nn import functional as F

from ...errors import StylogenyError
from ...generation.random_filters import RandomFilters as RandomFilters
from ..hub import check_model

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # ImageNet's


class Features(Protocol):
    """Differentiable feature maps of pictures float[B, 3, H, W] in [0, 1]."""

    def style(self, x: torch.Tensor) -> list[torch.Tensor]:
        """Maps [B, C, h, w] whose correlations are the texture."""
        ...

    def content(self, x: torch.Tensor) -> list[torch.Tensor]:
        """Maps [B, C, h, w] whose values are the layout."""
        ...


class BuiltInFeatures(nn.Module):
    """The built-in encoder's own filters, learned from painted pictures, at its two scales, and colour itself.

    The same responses to whitened patches as in :mod:`stylogeny.embedding.backbones.patches`, as maps that gradients
    pass through. Contrast is normalised patch by patch there, so colours are a third map.
    """

    def __init__(self) -> None:
        super().__init__()
        from ...embedding.backbones.patches import NOISE, SIDES, STRIDE, THRESHOLD, WIDTH, dictionary

        self.sides, self.stride, self.floor, self.threshold = SIDES, STRIDE, NOISE**2, THRESHOLD
        kernels, offsets = [], []
        for side in SIDES:
            mean, filters = dictionary()[f"mean.{side}"], dictionary()[f"filters.{side}"]
            kernel = torch.from_numpy(filters.T.copy()).view(-1, 3, WIDTH, WIDTH)  # a patch is colour, row, column
            kernels.append(nn.Parameter(kernel, requires_grad=False))
            offsets.append(nn.Parameter(torch.from_numpy(mean @ filters), requires_grad=False))
        self.kernels, self.offsets = nn.ParameterList(kernels), nn.ParameterList(offsets)

    def responses(self, x: torch.Tensor) -> list[torch.Tensor]:
        """Rectified responses [B, K, h, w] at each scale."""
        maps = []
        for side, kernel, offset in zip(self.sides, self.kernels, self.offsets, strict=True):
            scale = side / max(x.shape[-2:])
            shape = [max(round(s * scale), kernel.shape[-1] + 2) for s in x.shape[-2:]]
            small = F.interpolate(x, shape, mode="bilinear", antialias=True, align_corners=False)
            patch = torch.full_like(kernel[:1], 1 / kernel[0].numel())
            mean = F.conv2d(small, patch, stride=self.stride)
            spread = (F.conv2d(small**2, patch, stride=self.stride) - mean**2).clamp_min(0) + self.floor
            raw = F.conv2d(small, kernel, stride=self.stride) - mean * kernel.sum((1, 2, 3))[:, None, None]
            maps.append(F.relu(raw * spread.rsqrt() - offset[:, None, None] - self.threshold))
        return maps

    def style(self, x: torch.Tensor) -> list[torch.Tensor]:
        return [*self.responses(x), torch.cat([x, 1 - x], 1)]

    def content(self, x: torch.Tensor) -> list[torch.Tensor]:
        return self.content_of(self.style(x))

    @staticmethod
    def content_of(maps: list[torch.Tensor]) -> list[torch.Tensor]:
        """The coarse responses, and light and dark as they lie in the picture."""
        return [F.avg_pool2d(maps[0], 4), F.avg_pool2d(maps[2], 8)]


class EyeFeatures(nn.Module):
    """Early and middle layers of the built-in eye's deep network, trained on photographs, and colour itself.

    What :class:`stylogeny.embedding.backbones.efficientnet.EfficientNetLite` yields after its stem and some blocks, for
    pictures of any size.
    """

    LAYERS = (0, 2, 4, 6, 9)  # the stem, then one block of each of four resolutions
    CONTENT = (2, 3)  # of these

    def __init__(self) -> None:
        super().__init__()
        from ...embedding.backbones.efficientnet import network

        self.network = network()

    def style(self, x: torch.Tensor) -> list[torch.Tensor]:
        from ...embedding.backbones.efficientnet import CENTRE, SCALE

        even = [2 * (side // 2) for side in x.shape[-2:]]
        maps, last = [], max(self.LAYERS)
        for k, layer in enumerate(self.network.maps((x[..., : even[0], : even[1]] * 255 - CENTRE) / SCALE)):
            if k in self.LAYERS:
                maps.append(layer)
            if k == last:
                break
        return [*maps, torch.cat([x, 1 - x], 1)]

    def content(self, x: torch.Tensor) -> list[torch.Tensor]:
        return self.content_of(self.style(x))

    @classmethod
    def content_of(cls, maps: list[torch.Tensor]) -> list[torch.Tensor]:
        """The content maps among the style maps."""
        return [maps[k] for k in cls.CONTENT]


class NetworkFeatures(nn.Module):
    """Your own network: the outputs of named modules are the maps.

    Parameters
    ----------
    network : nn.Module
        Takes normalised pictures [B, 3, H, W]; frozen here.
    style, content : sequences of str
        Module names (``network.named_modules()``) whose outputs [B, C, h, w] are used.
    mean, std : sequences of float
        The normalisation it was trained with (ImageNet's by default).
    """

    def __init__(
        self,
        network: nn.Module,
        *,
        style: Sequence[str],
        content: Sequence[str],
        mean: Sequence[float] = MEAN,
        std: Sequence[float] = STD,
    ) -> None:
        super().__init__()
        modules = dict(network.named_modules())
        unknown = [n for n in [*style, *content] if n not in modules]
        if unknown or not style or not content:
            raise StylogenyError("style and content name modules of the network", got=unknown or "none")
        self.network = network.eval().requires_grad_(False)
        self.names = (tuple(style), tuple(content))
        self.mean: torch.Tensor
        self.std: torch.Tensor
        self.register_buffer("mean", torch.tensor(mean)[:, None, None])
        self.register_buffer("std", torch.tensor(std)[:, None, None])

    def _outputs(self, x: torch.Tensor, names: Sequence[str]) -> list[torch.Tensor]:
        outputs: dict[str, torch.Tensor] = {}
        modules = dict(self.network.named_modules())

        def keep(name: str) -> Callable[[nn.Module, object, torch.Tensor], None]:
            def hook(_module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
                outputs[name] = output

            return hook

        handles = [modules[n].register_forward_hook(keep(n)) for n in names]
        try:
            self.network((x - self.mean) / self.std)
        finally:
            for handle in handles:
                handle.remove()
        return [outputs[n] for n in names]

    def style(self, x: torch.Tensor) -> list[torch.Tensor]:
        return self._outputs(x, self.names[0])

    def content(self, x: torch.Tensor) -> list[torch.Tensor]:
        return self._outputs(x, self.names[1])


class HuggingFaceFeatures(nn.Module):
    """A Hugging Face vision model by id, folder or object: its hidden states as maps (a ViT's patch tokens in their
    grid)."""

    def __init__(
        self,
        model: nn.Module | str | Path,
        *,
        style: Sequence[int] | None = None,
        content: Sequence[int] | None = None,
    ) -> None:
        super().__init__()
        whole = _open(model) if isinstance(model, (str, Path)) else model
        self.model: Any = getattr(whole, "vision_model", whole).eval().requires_grad_(False)
        self.layers = (style, content)

    def _states(self, x: torch.Tensor) -> list[torch.Tensor]:
        x = (x - x.new_tensor(MEAN)[:, None, None]) / x.new_tensor(STD)[:, None, None]
        size = getattr(self.model.config, "image_size", None)
        if isinstance(size, int) and tuple(x.shape[-2:]) != (size, size):
            x = F.interpolate(x, (size, size), mode="bilinear", antialias=True)
        states = self.model(pixel_values=x, output_hidden_states=True).hidden_states
        maps = []
        for state in states:
            if state.ndim == 3:
                side = int(state.shape[1] ** 0.5)
                state = state[:, state.shape[1] - side * side :].transpose(1, 2).unflatten(2, (side, side))
            maps.append(state)
        return maps

    def style(self, x: torch.Tensor) -> list[torch.Tensor]:
        maps = self._states(x)
        layers = range(1, max(2, len(maps) // 2 + 1)) if self.layers[0] is None else self.layers[0]
        return [maps[k] for k in layers]

    def content(self, x: torch.Tensor) -> list[torch.Tensor]:
        maps = self._states(x)
        return [maps[k] for k in ([len(maps) // 2] if self.layers[1] is None else self.layers[1])]


def _open(name: str | Path) -> nn.Module:
    """A vision model by Hugging Face id or folder."""
    check_model(name)
    from transformers import AutoModel

    try:
        return AutoModel.from_pretrained(name)
    except (OSError, ValueError) as error:
        raise StylogenyError("no vision model there", got=str(name), fix="give a Hugging Face id or folder") from error
