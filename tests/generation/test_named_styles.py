"""Named styles: kept as they are, found in any case, never two of one name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.generation.named_styles import FILE, NamedStyle, NamedStyles
from stylogeny.runs import Run

ONE = NamedStyle("Vestigism", "gap", np.array([1, 2], np.float32), 1712.5, "light tones", "2 gaps", ("w1", "w2"))
TWO = NamedStyle("The Stokers", "cluster", np.array([3, 4], np.float32), source="1 clusters", works=("w3",))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path / "run", create=True)


def test_what_is_kept_is_read_again(run: Run) -> None:
    assert len(NamedStyles.read(run)) == 0
    NamedStyles((ONE, TWO)).save(run)
    again = NamedStyles.read(run)
    assert [s.document() for s in again.styles] == [ONE.document(), TWO.document()]
    assert np.array_equal(again.styles[0].vector, ONE.vector) and np.isnan(again.styles[1].year)
    NamedStyles().save(run)
    assert NamedStyles.read(run).names == []
    run.file(FILE).write_bytes(run.file(FILE).read_bytes()[:-3])
    with pytest.raises(StylogenyError, match=r"styles\.safetensors"):
        NamedStyles.read(run)


def test_names_are_found_in_any_case_and_belong_to_one_style() -> None:
    both = NamedStyles((ONE, TWO))
    assert both.get(" vestigism") is ONE and both.get("Cubism") is None
    assert ONE.members == () and TWO.members == ("w3",)
    with pytest.raises(StylogenyError, match="one name"):
        both.with_styles([NamedStyle("VESTIGISM", "gap", ONE.vector, source="other")])
    with pytest.raises(StylogenyError, match="its own"):
        both.renamed("Vestigism", "the stokers")
    with pytest.raises(StylogenyError, match="there are: Vestigism, The Stokers"):
        both.without(["Cubism"])
    assert both.renamed("vestigism", "Vestige").names == ["Vestige", "The Stokers"]
    assert both.without(["the STOKERS"]).names == ["Vestigism"]


def test_what_is_found_again_replaces_what_was_found_before() -> None:
    other = NamedStyle("Matinism", "gap", ONE.vector, source="2 gaps")
    assert NamedStyles((ONE, TWO)).with_styles([other]).names == ["The Stokers", "Matinism"]


def test_styles_of_another_space_are_refused(run: Run) -> None:
    run.file("embedding.safetensors").write_bytes(b"one space")
    NamedStyles((ONE, TWO)).save(run)
    assert len(NamedStyles.read(run)) == 2
    run.file("embedding.safetensors").write_bytes(b"another")
    with pytest.raises(StylogenyError, match=r"of another embedding.*styles\.safetensors.*stylogeny styles"):
        NamedStyles.read(run)
