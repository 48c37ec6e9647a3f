"""Names of artists: plausible, all distinct, nobody's, and owned by the artist."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.futures.careers import CareerSampler
from stylogeny.histories.simulate import simulate
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.text.artist_names import names, recent_artists
from stylogeny.text.name_parts import LONGEST, SHORTEST, language_of, languages, plain

PAST = [
    "Claude Monet", "Édouard Manet", "Berthe Morisot", "Camille Pissarro", "Alfred Sisley", "Paul Cézanne",
    "Georges Seurat", "Jean Corot", "Ivan Shishkin", "Ilya Repin", "Vasily Perov", "Isaac Levitan",
    "Konstantin Korovin", "Mikhail Vrubel", "Valentin Serov", "Fyodor Vasilyev",
]  # fmt: skip


def near(a: str, b: str) -> bool:
    """Whether two names are the same but for one letter added, dropped or changed."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return a == b
    k = next((k for k in range(min(len(a), len(b))) if a[k] != b[k]), min(len(a), len(b)))
    return a[k + 1 :] == b[k + 1 :] or a[k:] == b[k + 1 :] or a[k + 1 :] == b[k:]


@pytest.mark.parametrize("past", [[], PAST], ids=["any language", "a past"])
def test_no_two_people_are_called_alike(past: list[str]) -> None:
    said = names(np.arange(500), seed=3, past=past)
    assert len(set(said)) == 500
    family = [plain(n.split()[-1]) for n in said]
    assert len(set(family)) == 500  # nor do they share a family name, or differ in it by a letter
    assert not [(a, b) for k, a in enumerate(family) for b in family[:k] if near(a, b)]


def test_more_people_than_family_names_share_them_but_never_a_whole_name() -> None:
    said = names(np.arange(20_000), seed=1, past=PAST)
    assert len(set(said)) == 20_000 and len({n.split()[-1] for n in said}) > 1500


def test_a_name_belongs_to_its_number() -> None:
    said = names(np.arange(2000), seed=5, past=PAST)
    assert names(np.array([1500, 3, 77]), seed=5, past=PAST) == [said[1500], said[3], said[77]]
    assert names(np.arange(50), seed=5, past=PAST) == said[:50]
    assert names(np.arange(50), seed=6, past=PAST) != said[:50]
    assert names(np.zeros(0, dtype=int), seed=5) == []


def test_nobody_of_the_past_is_named_and_no_family_of_it() -> None:
    real = names(np.arange(60), seed=0, past=PAST)
    said = names(np.arange(800), seed=0, past=[*PAST, *real])
    families = {plain(n.split()[-1]) for n in [*PAST, *real]}
    assert {
        plain(n.split()[-1]) for n in names(np.arange(800), seed=0, past=PAST)
    } & families  # used when they are nobody's
    assert not {plain(n.split()[-1]) for n in said} & families


def test_names_can_be_said() -> None:
    said = names(np.arange(3000), seed=2)
    assert len(said) == 3000
    for name in said:
        given, family = name.split()
        assert given[0].isupper() and family[0].isupper() and given[1:].islower() and family[1:].islower()
        bare = plain(family)
        assert SHORTEST <= len(family) <= LONGEST + 5, name  # a woman's form of a Slavic one is longer
        assert not re.search(r"[^aeiouy]{5}|[aeiou]{4}|(.)\1\1", bare) and re.search("[aeiouy]", bare), name


def test_given_and_family_names_are_of_one_language() -> None:
    said = names(np.arange(3000), seed=4)
    both = {k: {form for head in t.family for pair in head for form in pair} for k, t in languages().items()}
    assert len(said) == 3000
    for name in said:
        given, family = name.split()
        homes = [k for k, t in languages().items() if given in (*t.women, *t.men)]
        assert any(family in both[k] for k in homes), name
    slavic = {n for n in said if n.split()[-1].endswith(("ova", "skaya", "ková"))}
    men = {*languages()["East Slavic"].men, *languages()["West Slavic"].men}
    assert slavic and not {n for n in slavic if n.split()[0] in men - set(languages()["West Slavic"].women)}


