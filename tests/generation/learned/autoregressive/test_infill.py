"""A region is drawn anew and the rest is kept; of candidates the one that suits the rest best."""

import numpy as np
import pytest
import torch

from helpers.draws import draws_of
from stylogeny.errors import StylogenyError
from stylogeny.generation.autoencoder import load
from stylogeny.generation.canvas import crop_to
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.learned.autoregressive.infill import complete, infill, mask_of
from stylogeny.generation.learned.autoregressive.pixelcnn import PixelCNN
from stylogeny.generation.learned.config import TrainingConfig
from stylogeny.generation.learned.generator import LearnedGenerator
from stylogeny.generation.learned.network import NetworkConfig
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.generation.styles import resolve

from ...conftest import painting


@pytest.fixture(scope="module")
def generators(data, corpus):
    closed = ClosedFormGenerator.of(corpus, load("linear"))
    return {
        family: LearnedGenerator(closed, Trainer.start(data, TrainingConfig(family=family, size="tiny", batch=4)))
        for family in ("pixelcnn", "vqgan", "flow")
    }


@pytest.mark.parametrize("family", ["pixelcnn", "vqgan"])
def test_what_lies_outside_the_region_is_kept(generators, corpus, family):
    picture, style = painting(3), resolve("Rosso", corpus)
    made = infill(generators[family], picture, (0.5, 0.25, 1, 0.75), style, n=2, candidates=2).pictures.astype(int)
    square = crop_to(picture, (128, 128)).astype(int)
    assert made.shape == (2, 128, 128, 3)
    assert np.abs(made - square)[:, :56].max() <= 1 and np.abs(made - square)[:, :, :24].max() <= 1
    assert np.abs(made - square)[:, 72:, 40:88].mean() > 3
    one = infill(generators[family], picture, (0.5, 0.25, 1, 0.75), style, n=1, candidates=2).pictures
    assert np.array_equal(one[0], made[0])  # its number and the seed decide a picture


def test_a_candidate_is_kept_for_what_lies_below():
    """Of more candidates one is kept under which the kept rest is likelier, and only the masked place is another."""
    power = torch.full((1, 4, 4), 0.02)
    power[0, 0, 0] = 4.0  # pictures of one tone, more or less
    network = PixelCNN(NetworkConfig(24, 1, 2, 1, 3, cells=4, near=8), power)
    canvas, masked = torch.full((1, 4, 4), 0.5), torch.zeros(4, 4, dtype=torch.bool)
    masked[1] = True

    def rest(count):
        made = complete(network, canvas, masked, torch.zeros(3), draws_of(count, 1, 4, 4, seed=5))
        assert torch.allclose(made[:, ~masked], canvas[:, ~masked], atol=network.levels.width)
        return float(network.nats(made[None], torch.zeros(1, 3))[0, ~masked.flatten()].sum())

    with torch.inference_mode():
        assert rest(32) < rest(1)


def test_a_region_is_whole_latents():
    masked = mask_of((0.5, 0.3, 0.51, 1), 16)
    assert torch.equal(masked.nonzero(), torch.tensor([[8, column] for column in range(4, 16)]))


@pytest.mark.parametrize("region", [(0.5, 0, 0.5, 1), (0, 0, 1, 1), (-0.1, 0, 1, 1), (0, 0, 2, 1)])
def test_a_region_that_is_none_is_refused(region):
    with pytest.raises(StylogenyError, match="region"):
        mask_of(region, 16)


def test_families_that_draw_from_noise_are_sent_away(generators, corpus):
    with pytest.raises(StylogenyError, match="place after place"):
        infill(generators["flow"], painting(3), (0, 0, 0.5, 1), resolve("Rosso", corpus))
