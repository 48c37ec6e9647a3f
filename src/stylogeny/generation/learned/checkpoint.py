"""The checkpoint of a training: its weights, their running average, the optimiser's moments, and how far it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from ...artifacts import Format, read_tensors, write_tensors
from ...provenance import Provenance
from .config import TrainingConfig
from .data import Scales
from .network import NetworkConfig

FORMAT = Format("denoiser", 6, "train again")
# in a run folder
CHECKPOINT = "denoiser/checkpoint.safetensors"
PREVIEW = "denoiser/preview.png"
SPACE = "denoiser/embedding.safetensors"
Tensors = dict[str, torch.Tensor]


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """What is written of a training.

    Parameters
    ----------
    provenance : Provenance
        Its parameters are those of the :class:`.TrainingConfig`; its input is the embedding it was conditioned on.
    shape : NetworkConfig
    network, average : mapping of Tensor
        State dicts of the network and of its running average.
    moments : mapping of (number of the parameter: mapping of Tensor)
        State of the optimiser.
    scales : Scales
    step, seconds, loss : int, float, float
        How far it is.
    """

    provenance: Provenance
    shape: NetworkConfig
    network: Tensors
    average: Tensors
    moments: dict[int, Tensors]
    scales: Scales
    step: int = 0
    seconds: float = 0.0
    loss: float = math.nan

    @property
    def plan(self) -> TrainingConfig:
        """What is trained."""
        return TrainingConfig(**self.provenance.parameters)

    def save(self, path: Path) -> None:
        """Write as one safetensors file; what is no tensor stands in its head."""
        groups: dict[str, Mapping[str, torch.Tensor]] = {
            "network": self.network,
            "average": self.average,
            "scales": vars(self.scales),
            **{f"optimiser.{number}": state for number, state in self.moments.items()},
        }
        arrays = {
            f"{group}.{name}": torch.as_tensor(value).detach().cpu().numpy()
            for group, tensors in groups.items()
            for name, value in tensors.items()
        }
        loss = self.loss if math.isfinite(self.loss) else None  # before the first step there is none
        write_tensors(
            path, arrays, FORMAT, provenance=self.provenance.document(), shape=asdict(self.shape),
            progress={"step": self.step, "seconds": self.seconds, "loss": loss},
        )  # fmt: skip

    @classmethod
    def read(cls, path: Path) -> Checkpoint:
        """Read what :meth:`save` wrote.

        Raises
        ------
        StylogenyError
            Missing, damaged, or of another version.
        """
        arrays, head = read_tensors(path, FORMAT)
        with FORMAT.fits(path):
            groups: dict[str, Tensors] = {}
            for name, value in arrays.items():
                group, _, key = name.partition(".")
                groups.setdefault(group, {})[key] = torch.from_numpy(value)
            moments: dict[int, Tensors] = {}
            for name, tensor in groups.get("optimiser", {}).items():
                number, _, key = name.partition(".")
                moments.setdefault(int(number), {})[key] = tensor
            progress = head["progress"]
            return cls(
                Provenance.of(head["provenance"]),
                NetworkConfig(**head["shape"]),
                network=groups["network"],
                average=groups["average"],
                moments=moments,
                scales=Scales(**groups["scales"]),
                step=progress["step"],
                seconds=progress["seconds"],
                loss=math.nan if progress["loss"] is None else progress["loss"],
            )
