"""Marked noise is noise to whoever has no key, and outlives the way to a picture and back."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import binom, kstest

from stylogeny.forensics.provenance.noise_mark import keyed_signs, mark_noise, read_noise, threshold
from stylogeny.generation.learned.families.probability_flow import solve
from stylogeny.streams import stream

KEY = b"\x07" * 32
SHAPE = (10, 16, 16)


def noises(count: int, key: bytes = KEY) -> np.ndarray:
    return np.stack([mark_noise(stream(0, "z", k).standard_normal(SHAPE), key, str(k)) for k in range(count)])


def test_marked_noise_is_standard_normal_one_by_one_and_together():
    z = noises(40).reshape(40, -1)
    assert kstest(z.ravel(), "norm").pvalue > 1e-3
    size = z.shape[1]
    between = (z @ z.T / size)[np.triu_indices(40, 1)] * np.sqrt(size)  # of pictures: each standard normal
    assert abs(between).max() < 5 and abs(np.square(between).mean() - 1) < 0.25
    along = (z.T @ z / 40)[np.triu_indices(300, 1)] * np.sqrt(40)  # of places
    assert abs(along.mean()) < 0.02 and abs(np.square(along).mean() - 1) < 0.05


def test_the_key_reads_it_and_another_does_not():
    (z,) = noises(1)
    assert read_noise(z, KEY, "0").share == 1.0 and read_noise(z, KEY, "0").found
    for key, nonce in ((b"\x08" * 32, "0"), (KEY, "1")):
        assert abs(read_noise(z, key, nonce).share - 0.5) < 0.06 and not read_noise(z, key, nonce).found


def test_signs_depend_on_key_and_nonce_alone():
    assert np.array_equal(keyed_signs(KEY, "a", (4, 5)), keyed_signs(KEY, "a", (20,)).reshape(4, 5))
    assert not np.array_equal(keyed_signs(KEY, "a", (64,)), keyed_signs(KEY, "b", (64,)))


def test_the_threshold_is_the_binomials():
    share = threshold(2560)
    assert share == pytest.approx(0.547, abs=0.001)
    assert binom.sf(round(share * 2560) - 1, 2560, 0.5) <= 1e-6 < binom.sf(round(share * 2560) - 2, 2560, 0.5)
    z = mark_noise(stream(1).standard_normal(2560), KEY, "n")
    assert read_noise(z, KEY, "n", nonces=10**9).found  # however many were tried


def test_there_and_back_along_the_flow_of_a_gaussian_keeps_the_signs():
    """The flow to N(0, diag(s^2)) is known: latents are s z, whatever comes between."""
    spread = torch.linspace(0.3, 2.0, 256)

    def field(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        t = t[:, None]
        variance = (1 - t) ** 2 + t**2 * spread**2
        return (t * spread**2 - (1 - t)) / variance * x

    z = torch.from_numpy(mark_noise(stream(0).standard_normal((1, 256)), KEY, "g").astype(np.float32))
    drawn = solve(field, z)
    assert torch.allclose(drawn, spread * z, atol=1e-3)
    back = solve(
        field, drawn + 0.02 * torch.randn(1, 256, generator=torch.Generator().manual_seed(0)), start=1.0, end=0.0
    )
    assert read_noise(back.numpy(), KEY, "g").share > 0.95
