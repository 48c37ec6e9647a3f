"""Delimited files as people have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from stylogeny.corpus.sources.delimited import described, rows

TEXT = 'file_name,title,date\na.jpg,Théière,1902–06\nb.jpg,"Haus, Baum",1893\n'
WANTED = [
    {"file_name": "a.jpg", "title": "Théière", "date": "1902–06"},
    {"file_name": "b.jpg", "title": "Haus, Baum", "date": "1893"},
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_encoding_and_line_end(tmp_path: Path, encoding: str, end: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(TEXT.replace("\n", end).encode(encoding))
    assert list(rows(file)) == WANTED


@pytest.mark.parametrize(
    ("separator", "name", "said"), [(";", "a.csv", "semicolons"), ("\t", "a.csv", "tabs"), ("|", "a.csv", "bars"),
                                    ("\t", "a.tsv", "tabs"), (",", "a.tsv", "")],
)  # fmt: skip
def test_any_separator(tmp_path: Path, separator: str, name: str, said: str) -> None:
    file = tmp_path / name
    lines = [row.replace("@", separator) for row in ("title@date", '"A@B"@1500', "C, D@1501")]
    text = "\n".join(lines if separator != "," else ["title,date", '"A,B",1500', '"C, D",1501'])
    file.write_text(text)
    assert [row["title"] for row in rows(file)] == [f"A{separator}B", "C, D"]
    assert described(file) == said


def test_the_separator_that_the_first_line_says(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfsep=;\r\ntitle;date\r\nA, B;1500\r\n")
    assert list(rows(tmp_path / "a.csv")) == [{"title": "A, B", "date": "1500"}]


@pytest.mark.parametrize(
    "lines",
    [
        ['1.jpg,"Untitled,1501', "2.jpg,C,1502", "3.jpg,D,1503"],
        ['1.jpg,"Untitled,1501', '2.jpg,"C",1502', '3.jpg,"D",1503'],
        ['1.jpg,"Untitled,1501', '2.jpg,"C,1502', "3.jpg,D,1503"],
        ['1.jpg,"Untitled,1501', '2.jpg,C",1502', "3.jpg,D,1503"],
        ["1.jpg,Untitled,1501", "2.jpg,C,1502", '3.jpg,"D,1503'],
    ],
)
def test_a_quote_that_is_never_closed_costs_no_row(tmp_path: Path, lines: list[str]) -> None:
    (tmp_path / "a.csv").write_text("\n".join(["file_name,title,date", *lines]))
    found = list(rows(tmp_path / "a.csv"))
    assert [row["file_name"] for row in found] == ["1.jpg", "2.jpg", "3.jpg"]
    assert [row["date"] for row in found] == ["1501", "1502", "1503"]
    assert any(row.note == "unclosed-quote" for row in found)


def test_a_cell_may_span_lines_and_hold_quotes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('title,date\n"Two\nlines, ""quoted""",1500\nThe "Night" Watch,1642\n')
    found = list(rows(tmp_path / "a.csv"))
    assert [row["title"] for row in found] == ['Two\nlines, "quoted"', 'The "Night" Watch']
    assert not any(row.note or row.fault for row in found)


def test_a_row_with_more_cells_than_headings_is_not_read_askew(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,artist,date\nHaus, Baum,Munch,1893\nB,Munch,1894,,\nC\n")
    first, second, third = rows(tmp_path / "a.csv")
    assert first.fault == "damaged row (line 2: 4 cells under 3 headings)"
    assert second == {"title": "B", "artist": "Munch", "date": "1894"} and third == {"title": "C"}


def test_one_byte_of_another_encoding_is_contained(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("title\nThéière\nD".encode() + b"\xfc" + b"rer\n")
    assert [row["title"] for row in rows(tmp_path / "a.csv")] == ["Théière", "Dürer"]


def test_repeated_headings_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,date,date\nA,1500,2020\n")
    assert list(rows(tmp_path / "a.csv")) == [{"title": "A", "date": "1500", "date (2)": "2020"}]


@pytest.mark.parametrize("above", ["Loans of 2024\n\n", "Loans\nas of 1 May\n\n", ";;\nLoans;;\n", "sep=;\n"])
def test_headings_below_a_title_of_the_table(tmp_path: Path, above: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(above + "title;date;picture\nA, B;1500;a.jpg\npainting;1501;artist\n")
    assert [row["title"] for row in rows(file)] == ["A, B", "painting"]
    assert ("headings in line" in described(file)) == ("Loans" in above)


def test_a_row_that_sounds_like_headings_is_a_row(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("genre,subject,x\npainting,people,1500\n")
    assert [dict(row) for row in rows(file)] == [{"genre": "painting", "subject": "people", "x": "1500"}]
