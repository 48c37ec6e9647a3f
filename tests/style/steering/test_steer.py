"""Aesthetic gradients: against equations written out here, and on real diffusers pipelines."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.style import AestheticEmbedding, corpus_mean, learn, steer
from stylogeny.style.encoders import prepare, unit
from stylogeny.style.steering.tuning import SteeringTarget, tune

from ..conftest import draw


@pytest.fixture(scope="session")
def e(clip, pictures):
    return learn(pictures[:4], encoder=clip)


@pytest.fixture(scope="session")
def other(clip, pictures):
    return learn(pictures[4:], encoder=clip)


@pytest.fixture(scope="session")
def plain(pipe):
    return draw(pipe, "a harbour")


def test_the_room_is_open_from_the_package():
    import stylogeny as sg

    assert sg.style.learn is learn and sg.style.steer is steer and set(sg.style.__all__) <= set(dir(sg.style))


# --- learning -------------------------------------------------------------------------------------------------------


def test_learn_is_the_mean_of_normalised_features(clip, pictures):
    pixels = torch.from_numpy(np.stack([prepare(p, 32) for p in pictures[:4]]))
    with torch.no_grad():
        features = clip.model.get_image_features(pixel_values=pixels)
        features = getattr(features, "pooler_output", features).numpy()
    expected = (features / np.linalg.norm(features, axis=1, keepdims=True)).mean(0)
    e = learn(pictures[:4], encoder=clip)
    np.testing.assert_allclose(e.vector, expected / np.linalg.norm(expected), atol=1e-6)
    assert e.norm == pytest.approx(np.linalg.norm(features, axis=1).mean(), rel=1e-5)
    # weights of one and zero are the same as leaving pictures out
    half = learn(pictures[:4], encoder=clip, weights=[1, 1, 0, 0])
    np.testing.assert_allclose(half.vector, learn(pictures[:2], encoder=clip).vector, atol=1e-6)


def test_taking_the_corpus_mean_out_tells_styles_apart(clip, pictures):
    mean = corpus_mean(pictures, encoder=clip)
    raw = learn(pictures[:4], encoder=clip).vector @ learn(pictures[4:], encoder=clip).vector
    centred = learn(pictures[:4], encoder=clip, mean=mean).vector @ learn(pictures[4:], encoder=clip, mean=mean).vector
    assert raw > 0 and centred == pytest.approx(-1, abs=1e-3)  # two equal groups about their mean are opposite


def test_one_picture_and_a_thousand(clip, pictures):
    one = learn(pictures[:1], encoder=clip)
    np.testing.assert_allclose(one.vector, unit(clip.pictures(pictures[:1]))[0], atol=1e-6)
    many = learn([p[:32, :32] for p in pictures] * 125, encoder=clip, batch=250)
    assert many.params["pictures"] == 1000 == len(many.sources)
    np.testing.assert_allclose(many.vector, learn([p[:32, :32] for p in pictures], encoder=clip).vector, atol=1e-6)


def test_boosting_moves_towards_the_added_pictures(e, other):
    boosted = e.add(other, weight=0.5)
    assert e.vector @ other.vector < boosted.vector @ other.vector < 1
    assert boosted.sources == e.sources + other.sources


def test_file_round_trip(tmp_path, e):
    back = AestheticEmbedding.from_tensors(*_open(e.save(tmp_path / "e.safetensors")))
    assert np.array_equal(back.vector, e.vector) and np.array_equal(back.projection, e.projection)
    assert (back.encoder, back.norm, back.params, back.sources) == (e.encoder, e.norm, e.params, e.sources)


def _open(path):
    from safetensors import safe_open

    with safe_open(path, "np") as f:
        return {k: f.get_tensor(k) for k in f.keys()}, f.metadata()  # noqa: SIM118


@pytest.mark.parametrize("shape", [(1, 768), (768,)])
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32])
@pytest.mark.parametrize("norm", [0.54, 18.6])
def test_reads_the_reference_files(tmp_path, shape, dtype, norm):
    v = torch.nn.functional.normalize(torch.randn(768, generator=torch.Generator().manual_seed(0)), dim=0)
    torch.save((v * norm).to(dtype).reshape(shape), tmp_path / "aivazovsky.pt")
    e = AestheticEmbedding.from_pt(tmp_path / "aivazovsky.pt")
    np.testing.assert_allclose(e.vector, v.numpy(), atol=1e-3)
    assert e.norm == pytest.approx(norm, rel=1e-2)


class _Bomb:
    def __reduce__(self):
        import pathlib

        return pathlib.Path.touch, (pathlib.Path(self.path),)


def test_a_malicious_pickle_is_refused_and_not_run(tmp_path):
    bomb = _Bomb()
    bomb.path = str(tmp_path / "owned")
    torch.save({"*": bomb}, tmp_path / "torch.pt")
    (tmp_path / "plain.pt").write_bytes(pickle.dumps(bomb))
    (tmp_path / "cut.pt").write_bytes((tmp_path / "torch.pt").read_bytes()[:200])
    (tmp_path / "empty.pt").write_bytes(b"")
    for name in ("torch.pt", "plain.pt", "cut.pt", "empty.pt"):
        with pytest.raises(StylogenyError, match="refused"):
            AestheticEmbedding.from_pt(tmp_path / name)
    assert not (tmp_path / "owned").exists()


def test_bad_embeddings_are_refused(clip, pictures, e):
    for vector, line in [
        (np.full(8, np.nan), "finite"), (np.zeros(8), "zero"), (np.ones((2, 8)), "one vector"), (np.ones(0), "one vector"),
    ]:  # fmt: skip
        with pytest.raises(StylogenyError, match=line):
            AestheticEmbedding(vector)
    with pytest.raises(StylogenyError, match="at least one picture"):
        learn([], encoder=clip)
    with pytest.raises(StylogenyError, match="weight a picture"):
        learn(pictures[:2], encoder=clip, weights=[1.0])
    with pytest.raises(StylogenyError, match="width 24"):
        learn(pictures[:2], encoder=clip, mean=np.zeros(5))
    with pytest.raises(StylogenyError, match="one encoder"):
        e.add(AestheticEmbedding(np.ones(7)))
    with pytest.raises(StylogenyError, match="no CLIP there"):
        learn(pictures[:2], encoder="/nowhere/at/all")
    with pytest.raises(StylogenyError, match="uint8"):
        learn([np.zeros((4, 4))], encoder=clip)


# --- parity with the equations ---------------------------------------------------------------------------------------


def _clip_text(p, ids, heads, projection):
    """CLIP's text tower from its equations (Radford et al. 2021): last hidden state [L, h] and feature [D]."""
    x = p["embeddings.token_embedding.weight"][ids] + p["embeddings.position_embedding.weight"][: len(ids)]
    length, hidden = x.shape
    mask = torch.full((length, length), float("-inf")).triu(1)

    def norm(x, name):
        mean, var = x.mean(-1, keepdim=True), x.var(-1, unbiased=False, keepdim=True)
        return (x - mean) / (var + 1e-5).sqrt() * p[name + ".weight"] + p[name + ".bias"]

    def linear(x, name):
        return x @ p[name + ".weight"].T + p[name + ".bias"]

    for layer in range(2):
        at = f"encoder.layers.{layer}."
        h = norm(x, at + "layer_norm1")
        q, k, v = (linear(h, f"{at}self_attn.{n}_proj").reshape(length, heads, -1).transpose(0, 1) for n in "qkv")
        a = torch.softmax(q @ k.transpose(1, 2) / (hidden / heads) ** 0.5 + mask, -1) @ v
        x = x + linear(a.transpose(0, 1).reshape(length, hidden), at + "self_attn.out_proj")
        h = linear(norm(x, at + "layer_norm2"), at + "mlp.fc1")
        x = x + linear(h * torch.sigmoid(1.702 * h), at + "mlp.fc2")
    x = norm(x, "final_layer_norm")
    return x, projection @ x[int((ids == ids.max()).int().argmax())]


