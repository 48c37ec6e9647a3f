"""Train the decoder that ships with Stylogeny: ``python training/autoencoder.py --out FILE --minutes 25``.

Its pictures are painted worlds (stylogeny.world) and procedural ones: dead leaves, 1/f noise, gradients, strokes,
hatching and marks like text. No work of any artist is in it. It resumes from its last checkpoint when
called again. The package reads src/stylogeny/generation/weights/decoder.safetensors.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from safetensors.torch import load_file, save_file

from stylogeny.artifacts import replacing
from stylogeny.generation.autoencoder import BlockAutoencoder, Refiner, half_precision, psnr
from stylogeny.streams import stream
from training.procedural import clouds, leaves, marks, photographic, strokes

CROP = 96
RATE = 1e-3  # peak learning rate


def painted(rng: np.random.Generator, side: int) -> np.ndarray:
    """A painted world's picture at a random style."""
    from stylogeny.world.painting.genome import SIZE, style
    from stylogeny.world.painting.motifs import MOTIFS
    from stylogeny.world.painting.painter import Content, paint

    motif = sorted(MOTIFS)[rng.integers(len(MOTIFS))]
    size = int(side * rng.uniform(1.0, 1.6))
    picture = paint(Content(motif, int(rng.integers(1 << 30)), 1.0), style(rng.standard_normal(SIZE) * 1.2), size=size)
    height, width = picture.shape[:2]
    top, left = rng.integers(0, max(1, height - side + 1)), rng.integers(0, max(1, width - side + 1))
    return picture[top : top + side, left : left + side].astype(np.float32) / 255


MAKERS = (painted, painted, painted, photographic, strokes, leaves, clouds, marks)


def picture(seed: int, index: int, side: int) -> np.ndarray:
    """The index-th training picture, uint8[side, side, 3]."""
    rng = stream(seed, "training picture", index)
    image = MAKERS[index % len(MAKERS)](rng, side)
    if image.shape[:2] != (side, side):
        image = cv2.resize(image, (side, side))
    grey = image.mean(axis=-1, keepdims=True)
    image = grey + (image - grey) * rng.uniform(0.1, 1)  # most pictures are less colourful than a random palette
    if rng.random() < 0.5:
        image = image + rng.normal(0, rng.uniform(0, 0.03), image.shape)
    return np.clip(image * 255, 0, 255).round().astype(np.uint8)


def pool(seed: int, count: int, side: int, path: Path) -> np.ndarray:
    """The training pictures, made once and kept in a file."""
    if not path.exists():
        pictures = np.stack([picture(seed, i, side) for i in range(count)])
        with replacing(path) as part, part.open("wb") as file:
            np.save(file, pictures)
    return np.load(path)


def batch(pictures: np.ndarray, rng: np.random.Generator, size: int) -> torch.Tensor:
    """Random crops, flips, quarter turns and channel orders, float32[size, 3, CROP, CROP]."""
    crops = []
    for i in rng.integers(0, len(pictures), size):
        top, left = rng.integers(0, pictures.shape[1] - CROP + 1, 2)
        crop = np.rot90(pictures[i, top : top + CROP, left : left + CROP], int(rng.integers(4)))
        crops.append(crop[:, :: rng.choice([-1, 1]), rng.permutation(3)])
    return torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float().div_(255)


def gradients(x: torch.Tensor) -> torch.Tensor:
    """Horizontal and vertical differences, flattened."""
    return torch.cat([x.diff(dim=-1).flatten(1), x.diff(dim=-2).flatten(1)], dim=1)


class Training:
    """A decoder in training: its model, optimiser, running average of weights, steps and seconds spent.

    Parameters
    ----------
    folder : Path
        Where the checkpoint is kept; training resumes from it.
    """

    def __init__(self, folder: Path) -> None:
        self.checkpoint = folder / "checkpoint.pt"
        self.model = BlockAutoencoder(Refiner()).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimiser = torch.optim.AdamW(self.model.parameters(), lr=RATE, weight_decay=1e-4, betas=(0.9, 0.98))
        self.average = {k: v.detach().clone() for k, v in self.model.refiner.state_dict().items()}
        self.step, self.spent = 0, 0.0
        if self.checkpoint.exists():
            stored = torch.load(self.checkpoint, weights_only=True)
            self.model.refiner.load_state_dict(stored["model"])
            self.optimiser.load_state_dict(stored["optimiser"])
            self.step, self.spent, self.average = stored["step"], stored["spent"], stored["average"]

    def one_step(self, pixels: torch.Tensor, share: float) -> float:
        """Learn from one batch; `share` of the time asked has passed. Returns the loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = RATE * min(1, (self.step + 1) / 100) * 0.5 * (1 + np.cos(np.pi * min(share, 1)))
        with torch.no_grad():
            latents = self.model.to_latents(pixels)
        with torch.autocast("cpu", torch.bfloat16, enabled=half_precision()):
            out = self.model.to_pixels(latents.contiguous(memory_format=torch.channels_last))
        error = out.float() - pixels
        # squared error for fidelity, absolute gradient error for crisp edges
        loss = error.square().mean() * 20 + error.abs().mean() + gradients(error).abs().mean()
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        keep = min(0.998, self.step / (self.step + 10))
        for name, value in self.model.refiner.state_dict().items():
            self.average[name].lerp_(value.detach(), 1 - keep)
        return float(loss)

    def save(self, spent: float) -> None:
        """Write the checkpoint."""
        state = {
            "model": self.model.refiner.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "spent": spent,
            "average": self.average,
        }
        with replacing(self.checkpoint) as part:
            torch.save(state, part)


def main() -> None:
    """Train for the minutes asked, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=25)
    parser.add_argument("--pictures", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=Path("training/autoencoder-run"))
    parser.add_argument("--out", type=Path, required=True, help="the file of weights to write")
    args = parser.parse_args()
    pictures = pool(args.seed, args.pictures, 144, args.folder / "pictures.npy")
    held = pictures[-64:, :128, :128]
    training = Training(args.folder)
    began = last = time.monotonic()

    def spent() -> float:
        return training.spent + time.monotonic() - began

    while spent() < args.minutes * 60:
        pixels = batch(pictures[:-64], stream(args.seed, "batch", training.step), args.batch)
        loss = training.one_step(pixels, spent() / (args.minutes * 60))
        if training.step % 100 == 0 or time.monotonic() - last > 60:
            last = time.monotonic()
            training.save(spent())
            report(training.model, training.average, held, training.step, loss)
    with replacing(args.out) as part:
        tensors = {k: v.half().contiguous() for k, v in training.average.items()}
        save_file(tensors, part, metadata={"encoding": "decoder/1"})
    print(f"wrote {args.out} ({args.out.stat().st_size / 1e6:.2f} MB, {len(load_file(args.out))} tensors)")


def report(model: BlockAutoencoder, average: dict[str, torch.Tensor], held: np.ndarray, step: int, loss: float) -> None:
    """PSNR of held-out training pictures with the averaged weights."""
    refiner = Refiner()
    refiner.load_state_dict(average)
    ours = BlockAutoencoder(refiner.eval()).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    plain = BlockAutoencoder()
    latents = plain.encode(held)
    print(
        f"step {step}  loss {loss:.4f}  held-out PSNR {psnr(held, ours.decode(latents)).mean():.2f} dB"
        f" (linear alone {psnr(held, plain.decode(latents)).mean():.2f})",
        flush=True,
    )


if __name__ == "__main__":
    main()
