"""Speed and quality of pictures, each beside a rival in the same run: ``python benchmarks/generation.py CORPUS``.

Autoencoder: PSNR and pictures a second at 128 px, beside the linear part alone and, with ``--taef2 FOLDER``, TAEF2.
Pictures: seconds each from 24 works; and, beside plain patch-nearest-neighbour synthesis from the same works, how
often a probe of colour and texture names the right artist, how much of a picture lies in copied pieces, by their size
and mirrored or not, how like its composition is to that of the most like work, how different pictures of one artist
are, and the kernel distance to works of the artist that neither was given. Works held back are the yardstick of every
column.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import torch
from scipy import ndimage
from torch import nn

import stylogeny as sg
from stylogeny.corpus.pictures import read
from stylogeny.corpus.works import Works
from stylogeny.generation import fit
from stylogeny.generation.autoencoder import half_precision, load, psnr
from stylogeny.generation.canvas import scale_to_area
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.learned.checkpoint import CHECKPOINT
from stylogeny.generation.learned.generator import LearnedGenerator
from stylogeny.generation.palette import measure
from stylogeny.generation.styles import Corpus, Style
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.streams import stream

PIECE = 8  # pixels: copies are looked for in squares of this side
SIDES = (16, 32, 64)  # pixels: copied pieces at least this large, as squares
SAME = 12.0  # root mean squared difference, of 255, under which a square counts as copied


class Tiny(nn.Module):
    """The layout of TAESD's blocks (madebyollin/taesd, MIT), to read TAEF2's weights as a rival."""

    def __init__(self, pooled: bool) -> None:
        super().__init__()
        convolutions = [nn.Conv2d(64, 64, 3, padding=1) for _ in range(3)]
        self.conv = nn.Sequential(convolutions[0], nn.ReLU(), convolutions[1], nn.ReLU(), convolutions[2])
        if pooled:
            widen, narrow = nn.Conv2d(64, 256, 1, bias=False), nn.Conv2d(256, 64, 1, bias=False)
            self.pool = nn.Sequential(widen, nn.GroupNorm(4, 256), nn.ReLU(), narrow)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.pool(x) if hasattr(self, "pool") else x
        return torch.relu(self.conv(x) + x)


class Squash(nn.Module):
    """TAESD's soft clamp of latents."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.tanh(x / 3) * 3


def taef2(folder: Path) -> tuple[nn.Module, nn.Module]:
    """Encoder and decoder with the weights of a folder."""

    def conv(into: int, out: int, **how: object) -> nn.Conv2d:
        return nn.Conv2d(into, out, 3, padding=1, **how)  # type: ignore[arg-type]

    layers: list[nn.Module] = [conv(3, 64), Tiny(False)]
    for stage in range(3):
        layers += [conv(64, 64, stride=2, bias=False), *(Tiny(stage == 2) for _ in range(3))]
    encoder = nn.Sequential(*layers, conv(64, 32))
    layers = [Squash(), conv(32, 64), nn.ReLU()]
    for stage in range(3):
        layers += [*(Tiny(stage == 0) for _ in range(3)), nn.Upsample(scale_factor=2), conv(64, 64, bias=False)]
    decoder = nn.Sequential(*layers, Tiny(False), conv(64, 3))
    for half, name in ((encoder, "encoder"), (decoder, "decoder")):
        half.load_state_dict(torch.load(folder / f"taef2_{name}.pth", weights_only=True))
        half.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return encoder, decoder


def rate(work: Callable[[], object], count: int) -> float:
    """Pictures a second, best of three."""
    best = np.inf
    for _ in range(3):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return count / best