def test_parity_with_the_reference_equations(pipe, e):
    """20 steps of Adam (Kingma & Ba 2015) on -cos(text feature, e) over every text parameter, dense token table included."""
    encoder = pipe.text_encoder
    ids = pipe.tokenizer("a harbour at night", padding="max_length", max_length=77, return_tensors="pt").input_ids
    p = {k: v.detach().clone().requires_grad_() for k, v in encoder.named_parameters()}
    projection, goal = torch.from_numpy(e.projection), torch.from_numpy(e.vector)
    m, s = ({k: torch.zeros_like(v) for k, v in p.items()} for _ in range(2))
    for t in range(1, 21):
        _, feature = _clip_text(p, ids[0], 2, projection)
        loss = -(feature @ goal) / (feature.norm() * goal.norm())
        grads = dict(zip(p, torch.autograd.grad(loss, p.values()), strict=True))
        with torch.no_grad():
            for k, g in grads.items():
                m[k] = 0.9 * m[k] + 0.1 * g
                s[k] = 0.999 * s[k] + 0.001 * g * g
                p[k] -= 1e-4 * (m[k] / (1 - 0.9**t)) / ((s[k] / (1 - 0.999**t)).sqrt() + 1e-8)
    expected, feature = _clip_text({k: v.detach() for k, v in p.items()}, ids[0], 2, projection)
    tuned = tune(encoder, ids, SteeringTarget(goal[None], torch.ones(1)), projection=projection, steps=20, lr=1e-4)
    with torch.no_grad():
        start = encoder(ids).last_hidden_state[0]
    assert (expected - start).abs().max() > 1e-2  # the steps did something
    assert (tuned.output.last_hidden_state[0] - expected).abs().max() < 1e-5
    assert tuned.after == pytest.approx(float(feature @ goal / feature.norm()), abs=1e-5)
    assert tuned.after > tuned.before
    # and through the pipeline, whole strength
    with steer(pipe, e, steps=20, strength=1.0):
        through, _ = pipe.encode_prompt("a harbour at night", "cpu", 1, False)
    assert (through[0] - expected).abs().max() < 1e-5


