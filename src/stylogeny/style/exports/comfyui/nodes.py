"""ComfyUI nodes for a Stylogeny style file: steer a conditioning, or use the style as a CLIP vision output.

This file is copied out as it is and needs torch and safetensors only.
"""

from __future__ import annotations

import json
import os
from types import SimpleNamespace
from typing import Any

import torch
from safetensors import safe_open

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "styles")
Conditioning = list[list[Any]]  # pairs of states [B, tokens, hidden] and a dictionary of whatever belongs to them


def names() -> list[str]:
    """The style files beside this node."""
    return sorted(f for f in os.listdir(FOLDER) if f.endswith(".safetensors"))


def read(name: str) -> tuple[torch.Tensor, torch.Tensor | None, dict[str, Any]]:
    """(unit vector [D], text projection [D, hidden] or None, head) of a style file."""
    if os.path.basename(name) != name:
        raise ValueError(f"a style is named without a folder (got {name!r})")
    with safe_open(os.path.join(FOLDER, name), "pt") as file:
        keys, meta = set(file.keys()), file.metadata() or {}
        if "aesthetic" not in keys:
            raise ValueError(f"{name} is not a Stylogeny style file")
        projection = file.get_tensor("text_projection").float() if "text_projection" in keys else None
        return file.get_tensor("aesthetic").float(), projection, json.loads(meta["stylogeny"])


class StylogenySteer:
    """Turn every token's state but the first towards the style, by a share of its own length."""

    CATEGORY = "conditioning/style"
    FUNCTION = "steer"
    RETURN_TYPES = ("CONDITIONING",)

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        return {
            "required": {
                "conditioning": ("CONDITIONING",),
                "style": (names(),),
                "strength": ("FLOAT", {"default": 0.2, "min": -1.0, "max": 1.0, "step": 0.01}),
            }
        }

    def steer(self, conditioning: Conditioning, style: str, strength: float) -> tuple[Conditioning]:
        vector, projection, head = read(style)
        if projection is None:
            raise ValueError(f"{style} carries no text projection; use Stylogeny Vision Output with it")
        direction = torch.linalg.lstsq(projection, vector[:, None], driver="gelsd").solution[:, 0]
        direction = direction / direction.norm()
        steered: Conditioning = []
        for states, extra in conditioning:
            if states.shape[-1] != len(direction):
                raise ValueError(
                    f"{style} belongs to {head.get('encoder') or 'an encoder'} with states of width {len(direction)}, "
                    f"this conditioning has {states.shape[-1]}"
                )
            shift = strength * states.norm(dim=-1, keepdim=True) * direction.to(states.device, states.dtype)
            new = states + shift
            new[:, :1] = states[:, :1]
            steered.append([new, dict(extra)])
        return (steered,)


class StylogenyVisionOutput:
    """The style as what a CLIP vision model would have said of its pictures (for unCLIP and style models)."""

    CATEGORY = "conditioning/style"
    FUNCTION = "output"
    RETURN_TYPES = ("CLIP_VISION_OUTPUT", "STRING")

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        return {"required": {"style": (names(),)}}

    def output(self, style: str) -> tuple[SimpleNamespace, str]:
        vector, _, head = read(style)
        embeds = vector[None] * float(head.get("norm", 1))
        provenance = json.dumps(head.get("provenance", {}), indent=1)
        return SimpleNamespace(image_embeds=embeds, last_hidden_state=None, penultimate_hidden_states=None), provenance


NODE_CLASS_MAPPINGS = {"StylogenySteer": StylogenySteer, "StylogenyVisionOutput": StylogenyVisionOutput}
NODE_DISPLAY_NAME_MAPPINGS = {
    "StylogenySteer": "Stylogeny: steer conditioning",
    "StylogenyVisionOutput": "Stylogeny: style as CLIP vision output",
}
