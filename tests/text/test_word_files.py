"""Files of words: all that are shipped can be read, and what is no such file is named."""

from __future__ import annotations

import importlib.resources

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.text.templates.contents import CONTENTS
from stylogeny.text.word_files import FOLDER, checked, parse, read


def test_every_file_that_is_shipped_can_be_read() -> None:
    folder = importlib.resources.files("stylogeny.text") / FOLDER
    names = {file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")}
    assert names == set(CONTENTS)
    for name in names:
        assert read(name).table, name


def test_what_is_no_toml_is_named_with_its_line() -> None:
    with pytest.raises(StylogenyError, match=r"a\.toml: not TOML .*line 2"):
        parse("a.toml", 'one = "x"\ntwo = \n')


def test_what_a_file_holds_is_known() -> None:
    with pytest.raises(StylogenyError, match=r"contents are not known .got catalog\.toml."):
        checked("catalog", "")
