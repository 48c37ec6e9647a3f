"""The rules of the house that a machine can check (docs/architecture.md)."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import networkx
import pytest

from verification.common.house import CHAIN, GROUND, ROOT, SOURCE, folder_of, imports, modules, tree

TESTS = ROOT / "tests"
MODULES_A_FOLDER = 15
POSITIONAL = 6  # arguments that a call may give without their names
# values of any type are these modules' business
ANY_TYPE = {"executors.py", "artifacts.py", "runs.py"}


def named(file: Path, node: ast.AST) -> str:
    return f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def test_every_folder_has_its_place_in_the_chain() -> None:
    assert {folder_of(name) for name in modules()} - {"", "__main__"} == {*CHAIN, *GROUND}


def test_a_folder_imports_only_folders_before_it_in_the_chain() -> None:
    order = {name: place for place, name in enumerate([*GROUND, *CHAIN])}
    backward = [
        f"{file.relative_to(ROOT)} imports {other}"
        for name, file in modules().items()
        if folder_of(name) in order
        for other in imports(file)
        if order.get(folder_of(other), -1) > order[folder_of(name)]
    ]
    assert not backward


def test_no_two_files_import_each_other() -> None:
    # a package's verbs are imported from its modules, and its modules from one another, never from the package
    edges = [(name, other) for name, file in modules().items() for other in imports(file) if other]
    circles = [c for c in networkx.strongly_connected_components(networkx.DiGraph(edges)) if len(c) > 1]
    assert not circles


def test_no_two_public_classes_share_a_name() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for name, file in modules().items():
        for node in tree(file).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(name)
    assert not {k: v for k, v in homes.items() if len(v) > 1}


def test_no_argument_of_ours_is_typed_any() -> None:
    """Third-party objects are typed by their classes, imported for the type checker, or by a protocol."""
    loose = []
    for file in modules().values():
        if file.name in ANY_TYPE and file.parent == SOURCE:
            continue
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                loose += [
                    f"{named(file, node)} {node.name}({a.arg})"
                    for a in arguments
                    if a.annotation is not None and ast.unparse(a.annotation) in ("Any", "Any | None")
                ]
    assert not loose


def test_long_calls_name_their_arguments() -> None:
    ours = {
        n.name for f in modules().values() for n in ast.walk(tree(f)) if isinstance(n, (ast.FunctionDef, ast.ClassDef))
    }
    long = []
    for file in modules().values():
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and len(node.args) > POSITIONAL:
                called = ast.unparse(node.func).rpartition(".")[2]
                if called in ours | {"cls"}:
                    long.append(f"{named(file, node)} {called}: {len(node.args)}")
    assert not long


def test_no_module_is_longer_than_400_lines() -> None:
    long = {str(f.relative_to(ROOT)): n for f in modules().values() if (n := len(f.read_text().splitlines())) > 400}
    assert not long


def test_no_folder_is_two_folders() -> None:
    """The command line has one module per command, however many there are."""
    sizes = Counter(file.parent for file in modules().values() if file.name != "__init__.py")
    assert not {str(k.relative_to(ROOT)): n for k, n in sizes.items() if n > MODULES_A_FOLDER and k.name != "cli"}


def test_tests_mirror_the_source() -> None:
    astray = []
    for file in sorted(TESTS.rglob("test_*.py")):
        parts = file.relative_to(TESTS).with_suffix("").parts
        if parts[0] in ("docs", "verification"):  # what is tested there is no module
            continue
        home = ".".join([*parts[:-1], parts[-1].removeprefix("test_")])
        if home not in modules() and file != Path(__file__):
            astray.append(f"{file.relative_to(ROOT)}: there is no module {home}")
    assert not astray


def test_tests_reach_into_nothing_private_and_patch_no_constants() -> None:
    reached = []
    for file in sorted(TESTS.rglob("*.py")):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stylogeny"):
                reached += [
                    f"{named(file, node)} {a.name}"
                    for a in node.names
                    if a.name.startswith("_") and a.name != "__version__"
                ]
            if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
                reached.append(f"{named(file, node)} {ast.unparse(node)}")
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("monkeypatch.setattr", "mock.patch")):
                target = next((a.value for a in reversed(node.args[:2]) if isinstance(a, ast.Constant)), "")
                if str(target).rpartition(".")[2].isupper():
                    reached.append(f"{named(file, node)} patches {target}")
    assert not reached


def test_importing_the_package_pulls_in_nothing_heavy() -> None:
    code = (
        "import sys, stylogeny, stylogeny.cli; "
        "print([m for m in ('torch', 'pandas', 'numpy', 'transformers', 'matplotlib') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    import stylogeny

    for name in stylogeny.__all__:
        assert getattr(stylogeny, name) is not None
    with pytest.raises(AttributeError):
        _ = stylogeny.nothing_of_this_name


def test_torchvision_is_absent() -> None:
    """An installed torchvision breaks peft and torchmetrics on a CPU build of torch: nothing may drag it in."""
    assert importlib.util.find_spec("torchvision") is None


def test_nothing_is_unpickled() -> None:
    loose = []
    for file in modules().values():
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("torch.load", "np.load", "numpy.load"):
                safe = {kw.arg: ast.unparse(kw.value) for kw in node.keywords}
                if ast.unparse(node.func) == "torch.load" and safe.get("weights_only") != "True":
                    loose.append(named(file, node))
                if safe.get("allow_pickle") == "True":
                    loose.append(named(file, node))
            if isinstance(node, ast.Import) and any(a.name in ("pickle", "dill", "cloudpickle") for a in node.names):
                loose.append(named(file, node))
    assert not loose
