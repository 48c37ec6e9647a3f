"""Entries of files of words: what is wrong with one is said in one line that names the file and the entry."""

from __future__ import annotations

import re

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.text.templates.entries import Each, Entry, Patterns, Sentence, Table, Tables, Whole, Words
from stylogeny.text.word_files import parse


def test_entries_have_their_types() -> None:
    file = parse("a.toml", 'one = "x"\nnumber = 3\nmany = ["a b", "c"]\nrow = "a b c"\n[inner]\n[[each]]\nk = 1\n')
    assert file.text("one") == "x" and file.number("number") == 3
    assert file.words("many") == ("a b", "c") and file.words("row") == ("a", "b", "c")
    assert file.within("inner").table == {} and [table.number("k") for table in file.each("each")] == [1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: f.text("absent"), "a.toml: an entry is missing .got absent."),
        (lambda f: f.text("number"), "a.toml: number is a text"),
        (lambda f: f.number("one"), "a.toml: one is a whole number"),
        (lambda f: f.number("flag"), "a.toml: flag is a whole number"),
        (lambda f: f.words("mixed"), "a.toml: mixed is an array of texts"),
        (lambda f: f.within("one"), "a.toml: one is a table"),
        (lambda f: f.each("mixed"), "a.toml: mixed is an array of tables"),
        (lambda f: f.within("inner").text("x"), "a.toml, inner: an entry is missing"),
        (lambda f: f.only("one", "number"), "a.toml: an unknown entry .got flag."),
    ],
)
def test_a_wrong_entry_is_named(call, message: str) -> None:
    file = parse("a.toml", 'one = "x"\nnumber = 3\nflag = true\nmixed = ["a", 1]\n[inner]\n')
    with pytest.raises(StylogenyError, match=message):
        call(file)


@pytest.mark.parametrize(
    ("entry", "text", "message"),
    [
        (Sentence(n=int), "x = '{sede}'", "a.toml: x has a place that is not filled, or a stray brace (got {sede})"),
        (Sentence(seed=int), "x = 'with {seed'", "a.toml: x has a place that is not filled, or a stray brace"),
        (Sentence(seed=int), "x = 'with {seed:q}'", "a.toml: x has a place that is not filled, or a stray brace"),
        (Sentence(seed=int), "x = 'with {}'", "places are {seed}"),
        (Sentence(), "x = 'with {seed}'", "it has no places"),
        (Sentence(), "x = ''", "a.toml: x is empty"),
        (Whole(), "x = 'three'", "a.toml: x is a whole number"),
        (Words(), "x = ['a', '']", "a.toml: x has a word that is none (got '')"),
        (Words(every="[a-z]+"), "x = 'a B'", "a.toml: x has a word that is none (got 'B')"),
        (Words(), "x = []", "a.toml: x has too few words (got 0)"),
        (Words(least=3), "x = 'a b'", "a.toml: x has too few words (got 2); at least 3"),
        (Words(some="The "), "x = ['A', 'Theft']", "a.toml: x has no word that begins with The"),
        (Patterns(), "x = ['a', '(b']", "a.toml: x has a bad regular expression (got '(b'"),
        (Patterns(), "x = []", "a.toml: x has too few words"),
        (Table({"a": Sentence()}), "x = {b = 'c'}", "a.toml, x: an unknown entry (got b); one of a"),
        (Table({"a": Sentence()}), "x = {}", "a.toml, x: an entry is missing (got a)"),
        (Each(Whole()), "x = {b = 'c'}", "a.toml, x: b is a whole number"),
        (Each(Whole()), "x = {}", "a.toml, x: it has no entries"),
        (Tables(Table({"a": Whole()})), "x = [{a = 1}, {a = 'b'}]", "a.toml, x 2: a is a whole number"),
        (Tables(Table({"a": Whole()})), "x = []", "a.toml: x is an array of one table or more"),
    ],
)  # fmt: skip
def test_an_entry_that_is_not_as_it_should_be_is_named(entry: Entry, text: str, message: str) -> None:
    with pytest.raises(StylogenyError, match=re.escape(message)) as caught:
        entry.check(parse("a.toml", text), "x")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (Sentence(works=int, words=str), "x = '{words}: {works:,}, {words}'"),
        (Words(some="The "), "x = ['A', 'The End']"),
        (Patterns(), "x = ['ab?', 'c']"),
        (Table({"a": Whole()}), "x = {a = 1}"),
        (Each(Whole()), "x = {a = 1, b = 2}"),
        (Tables(Table({"a": Whole()})), "x = [{a = 1}, {a = 2}]"),
    ],
)
def test_an_entry_that_is_as_it_should_be_passes(entry: Entry, text: str) -> None:
    entry.check(parse("a.toml", text), "x")
