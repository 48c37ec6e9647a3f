"""Every export, loaded by the library it is for, gives there what the style gives here."""

from __future__ import annotations

import importlib.util
import json
import sys

import numpy as np
import pytest
import torch

from stylogeny import style
from stylogeny.errors import StylogenyError
from stylogeny.style import AestheticEmbedding, added, export_style, learn, load, steer
from stylogeny.style.encoders import unit
from stylogeny.style.exports.inversion import HELD_OUT, TextEncoder, low_rank, steering_vectors

from ..conftest import draw, sd15, sdxl

HISTORY = {
    "name": "Cold bands",
    "parents": [["w1", "Snow", 0.6], ["w2", "", 0.4]],
    "year": 1901,
    "space": "abc",
    "seed": 3,
}


@pytest.fixture(scope="session")
def e(clip, pictures):
    return learn(pictures[4:], encoder=clip, history=HISTORY)


def agreement(pipe, e, prompts=HELD_OUT, suffix=""):
    """Mean cosine with e of a pipeline's prompts, read off its real text encoder."""
    total = 0.0
    for prompt in prompts:
        text = pipe.maybe_convert_prompt(prompt + suffix, pipe.tokenizer)
        ids = pipe.tokenizer(text, padding="max_length", max_length=77, truncation=True, return_tensors="pt").input_ids
        with torch.no_grad():
            states = pipe.text_encoder(ids).last_hidden_state[0]
        where = int((ids[0] == pipe.tokenizer.eos_token_id).int().argmax())
        total += float(unit(e.projection @ states[where].numpy()) @ e.vector)
    return total / len(prompts)


def test_style_file_carries_its_history(tmp_path, e, clip):
    back = load(e.save(tmp_path / "cold.safetensors"))
    assert isinstance(back, AestheticEmbedding) and back.history == HISTORY and len(back.sources) == 4
    assert (back.encoder, back.width) == (clip.name, 24)
    for kwargs in ({"width": 768}, {"encoder": "openai/clip-vit-large-patch14"}):
        with pytest.raises(StylogenyError, match="belongs to encoder 'clip' of width 24"):
            load(tmp_path / "cold.safetensors", **kwargs)


def test_ip_adapter_embeds_in_diffusers(tmp_path, tiny, e):
    from ..steering.test_steer import _adapter

    export_style(e, to="ip-adapter", output=tmp_path / "cold.safetensors")
    back = load(tmp_path / "cold.safetensors")
    assert (back.kind, back.encoder, back.width, back.history) == ("ip-adapter", "clip", 24, HISTORY)
    pipe = sd15(tiny)
    pipe.unet._load_ip_adapter_weights([_adapter(pipe, 24)])
    pipe.set_ip_adapter_scale(0.6)
    given = draw(pipe, "snow", ip_adapter_image_embeds=[torch.from_numpy(back.tensors["image_embeds"])])
    with steer(pipe, e, method="ip-adapter", strength=0.6):
        assert np.abs(given - draw(pipe, "snow")).max() < 1e-5


def test_aesthetic_gradients_pt(tmp_path, e):
    export_style(e, to="aesthetic-gradients", output=tmp_path / "cold.pt")
    raw = torch.load(tmp_path / "cold.pt", weights_only=True)  # as the reference reads it
    assert raw.shape == (1, 24) and raw.dtype == torch.float32 and float(raw.norm()) == pytest.approx(e.norm, rel=1e-5)
    np.testing.assert_allclose(load(tmp_path / "cold.pt").vector, e.vector, atol=1e-6)


@pytest.mark.parametrize("layout", ["diffusers", "a1111", "pt"])
def test_textual_inversion_in_diffusers(tmp_path, tiny, clip, e, layout):
    path = tmp_path / ("cold.pt" if layout == "pt" else "cold.safetensors")
    made = export_style(
        e, to="textual-inversion", output=path, encoder=clip, layout=layout, tokens=2, steps=20, lr=0.05
    )
    assert made["token"] == "<cold-bands>" and made["cosine_after"] > made["cosine_before"] + 0.02
    pipe = sd15(tiny)
    pipe.load_textual_inversion(str(path), **({"token": "<cold-bands>"} if layout == "a1111" else {}))
    assert pipe.maybe_convert_prompt("<cold-bands>", pipe.tokenizer) == "<cold-bands> <cold-bands>_1"
    inside = agreement(pipe, e, suffix=", in the style of <cold-bands>")
    assert inside == pytest.approx(made["cosine_after"], abs=1e-4)
    assert inside > agreement(pipe, e) + 0.02
    back = load(path)
    assert back.kind == "textual-inversion" and next(iter(back.tensors.values())).shape == (2, 16)
    if layout != "pt":
        assert back.encoder == "clip" and back.history == HISTORY
    else:
        assert torch.load(path, weights_only=True)["string_to_param"]["*"].shape == (2, 16)


