"""Whether pictures score higher in a style: the same prompts from the same noise, plain and steered, pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import StylogenyError
from .encoders import Encoder, Picture
from .scores import BUNDLED, score_pictures
from .steering.aesthetic_embedding import AestheticEmbedding


@dataclass(frozen=True)
class Verdict:
    """What one head says of pairs.

    Parameters
    ----------
    head : str
    plain, steered : float
        Mean scores.
    rise, error : float
        Mean of steered less plain over pairs, and its standard error (NaN for a single pair).
    higher : float
        Share of pairs in which the steered picture scores higher.
    """

    head: str
    plain: float
    steered: float
    rise: float
    error: float
    higher: float


def judge_pairs(
    plain: Sequence[Picture],
    steered: Sequence[Picture],
    *,
    heads: Sequence[str | Path] = (BUNDLED,),
    encoder: Encoder | None = None,
    styles: Sequence[AestheticEmbedding] = (),
) -> list[Verdict]:
    """A verdict of each head and style on pairs of pictures.

    A head that chose the pictures a style was learned from is bound to rise: that says that the style carries what it
    was chosen for. Likeness with the style that steered is what steering climbed. Another head is the test.

    Parameters
    ----------
    plain, steered : sequences of Picture
        The k-th of one and of the other are of one prompt and one noise.
    heads, encoder, styles
        As for :func:`.score_pictures`.

    Raises
    ------
    StylogenyError
        Not as many of one as of the other, none, or what :func:`.score_pictures` raises.
    """
    if len(plain) != len(steered) or not len(plain):
        raise StylogenyError("pairs of pictures are judged", got=f"{len(plain)} plain and {len(steered)} steered")
    scores = score_pictures([*plain, *steered], heads=heads, encoder=encoder, styles=styles)
    out = []
    for head, found in scores.items():
        before, after = found[: len(plain)], found[len(plain) :]
        rise = after - before
        error = float(rise.std(ddof=1) / np.sqrt(len(rise))) if len(rise) > 1 else float("nan")
        out.append(
            Verdict(
                head, float(before.mean()), float(after.mean()), float(rise.mean()), error, float((rise > 0).mean())
            )
        )
    return out