def autoencoders(pictures: np.ndarray, rival: Path | None) -> list[list[str]]:
    """Rows of name, PSNR, encoded and decoded pictures a second."""
    rows = []
    for name, kind in (("ours", None), ("its linear part", "linear")):
        model = load(kind)
        model.decode(model.encode(pictures[:1]))
        latents = model.encode(pictures)
        rows.append(
            [name, f"{psnr(pictures, model.decode(latents)).mean():.2f}",
             f"{rate(partial(model.encode, pictures), len(pictures)):.0f}",
             f"{rate(partial(model.decode, latents), len(pictures)):.0f}"]
        )  # fmt: skip
    if rival is not None:
        encoder, decoder = taef2(rival)
        x = (
            torch.from_numpy(pictures)
            .permute(0, 3, 1, 2)
            .float()
            .div(255)
            .contiguous(memory_format=torch.channels_last)
        )
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half_precision()):
            z = encoder(x)
            out = decoder(z).float().clamp(0, 1).mul(255).round().byte().permute(0, 2, 3, 1).numpy()
            rows.append(
                ["TAEF2", f"{psnr(pictures, out).mean():.2f}", f"{rate(lambda: encoder(x), len(x)):.0f}",
                 f"{rate(lambda: decoder(z), len(x)):.0f}"]
            )  # fmt: skip
    return rows


def quilted(
    pictures: list[np.ndarray], n: int, seed: int, *, side: int = 128, patch: int = 16, lap: int = 4
) -> np.ndarray:
    """The rival: patches laid row by row, each the best match to what already lies there (Efros & Freeman 2001)."""
    made = []
    step = patch - lap
    for i in range(n):
        rng = stream(seed, "quilt", i)
        corners = [zip(*(rng.integers(0, side - patch, 60) for side in p.shape[:2])) for p in pictures]
        stock = [p[y : y + patch, x : x + patch] for p, at in zip(pictures, corners) for y, x in at]
        patches = np.stack(stock).astype(np.float32)
        canvas = np.full((side + patch, side + patch, 3), np.nan, dtype=np.float32)
        for y in range(0, side, step):
            for x in range(0, side, step):
                here = canvas[y : y + patch, x : x + patch]
                known = ~np.isnan(here)
                error = ((patches - np.where(known, here, 0)) ** 2 * known).sum(axis=(1, 2, 3))
                best = patches[np.argsort(error)[: 1 + 4 * (not known.any())][rng.integers(1 + 4 * (not known.any()))]]
                canvas[y : y + patch, x : x + patch] = np.where(known, (here + best) / 2, best)
        made.append(np.clip(canvas[:side, :side], 0, 255).astype(np.uint8))
    return np.stack(made)


def features(pictures: list[np.ndarray]) -> np.ndarray:
    """Colour and texture of each picture, float64[n, 10]."""
    return np.stack([measure(scale_to_area(p, 64, 1)) for p in pictures])


