"""Shared fixtures. The real corpus is development data beside the checkout; tests without it skip and say so."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

# a slow machine is no failure
hypothesis.settings.register_profile("stylogeny", deadline=None)
hypothesis.settings.load_profile("stylogeny")

SHARED = Path(os.environ.get("STYLOGENY_SHARED", Path(__file__).resolve().parents[1] / ".." / "shared"))


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
