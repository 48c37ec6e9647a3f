import os
import signal

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from stylogeny.errors import StylogenyError
from stylogeny.generation.autoencoder import load
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.diversity import leaning
from stylogeny.generation.learned import data as dataset
from stylogeny.generation.learned.data import batch, prepare
from stylogeny.generation.learned.generator import CHECKPOINT, TOWARDS, LearnedGenerator
from stylogeny.generation.learned.network import Denoiser, NetworkConfig
from stylogeny.generation.learned.training import Trainer, TrainingConfig
from stylogeny.generation.palette import to_lab
from stylogeny.generation.styles import Corpus, Style, resolve

from ..conftest import REDS, painting

PLAN = TrainingConfig(size="tiny", batch=4)


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


def test_an_interrupted_training_ends_its_step_and_is_kept(data, tmp_path):
    def stop(trainer):
        if trainer.step == 2:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        Trainer.start(data, PLAN).train(data, steps=5, checkpoint=tmp_path / "c", callback=stop)
    left = Trainer.read(tmp_path / "c")
    assert left.step == 2
    left.train(data, steps=3, checkpoint=tmp_path / "c")
    Trainer.start(data, PLAN).train(data, steps=3, checkpoint=tmp_path / "whole")
    first, second = weights(tmp_path / "c"), weights(tmp_path / "whole")
    assert all(torch.equal(first[k], second[k]) for k in first)


def test_it_learns(data, tmp_path):
    made = batch(data, 64, seed=0, step=10_000)
    made.pop("picked")
    from stylogeny.generation.learned.families import flow

    fresh = Trainer.start(data, TrainingConfig(size="tiny", batch=8, rate=4e-3))
    visible = data.scales["latent_weight"][:, None, None]  # what it is trained on
    before = float(flow.loss(fresh.network, **made, weight=visible).detach())
    after = fresh.train(data, steps=100, checkpoint=tmp_path / "c")
    assert float(flow.loss(after.average, **made, weight=visible)) < 0.98 * before  # it starts from the best Gaussian


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


def stream_picks(data, step):
    return batch(data, 4, seed=0, step=step)["picked"].numpy()


def test_what_was_drawn_with_can_still_be_trained():
    network = Denoiser(NetworkConfig.named("tiny", channels=4, condition=3))
    told = torch.full((1,), 0.5), torch.zeros(1, 3)
    with torch.inference_mode():
        network(torch.randn(1, 4, 10, 6), *told)  # a size of its own: its cosines are new
    network(torch.randn(1, 4, 10, 6), *told).square().sum().backward()
    assert network.back.weight.grad is not None


def test_condition_is_used_and_can_be_dropped():
    torch.manual_seed(0)
    network = Denoiser(NetworkConfig.named("tiny", channels=4, condition=3))
    for p in network.parameters():
        torch.nn.init.normal_(p, std=0.1)
    x, t = torch.randn(2, 4, 8, 8), torch.full((2,), 0.5)
    a, b = torch.zeros(2, 3), torch.ones(2, 3)
    yes, no = torch.zeros(2, dtype=torch.bool), torch.ones(2, dtype=torch.bool)
    assert not torch.allclose(network(x, t, a, yes), network(x, t, b, yes))
    assert torch.allclose(network(x, t, a, no), network(x, t, b, no))