def copied(picture: np.ndarray, originals: list[np.ndarray]) -> np.ndarray:
    """Part of a picture that lies in copied pieces of at least each of SIDES squared pixels, float64[len(SIDES)].

    Squares of PIECE pixels within SAME of one work at one displacement that touch one another are one piece; a square
    counts with the largest piece it belongs to.
    """
    tiles = picture[: picture.shape[0] // PIECE * PIECE, : picture.shape[1] // PIECE * PIECE].astype(np.float32)
    high, wide = tiles.shape[0] // PIECE, tiles.shape[1] // PIECE
    tiles = tiles.reshape(high, PIECE, wide, PIECE, 3).transpose(0, 2, 1, 3, 4).reshape(high * wide, -1)
    piece = np.zeros((high, wide), dtype=np.int64)
    for work in [*originals, *(np.ascontiguousarray(o[:, ::-1]) for o in originals)]:
        views = np.lib.stride_tricks.sliding_window_view(work, (PIECE, PIECE), axis=(0, 1))[::2, ::2]
        shape = views.shape[:2]
        flat = torch.from_numpy(views.transpose(0, 1, 3, 4, 2).reshape(shape[0] * shape[1], -1).astype(np.float32))
        nearest = torch.cdist(torch.from_numpy(tiles), flat).div(np.sqrt(tiles.shape[1])).min(dim=1)
        where = np.stack(np.unravel_index(nearest.indices.numpy(), shape), -1) * 2
        shift = where - np.stack(np.divmod(np.arange(high * wide), wide), -1) * PIECE
        good = nearest.values.numpy() < SAME
        for displacement in np.unique(shift[good], axis=0):
            near = (np.abs(shift - displacement).max(axis=1) <= 2) & good
            labels, _ = ndimage.label(near.reshape(high, wide))
            piece = np.maximum(piece, np.where(labels > 0, np.bincount(labels.ravel())[labels], 0))
    return np.array([(piece * PIECE**2 >= side**2).mean() for side in SIDES])


def likeness(picture: np.ndarray, originals: list[np.ndarray]) -> float:
    """Correlation of a picture's composition (12 x 12 cells) with the most like one of some works, mirrored or not."""

    def cells(p: np.ndarray) -> np.ndarray:
        small = cv2.resize(p, (12, 12), interpolation=cv2.INTER_AREA).astype(np.float64)
        small -= small.mean(axis=(0, 1))
        return np.asarray(small.ravel() / max(float(np.linalg.norm(small)), 1e-9))

    return max(float(cells(picture) @ cells(view)) for o in originals for view in (o, o[:, ::-1]))


def kernel_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Unbiased squared maximum mean discrepancy with the cubic kernel of Binkowski et al. (2018)."""

    def kernel(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return (x @ y.T / x.shape[1] + 1) ** 3

    aa, bb = kernel(a, a), kernel(b, b)
    within = [(k.sum() - np.trace(k)) / (len(k) * (len(k) - 1)) for k in (aa, bb)]
    return float(sum(within) - 2 * kernel(a, b).mean())


HEAD = [
    "128 px from 24 works", "probe names the artist", "kernel distance", "diversity",
    *(f"copied in pieces of {side} px or more" for side in SIDES), "most like composition", "s to fit", "s per picture",
]  # fmt: skip


def quality(works: Works, artists: list[str], *, n: int, seed: int, run: Path | None = None) -> list[list[str]]:
    """Rows for ours, the rivals, and the works held back.

    The trained denoiser of `run`, whose works must be those of the corpus, has seen the works held back too, which
    flatters it; paint it gets from the given ones alone.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    given, held, ours, theirs, flows, spent = {}, {}, {}, {}, {}, [0.0, 0.0, 0.0]
    trained = None
    if run is not None:
        corpus = Corpus.open(Run(run))
        trained = LearnedGenerator.read(ClosedFormGenerator.of(corpus, load()), run / CHECKPOINT)
    for artist in artists:
        rows = np.flatnonzero(works.column("artist") == artist)
        rows = rows[works.pictured[rows]]
        order = stream(seed, "split", artist).permutation(rows)
        weights = np.zeros(len(works))
        weights[order[:24]] = 1
        given[artist] = [scale_to_area(read(works.picture(int(r)), 256), 128, 8) for r in order[:24]]
        held[artist] = [scale_to_area(read(works.picture(int(r)), 256), 128, 8) for r in order[24:48]]
        generator = fit(works)
        style = Style(artist, weights)
        generator.generate(style, n=1, size=128, seed=seed + 1)
        began = time.perf_counter()
        ours[artist] = list(generator.generate(style, n=n, size=128, seed=seed))
        middle = time.perf_counter()
        theirs[artist] = list(quilted(given[artist], n, seed))
        spent[0] += middle - began
        spent[1] += time.perf_counter() - middle
        if trained is not None and trained.corpus.space is not None:
            vectors = trained.corpus.space.vectors
            began = time.perf_counter()
            told = Style(artist, weights, vectors[order[:24]].mean(axis=0))
            flows[artist] = list(trained.generate(told, n=n, size=128, seed=seed))
            spent[2] += time.perf_counter() - began
    x, y = np.concatenate([features(given[a]) for a in artists]), np.repeat(artists, [len(given[a]) for a in artists])
    probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)).fit(x, y)
    scaler = probe[0]
    table = []
    contest: list[tuple[str, dict[str, list[np.ndarray]], float | None, float]] = [
        ("closed form", ours, spent[0], 0.0),
        ("patch quilting", theirs, spent[1], 0.0),
    ]
    if trained is not None:
        contest.append((f"{trained.trainer.plan.family}, trained", flows, spent[2], trained.trainer.seconds))
    for name, made, seconds, fitting in [*contest, ("held-back works", held, None, 0.0)]:
        right = np.mean([probe.score(features(made[a]), [a] * len(made[a])) for a in artists])
        distance = np.mean(
            [kernel_distance(scaler.transform(features(made[a])), scaler.transform(features(held[a]))) for a in artists]
        )
        spread = np.mean([diversity(made[a]) for a in artists])
        copies = np.mean([copied(p, given[a]) for a in artists for p in made[a][:2]], axis=0)
        table.append(
            [name, f"{right:.2f}", "" if name.startswith("held") else f"{distance:.2f}", f"{spread:.1f}",
             *(f"{part:.2f}" for part in copies),
             f"{np.mean([likeness(p, given[a]) for a in artists for p in made[a]]):.2f}",
             "" if seconds is None else f"{fitting:.0f}",
             "" if seconds is None else f"{seconds / n / len(artists):.2f}"]
        )  # fmt: skip
    return table


