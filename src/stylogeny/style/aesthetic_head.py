"""Linear aesthetic predictors on CLIP image features, from the user's own files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import StylogenyError
from .encoders import unit
from .foreign_files import arrays_of, read_pt, read_safetensors


@dataclass(frozen=True, eq=False)
class AestheticHead:
    """A linear aesthetic predictor.

    Parameters
    ----------
    weight, bias : ndarray, float
        float64[D] and its offset (a linear stack is multiplied out).
    scaled : bool
        Whether unit features are first multiplied by sqrt(D), as Simulacra's models expect.
    name : str
    """

    weight: np.ndarray
    bias: float
    scaled: bool
    name: str

    @classmethod
    def read(cls, path: Path | str) -> AestheticHead:
        """LAION's ``weight, bias``, its linear stack ``layers.N.weight``, or Simulacra's ``linear.weight``.

        A ``.pth`` is read without running code; safetensors with the same names works too.
        """
        path = Path(path)
        state = read_safetensors(path)[0] if path.suffix == ".safetensors" else arrays_of(read_pt(path))
        scaled = "linear.weight" in state
        if scaled:
            stack = [(state["linear.weight"], state["linear.bias"])]
        elif "weight" in state:
            stack = [(state["weight"], state.get("bias", np.zeros(1)))]
        else:
            order = sorted(int(k.split(".")[1]) for k in state if k.startswith("layers.") and k.endswith(".weight"))
            stack = [(state[f"layers.{n}.weight"], state[f"layers.{n}.bias"]) for n in order]
        if not stack:
            raise StylogenyError("not an aesthetic head of LAION or Simulacra", got=f"{path} with {sorted(state)[:4]}")
        weight, bias = np.eye(stack[0][0].shape[1]), np.zeros(stack[0][0].shape[1])
        for w, b in stack:
            weight, bias = w.astype(np.float64) @ weight, w.astype(np.float64) @ bias + b
        if len(weight) != 1:
            raise StylogenyError("an aesthetic head gives one score", got=f"{len(weight)} outputs")
        return cls(weight[0], float(bias[0]), scaled, path.stem)

    def score(self, features: np.ndarray) -> np.ndarray:
        """Scores float64[n] of image features float[n, D]."""
        if features.shape[1] != len(self.weight):
            raise StylogenyError(
                f"the head {self.name} is for features of width {len(self.weight)}",
                got=features.shape[1],
                fix="evaluate with its CLIP",
            )
        x = unit(features.astype(np.float64)) * (features.shape[1] ** 0.5 if self.scaled else 1.0)
        return x @ self.weight + self.bias
