"""ComfyUI nodes for a Stylogeny style file: steer a conditioning, or use the style as a CLIP vision output."""

import json
import os
from types import SimpleNamespace

import torch
from safetensors import safe_open

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "styles")


def names():
    """The style files beside this node."""
    return sorted(f for f in os.listdir(FOLDER) if f.endswith(".safetensors"))


def read(name):
    """(unit vector [D], text projection [D, hidden] or None, metadata) of a style file."""
    if os.path.basename(name) != name:
        raise ValueError(f"a style is named without a folder (got {name!r})")
    with safe_open(os.path.join(FOLDER, name), "pt") as file:
        keys, meta = set(file.keys()), file.metadata() or {}
        if "aesthetic" not in keys:
            raise ValueError(f"{name} is not a Stylogeny style file")
        projection = file.get_tensor("text_projection").float() if "text_projection" in keys else None
        return file.get_tensor("aesthetic").float(), projection, meta


class StylogenySteer:
    """Turn every token's state but the first towards the style, by a share of its own length."""

    CATEGORY = "conditioning/style"
    FUNCTION = "steer"
    RETURN_TYPES = ("CONDITIONING",)

    @classmethod
    def INPUT_TYPES(cls):
        return {
            "required": {
                "conditioning": ("CONDITIONING",),
                "style": (names(),),
                "strength": ("FLOAT", {"default": 0.2, "min": -1.0, "max": 1.0, "step": 0.01}),
            }
        }

    def steer(self, conditioning, style, strength):
        vector, projection, meta = read(style)
        if projection is None:
            raise ValueError(f"{style} carries no text projection; use Stylogeny Vision Output with it")
        direction = torch.linalg.lstsq(projection, vector[:, None], driver="gelsd").solution[:, 0]
        direction = direction / direction.norm()
        steered = []
        for states, extra in conditioning:
            if states.shape[-1] != len(direction):
                raise ValueError(
                    f"{style} belongs to {meta.get('encoder') or 'an encoder'} with states of width {len(direction)}, "
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
    def INPUT_TYPES(cls):
        return {"required": {"style": (names(),)}}

    def output(self, style):
        vector, _, meta = read(style)
        embeds = vector[None] * float(meta.get("norm", "1"))
        history = json.dumps(json.loads(meta.get("history", "{}")), indent=1)
        return (SimpleNamespace(image_embeds=embeds, last_hidden_state=None, penultimate_hidden_states=None), history)


NODE_CLASS_MAPPINGS = {"StylogenySteer": StylogenySteer, "StylogenyVisionOutput": StylogenyVisionOutput}
NODE_DISPLAY_NAME_MAPPINGS = {
    "StylogenySteer": "Stylogeny: steer conditioning",
    "StylogenyVisionOutput": "Stylogeny: style as CLIP vision output",
}
