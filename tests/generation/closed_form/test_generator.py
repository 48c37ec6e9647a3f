import dataclasses

import cv2
import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image

from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.executors import Execution
from stylogeny.generation import fit
from stylogeny.generation.autoencoder import load
from stylogeny.generation.canvas import blur
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.styles import Corpus, Style, resolve

from ..conftest import BLUES, REDS, painting


@pytest.fixture(scope="module")
def generator(small_space):
    return fit(small_space, autoencoder="linear")


def test_pictures_look_like_their_style(generator):
    red = generator.generate("Rosso", n=2, size=64, seed=1).reshape(-1, 3).mean(axis=0)
    blue = generator.generate("Azzurri", n=2, size=64, seed=1).reshape(-1, 3).mean(axis=0)
    assert red[0] > red[2] + 60
    assert blue[2] > blue[0] + 60


def test_same_seed_same_bytes_and_each_picture_has_its_own_random_numbers(generator):
    three = generator.generate("Rosso", n=3, size=64, seed=4)
    assert np.array_equal(three[:2], generator.generate("Rosso", n=2, size=64, seed=4))
    assert not np.array_equal(three[0], three[1])
    assert not np.array_equal(three, generator.generate("Rosso", n=3, size=64, seed=5))


def test_worker_processes_draw_the_same_pictures(generator):
    elsewhere = dataclasses.replace(generator, execution=Execution("process", workers=2))
    here, there = (g.draw("Rosso", n=2, size=32, seed=3) for g in (generator, elsewhere))
    np.testing.assert_array_equal(here.pictures, there.pictures)
    assert all((a == b).all() for a, b in zip(here.shares, there.shares))


def test_aspect_ratio(generator):
    assert generator.generate("Rosso", n=1, size=(64, 96)).shape == (1, 64, 96, 3)


def test_every_region_has_an_origin(generator):
    drawn = generator.draw("0.5*Rosso+0.5*Azzurri", n=2, size=64, seed=2)
    for shares in drawn.shares:
        assert shares.shape[:2] == (8, 8)
        assert np.allclose(shares.sum(axis=-1), 1, atol=1e-4)
    assert sum(drawn.works(0).values()) == pytest.approx(1, abs=1e-4)


def test_small_shares_of_the_last_scale_are_part_of_the_origin(generator):
    for seed in range(3):
        for shares in generator.draw("0.5*Rosso+0.5*Azzurri", n=1, size=128, seed=seed).shares:
            assert np.allclose(shares.sum(axis=-1), 1, atol=1e-4)


def test_a_deleted_work_gives_nothing(small_space):
    weights = np.ones(16)
    weights[3] = 0
    generator = fit(small_space, weights, autoencoder="linear")
    rows = np.concatenate(generator.draw("Rosso", n=6, size=64, seed=0).rows)
    assert 3 not in rows


def test_sources_of_a_copy_are_its_original(generator):
    found = generator.sources(painting(5), "Rosso").works(0)
    assert max(found, key=found.__getitem__) == 5
    assert found[5] > 0.9


def test_sources_are_looked_for_in_the_whole_corpus(generator):
    found = generator.sources(painting(11)).works(0)
    assert max(found, key=found.__getitem__) == 11


def test_content_keeps_its_layout(generator):
    content = np.zeros((64, 64, 3), dtype=np.uint8)
    content[:32] = (220, 110, 100)
    content[32:] = (120, 20, 15)
    kept = generator.generate("Rosso", n=4, size=64, seed=0, content=content).astype(float)
    assert kept[:, :24].mean() > kept[:, 40:].mean() + 2


def test_a_point_no_parent_occupies_moves_the_colours(small_space):
    generator = fit(small_space, autoencoder="linear")
    rosso = small_space.vectors[list(REDS)].mean(axis=0)
    toward = small_space.vectors[list(BLUES)].mean(axis=0) - rosso
    weights = np.zeros(16)
    weights[list(REDS)] = 1
    pure = generator.generate(Style("red", weights, rosso), n=2, size=64, seed=3).reshape(-1, 3).mean(axis=0)
    moved = (
        generator.generate(Style("moved", weights, rosso + 0.5 * toward), n=2, size=64, seed=3)
        .reshape(-1, 3)
        .mean(axis=0)
    )
    assert moved[2] - moved[0] > pure[2] - pure[0] + 30


@pytest.fixture(scope="module")
def green_space(small_space, tmp_path_factory):
    """The same space of the same works, the picture of work 2 being green."""
    folder = tmp_path_factory.mktemp("green")
    for row in range(16):
        picture = np.full_like(painting(row), (0, 255, 0)) if row == 2 else painting(row)
        Image.fromarray(picture).save(folder / f"w{row}.png")
    return Embedding.from_vectors(Works(pd.DataFrame(small_space.works.table), folder), small_space.vectors)


