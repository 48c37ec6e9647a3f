"""Files of words are checked whole: every entry can be read and filled, and any fault in any file is one line."""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Iterator

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.text.templates.contents import CONTENTS
from stylogeny.text.templates.entries import Each, Entry, Sentence, Table, Tables, WordFile
from stylogeny.text.templates.kinds import FILES
from stylogeny.text.word_files import FOLDER, checked, read


def sentences(file: WordFile, entry: Entry, key: str = "") -> Iterator[tuple[str, str, Sentence]]:
    """Every text within an entry (or, without a key, a file): where it stands, itself, and what is filled in."""
    if isinstance(entry, Sentence):
        yield f"{file.name}: {key}", file.text(key), entry
    elif isinstance(entry, Tables):
        for row in file.each(key):
            yield from sentences(row, entry.row)
    elif isinstance(entry, Table | Each):
        within = file.within(key) if key else file
        for name in within.table:
            inner = entry.entry if isinstance(entry, Each) else entry.entries[name]
            yield from sentences(within, inner, name)


EVERY = [found for name, contents in CONTENTS.items() for found in sentences(read(name), contents)]


@pytest.mark.parametrize(("text", "sentence"), [pytest.param(*found[1:], id=found[0]) for found in EVERY])
def test_every_sentence_is_filled(text: str, sentence: Sentence) -> None:
    values = {name: 2041 if kind is int else f"<{name}>" for name, kind in sentence.places.items()}
    said = text.format(**values)
    assert not re.search(r"[{}]", said)
    assert all(str(values[name]) in said.replace(",", "") for name in re.findall(r"{(\w+)", text))


def test_sentences_of_every_sort_are_among_them() -> None:
    places = {where: set(sentence.places) for where, _, sentence in EVERY}
    assert places["catalogue.toml, page: colophon"] == {"works", "seed", "words"}
    assert places["persona.toml, voice: system"] == {"name", "manner"}
    assert places["requests.toml, conversation: answer"] == {"name", "before", "message"}
    assert len(places) > 100


def test_files_with_kinds_of_text_are_those_that_are_read_for_them() -> None:
    assert {
        name for name, contents in CONTENTS.items() if isinstance(contents, Table) and "kind" in contents.entries
    } == {*FILES}


FAULTS = [
    ("catalogue", "{seed}", "{sede}", "catalogue.toml, page: colophon has a place that is not filled"),
    ("catalogue", 'sleeper = "', 'sleepr = "', "catalogue.toml, page, headings: an unknown entry (got sleepr)"),
    ("catalogue", 'untitled = "Pictures without a Name"', "untitled = 3", "catalogue.toml, page: untitled is a text"),
    ("catalogue", "[[kind]]", "[[kidn]]", "catalogue.toml: an unknown entry (got kidn)"),
    ("colours", "until = 361", "until = 300", "colours.toml: hues rise, the last to more than 360 degrees"),
    ("colours", 'dark = "black"', 'drak = "black"', "colours.toml, greys: an unknown entry (got drak)"),
    ("conversation", r"'fake'", r"'(fake'", "conversation.toml, topic 1: words has a bad regular expression"),
    (
        "conversation", 'kind = "answer unreal"', 'kind = "answer unrael"',
        "conversation.toml, topic 1: no answers of this kind (got answer unrael)",
    ),
    ("conversation", '"answer praise"', '"answer prase"', "conversation.toml: a kind of text is missing (got no"),
    ("manifesto", 'name = "manifesto"', 'name = "manifest"', "manifesto.toml: a kind of text is missing (got no"),
    ("movement_name", "jeers", "jears", "movement_name.toml: an unknown entry (got jears)"),
    ("name_parts", '"English"]\nwomen', '"English"]\nwoman', "name_parts.toml, English: an unknown entry (got woman)"),
    ("name_parts", "ac aix", "ac/ aix", "name_parts.toml, French: ends has a word that is none (got 'ac/')"),
    ("opinions", '"isn\'t"', '"is not"', "opinions.toml: negations has a word that is none (got 'is not')"),
    ("pages", "{movements}", "{movement}", "pages.toml, film: year has a place that is not filled"),
    ("pages", "prune =", "prun =", "pages.toml, tree, operations: an unknown entry (got prun)"),
    ("persona", "{manner}", "{maner}", "persona.toml, voice: system has a place that is not filled"),
    ("persona", "restless =", "restles =", "persona.toml, manners: an unknown entry (got restles)"),
    ("plain_titles", '"The ', '"', "plain_titles.toml: sitters has no word that begins with The"),
    ("requests", "{taken}", "{token}", "requests.toml, names: movement name has a place that is not filled"),
    ("requests", '"wall text" =', '"wal text" =', "requests.toml, catalogue: an unknown entry (got wal text)"),
    ("wording", "PainterCount =", "PainterCuont =", "wording.toml, nouns: an unknown entry (got PainterCuont)"),
    ("wording", "{title}", "{titel}", "wording.toml, phrases: title has a place that is not filled"),
    ("wording", "greyer =", "grayer =", "wording.toml, differences: an unknown entry (got grayer)"),
    ("wording", '    "the fifth most followed",\n', "", "wording.toml, phrases: ranks has too few words (got 4)"),
    ("wording", "tone.dark", "tone.drak", "wording.toml, appearance, tone: an unknown entry (got drak)"),
    ("wording", "born =", "bron =", "wording.toml, aliases: an unknown fact (got bron)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "right", "wrong", "message"), FAULTS)
def test_a_fault_in_a_file_is_one_line(name: str, right: str, wrong: str, message: str) -> None:
    text = (importlib.resources.files("stylogeny.text") / FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert right in text
    with pytest.raises(StylogenyError, match=re.escape(message)) as caught:
        checked(name, text.replace(right, wrong))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", CONTENTS)
def test_a_file_without_its_entries_is_refused(name: str) -> None:
    with pytest.raises(StylogenyError, match=rf"{name}\.toml: (an entry is missing|it has no entries)"):
        checked(name, "")