def test_the_small_network_has_about_four_million_parameters_and_64_tokens():
    network = Denoiser(NetworkConfig.named("small", channels=32, condition=64))
    assert 3.5e6 < sum(p.numel() for p in network.parameters()) < 5e6
    assert (dataset.SIDE // 8 // network.shape.patch) ** 2 == 64


def test_trained_generator_draws_and_scores(data, corpus, tmp_path):
    Trainer.start(data, PLAN).train(data, steps=1, checkpoint=tmp_path / "c")
    generator = LearnedGenerator.read(ClosedFormGenerator.of(corpus, load("linear")), tmp_path / "c")
    first = generator.draw("Rosso", n=2, size=64, seed=0, steps=2)
    assert first.pictures.shape == (2, 64, 64, 3)
    assert np.array_equal(first.pictures, generator.draw("Rosso", n=2, size=64, seed=0, steps=2).pictures)
    with pytest.raises(StylogenyError, match="origin"):
        generator.sources(first.pictures[0])
    assert generator.generate("Rosso", size=(64, 72)).shape == (1, 64, 72, 3)
    content = np.full((64, 64, 3), 200, np.uint8)
    assert generator.generate("Rosso", size=64, content=content).shape == (1, 64, 64, 3)
    with pytest.raises(StylogenyError, match="size asked for"):
        generator.generate("Rosso", size=64, content=content[:32])
    assert np.isfinite(generator.bound(first.pictures)).all()


def test_compositions_are_painted_with_works_of_the_style(data, corpus, tmp_path):
    generator = LearnedGenerator(ClosedFormGenerator.of(corpus, load("linear")), Trainer.start(data, PLAN))
    bare = generator.draw("Rosso", n=2, size=64, seed=0, steps=2, paint=False)
    painted = generator.draw("Rosso", n=2, size=64, seed=0, steps=2)
    assert bare.works(0) == {}
    for i in range(2):
        assert set(painted.works(i)) <= set(REDS)
        assert sum(painted.works(i).values()) == pytest.approx(1)
        assert np.allclose(painted.shares[i].sum(axis=-1), 1, atol=1e-4)
    works = [painting(row).mean(axis=(0, 1)) for row in generator.told([resolve("Rosso", corpus)] * 2, seed=0)]
    assert np.abs(painted.pictures.mean(axis=(1, 2)) - works).max() < 25  # of 255: the colours are those of a work
    broad = [
        np.stack([to_lab(one)[..., 0] for one in p]).reshape(2, 4, 16, 4, 16).mean(axis=(2, 4)).reshape(2, -1)
        for p in (bare.pictures, painted.pictures)
    ]
    assert min(np.corrcoef(x, y)[0, 1] for x, y in zip(*broad)) > 0.6  # what is light and dark stays the network's


def test_a_work_that_never_was_lends_no_paint(data, corpus):
    weights = np.ones(16)
    weights[[0, 1, 2]] = 0
    generator = LearnedGenerator(ClosedFormGenerator.of(corpus, load("linear"), weights), Trainer.start(data, PLAN))
    drawn = generator.draw("Rosso", n=3, size=64, seed=0, steps=1)
    assert not {0, 1, 2} & {row for i in range(3) for row in drawn.works(i)}


def test_whole_pictures_are_learned_when_asked(corpus, tmp_path):
    codec = load("linear")
    plan = TrainingConfig(size="tiny", batch=4, whole=True)
    Trainer.start(prepare(corpus, np.ones(16), codec, whole=True), plan).save(tmp_path / "c")
    generator = LearnedGenerator.read(ClosedFormGenerator.of(corpus, codec), tmp_path / "c")
    assert generator.trainer.network.shape.channels == codec.channels > len(codec.composing)
    drawn = generator.draw("Rosso", n=1, size=64, steps=1)
    assert drawn.pictures.shape == (1, 64, 64, 3)
    assert drawn.works(0) == {}
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
        LearnedGenerator.read(ClosedFormGenerator.of(Corpus.of(small_works), load("linear")), path)


def test_a_checkpoint_of_another_space_or_family(data, small_space, tmp_path):
    from stylogeny.embedding.space import Embedding
    from stylogeny.generation import fit
    from stylogeny.runs import Run

    run = Run(tmp_path, create=True)
    path = run.file(CHECKPOINT)
    path.parent.mkdir()
    Trainer.start(data, TrainingConfig(family="diffusion", size="tiny", batch=4)).train(data, steps=1, checkpoint=path)
    assert fit(small_space, family="diffusion", run=run, autoencoder="linear").generate("Rosso", size=64).shape[0] == 1
    with pytest.raises(StylogenyError, match="ask for diffusion"):
        fit(small_space, family="flow", run=run, autoencoder="linear")
    turned = Embedding.from_vectors(small_space.works, small_space.vectors[:, ::-1].copy())
    with pytest.raises(StylogenyError, match="another embedding"):
        fit(turned, family="diffusion", run=run, autoencoder="linear")


def test_each_picture_is_told_a_point_of_the_styles_own_works(data, corpus, tmp_path):
    trainer = Trainer.start(data, PLAN)
    generator = LearnedGenerator(ClosedFormGenerator.of(corpus, load("linear")), trainer)
    style = resolve("Rosso", corpus)
    told = generator.told([style] * 400, seed=0)
    points = generator.points([style] * 400, told)
    assert np.abs(points.mean(axis=0) - style.vector).max() < 0.05
    assert np.array_equal(points, generator.points([style] * 400, generator.told([style] * 400, seed=0)))
    towards = (points - style.vector) / TOWARDS + style.weights @ corpus.space.vectors
    away = np.linalg.norm(towards[:, None] - corpus.space.vectors[REDS], axis=-1)
    assert away.min(axis=1).max() < 1e-4  # always one of the style's works
    assert set(away.argmin(axis=1)) == set(range(len(REDS)))  # and each of them at times
    elsewhere = generator.points([Style("there", style.weights, style.vector + 1)] * 400, told)
    assert np.allclose(elsewhere, points + 1, atol=1e-5)


def test_pictures_spread_toward_different_missing_styles(gapped):
    codec = load("linear")
    trainer = Trainer.start(prepare(gapped, np.ones(len(gapped.works)), codec), PLAN)
    generator = LearnedGenerator(ClosedFormGenerator.of(gapped, codec), trainer)
    near = resolve(np.float32([0.8, 0.0]), gapped)
    towards = [
        generator.points([s] * 200, generator.told([s] * 200, seed=0)).mean(axis=0) for s in leaning(near, gapped, 2)
    ]
    assert np.linalg.norm(towards[0] - towards[1]) > 0.01  # each picture is told its own style
    how = {"n": 2, "size": 64, "seed": 0, "steps": 1}
    there, here = generator.draw(near, spread="missing", **how), generator.draw(near, **how)
    assert there.pictures.shape == here.pictures.shape and (there.pictures != here.pictures).any(axis=(1, 2, 3)).all()
    with pytest.raises(StylogenyError, match="use 'missing'"):
        generator.generate(near, spread="wide")


def test_training_without_an_embedding(small_works):
    with pytest.raises(StylogenyError, match="embed RUN"):
        prepare(Corpus.of(small_works), np.ones(16), load("linear"))


def test_out_of_memory_says_what_to_lower():
    with pytest.raises(StylogenyError, match="lower --batch"), PLAN.memory():
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
    with pytest.raises(RuntimeError, match="shape"), PLAN.memory():
        raise RuntimeError("shape mismatch")


def test_unknown_network_or_family(data):
    with pytest.raises(StylogenyError, match="network size"):
        Trainer.start(data, TrainingConfig(size="huge"))
