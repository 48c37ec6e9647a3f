"""The card beside an exported style: what it is, how each tool loads it, where it comes from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ...display.text import markdown_text
from ..steering.aesthetic_embedding import OWN, AestheticEmbedding
from .sources import StyleSources

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


# where the programs that people paint with look for a file, and how it is called there
PLACES = {
    "textual-inversion": (
        "- diffusers: the snippet above, then `{token}` in the prompt",
        "- Automatic1111, Forge: the layouts a1111 and pt into `embeddings/`; the file's own name (`{stem}`) calls it",
        "- ComfyUI: into `models/embeddings/`, then `embedding:{stem}` in the prompt",
        "- InvokeAI: import the file in the Model Manager, then `<{stem}>` in the prompt",
    ),
    "lora": (
        "- Automatic1111, Forge: the layout kohya into `models/Lora/`, then `<lora:{stem}:0.8>` in the prompt",
        "- ComfyUI: into `models/loras/`, node LoraLoader",
        "- InvokeAI: import the file in the Model Manager, then add it under Concepts",
    ),
}
KIT_USE = {
    "palette": "`.gpl` opens in GIMP, Krita and Inkscape; the `.palette.json` has hex colours and shares.",
    "prompt": "`prompt.txt` is a prompt for any model. `styles.csv` goes beside `webui.py` of Automatic1111 or Forge, "
    "and the style is then in their list of styles.",
    "reference": """The numbered squares are what an image encoder looks at:

- diffusers: `pipe.load_ip_adapter(...)`, then `pipe(prompt, ip_adapter_image=[[load_image("01.png"), ...]])`
- Automatic1111, Forge: ControlNet, type IP-Adapter, one unit a picture
- InvokeAI: Reference Image, mode Style
- Krita AI Diffusion: control layer Style""",
    "dataset": """Ready for a LoRA; nothing of the style stands in a caption but the trigger word.

- kohya's sd-scripts, in this folder: `accelerate launch train_network.py --dataset_config dataset.toml
  --network_module networks.lora --network_dim 16 --pretrained_model_name_or_path MODEL --output_name {token} ...`
- diffusers: `train_text_to_image_lora.py --train_data_dir . --caption_column text ...`
- OneTrainer, ai-toolkit, FluxGym: choose this folder; captions are the `.txt` beside each picture""",
    "comfyui": """Put this folder into `ComfyUI/custom_nodes`, restart, and open `workflow.json`: it paints with any
checkpoint, and gives the result the style's colours. `workflow_ip_adapter.json` also shows the pictures to the model
(install ComfyUI_IPAdapter_plus). The `_api.json` are for ComfyUI's server.""",
}
WOULD_ADD = (
    "No encoder has seen this style. With `--encoder` and the CLIP of your model, `stylogeny export` also writes "
    "vectors: ip-adapter, textual-inversion, lora, aesthetic-gradients, steering-vector."
)


def kit_card(sources: StyleSources, *, to: str, token: str, words: str) -> str:
    """What is in a folder that was made from a style's pictures alone, how tools take it, whose works these are."""
    lines = ["---", "tags:", "- stylogeny", "- style", "---", "", f"# {markdown_text(sources.name)}", ""]
    lines += [f"Trigger word: `{token}`. In words: {markdown_text(words)}.", ""]
    for name, use in KIT_USE.items():
        if to in (name, "kit"):
            lines += [f"## {name}", "", use.format(token=token) if name == "dataset" else use, ""]
    lines += [WOULD_ADD, "", "## Where it comes from", ""]
    lines += [f"- {work.share:.1%} {markdown_text(work.line)} ({markdown_text(work.id)})" for work in sources.works]
    lines += [
        "",
        "Licences of these pictures are those of their owners: ask before you publish what is made of them.",
        "",
    ]
    return "\n".join(lines)


def model_card(e: AestheticEmbedding, *, to: str, name: str, file: str, token: str = "") -> str:
    """Front matter, what it is, how to load it, where the style comes from; `token` calls a textual inversion."""
    head = ["---", "library_name: diffusers", "tags:", "- stylogeny", "- style", f"- {to}"]
    if "/" in e.encoder and not e.encoder.startswith(OWN):
        head.append(f"base_model: {json.dumps(e.encoder)}")
    encoder = markdown_text(e.encoder) or "an encoder it does not name"
    lines = [*head, "---", "", f"# {markdown_text(name)}", "", f"A style as `{to}`, for {encoder} of width {e.width}."]
    lines += ["", "```python", USE[to].format(file=file), "```", ""]
    stem = file.rpartition(".")[0] or file
    lines += [line.format(token=token, stem=stem) for line in PLACES.get(to, ())]
    lines += ["", "## Where it comes from", ""]
    parameters = e.provenance.parameters
    parents: Sequence[Any] = parameters.get("parents", ())
    lines += [
        f"- {weight:.1%} {markdown_text(title or work)} ({markdown_text(work)})" for work, title, weight in parents[:20]
    ]
    rest = {k: v for k, v in parameters.items() if k not in ("parents", "name")}
    embedding = {k: v for k, v in e.provenance.inputs.items() if k == "embedding"}
    lines += ["" if parents else "Learned from pictures; their digests are in the file.", "", "```json"]
    lines += [json.dumps({**rest, **embedding, **e.provenance.software}, indent=1, sort_keys=True), "```", ""]
    return "\n".join(lines)
