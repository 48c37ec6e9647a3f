import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from stylogeny.errors import StylogenyError
from stylogeny.generation import data as dataset
from stylogeny.generation.autoencoder import load
from stylogeny.generation.data import batch, prepare
from stylogeny.generation.network import Denoiser, Shape
from stylogeny.generation.styles import Corpus
from stylogeny.generation.trained import Trained
from stylogeny.generation.training import Plan, Trainer, out_of_memory

PLAN = Plan(size="tiny", batch=4)


@pytest.fixture(scope="module")
def corpus(small_space):
    return Corpus.of(small_space)


@pytest.fixture(scope="module")
def data(corpus):
    return prepare(corpus, np.ones(16), load("linear"))


def weights(path):
    return {k: v for k, v in load_file(path).items() if k.startswith(("network", "average", "optimiser"))}


def test_a_stopped_training_goes_on_to_the_same_bytes(data, tmp_path):
    Trainer.start(data, PLAN).train(data, steps=4, checkpoint=tmp_path / "whole")
    Trainer.start(data, PLAN).train(data, steps=2, checkpoint=tmp_path / "half")
    Trainer.read(tmp_path / "half").train(data, steps=4, checkpoint=tmp_path / "half")
    whole, half = weights(tmp_path / "whole"), weights(tmp_path / "half")
    assert whole.keys() == half.keys()
    assert all(torch.equal(whole[k], half[k]) for k in whole)


def test_it_learns(data, tmp_path):
    made = batch(data, 4, seed=0, step=10_000)
    made.pop("picked")
    from stylogeny.generation.families import flow

    fresh = Trainer.start(data, Plan(size="tiny", batch=8, rate=4e-3))
    before = float(flow.loss(fresh.network, **made).detach())
    after = fresh.train(data, steps=100, checkpoint=tmp_path / "c")
    assert float(flow.loss(after.network, **made).detach()) < 0.95 * before


def test_weights_are_sample_weights(corpus):
    chosen = np.zeros(16)
    chosen[[2, 9]] = 3, 1
    data = prepare(corpus, chosen, load("linear"))
    picks = np.concatenate([stream_picks(data, step) for step in range(300)])
    assert len(data.latents) == 2
    assert np.mean(picks == 0) == pytest.approx(0.75, abs=0.04)


def stream_picks(data, step):
    return batch(data, 4, seed=0, step=step)["picked"].numpy()


def test_condition_is_used_and_can_be_dropped():
    torch.manual_seed(0)
    network = Denoiser(Shape.named("tiny", channels=4, condition=3))
    for p in network.parameters():
        torch.nn.init.normal_(p, std=0.1)
    x, t = torch.randn(2, 4, 8, 8), torch.full((2,), 0.5)
    a, b = torch.zeros(2, 3), torch.ones(2, 3)
    yes, no = torch.zeros(2, dtype=torch.bool), torch.ones(2, dtype=torch.bool)
    assert not torch.allclose(network(x, t, a, yes), network(x, t, b, yes))
    assert torch.allclose(network(x, t, a, no), network(x, t, b, no))


def test_the_small_network_has_about_four_million_parameters_and_64_tokens():
    network = Denoiser(Shape.named("small", channels=32, condition=64))
    assert 3.5e6 < sum(p.numel() for p in network.parameters()) < 5e6
    assert (dataset.SIDE // 8 // network.shape.patch) ** 2 == 64


def test_trained_generator_draws_and_scores(data, corpus, tmp_path):
    Trainer.start(data, PLAN).train(data, steps=1, checkpoint=tmp_path / "c")
    generator = Trained.read(corpus, tmp_path / "c", load("linear"))
    first = generator.draw("Rosso", n=2, size=64, seed=0, steps=2)
    assert first.pictures.shape == (2, 64, 64, 3)
    assert np.array_equal(first.pictures, generator.draw("Rosso", n=2, size=64, seed=0, steps=2).pictures)
    with pytest.raises(StylogenyError, match="origin"):
        generator.sources(first.pictures[0])
    with pytest.raises(StylogenyError, match="multiples of 16"):
        generator.generate("Rosso", size=72)


def test_checkpoints_of_another_version_embedding_or_no_checkpoint(data, small_works, tmp_path):
    path = tmp_path / "c"
    Trainer.start(data, PLAN).train(data, steps=1, checkpoint=path)
    with safe_open(path, framework="pt") as file:
        meta = file.metadata()
    save_file(load_file(path), tmp_path / "old", metadata=meta | {"stylogeny": "denoiser/0"})
    with pytest.raises(StylogenyError, match="another version"):
        Trainer.read(tmp_path / "old")
    (tmp_path / "junk").write_bytes(b"not one")
    with pytest.raises(StylogenyError, match="readable checkpoint"):
        Trainer.read(tmp_path / "junk")
    with pytest.raises(StylogenyError, match="another embedding"):
        Trained.read(Corpus.of(small_works), path, load("linear"))


def test_training_without_an_embedding(small_works):
    with pytest.raises(StylogenyError, match="embed RUN"):
        prepare(Corpus.of(small_works), np.ones(16), load("linear"))


def test_out_of_memory_says_what_to_lower():
    with pytest.raises(StylogenyError, match="lower --batch"), out_of_memory(PLAN):
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
    with pytest.raises(RuntimeError, match="shape"), out_of_memory(PLAN):
        raise RuntimeError("shape mismatch")


def test_unknown_network_or_family(data):
    with pytest.raises(StylogenyError, match="network size"):
        Trainer.start(data, Plan(size="huge"))
