"""Frozen features of pictures, behind one protocol: any Hugging Face vision model, or the built-in one with no
download."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ...errors import StylogenyError

BUILT_IN = "built-in"


class Backbone(Protocol):
    """Pictures to feature vectors; the same picture gets the same vector whatever stands beside it."""

    name: str  # what names it in provenance and on disk: "built-in" or the model's id or path
    edition: str  # changes when the same name begins to give other features
    side: int | None  # longest side in pixels pictures are read at, None: as they are

    def features(self, pictures: list[np.ndarray]) -> np.ndarray:
        """float32[n, D] of n pictures, each uint8[H, W, 3]."""
        ...


class BuiltInBackbone(Backbone):
    """Measured statistics of colour, tone, texture and edges, and the responses of a one-layer network that ships
    with the package: no download. Its filters were learned from painted pictures, never from works of artists."""

    name = BUILT_IN
    edition = "statistics/1 patches/1"
    side = None

    def features(self, pictures: list[np.ndarray]) -> np.ndarray:
        """float32[n, D] of n pictures, each uint8[H, W, 3]."""
        from .patches import respond
        from .statistics import describe

        return np.stack([np.concatenate([describe(p), respond(p)]) for p in pictures])


class HuggingFaceBackbone(Backbone):
    """Any vision model of the transformers library, by hub id or local folder (DINOv2/3, CLIP, SigLIP 2, ViT, ...).

    The feature is the model's image embedding where it has one (CLIP, SigLIP), else its pooled output, else the mean
    of its last hidden states.

    Parameters
    ----------
    name : str
        Model id or folder.
    """

    side = 512
    edition = "1"

    def __init__(self, name: str) -> None:
        try:
            import transformers
        except ImportError as error:
            raise StylogenyError(
                "a Hugging Face backbone needs the transformers library", got=name, fix="pip install 'stylogeny[hub]'"
            ) from error
        self.name = name
        if ("/" in name or name.startswith(".")) and len(Path(name).parts) != 2 and not Path(name).exists():
            raise StylogenyError("no such model folder", got=name, fix=f"give a folder, a hub id or {BUILT_IN!r}")
        try:
            self._processor: Any = transformers.AutoImageProcessor.from_pretrained(name)
            model, loaded = transformers.AutoModel.from_pretrained(name, output_loading_info=True)
        except (OSError, ValueError, KeyError) as error:
            reason = str(error).strip().splitlines()[0][:160]
            raise StylogenyError(
                f"could not load the vision model {name!r}", got=reason, fix=f"give a folder, a hub id or {BUILT_IN!r}"
            ) from error
        missing = [str(k) for k in loaded["missing_keys"]]
        untrained = [k for k in missing if "pooler" not in k]
        if untrained:
            fix = "choose a vision model that AutoModel opens whole"
            raise StylogenyError(f"the model {name!r} lacks weights", got=", ".join(untrained[:3]), fix=fix)
        self._model: Any = model.eval()
        self._pooled = not missing  # a pooler without weights would be noise

    def features(self, pictures: list[np.ndarray]) -> np.ndarray:
        """float32[n, D] of n pictures, each uint8[H, W, 3]."""
        import torch
        from PIL import Image

        batch = self._processor(images=[Image.fromarray(p) for p in pictures], return_tensors="pt")
        with torch.inference_mode():
            if hasattr(self._model, "get_image_features"):
                out = self._model.get_image_features(pixel_values=batch["pixel_values"])
            else:
                out = self._model(pixel_values=batch["pixel_values"])
            if not isinstance(out, torch.Tensor):
                pooled = getattr(out, "pooler_output", None) if self._pooled else None
                out = out.last_hidden_state.mean(1) if pooled is None else pooled
        return out.float().flatten(1).numpy()


def backbone(name: str | Backbone) -> Backbone:
    """The backbone of this name: ``built-in``, or a Hugging Face model id or folder; an object is returned as it is."""
    if not isinstance(name, str):
        return name
    return BuiltInBackbone() if name == BUILT_IN else HuggingFaceBackbone(name)
