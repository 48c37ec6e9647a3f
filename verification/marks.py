"""What a mark in the pixels outlives, how visible it is, and how often one is seen where there is none.

    python verification/marks.py RUN [--works 100] [--side 256] [--seed 1]

Pictures are works of a run, as they are or made smaller. Each is marked under a key of its own, altered, and asked for
its mark; the key is the seed's, so nothing was chosen on these pictures. Beside it: bits of unmarked pictures against
fair coins, which the rate of false alarms is computed from, and what signing adds to a file.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.stats import binom

from stylogeny.corpus.pictures import read
from stylogeny.corpus.works import Works
from stylogeny.forensics.provenance.content_credentials import judged, signed
from stylogeny.forensics.provenance.genealogy import Ancestor, Genealogy
from stylogeny.forensics.provenance.identity import make_identity
from stylogeny.forensics.provenance.pixel_mark import CODE_BITS, TILE, detect, embed, encoded, raw_bits
from stylogeny.forensics.provenance.xmp import packet, with_xmp
from stylogeny.progress import progress
from stylogeny.streams import stream

CUT = (11, 5)  # row and column at which cut-outs begin


def saved(picture: np.ndarray, form: str, quality: int) -> np.ndarray:
    """A picture saved and read."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, form, quality=quality)
    return np.array(Image.open(file).convert("RGB"))


def scaled(picture: np.ndarray, factor: float) -> np.ndarray:
    """Scaled, and back to the size it had."""
    image = Image.fromarray(picture)
    small = image.resize([max(1, round(s * factor)) for s in image.size], Image.Resampling.LANCZOS)
    return np.array(small.resize(image.size, Image.Resampling.BICUBIC))


def turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    """Turned about its middle."""
    return np.array(Image.fromarray(picture).rotate(degrees, Image.Resampling.BICUBIC))


def cut(picture: np.ndarray, share: float) -> np.ndarray:
    """A share of its sides, off the grid."""
    high, wide = (round(s * share) for s in picture.shape[:2])
    return picture[CUT[0] : CUT[0] + high, CUT[1] : CUT[1] + wide]


def holds_a_tile(picture: np.ndarray) -> bool:
    """Whether a cut-out has a whole tile of the grid in it."""
    return all(side - (-start % TILE) >= TILE for side, start in zip(picture.shape, CUT))


