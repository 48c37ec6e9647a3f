"""Which of many names is meant: surnames, words in any order, other spellings, and what is suggested otherwise."""

from __future__ import annotations

import pytest

from stylogeny.corpus.names.index import NameIndex, nearest

ARTISTS = NameIndex(
    [
        "Claude Monet",
        "Claude Lorrain",
        "Vincent van Gogh",
        "Gustav Klimt",
        "Albrecht Dürer",
        "Kazimir Malevich",
        "Wassily Kandinsky",
        "Pieter Bruegel the Elder",
        "Pieter Bruegel the Younger",
        "Ivan Grohar",
        "Katsushika Hokusai",
        "",
    ],
    personal=True,
)


def found(name: str, index: NameIndex = ARTISTS) -> list[str]:
    """The names of the first stage that answers."""
    return next((names for stage in index.stages if (names := stage(name))), [])


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("claude monet", "Claude Monet"),
        ("Monet", "Claude Monet"),
        ("van Gogh", "Vincent van Gogh"),
        ("Gogh", "Vincent van Gogh"),
        ("Gogh, Vincent van", "Vincent van Gogh"),
        ("V. van Gogh", "Vincent van Gogh"),
        ("Klimt", "Gustav Klimt"),
        ("Durer", "Albrecht Dürer"),
        ("Duerer", "Albrecht Dürer"),
        ("DÜRER Albrecht", "Albrecht Dürer"),
        ("Malewitsch", "Kazimir Malevich"),
        ("Малевич", "Kazimir Malevich"),
        ("Кандинский", "Wassily Kandinsky"),
        ("Hokusai Katsushika", "Katsushika Hokusai"),
        ("Hokusai", "Katsushika Hokusai"),
        ("Bruegel the Elder", "Pieter Bruegel the Elder"),
    ],
)
def test_an_artist_is_found_as_people_write_the_name(name: str, meant: str) -> None:
    assert found(name) == [meant]


def test_what_several_answer_to_gives_them_all() -> None:
    assert found("Bruegel") == ["Pieter Bruegel the Elder", "Pieter Bruegel the Younger"]
    assert found("Claude") == ["Claude Monet", "Claude Lorrain"]


@pytest.mark.parametrize("name", ["", "van", "the", "V.", "Picasso", "?"])
def test_particles_initials_and_strangers_are_nobody(name: str) -> None:
    assert found(name) == []


def test_titles_are_found_without_article_and_accents_and_by_a_run_of_their_words() -> None:
    titles = NameIndex(["The Hay Wain", "Après la pluie", "Mona Lisa (La Gioconda)", "Snow"])
    assert found("hay wain", titles) == ["The Hay Wain"]
    assert found("apres la pluie", titles) == ["Après la pluie"]
    assert found("Mona Lisa", titles) == ["Mona Lisa (La Gioconda)"]
    assert found("Mona", titles) == [] and found("wain hay", titles) == []


def test_the_likest_names_are_suggested() -> None:
    assert nearest("Monnet", [ARTISTS])[0] == "Claude Monet"
    assert nearest("Gustaf Klimmt", [ARTISTS])[0] == "Gustav Klimt"
    assert nearest("xyzzyq", [ARTISTS]) == []
    assert nearest("Monnet", [NameIndex(["A moment", "Sonnet"]), ARTISTS])[0] == "Claude Monet"
