"""The model: bits that are known, facts that stay, texts that belong to their seeds."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.text.learned.examples import Example
from stylogeny.text.learned.masked import ORDERS
from stylogeny.text.learned.model import TextModel
from stylogeny.text.learned.pieces import told

DARK = Example("wall text", "", frozenset(["tone_is_dark"]))


def test_untrained_bits_are_those_of_a_uniform_choice(untrained: TextModel, texts: list[Example]) -> None:
    for example in (texts[0], texts[-1]):
        row = untrained.pieces.encode(example.text)
        words = int((~untrained.pieces.places[row]).sum())
        uniform = words * math.log2(int(untrained.writable.sum()))
        layout = untrained.layouts[example.kind].bits(row)
        assert untrained.bits([example], draws=2)[0] == pytest.approx(uniform + layout, rel=1e-6)


def test_what_was_learned_costs_less(untrained: TextModel, model: TextModel, texts: list[Example]) -> None:
    before, after = (m.bits([texts[0], texts[6]], draws=32) for m in (untrained, model))
    assert (after < before / 3).all()


def test_a_text_of_facts_alone_costs_its_layout(model: TextModel) -> None:
    alone = replace(DARK, text="{artist}")
    layout = model.layouts["wall text"].bits(model.pieces.encode("{artist}"))
    assert model.bits([alone])[0] == pytest.approx(layout)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("steps", [None, 1, 4])
def test_facts_survive_every_order(model: TextModel, untrained: TextModel, order: str, steps: int | None) -> None:
    tell = frozenset(["artist", "first_colour"])
    for writer in (model, untrained):
        for seed in range(5):
            assert told(writer.write(DARK, tell=tell, order=order, steps=steps, seed=seed)) == tell


def test_words_go_with_what_is_the_case(model: TextModel, texts: list[Example]) -> None:
    wrong = replace(texts[0], conditions=texts[6].conditions)
    right, other = model.bits([texts[0], wrong], draws=32)
    assert right < other - 3


def test_a_record_is_told_as_far_as_it_goes(model: TextModel) -> None:
    both = frozenset(["artist", "first_colour", "age"])
    assert {told(model.write(DARK, known=both, seed=s)) for s in range(12)} == {
        frozenset(["artist", "first_colour"]), frozenset(["first_colour"]),
    }  # fmt: skip
    assert told(model.write(DARK, known=frozenset(["artist"]))) == frozenset()


def test_a_gap_becomes_a_word_and_the_rest_stays(model: TextModel) -> None:
    found = {model.infill("The _ at Noon", Example("title", ""), seed=s) for s in range(20)}
    assert all(t.startswith("The ") and t.endswith(" at Noon") and len(t.split()) == 4 for t in found)
    assert {"The Mill at Noon", "The Barn at Noon"} & found
    assert model.infill("_ Mill at Noon", Example("title", "")).endswith(" Mill at Noon")


def test_seeds_decide(model: TextModel) -> None:
    first = [model.write(Example("title", ""), seed=s) for s in range(6)]
    assert first == [model.write(Example("title", ""), seed=s) for s in range(6)] and len(set(first)) > 1


def test_it_is_kept(model: TextModel, texts: list[Example], tmp_path: Path) -> None:
    model.save(tmp_path / "model.safetensors")
    again = TextModel.read(tmp_path / "model.safetensors")
    assert again.write(DARK, tell=frozenset(["artist"])) == model.write(DARK, tell=frozenset(["artist"]))
    assert np.array_equal(again.bits(texts[:1]), model.bits(texts[:1]))
    (tmp_path / "model.safetensors").write_bytes(b"no model")
    with pytest.raises(StylogenyError):
        TextModel.read(tmp_path / "model.safetensors")


def test_what_cannot_be_is_one_line(model: TextModel) -> None:
    for ask, said in (
        (lambda: model.write(Example("poem", "")), "no such texts"),
        (lambda: model.infill("The Mill", Example("title", "")), "nothing to fill"),
        (lambda: model.infill("_ Ω", Example("title", "")), "character"),
        (lambda: model.infill("_ at" + " Noon" * 80, Example("title", "")), "too long"),
        (lambda: TextModel.start([]), "no words to learn"),
    ):
        with pytest.raises(StylogenyError, match=said):
            ask()
