"""Is a mark in the initial noise read back from pictures of a trained family, and what of the way loses it?

    python verification/noise_marks.py RUN STYLE [--pictures 6] [--seed 1]

RUN has a network that `stylogeny train` trained. Pictures start from keyed noise; each is run back along the
probability flow, with the point that it was drawn at and without, and the signs that agree with the key's are counted:
of the latents themselves, of what they show (decoded, bytes, encoded), of the composition as it is shown, and of the
painted picture; then after JPEG 75. Half of the signs agree by chance.
"""

from __future__ import annotations

import argparse
import io
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from stylogeny.forensics.provenance.inversion import TOLERANCE, first_noise
from stylogeny.forensics.provenance.noise_mark import KeyedNoise, nonce_of, read_noise, threshold
from stylogeny.generation.learned.data import SIDE
from stylogeny.generation.learned.families.probability_flow import solve
from stylogeny.generation.learned.generator import LearnedGenerator
from stylogeny.generation.styles import Corpus, resolve
from stylogeny.progress import progress
from stylogeny.runs import Run
from stylogeny.streams import stream


def jpeg(picture: np.ndarray) -> np.ndarray:
    """Saved as JPEG 75 and read."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=75)
    return np.array(Image.open(file).convert("RGB"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("style")
    parser.add_argument("--pictures", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    corpus = Corpus.open(Run(args.run))
    key = stream(args.seed, "key").bytes(32)
    plain = LearnedGenerator.of_run(Run(args.run), corpus)
    generator = LearnedGenerator(plain.closed, plain.trainer, plain.drawn_as, KeyedNoise(key))
    style = resolve(args.style, corpus)
    size = (len(generator.channels), SIDE // generator.autoencoder.factor, SIDE // generator.autoencoder.factor)
    agreed: dict[tuple[str, str], list[float]] = defaultdict(list)
    draw = {"n": args.pictures, "size": SIDE, "seed": args.seed}
    shown = {p: generator.draw(style, paint=p, **draw).pictures for p in (False, True)}  # type: ignore[arg-type]
    targets = generator.target_works([style] * args.pictures, seed=args.seed)
    points = generator.conditions([style] * args.pictures, targets)
    scales, field_of = generator.trainer.scales, generator.field
    for k in progress(range(args.pictures), "pictures"):
        nonce, point = nonce_of(args.seed, k), scales.standardise_vectors(torch.from_numpy(points[k : k + 1]))
        luck = stream(args.seed, "picture", k).standard_normal(size, dtype=np.float32)
        start = torch.from_numpy(KeyedNoise(key)(luck, args.seed, k))[None]
        with torch.inference_mode():
            latents = solve(field_of(point), start, tolerance=TOLERANCE)
            back = solve(field_of(point), latents, start=1.0, end=0.0, tolerance=TOLERANCE)
            blind = solve(field_of(point, 0.0), latents, start=1.0, end=0.0, tolerance=TOLERANCE)
            full = torch.zeros(1, generator.autoencoder.channels, *size[1:])
            full[:, generator.channels] = scales.restore_latents(latents)
            decoded = generator.autoencoder.decode(full)[0]
        agreed["latents", "point"].append(read_noise(back[0].numpy(), key, nonce).share)
        agreed["latents", "blind"].append(read_noise(blind[0].numpy(), key, nonce).share)
        ways = {"decoded": decoded, "composition": shown[False][k], "painted": shown[True][k]}
        for name, picture in ways.items():
            for suffix, seen in (("", picture), (", JPEG 75", jpeg(picture))):
                for told, condition in (("point", points[k]), ("blind", None)):
                    noise = first_noise(generator, seen, condition=condition)
                    agreed[name + suffix, told].append(read_noise(noise, key, nonce).share)
    count = int(np.prod(size))
    family, least = generator.trainer.plan.family, threshold(count)
    print(f"{family}, {count} signs, {args.pictures} pictures; at 1e-6 {least:.3f} agree\n")
    print("| run back from | its point known (least) | not known (least) |\n|---|---|---|")
    for name in dict.fromkeys(name for name, _ in agreed):
        shares = [agreed[name, told] for told in ("point", "blind")]
        known, unknown = (f"{np.mean(each):.3f} ({min(each):.3f})" for each in shares)
        print(f"| {name} | {known} | {unknown} |")


if __name__ == "__main__":
    main()
