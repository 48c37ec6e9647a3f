"""The Gaussian with the works' own spectrum in raster order: what a place is expected to be, given those before.

Each channel is a Gaussian of its own, whose cosine coefficients are independent. With its covariance L L' in raster
order, latents x are L z for independent innovations z: the expected value at a place is linear in the places before it,
and how far it may stray is the diagonal of L.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from ..spectrum import COARSE, cosines


@dataclass(frozen=True, eq=False)
class Whitening:
    """Of one size of pictures.

    Parameters
    ----------
    matrix : Tensor
        float[C, T, T], lower triangular: latents about their mean to innovations.
    spread : Tensor
        float[C, T]: the standard deviation of each place given those before.
    """

    matrix: torch.Tensor
    spread: torch.Tensor

    def innovations(self, centred: torch.Tensor) -> torch.Tensor:
        """float[n, C, T] to float[n, C, T]."""
        return torch.einsum("cij,ncj->nci", self.matrix, centred)

    def expected(self, centred: torch.Tensor) -> torch.Tensor:
        """What the Gaussian expects at each place, float[n, C, T], given those before in float[n, C, T]."""
        return centred - self.spread * self.innovations(centred)

    def expected_at(self, place: int, centred: torch.Tensor) -> torch.Tensor:
        """What is expected at one place, float[n, C], given those before it."""
        row = self.matrix[:, place, :place]
        return -self.spread[:, place] * torch.einsum("cj,ncj->nc", row, centred[:, :, :place])


class RasterGaussian(nn.Module):
    """A Gaussian with a spectrum, about a mean that is linear in the style.

    Parameters
    ----------
    spectrum : Tensor
        float32[C, cells, cells], as :func:`.spectrum_of` measures it.
    coarse_mean : Tensor
        float32[C * COARSE**2, d], as :func:`.coarse_mean_of` does; trained further.
    """

    spectrum: torch.Tensor

    def __init__(self, spectrum: torch.Tensor, coarse_mean: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("spectrum", spectrum.clone())
        self.coarse_mean = nn.Parameter(coarse_mean.clone())
        self._known: dict[tuple[object, ...], Whitening] = {}

    def mean(self, style: torch.Tensor, dropped: torch.Tensor | None, height: int, width: int) -> torch.Tensor:
        """Latents that are expected of a style float[n, d], float[n, C, h * w]; zero where it is left out."""
        channels, cells = self.spectrum.shape[:2]
        coarse = (style @ self.coarse_mean.T).view(-1, channels, COARSE, COARSE) * math.sqrt(height * width) / cells
        if dropped is not None:
            coarse = torch.where(dropped.view(-1, 1, 1, 1), torch.zeros_like(coarse), coarse)
        coefficients = F.pad(coarse, (0, max(0, width - COARSE), 0, max(0, height - COARSE)))[:, :, :height, :width]
        return (cosines(height).to(coarse).T @ coefficients @ cosines(width).to(coarse)).flatten(2)

    def whitening(self, height: int, width: int) -> Whitening:
        """Of pictures of this many latents, kept for the next."""
        key = (height, width, self.spectrum.dtype, self.spectrum.device)
        if key not in self._known:
            cells, spectrum = self.spectrum.shape[-1], self.spectrum.detach().cpu().double()
            rows, columns = (torch.arange(n) * cells // n for n in (height, width))
            power = spectrum[:, rows][:, :, columns].flatten(1)
            basis = torch.kron(cosines(height).double(), cosines(width).double())
            with torch.inference_mode(False):  # kept for later, when gradients may be asked for
                root = torch.linalg.cholesky((basis.T * power[:, None]) @ basis)
                eye = torch.eye(height * width, dtype=torch.float64).expand_as(root)
                matrix = torch.linalg.solve_triangular(root, eye, upper=False)
                spread = root.diagonal(dim1=1, dim2=2)
                self._known[key] = Whitening(matrix.to(self.spectrum), spread.to(self.spectrum).contiguous())
        return self._known[key]
