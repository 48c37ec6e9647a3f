"""Files of results: tables, tensors and documents, each with its kind and version inside.

There is one writer and one reader for each of Parquet, safetensors and JSON. A file says under the key ``stylogeny``
what it is (``influence/3``), whatever else belongs to it (its provenance, the parameters of a model), and a digest of
its content. A reader refuses, in one line that names the file and what makes it again, what is damaged (a single bit is
enough), of another kind, of another version, or not the file that its run wrote there (:mod:`.manifest`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import StylogenyError
from .files import replacing
from .manifest import CHECKSUM, NOT_WRITTEN_HERE, checksum, not_as_listed, text_of, unlist

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

KEY = "stylogeny"  # in the metadata of a Parquet or safetensors file, and at the head of a JSON document


def write_text(path: Path | str, text: str) -> None:
    """Write text atomically."""
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8")


def write_json(path: Path | str, value: object) -> None:
    """Write JSON atomically: sorted keys, no NaN (it is not JSON)."""
    write_text(path, json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n")


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Parameters
    ----------
    name : str
        What it is, as it is written into the file: ``influence``.
    version : int
        Of its layout; a change that an older reader would misread makes the next one.
    fix : str
        What makes such a file again: ``run `stylogeny trace` again``.
    columns : tuple of str
        Of a table: those that it must have.
    """

    name: str
    version: int
    fix: str
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}/{self.version}"

    def check(self, encoding: object, path: Path | str) -> None:
        """Raise unless a file says that it is of this kind and version."""
        if encoding == str(self):
            return
        name, _, version = str(encoding or "").partition("/")
        if name != self.name:
            raise StylogenyError(
                f"not a file of kind {self.name}",
                got=f"{path}: {encoding or 'no kind, as in files of other programs and of older versions'}",
                fix=self.fix,
            )
        newer = version.isdigit() and int(version) > self.version
        raise StylogenyError(
            f"written by {'a newer' if newer else 'an older'} version of stylogeny",
            got=f"{path}: {encoding}, where {self} is read",
            fix="update stylogeny" if newer else self.fix,
        )

    def check_listed(self, path: Path | str) -> None:
        """Raise where the run that a file lies in wrote another file there."""
        if name := not_as_listed(path):
            raise StylogenyError(f"{name} {NOT_WRITTEN_HERE}", got=path, fix=self.fix)

    def damaged(self, path: Path | str, why: object) -> StylogenyError:
        """The error of a file that cannot be read."""
        return StylogenyError(f"the {self.name} file is damaged", got=f"{path}: {_first_line(why)}", fix=self.fix)

    @contextmanager
    def fits(self, path: Path | str) -> Iterator[None]:
        """Where an object is made of what was read: whatever does not fit is an error of that file, in one line."""
        try:
            yield
        except StylogenyError as error:
            raise error if str(path) in str(error) else self.damaged(path, error) from error
        except (KeyError, IndexError) as error:
            raise self.damaged(path, f"it lacks {error}") from error
        except (TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError) as error:
            raise self.damaged(path, error) from error


def write_table(path: Path | str, frame: pd.DataFrame, form: Format, **said: object) -> None:
    """Write a table as Parquet; `said` are JSON-able values that :func:`read_table` gives back beside it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    with _instead(path) as part:
        metadata = _with_head(table.schema, form, said).metadata
        pq.write_table(table.replace_schema_metadata(metadata), part, write_page_checksum=True)


@contextmanager
def table_writer(path: Path | str, schema: pa.Schema, form: Format, **said: object) -> Iterator[pq.ParquetWriter]:
    """Write a table piece by piece, for what does not fit into memory; :func:`read_table` reads it."""
    import pyarrow.parquet as pq

    headed = _with_head(schema, form, said)
    with _instead(path) as part, pq.ParquetWriter(part, headed, write_page_checksum=True) as writer:
        yield writer


def read_table(path: Path | str, form: Format) -> tuple[pd.DataFrame, dict[str, Any]]:
    """A table that :func:`write_table` wrote, and what was said beside it.

    Raises
    ------
    StylogenyError
        When the file is missing, damaged, of another kind or of another version.
    """
    import pyarrow.parquet as pq

    with _whole(path, form):
        said = read_table_head(path, form)  # before the rows: of a foreign file it says what it is
        table = pq.read_table(path, page_checksum_verification=True)
        if missing := set(form.columns) - set(table.column_names):
            raise form.damaged(path, f"no column {', '.join(sorted(missing))}")
        form.check_listed(path)
        return table.to_pandas(), said


def read_table_head(path: Path | str, form: Format) -> dict[str, Any]:
    """What was said beside a table, without its rows; raises as :func:`read_table` does."""
    import pyarrow.parquet as pq

    with _whole(path, form):
        schema = pq.read_schema(path)
        text = (schema.metadata or {}).get(KEY.encode(), b"").decode()
        return _read_head(text, form, path, _layout(schema))


def write_tensors(path: Path | str, tensors: Mapping[str, np.ndarray], form: Format, **said: object) -> None:
    """Write arrays as safetensors; `said` are JSON-able values that :func:`read_tensors` gives back beside them."""
    from safetensors.numpy import save_file

    arrays = {name: np.asarray(value, order="C") for name, value in tensors.items()}
    # one key: safetensors keeps several in no fixed order, and the same result must be the same bytes
    with _instead(path) as part:
        save_file(arrays, part, metadata={KEY: _head(form, said, _bits(arrays))})


def read_tensors(path: Path | str, form: Format) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Arrays that :func:`write_tensors` wrote, and what was said beside them; raises as :func:`read_table` does."""
    from safetensors import safe_open

    with _whole(path, form), safe_open(path, framework="numpy") as file:
        text = (file.metadata() or {}).get(KEY, "")
        form.check(_parsed(text).get(KEY), path)
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
        said = _read_head(text, form, path, _bits(arrays))
        form.check_listed(path)
        return arrays, said


