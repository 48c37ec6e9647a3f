"""Every template of the files can be filled, and a file that is not as it should be is refused with its entry."""

from __future__ import annotations

import re
from itertools import product

import pytest

from helpers.full_facts import full
from stylogeny.errors import StylogenyError
from stylogeny.text.templates.kinds import NAME, TextKind, kinds, parse
from stylogeny.text.templates.template import AGREEMENT, CHOICE, FACT, Template
from stylogeny.text.word_files import parse as parse_file
from stylogeny.text.wording import APPEARANCE, Wording, word_facts

EVERY = [
    pytest.param(kind, template, id=f"{kind.name}/{slot.name}/{number}")
    for kind in kinds().values()
    for slot in kind.slots
    for number, template in enumerate(slot.templates, 1)
]


def known(kind: TextKind, template: Template) -> Wording:
    """Everything in words, with the values that the template asks for."""
    values: dict[str, object] = {"first_title": "The Hinge"} if kind.form == NAME else {}
    for name, parent in (("parent_ism", "Lacquerism"), ("parent_many", "The Rakers")):
        if name in template.placeholders:
            values["parent"] = parent
    for condition in template.conditions:
        name, _, value = condition.partition("_is_")
        if name in APPEARANCE:
            values[name] = value
    if "first_subject" in template.placeholders:
        values["title"] = "The Hinge"
    return word_facts(full(kind.facts, **values))


@pytest.mark.parametrize(("kind", "template"), EVERY)
def test_every_template_is_filled(kind: TextKind, template: Template) -> None:
    words = known(kind, template)
    assert [name for name in template.required if not words.has(name)] == []
    sides = [range(len(choice.split("|"))) for choice in CHOICE.findall(template.text)]
    turns = len(list(product(*sides)))
    said = [template.fill(words.texts, turn) for turn in range(turns)]
    assert len(set(said)) == turns  # every side of every choice
    for sentence in said:
        assert not re.search(r"[{}\[\]|]|\s\s", sentence), sentence
        assert sentence[0].isupper() or not sentence[0].isalpha()
        assert not re.search(r"\b[Aa] (?=[aeio])(?!one)", sentence), sentence
        assert kind.form == NAME or re.search(r"[.?!]$", sentence), sentence
        for name in FACT.findall(CHOICE.sub("", template.text)):
            text = words.texts[name].replace("'", "’")
            assert text.removeprefix("The ").casefold() in sentence.casefold(), (name, sentence)


@pytest.mark.parametrize(("kind", "template"), [p for p in EVERY if AGREEMENT.search(p.values[1].text)])
@pytest.mark.parametrize(("name", "form"), [("Penumbrism", 0), ("The Rakers", 1)])
def test_verbs_agree_with_one_and_with_many(kind: TextKind, template: Template, name: str, form: int) -> None:
    (fact,) = {match[0] for match in AGREEMENT.findall(template.text)}
    verbs = [match[1:] for match in AGREEMENT.findall(template.text)]
    sentence = template.fill({**known(kind, template).texts, fact: name})
    for forms in verbs:
        assert re.search(rf"\b{forms[form]}\b", sentence), sentence
        assert not re.search(rf"{name} {forms[1 - form]}\b", sentence), sentence


def test_texts_of_a_kind_are_told_in_different_orders() -> None:
    several = {name: kind.orders for name, kind in kinds().items() if len(kind.orders) > 1}
    assert set(several) == {"movement essay", "biography", "wall text", "manifesto", "review", "introduction", "coda"}
    for name, orders in several.items():
        assert len(set(orders)) == len(orders) >= 4, name
        assert len({order[0] for order in orders}) > 1 or name == "review"  # nor do they all begin alike


def test_no_template_stands_twice_in_a_kind() -> None:
    for name, kind in kinds().items():
        keys = [template.key for slot in kind.slots for template in slot.templates]
        assert len(set(keys)) == len(keys), name


GOOD = """
[[kind]]
name = "essay"
facts = "MovementFacts"
orders = [["end", "begin"], ["begin", "end"]]

[[kind.slot]]
name = "begin"
templates = ["It began in {born}."]

[[kind.slot]]
name = "end"
paragraph = true
templates = ["It ended in {died}.", { when = ["tone is dark", "few"], text = "It ended in the dark." }]
"""


def test_a_file_is_read_as_it_says() -> None:
    (kind,) = parse(parse_file("x.toml", GOOD))
    assert kind.name == "essay" and kind.orders == ((1, 0), (0, 1)) and kind.form == "prose"
    assert [slot.paragraph for slot in kind.slots] == [False, True]
    assert kind.slots[1].templates[1] == Template("It ended in the dark.", ("tone_is_dark", "few"))


ORDERS = '[["end", "begin"], ["begin", "end"]]'
BEGIN = '["It began in {born}."]'


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("{died}", "{dead}", "x.toml, essay, slot 'end', template 1: an unknown fact (got 'dead'"),
        ('"few"', '"fwe"', "x.toml, essay, slot 'end', template 2: a condition on an unknown fact (got 'fwe'"),
        ("is dark", "is drak", "x.toml, essay, slot 'end', template 2: a condition on an unknown fact"),
        ("{born}", "{born", "x.toml, essay, slot 'begin', template 1: stray braces or brackets"),
        ("when =", "wen =", "x.toml, essay, slot 'end', template 2: an unknown entry (got wen)"),
        ("text =", "txt =", "x.toml, essay, slot 'end', template 2: an unknown entry (got txt)"),
        ("paragraph", "pragraph", "x.toml, kind 1, slot 2: an unknown entry (got pragraph)"),
        ("orders", "order", "x.toml, kind 1: an unknown entry (got order)"),
        ("MovementFacts", "MovmentFacts", "x.toml, kind 1: unknown facts (got MovmentFacts)"),
        ("MovementFacts", "dataclass", "x.toml, kind 1: unknown facts (got dataclass)"),
        ('["begin", "end"]', '["begin", "edn"]', "x.toml, essay: an order names unknown slots, or one twice"),
        ('["begin", "end"]', '["begin", "begin"]', "x.toml, essay: an order names unknown slots, or one twice"),
        (ORDERS, '[["begin"]]', "x.toml, essay: slots in no order (got end)"),
        (ORDERS, '"begin"', "x.toml, essay: orders are arrays"),
        (ORDERS, '[["begin", "end"], []]', "x.toml, essay: orders are arrays"),
        ("paragraph = true", 'paragraph = "yes"', "x.toml, essay, slot 'end': paragraph is true or false"),
        ('name = "end"', 'name = "begin"', "x.toml, essay: two slots of one name"),
        (BEGIN, "[]", "x.toml, essay, slot 'begin': templates are an array of sentences"),
        (BEGIN, "[3]", "x.toml, essay, slot 'begin', template 1: a template is a sentence, or a table"),
        ("orders", 'form = "poem"\norders', "x.toml, essay: an unknown form (got poem)"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(right: str, wrong: str, message: str) -> None:
    assert right in GOOD
    with pytest.raises(StylogenyError, match=re.escape(message)):
        parse(parse_file("x.toml", GOOD.replace(right, wrong)))
