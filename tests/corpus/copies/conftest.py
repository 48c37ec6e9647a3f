"""Pictures whose pieces can be told apart."""

import numpy as np
import pandas as pd
import pytest

from stylogeny.corpus.copies.index import KeypointIndex
from stylogeny.corpus.works import Works
from stylogeny.world.corpus import render
from stylogeny.world.history import World

COUNT = 24


@pytest.fixture(scope="session")
def gallery(tmp_path_factory) -> tuple[Works, KeypointIndex]:
    """Painted works and the index of their keypoints."""
    folder = tmp_path_factory.mktemp("gallery")
    world = World.make("neutral", works=COUNT, seed=5)
    render(world, np.arange(COUNT), folder, size=192, workers=1)
    columns = dict.fromkeys(("title", "artist", "date_text", "style", "genre", "medium"), "")
    table = pd.DataFrame(
        {
            "id": world.ids, **columns, "earliest": world.calendar.year + 0.5, "latest": world.calendar.year + 0.5,
            "picture": [f"{i}.png" for i in world.ids], "status": "dated", "group": np.arange(COUNT),
        }
    )  # fmt: skip
    works = Works(table, folder)
    return works, KeypointIndex.of(works)
