from __future__ import annotations

import numpy as np
import pytest

from helpers.captioned_run import STYLES, SUBJECTS
from stylogeny.errors import StylogenyError
from stylogeny.style.prompts.training import fit


def test_held_out_pictures_are_found_by_what_they_show(made):
    _, works, vectors = made
    held = np.arange(0, 120, 5)
    towers = fit(works, vectors, rows=np.setdiff1d(np.arange(120), held), epochs=12, batch=48)
    seen = towers.places(vectors[held])
    for subject, word in enumerate(SUBJECTS):
        best = held[np.argsort(-(seen @ towers.texts([word])[0]))[:8]]
        assert (best % 3 == subject).mean() >= 0.75  # chance is a third; no held-out title names its subject
    for style, word in enumerate(STYLES):
        best = held[np.argsort(-(seen @ towers.texts([word])[0]))[:10]]
        assert ((best // 3) % 2 == style).mean() >= 0.8


def test_training_is_reproducible_and_checked(made):
    _, works, vectors = made
    one, two = (fit(works, vectors, epochs=1, seed=3) for _ in range(2))
    assert all(np.array_equal(one.tensors[k], two.tensors[k]) for k in one.tensors)
    with pytest.raises(StylogenyError, match="one input per pictured work"):
        fit(works, vectors[:5])
    with pytest.raises(StylogenyError, match="at least 16 works"):
        fit(works, vectors, rows=np.arange(4))
