from __future__ import annotations

from stylogeny.style import export_style


def test_model_card_parses_on_the_hub(tmp_path, e):
    from huggingface_hub import ModelCard

    export_style(e, to="ip-adapter", output=tmp_path / "cold.safetensors")
    card = ModelCard.load(tmp_path / "cold.md")
    assert card.data.tags == ["stylogeny", "style", "ip-adapter"] and card.data.library_name == "diffusers"
    assert "60.0% Snow (w1)" in card.text and "40.0% w2" in card.text


def test_every_file_has_a_card_of_its_own(tmp_path, e, clip):
    for name in ("one", "two"):
        path = tmp_path / f"{name}.safetensors"
        export_style(e, to="textual-inversion", output=path, encoder=clip, name=f"{name} 印象派", steps=0)
        text = (tmp_path / f"{name}.md").read_text()
        assert f"# {name} 印象派" in text and f"`<{name}-yinxiangpai>`" in text and f"embedding:{name}" in text
