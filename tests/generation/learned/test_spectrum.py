import torch

from stylogeny.generation.learned.spectrum import cosines, spectrum_of


def test_the_cosine_transform_is_orthonormal():
    assert torch.allclose(cosines(12) @ cosines(12).T, torch.eye(12), atol=1e-6)


def test_white_latents_have_a_flat_spectrum():
    latents = torch.randn(4000, 2, 4, 4, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(spectrum_of(latents), torch.ones(2, 4, 4), atol=0.15)
