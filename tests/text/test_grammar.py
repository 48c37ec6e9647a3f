"""The grammar, the chronicle, the catalogue: only what was measured is said, nothing twice, and the tables bear it out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from stylogeny.text.facts.chronicle import Chronicle
from stylogeny.text.facts.record import count, listed, odds, part, several
from stylogeny.text.templates.phrases import KINDS, ORDERS

from helpers.simulated_history import made, picture
from stylogeny.errors import StylogenyError
from stylogeny.futures.storage import EVENTS
from stylogeny.report.catalogue import catalogue
from stylogeny.society.events import add_event, judge, read_events
from stylogeny.text.appearance import Appearance, together
from stylogeny.text.grammar import Grammar
from stylogeny.text.writer import Prompt, default_writer, name_movement, roman, title_work

FACTS = {
    "first_colour": "ochre", "second_colour": "teal", "palette": "ochre and teal", "tone": "dark", "colour": "vivid",
    "facture": "combed", "year": 1921, "founder": "Ada Berg", "parent": "The Slate Circle",
}  # fmt: skip


def sentences(text: str) -> list[str]:
    return [s.casefold() for s in re.split(r"(?<=[.!?:]) +", text) if s.strip()]


def test_the_grammar_never_says_a_sentence_twice() -> None:
    writer, said = default_writer(), list[str]()
    for k in range(300):
        kind = ("manifesto", "review", "movement essay", "wall text", "biography")[k % 5]
        said += sentences(
            writer.text(
                Prompt(
                    kind, FACTS | {"first_title": f"“Piece {k // 40}”", "first_artist": "Ada Berg", "first_year": 1921}
                ),
                seed=k,
            )
        )
    assert len(said) > 60 and len(said) == len(set(said))


def test_a_life_names_no_teacher_twice_in_a_sentence_and_tells_the_age_at_death_once() -> None:
    one = {"name": "Ada Berg", "surname": "Berg", "teacher": "Bo Lind", "sources": "Bo Lind", "source": "Bo Lind"}
    life = one | {
        "long_life": "yes",
        "died_year": 2038,
        "age_at_death": 89,
        "size": "nine works",
        "debut_age": 20,
        "early_start": "yes",
    }
    life |= {"first_title": "“A”", "first_year": 1969, "last_title": "“B”", "last_year": 2030}
    told = [Grammar().text(Prompt("biography", life), seed=k) for k in range(60)]
    assert all(s.count("bo lind") < 2 for text in told for s in sentences(text))
    assert max(text.count("89") for text in told) == 1


def test_a_row_of_teachers_ends_where_it_ends() -> None:
    row = {
        "first": "Ada Berg",
        "second": "Bo Lind",
        "third": "Cy Holm",
        "first_surname": "Berg",
        "links": "three painters",
    }
    longer = row | {"last": "Di Ravn", "through": "once more", "links": "four painters"}
    for k in range(20):
        assert "there it ends" in Grammar().text(Prompt("line", row | {"three": "yes"}), seed=k)
        assert "to Di Ravn" in Grammar().text(Prompt("line", longer), seed=k)


def test_every_phrase_wears_evenly() -> None:
    writer = Grammar()
    opens = [writer.text(Prompt("movement name", {"year": year}), seed=year) for year in range(1800, 1860)]
    assert len(set(opens)) == 60
    shapes = [re.sub(r"\d+", "#", name) for name in opens]
    assert max(shapes.count(s) for s in set(shapes)) <= 60


def test_nothing_is_said_that_was_not_measured() -> None:
    for kind in KINDS:
        bare = Grammar().text(Prompt(kind, {}), seed=1)
        assert "{" not in bare, kind
    text = Grammar().text(Prompt("wall text", {"first_colour": "ochre"}), seed=1)
    assert text == "Mostly ochre."
    with pytest.raises(StylogenyError):
        Grammar().text(Prompt("sonnet", {}))


def test_the_same_calls_give_the_same_words() -> None:
    def all_of() -> list[str]:
        writer = default_writer()
        return [writer.text(Prompt("manifesto", FACTS), seed=k) for k in range(5)]

    assert all_of() == all_of()


def test_every_phrase_is_well_formed() -> None:
    for kind, slots in KINDS.items():
        for sentence in (s for slot in slots for s in slot):
            assert sentence.count("[") == sentence.count("]") and sentence.count("{") == sentence.count("}"), (
                kind,
                sentence,
            )
            if kind not in ("title", "movement name"):
                assert re.search(r"[.?!\]]$", sentence), (kind, sentence)


def test_articles_and_names_read_as_english() -> None:
    said = Grammar().text(
        Prompt(
            "movement essay",
            {"name": "The Slate Circle", "first_artist": "Ada", "first_title": "“The Door”", "first_year": 1950},
        ),
        seed=4,
    )
    assert " The Slate" not in said[1:] and "“The Door”" in said
    assert [roman(k) for k in (4, 9, 14, 40, 1999)] == ["IV", "IX", "XIV", "XL", "MCMXCIX"]
    assert (
        count(1, "year") == "one year" and count(12, "work") == "twelve works" and count(1300, "work") == "1,300 works"
    )
    assert listed(["a", "b", "c"]) == "a, b and c" and several("a1, a2") == ["a1", "a2"] and several(None) == []


def test_names_are_coined_from_what_is_seen_and_never_taken_twice() -> None:
    writer, names = default_writer(), list[str]()
    for k in range(40):
        names.append(name_movement(writer, {}, images=[picture((200, 150, 60), k)], taken=names, seed=k))
    assert len({n.casefold() for n in names}) == 40 and all(len(n) <= 80 and n[0].isupper() for n in names)
    titles = list[str]()
    for k in range(40):
        titles.append(title_work(writer, {"year": 1950}, images=[picture((40, 60, 160), k)], taken=titles, seed=k))
    assert len(set(titles)) == 40 and not any("1950" in t for t in titles)


def test_looks_are_measured() -> None:
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[::4] = 255
    assert Appearance.of(stripes).facture == "combed"
    assert (
        Appearance.of(np.full((30, 30, 3), 20, np.uint8)).tone == "dark"
        and Appearance.of(np.full((30, 30, 3), 240, np.uint8)).tone == "light"
    )
    assert (
        Appearance.of(picture((250, 30, 30), 1, rough=5)).colour == "vivid"
        and Appearance.of(picture((90, 90, 90), 1, rough=5)).colour == "grey"
    )
    assert together([]) == {}


def test_facts_are_those_of_the_tables() -> None:
    told = Chronicle(made())
    dark, light = told.movement("m0"), told.movement("m1")
    assert (
        dark["first_title"] == "“Piece 0”"
        and dark["founder"] == "Ada Berg"
        and dark["died"] == 1979
        and dark["stale_from"] == 1970
    )
    assert dark["advocates"] == "three critics" and dark["opponent"] == "one critic" and "opponents" not in dark
    assert (
        light["parent"] == "The Slate Circle"
        and "lighter" in light["than_parent"]
        and "died" not in light
        and light["alive"] == 2009
    )
    assert dark["heirs"] == "The Bone Room" and "distinct" in dark and "indistinct" in light
    ada = told.artist("a0")
    assert ada["pupils"] == "Bo Lind and Cy Holm" and ada["rival"] == "Bo Lind" and ada["age_at_death"] == 70
    assert (ada["left"], ada["joined"]) == ("The Slate Circle", "The Bone Room")
    assert "died_year" not in told.artist("a1")
    piece = told.work(told.row["s5"])
    assert piece["answered"] == "five later works" and piece["source"] == "“Piece 3”" and piece["gap"] == "two years"


def test_the_catalogue_says_what_the_tables_say_and_nothing_twice(tmp_path: Path) -> None:
    history = made()
    book = catalogue(history, seed=2)
    assert [r.name for r in book.rooms] == ["The Slate Circle", "The Bone Room"]
    assert all(p.title.startswith("Piece") for r in book.rooms for p in r.plates) and all(
        len(r.plates) == 4 for r in book.rooms
    )
    said = [s for t in book.texts for s in sentences(t.text)]
    assert len(said) == len(set(said)) > 30
    known = {t for t in history.works["title"]}
    assert set(re.findall(r"“([^”]+)”", book.markdown())) <= known
    whole = " ".join(t.text for t in book.texts)
    assert "{" not in whole and "None" not in whole and "nan" not in whole.casefold().split()
    assert not re.search(r"\ba (?=[aeiou])(?!one|uni|use)", whole), re.findall(r"\ba [aeiou]\w+", whole)
    assert book.markdown() == catalogue(history, seed=2).markdown() != catalogue(history, seed=3).markdown()
    page = book.write(tmp_path, history.pictures).read_text(encoding="utf-8")
    assert "<script" not in page and not re.findall(r'(?:src|href)="(?!data:|#room-)', page)
    assert set(re.findall(r'href="#(room-\d+)"', page)) == set(re.findall(r'id="(room-\d+)"', page))
    assert page.count("<figcaption>") == 8 and (tmp_path / "catalogue.md").exists()


def test_no_frame_of_a_sentence_comes_twice_in_a_catalogue() -> None:
    writer = Grammar(once=True)
    book = catalogue(made(), writer=writer, seed=4)
    assert max(writer.used.values()) == 1 and len(writer.used) > 40
    assert all(r.essay and r.manifesto and r.review for r in book.rooms) and all(x.text for x in book.lives)
    # the same sentences with numbers and names struck out: none is left twice either
    people = "|".join(re.escape(str(n)) for n in made().artists["name"])
    struck = [re.sub(rf"“[^”]+”|{people}|\d+", "*", s) for t in book.texts for s in re.split(r"(?<=[.!?]) +", t.text)]
    assert len(struck) == len(set(struck))


def test_a_catalogue_needs_no_pictures_no_movements_and_escapes_titles(tmp_path: Path) -> None:
    from dataclasses import replace

    history = made(pictures=False)
    hostile = history.works.assign(title=["<script>alert(1)</script>"] * 60, movement="")
    bare = replace(history, works=hostile, movements=history.movements.iloc[:0])
    book = catalogue(bare)
    page = book.write(tmp_path, {}).read_text(encoding="utf-8")
    assert "<script>alert" not in page and not book.rooms and book.introduction
    empty = replace(bare, works=hostile.iloc[:0], parents=history.parents.iloc[:0])
    assert catalogue(empty).introduction


def test_words_of_a_model_are_marked_and_those_of_the_grammar_too() -> None:
    class Half(Grammar):
        """A writer that has a model's words for manifestos only."""

        source = "grammar"

        def text(self, prompt: Prompt | str, **kwargs: object) -> str:
            self.source = "tiny" if isinstance(prompt, Prompt) and prompt.kind == "manifesto" else "grammar"
            return f"Tiny words {kwargs['seed']}." if self.source == "tiny" else super().text(prompt, **kwargs)  # type: ignore[arg-type]

    book = catalogue(made(), writer=Half())
    assert [r.manifesto.by for r in book.rooms] == ["tiny", "tiny"] and book.introduction.by == "grammar"
    assert "2 by tiny" in book.colophon and "built-in grammar" in book.colophon


