"""Training of a model of texts: every draw belongs to (seed, step), so a stopped training resumes as if never stopped.

Each step shows texts of one kind, by the kinds' numbers of pieces, so that little is padded.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ...artifacts import read_tensors
from ...errors import StylogenyError
from ...generation.learned.interaction import finish_step, training_bar
from ...streams import stream
from .examples import Example
from .masked import hide, surprise
from .model import FORMAT, LONGEST, TextModel
from .pieces import MASK

WARM = 40  # steps over which the learning rate rises
EVERY = 30.0  # seconds between checkpoints
Loss = Callable[[TextModel, Sequence[Example], np.random.Generator], torch.Tensor]


@dataclass(frozen=True)
class TextPlan:
    """How long, how fast, and on what.

    Parameters
    ----------
    steps, batch : int
    texts : int
        Texts by the grammar that are learned beside the corpus's own.
    rate : float
        The learning rate at its highest; it falls along a cosine to a twentieth.
    seed : int
    source : str
        Digest of the works, so that a checkpoint of others is known as such.
    """

    steps: int = 2000
    batch: int = 48
    rate: float = 2e-3
    seed: int = 0
    texts: int = 4000
    source: str = ""


def masked_loss(model: TextModel, batch: Sequence[Example], rng: np.random.Generator) -> torch.Tensor:
    """The bound of a batch by one subset of each text, nats for each free piece."""
    rows, lengths = model.rows(batch)
    free = model.free(rows, lengths)
    chance = rng.random((len(batch), rows.shape[1] + 1))
    chance[:, 0] = (chance[0, 0] + np.arange(len(batch)) / len(batch)) % 1.0  # antithetic: numbers spread evenly
    hidden = hide(free, torch.from_numpy(chance))
    logits = model.guess(model.context(batch), lengths)(rows.masked_fill(hidden, MASK))
    return surprise(logits, rows, free, hidden).sum() / free.sum()


def train(
    model: TextModel,
    texts: Sequence[Example],
    plan: TextPlan,
    *,
    loss: Loss = masked_loss,
    checkpoint: Path | None = None,
    restart: bool = False,
    stop_after: int | None = None,
) -> TextModel:
    """Train in place, from the checkpoint where there is one of the same plan and texts.

    Parameters
    ----------
    model : TextModel
    texts : sequence of Example
    plan : TextPlan
    loss : callable
        Of a model, a batch and a random stream.
    checkpoint : Path, optional
        Written now and then, and at the end.
    restart : bool
        Whether to forget the checkpoint.
    stop_after : int, optional
        Steps after which to stop, as if interrupted.

    Raises
    ------
    StylogenyError
        A loss that is no number, or a checkpoint of another plan.
    """
    network = model.network.train()
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=0.02, betas=(0.9, 0.98))
    step = 0
    if checkpoint is not None and checkpoint.exists() and not restart:
        step = _resume(model, optimiser, checkpoint, plan)
    groups, shares = _groups(model, texts)
    first = step
    began = saved = time.monotonic()
    with training_bar(None, plan.steps) as bar, finish_step() as interrupted:
        while step < plan.steps and not interrupted() and step != stop_after:
            rng = stream(plan.seed, "texts", step)
            group = groups[int(rng.choice(len(groups), p=shares))]
            batch = [group[int(i)] for i in rng.integers(len(group), size=min(plan.batch, len(group)))]
            for parameters in optimiser.param_groups:
                parameters["lr"] = plan.rate * _pace(step, plan.steps)
            cost = loss(model, batch, rng)
            optimiser.zero_grad(set_to_none=True)
            cost.backward()
            if not torch.isfinite(torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)):
                raise StylogenyError("training diverged; the last checkpoint is kept", got=f"no loss at step {step}")
            optimiser.step()
            step += 1
            bar(step, time.monotonic() - began, float(cost.detach()))
            if checkpoint is not None and time.monotonic() - saved >= EVERY:
                _save(model, optimiser, checkpoint, plan, step)
                saved = time.monotonic()
        if checkpoint is not None and step > first:
            _save(model, optimiser, checkpoint, plan, step)
        if interrupted():
            raise KeyboardInterrupt
    network.eval()
    return model


def stored_plan(path: Path) -> tuple[TextPlan, int]:
    """The plan of a checkpoint, and at which step it is; raises as :meth:`.TextModel.read` does."""
    head = read_tensors(path, FORMAT)[1]
    with FORMAT.fits(path):
        return TextPlan(**head["plan"]), int(head["step"])


def _groups(model: TextModel, texts: Sequence[Example]) -> tuple[list[list[Example]], np.ndarray]:
    """Texts that are not too long by kind, and how often each kind is shown."""
    by_kind: dict[str, list[Example]] = {}
    sizes: dict[str, int] = {}
    for example in texts:
        size = len(model.pieces.encode(example.text))
        if 0 < size <= LONGEST:
            by_kind.setdefault(example.kind, []).append(example)
            sizes[example.kind] = sizes.get(example.kind, 0) + size
    shares = np.sqrt([float(sizes[kind]) for kind in by_kind])
    return list(by_kind.values()), shares / shares.sum()


def _pace(step: int, steps: int) -> float:
    """The learning rate at a step, as a share of the highest."""
    return min(1.0, (step + 1) / WARM) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def _save(model: TextModel, optimiser: torch.optim.Optimizer, path: Path, plan: TextPlan, step: int) -> None:
    moments = {
        f"{number}.{name}": value.numpy()
        for number, state in optimiser.state_dict()["state"].items()
        for name, value in state.items()
    }
    model.save(path, moments=moments, plan=vars(plan), step=step)


def _resume(model: TextModel, optimiser: torch.optim.Optimizer, path: Path, plan: TextPlan) -> int:
    """Take over weights and moments; the step that they are at."""
    arrays, head = read_tensors(path, FORMAT)
    if head["plan"] != vars(plan) or tuple(head["pieces"]) != model.pieces.names:
        raise StylogenyError(
            "the words were learned by another plan or from other texts",
            got=str(path),
            fix="add --restart to learn anew",
        )
    with FORMAT.fits(path):
        model.network.load_state_dict(
            {n.partition(".")[2]: torch.from_numpy(a) for n, a in arrays.items() if n.startswith("network.")}
        )
        state: dict[int, dict[str, torch.Tensor]] = {}
        for name, array in arrays.items():
            if name.startswith("optimiser."):
                _, number, key = name.split(".", 2)
                state.setdefault(int(number), {})[key] = torch.from_numpy(array)
        optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})
    return int(head["step"])
