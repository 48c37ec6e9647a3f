"""A run that societies grow from: the small past, which has no pictures."""

import pytest

from helpers.small_past import small_past
from helpers.traced_run import traced_run
from stylogeny.studio.state import Studio


@pytest.fixture(scope="session")
def past_run(tmp_path_factory):
    return traced_run(tmp_path_factory.mktemp("past") / "run", small_past()).path


@pytest.fixture
def studio(past_run):
    return Studio(past_run)
