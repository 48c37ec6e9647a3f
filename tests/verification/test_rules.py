"""The rules of the house find what they are for, and nothing else, in a line of code."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from verification.common.rules import (
    imported_through_the_package,
    loaded_by_name,
    names_of_any,
    public_classes,
    reached_into,
    typed_any,
)


@pytest.mark.parametrize(
    "code",
    [
        "importlib.import_module('stylogeny.report.page')",
        "from importlib import import_module as load",
        "def f():\n    __import__('stylogeny')",
        "getattr(importlib, 'import_module')('stylogeny')",
        "pkgutil.resolve_name('stylogeny.report.page:write')",
    ],
)
def test_modules_loaded_by_name_are_found(code: str) -> None:
    assert list(loaded_by_name(ast.parse(code)))
    assert not list(loaded_by_name(ast.parse("import importlib.resources\nimportlib.resources.files(__package__)")))


@pytest.mark.parametrize(
    "code",
    [
        "import stylogeny as sg",
        "import numpy, stylogeny.report.page",
        "from stylogeny import credit",
        "if TYPE_CHECKING:\n    from stylogeny.report.page import write",
        "from .. import credit",
        "from .. import *",
    ],
)
def test_imports_through_the_package_are_found(code: str) -> None:
    assert list(imported_through_the_package(ast.parse(code), depth=2, below=("__version__", "report")))


@pytest.mark.parametrize(
    "code", ["from .. import __version__", "from .. import report", "from . import credit", "from ..report import page"]
)
def test_relative_imports_of_modules_are_left_alone(code: str) -> None:
    assert not list(imported_through_the_package(ast.parse(code), depth=2, below=("__version__", "report")))


@pytest.mark.parametrize(
    "code",
    [
        "def f(x: Any) -> None: ...",
        "def f(x: Any | None = None) -> None: ...",
        "def f(x: Optional[Any] = None) -> None: ...",
        "def f(x: typing.Any) -> None: ...",
        "def f(x: 'Any') -> None: ...",
        "def f(*args: Any) -> None: ...",
        "def f(**more: Any) -> None: ...",
        "def f(*, x: list[Any]) -> None: ...",
        "def f(x: tuple[Any, ...], /) -> None: ...",
        "def f(x: dict[str, Sequence[Any]]) -> None: ...",
        "def f(x: Callable[..., Any]) -> None: ...",
        "def f() -> Any: ...",
        "async def f() -> Iterator[Any]: ...",
        "class A:\n    def __call__(self, x: Any) -> None: ...",
        "class A:\n    if True:\n        def f(self, x: Any) -> None: ...",
        "from typing import Any as Thing\ndef f(x: Thing) -> None: ...",
        "Thing = Any\ndef f(x: list[Thing]) -> None: ...",
        "if True:\n    Things: TypeAlias = list[Any]\ndef f(x: Things) -> None: ...",
    ],
)
def test_any_is_found(code: str) -> None:
    tree = ast.parse(code)
    assert list(typed_any(tree, names_of_any(tree)))


@pytest.mark.parametrize(
    "code",
    [
        "def f(x: dict[str, Any], y: list[Mapping[str, Any]]) -> dict[str, Any] | None: ...",
        "def f(**more: object) -> None: ...",
        "def _f(x: Any) -> Any: ...",
        "class _A:\n    def f(self, x: Any) -> None: ...",
        "def f() -> None:\n    def g(x: Any) -> None: ...",
        "NAME = 'Any'\ndef f(x: 'Name') -> None: ...",
    ],
)
def test_objects_of_json_and_what_is_private_may_hold_anything(code: str) -> None:
    tree = ast.parse(code)
    assert not list(typed_any(tree, names_of_any(tree)))


def test_classes_in_conditionals_count() -> None:
    code = """
        class A: ...
        try:
            import torch
        except ImportError:
            class B: ...
        else:
            if True:
                class C: ...
                class _D: ...
        def f():
            class E: ...
    """
    assert public_classes(ast.parse(dedent(code))) == ["A", "B", "C"]


@pytest.mark.parametrize(
    "code",
    [
        "from stylogeny.runs import _named",
        "run._named",
        "getattr(m, '_x')",
        "setattr(m, '_x', 1)",
        "vars(m)['_x']",
        "m.__dict__['_x']",
        "setattr(m, 'CONST', 3)",
        "m.CONST = 3",
        "m.CONST += 3",
        "del m.CONST",
        "vars(m)['CONST'] = 3",
        "patch.object(m, 'CONST', 3)",
        "mock.patch('stylogeny.runs.LONGEST', 3)",
        "mock.patch(target='stylogeny.runs.LONGEST', new=3)",
        "monkeypatch.setattr(m, '_x', 1)",
        "monkeypatch.setattr(m, name='CONST', value=1)",
        "monkeypatch.setattr('stylogeny.runs.LONGEST', 3)",
        "with monkeypatch.context() as p:\n    p.setattr(m, 'CONST', 1)",
    ],
)
def test_private_names_and_changed_constants_are_found(code: str) -> None:
    assert list(reached_into(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "from stylogeny import __version__",
        "from stylogeny.runs import LONGEST",
        "assert m.CONST == getattr(m, 'CONST')",
        "monkeypatch.setattr(module, 'fit', spy)",
        "monkeypatch.setenv('STYLOGENY_KEY', 'x')",
        "values['_x'] = vars(m)['x']",
        "m.__doc__",
    ],
)
def test_what_is_public_may_be_read_and_replaced(code: str) -> None:
    assert not list(reached_into(ast.parse(code)))
