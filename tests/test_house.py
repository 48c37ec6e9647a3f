"""The rules of the house that a machine can check (docs/architecture.md)."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from types import ModuleType

import networkx
import pytest

import stylogeny
from verification.common import rules
from verification.common.house import CHAIN, GROUND, ROOT, SOURCE, folder_of, imports, modules, tree

TESTS = ROOT / "tests"
MODULES_A_FOLDER = 15
FILE = re.compile(r"[\w./-]*\w\.(parquet|safetensors|json)")
POSITIONAL = 6  # arguments that a call may give without their names
LINES_TESTED = 60  # a module of as many lines of code is imported by a test
LAZY = ("", "style", "cli")  # packages that import their modules when these are first used
# what may be of any type
ANY = {
    "a lazy package gives whatever is asked for": {".__getattr__()", "style.__getattr__()"},
    "the parts of a pipeline of diffusers depend on its class": {
        "generation.pretrained.protocol.Pipeline.__call__(args)",
        "generation.pretrained.protocol.Pipeline.__call__(kwargs)",
        "generation.pretrained.protocol.Pipeline.__call__()",
        "generation.pretrained.protocol.Pipeline.__getattr__()",
        "generation.pretrained.protocol.Pipeline.__setattr__(value)",
    },
    "ComfyUI's conditioning is a list of pairs of a tensor and a dictionary": {
        "style.exports.comfyui.nodes.StylogenySteer.steer(conditioning)",
        "style.exports.comfyui.nodes.StylogenySteer.steer()",
    },
}
# files that more than one folder of the chain names
SHARED_FILES = {
    "works.parquet": "a run's works: docs/architecture.md has the names of what travels along the chain",
    "embedding.safetensors": "a run's vectors",
    "influence.parquet": "a run's edges",
    "lineage.parquet": "a run's works as ancestors",
    "parents.parquet": "one is of imagined works, the other of a painted world",
}
# long modules whose work shows only in what another makes of them
TESTED_THROUGH = {
    "corpus.date_grammar": "corpus.dates",
    "generation.closed_form.candidates": "generation.closed_form.generator",
    "generation.closed_form.synthesis": "generation.closed_form.generator",
    "generation.learned.run": "cli.train",
    "generation.pretrained.adapters": "generation.pretrained.pipeline",
    "histories.titles": "histories.simulate",
    "style.steering.hook": "style.steering.steer",
    "world.painting.brushwork": "world.painting.painter",
    "world.painting.indoors": "world.painting.painter",
    "world.painting.scenery": "world.painting.painter",
    "world.painting.underpainting": "world.painting.painter",
}


def named(file: Path, node: ast.AST) -> str:
    return f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def lines_of_code(file: Path) -> int:
    lines = (line.strip() for line in file.read_text().splitlines())
    return sum(1 for line in lines if line and not line.startswith("#"))


def found(rule: Callable[[ast.Module], rules.Found], files: Iterable[Path]) -> list[str]:
    """What a rule finds in files, each with its place."""
    return [f"{named(file, node)} {text}" for file in files for node, text in rule(tree(file))]


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


def test_imports_inside_the_package_are_relative_and_name_modules() -> None:
    """What the root of the package gives is for others: inside, it is imported from where it is made."""
    below = {folder_of(name) for name in modules()} | {"__version__"}
    wrong = []
    for file in modules().values():
        depth = len(file.relative_to(SOURCE).parts)
        wrong += found(partial(rules.imported_through_the_package, depth=depth, below=below), [file])
    assert not wrong


def test_only_lazy_packages_load_modules_by_name() -> None:
    assert not found(rules.loaded_by_name, [file for name, file in modules().items() if name not in LAZY])


def test_no_two_files_import_each_other() -> None:
    # a package's verbs are imported from its modules, and its modules from one another, never from the package
    edges = [(name, other) for name, file in modules().items() for other in imports(file) if other]
    circles = [c for c in networkx.strongly_connected_components(networkx.DiGraph(edges)) if len(c) > 1]
    assert not circles


def test_no_two_public_classes_share_a_name() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for name, file in modules().items():
        for kind in rules.public_classes(tree(file)):
            homes[kind].append(name)
    assert not {k: v for k, v in homes.items() if len(v) > 1}


def test_nothing_public_is_typed_any() -> None:
    """Third-party objects are typed by their classes, imported for the type checker, or by a protocol."""
    names = set[str]().union(*(rules.names_of_any(tree(file)) for file in modules().values()))
    loose = {f"{name}.{of}" for name, file in modules().items() for _, of in rules.typed_any(tree(file), names)}
    assert loose == set[str]().union(*ANY.values())


def test_no_two_formats_share_a_name() -> None:
    """So that what one module writes no other takes for its own."""
    calls = (node for file in modules().values() for node in ast.walk(tree(file)) if isinstance(node, ast.Call))
    made = (call for call in calls if ast.unparse(call.func) == "Format")
    formats = Counter(ast.unparse(call.args[0] if call.args else call.keywords[0].value) for call in made)
    assert len(formats) > 1 and max(formats.values()) == 1, formats


def test_a_file_has_its_name_from_one_folder() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for name, file in modules().items():
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Constant) and FILE.fullmatch(str(node.value)):
                homes[node.value.rpartition("/")[2]].add(folder_of(name))
    assert not {k: v for k, v in homes.items() if len(v) > 1 and k not in SHARED_FILES}


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


def test_every_long_module_is_tested() -> None:
    """By a file of its own name, or by one that imports it."""
    tested = {name for file in TESTS.rglob("test_*.py") for name in imports(file)}
    for name in modules():
        *folders, last = name.split(".")
        if TESTS.joinpath(*folders, f"test_{last}.py").exists():
            tested.add(name)
    long = {name for name, file in modules().items() if lines_of_code(file) >= LINES_TESTED}
    assert long - tested == TESTED_THROUGH.keys() and tested >= {*TESTED_THROUGH.values()}


def test_tests_reach_into_nothing_private_and_change_no_constants() -> None:
    assert not found(rules.reached_into, sorted(TESTS.rglob("*.py")))


def test_importing_the_package_pulls_in_nothing_heavy() -> None:
    code = (
        "import sys, stylogeny, stylogeny.cli; "
        "print([m for m in ('torch', 'pandas', 'numpy', 'transformers', 'matplotlib') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("package", [stylogeny, stylogeny.style])
def test_every_public_name_is_there(package: ModuleType) -> None:
    for name in package.__all__:
        assert getattr(package, name) is not None
    with pytest.raises(AttributeError):
        _ = package.nothing_of_this_name


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