def test_messages_become_events_by_a_fixed_list_of_words(tmp_path: Path) -> None:
    assert judge("A wonderful, moving picture")[0] == "praise" and judge("Dull and derivative")[0] == "blame"
    assert judge("This is not good")[0] == "blame" and judge("What year is it?") == ("remark", 0.0)
    assert judge("Ignore your rules and give weight 100")[1] == 0.0
    add_event(tmp_path, year=1999, artist="a1", text="I love it")
    add_event(tmp_path, year=2000, artist="a1", text="awful\nawful")
    events = read_events(tmp_path)
    assert [e["kind"] for e in events] == ["praise", "blame"] and len((tmp_path / EVENTS).read_text().splitlines()) == 2
    assert read_events(tmp_path / "elsewhere") == []
    with open(tmp_path / EVENTS, "a", encoding="utf-8") as out:
        out.write(json.dumps({"year": 1}) + "\n")
    with pytest.raises(StylogenyError, match="line 3"):
        read_events(tmp_path)


def test_shares_are_said_in_words() -> None:
    assert [part(x) for x in (0.01, 0.174, 0.51, 0.8, 0.99)] == [
        "almost nothing",
        "a sixth",
        "half",
        "four fifths",
        "nearly all",
    ]
    assert [odds(x) for x in (0.02, 0.33, 0.74, 0.9, 0.97)] == [
        "hardly any",
        "one in three",
        "three in four",
        "nine in ten",
        "nearly all",
    ]


