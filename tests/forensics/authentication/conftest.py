"""A run of painted stripes, with an embedding that was made from its pictures."""

from __future__ import annotations

import pytest

from helpers.stripes import stripe_cache as stripe_cache
from helpers.stripes import stripe_space as stripe_space
from helpers.stripes import stripe_works as stripe_works
from stylogeny.embedding.space import Embedding
from stylogeny.runs import Run


@pytest.fixture(scope="session")
def stripe_run(stripe_space: Embedding, tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = Run(tmp_path_factory.mktemp("stripe-run"), create=True)
    stripe_space.works.save(run.path / "works.parquet")
    stripe_space.save(run)
    run.record("embed", {"state": "done", "digest": "", "provenance": {"parameters": {}}, "outputs": {}})
    return run