def test_the_languages_are_those_of_the_past() -> None:
    known = [language_of(n) for n in PAST]
    assert known.count("French") >= 5 and known.count("East Slavic") >= 5
    said = names(np.arange(400), seed=0, past=PAST)
    given = {
        *languages()["French"].women,
        *languages()["French"].men,
        *languages()["East Slavic"].women,
        *languages()["East Slavic"].men,
    }
    assert np.mean([n.split()[0] in given for n in said]) > 0.8


def test_a_past_of_no_known_language_lends_its_own_names() -> None:
    given = ["Thuy", "Quoc", "Linh", "Hieu", "Sang", "Phuong", "Trung", "Duc", "Ngoc", "Khanh", "Vinh", "Bao"]
    family = ["Nguyen", "Tran", "Pham", "Huynh", "Hoang", "Vu", "Bui", "Dang", "Ngo", "Duong", "Luong", "Trinh"]
    past = [f"{g} {f}" for k, g in enumerate(given) for f in (family[k], family[k - 3])]
    said = names(np.arange(60), seed=0, past=past)
    assert len(set(said)) == 60 and not set(said) & set(past)
    assert {n.split()[0] for n in said} <= set(given) and {n.split()[-1] for n in said} <= set(family)


def test_names_of_works_and_people_do_not_decide_what_happens(graph: InfluenceGraph) -> None:
    """The same past with other artists' names: other names, the same works."""
    table = graph.works.table
    other = Works(table.assign(artist=table["artist"].map(dict(zip(sorted(set(table["artist"])), sorted(PAST))))))
    named = InfluenceGraph(
        Embedding(other, graph.embedding.vectors, graph.embedding.time_axis),
        graph.parents,
        graph.innovation,
        graph.years,
        graph.model,
    )
    one, two = (simulate(g, years=12, artists=60, seed=2, pictures=0) for g in (graph, named))
    assert np.array_equal(one.vectors, two.vectors) and one.parents.equals(two.parents)
    assert list(one.artists["id"]) == list(two.artists["id"]) and list(one.works["title"]) == list(two.works["title"])
    assert one.artists["name"].nunique() == len(one.artists)


def test_a_counterfactual_keeps_the_names_of_those_in_both(graph: InfluenceGraph) -> None:
    told = simulate(graph, years=12, artists=60, seed=2, pictures=0)
    without = simulate(graph, years=12, artists=60, seed=2, pictures=0, without=str(told.works["id"].iat[0]))
    before, after = (dict(zip(t.artists["id"], t.artists["name"])) for t in (told, without))
    assert len(before.keys() & after.keys()) > 50
    assert all(before[i] == after[i] for i in before.keys() & after.keys())


def test_the_works_of_an_invented_school_do_not_hang_on_its_names(graph: InfluenceGraph) -> None:
    studio = CareerSampler.fit(graph)
    hand = studio.invented("School A", artists=2, seed=1)[1]
    when = [int(graph.years.max()) + k for k in (2, 5, 9)]
    renamed = replace(hand, name="Somebody Else")
    works, others = (studio.draw(whose, when, seed=1) for whose in (hand, renamed))
    assert len(works) == len(others) == 3
    assert all(np.array_equal(a.vector, b.vector) for a, b in zip(works, others))


def test_the_past_that_is_followed_is_the_late_one(graph: InfluenceGraph) -> None:
    assert recent_artists(graph) == sorted({f"Artist {k}" for k in range(7)})  # few: all
    table = graph.works.table.assign(
        artist=[f"Old {k % 20}" if k < 60 else f"New {k % 20}" for k in range(len(graph.years))]
    )
    aged = replace(graph.embedding, works=Works(table))
    late = recent_artists(InfluenceGraph(aged, graph.parents, graph.innovation, graph.years))
    assert len(late) == 20 and all(name.startswith("New") for name in late)