def test_textual_inversion_for_sdxl(tmp_path, tiny, clip, pictures, e):
    from transformers import CLIPConfig, CLIPModel, CLIPVisionConfig

    from ..conftest import text_config

    torch.manual_seed(9)
    vision = CLIPVisionConfig(
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        image_size=32,
        patch_size=16,
        projection_dim=28,
    )
    text = text_config(20, 28, clip.tokenizer.eos_token_id)
    other = style.ClipEncoder(
        CLIPModel(CLIPConfig(text_config=text.to_dict(), vision_config=vision.to_dict(), projection_dim=28)).eval(),
        clip.tokenizer,
        "big",
    )
    path = tmp_path / "cold.safetensors"
    with pytest.raises(StylogenyError, match="both of its encoders"):
        export_style(e, to="textual-inversion", output=path, encoder=clip, layout="sdxl")
    pair = (learn(pictures[4:], encoder=other), other)
    export_style(e, to="textual-inversion", output=path, encoder=clip, layout="sdxl", tokens=2, steps=3, second=pair)
    tensors = load(path).tensors
    assert {k: v.shape for k, v in tensors.items()} == {"clip_l": (2, 16), "clip_g": (2, 20)}
    from diffusers.loaders import TextualInversionLoaderMixin

    pipe = sdxl(tiny)
    for key, encoder, tokenizer in (
        ("clip_l", pipe.text_encoder, pipe.tokenizer),
        ("clip_g", pipe.text_encoder_2, pipe.tokenizer_2),
    ):
        TextualInversionLoaderMixin.load_textual_inversion(
            pipe, {"<cold>": torch.from_numpy(tensors[key])}, token="<cold>", text_encoder=encoder, tokenizer=tokenizer
        )
        row = tokenizer.convert_tokens_to_ids("<cold>_1")
        assert np.array_equal(encoder.get_input_embeddings().weight[row].detach().numpy(), tensors[key][1])


@pytest.mark.parametrize("layout", ["diffusers", "kohya"])
def test_lora_in_diffusers(tmp_path, tiny, clip, e, layout):
    path = tmp_path / "pytorch_lora_weights.safetensors"
    made = export_style(e, to="lora", output=path, encoder=clip, layout=layout, rank=16, steps=10, lr=3e-3)
    assert made["reload_error"] < 1e-4 and made["cosine_after"] > made["cosine_before"]  # full rank: nothing is cut
    pipe = sd15(tiny)
    before = agreement(pipe, e)
    pipe.load_lora_weights(str(path))
    assert agreement(pipe, e) == pytest.approx(made["cosine_after"], abs=1e-4)
    pipe.unload_lora_weights()
    assert agreement(pipe, e) == pytest.approx(before, abs=1e-6) == pytest.approx(made["cosine_before"], abs=1e-4)
    back = load(path)
    assert (back.kind, back.encoder, back.width) == ("lora", "clip", 16)


def test_rank_is_a_dial(clip, e):
    half = TextEncoder.of(clip, e)
    errors = [low_rank(e, half, rank=r, steps=10, lr=3e-3).error for r in (1, 4, 16)]
    assert 1.5 > errors[0] > errors[1] > errors[2] and errors[2] < 1e-4


def test_steering_vector_on_the_real_encoder(tmp_path, pipe, clip, e):
    export_style(e, to="steering-vector", output=tmp_path / "cold.safetensors", encoder=clip, steps=20, lr=3e-3)
    back = load(tmp_path / "cold.safetensors")
    assert back.kind == "steering-vector" and set(back.tensors) == {"encoder.layers.0", "encoder.layers.1"}
    plain = agreement(pipe, e)
    with added(pipe.text_encoder, back.tensors):
        once = agreement(pipe, e)
    with added(pipe.text_encoder, back.tensors, scale=-1.0):
        against = agreement(pipe, e)
    assert once > plain > against and agreement(pipe, e) == plain
    with (
        pytest.raises(StylogenyError, match="does not fit"),
        added(pipe.text_encoder, {"encoder.layers.7": np.ones(16)}),
    ):
        pass
    # with the plain states of one prompt, the vectors rebuild its tuned states on average over prompts and positions
    vectors = steering_vectors(e, TextEncoder.of(clip, e), steps=0)
    assert all(np.abs(v).max() < 1e-6 for v in vectors.values())


