"""The head's last layer trained with the generative loss: what it is held to, and what comes out."""

import numpy as np
import pytest
import torch

from stylogeny.generation.learned.config import TrainingConfig
from stylogeny.generation.learned.joint import DateContrast, apply_lens
from stylogeny.generation.learned.trainer import Trainer


def test_a_lens_that_changes_nothing_gives_the_space_back(small_space, data):
    seen = apply_lens(torch.eye(5), small_space, data.scales.vector_std)
    assert np.allclose(seen.vectors, small_space.vectors, atol=1e-6)


def test_the_space_through_a_lens_is_what_the_network_is_conditioned_on(small_space, data):
    lens = torch.randn(5, 5, generator=torch.Generator().manual_seed(0))
    mapped = apply_lens(lens, small_space, data.scales.vector_std).vectors
    given = (data.vectors @ lens.T * data.scales.vector_std).numpy()
    assert np.allclose(mapped - mapped.mean(0), given - given.mean(0), atol=1e-4)


def test_a_head_seen_through_a_lens_dates_as_before(real_head):
    space, std = real_head
    lens = torch.eye(space.vectors.shape[1]) + 0.1 * torch.randn(space.vectors.shape[1], space.vectors.shape[1])
    seen = apply_lens(lens, space, std)
    assert np.allclose(seen.date(seen.vectors), space.date(space.vectors), atol=0.5)


@pytest.fixture(scope="module")
def real_head(small_works):
    from stylogeny.embedding.build import embed
    from stylogeny.embedding.heads.config import HeadConfig

    space = embed(small_works, config=HeadConfig(hidden_dim=8, dim=4, pca_dim=4, epochs=1, min_steps=5), seed=0)
    return space, torch.from_numpy(space.vectors.std(axis=0)).clamp_min(1e-4)


def test_the_contrast_wants_works_of_one_time_together(small_works, data):
    dates = DateContrast.of(small_works, np.arange(16), torch.ones(1))
    years = torch.from_numpy(small_works.year).float()
    angle = 3 * (years - years.mean()) / (years.max() - years.min())
    in_order = torch.stack([angle.cos(), angle.sin()], dim=1)
    mixed_up = in_order[torch.randperm(16, generator=torch.Generator().manual_seed(1))]
    everything = torch.arange(16)
    right = dates.loss(lambda x: x, in_order, everything)
    assert right < dates.loss(lambda x: x, mixed_up, everything) - 0.5
    # a work drawn twice counts once, and one work alone says nothing
    assert dates.loss(lambda x: x, in_order, everything.repeat(2)) == right
    assert dates.loss(lambda x: x, in_order, torch.tensor([3, 3])) == 0


def test_both_losses_reach_the_lens(small_works, data, tmp_path):
    plan = TrainingConfig(size="tiny", batch=8, rate=4e-3, joint=0.5)
    dates = DateContrast.of(small_works, data.rows, data.scales.vector_std)
    both = Trainer.start(data, plan).train(data, steps=12, checkpoint=tmp_path / "c", dates=dates)
    alone = Trainer.start(data, plan).train(data, steps=12, checkpoint=tmp_path / "d")
    lenses = [t.network.state_dict()["lens.weight"] for t in (both, alone)]
    assert not any(torch.allclose(lens, torch.eye(5), atol=1e-3) for lens in lenses)
    assert not torch.allclose(*lenses, atol=1e-3)
