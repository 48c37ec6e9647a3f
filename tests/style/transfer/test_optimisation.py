"""Style transfer: the losses are the published ones, and a picture in a style has that style's statistics."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.generation.styles import Style
from stylogeny.style import (
    BuiltInFeatures,
    HuggingFaceFeatures,
    NetworkFeatures,
    RandomFilters,
    restyle,
    stylise,
)
from stylogeny.style.steering.consistency import consistency, moved
from stylogeny.style.transfer.feedforward import Painter, fit, texture_code
from stylogeny.style.transfer.optimisation import (
    content_loss,
    gram,
    lineage,
    style_loss,
    style_target,
    tensor,
)
from stylogeny.style.transfer.painting_network import colours, whitened


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Small convolutions are quicker on one thread."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


SMALL = RandomFilters(channels=8, sizes=(3, 7), levels=3)


def stripes(period, colour, size=64, vertical=False):
    wave = (np.sin(np.arange(size) * 2 * np.pi / period) > 0)[:, None] * np.ones((1, size))
    wave = wave.T if vertical else wave
    return (wave[..., None] * np.array(colour) + (1 - wave[..., None]) * (255 - np.array(colour)) / 3).astype(np.uint8)


@pytest.fixture(scope="module")
def disc():
    y, x = np.mgrid[:64, :64] - 31.5
    inside = (x**2 + y**2 < 20**2)[..., None]
    return (inside * np.array([220, 220, 210]) + ~inside * np.array([40, 50, 60])).astype(np.uint8)


@pytest.fixture(scope="module")
def looks():
    return [stripes(6, [230, 60, 20]), stripes(6, [20, 80, 230], vertical=True)]


def test_gram_and_losses_are_the_published_ones():
    maps = torch.randn(2, 5, 4, 3, generator=torch.Generator().manual_seed(0))
    expected = np.einsum("bchw,bdhw->bcd", maps.numpy(), maps.numpy()) / 12
    np.testing.assert_allclose(gram(maps).numpy(), expected, rtol=1e-5)
    one, two = maps[:1], maps[1:]
    target = [gram(one)[0]]
    assert float(style_loss([one], target)) == pytest.approx(0, abs=1e-10)
    difference = ((gram(two)[0] - gram(one)[0]) ** 2).sum() / (gram(one) ** 2).sum()
    assert float(style_loss([two], target)) == pytest.approx(float(difference), rel=1e-5)
    assert float(content_loss([one], [one])) == 0
    flat = one.mean((2, 3), keepdim=True).expand_as(one)
    assert float(content_loss([flat], [one])) == pytest.approx(1, rel=1e-5)  # nothing of the layout left: 1


def test_mixtures_are_weighted_means_of_grams(looks):
    net = RandomFilters(channels=4)
    a, b = (tensor(p, 64) for p in looks)
    mixed = style_target(net, [a, b], [1.0, 3.0])
    for m, x, y in zip(mixed, style_target(net, [a], [1]), style_target(net, [b], [1]), strict=True):
        torch.testing.assert_close(m, 0.25 * x + 0.75 * y)


@pytest.mark.parametrize(("optimiser", "steps"), [("lbfgs", 20), ("adam", 40)])
def test_the_picture_takes_the_style_and_keeps_the_layout(disc, looks, optimiser, steps):
    made = stylise(disc, looks[0], size=64, steps=steps, optimiser=optimiser, features=SMALL)
    code = {
        k: texture_code(p)
        for k, p in (("made", made.picture), ("disc", disc), ("style", looks[0]), ("other", looks[1]))
    }
    far = {k: np.linalg.norm(code["made"] - code[k]) for k in ("style", "disc", "other")}
    assert far["style"] < 0.6 * np.linalg.norm(code["disc"] - code["style"]) and far["style"] < far["other"]
    grey, layout = made.picture.mean(2).ravel(), disc.mean(2).ravel()
    assert np.corrcoef(grey, layout)[0, 1] > 0.4
    again = stylise(disc, looks[0], size=64, steps=steps, optimiser=optimiser, features=SMALL)
    assert np.array_equal(made.picture, again.picture)


def test_alpha_and_beta_trade(disc, looks):
    faithful = stylise(disc, looks[0], size=64, steps=12, beta=1.0, features=SMALL)
    painted = stylise(disc, looks[0], size=64, steps=12, beta=300.0, features=SMALL)
    assert faithful.content < painted.content and painted.style < faithful.style


def test_colours_can_be_kept(disc, looks):
    made = stylise(disc, looks[0], size=64, steps=8, colour="content", features=SMALL).picture.astype(float)
    spread = np.abs(made - made.mean(2, keepdims=True)).mean()
    own = np.abs(disc - disc.mean(2, keepdims=True)).mean()
    assert spread == pytest.approx(own, abs=4)  # the style is saturated, the content almost grey
    assert made.std() > 5


def test_other_features(tiny, disc, looks):
    torch.manual_seed(0)
    layers = [torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.ReLU(), torch.nn.Conv2d(8, 8, 3, 2, 1), torch.nn.ReLU()]
    network = NetworkFeatures(torch.nn.Sequential(*layers), style=["1", "3"], content=["3"])
    for features in (network, HuggingFaceFeatures(tiny / "clip")):
        start, end = (stylise(disc, looks[0], size=48, steps=k, features=features, beta=100) for k in (1, 6))
        assert end.style < start.style
    with pytest.raises(StylogenyError, match="name modules"):
        NetworkFeatures(network.network, style=["17"], content=["1"])
    with pytest.raises(StylogenyError, match="no vision model"):
        HuggingFaceFeatures("/nowhere")


def test_the_built_in_encoder_as_features(disc, looks):
    from stylogeny.embedding.backbones.patches import respond

    rng = np.random.default_rng(0)
    picture = np.repeat(np.repeat(rng.integers(0, 255, (40, 32, 3)), 4, 0), 4, 1).astype(np.uint8)  # of the finer scale
    x = torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None]
    fine = BuiltInFeatures().responses(x)[0].flatten(2)[0].double()
    measured = np.concatenate([fine.mean(1).sqrt(), (fine.std(1, unbiased=False) + 0.05).log()])
    np.testing.assert_allclose(measured, respond(picture)[: len(measured)], atol=2e-3)
    start, end = (stylise(disc, looks[0], size=64, steps=k, features=BuiltInFeatures(), beta=100) for k in (1, 12))
    assert end.style < 0.6 * start.style


def test_bad_calls(disc, looks):
    for kwargs, line in [
        ({"styles": []}, "at least one style"),
        ({"styles": looks, "weights": [1]}, "one weight"),
        ({"styles": looks, "weights": [-1, 2]}, "one weight"),
        ({"styles": looks, "optimiser": "sgd"}, "optimiser"),
        ({"styles": looks, "colour": "none"}, "colour"),
        ({"styles": looks, "size": 8}, "size"),
        ({"styles": ["/no/such.png"]}, "no such file"),
    ]:
        with pytest.raises(StylogenyError, match=line):
            stylise(disc, **kwargs)


def test_lineage_is_the_loudest_works(tmp_path):
    class Works:
        pictured = np.array([True, True, False, True])

        def picture(self, row):
            return tmp_path / f"{row}.png"

    paths, shares = lineage(Style("x", np.array([0.1, 0.5, 0.4, 0.0])), Works())
    assert [p.stem for p in paths] == ["1", "0"] and shares == pytest.approx([0.5, 0.1])


def test_colours_are_taken_out_and_given_back():
    rng = torch.Generator().manual_seed(0)
    x = torch.rand(2, 3, 24, 20, generator=rng) * torch.tensor([1.0, 0.5, 0.2])[:, None, None]
    plain = whitened(x).flatten(2)
    np.testing.assert_allclose(plain.mean(2), 0, atol=1e-5)
    np.testing.assert_allclose(plain @ plain.transpose(1, 2) / 480, torch.eye(3).expand(2, 3, 3), atol=0.3)  # the ridge
    root, mean = colours(x)[:, :9].view(2, 3, 3), colours(x)[:, 9:]
    torch.testing.assert_close((root @ plain + mean[..., None]).view_as(x), x, atol=1e-4, rtol=1e-3)
    grey = torch.full((1, 3, 8, 8), 0.4)
    assert torch.isfinite(whitened(grey)).all() and torch.isfinite(colours(grey)).all()


def test_a_long_scroll_has_as_many_levels_as_a_square(looks):
    scroll = np.concatenate([looks[0]] * 9, axis=1)
    assert texture_code(scroll).shape == texture_code(looks[0]).shape


@pytest.fixture(scope="module")
def painter(disc, looks):
    return fit([disc, disc[::-1].copy()], looks, steps=25, batch=2, size=128, width=8, blocks=1, beta=60)


def test_one_network_paints_each_style_it_was_told(tmp_path, painter, disc, looks):
    for own, other in (looks, looks[::-1]):
        made = painter.paint(disc, own, size=64)
        code = texture_code(made)
        assert made.shape == disc.shape
        assert np.linalg.norm(code - texture_code(own)) < np.linalg.norm(code - texture_code(other))
    painter.save(tmp_path / "p.safetensors")
    again = Painter.read(tmp_path / "p.safetensors").paint(disc, looks[0], size=64)
    assert np.array_equal(again, painter.paint(disc, looks[0], size=64))
    odd = painter.paint(disc[:50, :43], looks[0], size=50)
    assert odd.shape == (50, 43, 3)


def test_a_network_on_vectors_paints_points_where_no_picture_is(disc, looks):
    codes = np.array([[-1.0, 0.0], [1.0, 0.0]], dtype=np.float32)
    painter = fit([disc], looks, codes=codes, steps=10, batch=2, size=64, width=8, blocks=1)
    ends = [painter.paint(disc, c, size=64).astype(float) for c in codes]
    middle = painter.paint(disc, np.zeros(2, dtype=np.float32), size=64).astype(float)
    assert np.abs(ends[0] - ends[1]).mean() > 2
    assert max(np.abs(middle - x).mean() for x in ends) < np.abs(ends[0] - ends[1]).mean() * 1.5
    with pytest.raises(StylogenyError, match="2 finite numbers"):
        painter.paint(disc, np.zeros(3))
    with pytest.raises(StylogenyError, match="trained on style vectors"):
        painter.paint(disc, looks[0])


def test_frames_follow_the_motion(tmp_path, looks):
    rng = np.random.default_rng(0)
    wide = np.repeat(np.repeat(rng.integers(0, 255, (16, 24, 3)), 4, 0), 4, 1).astype(np.uint8)
    frames = [wide[:, 2 * k : 2 * k + 64] for k in range(3)]
    carried = moved(frames[0], frames[0], frames[1])
    assert (
        np.abs(carried[:, 8:-8].astype(float) - frames[1][:, 8:-8]).mean()
        < 0.5 * np.abs(frames[0][:, 8:-8].astype(float) - frames[1][:, 8:-8]).mean()
    )

    def paint(frame, start):
        return stylise(frame, looks[0], size=64, steps=6 if start is None else 3, start=start, features=SMALL).picture

    held = restyle(frames, paint)
    loose = restyle(
        frames,
        lambda frame, _: stylise(frame, looks[0], size=64, steps=6, seed=int(frame[0, 0, 0]), features=SMALL).picture,
    )
    assert held.frames.shape == (3, 64, 64, 3) and held.flicker < loose.flicker
    assert held.consistency == pytest.approx(consistency(list(held.frames))) and held.consistency > 0.9


def test_consistency_tells_one_style_from_two(disc, looks):
    same = [stripes(6, [230, 60, 20]), stripes(6, [225, 70, 25]), stripes(7, [230, 60, 20])]
    assert consistency(same) > consistency([same[0], looks[1], disc]) and consistency([disc, disc]) == pytest.approx(1)
