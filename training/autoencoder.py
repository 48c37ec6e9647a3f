"""Train the decoder that ships with Stylogeny: ``python training/autoencoder.py --minutes 25``.

Its pictures are painted worlds (stylogeny.world) and procedural ones: dead leaves, 1/f noise, gradients, strokes, hatching
and marks like text. No work of any artist is in it. It goes on from its last checkpoint when called again.
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
from stylogeny.generation.autoencoder import WEIGHTS, BlockAutoencoder, Refiner, half_precision, psnr
from stylogeny.streams import stream

CROP = 96


def pink(rng: np.random.Generator, side: int, slope: float) -> np.ndarray:
    """Noise whose amplitude falls as a power of frequency, unit variance, float32[side, side]."""
    f = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side))
    f[0, 0] = 1
    spectrum = np.fft.rfft2(rng.standard_normal((side, side))) * f**-slope
    spectrum[0, 0] = 0
    noise = np.fft.irfft2(spectrum, s=(side, side))
    return (noise / noise.std()).astype(np.float32)


def colours(rng: np.random.Generator, count: int) -> np.ndarray:
    """A palette: colours around a common one, float32[count, 3] in [0, 1]."""
    centre = rng.random(3)
    return np.clip(centre + rng.normal(0, rng.uniform(0.05, 0.35), (count, 3)), 0, 1).astype(np.float32)


def leaves(rng: np.random.Generator, side: int) -> np.ndarray:
    """Dead leaves: occluding discs, boxes and polygons with sizes by a power law (Lee, Mumford & Huang 2001)."""
    picture = np.empty((side, side, 3), np.float32)
    picture[:] = colours(rng, 1)
    shades = colours(rng, 24)
    for radius in np.sort(2 * (1 - rng.random(220)) ** -0.6)[::-1]:
        radius = float(min(radius, side / 2))
        x, y = rng.integers(0, side, 2)
        colour = shades[rng.integers(len(shades))].tolist()
        corners = int(rng.integers(3, 8))
        turn = np.sort(rng.random(corners) * 2 * np.pi)
        points = np.stack([x + radius * np.cos(turn), y + radius * np.sin(turn)], 1).round().astype(np.int32)
        if rng.random() < 0.5:
            cv2.circle(picture, (int(x), int(y)), max(1, round(radius)), colour, -1, cv2.LINE_AA)
        else:
            cv2.fillPoly(picture, [points], colour, cv2.LINE_AA)
    return picture


def clouds(rng: np.random.Generator, side: int) -> np.ndarray:
    """1/f noise pushed through a palette, with fainter noise of its own in every channel."""
    slope = rng.uniform(0.7, 1.6)
    tone = pink(rng, side, slope)
    ramp = colours(rng, 5)
    at = np.clip((tone + 2) / 4, 0, 1) * 4
    low = np.minimum(at.astype(int), 3)
    mix = (at - low)[..., None]
    picture = ramp[low] * (1 - mix) + ramp[low + 1] * mix
    own = np.stack([pink(rng, side, slope) for _ in range(3)], -1)
    return picture + rng.uniform(0, 0.08) * own


def strokes(rng: np.random.Generator, side: int) -> np.ndarray:
    """Brush marks along a smooth flow over a cloud, in the cloud's colours."""
    picture = np.ascontiguousarray(clouds(rng, side), dtype=np.float32)
    angle = pink(rng, side, 1.5) * rng.uniform(0.2, 1.5) + rng.uniform(0, np.pi)
    length, width = rng.uniform(3, 20), int(rng.integers(1, 5))
    source = picture + rng.normal(0, rng.uniform(0.02, 0.15), 3).astype(np.float32)
    for x, y in rng.integers(0, side, (500, 2)):
        step = length / 2 * np.array([np.cos(angle[y, x]), np.sin(angle[y, x])])
        a, b = (np.round(np.array([x, y]) + way).astype(int) for way in (-step, step))
        colour = np.clip(source[y, x] + rng.normal(0, 0.06), 0, 1).tolist()
        cv2.line(picture, tuple(map(int, a)), tuple(map(int, b)), colour, width, cv2.LINE_AA)
    return picture


