"""Names of works, artists, styles and mixtures: what they stand for, and how a misspelt one is answered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stylogeny.corpus.lookup import everything, mixture_terms, select
from stylogeny.corpus.works import COLUMNS, Works
from stylogeny.errors import StylogenyError

ALL = ("artist", "style", "genre", "work")
YEARS = np.array([1500.0, 1510.0, 1520.0, np.nan])


@pytest.fixture
def works() -> Works:
    """Three dated works and one that is not."""
    plain: dict[str, object] = dict.fromkeys(COLUMNS, "")
    plain |= {
        "id": ["w0", "w1", "w2", "w3"],
        "title": ["Harbour", "Rosso", "0.5*Light+0.5*Dark", "Sketch"],
        "artist": ["Rosso", "Verdi", "", "Nemo"],
        "style": ["Calm", "Calm", "Storm", "Storm"],
        "genre": ["marine", "portrait", "marine", "marine"],
        "date_text": ["about 1500", "", "", ""],
        "earliest": pd.array([1500, 1510, 1520, None], dtype="Int64"),
        "latest": pd.array([1500, 1510, 1520, None], dtype="Int64"),
        "status": ["dated", "dated", "dated", "undated: no date"],
        "group": range(4),
    }
    return Works(pd.DataFrame(plain))


def test_a_name_is_a_work_before_it_is_an_artist_unless_its_kind_is_said(works: Works) -> None:
    work, artist = select(works, "rosso"), select(works, "rosso", kind="artist")
    assert (work.kind, work.rows.tolist(), work.subject) == ("work", [1], "w1")
    assert (artist.kind, artist.rows.tolist(), artist.name) == ("artist", [0], "Rosso")
    assert select(works, "rosso", kinds=ALL).kind == "artist"  # in the order in which they are named
    assert select(works, "marine", kinds=ALL).rows.tolist() == [0, 2, 3]


def test_a_work_is_named_by_title_artist_and_date(works: Works) -> None:
    assert select(works, "w0").name == '"Harbour" (Rosso, about 1500)'
    assert select(works, "w1", years=YEARS + 0.7).name == '"Rosso" (Verdi, 1510)'  # whatever moment the graph drew
    assert select(works, 2).name == '"0.5*Light+0.5*Dark" (1520)'
    assert select(works, "w3").name == '"Sketch" (Nemo)'


def test_works_may_be_several_and_rows(works: Works) -> None:
    several = select(works, ["w2", 0, "w0"])
    assert (several.kind, several.name, several.subject) == ("works", "2 named works", "w0\nw2")
    assert select(works, ["w2"]).kind == "work"
    with pytest.raises(StylogenyError, match="no works are named"):
        select(works, [])
    with pytest.raises(StylogenyError, match="rows are 0 to 3"):
        select(works, 4)


def test_only_works_of_the_graph_can_be_selected(works: Works) -> None:
    assert select(works, "storm", years=YEARS).rows.tolist() == [2]
    assert everything(works).rows.tolist() == [0, 1, 2, 3] and everything(works, years=YEARS).rows.tolist() == [0, 1, 2]
    for name in ("w3", "Nemo", ["w0", "w3"]):
        with pytest.raises(StylogenyError, match=r"'w3' is outside the influence graph \(got undated: no date\)"):
            select(works, name, years=YEARS)


def test_names_of_files_tell_kinds_apart_and_those_of_events_do_not(works: Works) -> None:
    work, artist = select(works, "w1"), select(works, "verdi", kind="artist")
    assert work.slug == "w1" and work.label == "w1"
    assert artist.slug.startswith("artist--verdi") and artist.label == "verdi"


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("Harbor", {}, r"no such work, artist or style \(got 'Harbor'\); did you mean 'Harbour'"),
        ("Verd", {"kind": "artist"}, r"no such artist \(got 'Verd'\); did you mean 'Verdi'"),
        ("Harbour", {"kind": "artist"}, "no such artist .*; name one of the artists of the corpus"),
        ("calms", {"kinds": ALL}, "no such work, artist, style or genre .*; did you mean 'Calm'"),
        ("xyzzy", {}, "name it by id, file name or title"),
        ("Calm", {"kind": "museum"}, "a question is about one of work, artist, style"),
        (" ", {"kind": "artist"}, "a name is empty; name one of the artists"),
    ],
)
def test_a_name_of_nothing_is_answered_by_what_was_looked_for(
    works: Works, name: str, options: dict[str, str], said: str
) -> None:
    with pytest.raises(StylogenyError, match=said):
        select(works, name, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("0.6*Paul Gauguin+0.4*Ukiyo-e", [(0.6, "Paul Gauguin"), (0.4, "Ukiyo-e")]),
        (" .5 * A + B ", [(0.5, "A"), (1.0, "B")]),
        ("-0.5*A+1.5*B", [(-0.5, "A"), (1.5, "B")]),
        ("A - 0.5*B", [(1.0, "A"), (-0.5, "B")]),
        ("Ukiyo-e - Claude Monet", [(1.0, "Ukiyo-e"), (-1.0, "Claude Monet")]),
        ("0.5*A+0.5*B - C", [(0.5, "A"), (0.5, "B"), (-1.0, "C")]),
        ("Post-Impressionism", []),
        ("A+B", []),
        ("Gustav Klimt + Ukiyo-e", [(1.0, "Gustav Klimt"), (1.0, "Ukiyo-e")]),
        ("0.5*A+", []),
    ],
)
def test_mixtures_are_read_as_they_are_written(text: str, terms: list[tuple[float, str]]) -> None:
    assert mixture_terms(text) == terms
