"""Which of a pipeline's text encoders a style fits, and the projection into the joint space that each needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import torch
from torch import nn

from ...errors import StylogenyError
from ...generation.pretrained.protocol import Pipeline
from ..encoders import EncoderLike, as_encoder
from .aesthetic_embedding import AestheticEmbedding
from .text_encoder import text_model

NAMES = ("text_encoder", "text_encoder_2", "text_encoder_3")
ProjectionLike: TypeAlias = "np.ndarray | torch.Tensor | EncoderLike"


@dataclass(frozen=True, eq=False)
class Tower:
    """A CLIP text encoder of a pipeline.

    Parameters
    ----------
    name : str
        The pipeline's name for it.
    encoder : Module
    projection : Tensor, optional
        float32[D, hidden] into the joint space, for an encoder that has none of its own.
    width : int
        D.
    end : int, optional
        The end-of-text token: a prompt that starts with it is empty.
    """

    name: str
    encoder: nn.Module
    projection: torch.Tensor | None
    width: int
    end: int | None


def text_projection(source: ProjectionLike | None) -> np.ndarray | None:
    """A text projection float32[D, hidden] from an array, an encoder, a transformers CLIP or a path."""
    if source is None:
        return None
    if isinstance(source, torch.Tensor):
        source = source.detach().float().cpu().numpy()
    if isinstance(source, np.ndarray):
        return source.astype(np.float32)
    own: Any = getattr(source, "text_projection", None)
    if own is not None:
        return own.weight.detach().float().cpu().numpy()
    matrix = getattr(as_encoder(source), "projection", None)
    if matrix is None:
        raise StylogenyError("the encoder given as projection has no text half", fix="give a whole CLIP")
    return matrix


def find_towers(
    pipeline: Pipeline, styles: Sequence[AestheticEmbedding], projection: ProjectionLike | None
) -> list[Tower]:
    """The pipeline's CLIP text encoders that an embedding fits.

    Raises
    ------
    StylogenyError
        No CLIP text encoder, or an embedding that fits none of them.
    """
    matrices = [m for m in [text_projection(projection), *(s.projection for s in styles)] if m is not None]
    towers: list[Tower] = []
    widths: list[int] = []  # of all joint spaces that there are
    bare: list[str] = []  # encoders without a projection
    for name in NAMES:
        encoder = getattr(pipeline, name, None)
        hidden = _hidden_width(encoder)
        if encoder is None or not hidden:
            continue
        own = getattr(encoder, "text_projection", None)
        if own is not None:
            options = [own.weight.detach().float()]
        else:
            options = [torch.from_numpy(m) for m in matrices if m.shape[1] == hidden]
        bare += [f"{name} (hidden {hidden})"] if not options else []
        for option in options:
            widths.append(len(option))
            if any(s.width == len(option) for s in styles):
                linear = None if own is not None else option
                towers.append(Tower(name, encoder, linear, len(option), _end_token(pipeline, name)))
                break
    if not widths and not bare:
        raise StylogenyError(
            "this pipeline has no CLIP text encoder", got=type(pipeline).__name__, fix="use SD 1.5, SD 2 or SDXL"
        )
    _check_widths({s.width for s in styles} - {t.width for t in towers}, widths, bare)
    return towers


def _hidden_width(encoder: nn.Module | None) -> int:
    """The width of a CLIP text encoder's states; 0 for none, or for a T5 beside the CLIPs."""
    if encoder is None:
        return 0
    try:
        return int(text_model(encoder).final_layer_norm.weight.shape[0])
    except StylogenyError:
        return 0


def _end_token(pipeline: Pipeline, name: str) -> int | None:
    tokenizer: Any = getattr(pipeline, name.replace("text_encoder", "tokenizer"), None)
    return getattr(tokenizer, "eos_token_id", None)


def _check_widths(unfit: set[int], widths: Sequence[int], bare: Sequence[str]) -> None:
    """Raise when embeddings of these widths fit no encoder."""
    if unfit and bare:
        raise StylogenyError(
            f"{' and '.join(bare)} has no projection into CLIP's joint space",
            fix="learn the style with a whole CLIP, or pass projection=PATH to the CLIP this text encoder came from",
        )
    if unfit:
        have = " and ".join(str(w) for w in widths)
        raise StylogenyError(
            f"an embedding of width {min(unfit)} does not fit this pipeline's encoders of width {have}",
            fix="learn the style with the pipeline's own CLIP",
        )
