"""Spellings of one name come to the same."""

from __future__ import annotations

import pytest

from stylogeny.corpus.names.spelling import plain, sound, sounds, without_article


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Dürer, Albrecht", ("durer", "albrecht")),
        ("Œuvre d'été", ("oeuvre", "dete")),
        ("Казимир Малевич", ("kazimir", "malevich")),
        ("Ελ Γκρέκο", ("el", "gkreko")),
        ("Henri de Toulouse-Lautrec", ("henri", "de", "toulouse", "lautrec")),
        ("  ", ()),
    ],
)
def test_a_name_is_its_words_in_plain_letters(name: str, words: tuple[str, ...]) -> None:
    assert plain(name) == words


@pytest.mark.parametrize(
    "spellings",
    [
        ("malevich", "malewitsch", "malevitch", "malevic"),
        ("durer", "duerer"),
        ("kandinsky", "kandinskij", "kandinskii", "kandinskiy"),
        ("tchaikovsky", "chaikovski", "tschaikowsky"),
        ("chagall", "shagal"),
    ],
)
def test_one_name_in_several_transliterations_sounds_alike(spellings: tuple[str, ...]) -> None:
    assert len({sound(word) for word in spellings}) == 1


def test_other_names_sound_otherwise() -> None:
    names = ("monet", "manet", "miro", "munch", "klimt", "klee", "degas", "dega s")
    assert len({sounds(plain(name)) for name in names}) == len(names)


def test_an_article_before_a_title_does_not_count() -> None:
    assert without_article(plain("The Hay Wain")) == plain("hay wain")
    assert without_article(("the",)) == ("the",)
