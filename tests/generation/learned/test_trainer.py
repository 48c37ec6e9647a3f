import os
import signal

import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.generation.learned.checkpoint import Checkpoint
from stylogeny.generation.learned.config import TrainingConfig
from stylogeny.generation.learned.families import flow
from stylogeny.generation.learned.trainer import Trainer


def weights(path):
    """Every tensor that training moves."""
    kept = Checkpoint.read(path)
    moments = {f"{n} {name}": value for n, state in kept.moments.items() for name, value in state.items()}
    return {**kept.network, **{f"average {k}": v for k, v in kept.average.items()}, **moments}


def test_a_stopped_training_resumes_to_the_same_bytes(data, plan, tmp_path):
    Trainer.start(data, plan).train(data, steps=4, checkpoint=tmp_path / "whole")
    Trainer.start(data, plan).train(data, steps=2, checkpoint=tmp_path / "half")
    Trainer.read(tmp_path / "half").train(data, steps=4, checkpoint=tmp_path / "half")
    whole, half = weights(tmp_path / "whole"), weights(tmp_path / "half")
    assert whole.keys() == half.keys()
    assert all(torch.equal(whole[k], half[k]) for k in whole)


def test_an_interrupted_training_ends_its_step_and_is_kept(data, plan, tmp_path):
    def stop(trainer):
        if trainer.step == 2:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        Trainer.start(data, plan).train(data, steps=5, checkpoint=tmp_path / "c", callback=stop)
    left = Trainer.read(tmp_path / "c")
    assert left.step == 2
    left.train(data, steps=3, checkpoint=tmp_path / "c")
    Trainer.start(data, plan).train(data, steps=3, checkpoint=tmp_path / "whole")
    first, second = weights(tmp_path / "c"), weights(tmp_path / "whole")
    assert all(torch.equal(first[k], second[k]) for k in first)


def test_it_learns(data, plan, tmp_path):
    batch, _ = data.batch(64, seed=0, step=10_000)
    fresh = Trainer.start(data, TrainingConfig(size="tiny", batch=8, rate=4e-3))
    visible = data.scales.latent_weight[:, None, None]  # what it is trained on
    before = float(flow.loss(fresh.network, batch, weight=visible).detach())
    after = fresh.train(data, steps=100, checkpoint=tmp_path / "c")
    assert float(flow.loss(after.average, batch, weight=visible)) < 0.98 * before  # it starts from the best Gaussian


def test_a_training_that_diverges_stops_before_it_spoils_its_checkpoint(data, plan, tmp_path):
    def spoil(trainer):
        if trainer.step == 2:
            next(trainer.network.out.parameters()).data.fill_(float("nan"))

    training = Trainer.start(data, plan)
    with pytest.raises(StylogenyError, match=r"diverged.*checkpoint is kept.*step 2"):
        training.train(data, steps=5, checkpoint=tmp_path / "c", every=0, callback=spoil)
    assert all(torch.isfinite(value).all() for value in Checkpoint.read(tmp_path / "c").average.values())


def test_unknown_network(data):
    with pytest.raises(StylogenyError, match="network size"):
        Trainer.start(data, TrainingConfig(size="huge"))