def diversity(pictures: list[np.ndarray]) -> float:
    """Mean distance between the compositions (12 x 12 cells) of two of some pictures."""
    small = np.stack(
        [cv2.resize(p, (12, 12), interpolation=cv2.INTER_AREA).astype(np.float64).ravel() for p in pictures]
    )
    pairs = np.linalg.norm(small[:, None] - small[None], axis=-1)[np.triu_indices(len(small), 1)]
    return float(pairs.mean() / np.sqrt(small.shape[1]))


def speed(works: Works, artist: str) -> list[list[str]]:
    """Rows of size and seconds a picture from 24 works of one artist, the works read beforehand."""
    generator = fit(works)
    weights = np.zeros(len(works))
    weights[np.flatnonzero((works.column("artist") == artist) & works.pictured)[:24]] = 1
    times = []
    for size in (128, 256, 512):
        generator.generate(Style(artist, weights), n=1, size=size, seed=1)
        began = time.perf_counter()
        generator.generate(Style(artist, weights), n=2, size=size, seed=2)
        times.append([f"{size} px", f"{(time.perf_counter() - began) / 2:.2f}"])
    return times


def markdown(head: list[str], rows: list[list[str]]) -> str:
    """A table."""
    return "\n".join("| " + " | ".join(r) + " |" for r in [head, ["---"] * len(head), *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--taef2", type=Path, help="folder with taef2_encoder.pth and taef2_decoder.pth")
    parser.add_argument("--artists", type=int, default=6)
    parser.add_argument("-n", type=int, default=6, help="pictures an artist")
    parser.add_argument("--pictures", type=int, default=64, help="pictures for the autoencoders")
    parser.add_argument(
        "--run", type=Path, help="a run folder of this corpus with a trained denoiser, as one more rival"
    )
    parser.add_argument("--only", choices=("autoencoder", "quality", "speed"), help="one table alone")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    with quietly():
        works = sg.load(args.corpus)
        print(
            f"{args.threads} threads, {'bfloat16' if half_precision() else 'float32 (no bfloat16 in this processor)'}\n"
        )
        if args.only in (None, "autoencoder"):
            rows = stream(args.seed, "pictures").permutation(np.flatnonzero(works.pictured))[: args.pictures]
            pictures = np.stack([read(works.picture(int(r)), (128, 128)) for r in rows])
            head = [f"{len(rows)} pictures of 128 px", "PSNR, dB", "encoded/s", "decoded/s"]
            print(markdown(head, autoencoders(pictures, args.taef2)), "\n", flush=True)
        counts = works.table.loc[works.pictured, "artist"].value_counts()
        artists = [str(a) for a, c in counts.items() if a and c >= 40][: args.artists]
        if not artists:
            raise SystemExit("no artist of this corpus has 40 works with pictures")
        if args.only in (None, "quality"):
            print(markdown(HEAD, quality(works, artists, n=args.n, seed=args.seed, run=args.run)), "\n", flush=True)
        if args.only in (None, "speed"):
            print(markdown(["closed form, 24 works", "s per picture"], speed(works, artists[0])))


if __name__ == "__main__":
    main()
