"""A style in the forms other tools read. Every file declares its encoder, its width and the style's own history."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...artifacts import replacing, write_text
from ...errors import StylogenyError
from ..files import declare, write_tensors
from ..steering.aesthetic_gradients import AestheticEmbedding

TARGETS = ("ip-adapter", "textual-inversion", "lora", "aesthetic-gradients", "steering-vector", "comfyui")
NEEDS_TEXT = ("textual-inversion", "lora", "steering-vector")


def export_style(
    e: AestheticEmbedding,
    *,
    to: str,
    output: Path | str,
    encoder: Any = None,
    layout: str | None = None,
    name: str | None = None,
    tokens: int = 4,
    rank: int = 8,
    steps: int | None = None,
    lr: float | None = None,
    second: tuple[AestheticEmbedding, Any] | None = None,
    card: bool = True,
    seed: int = 0,
) -> dict[str, Any]:
    """Write a style for another tool.

    Parameters
    ----------
    e : AestheticEmbedding
        The style, in the encoder of the model it is for.
    to : str
        One of :data:`TARGETS`.
    output : path
        The file; for ``comfyui`` the node's folder.
    encoder : optional
        The whole CLIP that `e` lives in (an encoder, a transformers CLIPModel or a path): needed for
        ``textual-inversion``, ``lora`` and ``steering-vector``.
    layout : str, optional
        ``textual-inversion``: ``diffusers`` (default), ``a1111``, ``pt`` or ``sdxl``; ``lora``: ``diffusers`` (default)
        or ``kohya``.
    name : str, optional
        The token, card and style name; default the history's name or the file's stem.
    tokens, rank : int
        Size of a textual inversion, rank of a LoRA.
    steps, lr : optional
        Of the optimisation behind inversion, LoRA and steering vector; defaults are theirs.
    second : (AestheticEmbedding, encoder), optional
        SDXL's other encoder (``clip_g``), for ``layout="sdxl"``.
    card : bool
        Write a Hugging Face model card ``README.md`` beside the file unless one is there.

    Returns
    -------
    dict
        ``path``, ``to``, ``encoder``, ``width`` and what the target measured (LoRA: reload error; inversion: cosines).
    """
    output = Path(output)
    label = name or str(e.history.get("name") or output.stem)
    if to not in TARGETS:
        raise StylogenyError("no such export target", got=to, fix="use " + ", ".join(TARGETS))
    dials: dict[str, Any] = {k: v for k, v in {"steps": steps, "lr": lr}.items() if v is not None}
    if to == "ip-adapter":
        pair = np.stack([np.zeros_like(e.vector), e.vector * np.float32(e.norm)])[:, None]
        write_tensors(output, {"image_embeds": pair}, declare(to, e))
        measured: dict[str, Any] = {}
    elif to == "aesthetic-gradients":
        measured = _pt(output, e)
    elif to == "comfyui":
        measured = _comfyui(output, e, label)
    else:
        from .inversion import TextEncoder, steering_vectors

        half = TextEncoder.of(encoder, e)
        if to == "textual-inversion":
            measured = _tokens(output, e, half, layout or "diffusers", label, tokens, second, {**dials, "seed": seed})
        elif to == "lora":
            measured = _lora(output, e, half, layout or "diffusers", rank, dials)
        else:
            write_tensors(output, steering_vectors(e, half, **dials), declare(to, e, add_to="states after each layer"))
            measured = {}
    beside = (output if to == "comfyui" else output.parent) / "README.md"
    if card and not beside.exists():
        write_text(beside, model_card(e, to=to, name=label, file=output.name))
    return {"path": str(output), "to": to, "encoder": e.encoder, "width": e.width, **measured}


def _pt(output: Path, e: AestheticEmbedding) -> dict[str, Any]:
    """The reference's form: one float32 tensor (1, D), scaled as its pictures' features are."""
    import torch

    with replacing(output) as part:
        torch.save(torch.from_numpy(e.vector * np.float32(e.norm))[None], part)
    return {}


def _tokens(
    output: Path, e: AestheticEmbedding, half: Any, layout: str, name: str, tokens: int,
    second: tuple[AestheticEmbedding, Any] | None, dials: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    from .inversion import TextEncoder, invert

    if layout not in ("diffusers", "a1111", "pt", "sdxl"):
        raise StylogenyError(
            "no such layout of a textual inversion", got=layout, fix="use diffusers, a1111, pt or sdxl"
        )
    if layout == "sdxl" and second is None:
        raise StylogenyError(
            "an SDXL inversion needs both of its encoders",
            got="one",
            fix="pass --encoder-2 PATH (OpenCLIP bigG) as well",
        )
    vectors, before, after = invert(e, half, tokens=tokens, **dials)
    token = "<" + re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-<>") + ">"
    meta = declare("textual-inversion", e, width=vectors.shape[1], token=token)
    if layout == "pt":
        import torch

        value = {
            "string_to_token": {"*": 265}, "string_to_param": {"*": torch.from_numpy(vectors)}, "name": token,
            "step": int(dials.get("steps", 200)), "sd_checkpoint": None, "sd_checkpoint_name": None,
        }  # fmt: skip
        with replacing(output) as part:
            torch.save(value, part)
    elif second is not None and layout == "sdxl":
        other, _, _ = invert(second[0], TextEncoder.of(second[1], second[0]), tokens=tokens, **dials)
        write_tensors(output, {"clip_l": vectors, "clip_g": other}, meta)
    else:
        write_tensors(output, {token if layout == "diffusers" else "emb_params": vectors}, meta)
    return {"token": token, "cosine_before": before, "cosine_after": after}


def _lora(
    output: Path, e: AestheticEmbedding, half: Any, layout: str, rank: int, dials: Mapping[str, Any]
) -> dict[str, Any]:
    from .inversion import low_rank

    if layout not in ("diffusers", "kohya"):
        raise StylogenyError("no such layout of a LoRA", got=layout, fix="use diffusers or kohya")
    change = low_rank(e, half, rank=rank, **dials)
    tensors: dict[str, np.ndarray] = {}
    for module, (down, up) in change.factors.items():
        module = "text_model." + module.removeprefix("text_model.")
        if layout == "diffusers":
            stem = f"text_encoder.{module}.lora_linear_layer"
            tensors |= {f"{stem}.down.weight": down, f"{stem}.up.weight": up}
        else:
            stem = "lora_te_" + module.replace(".", "_")
            tensors |= {f"{stem}.lora_down.weight": down, f"{stem}.lora_up.weight": up}
            tensors[f"{stem}.alpha"] = np.array(len(down), dtype=np.float32)
    hidden = half.projection.shape[1]
    write_tensors(output, tensors, declare("lora", e, width=hidden, rank=str(rank), error=f"{change.error:.4g}"))
    return {
        "rank": rank, "reload_error": change.error,
        "cosine_before": change.before, "cosine_tuned": change.tuned, "cosine_after": change.after,
    }  # fmt: skip


def _comfyui(output: Path, e: AestheticEmbedding, name: str) -> dict[str, Any]:
    """A folder for ComfyUI/custom_nodes: the node as it is, and the style file."""
    from .comfyui import nodes

    source = Path(nodes.__file__)
    write_text(output / "nodes.py", source.read_text(encoding="utf-8"))
    write_text(
        output / "__init__.py",
        '"""A Stylogeny style for ComfyUI."""\n\n'
        "from .nodes import NODE_CLASS_MAPPINGS, NODE_DISPLAY_NAME_MAPPINGS\n\n"
        '__all__ = ["NODE_CLASS_MAPPINGS", "NODE_DISPLAY_NAME_MAPPINGS"]\n',
    )
    stem = re.sub(r"[^\w-]+", "-", name).strip("-") or "style"
    e.save(output / "styles" / f"{stem}.safetensors")
    return {"style": f"{stem}.safetensors"}


USE = {
    "ip-adapter": "pipe.load_ip_adapter(...)\nembeds = torch.from_numpy(stylogeny.style.load({file!r}).tensors['image_embeds'])\n"
    "pipe(prompt, ip_adapter_image_embeds=[embeds.to(pipe.device, pipe.dtype)])",
    "textual-inversion": "pipe.load_textual_inversion({file!r})",
    "lora": "pipe.load_lora_weights({file!r})",
    "aesthetic-gradients": "e = stylogeny.style.load({file!r})\nwith stylogeny.style.steer(pipe, e, projection=CLIP):\n    pipe(prompt)",
    "steering-vector": "v = stylogeny.style.load({file!r}).tensors\nwith stylogeny.style.added(pipe.text_encoder, v):\n    pipe(prompt)",
    "comfyui": "# put this folder into ComfyUI/custom_nodes and restart",
}


def model_card(e: AestheticEmbedding, *, to: str, name: str, file: str) -> str:
    """A Hugging Face model card: front matter, what it is, how to load it, where the style comes from."""
    head = ["---", "library_name: diffusers", "tags:", "- stylogeny", "- style", f"- {to}"]
    if "/" in e.encoder and not e.encoder.startswith("stylogeny:"):
        head.append(f"base_model: {e.encoder}")
    lines = [
        *head,
        "---",
        "",
        f"# {name}",
        "",
        f"A style as `{to}`, for `{e.encoder or 'an encoder it does not name'}` of width {e.width}.",
    ]
    lines += ["", "```python", USE[to].format(file=file), "```", "", "## Where it comes from", ""]
    parents: Sequence[Any] = e.history.get("parents", ())
    lines += [f"- {weight:.1%} {title or work} (`{work}`)" for work, title, weight in parents[:20]]
    rest = {k: v for k, v in e.history.items() if k not in ("parents", "name")}
    lines += ["" if parents else "Learned from pictures; their digests are in the file.", "", "```json"]
    lines += [json.dumps({**rest, **dict(e.params)}, indent=1, sort_keys=True), "```", ""]
    return "\n".join(lines)
