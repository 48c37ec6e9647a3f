"""Steering on real diffusers pipelines."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from helpers.tiny_models import draw, sd2, sd15, settled
from stylogeny.errors import StylogenyError
from stylogeny.style import AestheticEmbedding, learn, steer
from stylogeny.style.encoders import unit


@pytest.fixture(scope="module")
def e(clip, pictures):
    return learn(pictures[:4], encoder=clip)


@pytest.fixture(scope="module")
def cold(clip, pictures):
    return learn(pictures[4:], encoder=clip)


@pytest.fixture(scope="module")
def plain(pipe):
    return draw(pipe, "a harbour")


def test_the_room_is_open_from_the_package():
    import stylogeny as sg

    assert sg.style.learn is learn and sg.style.steer is steer and set(sg.style.__all__) <= set(dir(sg.style))


def test_pipeline_is_bit_identical_afterwards(pipe, e, plain, fingerprint):
    before = fingerprint(pipe)
    with steer(pipe, e, steps=3, lr=1e-2) as session:
        inside = draw(pipe, "a harbour")
        assert fingerprint(pipe) != before
    with pytest.raises(ZeroDivisionError), steer(pipe, e, steps=1, lr=1e-2):
        draw(pipe, "a harbour")
        raise ZeroDivisionError
    assert fingerprint(pipe) == before
    assert np.array_equal(draw(pipe, "a harbour"), plain)
    assert np.abs(inside - plain).max() > 1e-3
    assert [(x.encoder, x.role) for x in session.log] == [("text_encoder", "prompt")]
    assert session.log[0].after > session.log[0].before and session.log[0].seconds > 0


def test_every_picture_of_every_call_is_steered(pipe, e, plain):
    with steer(pipe, e, steps=3, lr=1e-2) as session:
        alone = draw(pipe, "a harbour")
        again = draw(pipe, "a harbour")
        several = draw(pipe, ["a harbour", "snow"], num_images_per_prompt=2)
    assert np.array_equal(alone, again)
    assert np.abs(several[:2] - alone).max() < 1e-5  # both pictures of the prompt, in a batch as alone
    assert len(session.log) == 2  # each prompt is tuned once
    unsteered = draw(pipe, ["a harbour", "snow"], num_images_per_prompt=2)
    assert all(np.abs(a - b).max() > 1e-3 for a, b in zip(several, unsteered, strict=True))


def test_the_empty_prompt_stays(pipe, e):
    conditioned, blank = pipe.encode_prompt("a", "cpu", 1, True)
    with steer(pipe, e, steps=2, lr=1e-2):
        steered, empty = pipe.encode_prompt("a", "cpu", 1, True)
        nothing, _ = pipe.encode_prompt("", "cpu", 1, True)
    assert torch.equal(blank, empty) and torch.equal(nothing, blank)
    assert not torch.equal(steered, conditioned)


@pytest.mark.parametrize("method", ["gradient", "blend"])
def test_strength_is_a_dial_from_nothing_to_all(pipe, e, method):
    at = {}
    for strength in (0.0, 0.5, 1.0):
        with steer(pipe, e, steps=5, lr=1e-2, strength=strength, method=method):
            at[strength] = pipe.encode_prompt("a harbour", "cpu", 1, False)[0]
    assert torch.equal(at[0.0], pipe.encode_prompt("a harbour", "cpu", 1, False)[0])
    if method == "gradient":
        assert torch.allclose(at[0.5], (at[0.0] + at[1.0]) / 2, atol=1e-6)
    assert (at[1.0] - at[0.0]).norm() > (at[0.5] - at[0.0]).norm() > 0


def test_arc_mix_keeps_lengths(pipe, e):
    with steer(pipe, e, steps=5, lr=1e-2, strength=1.0):
        end = pipe.encode_prompt("a harbour", "cpu", 1, False)[0]
    start = pipe.encode_prompt("a harbour", "cpu", 1, False)[0]
    with steer(pipe, e, steps=5, lr=1e-2, strength=0.5, arc=True):
        middle = pipe.encode_prompt("a harbour", "cpu", 1, False)[0]
    assert torch.allclose(middle.norm(dim=-1), (start.norm(dim=-1) + end.norm(dim=-1)) / 2, rtol=1e-4)


def test_several_embeddings_and_signs(pipe, e, cold):
    ids = pipe.tokenizer("a harbour", padding="max_length", max_length=77, return_tensors="pt").input_ids

    def agreement(**kwargs):
        with steer(pipe, [e, cold], steps=8, lr=3e-3, strength=1.0, **kwargs):
            hidden = pipe.encode_prompt("a harbour", "cpu", 1, False)[0][0].detach()
        feature = e.projection @ hidden[int(ids[0].argmax())].numpy()
        return unit(feature) @ e.vector, unit(feature) @ cold.vector

    first, both, second = agreement(weights=[1, 0]), agreement(weights=[1, 1]), agreement(weights=[-1, 1])
    assert first[0] - first[1] > both[0] - both[1] > second[0] - second[1]


def test_negative_embeddings_steer_the_negative_prompt(pipe, xl, e):
    for pipeline, place in ((pipe, 1), (xl, 1)):
        before = pipeline.encode_prompt(
            "a", device="cpu", num_images_per_prompt=1, do_classifier_free_guidance=True, negative_prompt=""
        )
        with steer(pipeline, e, negative=e, steps=2, lr=1e-2) as session:
            after = pipeline.encode_prompt("a", device="cpu", num_images_per_prompt=1, do_classifier_free_guidance=True)
        assert not torch.equal(before[place], after[place])
        assert {x.role for x in session.log} == {"prompt", "negative"}


def test_two_encoders_each_take_the_embedding_of_their_width(xl, e, fingerprint):
    plain, before = draw(xl, "snow"), fingerprint(xl)
    second = AestheticEmbedding(np.random.default_rng(0).normal(size=28), "second")
    for styles, names in (
        ([e], {"text_encoder"}),
        ([second], {"text_encoder_2"}),
        ([e, second], {"text_encoder", "text_encoder_2"}),
    ):
        for method in ("gradient", "blend"):
            with steer(xl, styles, steps=2, lr=1e-2, method=method) as session:
                inside = draw(xl, "snow")
            assert {x.encoder for x in session.log} == names
            assert np.abs(inside - plain).max() > 1e-5
    assert fingerprint(xl) == before and np.array_equal(draw(xl, "snow"), plain)


@pytest.mark.parametrize("method", ["gradient", "blend"])
def test_stable_diffusion_2(tiny, tmp_path, e, fingerprint, method):
    from diffusers import StableDiffusionPipeline

    sd2(tiny).save_pretrained(tmp_path / "sd2")
    two = StableDiffusionPipeline.from_pretrained(tmp_path / "sd2")
    two.set_progress_bar_config(disable=True)
    settled(two)
    plain, before = draw(two, "snow"), fingerprint(two)
    with steer(two, e, steps=5, lr=1e-2, method=method) as session:
        assert np.abs(draw(two, "snow") - plain).max() > 1e-5
    assert session.log[0].after > session.log[0].before
    assert fingerprint(two) == before and np.array_equal(draw(two, "snow"), plain)


def test_half_precision_is_tuned_in_single(tiny, e):
    half = sd15(tiny)
    half.text_encoder.to(torch.bfloat16)
    with steer(half, e, steps=3, lr=1e-2) as session:
        out = half.text_encoder(half.tokenizer("snow", return_tensors="pt").input_ids)[0]
    assert out.dtype == torch.bfloat16 and session.log[0].after > session.log[0].before


def test_prompt_over_77_tokens(pipe, clip, e):
    long = "a harbour at night under a moon " * 12
    with steer(pipe, e, steps=2, lr=1e-2):
        assert draw(pipe, long).shape == (1, 16, 16, 3)
        a, b = (pipe.encode_prompt(p, "cpu", 1, False)[0] for p in (long, long + "and more"))
    assert torch.equal(a, b)
    with pytest.warns(UserWarning, match="longer than 77"):
        clip.texts([long])


def test_bad_calls_are_one_clear_line(pipe, e):
    class Blind:
        text_encoder = torch.nn.Linear(2, 2)

    bare = AestheticEmbedding(e.vector, e.encoder)
    cases = [
        (pipe, AestheticEmbedding(np.ones(7), projection=np.ones((7, 16))), {}, None),
        (pipe, AestheticEmbedding(np.ones(7)), {"projection": e.projection}, "width 7 does not fit"),
        (pipe, bare, {}, "no projection into CLIP's joint space"),
        (Blind(), e, {}, "no CLIP text encoder"),
        (pipe, e, {"method": "magic"}, "no such steering method"),
        (pipe, e, {"strength": 1.5}, "between 0 and 1"),
        (pipe, e, {"steps": -1}, "steps"),
        (pipe, [], {}, "at least one"),
        (pipe, [e], {"weights": [0.0]}, "not all zero"),
    ]
    for pipeline, style, kwargs, line in cases:
        if line is None:
            with steer(pipeline, style, **kwargs):
                continue
        with pytest.raises(StylogenyError, match=line), steer(pipeline, style, **kwargs):
            pass
    with steer(pipe, bare, steps=1, projection=e.projection), pytest.raises(StylogenyError, match="words"):
        pipe.encode_prompt(None, "cpu", 1, False, prompt_embeds=torch.zeros(1, 77, 16))
