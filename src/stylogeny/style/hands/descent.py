"""A training of some minutes that goes on where a killed process left it, and ends with the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from ...artifacts import Format, read_tensors, write_tensors
from ...errors import StylogenyError
from ...progress import Callback, progress
from ...streams import int_seed

FORMAT = Format("hands in training", 1, "remove it, and give the same command again")
EVERY = 100  # steps between two checkpoints
WARM = 0.1  # share of the steps in which the rate rises


def descend(
    network: nn.Module,
    loss: Callable[[torch.Generator], torch.Tensor],
    *,
    steps: int,
    rate: float,
    seed: int,
    what: str,
    kept: Path | None = None,
    mark: str = "",
    callback: Callback | None = None,
) -> None:
    """Make `steps` steps of Adam down a loss, in place.

    Parameters
    ----------
    network : nn.Module
        Whose parameters move.
    loss : callable
        Of the random numbers of one step.
    rate : float
        The highest learning rate; it rises at first and falls to nothing as a half cosine.
    seed : int
    what : str
        Name of the bar, and of the random streams.
    kept : Path, optional
        Where the state is kept every 100 steps, to go on from; removed at the end.
    mark : str
        Of what is trained on: a state with another mark is not gone on from.

    Raises
    ------
    StylogenyError
        When the loss is no number.
    """
    optimiser = torch.optim.Adam(network.parameters(), rate, betas=(0.9, 0.99))
    first = _resumed(network, optimiser, kept, mark)
    for step in progress(range(first, steps), what, unit="step", callback=callback):
        for group in optimiser.param_groups:
            group["lr"] = rate * _share(step / steps)
        luck = torch.Generator().manual_seed(int_seed(seed, what, step))
        value = loss(luck)
        optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        if not torch.isfinite(nn.utils.clip_grad_norm_(network.parameters(), 1.0)):
            raise StylogenyError("learning diverged", got=f"no loss at step {step}", fix="lower the rate")
        optimiser.step()
        if kept is not None and (step + 1) % EVERY == 0 and step + 1 < steps:
            _keep(network, optimiser, kept, mark, step + 1)
    if kept is not None:
        kept.unlink(missing_ok=True)


def _share(done: float) -> float:
    """Of the highest rate, after a share of the steps."""
    if done < WARM:
        return (done + 0.01) / (WARM + 0.01)
    return float(0.5 + 0.5 * torch.cos(torch.tensor(torch.pi * (done - WARM) / (1 - WARM))))


def _keep(network: nn.Module, optimiser: torch.optim.Adam, kept: Path, mark: str, step: int) -> None:
    tensors = {f"network.{name}": value.numpy() for name, value in network.state_dict().items()}
    for number, state in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser.{number}.{name}": value.numpy() for name, value in state.items()}
    write_tensors(kept, tensors, FORMAT, mark=mark, step=step)


def _resumed(network: nn.Module, optimiser: torch.optim.Adam, kept: Path | None, mark: str) -> int:
    """Take over a state that is there; the step to go on from."""
    if kept is None or not kept.exists():
        return 0
    tensors, head = read_tensors(kept, FORMAT)
    if head["mark"] != mark:
        return 0
    with FORMAT.fits(kept):
        values = {name: torch.from_numpy(value) for name, value in tensors.items()}
        network.load_state_dict({n.removeprefix("network."): v for n, v in values.items() if n.startswith("network.")})
        moments: dict[int, dict[str, torch.Tensor]] = {}
        for name, value in values.items():
            group, _, rest = name.partition(".")
            if group == "optimiser":
                number, _, key = rest.partition(".")
                moments.setdefault(int(number), {})[key] = value
        groups = optimiser.state_dict()["param_groups"]
        optimiser.load_state_dict({"state": moments, "param_groups": groups})
        return int(head["step"])
