"""The library finds in pictures what no caption says, and a prompt becomes a point of the space."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.provenance import Provenance
from stylogeny.style.prompts.library import encode


def test_search_by_pictures_words_and_both(library):
    works = library.space.works
    by_words = [r for r, _ in library.search("snow", n=20, by="words")]
    assert all("snow" in works.column("title")[r] for r in by_words)
    by_pictures = [r for r, _ in library.search("snow", n=40, by="pictures")]
    assert np.mean([r % 3 == 0 for r in by_pictures]) > 0.8
    assert any(works.column("title")[r] == "Untitled" for r in by_pictures)
    scores = [s for _, s in library.search("snow at night", n=10)]
    assert scores == sorted(scores, reverse=True)
    for text, line in [
        ("", "at least one word"),
        ("!?", "at least one word"),
        ("zzzz", "no such words"),
        ("xyzzyq", "no such"),
    ]:
        with pytest.raises(StylogenyError, match=line):
            library.search(text)


def test_a_prompt_becomes_a_point_of_its_kind(made, library):
    run, _, vectors = made
    centre = {
        (s, t): vectors[[k for k in range(120) if k % 3 == s and (k // 3) % 2 == t]].mean(0)
        for s in range(3)
        for t in range(2)
    }
    prompt = "harbour, in the manner of early Impressionism"
    vector = encode(prompt, run)
    assert min(centre, key=lambda c: np.linalg.norm(centre[c] - vector)) == (1, 0)
    style = library.style(prompt)
    assert style.weights.sum() == pytest.approx(1) and np.array_equal(style.vector, vector)
    assert (run.path / "text_tower.safetensors").exists()


def test_a_style_of_works_says_which(library):
    e = library.learn([4, 5], origin=Provenance({"name": "two"}))
    assert e.name == "two" and e.provenance.parameters["works"] == ["w4", "w5"]
    assert e.encoder == library.tower.name
    with pytest.raises(StylogenyError, match="works with pictures"):
        library.learn([1000])