# --- on pipelines ------------------------------------------------------------------------------------------------------


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
    assert [(x["encoder"], x["role"]) for x in session.log] == [("text_encoder", "prompt")]
    assert session.log[0]["after"] > session.log[0]["before"] and session.log[0]["seconds"] > 0


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


def test_blend_reaches_the_style_in_closed_form(pipe, e):
    with steer(pipe, e, method="blend", strength=1.0) as session:
        hidden = pipe.encode_prompt("a harbour", "cpu", 1, False)[0][0]
    assert session.log[0]["after"] == pytest.approx(1, abs=1e-5)
    ids = pipe.tokenizer("a harbour").input_ids
    feature = torch.from_numpy(e.projection) @ hidden[len(ids) - 1]
    # the joint space (24) is wider than the hidden one (16): least squares gets as near as the projection allows
    basis = torch.linalg.qr(torch.from_numpy(e.projection)).Q
    best = (basis.T @ torch.from_numpy(e.vector)).norm()
    assert float(feature @ torch.from_numpy(e.vector) / feature.norm()) == pytest.approx(float(best), abs=0.02)


def test_arc_mix_keeps_lengths(pipe, e):
    with steer(pipe, e, steps=5, lr=1e-2, strength=1.0):
        end = pipe.encode_prompt("a harbour", "cpu", 1, False)[0]
    start = pipe.encode_prompt("a harbour", "cpu", 1, False)[0]
    with steer(pipe, e, steps=5, lr=1e-2, strength=0.5, arc=True):
        middle = pipe.encode_prompt("a harbour", "cpu", 1, False)[0]
    assert torch.allclose(middle.norm(dim=-1), (start.norm(dim=-1) + end.norm(dim=-1)) / 2, rtol=1e-4)


def test_several_embeddings_and_signs(pipe, e, other):
    ids = pipe.tokenizer("a harbour", padding="max_length", max_length=77, return_tensors="pt").input_ids

    def agreement(**kwargs):
        with steer(pipe, [e, other], steps=8, lr=3e-3, strength=1.0, **kwargs):
            hidden = pipe.encode_prompt("a harbour", "cpu", 1, False)[0][0].detach()
        feature = e.projection @ hidden[int(ids[0].argmax())].numpy()
        return unit(feature) @ e.vector, unit(feature) @ other.vector

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
        assert {x["role"] for x in session.log} == {"prompt", "negative"}


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
            assert {x["encoder"] for x in session.log} == names
            assert np.abs(inside - plain).max() > 1e-5
    assert fingerprint(xl) == before and np.array_equal(draw(xl, "snow"), plain)


