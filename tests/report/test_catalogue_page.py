"""The catalogue as it is set: Markdown, and a page that needs nothing else."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from helpers.simulated_history import two_schools
from stylogeny.provenance import Provenance
from stylogeny.report.catalogue import catalogue
from stylogeny.report.catalogue_page import LARGE, Aside, Passage, embedded


def test_the_page_needs_nothing_but_itself(tmp_path: Path) -> None:
    history = two_schools()
    page = catalogue(history, seed=2).write(tmp_path, history.pictures).read_text(encoding="utf-8")
    assert "<script" not in page and not re.findall(r'(?:src|href)="(?!data:|#room-)', page)
    assert set(re.findall(r'href="#(room-\d+)"', page)) == set(re.findall(r'id="(room-\d+)"', page)) != set()
    assert page.count("<figcaption>") == 8 and (tmp_path / "catalogue.md").exists()


def test_whose_words_a_passage_has_stands_beside_it() -> None:
    history = two_schools()
    book = catalogue(history, seed=2)
    book = replace(book, asides=(Aside("An aside", Passage("Tiny words.", "tiny")),))
    page = book.html(history.pictures)
    assert '<p data-by="tiny">Tiny words.</p>' in page and page.count('data-by="grammar"') > 10
    assert "## An aside\n\nTiny words.\n" in book.markdown() and "1 by tiny" in book.colophon


def test_titles_are_escaped(tmp_path: Path) -> None:
    history = two_schools(pictures=False)
    hostile = replace(history, works=history.works.assign(title="<script>alert(1)</script> *a* [b](c)"))
    book = catalogue(hostile)
    assert "<script" not in book.write(tmp_path, {}).read_text(encoding="utf-8")
    captions = [line for line in book.markdown().splitlines() if re.match(r"\*\*[\w ]+, \*", line)]
    assert len(captions) == 8 and all(r"\<script\>alert(1)\</script\> \*a\* \[b\](c)" in line for line in captions)


def test_the_timeline_spans_the_history() -> None:
    page = catalogue(two_schools(), seed=2).html(two_schools().pictures)
    bars = re.findall(r'title="(\d+–\d+)"><i style="left:([\d.]+)%;width:([\d.]+)%"', page)
    assert [years for years, _, _ in bars] == ["1950–1979", "1975–2009"]
    (_, left, width), (_, later, rest) = bars
    assert float(left) == 0 and float(width) == round(100 * 29 / 59, 2)
    assert float(later) + float(rest) == 100
    assert re.search(r'class="fresh" style="left:0.0%;width:33.9%"', page)  # until 1970


def test_the_colophon_names_the_seed_of_the_history() -> None:
    history = replace(two_schools(), provenance=Provenance({"seed": 7}))
    book = catalogue(history, seed=2)
    assert "60 works, made by stylogeny with seed 7" in book.colophon and book.colophon in book.markdown()
    assert "with seed 2." in catalogue(two_schools(), seed=2).colophon


def test_pictures_are_embedded_small() -> None:
    address = embedded(np.zeros((1000, 1500, 3), np.uint8))
    image = Image.open(io.BytesIO(base64.b64decode(address.removeprefix("data:image/jpeg;base64,"))))
    assert max(image.size) == LARGE and image.format == "JPEG"
