import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.generation.autoencoder import load
from stylogeny.generation.learned.data import prepare
from stylogeny.generation.styles import Corpus


def stream_picks(data, step):
    return data.batch(4, seed=0, step=step)[1].numpy()


def test_weights_are_sample_weights(corpus):
    chosen = np.zeros(16)
    chosen[[2, 9]] = 3, 1
    data = prepare(corpus, chosen, load("linear"))
    picks = np.concatenate([stream_picks(data, step) for step in range(300)])
    assert len(data.latents) == 2
    assert np.mean(picks == 0) == pytest.approx(0.75, abs=0.04)


def test_leaving_a_work_out_moves_no_other_works_turn(corpus):
    everything = prepare(corpus, np.ones(16), load("linear"))
    for gone in (0, 7, 15):
        left = prepare(corpus, (np.arange(16) != gone).astype(float), load("linear"))
        for step in range(20):
            before, after = everything.rows[stream_picks(everything, step)], left.rows[stream_picks(left, step)]
            assert np.array_equal(before[before != gone], after[before != gone])
            assert not (after == gone).any()


def test_latents_and_conditions_have_unit_spread(data):
    values = data.scales.standardise_latents(data.latents[0].float()[None])
    assert torch.allclose(data.scales.restore_latents(values)[0], data.latents[0].float(), atol=1e-3)
    assert torch.allclose(data.vectors.std(dim=0), torch.ones(5), atol=1e-4)
    assert float(data.scales.latent_weight.mean()) == pytest.approx(1, abs=1e-5)


def test_a_batch_belongs_to_its_seed_and_step(data):
    (one, picked), (again, same), (other, _) = (data.batch(8, seed=0, step=k) for k in (3, 3, 4))
    assert torch.equal(picked, same) and torch.equal(one.noise, again.noise) and torch.equal(one.clean, again.clean)
    assert not torch.equal(one.noise, other.noise)
    assert one.clean.shape == one.noise.shape == (8, len(data.latents[0]), data.cells, data.cells)


def test_training_without_an_embedding(small_works):
    with pytest.raises(StylogenyError, match="embed RUN"):
        prepare(Corpus.of(small_works), np.ones(16), load("linear"))
