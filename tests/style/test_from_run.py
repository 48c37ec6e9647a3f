"""Styles of a run, as points of its space and in other encoders' terms."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from stylogeny.corpus.works import COLUMNS, Works
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.generation.styles import Corpus, Style, resolve
from stylogeny.provenance import Provenance
from stylogeny.style import steer
from stylogeny.style.encoders import unit
from stylogeny.style.from_run import decode, in_own_space, origin_of, point_of

ORIGIN = Provenance({"name": "between", "seed": 3}, {"embedding": "abc"})


@pytest.fixture(scope="module")
def corpus():
    rows = [
        dict.fromkeys(COLUMNS, "")
        | {"id": f"w{k}", "title": f"Study {k}", "artist": "Rosso", "earliest": 1900 + k, "latest": 1900 + k,
           "picture": f"w{k}.png", "status": "dated", "group": k}
        for k in range(12)
    ]  # fmt: skip
    works = Works(pd.DataFrame(rows), "nowhere")
    return Corpus.of(Embedding.from_vectors(works, np.random.default_rng(0).normal(size=(12, 3)).astype(np.float32)))


def test_an_origin_says_who_speaks_for_a_style_when_and_in_which_space(corpus):
    style = resolve("Rosso", corpus)
    origin = origin_of(style, corpus, embedding="abc", seed=5)
    assert origin.parameters["name"] == "Rosso" and origin.parameters["seed"] == 5
    assert sorted(i for i, _, _ in origin.parameters["parents"]) == sorted(f"w{k}" for k in range(12))
    assert sum(weight for *_, weight in origin.parameters["parents"]) == pytest.approx(1, abs=1e-4)
    assert origin.parameters["year"] == round(float(corpus.space.date(style.vector[None])[0]), 1)
    assert origin.inputs == {"embedding": "abc"}
    pointless = Style("Rosso", style.weights)
    assert origin_of(pointless, corpus, embedding="abc").parameters["year"] == 1906.0
    assert origin_of(style, corpus, embedding="abc", year=1950.04).parameters["year"] == 1950.0


def test_a_point_goes_out_and_comes_back_into_its_own_space_only(corpus):
    style = resolve("Rosso", corpus)
    e = in_own_space(style, origin=ORIGIN)
    np.testing.assert_allclose(point_of(e, embedding="abc"), style.vector, rtol=1e-5)
    with pytest.raises(StylogenyError, match="belongs to"):
        point_of(e, embedding="another")
    with pytest.raises(StylogenyError, match="no point"):
        in_own_space(Style("x", style.weights), origin=ORIGIN)


def test_a_point_of_the_space_steers_through_the_decoder(clip, pictures, pipe):
    """With a CLIP backbone a point where no picture lies is decoded into CLIP and steers a pipeline."""
    features = clip.pictures(pictures)
    basis = np.linalg.qr(np.random.default_rng(0).normal(size=(24, 24)))[0].astype(np.float32)
    made = Provenance({"blocks": [24, 24]})  # the model's own embedding stands first
    space = SimpleNamespace(
        backbone="my/clip", head=object(), provenance=made, decode=lambda z: np.concatenate([z @ basis.T, z], axis=1)
    )
    point = (features[0] + features[5]) / 2 @ basis  # between two pictures
    e = decode(Style("between", np.ones(8), point), space, origin=ORIGIN)
    expected = features[0] + features[5]
    np.testing.assert_allclose(e.vector, unit(expected), atol=1e-5)
    assert (e.encoder, e.name, e.norm) == ("my/clip", "between", pytest.approx(np.linalg.norm(expected) / 2, rel=1e-4))
    with steer(pipe, e, steps=4, lr=1e-2, projection=clip) as session:
        pipe.encode_prompt("a harbour", "cpu", 1, False)
    assert session.log[0].after > session.log[0].before
    for broken in ({"backbone": "built-in"}, {"head": None}):
        with pytest.raises(StylogenyError, match="needs an encoder"):
            decode(Style("x", np.ones(8), point), SimpleNamespace(**{**vars(space), **broken}), origin=ORIGIN)
