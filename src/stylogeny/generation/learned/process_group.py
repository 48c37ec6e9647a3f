"""Several processes, one batch: each takes its rows of it, and their gradients are averaged.

Started by ``torchrun --nproc-per-node K -m stylogeny train RUN``; alone, every method is the identity. A batch does not
depend on how many share it, so K processes give the loss and the gradients of one, up to the order of sums.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from torch import nn

from ...errors import StylogenyError
from .batch import Batch


def _own_device() -> torch.device:
    if not torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))


@dataclass(frozen=True)
class ProcessGroup:
    """The processes that train together.

    Parameters
    ----------
    rank, size : int
        This one, and how many.
    device : torch.device
        Where this one computes.
    """

    rank: int = 0
    size: int = 1
    device: torch.device = field(default_factory=_own_device)

    @classmethod
    @contextmanager
    def join(cls) -> Iterator[ProcessGroup]:
        """The group that torchrun's environment describes, left again at the end."""
        size = int(os.environ.get("WORLD_SIZE", "1"))
        if size == 1:
            yield cls()
            return
        device = _own_device()
        if device.type == "cuda":
            torch.cuda.set_device(device)
        torch.distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
        try:
            yield cls(int(os.environ["RANK"]), size, device)
        finally:
            torch.distributed.destroy_process_group()

    @property
    def leads(self) -> bool:
        """Whether this process writes and speaks."""
        return self.rank == 0

    def share(self, batch: Batch) -> Batch:
        """This process's rows of a batch, on its device.

        Raises
        ------
        StylogenyError
            A batch that cannot be dealt out evenly.
        """
        count = len(batch)
        if count % self.size:
            raise StylogenyError(
                "the batch must be a multiple of the number of processes", got=f"{count} for {self.size}",
                fix=f"--batch {-(-count // self.size) * self.size}",
            )  # fmt: skip
        return batch.map(lambda value: value[self.rank :: self.size].to(self.device))

    def average(self, network: nn.Module) -> None:
        """Replace gradients by their mean over the group."""
        if self.size == 1:
            return
        gradients = [p.grad for p in network.parameters() if p.grad is not None]
        flat = torch.cat([g.flatten() for g in gradients])
        torch.distributed.all_reduce(flat)
        for gradient, mean in zip(gradients, (flat / self.size).split([g.numel() for g in gradients])):
            gradient.copy_(mean.view_as(gradient))

    def mean(self, value: float) -> float:
        """Mean of a number over the group."""
        if self.size == 1:
            return value
        total = torch.tensor([value], dtype=torch.float64 if self.device.type == "cpu" else torch.float32)
        total = total.to(self.device)
        torch.distributed.all_reduce(total)
        return float(total) / self.size

    def total(self, value: torch.Tensor) -> torch.Tensor:
        """Sum of a tensor over the group."""
        if self.size > 1:
            value = value.clone()
            torch.distributed.all_reduce(value)
        return value

    def agree(self, flag: bool) -> bool:
        """What the leader says: clocks differ, and all must stop at the same step."""
        if self.size == 1:
            return flag
        answer = torch.tensor([int(flag)], device=self.device)
        torch.distributed.broadcast(answer, 0)
        return bool(answer.item())
