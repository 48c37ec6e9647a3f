from dataclasses import replace

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.generation import fit
from stylogeny.generation.autoencoder import load
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.diversity import lean_to_gaps
from stylogeny.generation.learned.checkpoint import CHECKPOINT
from stylogeny.generation.learned.config import TrainingConfig
from stylogeny.generation.learned.data import prepare
from stylogeny.generation.learned.generator import TOWARDS, LearnedGenerator
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.generation.palette import to_lab
from stylogeny.generation.styles import Corpus, Style, resolve
from stylogeny.runs import Run

from ..conftest import REDS, painting


def test_trained_generator_draws_and_scores(data, plan, corpus, tmp_path):
    Trainer.start(data, plan).train(data, steps=1, checkpoint=tmp_path / "c")
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


def test_compositions_are_painted_with_works_of_the_style(data, plan, corpus, tmp_path):
    generator = LearnedGenerator(ClosedFormGenerator.of(corpus, load("linear")), Trainer.start(data, plan))
    bare = generator.draw("Rosso", n=2, size=64, seed=0, steps=2, paint=False)
    painted = generator.draw("Rosso", n=2, size=64, seed=0, steps=2)
    assert bare.works(0) == {}
    for i in range(2):
        assert set(painted.works(i)) <= set(REDS)
        assert sum(painted.works(i).values()) == pytest.approx(1)
        assert np.allclose(painted.shares[i].sum(axis=-1), 1, atol=1e-4)
    works = [painting(row).mean(axis=(0, 1)) for row in generator.target_works([resolve("Rosso", corpus)] * 2, seed=0)]
    assert np.abs(painted.pictures.mean(axis=(1, 2)) - works).max() < 25  # of 255: the colours are those of a work
    broad = [
        np.stack([to_lab(one)[..., 0] for one in p]).reshape(2, 4, 16, 4, 16).mean(axis=(2, 4)).reshape(2, -1)
        for p in (bare.pictures, painted.pictures)
    ]
    assert min(np.corrcoef(x, y)[0, 1] for x, y in zip(*broad)) > 0.6  # what is light and dark stays the network's


def test_a_work_that_never_was_lends_no_paint(data, plan, corpus):
    weights = np.ones(16)
    weights[[0, 1, 2]] = 0
    generator = LearnedGenerator(ClosedFormGenerator.of(corpus, load("linear"), weights), Trainer.start(data, plan))
    drawn = generator.draw("Rosso", n=3, size=64, seed=0, steps=1)
    assert not {0, 1, 2} & {row for i in range(3) for row in drawn.works(i)}


def test_pictures_are_learned_at_full_resolution_when_asked(corpus, tmp_path):
    codec = load("linear")
    plan = TrainingConfig(size="tiny", batch=4, full_resolution=True)
    Trainer.start(prepare(corpus, np.ones(16), codec, full_resolution=True), plan).save(tmp_path / "c")
    generator = LearnedGenerator.read(ClosedFormGenerator.of(corpus, codec), tmp_path / "c")
    assert generator.trainer.network.shape.channels == codec.channels > len(codec.composition_channels)
    drawn = generator.draw("Rosso", n=1, size=64, steps=1)
    assert drawn.pictures.shape == (1, 64, 64, 3)
    assert drawn.works(0) == {}
    with pytest.raises(StylogenyError, match="multiples of 16"):
        generator.generate("Rosso", size=72)


def test_a_checkpoint_of_another_embedding(data, plan, small_works, tmp_path):
    Trainer.start(data, plan).save(tmp_path / "c")
    with pytest.raises(StylogenyError, match="another embedding"):
        LearnedGenerator.read(ClosedFormGenerator.of(Corpus.of(small_works), load("linear")), tmp_path / "c")


def test_a_checkpoint_of_another_space_or_family(data, small_space, tmp_path):
    from stylogeny.embedding.space import Embedding

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


def test_each_picture_is_conditioned_on_a_point_of_the_styles_own_works(data, plan, corpus):
    trainer = Trainer.start(data, plan)
    generator = LearnedGenerator(ClosedFormGenerator.of(corpus, load("linear")), trainer)
    style = resolve("Rosso", corpus)
    targets = generator.target_works([style] * 400, seed=0)
    points = generator.conditions([style] * 400, targets)
    assert np.abs(points.mean(axis=0) - style.vector).max() < 0.05
    assert np.array_equal(points, generator.conditions([style] * 400, generator.target_works([style] * 400, seed=0)))
    towards = (points - style.vector) / TOWARDS + style.weights @ corpus.space.vectors
    away = np.linalg.norm(towards[:, None] - corpus.space.vectors[REDS], axis=-1)
    assert away.min(axis=1).max() < 1e-4  # always one of the style's works
    assert set(away.argmin(axis=1)) == set(range(len(REDS)))  # and each of them at times
    elsewhere = generator.conditions([Style("there", style.weights, style.vector + 1)] * 400, targets)
    assert np.allclose(elsewhere, points + 1, atol=1e-5)


def test_pictures_lean_toward_different_missing_styles(gapped, plan):
    codec = load("linear")
    trainer = Trainer.start(prepare(gapped, np.ones(len(gapped.works)), codec), plan)
    generator = LearnedGenerator(ClosedFormGenerator.of(gapped, codec), trainer)
    near = resolve(np.float32([0.8, 0.0]), gapped)
    towards = [
        generator.conditions([s] * 200, generator.target_works([s] * 200, seed=0)).mean(axis=0)
        for s in lean_to_gaps(near, gapped, 2)
    ]
    assert np.linalg.norm(towards[0] - towards[1]) > 0.01  # each picture has its own condition
    how = {"n": 2, "size": 64, "seed": 0, "steps": 1}
    there, here = generator.draw(near, diversity="gaps", **how), generator.draw(near, **how)
    assert there.pictures.shape == here.pictures.shape and (there.pictures != here.pictures).any(axis=(1, 2, 3)).all()
    with pytest.raises(StylogenyError, match="use 'gaps'"):
        generator.generate(near, diversity="wide")


def test_pictures_start_from_the_noise_that_is_asked_for(data, plan, corpus):
    generator = LearnedGenerator(ClosedFormGenerator.of(corpus, load("linear")), Trainer.start(data, plan))
    asked = []

    def as_it_is(noise: np.ndarray, seed: int, number: int) -> np.ndarray:
        asked.append((noise.shape, seed, number))
        return noise

    how = {"n": 2, "size": 64, "seed": 4, "steps": 1, "paint": False}
    plain = generator.draw("Rosso", **how).pictures
    assert np.array_equal(replace(generator, first_noise=as_it_is).draw("Rosso", **how).pictures, plain)
    assert [(seed, number) for _, seed, number in asked] == [(4, 0), (4, 1)]
    other = replace(generator, first_noise=lambda noise, seed, number: -noise).draw("Rosso", **how).pictures
    assert not np.array_equal(other, plain)
