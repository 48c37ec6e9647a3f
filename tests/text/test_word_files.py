"""Files of words: what is wrong with one is said in one line that names the file and the entry."""

from __future__ import annotations

import importlib.resources

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.text.word_files import FOLDER, parse, read


def test_every_file_that_is_shipped_can_be_read() -> None:
    folder = importlib.resources.files("stylogeny.text") / FOLDER
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    assert len(names) > 10
    for name in names:
        assert read(name.removesuffix(".toml")).table, name


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


def test_what_is_no_toml_is_named_with_its_line() -> None:
    with pytest.raises(StylogenyError, match=r"a\.toml: not TOML .*line 2"):
        parse("a.toml", 'one = "x"\ntwo = \n')
