"""A style as something a person can carry away: learned, steered with, transferred, exported, searched for by words."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

_HOME = {
    "AestheticEmbedding": "steering.aesthetic_embedding",
    "AestheticHead": "aesthetic_head",
    "BuiltInFeatures": "transfer.features",
    "ClipEncoder": "encoders",
    "EyeFeatures": "transfer.features",
    "Geometry": "transfer.rearrangement",
    "HuggingFaceFeatures": "transfer.features",
    "Library": "prompts.library",
    "NetworkFeatures": "transfer.features",
    "Painter": "transfer.painter",
    "RandomFilters": "transfer.features",
    "Steering": "steering.steer",
    "StyleExport": "exports.files",
    "Transfer": "transfer.optimisation",
    "add_vectors": "exports.steering_vectors",
    "consistency": "steering.consistency",
    "consistent_set": "steering.consistency",
    "corpus_mean": "steering.aesthetic_gradients",
    "encode": "prompts.library",
    "evaluate_pictures": "evaluation",
    "export_style": "exports.export",
    "learn": "steering.aesthetic_gradients",
    "learn_lora": "lora.of_run",
    "learn_pipeline_lora": "lora.of_pipeline",
    "load": "exports.files",
    "rearrange": "transfer.rearrangement",
    "restructure": "transfer.structure",
    "restyle": "steering.consistency",
    "shared_attention": "steering.shared_attention",
    "steer": "steering.steer",
    "stylise": "transfer.optimisation",
    "write_video": ".generation.video",
}
__all__ = [*_HOME]

if TYPE_CHECKING:
    from ..generation.video import write_video as write_video
    from .aesthetic_head import AestheticHead as AestheticHead
    from .encoders import ClipEncoder as ClipEncoder
    from .evaluation import evaluate_pictures as evaluate_pictures
    from .exports.export import export_style as export_style
    from .exports.files import StyleExport as StyleExport
    from .exports.files import load as load
    from .exports.steering_vectors import add_vectors as add_vectors
    from .lora.of_pipeline import learn_pipeline_lora as learn_pipeline_lora
    from .lora.of_run import learn_lora as learn_lora
    from .prompts.library import Library as Library
    from .prompts.library import encode as encode
    from .steering.aesthetic_embedding import AestheticEmbedding as AestheticEmbedding
    from .steering.aesthetic_gradients import corpus_mean as corpus_mean
    from .steering.aesthetic_gradients import learn as learn
    from .steering.consistency import consistency as consistency
    from .steering.consistency import consistent_set as consistent_set
    from .steering.consistency import restyle as restyle
    from .steering.shared_attention import shared_attention as shared_attention
    from .steering.steer import Steering as Steering
    from .steering.steer import steer as steer
    from .transfer.features import BuiltInFeatures as BuiltInFeatures
    from .transfer.features import EyeFeatures as EyeFeatures
    from .transfer.features import HuggingFaceFeatures as HuggingFaceFeatures
    from .transfer.features import NetworkFeatures as NetworkFeatures
    from .transfer.features import RandomFilters as RandomFilters
    from .transfer.optimisation import Transfer as Transfer
    from .transfer.optimisation import stylise as stylise
    from .transfer.painter import Painter as Painter
    from .transfer.rearrangement import Geometry as Geometry
    from .transfer.rearrangement import rearrange as rearrange
    from .transfer.structure import restructure as restructure


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
