from __future__ import annotations

import numpy as np
import pytest
import torch

from helpers.agreement import agreement
from helpers.tiny_models import sd15, sdxl, text_config
from stylogeny import style
from stylogeny.errors import StylogenyError
from stylogeny.style import export_style, learn, load


@pytest.mark.parametrize("layout", ["diffusers", "a1111", "pt"])
def test_textual_inversion_in_diffusers(tmp_path, tiny, clip, e, provenance, layout):
    path = tmp_path / ("cold.pt" if layout == "pt" else "cold.safetensors")
    measures = export_style(
        e, to="textual-inversion", output=path, encoder=clip, layout=layout, tokens=2, steps=20, lr=0.05
    ).measures
    assert measures["token"] == "<cold-bands>" and measures["cosine_after"] > measures["cosine_before"] + 0.02
    pipe = sd15(tiny)
    pipe.load_textual_inversion(str(path), **({"token": "<cold-bands>"} if layout == "a1111" else {}))
    assert pipe.maybe_convert_prompt("<cold-bands>", pipe.tokenizer) == "<cold-bands> <cold-bands>_1"
    inside = agreement(pipe, e, suffix=", in the style of <cold-bands>")
    assert inside == pytest.approx(measures["cosine_after"], abs=1e-4)
    assert inside > agreement(pipe, e) + 0.02
    back = load(path)
    assert back.kind == "textual-inversion" and next(iter(back.tensors.values())).shape == (2, 16)
    if layout != "pt":
        assert back.encoder == "clip" and back.provenance == provenance
    else:
        assert torch.load(path, weights_only=True)["string_to_param"]["*"].shape == (2, 16)


def test_textual_inversion_for_sdxl(tmp_path, tiny, clip, pictures, e):
    from transformers import CLIPConfig, CLIPModel, CLIPVisionConfig

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
