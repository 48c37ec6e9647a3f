"""Families that draw place after place, trained, kept, resumed and drawn from as the others are."""

import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.generation import fit
from stylogeny.generation.autoencoder import load
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.learned.autoregressive import AUTOREGRESSIVE, check_family, network_of
from stylogeny.generation.learned.autoregressive.model import Autoregressive
from stylogeny.generation.learned.checkpoint import CHECKPOINT, Checkpoint
from stylogeny.generation.learned.config import TrainingConfig
from stylogeny.generation.learned.data import prepare
from stylogeny.generation.learned.generator import LearnedGenerator
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.runs import Run

from ...conftest import painting


def plan_of(family):
    return TrainingConfig(family=family, size="tiny", batch=4)


@pytest.mark.parametrize("family", AUTOREGRESSIVE)
def test_a_stopped_training_resumes_to_the_same_bytes(data, family, tmp_path):
    plan = plan_of(family)
    Trainer.start(data, plan).train(data, steps=3, checkpoint=tmp_path / "whole")
    Trainer.start(data, plan).train(data, steps=2, checkpoint=tmp_path / "half")
    Trainer.read(tmp_path / "half").train(data, steps=3, checkpoint=tmp_path / "half")
    whole, half = (Checkpoint.read(tmp_path / name) for name in ("whole", "half"))
    for mine, theirs in ((whole.network, half.network), (whole.average, half.average)):
        assert mine.keys() == theirs.keys() and all(torch.equal(mine[k], theirs[k]) for k in mine)


@pytest.mark.parametrize("family", ["pixelcnn", "vqgan"])
def test_it_draws_scores_and_is_opened_by_its_own_name_only(data, corpus, family, tmp_path):
    run = Run(tmp_path, create=True)
    path = run.file(CHECKPOINT)
    path.parent.mkdir()
    Trainer.start(data, plan_of(family)).train(data, steps=2, checkpoint=path)
    generator = fit(corpus, family=family, run=run, autoencoder="linear")
    assert isinstance(generator, LearnedGenerator) and isinstance(generator.autoregressive, Autoregressive)
    assert generator.unit == {"pixelcnn": "latent", "vqgan": "code"}[family]
    two = generator.draw("Rosso", n=2, size=64, paint=False).pictures
    assert two.shape == (2, 64, 64, 3)
    assert np.array_equal(generator.draw("Rosso", n=1, size=64, paint=False).pictures, two[:1])
    assert np.isfinite(generator.bound([painting(0), painting(9)])).all()
    with pytest.raises(StylogenyError, match="from nothing"):
        generator.generate("Rosso", size=64, content=two[0])
    with pytest.raises(StylogenyError, match="no flow"):
        generator.field(torch.zeros(1, 5))
    with pytest.raises(StylogenyError, match=f"ask for {family}"):
        fit(corpus, family="flow", run=run, autoencoder="linear")


def test_what_is_unlike_the_corpus_surprises_it(data, corpus):
    generator = LearnedGenerator(
        ClosedFormGenerator.of(corpus, load("linear")), Trainer.start(data, plan_of("pixelcnn"))
    )
    noise = np.random.default_rng(0).integers(0, 256, (128, 128, 3)).astype(np.uint8)
    own, strange = generator.bound([painting(0), noise])
    assert np.isfinite(strange) and strange > own + 1


def test_a_work_without_weight_is_unknown_to_it(corpus, tmp_path):
    """What is trained in a world without a work is the same whatever that work looked like."""
    weights = np.ones(16)
    weights[3] = 0
    without = prepare(corpus, weights, load("linear"))
    assert 3 not in without.rows
    seen = {int(without.rows[i]) for step in range(50) for i in without.batch(4, seed=0, step=step)[1]}
    assert 3 not in seen and len(seen) == 15
    trained = Trainer.start(without, plan_of("pixelcnn")).train(without, steps=2, checkpoint=tmp_path / "c")
    assert trained.step == 2 and np.isfinite(trained.loss)


@pytest.mark.parametrize("family", ["pixelcnn", "vqgan"])
def test_a_training_that_diverges_keeps_its_last_checkpoint(data, family, tmp_path):
    def spoil(trainer):
        if trainer.step == 2:
            trainer.network.raster.stem.weight.data.fill_(float("nan"))

    with pytest.raises(StylogenyError, match=r"diverged.*checkpoint is kept.*step 2"):
        Trainer.start(data, plan_of(family)).train(data, steps=5, checkpoint=tmp_path / "c", every=0, callback=spoil)
    assert Trainer.read(tmp_path / "c").step == 1 or all(
        torch.isfinite(value).all() for value in Checkpoint.read(tmp_path / "c").average.values()
    )


def test_names():
    check_family("vqgan:fsq")
    check_family("poisson:8")
    with pytest.raises(StylogenyError, match=r"no such family.*pixelcnn"):
        check_family("pixelrnn")
    with pytest.raises(StylogenyError, match="autoregressive"):
        network_of("flow", None)
