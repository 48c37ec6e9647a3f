"""Hugging Face datasets."""

from __future__ import annotations

from pathlib import Path

import pytest

import stylogeny as sg
from helpers.museum_exports import read
from helpers.pictures import corpus, noise
from stylogeny.corpus.sources import open_source
from stylogeny.corpus.sources.hub import Hub


def test_a_saved_dataset(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    features = datasets.Features(
        image=datasets.Image(),
        title=datasets.Value("string"),
        date=datasets.Value("string"),
        style=datasets.ClassLabel(names=["Baroque", "Cubism"]),
    )
    data = {"image": [noise(1), noise(2)], "title": ["A", "B"], "date": ["1640s", "1911"], "style": [0, 1]}
    datasets.Dataset.from_dict(data, features=features).save_to_disk(str(tmp_path / "saved"))
    assert isinstance(open_source(tmp_path / "saved"), Hub)
    works = sg.load(tmp_path / "saved", out=tmp_path / "run")
    assert works.table["style"].tolist() == ["Baroque", "Cubism"]
    assert works.table["status"].tolist() == ["dated", "dated"]
    assert works.earliest.tolist() == [1640, 1911]
    assert works.picture(1).exists() and works.root == (tmp_path / "run" / "pictures").resolve()


def test_a_streamed_dataset(tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    folder = corpus(tmp_path / "c" / "train", [{"file_name": "images/a.jpg", "title": "A", "date": "1900"}])
    (record,) = read(folder.parent, kind="hub")
    assert record.title == "A" and isinstance(record.picture, bytes | str) and record.picture
