"""The catalogue says what the tables say, nothing twice, and hangs what there is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np

from helpers.simulated_history import two_schools
from stylogeny.provenance import Provenance
from stylogeny.report.catalogue import PLATES, catalogue
from stylogeny.report.catalogue_page import Bar
from stylogeny.text.appearance import Appearance
from stylogeny.text.grammar import Grammar
from stylogeny.text.writer import Prompt


def sentences(text: str) -> list[str]:
    return [s.casefold() for s in re.split(r"(?<=[.!?:])\s+", text) if s.strip()]


class Half(Grammar):
    """A writer that has a model's words for manifestos only."""

    def text(self, prompt: Prompt | str, **kwargs: Any) -> str:
        self.source = "tiny" if isinstance(prompt, Prompt) and prompt.kind == "manifesto" else "grammar"
        return f"Tiny words {kwargs['seed']}." if self.source == "tiny" else super().text(prompt, **kwargs)


class Asked(Grammar):
    """A writer that remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.prompts: list[tuple[Prompt, int]] = []

    def text(self, prompt: Prompt | str, **kwargs: Any) -> str:
        assert isinstance(prompt, Prompt)
        self.prompts.append((prompt, len(kwargs["images"])))
        return super().text(prompt, **kwargs)


def test_there_is_a_room_for_each_movement_with_plates_of_its_works() -> None:
    history = two_schools()
    book = catalogue(history, seed=2)
    assert [r.name for r in book.rooms] == ["The Slate Circle", "The Bone Room"]
    assert [r.dates for r in book.rooms] == ["1950–1979", "from 1975, still alive in 2009"]
    movement = dict(zip(history.works["id"], history.works["movement"]))
    for room, name in zip(book.rooms, ("m0", "m1")):
        assert len(room.plates) == PLATES and {movement[p.id] for p in room.plates} == {name}
        assert all(p.title.startswith("Piece") and p.picture == p.id for p in room.plates)
        assert [p.year for p in room.plates] == sorted(p.year for p in room.plates)
        assert len({p.artist for p in room.plates}) == 3  # all hands that there are
    assert book.title == "From the Slate Circle to the Bone Room" and book.span == (1950, 2009)
    assert book.bars == (Bar("The Slate Circle", 1950, 1979, 1970), Bar("The Bone Room", 1975, 2009, None))
    assert book.cover in {p.picture for r in book.rooms for p in r.plates}


def test_the_most_rooms_and_lives_are_kept_to() -> None:
    book = catalogue(two_schools(), rooms=1, lives=2)
    assert [r.name for r in book.rooms] == ["The Bone Room"] and len(book.lives) == 2  # that with most works
    assert book.title == "The Bone Room" and catalogue(two_schools(), rooms=0).title == "Pictures without a Name"


def test_lives_are_of_those_whom_the_rooms_are_about_in_order_of_birth() -> None:
    book = catalogue(two_schools(), lives=3)
    born = dict(zip(two_schools().artists["name"], two_schools().artists["born"]))
    assert len(book.lives) == 3
    assert [born[life.name] for life in book.lives] == sorted(born[life.name] for life in book.lives)
    shown = {p.picture for r in book.rooms for p in r.plates}
    assert all(life.picture and life.picture not in shown for life in book.lives)
    assert {life.dates for life in book.lives} <= {"1920–1990", "born 1925", "1930–2005", "born 1950", "born 1955"}


def test_what_is_said_stands_in_the_tables_and_nothing_is_said_twice() -> None:
    history = two_schools()
    book = catalogue(history, seed=2)
    said = [s for t in book.texts for s in sentences(t.text)]
    assert len(said) == len(set(said)) > 30
    quoted = set(re.findall(r"“([^”]+)”", book.markdown()))
    assert len(quoted) > 5 and quoted <= set(history.works["title"])
    whole = " ".join(t.text for t in book.texts)
    assert "{" not in whole and "None" not in whole and "nan" not in whole.casefold().split()
    assert not re.search(r"\ba (?=[aeiou])(?!one|uni|use)", whole), re.findall(r"\ba [aeiou]\w+", whole)


def test_the_same_seed_gives_the_same_book() -> None:
    book = catalogue(two_schools(), seed=2)
    assert book.markdown() == catalogue(two_schools(), seed=2).markdown() != catalogue(two_schools(), seed=3).markdown()


def test_no_template_comes_twice_in_a_catalogue() -> None:
    writer = Grammar(once=True)
    book = catalogue(two_schools(), writer=writer, seed=4)
    assert max(writer.uses.values()) == 1 and len(writer.uses) > 40
    assert len(book.rooms) == 2 and len(book.lives) == 5
    assert all(r.essay and r.manifesto and r.review for r in book.rooms) and all(x.text for x in book.lives)
    # the same sentences with numbers and names struck out: none is left twice either
    people = "|".join(re.escape(str(n)) for n in two_schools().artists["name"])
    struck = [re.sub(rf"“[^”]+”|{people}|\d+", "*", s) for t in book.texts for s in re.split(r"(?<=[.!?]) +", t.text)]
    assert len(struck) == len(set(struck))


def test_a_text_names_no_work_twice_and_a_person_in_full_once() -> None:
    book = catalogue(two_schools(), seed=5)
    assert len(book.rooms) == 2 and len(book.lives) == 5
    titles = [re.findall(r"“[^”]+”", text.text) for text in book.texts]
    assert sum(map(len, titles)) > 10
    for text, quoted in zip(book.texts, titles):
        assert len(quoted) == len(set(quoted)), text.text
    for life in book.lives:
        assert life.text.text.count(life.name) == 1, life.text.text
    for room in book.rooms:  # the label has the whole name
        assert len(room.plates) == PLATES and not any(p.artist in p.text.text for p in room.plates)


def test_asides_are_told_where_the_history_has_them() -> None:
    assert [a.heading for a in catalogue(two_schools()).asides] == ["A quarrel", "A classroom"]
    history = two_schools()
    calm = replace(history, artists=history.artists.assign(rivals=[[]] * 6, teacher=""))
    assert catalogue(calm).asides == ()
    late = history.parents[~((history.parents["parent"] == "s5") & (history.parents["weight"] == 0.8))]
    assert catalogue(replace(calm, parents=late)).asides[0].heading == "The picture that waited"


def test_a_catalogue_needs_no_pictures_no_movements_and_no_works() -> None:
    history = two_schools(pictures=False)
    bare = replace(history, works=history.works.assign(movement=""), movements=history.movements.iloc[:0])
    book = catalogue(bare)
    assert not book.rooms and book.introduction and book.cover == "" and book.lives
    empty = replace(bare, works=history.works.iloc[:0], parents=history.parents.iloc[:0])
    assert catalogue(empty).introduction and not catalogue(empty).lives


def test_words_of_a_model_are_marked_and_those_of_the_grammar_too() -> None:
    book = catalogue(two_schools(), writer=Half())
    assert [r.manifesto.by for r in book.rooms] == ["tiny", "tiny"] and book.introduction.by == "grammar"
    assert "2 by tiny" in book.colophon and "built-in grammar" in book.colophon


def test_every_text_is_asked_for_in_words_and_with_its_pictures() -> None:
    writer = Asked()
    catalogue(two_schools(), writer=writer)
    assert len(writer.prompts) > 20 and all(len(prompt.request) > 40 for prompt, _ in writer.prompts)
    images = {prompt.kind: number for prompt, number in writer.prompts}
    assert (images["movement essay"], images["manifesto"], images["review"], images["wall text"]) == (4, 2, 2, 1)
    assert images["introduction"] == images["biography"] == images["coda"] == 0


def test_books_of_several_histories_do_not_open_alike() -> None:
    books = []
    for seed in range(4):
        history = replace(two_schools(), provenance=Provenance({"seed": seed}))
        books.append(catalogue(history, seed=0).introduction.text)
    assert len({sentences(text)[0] for text in books}) > 1 and len(set(books)) == 4


def test_three_books_in_a_row_have_little_to_say_alike() -> None:
    """Introduction, asides and coda: of what tells nothing of its own history most is in one book only."""
    books, histories = [], [replace(two_schools(), provenance=Provenance({"seed": seed})) for seed in (7, 8, 9)]
    for history in histories:
        book = catalogue(history)
        texts = [book.introduction, book.coda, *(aside.passage for aside in book.asides)]
        books.append({s for t in texts for s in sentences(t.text)})
    told = Counter(s for book in books for s in book)
    assert np.mean([n == 1 for n in told.values()]) > 0.6 and np.mean([n == 3 for n in told.values()]) < 0.1
    for part in ("introduction", "coda"):
        first = [sentences(getattr(catalogue(history), part).text)[0] for history in histories]
        assert len(set(first)) == 3, first


def test_a_history_without_movements_has_as_many_lives() -> None:
    history = two_schools()
    bare = replace(history, works=history.works.assign(movement=""), movements=history.movements.iloc[:0])
    assert len(catalogue(bare, lives=5).lives) == 5


def test_a_name_of_a_colour_is_spoken_of_where_the_plates_have_it() -> None:
    writer = Asked()
    catalogue(two_schools(), writer=writer)
    for prompt, _ in writer.prompts:
        if prompt.kind == "movement essay" and prompt.facts.name_colour:
            assert any(c in prompt.facts.name.casefold() for c in prompt.facts.appearance.palette)


def test_a_room_says_of_its_looks_what_its_plates_have() -> None:
    """The walls are light though most of the movement's works are dark: nothing dark is said."""
    writer = Asked()
    book = catalogue(two_schools(), writer=writer)
    essays = {p.facts.name: p.facts for p, _ in writer.prompts if p.kind == "movement essay"}
    for room in book.rooms:
        looks = essays[room.name].appearance
        pictures = [Appearance.of(two_schools().pictures[plate.picture]) for plate in room.plates if plate.picture]
        for colour in looks.palette:
            assert sum(colour in p.colours for p in pictures) >= len(pictures) / 2
        if looks.tone is not None:
            assert sum(p.tone == looks.tone for p in pictures) >= len(pictures) / 2
