from __future__ import annotations

from stylogeny.style import export_style


def test_model_card_parses_on_the_hub(tmp_path, e):
    from huggingface_hub import ModelCard

    export_style(e, to="ip-adapter", output=tmp_path / "cold.safetensors")
    card = ModelCard.load(tmp_path / "README.md")
    assert card.data.tags == ["stylogeny", "style", "ip-adapter"] and card.data.library_name == "diffusers"
    assert "60.0% Snow (`w1`)" in card.text and "40.0% w2" in card.text
