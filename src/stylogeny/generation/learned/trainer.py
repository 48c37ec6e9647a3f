"""Train the denoiser: checkpointed, exactly resumable, on one device or on several.

Every random draw belongs to (seed, step), so a stopped run resumes as if it had not been stopped, and a run on several
processes sees the batches of a run on one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from ...errors import StylogenyError
from ...provenance import Provenance
from ..autoencoder import half_precision
from .autoregressive import is_autoregressive, network_of
from .autoregressive.model import Autoregressive
from .batch import Batch
from .checkpoint import Checkpoint
from .config import TrainingConfig
from .data import Scales, TrainingData
from .families import family_of
from .interaction import finish_step, training_bar
from .joint import DateContrast
from .network import Denoiser, NetworkConfig
from .process_group import ProcessGroup

Network = Denoiser | Autoregressive
WARM = 50  # steps over which the learning rate rises


@dataclass(eq=False)
class Trainer:
    """The state of one training: network, its running average, optimiser, steps and seconds so far.

    `space` is the digest of the embedding it is conditioned on (see :func:`.data.digest`).
    """

    plan: TrainingConfig
    network: Network
    average: Network
    optimiser: torch.optim.AdamW
    scales: Scales
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
            network = _network(plan, shape, data)
        average = _network(plan, shape).requires_grad_(False)
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
        dates: DateContrast | None = None,
        group: ProcessGroup | None = None,
        callback: Callable[[Trainer], None] | None = None,
    ) -> Trainer:
        """Train until `minutes` of training in all, or `steps` steps in all.

        Parameters
        ----------
        data : TrainingData
        checkpoint : Path
            Written every `every` seconds and at the end.
        minutes, steps : float, int, optional
            In all: what an earlier run did counts. Only time that was asked for as minutes is kept.
        dates : DateContrast, optional
            What the head's last layer is held to, with a joint plan.
        group : ProcessGroup, optional
            The processes that share each batch; by default this one alone.
        callback : callable, optional
            Called with the trainer after every step.

        Raises
        ------
        StylogenyError
            Out of memory (says what to lower), or a loss that is no number.
        """
        group = group or ProcessGroup()
        self._move_to(group.device)
        began, saved, before = time.monotonic(), time.monotonic(), self.seconds
        with (
            self.plan.memory(),
            training_bar(minutes, steps, visible=group.leads) as bar,
            finish_step() as interrupted,
        ):
            while not group.agree(interrupted() or self._done(minutes, steps)):
                self._descend(data, group, dates)
                elapsed = before + time.monotonic() - began
                if minutes is not None:  # what was asked for by steps is the same whatever time it took
                    self.seconds = elapsed
                bar(self.step, elapsed, self.loss)
                if callback is not None:
                    callback(self)
                if group.leads and time.monotonic() - saved >= every:
                    self.save(checkpoint)
                    saved = time.monotonic()
        self._move_to(torch.device("cpu"))
        if group.leads:
            self.save(checkpoint)
        if group.agree(interrupted()):
            raise KeyboardInterrupt
        return self

    def _descend(self, data: TrainingData, group: ProcessGroup, dates: DateContrast | None) -> None:
        """One step: a batch, its loss, and both networks moved."""
        batch, picked = data.batch(self.plan.batch, seed=self.plan.seed, step=self.step)
        half = group.device.type == "cuda" or half_precision()
        weight = self.scales.latent_weight[:, None, None].to(group.device)
        for parameters in self.optimiser.param_groups:
            parameters["lr"] = self.plan.rate * min(1.0, (self.step + 1) / WARM)
        with torch.autocast(group.device.type, torch.bfloat16, enabled=half):
            loss = self._loss(group.share(batch), weight)
        if dates is not None:
            loss = loss + self.plan.joint * dates.loss(self.network.lens, data.vectors, picked.to(group.device))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        group.average(self.network)
        length = torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        if not torch.isfinite(length):  # before a weight is spoilt, and a checkpoint with it
            raise StylogenyError(
                "training diverged; the last checkpoint is kept", got=f"no loss at step {self.step}", fix="lower --rate"
            )
        self.optimiser.step()
        if isinstance(self.network, Autoregressive):
            self.network.finish_step(group, seed=self.plan.seed, step=self.step)
        self._move_average()
        self.step += 1
        self.loss = group.mean(float(loss.detach()))

    def _loss(self, batch: Batch, weight: torch.Tensor) -> torch.Tensor:
        """What the family descends; `weight` float[C, 1, 1]."""
        if isinstance(self.network, Autoregressive):
            return self.network.loss(batch, weight=weight)
        return family_of(self.plan.family).loss(self.network, batch, weight=weight)

    def _move_average(self) -> None:
        """Move the running average: it spans the last tenth of the steps so far, up to the plan's longest."""
        keep = min(self.plan.average, (self.step + 2) / (self.step + 11))
        with torch.no_grad():
            for old, new in zip(self.average.parameters(), self.network.parameters()):
                old.lerp_(new.detach(), 1 - keep)
            for mine, moved in zip(self.average.buffers(), self.network.buffers()):
                mine.copy_(moved)

    def _move_to(self, device: torch.device) -> None:
        """Bring both networks and the optimiser's moments to a device."""
        for network in (self.network, self.average):
            network.to(device)
        for state in self.optimiser.state.values():
            for name, value in state.items():
                if isinstance(value, torch.Tensor) and name != "step":
                    state[name] = value.to(device)

    def _done(self, minutes: float | None, steps: int | None) -> bool:
        return (minutes is not None and self.seconds >= 60 * minutes) or (steps is not None and self.step >= steps)

    def save(self, path: Path) -> None:
        """Write a :class:`.Checkpoint`."""
        Checkpoint(
            Provenance(asdict(self.plan), {"embedding": self.space}),
            self.network.shape,
            network=self.network.state_dict(),
            average=self.average.state_dict(),
            moments=self.optimiser.state_dict()["state"],
            scales=self.scales,
            step=self.step,
            seconds=self.seconds,
            loss=self.loss,
        ).save(path)

    @classmethod
    def read(cls, path: Path) -> Trainer:
        """Read what :meth:`save` wrote; raises as :meth:`.Checkpoint.read` does."""
        kept = Checkpoint.read(path)
        network, average = _network(kept.plan, kept.shape), _network(kept.plan, kept.shape).requires_grad_(False)
        network.load_state_dict(kept.network)
        average.load_state_dict(kept.average)
        optimiser = _optimiser(network, kept.plan)
        optimiser.load_state_dict({"state": kept.moments, "param_groups": optimiser.state_dict()["param_groups"]})
        space = kept.provenance.inputs["embedding"]
        return cls(
            kept.plan, network, average, optimiser, kept.scales, space,
            step=kept.step, seconds=kept.seconds, loss=kept.loss,
        )  # fmt: skip


def denoiser(trainer: Trainer) -> Denoiser:
    """A trainer's running average, which takes noise away.

    Raises
    ------
    StylogenyError
        When it draws place after place: no LoRA changes it, and nothing guides it.
    """
    if isinstance(trainer.average, Autoregressive):
        raise StylogenyError(
            "a family that draws place after place takes no LoRA and cannot be guided",
            got=f"family {trainer.plan.family}",
            fix="train another, such as flow",
        )
    return trainer.average


def _network(plan: TrainingConfig, shape: NetworkConfig, data: TrainingData | None = None) -> Network:
    """A family's network, fresh; without data, to be filled from a checkpoint or another network."""
    if is_autoregressive(plan.family):
        return network_of(plan.family, shape, data)
    return Denoiser(shape) if data is None else Denoiser(shape, data.spectrum, data.coarse_mean)


def _optimiser(network: Network, plan: TrainingConfig) -> torch.optim.AdamW:
    return torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=0.01, betas=(0.9, 0.99))
