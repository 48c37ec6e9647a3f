"""What a reconstruction is held to besides its latents: texture by our own filters, and an adversary."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call

from ...random_filters import RandomFilters

WINDOW = 16  # pixels of the first level: where texture is compared, its places are not
ADVERSARIAL = 0.8  # times the length of the other gradient


class TextureLoss(nn.Module):
    """How differently random filters respond to two pictures, window by window: strength counts, and not phase.

    Takes the place of a perceptual distance whose weights would have to be downloaded (LPIPS).

    Parameters
    ----------
    seed : int
        Of the filters: to judge, other ones than those that something was trained by.
    """

    def __init__(self, *, seed: int = 0) -> None:
        super().__init__()
        self.filters = RandomFilters(channels=8, sizes=(3, 5), levels=2, seed=seed)

    def forward(self, made: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        """Mean over pictures float[n, 3, H, W] in [0, 1] of the squared difference, relative to real responses."""
        lost = made.new_zeros(())
        for mine, theirs in zip(self.filters.maps(made), self.filters.maps(real)):
            windows = [F.avg_pool2d(maps, WINDOW // 2) for maps in (mine, theirs)]
            scale = windows[1].square().mean(dim=(0, 2, 3), keepdim=True) + 1e-6
            lost = lost + ((windows[0] - windows[1]).square() / scale).mean()
        return lost


class Adversary(nn.Module):
    """A small network that tells pictures from reconstructions, patch by patch (Isola et al. 2017), by a hinge.

    Parameters
    ----------
    width : int
    """

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, width, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(width, 2 * width, 4, 2, 1), nn.GroupNorm(4, 2 * width), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * width, 4 * width, 4, 2, 1), nn.GroupNorm(4, 4 * width), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * width, 1, 3, padding=1),
        )  # fmt: skip

    def own_loss(self, made: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        """What it descends itself: real patches above 1, made ones below -1."""
        return F.relu(1 - self.layers(real)).mean() + F.relu(1 + self.layers(made.detach())).mean()

    def others_loss(self, made: torch.Tensor) -> torch.Tensor:
        """What those who made pictures descend; its own weights stand still."""
        still = {name: value.detach() for name, value in self.layers.named_parameters()}
        verdict: torch.Tensor = functional_call(self.layers, still, (made,))
        return -verdict.mean()


def balanced(first: torch.Tensor, second: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    """A second loss so weighted that its gradient at a parameter is ADVERSARIAL times as long as that of the first."""
    (a,), (b,) = (torch.autograd.grad(loss, at, retain_graph=True) for loss in (first, second))
    weight = ADVERSARIAL * a.norm() / (b.norm() + 1e-4)
    return weight.clamp(0, 1e4).detach() * second
