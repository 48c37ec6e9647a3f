"""Train the denoiser on the works of a run: checkpointed, exactly resumable, with datum weights.

Every random draw belongs to (seed, step), so a run that was stopped goes on as if it had not been, and a factual and a
counterfactual run see the same order, noise and times: a work of weight 0 is only passed over for the next in line.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from ..corpus.pictures import read
from ..errors import StylogenyError
from ..progress import progress
from ..runs import replacing
from ..streams import stream
from . import families
from .autoencoder import Autoencoder, half_precision
from .network import Denoiser, Shape
from .styles import Corpus

ENCODING = "denoiser/1"
SIDE = 128
DROP, JITTER, MIX = 0.1, 0.3, 0.2  # condition dropped; noise on it, in spreads; share of batches with mixed conditions


@dataclass(frozen=True)
class Plan:
    """What to train: family, network size, batch, learning rate, seed."""

    family: str = "flow"
    size: str = "small"
    batch: int = 64
    rate: float = 4e-4
    average: float = 0.999
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Data:
    """Latents of the works trained on, their conditions, and how both are brought to unit spread.

    Parameters
    ----------
    latents : list of Tensor
        float16[C, h, w], at least SIDE / factor on each side.
    vectors : Tensor
        float32[m, d], standardised.
    chances : ndarray
        float64[m]: cumulative datum weights, the last one 1.
    scales : mapping
        ``latent_mean``, ``latent_std`` float32[C]; ``vector_mean``, ``vector_std`` float32[d].
    """

    latents: list[torch.Tensor]
    vectors: torch.Tensor
    chances: np.ndarray
    scales: dict[str, torch.Tensor] = field(repr=False)


def prepare(corpus: Corpus, weights: np.ndarray, autoencoder: Autoencoder) -> Data:
    """Encode the works with a weight above 0, shorter side SIDE pixels."""
    if corpus.space is None:
        raise StylogenyError(
            "training needs an embedding, which is what the network is told", fix="run `stylogeny embed RUN` first"
        )
    rows = np.flatnonzero((weights > 0) & corpus.works.pictured)
    if len(rows) < 2:
        raise StylogenyError("at least two works with pictures are needed to train", got=len(rows))
    latents = []
    for row in progress(rows, "encoding works", unit="work"):
        picture = _covering(read(corpus.works.picture(int(row)), 2 * SIDE), autoencoder.factor)
        latents.append(autoencoder.encode(picture[None])[0].half())
    channels = torch.cat([v.float().flatten(1) for v in latents], dim=1)
    vectors = torch.from_numpy(corpus.space.vectors[rows])
    scales = {
        "latent_mean": channels.mean(dim=1), "latent_std": channels.std(dim=1).clamp_min(1e-4),
        "vector_mean": vectors.mean(dim=0), "vector_std": vectors.std(dim=0).clamp_min(1e-4),
    }  # fmt: skip
    cumulative = np.cumsum(weights[rows])
    return Data(latents, (vectors - scales["vector_mean"]) / scales["vector_std"], cumulative / cumulative[-1], scales)


def _covering(picture: np.ndarray, factor: int) -> np.ndarray:
    height, width = picture.shape[:2]
    scale = SIDE / min(height, width)
    high, wide = (max(SIDE, round(s * scale / factor) * factor) for s in (height, width))
    how = cv2.INTER_AREA if high < height else cv2.INTER_CUBIC
    return cv2.resize(picture, (min(wide, 4 * SIDE), min(high, 4 * SIDE)), interpolation=how)


def batch(data: Data, plan: Plan, step: int, cells: int) -> dict[str, torch.Tensor]:
    """The step-th batch: crops, conditions (jittered, sometimes mixed, sometimes dropped), noise and times."""
    rng = stream(plan.seed, "batch", step)
    draws = rng.random((plan.batch, 6))
    picked = np.minimum(np.searchsorted(data.chances, draws[:, 0], side="right"), len(data.latents) - 1)
    crops = []
    for which, (_, v, u, *_) in zip(picked, draws):
        latent = data.latents[which]
        top, left = int(v * (latent.shape[1] - cells + 1)), int(u * (latent.shape[2] - cells + 1))
        crops.append(latent[:, top : top + cells, left : left + cells].float())
    mean, std = (data.scales[f"latent_{s}"][:, None, None] for s in ("mean", "std"))
    clean = (torch.stack(crops) - mean) / std
    style = data.vectors[picked]
    other = data.vectors[picked[::-1].copy()]
    # a mixed condition leans to the work whose picture is shown, so that points between works mean something
    share = torch.from_numpy(np.where(draws[:, 3] < MIX, 0.5 * draws[:, 4], 0.0)).float()[:, None]
    jitter = torch.from_numpy(rng.standard_normal(tuple(style.shape), dtype=np.float32))
    return {
        "clean": clean, "style": (1 - share) * style + share * other + JITTER * draws[0, 4] * jitter,
        "dropped": torch.from_numpy(draws[:, 5] < DROP), "time": torch.from_numpy(rng.random(plan.batch)).float(),
        "noise": torch.from_numpy(rng.standard_normal(tuple(clean.shape), dtype=np.float32)),
    }  # fmt: skip


@dataclass(eq=False)
class Trainer:
    """The state of one training: network, its running average, optimiser, steps and seconds so far."""

    plan: Plan
    network: Denoiser
    average: Denoiser
    optimiser: torch.optim.AdamW
    scales: dict[str, torch.Tensor]
    step: int = 0
    seconds: float = 0.0
    loss: float = float("nan")

    @classmethod
    def start(cls, data: Data, plan: Plan) -> Trainer:
        """A fresh network; its first weights depend on the seed alone."""
        shape = Shape.named(plan.size, channels=len(data.latents[0]), condition=data.vectors.shape[1])
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(plan.seed)
            network = Denoiser(shape)
        average = Denoiser(shape).requires_grad_(False)
        average.load_state_dict(network.state_dict())
        return cls(plan, network, average, _optimiser(network, plan), data.scales)

    def train(
        self,
        data: Data,
        *,
        minutes: float | None = None,
        steps: int | None = None,
        every: float = 60.0,
        checkpoint: Path,
    ) -> Trainer:
        """Train until `minutes` of training in all, or `steps` steps in all, checkpointing every so many seconds."""
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        half = device.type == "cuda" or half_precision()
        family = families.named(self.plan.family)
        cells = min(SIDE, 8 * min(min(v.shape[1:]) for v in data.latents)) // 8 // 2 * 2
        self.network.to(device)
        began, saved, before = time.monotonic(), time.monotonic(), self.seconds
        with out_of_memory(self.plan), _bar(minutes, steps) as bar:
            while not self._done(minutes, steps):
                made = {k: v.to(device) for k, v in batch(data, self.plan, self.step, cells).items()}
                for group in self.optimiser.param_groups:
                    group["lr"] = self.plan.rate * min(1.0, (self.step + 1) / 200)
                with torch.autocast(device.type, torch.bfloat16, enabled=half):
                    loss = family.loss(self.network, **made)
                self.optimiser.zero_grad(set_to_none=True)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
                self.optimiser.step()
                self.step += 1
                keep = min(self.plan.average, (self.step + 1) / (self.step + 10))
                with torch.no_grad():
                    for old, new in zip(self.average.parameters(), self.network.parameters()):
                        old.lerp_(new.detach().to(old.device), 1 - keep)
                self.loss = float(loss.detach())
                self.seconds = before + time.monotonic() - began
                bar(self)
                if time.monotonic() - saved > every:
                    self.save(checkpoint)
                    saved = time.monotonic()
        self.network.to("cpu")
        self.save(checkpoint)
        return self

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
            "progress": json.dumps({"step": self.step, "seconds": self.seconds, "loss": self.loss}),
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
        plan, shape = Plan(**json.loads(meta["plan"])), Shape(**json.loads(meta["shape"]))
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


def _optimiser(network: Denoiser, plan: Plan) -> torch.optim.AdamW:
    return torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=0.01, betas=(0.9, 0.99))


@contextmanager
def out_of_memory(plan: Plan) -> Iterator[None]:
    """Turn running out of memory into one line that says what to lower."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not isinstance(error, (MemoryError, torch.OutOfMemoryError)) and "memory" not in str(error):
            raise
        raise StylogenyError(
            "out of memory",
            got=f"batch {plan.batch}, network {plan.size}",
            fix="lower --batch or choose a smaller --network",
        ) from None


@contextmanager
def _bar(minutes: float | None, steps: int | None) -> Iterator[Any]:
    """A progress bar over seconds of training (or steps), with the loss beside it."""
    from tqdm import tqdm

    from ..progress import _quiet

    total = steps if minutes is None else round(60 * minutes)
    with tqdm(
        total=total, desc="training", unit="step" if minutes is None else "s", disable=_quiet.get(), leave=False
    ) as bar:

        def update(trainer: Trainer) -> None:
            bar.n = min(trainer.step if minutes is None else int(trainer.seconds), total or 0)
            bar.set_postfix(step=trainer.step, loss=f"{trainer.loss:.3f}", refresh=False)
            bar.update(0)

        yield update
