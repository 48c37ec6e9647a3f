"""Any vision model of the transformers library as a part of a backbone: DINOv2/3, CLIP, SigLIP 2, ViT, ConvNeXt ..."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import StylogenyError
from .efficientnet import one_thread, statistics

if TYPE_CHECKING:
    import torch

LAYERS = 6  # hidden states whose statistics are kept, at most
FIX = "give a folder, a hub id or 'built-in'"


class ModelBlocks:
    """Two blocks of a picture's description: the model's pooled output, and statistics of its hidden states.

    The first is the model's image embedding where it has one (CLIP, SigLIP), else its pooled output, else the mean of
    its last hidden states. The second is the mean and deviation of each channel over tokens or positions, of every
    k-th hidden state.

    Parameters
    ----------
    name : str
        Model id or folder.

    Raises
    ------
    StylogenyError
        When transformers is not installed, or the model cannot be opened whole.
    """

    edition = "model/2"
    side = 512  # longest side in pixels that pictures are read at

    def __init__(self, name: str) -> None:
        try:
            import transformers
        except ImportError as error:
            raise StylogenyError(
                "a Hugging Face backbone needs the transformers library", got=name, fix="pip install 'stylogeny[hub]'"
            ) from error
        if ("/" in name or name.startswith(".")) and len(Path(name).parts) != 2 and not Path(name).exists():
            raise StylogenyError("no such model folder", got=name, fix=FIX)
        try:
            self._processor: Any = transformers.AutoImageProcessor.from_pretrained(name)
            model, loaded = transformers.AutoModel.from_pretrained(name, output_loading_info=True)
        except (OSError, ValueError, KeyError) as error:
            reason = str(error).strip().splitlines()[0][:160]
            raise StylogenyError(f"could not load the vision model {name!r}", got=reason, fix=FIX) from error
        missing = [str(k) for k in loaded["missing_keys"]]
        untrained = [k for k in missing if "pooler" not in k]
        if untrained:
            fix = "choose a vision model that AutoModel opens whole"
            raise StylogenyError(f"the model {name!r} lacks weights", got=", ".join(untrained[:3]), fix=fix)
        self._model: Any = model.eval()
        self._pooled = not missing  # a pooler without weights would be noise
        with one_thread():
            self.widths = tuple(part.numel() for part in self._describe(np.zeros((64, 64, 3), np.uint8)))

    def describe(self, pictures: list[np.ndarray]) -> np.ndarray:
        """float32[n, D] of n pictures, each uint8[H, W, 3], one at a time."""
        out = np.empty((len(pictures), sum(self.widths)), np.float32)
        with one_thread():
            for row, picture in zip(out, pictures):
                row[:] = np.concatenate([part.numpy() for part in self._describe(picture)])
        return out

    def _describe(self, picture: np.ndarray) -> list[torch.Tensor]:
        """The blocks of one picture."""
        import torch
        from PIL import Image

        pixels = self._processor(images=[Image.fromarray(picture)], return_tensors="pt")["pixel_values"]
        tower = getattr(self._model, "vision_model", self._model)  # without the half that reads text
        out = tower(pixel_values=pixels, output_hidden_states=True)
        pooled = getattr(out, "pooler_output", None) if self._pooled else None
        if pooled is None:
            pooled = _channels_first(out.last_hidden_state).mean(2)
        elif hasattr(self._model, "visual_projection"):
            pooled = self._model.visual_projection(pooled)
        step = -(-len(out.hidden_states) // LAYERS)
        layers = [statistics(_channels_first(h)) for h in out.hidden_states[::step]]
        return [pooled.float().flatten(), torch.cat(layers, 1).float().flatten()]


def _channels_first(state: torch.Tensor) -> torch.Tensor:
    """Hidden states of tokens float[1, t, c] or of positions float[1, c, h, w] as float[1, c, positions]."""
    return state.transpose(1, 2) if state.ndim == 3 else state.flatten(2)