@pytest.mark.parametrize("method", ["gradient", "blend"])
def test_stable_diffusion_2(tiny, tmp_path, e, fingerprint, method):
    from diffusers import StableDiffusionPipeline

    from ..conftest import sd2

    sd2(tiny).save_pretrained(tmp_path / "sd2")
    two = StableDiffusionPipeline.from_pretrained(tmp_path / "sd2")
    two.set_progress_bar_config(disable=True)
    # transformers leaves hooks of its own the first time that hidden states are asked for
    two.text_encoder(two.tokenizer("snow", return_tensors="pt").input_ids, output_hidden_states=True)
    plain, before = draw(two, "snow"), fingerprint(two)
    with steer(two, e, steps=5, lr=1e-2, method=method) as session:
        assert np.abs(draw(two, "snow") - plain).max() > 1e-5
    assert session.log[0]["after"] > session.log[0]["before"]
    assert fingerprint(two) == before and np.array_equal(draw(two, "snow"), plain)


def test_half_precision_is_tuned_in_single(tiny, e):
    from ..conftest import sd15

    half = sd15(tiny)
    half.text_encoder.to(torch.bfloat16)
    with steer(half, e, steps=3, lr=1e-2) as session:
        out = half.text_encoder(half.tokenizer("snow", return_tensors="pt").input_ids)[0]
    assert out.dtype == torch.bfloat16 and session.log[0]["after"] > session.log[0]["before"]


def test_image_token(tiny, e, fingerprint):
    from ..conftest import sd15

    pipe = sd15(tiny)
    with pytest.raises(StylogenyError, match="load_ip_adapter"), steer(pipe, e, method="ip-adapter"):
        pass
    pipe.unet._load_ip_adapter_weights([_adapter(pipe, 24)])
    zero = [torch.zeros(2, 1, 24)]
    pipe.set_ip_adapter_scale(0.0)
    plain, before = draw(pipe, "snow", ip_adapter_image_embeds=zero), fingerprint(pipe)
    vector = torch.from_numpy(e.vector * np.float32(e.norm))[None, None]
    pipe.set_ip_adapter_scale(0.6)
    expected = draw(pipe, "snow", ip_adapter_image_embeds=[torch.cat([torch.zeros_like(vector), vector])])
    pipe.set_ip_adapter_scale(0.0)
    with steer(pipe, e, method="ip-adapter", strength=0.6):
        inside = draw(pipe, "snow")
    assert np.abs(inside - expected).max() < 1e-5 and np.abs(inside - plain).max() > 1e-4
    assert fingerprint(pipe) == before
    assert np.array_equal(draw(pipe, "snow", ip_adapter_image_embeds=zero), plain)
    with (
        pytest.raises(StylogenyError, match="width 9"),
        steer(pipe, AestheticEmbedding(np.ones(9)), method="ip-adapter"),
    ):
        pass


def _adapter(pipe, width):
    """A random IP-Adapter state dict in the published layout."""
    generator = torch.Generator().manual_seed(1)

    def random(*shape):
        return torch.randn(*shape, generator=generator) * 0.3

    cross = pipe.unet.config.cross_attention_dim
    layers, key = {}, 1
    for name in pipe.unet.attn_processors:
        if name.endswith("attn2.processor"):
            hidden = pipe.unet.get_submodule(name.removesuffix(".processor")).to_k.out_features
            layers[f"{key}.to_k_ip.weight"], layers[f"{key}.to_v_ip.weight"] = (
                random(hidden, cross),
                random(hidden, cross),
            )
        key += 2 if name.endswith("attn2.processor") else 0
    projection = {
        "proj.weight": random(4 * cross, width), "proj.bias": torch.zeros(4 * cross),
        "norm.weight": torch.ones(cross), "norm.bias": torch.zeros(cross),
    }  # fmt: skip
    return {"image_proj": projection, "ip_adapter": layers}


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
