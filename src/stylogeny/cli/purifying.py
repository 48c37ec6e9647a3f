"""Pictures purified before they are asked about, for the commands that place and attribute."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from . import at_least

if TYPE_CHECKING:
    from ..corpus.works import Works


def purify_argument(parser: argparse.ArgumentParser) -> None:
    """The option --purify."""
    parser.add_argument(
        "--purify", nargs="?", type=at_least(0.01, 0.5), const=0.1, metavar="SHARE",
        help="first noise the picture by this share and bring it back, against what an attacker put there (0.1 if not "
        "said; clean pictures lose by it)",
    )  # fmt: skip


@contextmanager
def purifying(args: argparse.Namespace, pictures: Sequence[Path], works: Works) -> Iterator[dict[Path, Path]]:
    """Where each picture is to be read: as it is, or with --purify a copy that lasts as long as the block."""
    if args.purify is None:
        yield {path: path for path in pictures}
        return
    from ..forensics.purification import denoiser_of, purified_copies

    with tempfile.TemporaryDirectory() as folder:
        denoiser = denoiser_of(works, seed=args.seed)
        yield purified_copies(pictures, denoiser, Path(folder), strength=args.purify)
