"""A captioned run, and its library."""

from __future__ import annotations

import pytest

from helpers.captioned_run import captioned_run
from stylogeny.style import Library


@pytest.fixture(scope="package")
def made(tmp_path_factory):
    return captioned_run(tmp_path_factory.mktemp("words"))


@pytest.fixture(scope="package")
def library(made):
    return Library.open(made[0])
