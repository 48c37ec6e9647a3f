"""A style as something a person can carry away: learned, steered with, transferred, exported, searched for by words."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

_HOME = {
    "AestheticEmbedding": "aesthetic_gradients",
    "learn": "aesthetic_gradients",
    "corpus_mean": "aesthetic_gradients",
    "ClipEncoder": "encoders",
    "Export": "files",
    "load": "files",
    "export_style": "export",
    "added": "inversion",
    "stylise": "transfer",
    "Painter": "feedforward",
    "Transfer": "transfer",
    "RandomFilters": "features",
    "BuiltIn": "features",
    "Network": "features",
    "HuggingFace": "features",
    "Library": "library",
    "encode": "library",
    "AestheticHead": "judge",
    "judge_pictures": "judge",
    "consistency": "locked",
    "locked_set": "locked",
    "restyle": "locked",
    "write_video": "locked",
    "shared_attention": "shared",
    "steer": "steering",
    "Steering": "steering",
}
__all__ = [*_HOME]

if TYPE_CHECKING:
    from .aesthetic_gradients import AestheticEmbedding as AestheticEmbedding
    from .aesthetic_gradients import corpus_mean as corpus_mean
    from .aesthetic_gradients import learn as learn
    from .encoders import ClipEncoder as ClipEncoder
    from .export import export_style as export_style
    from .features import BuiltIn as BuiltIn
    from .features import HuggingFace as HuggingFace
    from .features import Network as Network
    from .features import RandomFilters as RandomFilters
    from .feedforward import Painter as Painter
    from .files import Export as Export
    from .files import load as load
    from .inversion import added as added
    from .judge import AestheticHead as AestheticHead
    from .judge import judge_pictures as judge_pictures
    from .library import Library as Library
    from .library import encode as encode
    from .locked import consistency as consistency
    from .locked import locked_set as locked_set
    from .locked import restyle as restyle
    from .locked import write_video as write_video
    from .shared import shared_attention as shared_attention
    from .steering import Steering as Steering
    from .steering import steer as steer
    from .transfer import Transfer as Transfer
    from .transfer import stylise as stylise


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
