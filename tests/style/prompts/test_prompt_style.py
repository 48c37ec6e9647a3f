from __future__ import annotations

import numpy as np
import pytest

from stylogeny.generation.styles import Corpus, resolve
from stylogeny.style.prompts.prompt_style import answer, repaint, split
from stylogeny.style.transfer.optimisation import lineage


def test_a_style_paints_over_what_is_there(made):
    run, works, _ = made
    corpus = Corpus.open(run)
    scores = np.where(np.arange(120) % 3 == 0, 2.0, -1.0)  # the snow pictures answer
    style = answer(resolve("Cubism", corpus), scores, np.arange(120))
    snowy = (np.arange(120) % 3 == 0) @ style.weights
    assert snowy > 0.9 and style.weights.sum() == pytest.approx(1)
    half = np.full((48, 48, 3), 240, np.uint8)
    half[24:] = 90
    looks, weights = lineage(style, works)
    (after,) = repaint([half], looks, weights)
    assert after.shape == half.shape and after[:20].mean() - after[28:].mean() > 8  # the layout is there
    rough = np.abs(np.diff(after[:20].astype(float), axis=1)).mean()
    assert rough > 2.5  # as pictures of that style are; the half sky was flat
    assert np.array_equal(after, repaint([half], looks, weights)[0])


def test_a_style_named_in_a_prompt(made):
    run, works, _ = made
    corpus = Corpus.open(run)
    shown, style = split("harbour at night, in the manner of early Cubism", corpus)
    assert shown == "harbour at night"
    spoken = works.table[style.weights > 0]
    cubist = works.table[works.column("style") == "Cubism"]
    assert (spoken["style"] == "Cubism").all() and len(spoken) == round(len(cubist) / 3)
    assert spoken["earliest"].max() <= cubist["earliest"].quantile(0.4)
    assert split("snow in the style of Painter 2", corpus)[1].name == "Painter 2"
    for plain in ("harbour at night", "harbour in the manner of nobody known"):
        assert split(plain, corpus) == (plain, None)
