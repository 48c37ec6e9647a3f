"""What cells say, whatever they are wrapped in."""

from __future__ import annotations

import base64
import datetime

import pytest

from stylogeny.corpus.sources.cells import ends, picture, text, year


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""), (float("nan"), ""), (1503.0, "1503"), ("  A ", "A"), ("NaN", ""), ("A\0B", "AB"), ("A\x0bB", "A B"),
        ("A \ud83d", "A \ufffd"), (["Gilbert Proesch", "George Passmore"], "Gilbert Proesch, George Passmore"),
        (["Proesch, Gilbert", "Passmore, George"], "Proesch, Gilbert; Passmore, George"), (["A", "A"], "A"),
        ({"name": "Vincent van Gogh", "id": 3}, "Vincent van Gogh"), ({"de": "Blumen", "en": "Flowers"}, "Flowers"),
        ({"fr": "Fleurs"}, "Fleurs"), ({"type": "literal", "value": "A"}, "A"),
        ([{"name": "X", "role": "publisher"}, {"name": "Y", "role": "artist"}], "Y"),
        ("['Gilbert Proesch', 'George Passmore']", "Gilbert Proesch, George Passmore"), ('{"name": "X"}', "X"),
        ("[Untitled]", "[Untitled]"), ("[1667,1668]", "[1667,1668]"), ("{A}", "{A}"), (b"A", "A"),
        ({"time": "+1503-00-00T00:00:00Z", "precision": 9}, "+1503-00-00T00:00:00Z/9"),
        (datetime.datetime(1888, 5, 1), "1888-05-01"),
        (datetime.datetime(1888, 5, 1, 12, 30), "1888-05-01T12:30:00"), ({}, ""), ([], ""), (True, "True"),
        ({"begin": 1890, "end": 1893}, "1890 - 1893"), ({"earliest": "1500", "latest": "1510"}, "1500 - 1510"),
        ({"start": 1500, "end": 1500}, "1500"), ({"from": "", "to": -40}, "-40"), ({"begin": "Paris"}, "Paris"),
        ({"begin_of_the_begin": "1890-01-01T00:00:00Z", "end_of_the_end": "1893-12-31T23:59:59Z"}, "1890 - 1893"),
    ],
)  # fmt: skip
def test_a_cell_as_text(value: object, said: str) -> None:
    assert text(value) == said


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("1503", 1503), (1503.0, 1503), ("-500", -500), ("−500", -500), ("79", 79), ("1503.5", None), ("c. 1503", None),
        ("", None), ("1e9", None), ("inf", None), (datetime.date(1888, 5, 1), 1888),
    ],
)  # fmt: skip
def test_a_cell_as_a_year(value: object, number: int | None) -> None:
    assert year(value) == number


@pytest.mark.parametrize(
    ("cells", "known"),
    [
        ((1503, 1506), (1503, 1506)), ((0, 0), (None, None)), ((-1, -1), (None, None)), ((9999, 9999), (None, None)),
        ((1880, 9999), (1880, None)), ((1880, 0), (1880, None)), ((-1, 1880), (None, 1880)), ((0, None), (None, None)),
        ((-1, 100), (-1, 100)), ((0, 200), (0, 200)), ((-100, -1), (-100, -1)), ((-500, None), (-500, None)),
        ((79, 79), (79, 79)), ((1888.5, None), (1888.5, None)),
    ],
)  # fmt: skip
def test_what_stands_for_unknown_is_no_year(cells: tuple[object, object], known: tuple[object, object]) -> None:
    assert ends(*cells) == known


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a.jpg", "a.jpg"), (b"\xff\xd8", b"\xff\xd8"), ({"bytes": b"\xff\xd8", "path": "a.jpg"}, b"\xff\xd8"),
        ({"bytes": None, "path": "a.jpg"}, "a.jpg"), ([{"url": "https://example.org/a.jpg"}], "https://example.org/a.jpg"),
        ({"web": {"url": "https://example.org/a.jpg"}}, "https://example.org/a.jpg"), (None, ""), ("a.jpg\0", "a.jpg"),
        ("['a.jpg', 'b.jpg']", "a.jpg"), ("data:image/png;base64," + base64.b64encode(b"PNG").decode(), b"PNG"),
    ],
)  # fmt: skip
def test_a_cell_as_a_picture(value: object, found: str | bytes) -> None:
    assert picture(value) == found