def marks(rng: np.random.Generator, side: int) -> np.ndarray:
    """Lines of text-like marks, hatching and contours on paper."""
    paper, ink = np.sort(rng.random(2))[::-1]
    picture = np.empty((side, side, 3), np.uint8)
    picture[:] = 255 * np.clip(paper + rng.normal(0, 0.04, 3), 0, 1)
    colour = (255 * np.clip(ink * 0.5 + rng.normal(0, 0.06, 3), 0, 1)).tolist()
    for _ in range(int(rng.integers(1, 4))):
        gap, lean = rng.integers(3, 12), rng.uniform(-0.6, 0.6)
        x0, y0, x1, y1 = rng.integers(0, side, 4)
        for x in range(min(x0, x1), max(x0, x1), int(gap)):
            end = (int(x + lean * abs(y1 - y0)), int(max(y0, y1)))
            cv2.line(picture, (int(x), int(min(y0, y1))), end, colour, 1, cv2.LINE_AA)
    for line in range(int(rng.integers(0, side)), side, int(rng.integers(10, 24))):
        letters = "".join(chr(c) for c in rng.integers(33, 122, int(rng.integers(3, 20))))
        cv2.putText(
            picture, letters, (int(rng.integers(0, side // 2)), line), int(rng.integers(0, 8)),
            float(rng.uniform(0.25, 0.9)), colour, 1, cv2.LINE_AA,
        )  # fmt: skip
    for _ in range(int(rng.integers(1, 10))):
        turn = np.cumsum(rng.normal(0, 0.3, 40))
        path = np.cumsum(np.stack([np.cos(turn), np.sin(turn)], 1) * rng.uniform(1, 5), 0) + rng.integers(0, side, 2)
        cv2.polylines(picture, [path.round().astype(np.int32)], False, colour, int(rng.integers(1, 4)), cv2.LINE_AA)
    return picture.astype(np.float32) / 255


def photographic(rng: np.random.Generator, side: int) -> np.ndarray:
    """Leaves lit by a gradient, textured by 1/f noise, and slightly out of focus."""
    picture = leaves(rng, side)
    fall = rng.normal(0, 0.3, 2)
    t = np.linspace(-1, 1, side, dtype=np.float32)
    light = 1 + fall[0] * t[:, None, None] + fall[1] * t[None, :, None]
    texture = pink(rng, side, rng.uniform(0.5, 1.2))[..., None]
    picture = picture * light + rng.uniform(0, 0.1) * texture
    return cv2.GaussianBlur(picture.astype(np.float32), (0, 0), rng.uniform(0.4, 1.2))


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
    made = MAKERS[index % len(MAKERS)](rng, side)
    if made.shape[:2] != (side, side):
        made = cv2.resize(made, (side, side))
    grey = made.mean(axis=-1, keepdims=True)
    made = grey + (made - grey) * rng.uniform(0.1, 1)  # most pictures are less colourful than a palette drawn at random
    if rng.random() < 0.5:
        made = made + rng.normal(0, rng.uniform(0, 0.03), made.shape)
    return np.clip(made * 255, 0, 255).round().astype(np.uint8)


def pool(seed: int, count: int, side: int, path: Path) -> np.ndarray:
    """The training pictures, made once and kept in a file."""
    if not path.exists():
        made = np.stack([picture(seed, i, side) for i in range(count)])
        with replacing(path) as part, part.open("wb") as file:
            np.save(file, made)
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=25)
    parser.add_argument("--pictures", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=Path("training/autoencoder-run"))
    args = parser.parse_args()
    pictures = pool(args.seed, args.pictures, 144, args.folder / "pictures.npy")
    held = pictures[-64:, :128, :128]
    model = BlockAutoencoder(Refiner()).to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-4, betas=(0.9, 0.98))
    checkpoint = args.folder / "checkpoint.pt"
    step, spent = 0, 0.0
    average = {k: v.detach().clone() for k, v in model.refiner.state_dict().items()}
    if checkpoint.exists():
        stored = torch.load(checkpoint, weights_only=True)
        model.refiner.load_state_dict(stored["model"])
        optimiser.load_state_dict(stored["optimiser"])
        step, spent, average = stored["step"], stored["spent"], stored["average"]
    began = last = time.monotonic()
    while spent + time.monotonic() - began < args.minutes * 60:
        share = (spent + time.monotonic() - began) / (args.minutes * 60)
        for group in optimiser.param_groups:
            group["lr"] = 1e-3 * min(1, (step + 1) / 100) * 0.5 * (1 + np.cos(np.pi * min(share, 1)))
        pixels = batch(pictures[:-64], stream(args.seed, "batch", step), args.batch)
        with torch.no_grad():
            latents = model.to_latents(pixels)
        with torch.autocast("cpu", torch.bfloat16, enabled=half_precision()):
            out = model.to_pixels(latents.contiguous(memory_format=torch.channels_last))
        error = out.float() - pixels
        # squared error for fidelity, absolute gradient error for crisp edges
        loss = error.square().mean() * 20 + error.abs().mean() + gradients(error).abs().mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        keep = min(0.998, step / (step + 10))
        for name, value in model.refiner.state_dict().items():
            average[name].lerp_(value.detach(), 1 - keep)
        if step % 100 == 0 or time.monotonic() - last > 60:
            last = time.monotonic()
            with replacing(checkpoint) as part:
                torch.save(
                    {"model": model.refiner.state_dict(), "optimiser": optimiser.state_dict(), "step": step,
                     "spent": spent + last - began, "average": average},
                    part,
                )  # fmt: skip
            report(model, average, held, step, float(loss))
    with replacing(WEIGHTS) as part:
        save_file({k: v.half().contiguous() for k, v in average.items()}, part, metadata={"encoding": "decoder/1"})
    print(f"wrote {WEIGHTS} ({WEIGHTS.stat().st_size / 1e6:.2f} MB, {len(load_file(WEIGHTS))} tensors)")


def report(model: BlockAutoencoder, average: dict[str, torch.Tensor], held: np.ndarray, step: int, loss: float) -> None:
    """PSNR of held-out training pictures with the averaged weights."""
    refiner = Refiner()
    refiner.load_state_dict(average)
    ours = BlockAutoencoder(refiner.eval()).to(memory_format=torch.channels_last)
    plain = BlockAutoencoder()
    latents = plain.encode(held)
    print(
        f"step {step}  loss {loss:.4f}  held-out PSNR {psnr(held, ours.decode(latents)).mean():.2f} dB"
        f" (linear alone {psnr(held, plain.decode(latents)).mean():.2f})",
        flush=True,
    )


if __name__ == "__main__":
    main()
