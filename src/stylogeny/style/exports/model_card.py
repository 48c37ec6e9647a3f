"""The Hugging Face model card beside an exported style."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..steering.aesthetic_embedding import OWN, AestheticEmbedding

USE = {
    "ip-adapter": "pipe.load_ip_adapter(...)\n"
    "embeds = torch.from_numpy(stylogeny.style.load({file!r}).tensors['image_embeds'])\n"
    "pipe(prompt, ip_adapter_image_embeds=[embeds.to(pipe.device, pipe.dtype)])",
    "textual-inversion": "pipe.load_textual_inversion({file!r})",
    "lora": "pipe.load_lora_weights({file!r})",
    "aesthetic-gradients": "e = stylogeny.style.load({file!r})\n"
    "with stylogeny.style.steer(pipe, e, projection=CLIP):\n    pipe(prompt)",
    "steering-vector": "v = stylogeny.style.load({file!r}).tensors\n"
    "with stylogeny.style.add_vectors(pipe.text_encoder, v):\n    pipe(prompt)",
    "comfyui": "# put this folder into ComfyUI/custom_nodes and restart",
}


def model_card(e: AestheticEmbedding, *, to: str, name: str, file: str) -> str:
    """Front matter, what it is, how to load it, where the style comes from."""
    head = ["---", "library_name: diffusers", "tags:", "- stylogeny", "- style", f"- {to}"]
    if "/" in e.encoder and not e.encoder.startswith(OWN):
        head.append(f"base_model: {e.encoder}")
    encoder = e.encoder or "an encoder it does not name"
    lines = [*head, "---", "", f"# {name}", "", f"A style as `{to}`, for `{encoder}` of width {e.width}."]
    lines += ["", "```python", USE[to].format(file=file), "```", "", "## Where it comes from", ""]
    parameters = e.provenance.parameters
    parents: Sequence[Any] = parameters.get("parents", ())
    lines += [f"- {weight:.1%} {title or work} (`{work}`)" for work, title, weight in parents[:20]]
    rest = {k: v for k, v in parameters.items() if k not in ("parents", "name")}
    embedding = {k: v for k, v in e.provenance.inputs.items() if k == "embedding"}
    lines += ["" if parents else "Learned from pictures; their digests are in the file.", "", "```json"]
    lines += [json.dumps({**rest, **embedding, **e.provenance.software}, indent=1, sort_keys=True), "```", ""]
    return "\n".join(lines)
