"""The head's last layer trained with the generative loss: what it is held to, and what comes out."""

import numpy as np
import pytest
import torch

from stylogeny.cli import main
from stylogeny.embedding.space import Embedding
from stylogeny.generation.autoencoder import load
from stylogeny.generation.learned.data import prepare
from stylogeny.generation.learned.joint import Dates, through
from stylogeny.generation.learned.training import Trainer, TrainingConfig
from stylogeny.generation.styles import Corpus
from stylogeny.runs import Run


@pytest.fixture(scope="module")
def data(small_space):
    return prepare(Corpus.of(small_space), np.ones(16), load("linear"))


def test_a_lens_that_changes_nothing_gives_the_space_back(small_space, data):
    seen = through(torch.eye(5), small_space, data.scales["vector_std"])
    assert np.allclose(seen.vectors, small_space.vectors, atol=1e-6)


def test_the_space_through_a_lens_is_what_the_network_was_shown(small_space, data):
    lens = torch.randn(5, 5, generator=torch.Generator().manual_seed(0))
    seen = through(lens, small_space, data.scales["vector_std"]).vectors
    shown = (data.vectors @ lens.T * data.scales["vector_std"]).numpy()
    assert np.allclose(seen - seen.mean(0), shown - shown.mean(0), atol=1e-4)


def test_a_head_seen_through_a_lens_dates_as_before(real_head):
    space, spread = real_head
    lens = torch.eye(space.vectors.shape[1]) + 0.1 * torch.randn(space.vectors.shape[1], space.vectors.shape[1])
    seen = through(lens, space, spread)
    assert np.allclose(seen.date(seen.vectors), space.date(space.vectors), atol=0.5)


@pytest.fixture(scope="module")
def real_head(small_works):
    from stylogeny.embedding import embed
    from stylogeny.embedding.heads.config import HeadConfig

    space = embed(small_works, config=HeadConfig(hidden_dim=8, dim=4, pca_dim=4, epochs=1, min_steps=5), seed=0)
    return space, torch.from_numpy(space.vectors.std(axis=0)).clamp_min(1e-4)


def test_the_contrast_wants_works_of_one_time_together(small_works, data):
    dates = Dates.of(small_works, np.arange(16), torch.ones(1))
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
    dates = Dates.of(small_works, data.rows, data.scales["vector_std"])
    both = Trainer.start(data, plan).train(data, steps=12, checkpoint=tmp_path / "c", dates=dates)
    alone = Trainer.start(data, plan).train(data, steps=12, checkpoint=tmp_path / "d")
    lenses = [t.network.state_dict()["lens.weight"] for t in (both, alone)]
    assert not any(torch.allclose(lens, torch.eye(5), atol=1e-3) for lens in lenses)
    assert not torch.allclose(*lenses, atol=1e-3)


def test_the_command_writes_a_space_beside_the_checkpoint(small_space, tmp_path, capsys):
    run = Run(tmp_path, create=True)
    small_space.works.save(run.path / "works.parquet")
    small_space.save(run)
    run.record("embed", {"digest": "", "params": {}, "outputs": []})
    command = ["train", str(tmp_path), "--steps", "2", "--network", "tiny", "--batch", "4", "--joint", "0.1", "--quiet"]
    assert main(command) == 0
    learnt = Embedding.read(tmp_path / "denoiser" / "embedding.safetensors", small_space.works)
    assert learnt.vectors.shape == small_space.vectors.shape
    assert not np.array_equal(learnt.vectors, small_space.vectors)
    assert main(["train", str(tmp_path), "--joint", "-1"]) == 2
    assert "--joint" in capsys.readouterr().err