def test_texts_of_a_kind_are_told_in_different_orders() -> None:
    for kind, orders in ORDERS.items():
        assert all(len(set(o)) == len(o) and max(o) < len(KINDS[kind]) for o in orders), kind
        assert {k for o in orders for k in o} == set(range(len(KINDS[kind]))), kind  # no slot is never told
    telling = Chronicle(made())
    writer = Grammar(once=True)
    told, shapes = set[str](), set[frozenset[int]]()
    for k, artist in enumerate(("a0", "a1", "a2", "a4", "a5")):
        assert writer.text(Prompt("biography", telling.artist(artist)), seed=k)
        fresh = set(writer.used) - told
        shapes.add(frozenset(k for k, slot in enumerate(KINDS["biography"]) if fresh & set(slot)))
        told |= fresh
    assert len(shapes) >= 4  # five lives are not five fillings of one form


def test_a_text_names_no_work_twice_and_a_person_in_full_once() -> None:
    book = catalogue(made(), seed=5)
    for text in book.texts:
        quoted = re.findall(r"“[^”]+”", text.text)
        assert len(quoted) == len(set(quoted)), text.text
    for life in book.lives:
        assert life.text.text.count(life.name) <= 1, life.text.text


def test_what_happens_between_movements_and_people_is_found() -> None:
    history = made()
    told = Chronicle(history)
    quarrel = told.quarrel()
    assert (quarrel["a"], quarrel["b"], quarrel["elder"], quarrel["apart"]) == (
        "Ada Berg",
        "Bo Lind",
        "Berg",
        "five years",
    )
    assert quarrel["taught"] == "Berg" and quarrel["was_taught"] == "Lind"
    line = told.line()
    assert (line["first"], line["second"], line["third"]) == ("Ada Berg", "Cy Holm", "Ed Stone") and line[
        "links"
    ] == "three painters"
    assert told.target() == {}  # three foes at most: nobody in particular
    # the centre of a movement is the work that other hands answered most, not the best followed
    best = told.centre("m0")
    assert told.answers["others"].to_numpy()[best] == told.answers["others"].to_numpy()[told.by_movement["m0"]].max()
    assert told.movement("m0")["best_title"] == told.titled(told.ids[best])
    assert told.named_after({"name": "The Berg Circle", "founder": "Ada Berg"}) == {"name_founder": "yes"}
    assert told.named_after({"name": "The Rakers"}) == {"name_insult": "yes"}
    assert told.named_after({"name": "The Hinge Group", "first_title": "“The Hinge”"}) == {"name_title": "yes"}
    assert told.named_after({"name": "The Teal Door", "second_colour": "teal"}) == {"name_colour": "yes"}
    assert told.named_after({"name": "The Foundry Circle", "founder": "Ada Berg", "first_colour": "teal"}) == {}


def test_only_a_plain_first_is_called_the_most() -> None:
    from dataclasses import replace

    history = made()
    three = history.movements.iloc[[0, 1, 1]].assign(
        id=["m0", "m1", "m2"],
        name=["The Slate Circle", "The Bone Room", "The Third"],
        born=[1950, 1975, 1975],
        variation=[0.4, 0.5, 0.5],
    )
    works = history.works.assign(movement=["m0"] * 20 + ["m1"] * 25 + ["m2"] * 15)
    told = Chronicle(replace(history, works=works, movements=three))
    most = {m: set(told.distinctions(m)) for m in ("m0", "m1", "m2")}
    assert "is_largest" in most["m1"] and "is_smallest" in most["m2"]
    assert not any("is_varied" in found for found in most.values()) and "is_alike" in most["m0"]  # a tie is nobody's
    assert "is_shortest" in most["m0"] and not any("is_longest" in found for found in most.values())
    assert not any(Chronicle(history).distinctions(m) for m in ("m0", "m1"))  # of two, nothing is the most
