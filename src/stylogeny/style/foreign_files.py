"""Files of other programs, read without running anything in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..errors import StylogenyError

if TYPE_CHECKING:
    import torch


def read_pt(path: Path | str) -> object:
    """Tensors and plain containers of a ``.pt`` file; a file that asks for anything else is refused unread.

    Raises
    ------
    StylogenyError
        No such file, a damaged one, or one that would need code to be unpickled.
    """
    import torch

    if not Path(path).exists():
        raise StylogenyError("no such file", got=str(path))
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever is wrong with it, nothing of it is used
        raise StylogenyError(
            "refused: this .pt file is damaged or asks to run code when read",
            got=str(path),
            fix="ask for a safetensors file",
        ) from error


def arrays_of(value: object) -> dict[str, np.ndarray]:
    """The tensors of a state dict as float32 arrays; whatever else is in it is left out."""
    if not isinstance(value, Mapping):
        raise StylogenyError("a state dict is expected", got=type(value).__name__)
    return {str(k): v.detach().float().cpu().numpy() for k, v in value.items() if hasattr(v, "detach")}


def read_safetensors(path: Path | str) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Tensors and metadata of a safetensors file; numbers that NumPy has no type for (bf16, fp8) become float32."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), "pt") as file:
            return {k: _array(file.get_tensor(k)) for k in file.keys()}, file.metadata() or {}  # noqa: SIM118
    except (SafetensorError, ValueError, TypeError, RuntimeError) as error:
        raise StylogenyError("not a readable safetensors file", got=str(path)) from error


def _array(tensor: torch.Tensor) -> np.ndarray:
    """A tensor as NumPy holds it."""
    odd = tensor.is_floating_point() and str(tensor.dtype) not in ("torch.float64", "torch.float32", "torch.float16")
    return (tensor.float() if odd else tensor).numpy()
