"""Parts of names, and the languages that names are of."""

from __future__ import annotations

import pytest

from stylogeny.text.name_parts import LONGEST, SHORTEST, language_of, languages, plain, surname


def test_there_are_eleven_languages_whose_parts_make_names() -> None:
    assert len(languages()) == 11
    for language, parts in languages().items():
        families = [family for head in parts.family for family in head]
        assert len(parts.women) > 30 and len(parts.men) > 30 and len(set(families)) > 200, language
        assert not set(parts.women) & set(parts.men) or language in ("French", "West Slavic"), language
        assert all(SHORTEST <= len(man) <= LONGEST for man, _ in families), language


def test_an_end_may_have_a_form_for_women() -> None:
    families = {family for head in languages()["East Slavic"].family for family in head}
    women = {man.removesuffix("ov") + "ova" for man, _ in families if man.endswith("ov")}
    assert len(women) > 20 and women <= {woman for _, woman in families}
    assert all(man == woman for head in languages()["English"].family for man, woman in head)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Claude Monet", "French"),
        ("Ilya Repin", "East Slavic"),
        ("Ingeborg Hellfors", "Nordic"),
        ("Pieter van der Veld", "Dutch"),
        ("Kenji Yamamoto", "Japanese"),
        ("Quoc Tran", ""),
        ("", ""),
    ],
)
def test_a_name_is_of_the_language_of_its_parts(name: str, language: str) -> None:
    assert language_of(name) == language


def test_names_are_compared_without_accents() -> None:
    assert plain("Édouard Łukasz Sørensen’s") == "edouard lukasz sorensen's"


def test_a_surname_is_the_last_word() -> None:
    assert surname("Ada van Berg") == "Berg" and surname("") == ""
