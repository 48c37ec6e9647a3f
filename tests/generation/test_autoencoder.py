import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.generation.autoencoder import BlockAutoencoder, DiffusersAutoencoder, Refiner, load, psnr

from .conftest import painting


def test_basis_is_orthonormal_and_its_own_inverse_on_what_it_keeps():
    model = BlockAutoencoder()
    assert np.allclose(model.basis @ model.basis.T, np.eye(32), atol=1e-5)
    latents = torch.randn(1, 32, 3, 4, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(model.to_latents(model.to_pixels(latents)), latents, atol=1e-4)


def test_latent_distance_is_pixel_distance_for_pictures_it_can_hold():
    model = BlockAutoencoder()
    a, b = torch.randn(2, 1, 32, 2, 2, generator=torch.Generator().manual_seed(1))
    far = ((a - b) * model.spread[:, None, None]).square().sum()
    assert torch.isclose((model.to_pixels(a) - model.to_pixels(b)).square().sum(), far, rtol=1e-4)


def test_a_flat_picture_survives_and_an_untrained_refiner_changes_nothing():
    flat = np.full((1, 16, 24, 3), (200, 30, 90), dtype=np.uint8)
    plain = BlockAutoencoder()
    assert np.abs(plain.decode(plain.encode(flat)).astype(int) - flat).max() <= 1
    fresh = BlockAutoencoder(Refiner())
    latents = plain.encode(painting(0)[None])
    assert torch.allclose(fresh.to_pixels(latents), plain.to_pixels(latents), atol=1e-6)


def test_shipped_decoder_beats_the_linear_one_and_is_small():
    from stylogeny.generation.autoencoder import WEIGHTS

    assert WEIGHTS.stat().st_size < 6e6
    held = np.stack([painting(r) for r in range(4)])
    linear, ours = load("linear"), load()
    latents = linear.encode(held)
    assert psnr(held, ours.decode(latents)).mean() > psnr(held, linear.decode(latents)).mean()


def test_real_pictures_reach_28_db(real_corpus):
    from stylogeny.corpus.pictures import read

    files = sorted((real_corpus / "images").iterdir())[::500]
    pictures = np.stack([read(f, (128, 128)) for f in files])
    assert psnr(pictures, load().decode(load().encode(pictures))).mean() > 28


@pytest.mark.parametrize("shape", [(1, 12, 16, 3), (1, 16, 17, 3), (16, 16, 3), (1, 16, 16, 4)])
def test_wrong_shapes_are_one_line(shape):
    with pytest.raises(StylogenyError):
        load("linear").encode(np.zeros(shape, dtype=np.uint8))


def test_sizes_are_suggested():
    with pytest.raises(StylogenyError, match="try 16 x 24"):
        load("linear").encode(np.zeros((1, 18, 23, 3), dtype=np.uint8))


@pytest.mark.slow
def test_a_diffusers_autoencoder_serves_in_its_place(tmp_path, small_works):
    diffusers = pytest.importorskip("diffusers")
    torch.manual_seed(0)
    tiny = diffusers.AutoencoderTiny(
        encoder_block_out_channels=(8, 8), decoder_block_out_channels=(8, 8), num_encoder_blocks=(1, 1),
        num_decoder_blocks=(1, 1), latent_channels=4,
    )  # fmt: skip
    tiny.save_pretrained(tmp_path / "tiny")
    model = DiffusersAutoencoder(str(tmp_path / "tiny"))
    latents = model.encode(painting(0)[None])
    assert model.channels == latents.shape[1] == 4
    assert model.decode(latents).shape == (1, 64, 80, 3)