def kept_tensors(path: Path | str, form: Format, **said: object) -> tuple[dict[str, np.ndarray], dict[str, Any]] | None:
    """As :func:`read_tensors`, of what can be made again: None where there is no file, or it says something else.

    `said` is what the file has to say of itself, by which it is known to be of these works and settings.
    """
    if not Path(path).exists():
        return None
    try:
        tensors, head = read_tensors(path, form)
    except StylogenyError:  # damaged, or written by another version
        return None
    return (tensors, head) if all(head.get(name) == value for name, value in said.items()) else None


def tensor_shapes(path: Path | str, form: Format) -> dict[str, list[int]]:
    """Shapes of the arrays that :func:`write_tensors` wrote, from the head alone; raises as :func:`read_table` does."""
    from safetensors import safe_open

    with _whole(path, form), safe_open(path, framework="numpy") as file:
        form.check(_parsed((file.metadata() or {}).get(KEY, "")).get(KEY), path)
        return {name: list(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118 - not a dict


def form_of(path: Path | str) -> str:
    """What a safetensors file says that it is (``influence/3``); empty where it says nothing, as other programs' do."""
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        text = (file.metadata() or {}).get(KEY, "")
    return str(_parsed(text).get(KEY, text))


def write_document(path: Path | str, form: Format, **said: object) -> None:
    """Write JSON-able values as one JSON document."""
    unlist(path)
    write_json(path, json.loads(_head(form, said)))


def read_document(path: Path | str, form: Format) -> dict[str, Any]:
    """The values that :func:`write_document` wrote; raises as :func:`read_table` does."""
    with _whole(path, form):
        said = _checked(json.loads(Path(path).read_text(encoding="utf-8")), form, path)
        form.check_listed(path)
        return said


@contextmanager
def _instead(path: Path | str) -> Iterator[Path]:
    """A temporary path whose file takes the place of `path`, of which no manifest speaks any more."""
    unlist(path)
    with replacing(path) as part:
        yield part


def _with_head(schema: pa.Schema, form: Format, said: Mapping[str, Any]) -> pa.Schema:
    head = _head(form, said, _layout(schema))
    return schema.with_metadata({**(schema.metadata or {}), KEY.encode(): head.encode()})


def _layout(schema: pa.Schema) -> bytes:
    """What a table's digest is of, beside the head: pages have checksums of their own, the names of columns none."""
    return json.dumps([schema.names, (schema.metadata or {}).get(b"pandas", b"").decode()]).encode()


def _bits(arrays: Mapping[str, np.ndarray]) -> bytes:
    """What the digest of a file of tensors is of, beside the head: a digest of names, types, shapes and bytes."""
    h = hashlib.blake2b(digest_size=16)
    for name in sorted(arrays):
        h.update(json.dumps([name, str(arrays[name].dtype), arrays[name].shape]).encode())
        h.update(np.ascontiguousarray(arrays[name]).reshape(-1).view(np.uint8).data)
    return h.digest()


def _head(form: Format, said: Mapping[str, Any], content: bytes = b"") -> str:
    """What a file says of itself: kind, whatever was said, and the digest of that and of the content."""
    plain = json.loads(text_of({KEY: str(form), **said}))  # keys are text now, and sorted as they will be
    return text_of({**plain, CHECKSUM: checksum(plain, content)})


def _parsed(text: str) -> dict[str, Any]:
    """The head of a file; its text as its kind where it has none, or that of another program."""
    try:
        head = json.loads(text)
    except ValueError:
        return {KEY: text}
    return head if isinstance(head, dict) else {}


def _read_head(text: str, form: Format, path: Path | str, content: bytes) -> dict[str, Any]:
    return _checked(_parsed(text), form, path, content)


def _checked(head: object, form: Format, path: Path | str, content: bytes = b"") -> dict[str, Any]:
    """What was said in a head, without kind and digest; raises unless both are right."""
    head = dict(head) if isinstance(head, dict) else {}
    form.check(head.get(KEY), path)
    written = head.pop(CHECKSUM, None)
    if written is not None and written != checksum(head, content):
        raise form.damaged(path, "its content is not what was written")
    return {name: value for name, value in head.items() if name != KEY}


@contextmanager
def _whole(path: Path | str, form: Format) -> Iterator[None]:
    """What a library says of a damaged file, in one line. A missing or forbidden file keeps the error it has."""
    try:
        yield
    except (StylogenyError, FileNotFoundError, PermissionError, MemoryError):
        raise
    except Exception as error:
        raise form.damaged(path, error) from error


def _first_line(why: object) -> str:
    text = str(why).strip()
    return text.splitlines()[0][:200] if text else type(why).__name__
