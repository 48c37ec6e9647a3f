"""A style with a known origin, and what a pipeline's own text encoder says of it."""

from __future__ import annotations

import pytest

from stylogeny.provenance import Provenance
from stylogeny.style import learn

ORIGIN = Provenance(
    {"name": "Cold bands", "parents": [["w1", "Snow", 0.6], ["w2", "", 0.4]], "year": 1901, "seed": 3},
    {"embedding": "abc"},
)


@pytest.fixture(scope="session")
def e(clip, pictures):
    return learn(pictures[4:], encoder=clip, origin=ORIGIN)


@pytest.fixture(scope="session")
def provenance(e):
    """What every file of the style carries."""
    return e.provenance
