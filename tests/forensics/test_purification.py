"""Purification against what is known of a Gaussian field."""

import numpy as np
import pytest
import torch

from helpers.pictures import noise
from stylogeny.corpus.pictures import read
from stylogeny.errors import StylogenyError
from stylogeny.forensics.purification import GaussianDenoiser, denoiser_of, purified_copies, purify
from stylogeny.generation.autoencoder import psnr


@pytest.fixture(scope="module")
def denoiser() -> GaussianDenoiser:
    return GaussianDenoiser.of(np.asarray(noise(k, side=96)) for k in range(6))


def test_a_perturbation_shrinks_at_every_frequency_by_what_theory_says(denoiser):
    luck = torch.Generator().manual_seed(0)
    z, delta = (torch.randn(1, 32, 12, 12, generator=luck) for _ in range(2))
    moved = denoiser.denoised(z + delta, 0.1) - denoiser.denoised(z, 0.1)
    power = torch.from_numpy(denoiser.power)
    ring = (torch.hypot(*torch.meshgrid(torch.fft.fftfreq(12), torch.fft.fftfreq(12), indexing="ij")) * 22).round()
    expected = 0.9 * power / (0.9 * power + 0.1)
    for y, x in ((0, 1), (3, 2), (6, 6)):
        gain = torch.fft.fft2(moved)[0, :, y, x] / torch.fft.fft2(delta)[0, :, y, x]
        assert torch.allclose(gain.real, expected[:, int(ring[y, x].clamp(max=11))], atol=1e-3)


def test_it_is_the_best_linear_guess_of_the_field(denoiser):
    """Against other shrinkages, on draws of that very field: their mean squared error is larger."""
    luck = torch.Generator().manual_seed(1)
    z, n = (torch.randn(64, 32, 12, 12, generator=luck) for _ in range(2))
    gain = denoiser.gain(12, 12, 0.5).clamp(max=0.999)
    power = gain / (1 - gain)
    field = torch.fft.ifft2(torch.fft.fft2(z) * power.sqrt()).real
    error = float((denoiser.denoised(field + n, 0.5) - field).square().mean())
    for other in (0.3, 0.7):
        guess = torch.fft.ifft2(torch.fft.fft2(field + n) * denoiser.gain(12, 12, other)).real
        assert float((guess - field).square().mean()) > error


def test_a_clean_picture_is_kept_and_most_of_what_was_added_is_taken_away(denoiser):
    clean = np.asarray(noise(50, side=96))
    rough = np.clip(clean + np.random.default_rng(0).normal(0, 12, clean.shape), 0, 255).astype(np.uint8)
    kept, back = (purify(p, denoiser) for p in (clean, rough))
    assert psnr(kept[None], clean[None])[0] > 24
    moved, was = (float(np.square(a.astype(float) - b).mean()) for a, b in ((kept, back), (clean, rough)))
    assert moved < 0.5 * was
    assert np.array_equal(purify(clean, denoiser), kept)


def test_any_size_comes_back_at_its_size_and_what_makes_no_sense_is_refused(denoiser):
    odd = np.asarray(noise(1, side=96))[:61, :75]
    assert purify(odd, denoiser).shape == (61, 75, 3)
    with pytest.raises(StylogenyError, match="between 0 and 1"):
        purify(odd, denoiser, strength=1.0)
    with pytest.raises(StylogenyError, match="at least 32 pixels"):
        purify(odd[:10], denoiser)
    with pytest.raises(StylogenyError, match="a denoiser is of pictures"):
        GaussianDenoiser.of([])


def test_copies_are_purified_and_what_is_no_picture_is_left_to_be_refused(stripe_works, tmp_path):
    denoiser = denoiser_of(stripe_works)
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    first = stripe_works.picture(0)
    copies = purified_copies([first, bad], denoiser, tmp_path)
    assert copies[bad] == bad and copies[first] != first
    assert np.array_equal(read(copies[first]), purify(read(first), denoiser))
