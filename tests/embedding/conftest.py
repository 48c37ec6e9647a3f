"""The painted stripes, their features, and a quickly trained space of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from helpers.stripes import stripe_cache as stripe_cache
from helpers.stripes import stripe_space as stripe_space
from helpers.stripes import stripe_works as stripe_works
from stylogeny.corpus.works import Works
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.embedding.backbones.features import features


@pytest.fixture(scope="session")
def stripe_features(stripe_works: Works, stripe_cache: Path) -> np.ndarray:
    """Features of the stripes by the measured statistics."""
    return features(stripe_works, backbone("statistics"), cache=stripe_cache)
