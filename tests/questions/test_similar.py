"""What is most alike is nearest in the space."""

from __future__ import annotations

import numpy as np

from helpers.works import dated_works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.questions.similar import similar


def test_works_come_in_order_of_distance_without_the_one_that_is_asked_about(graph: InfluenceGraph) -> None:
    space = graph.embedding
    found = similar(space, "w10", n=100)
    assert "w10" not in set(found.table["id"])
    x = space.vectors
    distance = {f"w{k}": float(np.linalg.norm(x[k] - x[10])) for k in range(40) if k != 10}
    assert list(found.table["id"]) == sorted(distance, key=lambda i: distance[i])
    assert np.allclose(found.table["distance"], [distance[i] for i in found.table["id"]], atol=1e-5)


def test_artists_and_styles_are_compared_with_their_like() -> None:
    centres = {"a": 0.0, "b": 1.0, "c": 5.0}
    artist = [name for name in centres for _ in range(4)]
    works = dated_works(1500 + np.arange(12), artist=artist, style=artist, picture="x.png")
    vectors = np.array([[centres[name] + 0.01 * k, 0.0] for k, name in enumerate(artist)])
    found = similar(Embedding.from_vectors(works, vectors), "a", kind="artist")
    assert list(found.table["name"]) == ["b", "c"] and list(found.table["works"]) == [4, 4]
    assert similar(Embedding.from_vectors(works, vectors), "c", kind="style").table["name"].iat[0] == "b"


def test_it_is_one_line_a_picture_strip_and_a_plot(graph: InfluenceGraph) -> None:
    found = similar(graph.embedding, "Artist 2 <b>", n=4)
    assert repr(found) == "SimilarTo(Artist 2 <b>: 4 nearest)" and "<b>:" not in found._repr_html_()
    assert len(found.plot().lines[0].get_xdata()) == 5
