"""A picture with a layout, and two textures."""

from __future__ import annotations

import pytest
import torch

from helpers import patterns


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Small convolutions are quicker on one thread."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def disc():
    return patterns.disc()


@pytest.fixture(scope="session")
def looks():
    return patterns.looks()
