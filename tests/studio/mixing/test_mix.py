import numpy as np
import pandas as pd
import pytest

from helpers.small_graph import small_graph
from stylogeny.embedding.gaps import Gaps
from stylogeny.errors import StylogenyError, UnknownWork
from stylogeny.generation.named_styles import NamedStyle, NamedStyles
from stylogeny.generation.styles import Corpus, resolve
from stylogeny.studio.mixing.mix import Mix, canonical


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return Corpus.of(small_graph(tmp_path_factory.mktemp("mix")))


def test_a_mixture_is_the_one_that_render_draws(corpus):
    mix = Mix.of(["Other", "School <i>"], [-0.4, 0.6])
    assert mix.text == "0.6*School <i> - 0.4*Other"
    drawn, said = mix.style(corpus), resolve(mix.text, corpus)
    assert np.allclose(drawn.weights, said.weights) and np.allclose(drawn.vector, said.vector)


def test_one_part_is_its_own_style_and_parts_of_no_weight_are_not_heard(corpus):
    mix = Mix.of(["Other", "School <i>"], [0.3, 0.0])
    assert mix.text == "Other"
    assert np.allclose(mix.style(corpus).weights, resolve("Other", corpus).weights)


def test_adding_and_taking_away():
    mix = Mix.of(["A", "B"], [1, -1], seed=3)
    assert mix.with_part("A", 0.5).parts[-1].weight == 0.5
    assert mix.without("A") == Mix.of(["B"], [-1], seed=3)
    assert mix.label != Mix.of(["A", "B"], [1, -1], seed=4).label


@pytest.mark.parametrize(
    ("names", "weights", "why"),
    [
        (["A"], [1.5], "from -1 to 1"),
        (["A"], [float("nan")], "from -1 to 1"),
        ([f"A{k}" for k in range(13)], [1] * 13, "at most 12"),
        (["A", "B"], [1], "one weight"),
    ],
)
def test_what_is_no_mixture(names, weights, why):
    with pytest.raises(StylogenyError, match=why):
        Mix.of(names, weights)


def test_a_mixture_of_nothing_liked_cannot_be_seen(corpus):
    with pytest.raises(StylogenyError, match="weight above 0"):
        Mix.of(["Other"], [-1]).style(corpus)


def test_gaps_are_parts_too(corpus):
    gaps = Gaps(pd.DataFrame({"year": [1600.0]}), corpus.space.vectors[7:8] + np.float32(0.01))
    drawn = Mix.of(["gap 1"], [1]).style(corpus, gaps)
    assert drawn.weights.argmax() == 7
    with pytest.raises(StylogenyError, match="no such gap"):
        Mix.of(["gap 2"], [1]).style(corpus, gaps)


def test_names_become_those_of_the_corpus(corpus):
    named = NamedStyles((NamedStyle("The Green Gap", "gap", corpus.space.vectors[0]),))
    assert canonical("the green gap", corpus.works, named) == "The Green Gap"
    assert canonical("school  <i>", corpus.works, named) == "School <i>"
    assert canonical("Work 7", corpus.works, named) == str(corpus.works.ids[7])
    assert canonical("gap 2", corpus.works, named) == "gap 2"
    with pytest.raises(UnknownWork):
        canonical("/etc/passwd", corpus.works, named)
