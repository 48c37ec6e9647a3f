"""Imagined works on disk: what is read is what was saved, and no id leads out of their folder."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.futures.imagine import imagine
from stylogeny.futures.imagined import ImaginedWorks
from stylogeny.influence.graph import InfluenceGraph


@pytest.fixture(scope="module")
def works(graph: InfluenceGraph) -> ImaginedWorks:
    return imagine(graph, years=40, n=8, seed=1, pictures=False)


def test_saved_and_read_back(works: ImaginedWorks, tmp_path: Path) -> None:
    picture = np.full((8, 6, 3), 90, np.uint8)
    shown = replace(works, pictures={str(works.table["id"].iat[0]): picture})
    shown.save(tmp_path)
    again = ImaginedWorks.read(tmp_path)
    assert again.table.equals(works.table) and np.array_equal(again.vectors, works.vectors)
    assert np.array_equal(again.picture(0), picture) and again.picture(1) is None  # type: ignore[arg-type]
    assert again.parents_of(3) == works.parents_of(3)
    assert again.provenance == works.provenance and again.provenance.parameters["seed"] == 1


@pytest.mark.parametrize("file", ["imagined.parquet", "parents.parquet", "vectors.safetensors"])
def test_a_damaged_file_is_named_in_one_line(works: ImaginedWorks, file: str, tmp_path: Path) -> None:
    works.save(tmp_path)
    (tmp_path / file).write_bytes(b"broken")
    with pytest.raises(StylogenyError, match=rf"is damaged \(got .*{file}.*imagine") as error:
        ImaginedWorks.read(tmp_path)
    assert "\n" not in str(error.value)


def test_a_folder_without_imagined_works_says_so(tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="no imagined works lie in this folder"):
        ImaginedWorks.read(tmp_path)


def test_pictures_of_works_that_were_here_before_do_not_stay(works: ImaginedWorks, tmp_path: Path) -> None:
    first, second = (str(i) for i in works.table["id"][:2])
    picture = np.zeros((4, 4, 3), np.uint8)
    replace(works, pictures={first: picture, second: picture}).save(tmp_path)
    replace(works, pictures={second: picture}).save(tmp_path)
    again = ImaginedWorks.read(tmp_path)
    assert again.picture(0) is None and again.picture(1) is not None


@pytest.mark.parametrize(
    "hostile", ["/etc/x", "../x", "../../pictures/x", "a/b", ".", "", "x" * 300, "C:\\x", "a\x00b"]
)
def test_no_id_leads_out_of_the_folder(works: ImaginedWorks, hostile: str, tmp_path: Path) -> None:
    ids = [hostile, *works.table["id"][1:]]
    evil = replace(works, table=works.table.assign(id=ids), pictures={hostile: np.zeros((4, 4, 3), np.uint8)})
    folder = tmp_path / "deep" / "down"
    evil.save(folder)
    written = {p for p in tmp_path.rglob("*") if p.is_file()}
    assert {p.parent for p in written} == {folder, folder / "pictures"}
    assert ImaginedWorks.read(folder).picture(0) is not None


def test_pictures_elsewhere_that_a_link_leads_to_are_not_taken_away(works: ImaginedWorks, tmp_path: Path) -> None:
    family = tmp_path / "photographs"
    family.mkdir()
    (family / "aunt.png").write_bytes(b"dear")
    (tmp_path / "future").mkdir()
    (tmp_path / "future" / "pictures").symlink_to(family)
    works.save(tmp_path / "future")
    assert (family / "aunt.png").read_bytes() == b"dear"


def test_a_notebook_shows_them_joined_to_their_parents(works: ImaginedWorks) -> None:
    assert works._repr_html_().count("<b>") == 1 + len(works)
    drawn = works.plot(n=5)
    past = {works.parents_of(row)[0][0] for row in range(5)} - set(works.table["id"][:5])
    assert len(drawn.lines) == 5 and len(drawn.texts) == 5 + len(past)


@pytest.mark.parametrize("file", ["vectors.safetensors", "parents.parquet"])
def test_vectors_or_parents_of_other_works_are_refused(works: ImaginedWorks, file: str, tmp_path: Path) -> None:
    parents = works.parents.assign(weight=works.parents["weight"][::-1].to_numpy() / 2)
    other = replace(works, vectors=works.vectors[::-1], parents=parents)
    for name, own in (("one", works), ("other", other)):
        own.save(tmp_path / name)
        assert np.array_equal(ImaginedWorks.read(tmp_path / name).vectors, own.vectors)
    shutil.copy(tmp_path / "other" / file, tmp_path / "one" / file)
    with pytest.raises(StylogenyError, match=r"vectors or parents of other works .*one.*imagine them again"):
        ImaginedWorks.read(tmp_path / "one")
