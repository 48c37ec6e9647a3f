"""Train the denoiser: checkpointed, exactly resumable, on one device or on several.

Every random draw belongs to (seed, step), so a run that was stopped goes on as if it had not been, and a run on several
processes sees the batches of a run on one.
"""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from ...artifacts import replacing
from ...errors import StylogenyError, out_of_memory
from ..autoencoder import half_precision
from . import families
from .data import TrainingData, batch
from .joint import Dates
from .network import SIZES, Denoiser, NetworkConfig
from .process_group import ProcessGroup

ENCODING = "denoiser/5"


@dataclass(frozen=True)
class TrainingConfig:
    """What to train.

    Parameters
    ----------
    family, size : str
        Of generator, of network.
    batch : int
        Works a step, over all processes together.
    rate : float
        Learning rate, after a rise over the first WARM steps.
    average : float
        The running average forgets at most this slowly; early on it spans the last tenth of the steps.
    joint : float
        Weight of the date contrast when the head's last layer is trained along; 0 leaves the space alone.
    whole : bool
        Learn whole pictures. By default a network learns compositions, and works lend their paint.
    seed : int
    """

    family: str = "flow"
    size: str = "small"
    batch: int = 16
    rate: float = 1e-3
    average: float = 0.999
    joint: float = 0.0
    whole: bool = False
    seed: int = 0

    def memory(self) -> AbstractContextManager[None]:
        """Within, running out of memory is one line that says what to lower."""
        return out_of_memory(
            f"batch {self.batch}, network {self.size}",
            "lower --batch, choose a smaller --network, or ask for fewer or smaller pictures",
        )


WARM = 50


def usual(seed: int = 0, *, size: str | None = None, rate: float | None = None, **more: Any) -> TrainingConfig:
    """A plan for this machine: a mini network without a GPU, where minutes are short, else a small one; wider ones learn
    more slowly.

    A mini network takes a step in a third of the small one's time, and in the first minutes more works seen are worth more
    than more parameters.
    """
    size = size or ("small" if torch.cuda.is_available() else "mini")
    if size not in SIZES:
        raise StylogenyError("no such network size", got=size, fix=f"use {', '.join(SIZES)}")
    return TrainingConfig(size=size, rate=rate or min(2e-3, 0.2 / SIZES[size][0]), seed=seed, **more)


