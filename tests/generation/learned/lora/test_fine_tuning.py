import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.generation.autoencoder import load
from stylogeny.generation.learned.families import family_of
from stylogeny.generation.learned.lora.fine_tuning import FineTuning, data_of_pictures, fine_tune
from stylogeny.generation.learned.lora.low_rank import changed_weights
from stylogeny.generation.learned.trainer import Trainer


def few(corpus, trainer, count=3):
    """Unlike pictures at one point: stripes that the network has never seen."""
    y = np.arange(64)[:, None, None]
    pictures = [np.broadcast_to((y // (4 + k) % 2 * 200 + 20).astype(np.uint8), (64, 64, 3)) for k in range(count)]
    return data_of_pictures(pictures, corpus.space.vectors[:count], trainer, load("linear"))


def test_a_lora_learns_its_pictures_and_the_network_stays(data, plan, corpus):
    trainer = Trainer.start(data, plan)
    before = {name: value.clone() for name, value in trainer.average.state_dict().items()}
    shown = few(corpus, trainer)
    adapter = fine_tune(trainer, shown, FineTuning(rank=2, rate=1e-2, batch=4), name="stripes", steps=40)

    def loss(weights):
        def network(*given):
            return torch.func.functional_call(trainer.average, weights, given)

        with torch.no_grad():
            return np.mean([
                float(family_of("flow").loss(network, shown.batch(4, seed=9, step=k)[0])) for k in range(8)
            ])  # fmt: skip

    assert loss(changed_weights(trainer.average, [(1.0, adapter.factors)])) < 0.9 * loss({})
    assert all(torch.equal(value, before[name]) for name, value in trainer.average.state_dict().items())
    assert adapter.name == "stripes" and adapter.provenance.parameters["steps"] == 40
    np.testing.assert_allclose(adapter.point, corpus.space.vectors[:3].mean(axis=0), atol=1e-4)


def test_the_same_seed_gives_the_same_lora(data, plan, corpus):
    trainer = Trainer.start(data, plan)
    how, shown = FineTuning(rank=1, batch=2, seed=5), few(corpus, trainer, 2)
    one, other = (fine_tune(trainer, shown, how, name="x", steps=2) for _ in range(2))
    assert all(torch.equal(one.factors[name][1], other.factors[name][1]) for name in one.factors)


def test_shares_say_how_often_a_picture_is_shown(data, plan, corpus):
    trainer = Trainer.start(data, plan)
    picture = np.zeros((64, 64, 3), np.uint8)
    shown = data_of_pictures(
        [picture] * 2, corpus.space.vectors[:2], trainer, load("linear"), shares=np.array([1.0, 9.0])
    )
    picked = torch.cat([shown.batch(64, seed=0, step=k)[1] for k in range(8)])
    assert 0.85 < float(picked.float().mean()) < 0.95
    with pytest.raises(StylogenyError, match="at least one picture"):
        data_of_pictures([], np.zeros((0, 4)), trainer, load("linear"))