@pytest.mark.parametrize("style", ["Rosso", "w3", "point"])
def test_a_work_that_never_was_colours_nothing(small_space, green_space, style):
    weights = np.ones(16)
    weights[2] = 0
    asked = small_space.vectors[3] * np.float32(1.3) if style == "point" else style
    pictures = [fit(s, weights, autoencoder="linear").generate(asked, size=64) for s in (small_space, green_space)]
    assert np.array_equal(*pictures)


def test_a_work_that_was_colours_what_is_drawn_from_it(small_space, green_space):
    pictures = [fit(s, autoencoder="linear").generate("Rosso", n=4, size=64) for s in (small_space, green_space)]
    assert not np.array_equal(*pictures)


def test_leaving_works_out_is_no_displacement(small_space):
    weights = np.ones(16)
    weights[[0, 1, 2]] = 0
    left = fit(small_space, weights, autoencoder="linear")
    assert left.palettes.shift(resolve("Rosso", left.corpus)) is None


def test_content_of_another_shape(generator):
    with pytest.raises(StylogenyError, match="size asked for"):
        generator.generate("Rosso", size=64, content=np.zeros((32, 64, 3), np.uint8))


class GreedyAutoencoder:
    """Fails as torch does when memory runs out."""

    factor, channels, metric, composition_channels = 8, 1, np.ones(1), (0,)

    def encode(self, pictures: np.ndarray) -> torch.Tensor:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 99 bytes")

    def decode(self, latents: torch.Tensor) -> np.ndarray:
        raise AssertionError("nothing is decoded")


def test_out_of_memory_says_what_to_lower(small_works):
    greedy = ClosedFormGenerator.of(Corpus.of(small_works), GreedyAutoencoder())
    with pytest.raises(StylogenyError, match=r"out of memory.*lower --size"):
        greedy.generate("Rosso", n=1, size=64, seed=0)


def test_a_weight_too_small_to_divide_is_no_warning(small_space, recwarn):
    weights = np.ones(16)
    weights[:4] = 1e-320
    picture = fit(small_space, weights, autoencoder="linear").generate("Rosso", n=1, size=64, seed=0)
    assert picture.std() > 0
    assert not [w for w in recwarn if issubclass(w.category, RuntimeWarning)]


def test_a_blurred_work_is_painted_back(small_works):
    """What a work looks like through a blur, painted with that work and others, is nearer to it than the blur is."""
    corpus = Corpus.of(small_works)
    closed = ClosedFormGenerator.of(corpus, load("linear"))
    work = cv2.resize(painting(3), (128, 128), interpolation=cv2.INTER_CUBIC)
    seen = blur(work, 32)
    painted = closed.paint(seen[None], [resolve("Rosso", corpus)], resolution=32).pictures[0]

    def detail(picture):
        return picture.astype(float) - cv2.GaussianBlur(picture.astype(float), (0, 0), 2)

    assert detail(painted).std() > 1.2 * detail(seen).std()
    tone = cv2.GaussianBlur(painted.astype(float), (0, 0), 12) - cv2.GaussianBlur(seen.astype(float), (0, 0), 12)
    assert np.abs(tone).mean() < 6


def test_paint_needs_two_works(small_works):
    corpus = Corpus.of(small_works)
    weights = np.zeros(16)
    weights[9] = 1
    closed = ClosedFormGenerator.of(corpus, load("linear"), weights)
    with pytest.raises(StylogenyError, match="fewer than two works"):
        closed.paint(np.zeros((1, 64, 64, 3), np.uint8), [resolve("Rosso", corpus)], resolution=32)


def test_a_mixture_is_drawn_of_all_its_parts(generator):
    drawing = generator.draw("0.5*Rosso+0.5*Azzurri", n=4, size=64, seed=3)
    for i in range(4):
        red = sum(share for row, share in drawing.works(i).items() if row in REDS)
        assert 0.02 < red < 0.98


def test_a_picture_is_drawn_again_larger(generator):
    drawn = generator.draw("Rosso", n=3, size=64, seed=5)
    again = generator.again("Rosso", index=2, size=64, seed=5)
    assert np.array_equal(again.pictures[0], drawn.pictures[2])
    large = generator.again("Rosso", index=2, size=64, seed=5, enlarge=2)
    assert large.pictures.shape == (1, 128, 128, 3) and large.works(0).keys() == drawn.works(2).keys()
    small = cv2.resize(large.pictures[0], (64, 64), interpolation=cv2.INTER_AREA).astype(float)
    near, far = (np.abs(small - drawn.pictures[k]).mean() for k in (2, 1))
    assert near < 0.6 * far
    with pytest.raises(StylogenyError, match="up to 4096"):
        generator.again("Rosso", index=0, size=64, enlarge=100)
