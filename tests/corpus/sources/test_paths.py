"""Pictures by name, and found under other spellings."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from stylogeny.corpus.sources.paths import Finder, is_picture, pictures, stem


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("mona-lisa.jpg!Large.jpg", "mona-lisa"), ("a.jpg!PinterestSmall.jpg", "a"), ("a.jpg_large", "a"),
        ("a.jpg:orig", "a"), ("a.JPG?w=800", "a"), ("a.jfif", "a"), ("a (1).jpg", "a"), ("a.jpg.webp", "a"),
        ("b/a.b.png", "a.b"), ("a.jpeg.download", "a"), ("a.heic", "a"), ("a.svg", "a"),
    ],
)  # fmt: skip
def test_names_of_pictures(name: str, bare: str) -> None:
    assert is_picture(name) and stem(name) == bare


@pytest.mark.parametrize("name", ["._a.jpg", ".hidden.png", "a.txt", "Thumbs.db", "jpg", ".DS_Store"])
def test_names_of_no_pictures(name: str) -> None:
    assert not is_picture(name)


def test_hidden_folders_are_not_looked_into(tmp_path: Path) -> None:
    for name in ("a.jpg", "b/c.png", "__MACOSX/._a.jpg", "__MACOSX/d.jpg", ".thumbnails/a.jpg", "b/._c.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert sorted(f.relative_to(tmp_path).as_posix() for f in pictures(tmp_path)) == ["a.jpg", "b/c.png"]


@pytest.mark.parametrize(
    "name",
    [
        r"Images\Café.JPG", "images/café.jpg", "./images//Café.JPG", "IMAGES/CAFÉ.jpg", "Café.JPG", "images/Café",
        r"C:\Users\me\paintings\images\Café.JPG", "/home/else/where/images/Café.JPG", "images/Caf%C3%A9.JPG",
        unicodedata.normalize("NFD", "images/Café.JPG"), "data/train/images/Café.JPG", " images/Café.JPG ",
    ],
)  # fmt: skip
def test_a_picture_is_found_under_other_spellings(tmp_path: Path, name: str) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "Café.JPG").touch()
    assert Finder(tmp_path).find(name) == tmp_path / "images" / "Café.JPG"


def test_of_two_that_it_may_be_it_is_none(tmp_path: Path) -> None:
    for name in ("a.jpg", "A.JPG", "sub1/b.jpg", "sub2/b.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    finder = Finder(tmp_path)
    if len(os.listdir(tmp_path)) == 4:  # where letters' case counts
        assert finder.find("A.jpg") is None
    assert finder.find("b.jpg") is None and finder.find("none.jpg") is None and finder.find("") is None
    assert finder.find("a.jpg") == tmp_path / "a.jpg"
