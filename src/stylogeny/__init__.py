"""Stylogeny: from dated pictures to influence, credit, counterfactual histories and styles.

    import stylogeny as sg
    run = sg.open("run")               # works, space, graph, credits, futures: each read when first asked for
    run.sources("Monet")

    works = sg.load("paintings/")
    space = sg.embed(works)
    graph = sg.trace(space)
    answer = sg.credit(graph, "mona-lisa", bootstraps=100)
    future = sg.imagine(graph, root="mona-lisa", years=30)

Every command of the command line is a function of the same name, with underscores for hyphens. All are imported when
first used, so ``import stylogeny`` is quick and pulls in no torch.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "load": "corpus.loading",
    "Works": "corpus.works",
    "parse_date": "corpus.dates",
    "embed": "embedding.build",
    "Embedding": "embedding.space",
    "place": "influence.placement",
    "trace": "influence.tracing",
    "InfluenceGraph": "influence.graph",
    "refine": "influence.refine",
    "credit": "counterfactual.credit",
    "Credit": "counterfactual.answer",
    "without": "counterfactual.worlds.other_world",
    "OtherWorld": "counterfactual.worlds.other_world",
    "attribute": "counterfactual.attribute",
    "authenticate": "forensics.authentication.authenticate",
    "holdout": "counterfactual.holdout",
    "imagine": "futures.imagine",
    "simulate": "histories.simulate",
    "catalogue": "report.catalogue",
    "Simulation": "histories.simulation",
    "ImaginedWorks": "futures.imagined",
    "open": "questions.opened",
    "OpenRun": "questions.opened",
    "sources": "questions.relations",
    "followers": "questions.relations",
    "artist": "questions.artist",
    "period": "questions.period",
    "timeline": "questions.timeline",
    "similar": "questions.similar",
    "to_pandas": "questions.conversion",
    "from_pandas": "questions.conversion",
    "to_networkx": "questions.conversion",
    "from_networkx": "questions.conversion",
    "to_anndata": "questions.conversion",
    "from_anndata": "questions.conversion",
    "to_dataset": "questions.conversion",
    "from_dataset": "questions.conversion",
    "StylogenyError": "errors",
}
# some have verbs of their own: sg.futures.grow, sg.style.learn ...
_PACKAGES = ("film", "futures", "report", "studio", "style", "world")
__all__ = ["__version__", *_HOME, *_PACKAGES]  # and every other command, by its command line

if TYPE_CHECKING:
    from .corpus.dates import parse_date as parse_date
    from .corpus.loading import load as load
    from .corpus.works import Works as Works
    from .embedding.build import embed as embed
    from .embedding.space import Embedding as Embedding
    from .errors import StylogenyError as StylogenyError
    from .influence.graph import InfluenceGraph as InfluenceGraph
    from .influence.refine import refine as refine
    from .influence.tracing import trace as trace
    from .questions.opened import OpenRun as OpenRun
    from .questions.opened import open as open


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _PACKAGES:
        return importlib.import_module(f"{__name__}.{name}")
    if not name.startswith("_"):
        from .cli import COMMANDS
        from .cli.calling import verb

        if name.replace("_", "-") in COMMANDS:
            return verb(name.replace("_", "-"))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    from .cli import COMMANDS

    return sorted({*__all__, *(name.replace("-", "_") for name in COMMANDS)})


class _Verb(ModuleType):
    """A package that is a command too: ``sg.report(run)``, though ``report`` is a folder of modules."""

    def __call__(self, *arguments: Any, **options: Any) -> object:
        from .cli.calling import verb

        return verb(self.__name__.rpartition(".")[2])(*arguments, **options)


class _Root(ModuleType):
    """This package: its packages that are commands can be called, whoever imports them first."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in ("film", "futures", "provenance", "report", "studio", "world") and isinstance(value, ModuleType):
            value.__class__ = _Verb
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Root
