"""What the rules of the house find in one file: pairs of a piece of its syntax and what that says."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator

Found = Iterator[tuple[ast.AST, str]]
Function = ast.FunctionDef | ast.AsyncFunctionDef
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.ExceptHandler, ast.Match, ast.match_case)
LOADERS = {"import_module", "__import__", "resolve_name", "run_module", "run_path"}
JSON = ("dict[str, Any]", "Mapping[str, Any]")  # may hold anything
WRITERS = ("setattr", "delattr", "setitem", "delitem", "patch", "object")  # the last of mock.patch.object
READERS = ("getattr", "hasattr", "attrgetter")


def statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Statements of a module or class, those in its conditionals too, but not those of its functions and classes."""
    for node in body:
        yield node
        if isinstance(node, BLOCKS):
            yield from statements(ast.iter_child_nodes(node))


def is_public(name: str) -> bool:
    """Whether a name is for others; those that Python itself or a notebook calls are."""
    return not name.startswith("_") or name.startswith("__") or name == "_repr_html_"


def public_classes(tree: ast.Module) -> list[str]:
    """Names of a module's classes."""
    return [node.name for node in statements(tree.body) if isinstance(node, ast.ClassDef) and is_public(node.name)]


def public_functions(body: Iterable[ast.AST], within: str = "") -> Iterator[tuple[str, Function]]:
    """Functions and methods by name: ``name``, ``Class.name``."""
    for node in statements(body):
        if isinstance(node, Function) and is_public(node.name):
            yield within + node.name, node
        elif isinstance(node, ast.ClassDef) and is_public(node.name):
            yield from public_functions(node.body, f"{within}{node.name}.")


def loaded_by_name(tree: ast.Module) -> Found:
    """Uses of what imports a module by a name that need not stand in the code."""
    for node in ast.walk(tree):
        used = {getattr(node, field, None) for field in ("id", "attr", "name", "value")}
        yield from ((node, name) for name in LOADERS & used)


def imported_through_the_package(tree: ast.Module, *, depth: int, below: Collection[str]) -> Found:
    """Imports of ``stylogeny`` by its name, and of what its root gives.

    The file is `depth` levels under the root, whose own names are `below`.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                wrong = [a.name for a in names if a.name.split(".")[0] == "stylogeny"]
            case ast.ImportFrom(level=0, module=str(module)):
                wrong = [module] if module.split(".")[0] == "stylogeny" else []
            case ast.ImportFrom(level=level, module=None, names=names) if level == depth:
                wrong = [a.name for a in names if a.name not in below]
            case _:
                continue
        yield from ((node, name) for name in wrong)


def names_of_any(tree: ast.Module) -> set[str]:
    """What a module calls `Any`, and types that are no more than that."""
    names = {"Any"}
    for node in statements(tree.body):
        match node:
            case ast.ImportFrom(names=imported):
                names |= {a.asname for a in imported if a.name == "Any" and a.asname}
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=value)
            ):
                if not isinstance(value, ast.Constant | None) and is_any(value, names):
                    names.add(name)
    return names


def is_any(annotation: ast.expr, names: Collection[str] = ("Any",)) -> bool:
    """Whether an annotation is one of these names of `Any`, may be, or is a container of it."""
    match annotation:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in names
        case ast.BinOp(left=left, right=right):
            return is_any(left, names) or is_any(right, names)
        case ast.Subscript(slice=inner):
            return ast.unparse(annotation) not in JSON and is_any(inner, names)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return any(is_any(part, names) for part in parts)
        case ast.Constant(value=str(text)):
            return text not in JSON and not {*names}.isdisjoint(re.split(r"\W+", text))
    return False


def typed_any(tree: ast.Module, names: Collection[str] = ("Any",)) -> Found:
    """Parameters and results of public functions: ``name(parameter)``, ``name()``."""
    for name, node in public_functions(tree.body):
        a = node.args
        for each in [*a.posonlyargs, *a.args, *a.kwonlyargs, a.vararg, a.kwarg]:
            if each is not None and each.annotation is not None and is_any(each.annotation, names):
                yield node, f"{name}({each.arg})"
        if node.returns is not None and is_any(node.returns, names):
            yield node, f"{name}()"


def reached_into(tree: ast.Module) -> Found:
    """What a test reaches that is private, and constants of others that it changes."""
    for node in ast.walk(tree):
        changes = not isinstance(getattr(node, "ctx", None), ast.Load)
        match node:
            case ast.ImportFrom(module=str(module), names=imported) if module.startswith("stylogeny"):
                names, changes = [a.name for a in imported], False
            case ast.Attribute(attr=name):
                names = [name]
            case ast.Subscript(value=held, slice=ast.Constant(value=str(name))):
                names = (
                    [name] if ast.unparse(held).startswith("vars(") or ast.unparse(held).endswith("__dict__") else []
                )
            case ast.Call(func=function, args=args, keywords=keywords):
                called = ast.unparse(function).rpartition(".")[2]
                given = [*args[:2], *(k.value for k in keywords)] if called in (*READERS, *WRITERS) else []
                names = [str(g.value).rpartition(".")[2] for g in given if isinstance(g, ast.Constant)]
                changes = called in WRITERS
            case _:
                continue
        yield from ((node, ast.unparse(node)) for n in names if not is_public(n) or (changes and n.isupper()))
