"""Stylogeny: from dated pictures to influence, credit, counterfactual histories and styles.

    import stylogeny as sg
    works = sg.load("paintings/")
    space = sg.embed(works)
    graph = sg.trace(space)
    answer = sg.credit(graph, "mona-lisa", bootstraps=100)
    future = sg.imagine(graph, root="mona-lisa", years=30)

The verbs are imported when first used, so ``import stylogeny`` is quick and pulls in no torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "load": "corpus",
    "Works": "corpus.works",
    "parse_date": "corpus.dates",
    "embed": "embedding",
    "Embedding": "embedding.space",
    "place": "influence.placement",
    "trace": "influence",
    "InfluenceGraph": "influence.graph",
    "credit": "counterfactual.credit",
    "Credit": "counterfactual.answer",
    "without": "counterfactual.worlds.other_world",
    "OtherWorld": "counterfactual.worlds.other_world",
    "attribute": "counterfactual.attribute",
    "holdout": "counterfactual.holdout",
    "imagine": "futures.imagine",
    "simulate": "histories.simulate",
    "catalogue": "report.catalogue",
    "Simulation": "histories.simulation",
    "ImaginedWorks": "futures.imagined",
    "StylogenyError": "errors",
}
_PACKAGES = ("futures", "style")  # verbs of their own: sg.futures.grow, sg.style.learn ...
__all__ = ["__version__", *_HOME, *_PACKAGES]

if TYPE_CHECKING:
    from .corpus import load as load
    from .corpus.dates import parse_date as parse_date
    from .corpus.works import Works as Works
    from .embedding import embed as embed
    from .embedding.space import Embedding as Embedding
    from .errors import StylogenyError as StylogenyError
    from .influence import trace as trace
    from .influence.graph import InfluenceGraph as InfluenceGraph


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _PACKAGES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