ALTERATIONS: dict[str, tuple[Callable[[np.ndarray], np.ndarray], bool]] = {
    "as it is": (lambda p: p, False),
    "JPEG 95": (lambda p: saved(p, "JPEG", 95), False),
    "JPEG 75": (lambda p: saved(p, "JPEG", 75), False),
    "JPEG 50": (lambda p: saved(p, "JPEG", 50), False),
    "JPEG 20": (lambda p: saved(p, "JPEG", 20), False),
    "WebP 60": (lambda p: saved(p, "WEBP", 60), False),
    "half size and back": (lambda p: scaled(p, 0.5), False),
    "a third and back": (lambda p: scaled(p, 1 / 3), False),
    "grey": (lambda p: np.array(Image.fromarray(p).convert("L").convert("RGB")), False),
    "noise of 6 levels": (lambda p: np.clip(p + stream(0, "n").normal(0, 6, p.shape), 0, 255).astype(np.uint8), False),
    "brighter by a tenth": (lambda p: np.clip(p * 1.1, 0, 255).astype(np.uint8), False),
    "cut to 85 % of its sides": (lambda p: cut(p, 0.85), True),
    "cut to 60 %, JPEG 75": (lambda p: saved(cut(p, 0.6), "JPEG", 75), True),
    "turned by 1 degree": (lambda p: turned(p, 1.0), True),
    "mirrored": (lambda p: np.ascontiguousarray(p[:, ::-1]), True),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="a run folder with pictures")
    parser.add_argument("--works", type=int, default=100)
    parser.add_argument("--side", type=int, help="longest side in pixels (default: as they are)")
    parser.add_argument("--keys", type=int, default=200, help="keys that unmarked pictures are asked with")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    works = Works.read(args.run / "works.parquet")
    rows = stream(args.seed, "marks").permutation(np.flatnonzero(works.pictured))[: args.works]
    pictures = [read(works.picture(int(row)), args.side) for row in rows]
    large = [p for p in pictures if min(p.shape[:2]) >= TILE]
    print(f"{len(large)} pictures of at least {TILE} pixels of {len(pictures)}, seed {args.seed}\n")
    alterations(large, args.seed)
    false_alarms(large[: args.works // 2], args.keys, args.seed)
    signatures(large[:20])


def alterations(pictures: list[np.ndarray], seed: int) -> None:
    """What a mark outlives."""
    luck = stream(seed, "keys")
    found, able, wrong, ratio, seconds = dict.fromkeys(ALTERATIONS, 0), dict.fromkeys(ALTERATIONS, 0), 0, [], []
    for picture in progress(pictures, "marks"):
        key, mark = luck.bytes(32), luck.bytes(4).hex()
        begun = time.process_time()
        marked = embed(picture, key, mark)
        seconds.append(time.process_time() - begun)
        ratio.append(10 * np.log10(255**2 / np.square(marked.astype(float) - picture).mean()))
        for name, (alter, shifted) in ALTERATIONS.items():
            altered = alter(marked)
            able[name] += not name.startswith("cut") or holds_a_tile(altered)
            seen = detect(altered, key, shifted=shifted)
            found[name] += seen is not None and seen.id == mark
            wrong += seen is not None and seen.id != mark
    print(f"PSNR {np.median(ratio):.1f} dB (least {np.min(ratio):.1f}), {np.median(seconds):.3f} s; {wrong} misread\n")
    print("| alteration | marks read |\n|---|---|")
    for name, count in found.items():
        whole = "" if able[name] == len(pictures) else f"; {able[name]} hold a whole tile"
        print(f"| {name} | {count} of {len(pictures)}{whole} |")


def false_alarms(pictures: list[np.ndarray], keys: int, seed: int) -> None:
    """Unmarked pictures: marks found, and their bits against fair coins."""
    luck, marks, shifted, near = stream(seed, "false alarms"), 0, 0, []
    words = np.stack([encoded(luck.bytes(4).hex()) for _ in range(50)])
    for _ in progress(range(keys), "false alarms"):
        key = luck.bytes(32)
        for picture in pictures:
            near.append((raw_bits(picture, key)[None] != words).sum(axis=1))
            marks += detect(picture, key, shifted=False) is not None
    for picture in progress(pictures, "shifted"):
        shifted += detect(picture, luck.bytes(32)) is not None
    asked = keys * len(pictures)
    print(f"\nUnmarked: {marks} marks in {asked:,} questions on the grid, {shifted} in {len(pictures)} of cut-outs")
    apart = np.concatenate(near)
    print("\n| bits apart from a code word | of unmarked pictures | of fair coins |\n|---|---|---|")
    for most in (50, 45, 42, 40):
        print(
            f"| at most {most} of {CODE_BITS} | {(apart <= most).mean():.2e} | {binom.cdf(most, CODE_BITS, 0.5):.2e} |"
        )


def signatures(pictures: list[np.ndarray]) -> None:
    """What signing adds, and what it takes."""
    parents = tuple(Ancestor(f"w{k}", f"Work {k}", "An artist", "1850", 0.1, sha256="0" * 64) for k in range(8))
    told = Genealogy("A picture", "closed-form", "composite", 1, 1900.0, (1890.0, 1910.0), parents)
    added, seconds, found = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        identity = make_identity(Path(folder) / "id", "Verification")
        for picture in pictures:
            file = io.BytesIO()
            Image.fromarray(picture).save(file, "PNG")
            begun = time.process_time()
            data = signed(with_xmp(file.getvalue(), packet(told)), told, identity)
            seconds.append(time.process_time() - begun)
            added.append(len(data) - len(file.getvalue()))
            luck = stream(0, "flips", len(added))
            for _ in range(20):  # anywhere in the pixels
                broken = bytearray(data)
                start = data.index(b"IDAT")
                broken[int(luck.integers(start + 20, len(data) - 40))] ^= 1 << int(luck.integers(8))
                found += judged(bytes(broken), identity.anchors).state in ("damaged", "unreadable")
    print(f"\n8 parents, signed, and XMP add {np.median(added):,.0f} bytes and {1000 * np.median(seconds):.0f} ms;")
    print(f"of {20 * len(pictures)} single bits flipped in the pixels, {found} are found.")


if __name__ == "__main__":
    main()
