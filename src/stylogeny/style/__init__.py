"""A style as something a person can carry away: learned, steered with, transferred, exported, searched for by words."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

_HOME = {
    "AestheticEmbedding": "steering.aesthetic_gradients",
    "learn": "steering.aesthetic_gradients",
    "corpus_mean": "steering.aesthetic_gradients",
    "ClipEncoder": "encoders",
    "StyleExport": "files",
    "load": "files",
    "export_style": "exports.export",
    "added": "exports.inversion",
    "stylise": "transfer.optimisation",
    "Painter": "transfer.feedforward",
    "Transfer": "transfer.optimisation",
    "RandomFilters": "transfer.features",
    "BuiltInFeatures": "transfer.features",
    "NetworkFeatures": "transfer.features",
    "HuggingFaceFeatures": "transfer.features",
    "Library": "prompts.library",
    "encode": "prompts.library",
    "AestheticHead": "evaluation",
    "judge_pictures": "evaluation",
    "consistency": "steering.consistency",
    "locked_set": "steering.consistency",
    "restyle": "steering.consistency",
    "write_video": ".generation.video",
    "shared_attention": "steering.shared_attention",
    "steer": "steering.steer",
    "Steering": "steering.steer",
}
__all__ = [*_HOME]

if TYPE_CHECKING:
    from ..generation.video import write_video as write_video
    from .encoders import ClipEncoder as ClipEncoder
    from .evaluation import AestheticHead as AestheticHead
    from .evaluation import judge_pictures as judge_pictures
    from .exports.export import export_style as export_style
    from .exports.inversion import added as added
    from .files import StyleExport as StyleExport
    from .files import load as load
    from .prompts.library import Library as Library
    from .prompts.library import encode as encode
    from .steering.aesthetic_gradients import AestheticEmbedding as AestheticEmbedding
    from .steering.aesthetic_gradients import corpus_mean as corpus_mean
    from .steering.aesthetic_gradients import learn as learn
    from .steering.consistency import consistency as consistency
    from .steering.consistency import locked_set as locked_set
    from .steering.consistency import restyle as restyle
    from .steering.shared_attention import shared_attention as shared_attention
    from .steering.steer import Steering as Steering
    from .steering.steer import steer as steer
    from .transfer.features import BuiltInFeatures as BuiltInFeatures
    from .transfer.features import HuggingFaceFeatures as HuggingFaceFeatures
    from .transfer.features import NetworkFeatures as NetworkFeatures
    from .transfer.features import RandomFilters as RandomFilters
    from .transfer.feedforward import Painter as Painter
    from .transfer.optimisation import Transfer as Transfer
    from .transfer.optimisation import stylise as stylise


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
