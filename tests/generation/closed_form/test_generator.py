import cv2
import numpy as np
import pytest

from stylogeny.corpus.pictures import read
from stylogeny.errors import StylogenyError
from stylogeny.generation import fit, palette
from stylogeny.generation.autoencoder import load
from stylogeny.generation.closed_form import latent_cache as library
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.closed_form.schedule import blurred, canvas, scales
from stylogeny.generation.diversity import leaning
from stylogeny.generation.styles import Corpus, resolve

from ..conftest import BLUES, REDS, painting


@pytest.fixture(scope="module")
def generator(small_space):
    return fit(small_space, autoencoder="linear")


def test_pictures_look_like_their_style(generator):
    red = generator.generate("Rosso", n=2, size=64, seed=1).reshape(-1, 3).mean(axis=0)
    blue = generator.generate("Azzurri", n=2, size=64, seed=1).reshape(-1, 3).mean(axis=0)
    assert red[0] > red[2] + 60
    assert blue[2] > blue[0] + 60


def test_same_seed_same_bytes_and_each_picture_has_its_own_luck(generator):
    three = generator.generate("Rosso", n=3, size=64, seed=4)
    assert np.array_equal(three[:2], generator.generate("Rosso", n=2, size=64, seed=4))
    assert not np.array_equal(three[0], three[1])
    assert not np.array_equal(three, generator.generate("Rosso", n=3, size=64, seed=5))


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
    style = generator.corpus
    from stylogeny.generation.styles import Style

    weights = np.zeros(16)
    weights[list(REDS)] = 1
    pure = generator.generate(Style("red", weights, rosso), n=2, size=64, seed=3).reshape(-1, 3).mean(axis=0)
    moved = (
        generator.generate(Style("moved", weights, rosso + 0.5 * toward), n=2, size=64, seed=3)
        .reshape(-1, 3)
        .mean(axis=0)
    )
    assert style.space is small_space
    assert moved[2] - moved[0] > pure[2] - pure[0] + 30


def test_pictures_spread_toward_different_missing_styles(gapped, small_works):
    style = resolve(np.float32([0.8, 0.0]), gapped)
    found = np.stack([s.vector for s in leaning(style, gapped, 4)])
    away = np.linalg.norm(found[:, None] - found, axis=2)[np.triu_indices(4, 1)]
    assert (away > 0.01).all()
    assert (np.linalg.norm(found - style.vector, axis=1) > 0.05).all()
    with pytest.raises(StylogenyError, match="missing"):
        fit(small_works).generate("Rosso", spread="wide")


@pytest.mark.parametrize("style", ["Rosso", "w3", "point"])
def test_a_work_that_never_was_colours_nothing(small_space, monkeypatch, style):
    weights = np.ones(16)
    weights[2] = 0
    asked = small_space.vectors[3] * np.float32(1.3) if style == "point" else style
    before = fit(small_space, weights, autoencoder="linear").generate(asked, size=64)
    gone = small_space.works.picture(2)
    real = read

    def green(path, *how):
        seen = real(path, *how)
        return np.full_like(seen, (0, 255, 0)) if path == gone else seen

    for module in (palette, library):
        monkeypatch.setattr(module, "read", green)
    assert np.array_equal(before, fit(small_space, weights, autoencoder="linear").generate(asked, size=64))


def test_leaving_works_out_is_no_displacement(small_space):
    weights = np.ones(16)
    weights[[0, 1, 2]] = 0
    left = fit(small_space, weights, autoencoder="linear")
    assert left.palettes.shift(resolve("Rosso", left.corpus)) is None


@pytest.mark.parametrize("n", [0, -1])
def test_no_pictures_at_all(generator, n):
    with pytest.raises(StylogenyError, match="at least one picture"):
        generator.generate("Rosso", n=n)


@pytest.mark.parametrize("size", [100, 16, 2048, (64, 70)])
def test_bad_sizes(generator, size):
    with pytest.raises(StylogenyError, match="sizes are multiples of 8"):
        generator.generate("Rosso", size=size)


def test_content_of_another_shape(generator):
    with pytest.raises(StylogenyError, match="size asked for"):
        generator.generate("Rosso", size=64, content=np.zeros((32, 64, 3), np.uint8))


def test_words_are_refused(generator):
    with pytest.raises(StylogenyError, match="no words"):
        generator.generate("Rosso", prompt="a boat")


def test_fit_refuses_what_it_cannot_use(small_works):
    with pytest.raises(StylogenyError, match="weight"):
        fit(small_works, np.ones(3))
    with pytest.raises(StylogenyError, match="weight"):
        fit(small_works, -np.ones(16))
    with pytest.raises(StylogenyError, match="two works"):
        fit(small_works, np.eye(16)[0])
    with pytest.raises(StylogenyError, match="no such family"):
        fit(small_works, family="gan")


def test_scales_go_from_coarse_to_the_size_asked_for():
    assert scales((256, 256), 8) == [(128, 128), (256, 256)]
    assert scales((128, 192), 8)[-1] == (128, 192)
    assert canvas((64, 96), 8) == (64, 96)


def test_small_works_are_enlarged_so_that_none_tiles_a_larger_picture(generator):
    # a 64 x 80 work, left small, was a pattern of repeated blank patches at eight times its area
    (source,) = generator.library.sources(np.array([2]), 256)
    high, wide = source.latent.shape[1:]
    assert high * wide == pytest.approx((256 / 8) ** 2, rel=0.05)
    assert wide / high == pytest.approx(80 / 64, rel=0.05)
    (beyond,) = generator.library.sources(np.array([2]), 1024)
    assert beyond.latent.shape[1:] == (8, 10)


def test_out_of_memory_says_what_to_lower(generator, monkeypatch):
    def greedy(*_):
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 99 bytes")

    monkeypatch.setattr(type(generator), "_one", greedy)
    with pytest.raises(StylogenyError, match=r"out of memory.*lower --size"):
        generator.generate("Rosso", n=1, size=512, seed=0)


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
    seen = blurred(work, 32)
    painted = closed.paint(seen[None], "Rosso", known=32).pictures[0]

    def detail(picture):
        return picture.astype(float) - cv2.GaussianBlur(picture.astype(float), (0, 0), 2)

    assert detail(painted).std() > 1.2 * detail(seen).std()
    tone = cv2.GaussianBlur(painted.astype(float), (0, 0), 12) - cv2.GaussianBlur(seen.astype(float), (0, 0), 12)
    assert np.abs(tone).mean() < 6


def test_scales_over_a_blurred_composition_start_at_twice_its_side():
    assert scales((128, 128), 8, blurred=32) == [(64, 64), (128, 128)]
    assert scales((256, 256), 8, blurred=32) == [(64, 64), (128, 128), (256, 256)]
    assert scales((192, 256), 8, blurred=28) == [(56, 72), (104, 136), (192, 256)]
    assert scales((32, 32), 8, blurred=32) == [(32, 32)]


def test_paint_needs_two_works(small_works):
    corpus = Corpus.of(small_works)
    weights = np.zeros(16)
    weights[9] = 1
    with pytest.raises(StylogenyError, match="fewer than two works"):
        ClosedFormGenerator.of(corpus, load("linear"), weights).paint(
            np.zeros((1, 64, 64, 3), np.uint8), "Rosso", known=32
        )