@dataclass(eq=False)
class Trainer:
    """The state of one training: network, its running average, optimiser, steps and seconds so far.

    `space` is the digest of the embedding it was told of (see :func:`.data.digest`).
    """

    plan: TrainingConfig
    network: Denoiser
    average: Denoiser
    optimiser: torch.optim.AdamW
    scales: dict[str, torch.Tensor]
    space: str = ""
    step: int = 0
    seconds: float = 0.0
    loss: float = float("nan")

    @classmethod
    def start(cls, data: TrainingData, plan: TrainingConfig) -> Trainer:
        """A fresh network; its first weights depend on the seed alone."""
        shape = NetworkConfig.named(
            plan.size,
            channels=len(data.latents[0]),
            condition=data.vectors.shape[1],
            cells=data.cells,
            lens=plan.joint > 0,
        )
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(plan.seed)
            network = Denoiser(shape, data.spectrum, data.sketch)
        average = Denoiser(shape, data.spectrum).requires_grad_(False)
        average.load_state_dict(network.state_dict())
        return cls(plan, network, average, _optimiser(network, plan), data.scales, data.space)

    def train(
        self,
        data: TrainingData,
        *,
        checkpoint: Path,
        minutes: float | None = None,
        steps: int | None = None,
        every: float = 60.0,
        dates: Dates | None = None,
        crew: ProcessGroup | None = None,
        callback: Callable[[Trainer], None] | None = None,
    ) -> Trainer:
        """Train until `minutes` of training in all, or `steps` steps in all.

        Parameters
        ----------
        data : TrainingData
        checkpoint : Path
            Written every `every` seconds and at the end.
        minutes, steps : float, int, optional
            In all: what an earlier run did counts.
        dates : Dates, optional
            What the head's last layer is held to, with a joint plan.
        crew : ProcessGroup, optional
            The processes that share each batch; by default this one alone.
        callback : callable, optional
            Called with the trainer after every step.

        Raises
        ------
        StylogenyError
            Out of memory (says what to lower), or a loss that is no number.
        """
        crew = crew or ProcessGroup()
        half = crew.device.type == "cuda" or half_precision()
        family = families.named(self.plan.family)
        for network in (self.network, self.average):
            network.to(crew.device)
        _follow(self.optimiser, crew.device)
        weight = self.scales["latent_weight"][:, None, None].to(crew.device)
        began, saved, before = time.monotonic(), time.monotonic(), self.seconds
        with self.plan.memory(), _bar(minutes, steps, shown=crew.leads) as bar, _patient() as interrupted:
            while not crew.agreed(interrupted() or self._done(minutes, steps)):
                whole = batch(data, self.plan.batch, seed=self.plan.seed, step=self.step)
                picked = whole.pop("picked")
                made = crew.share(whole)
                for group in self.optimiser.param_groups:
                    group["lr"] = self.plan.rate * min(1.0, (self.step + 1) / WARM)
                with torch.autocast(crew.device.type, torch.bfloat16, enabled=half):
                    loss = family.loss(self.network, **made, weight=weight)
                if dates is not None:
                    loss = loss + self.plan.joint * dates.loss(self.network.lens, data.vectors, picked.to(crew.device))
                self.optimiser.zero_grad(set_to_none=True)
                loss.backward()
                crew.average(self.network)
                torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
                self.optimiser.step()
                self._keep()
                self.step += 1
                self.loss = crew.mean(float(loss.detach()))
                if self.loss != self.loss:
                    raise StylogenyError("training diverged", got=f"no loss at step {self.step}", fix="lower --rate")
                self.seconds = before + time.monotonic() - began
                bar(self)
                if callback is not None:
                    callback(self)
                if crew.leads and time.monotonic() - saved >= every:
                    self.save(checkpoint)
                    saved = time.monotonic()
        for network in (self.network, self.average):
            network.to("cpu")
        _follow(self.optimiser, torch.device("cpu"))
        if crew.leads:
            self.save(checkpoint)
        if crew.agreed(interrupted()):
            raise KeyboardInterrupt
        return self

    def _keep(self) -> None:
        """Move the running average: it spans the last tenth of the steps so far, up to the plan's longest."""
        keep = min(self.plan.average, (self.step + 2) / (self.step + 11))
        with torch.no_grad():
            for old, new in zip(self.average.parameters(), self.network.parameters()):
                old.lerp_(new.detach(), 1 - keep)

    def _done(self, minutes: float | None, steps: int | None) -> bool:
        return (minutes is not None and self.seconds >= 60 * minutes) or (steps is not None and self.step >= steps)

    def save(self, path: Path) -> None:
        """Network, average, optimiser and scales in one safetensors file; the rest in its metadata."""
        tensors = {f"network.{k}": v.detach().cpu() for k, v in self.network.state_dict().items()}
        tensors |= {f"average.{k}": v.detach().cpu() for k, v in self.average.state_dict().items()}
        tensors |= {f"scales.{k}": v for k, v in self.scales.items()}
        for number, state in self.optimiser.state_dict()["state"].items():
            tensors |= {f"optimiser.{number}.{k}": torch.as_tensor(v).cpu() for k, v in state.items()}
        meta = {
            "stylogeny": ENCODING, "plan": json.dumps(self.plan.__dict__, sort_keys=True),
            "shape": json.dumps(self.network.shape.as_dict(), sort_keys=True),
            "progress": json.dumps({"space": self.space, "step": self.step, "seconds": self.seconds, "loss": self.loss}),
        }  # fmt: skip
        with replacing(path) as part:
            save_file({k: v.contiguous().clone() for k, v in tensors.items()}, part, metadata=meta)

    @classmethod
    def read(cls, path: Path) -> Trainer:
        """Read what :meth:`save` wrote.

        Raises
        ------
        StylogenyError
            Damaged, or of another version.
        """
        try:
            with safe_open(path, framework="pt") as file:
                meta = file.metadata() or {}
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
        except Exception as error:
            raise StylogenyError("not a readable checkpoint", got=f"{path}: {error}", fix="train again") from error
        if meta.get("stylogeny") != ENCODING:
            raise StylogenyError(
                "a checkpoint of another version", got=meta.get("stylogeny"), fix="delete it and train again"
            )
        plan, shape = TrainingConfig(**json.loads(meta["plan"])), NetworkConfig(**json.loads(meta["shape"]))
        network, average = Denoiser(shape), Denoiser(shape).requires_grad_(False)
        network.load_state_dict(_under(tensors, "network"))
        average.load_state_dict(_under(tensors, "average"))
        optimiser = _optimiser(network, plan)
        state: dict[int, dict[str, Any]] = {}
        for name, value in _under(tensors, "optimiser").items():
            number, key = name.split(".", 1)
            state.setdefault(int(number), {})[key] = value
        optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})
        return cls(plan, network, average, optimiser, _under(tensors, "scales"), **json.loads(meta["progress"]))


def _under(tensors: dict[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    return {k.removeprefix(prefix + "."): v for k, v in tensors.items() if k.startswith(prefix + ".")}


def _follow(optimiser: torch.optim.Optimizer, device: torch.device) -> None:
    """Bring the optimiser's moments to where the weights are."""
    for state in optimiser.state.values():
        for name, value in state.items():
            if isinstance(value, torch.Tensor) and name != "step":
                state[name] = value.to(device)


def _optimiser(network: Denoiser, plan: TrainingConfig) -> torch.optim.AdamW:
    return torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=0.01, betas=(0.9, 0.99))


@contextmanager
def _patient() -> Iterator[Callable[[], bool]]:
    """Within, Ctrl-C only makes what is yielded true, so that a step is ended and kept (in the main thread; others never get one)."""
    asked: list[bool] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    before = signal.signal(signal.SIGINT, lambda *_: asked.append(True))
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _bar(minutes: float | None, steps: int | None, *, shown: bool = True) -> Iterator[Any]:
    """A progress bar over seconds of training (or steps), with the loss beside it."""
    from tqdm import tqdm

    from ...progress import _quiet

    total = steps if minutes is None else round(60 * minutes)
    with tqdm(
        total=total,
        desc="training",
        unit="step" if minutes is None else "s",
        disable=_quiet.get() or not shown or None,
        leave=False,
    ) as bar:

        def update(trainer: Trainer) -> None:
            bar.n = min(trainer.step if minutes is None else int(trainer.seconds), total or 0)
            bar.set_postfix(step=trainer.step, loss=f"{trainer.loss:.3f}", refresh=False)
            bar.update(0)

        yield update
