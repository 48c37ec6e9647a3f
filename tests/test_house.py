"""The rules of the house that a machine can check."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "stylogeny"
CHAIN = [
    "corpus", "embedding", "influence", "generation", "counterfactual", "style", "movements", "text", "futures", "society",
    "histories", "world", "forensics", "report", "studio", "cli",
]  # fmt: skip


def _imports(file: Path) -> list[str]:
    """Absolute module names that a file of the package imports, anywhere in it."""
    package = ["stylogeny", *file.relative_to(SOURCE).parts[:-1]]
    names = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            head = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*head, *([node.module] if node.module else [])])
            names += [f"{module}.{alias.name}" for alias in node.names]
    return names


def test_a_folder_imports_only_from_folders_to_its_left() -> None:
    backward = []
    for file in SOURCE.rglob("*.py"):
        here = file.relative_to(SOURCE).parts[0]
        if here not in CHAIN:
            continue
        for name in _imports(file):
            parts = name.split(".")
            if parts[0] == "stylogeny" and len(parts) > 1 and parts[1] in CHAIN[CHAIN.index(here) + 1 :]:
                backward.append(f"{file.relative_to(ROOT)} imports {name}")
    assert not backward


def test_no_module_is_longer_than_400_lines() -> None:
    long = {str(f.relative_to(ROOT)): n for f in SOURCE.rglob("*.py") if (n := len(f.read_text().splitlines())) > 400}
    assert not long


def test_importing_the_package_pulls_in_nothing_heavy() -> None:
    code = (
        "import sys, stylogeny, stylogeny.cli; "
        "print([m for m in ('torch', 'pandas', 'numpy', 'transformers', 'matplotlib') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_torchvision_is_absent() -> None:
    """An installed torchvision breaks peft and torchmetrics on a CPU build of torch: nothing may drag it in."""
    assert importlib.util.find_spec("torchvision") is None


def test_nothing_is_unpickled() -> None:
    loose = []
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "torch.load",
                "np.load",
                "numpy.load",
            ):
                safe = {kw.arg: ast.unparse(kw.value) for kw in node.keywords}
                if ast.unparse(node.func) == "torch.load" and safe.get("weights_only") != "True":
                    loose.append(f"{file}:{node.lineno}")
                if safe.get("allow_pickle") == "True":
                    loose.append(f"{file}:{node.lineno}")
            if isinstance(node, ast.Import) and any(
                alias.name in ("pickle", "dill", "cloudpickle") for alias in node.names
            ):
                loose.append(f"{file}:{node.lineno}")
    assert not loose
