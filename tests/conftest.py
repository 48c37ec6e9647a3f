"""Shared fixtures. The real corpus is development data beside the checkout; tests without it skip and say so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from stylogeny.progress import patience

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# a slow machine is no failure
hypothesis.settings.register_profile("stylogeny", deadline=None)
hypothesis.settings.load_profile("stylogeny")

SHARED = Path(os.environ.get("STYLOGENY_SHARED", Path(__file__).resolve().parents[1] / ".." / "shared"))


@pytest.fixture(autouse=True)
def _any_patience() -> Iterator[None]:
    """What is said of work that takes long is no part of what a command answers: a slow machine hears no more."""
    with patience(None):
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data beside the checkout."""
    if not (SHARED / "corpus" / "metadata.csv").exists():
        pytest.skip("the development corpus is not beside this checkout (set STYLOGENY_SHARED)")
    return SHARED.resolve()


@pytest.fixture(scope="session")
def real_corpus(shared: Path) -> Path:
    """The real corpus: metadata.csv, images/, influences.csv, messy_dates.csv."""
    return shared / "corpus"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window. It goes with its module: while it is there, its thread can run no event loop."""
    name = next((b for b in ("chromium", "chromium-browser", "google-chrome") if shutil.which(b)), None)
    if name is None:
        pytest.skip("no Chromium here to look at pages with")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=shutil.which(name), args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()
