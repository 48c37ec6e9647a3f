"""The option --sign of commands that write pictures, and what it does."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..forensics.provenance.identity import Identity
    from ..generation.generator import Generator


def sign_argument(parser: argparse.ArgumentParser) -> None:
    """The option that signs what is written."""
    parser.add_argument(
        "--sign", action="store_true",
        help="sign each picture file, with its parents and a mark in its pixels (see `stylogeny provenance`)",
    )  # fmt: skip


def signed_by(args: argparse.Namespace) -> dict[str, str]:
    """Who signs, as a parameter of a step: unsigned pictures are made again when they are to be signed."""
    identity = _signer(args)
    return {} if identity is None else {"signed": identity.name}


@contextmanager
def signing(args: argparse.Namespace) -> Iterator[None]:
    """Within this context pictures are signed, where the command was told to, or an identity says always.

    Raises
    ------
    StylogenyError
        When there is no identity to sign with.
    """
    identity = _signer(args)
    if identity is None:
        yield
        return
    from ..forensics.provenance.signing import PictureFinder, Signing
    from ..generation.saved_pictures import finished_by

    with finished_by(Signing(identity, PictureFinder(_run_of(args)))):
        yield


def anchors_argument(parser: argparse.ArgumentParser) -> None:
    """Whose signatures are trusted."""
    parser.add_argument(
        "--anchors",
        nargs="+",
        type=Path,
        default=[],
        metavar="PEM",
        help="roots to trust, beside those of the identity",
    )


def marked(generator: Generator, args: argparse.Namespace) -> Generator:
    """A generator whose pictures start from keyed noise, where they are signed and it starts from noise."""
    identity = _signer(args)
    if identity is None:
        return generator
    from dataclasses import replace

    from ..forensics.provenance.noise_mark import KeyedNoise
    from ..generation.learned.generator import LearnedGenerator

    if not isinstance(generator, LearnedGenerator) or generator.autoregressive is not None:
        return generator
    return replace(generator, first_noise=KeyedNoise(identity.mark_key))


def _signer(args: argparse.Namespace) -> Identity | None:
    asked = getattr(args, "sign", None)
    if asked is None:  # a command that writes no single pictures
        return None
    from ..forensics.provenance.identity import Identity, usual_folder

    identity = Identity.find(run=_run_of(args))
    if identity is None and asked:
        return Identity.read(usual_folder())  # raises, and says what to do
    return identity if identity is not None and (asked or identity.always) else None


def _run_of(args: argparse.Namespace) -> Path | None:
    """The run folder of a command, where it has one."""
    named = (getattr(args, name, None) for name in ("run", "model"))
    return next((Path(n) for n in named if isinstance(n, str | Path) and Path(n).is_dir()), None)
