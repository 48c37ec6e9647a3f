"""Files of results: what is damaged, foreign, older or newer is one line that names the file and the way out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from stylogeny.artifacts import (
    Format,
    form_of,
    read_document,
    read_table,
    read_table_head,
    read_tensors,
    table_writer,
    tensor_shapes,
    write_document,
    write_table,
    write_tensors,
)
from stylogeny.errors import StylogenyError
from stylogeny.provenance import Provenance

FORM = Format("sheep", 2, "count them again")
FRAME = pd.DataFrame({"name": ["Dolly", "Bo"], "weight": [1.5, 2.0]})


def write(kind: str, path: Path, form: Format = FORM) -> None:
    if kind == "table":
        write_table(path, FRAME, form, note={"seed": 3})
    elif kind == "tensors":
        write_tensors(path, {"x": np.arange(6.0).reshape(2, 3)}, form, note={"seed": 3})
    else:
        write_document(path, form, note={"seed": 3})


READ = {"table": read_table, "tensors": read_tensors, "document": read_document}
KINDS = pytest.mark.parametrize("kind", [*READ])


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    for kind in READ:
        write(kind, tmp_path / kind)
    frame, said = read_table(tmp_path / "table", FORM)
    pd.testing.assert_frame_equal(frame, FRAME)
    arrays, also = read_tensors(tmp_path / "tensors", FORM)
    assert (arrays["x"] == np.arange(6.0).reshape(2, 3)).all()
    assert said == also == read_document(tmp_path / "document", FORM) == {"note": {"seed": 3}}


def test_a_table_is_written_piece_by_piece_and_its_head_read_alone(tmp_path: Path) -> None:
    pieces = pa.Table.from_pandas(FRAME, preserve_index=False)
    with table_writer(tmp_path / "table", pieces.schema, FORM, note={"seed": 3}) as writer:
        writer.write_table(pieces.slice(0, 1))
        writer.write_table(pieces.slice(1))
    frame, said = read_table(tmp_path / "table", FORM)
    pd.testing.assert_frame_equal(frame, FRAME)
    assert said == read_table_head(tmp_path / "table", FORM) == {"note": {"seed": 3}}
    with pytest.raises(StylogenyError, match="not a file of kind goats"):
        read_table_head(tmp_path / "table", Format("goats", 1, "count them again"))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int64", "uint8", "bool"])
def test_arrays_keep_their_type_shape_and_bits(dtype: str, tmp_path: Path) -> None:
    numbers = np.random.default_rng(0).normal(size=(3, 4)) * 100
    tensors = {"whole": numbers.astype(dtype), "across": numbers.astype(dtype).T, "single": np.array(7, dtype=dtype)}
    write_tensors(tmp_path / "t", tensors, FORM)
    arrays, _ = read_tensors(tmp_path / "t", FORM)
    for name, value in tensors.items():
        assert arrays[name].dtype == value.dtype and arrays[name].shape == value.shape
        assert arrays[name].tobytes() == value.tobytes()


@KINDS
def test_the_same_values_are_the_same_bytes(kind: str, tmp_path: Path) -> None:
    write(kind, tmp_path / "a")
    write(kind, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_file_of_tensors_says_what_it_is(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    write("tensors", tmp_path / "ours")
    save_file({"x": np.ones(2)}, tmp_path / "foreign", metadata={"format": "pt"})
    save_file({"x": np.ones(2)}, tmp_path / "early", metadata={"stylogeny": "sheep/1"})
    assert [form_of(tmp_path / name) for name in ("ours", "foreign", "early")] == ["sheep/2", "", "sheep/1"]


@KINDS
@pytest.mark.parametrize(
    ("form", "says"),
    [
        (Format("sheep", 3, ""), "newer version.*update stylogeny"),
        (Format("sheep", 1, ""), "older version.*count them again"),
        (Format("goats", 2, ""), "not a file of kind sheep.*goats/2"),
    ],
)
def test_another_version_or_kind_is_refused_in_one_line(kind: str, form: Format, says: str, tmp_path: Path) -> None:
    write(kind, tmp_path / "f", form)
    with pytest.raises(StylogenyError, match=says) as caught:
        READ[kind](tmp_path / "f", FORM)
    assert str(tmp_path / "f") in str(caught.value) and "\n" not in str(caught.value)


@KINDS
@pytest.mark.parametrize("keep", [0.0, 0.3, 0.9])
def test_a_truncated_file_is_refused_in_one_line(kind: str, keep: float, tmp_path: Path) -> None:
    write(kind, tmp_path / "f")
    whole = (tmp_path / "f").read_bytes()
    (tmp_path / "f").write_bytes(whole[: int(keep * len(whole))])
    with pytest.raises(StylogenyError, match=r"damaged.*count them again") as caught:
        READ[kind](tmp_path / "f", FORM)
    assert "\n" not in str(caught.value)


@KINDS
def test_files_of_other_programs_are_not_ours(kind: str, tmp_path: Path) -> None:
    if kind == "table":
        FRAME.to_parquet(tmp_path / "f")
    elif kind == "tensors":
        from safetensors.numpy import save_file

        save_file({"x": np.zeros(2)}, tmp_path / "f")
    else:
        (tmp_path / "f").write_text(json.dumps([1, 2]))
    with pytest.raises(StylogenyError, match="not a file of kind sheep"):
        READ[kind](tmp_path / "f", FORM)


def test_shapes_are_read_from_the_head_alone(tmp_path: Path) -> None:
    write_tensors(tmp_path / "tensors", {"x": np.zeros((2, 3)), "one": np.array(1.0)}, FORM)
    assert tensor_shapes(tmp_path / "tensors", FORM) == {"x": [2, 3], "one": []}
    with pytest.raises(StylogenyError, match="not a file of kind goat"):
        tensor_shapes(tmp_path / "tensors", Format("goat", 2, "count them again"))
    (tmp_path / "tensors").write_bytes((tmp_path / "tensors").read_bytes()[:20])
    with pytest.raises(StylogenyError, match="sheep file is damaged"):
        tensor_shapes(tmp_path / "tensors", FORM)


def test_a_table_that_lacks_a_column_of_its_kind_is_damaged(tmp_path: Path) -> None:
    write_table(tmp_path / "table", FRAME, FORM)
    read_table(tmp_path / "table", Format("sheep", 2, "count them again", ("name", "weight")))
    with pytest.raises(StylogenyError, match=r"damaged .*no column age, wool\); count them again"):
        read_table(tmp_path / "table", Format("sheep", 2, "count them again", ("name", "wool", "age")))


def test_a_provenance_survives_a_file(tmp_path: Path) -> None:
    made = Provenance({"seed": 3}, {"works.parquet": "abc"}).with_parameters(steps=40)
    write_document(tmp_path / "f", FORM, provenance=made.document())
    again = Provenance.of(read_document(tmp_path / "f", FORM)["provenance"])
    assert again == made and dict(again.parameters) == {"seed": 3, "steps": 40}