def test_comfyui_node_contract(tmp_path, pipe, e):
    """What ComfyUI asks of a custom node package, asked of the folder, without the server."""
    folder = tmp_path / "stylogeny_cold"
    export_style(e, to="comfyui", output=folder)
    spec = importlib.util.spec_from_file_location(
        "stylogeny_cold", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["stylogeny_cold"] = package
    spec.loader.exec_module(package)
    assert set(package.NODE_CLASS_MAPPINGS) == set(package.NODE_DISPLAY_NAME_MAPPINGS)
    for node in package.NODE_CLASS_MAPPINGS.values():
        inputs = node.INPUT_TYPES()
        assert set(inputs) <= {"required", "optional", "hidden"} and isinstance(node.CATEGORY, str)
        assert isinstance(node.RETURN_TYPES, tuple) and callable(getattr(node(), node.FUNCTION))
        for kind, *_ in inputs["required"].values():
            assert isinstance(kind, str) or (isinstance(kind, list) and kind == ["Cold-bands.safetensors"])
    states = pipe.encode_prompt("a harbour", "cpu", 1, False)[0].detach()
    node = package.NODE_CLASS_MAPPINGS["StylogenySteer"]()
    ((steered, extra),) = node.steer([[states, {"pooled_output": None}]], "Cold-bands.safetensors", 0.3)[0]
    ids = pipe.tokenizer("a harbour").input_ids
    before, after = (float(unit(e.projection @ s[0, len(ids) - 1].numpy()) @ e.vector) for s in (states, steered))
    assert after > before + 0.05 and steered.shape == states.shape and extra == {"pooled_output": None}
    with pytest.raises(ValueError, match="width 16"):
        node.steer([[torch.zeros(1, 77, 768), {}]], "Cold-bands.safetensors", 0.3)
    with pytest.raises(ValueError, match="without a folder"):
        node.steer([[states, {}]], "../secret.safetensors", 0.3)
    vision, history = package.NODE_CLASS_MAPPINGS["StylogenyVisionOutput"]().output("Cold-bands.safetensors")
    np.testing.assert_allclose(vision.image_embeds.numpy()[0], e.vector * e.norm, rtol=1e-5)
    assert json.loads(history) == HISTORY
    assert load(folder).history == HISTORY
    assert "stylogeny" not in sys.modules["stylogeny_cold.nodes"].__dict__  # the folder stands alone


def test_model_card_parses_on_the_hub(tmp_path, e):
    from huggingface_hub import ModelCard

    export_style(e, to="ip-adapter", output=tmp_path / "cold.safetensors")
    card = ModelCard.load(tmp_path / "README.md")
    assert card.data.tags == ["stylogeny", "style", "ip-adapter"] and card.data.library_name == "diffusers"
    assert "60.0% Snow (`w1`)" in card.text and "40.0% w2" in card.text


def test_bad_exports_are_one_clear_line(tmp_path, clip, e):
    path = tmp_path / "x.safetensors"
    stranger = AestheticEmbedding(np.ones(7), "other")
    cases = [
        ({"to": "gif"}, "no such export target"),
        ({"to": "lora"}, "needs the CLIP"),
        ({"to": "textual-inversion"}, "needs the CLIP"),
        ({"to": "steering-vector"}, "needs the CLIP"),
        ({"to": "lora", "encoder": clip, "layout": "x"}, "no such layout"),
        ({"to": "textual-inversion", "encoder": clip, "layout": "x"}, "no such layout"),
        ({"to": "textual-inversion", "encoder": clip, "tokens": 0}, "1 to 32 tokens"),
        ({"to": "lora", "encoder": clip, "rank": 0}, "rank"),
    ]
    for kwargs, line in cases:
        with pytest.raises(StylogenyError, match=line):
            export_style(e, output=path, **kwargs)
    with pytest.raises(StylogenyError, match="belongs to encoder 'other' of width 7"):
        export_style(stranger, to="lora", output=path, encoder=clip)
    assert not path.exists() and not list(tmp_path.iterdir())
    (tmp_path / "junk.safetensors").write_bytes(b"not a style")
    (tmp_path / "empty").mkdir()
    for name, line in [("junk.safetensors", "not a readable"), ("absent.pt", "no such"), ("empty", "one style file")]:
        with pytest.raises(StylogenyError, match=line):
            load(tmp_path / name)


def test_a_point_of_the_space_steers_through_the_decoder(clip, pictures, pipe):
    """With a CLIP backbone a point where no picture lies is decoded into CLIP and steers a pipeline."""
    from types import SimpleNamespace

    from stylogeny.generation.styles import Style
    from stylogeny.style.from_run import decoded

    features = clip.pictures(pictures)
    basis = np.linalg.qr(np.random.default_rng(0).normal(size=(24, 24)))[0].astype(np.float32)
    space = SimpleNamespace(backbone="my/clip", head=object(), decode=lambda z: z @ basis.T)
    point = (features[0] + features[5]) / 2 @ basis  # between two pictures
    e = decoded(Style("between", np.ones(8), point), space, origin=HISTORY)
    expected = features[0] + features[5]
    np.testing.assert_allclose(e.vector, unit(expected), atol=1e-5)
    assert (e.encoder, e.history, e.norm) == ("my/clip", HISTORY, pytest.approx(np.linalg.norm(expected) / 2, rel=1e-4))
    with steer(pipe, e, steps=4, lr=1e-2, projection=clip) as session:
        pipe.encode_prompt("a harbour", "cpu", 1, False)
    assert session.log[0]["after"] > session.log[0]["before"]
    for broken in ({"backbone": "built-in"}, {"head": None}):
        with pytest.raises(StylogenyError, match="needs an encoder"):
            decoded(Style("x", np.ones(8), point), SimpleNamespace(**{**vars(space), **broken}), origin=HISTORY)
