"""Answers of a language model, kept in SQLite under their full requests."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ...errors import StylogenyError
from .replies import UnusableReply


class AnswerCache:
    """One SQLite file; made when absent.

    Raises
    ------
    StylogenyError
        When the file cannot be read.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._open() as base:
                base.execute("CREATE TABLE IF NOT EXISTS answers (request TEXT PRIMARY KEY, body TEXT, answer TEXT)")
        except sqlite3.Error as error:
            raise StylogenyError(
                "the cache of answers cannot be read",
                got=f"{self.path}: {error}",
                fix="delete it; answers are asked for again",
            ) from error

    def get(self, request: Mapping[str, Any]) -> str | None:
        """The answer to a request, None when there is none.

        Raises
        ------
        UnusableReply
            When the file cannot be read any more.
        """
        try:
            with self._open() as base:
                row = base.execute("SELECT answer FROM answers WHERE request = ?", (_digest(request),)).fetchone()
        except sqlite3.Error as error:
            raise UnusableReply(f"the cache cannot be read: {error}") from error
        return str(row[0]) if row else None

    def put(self, request: Mapping[str, Any], answer: str) -> None:
        """Keep an answer; one that cannot be kept is still an answer, so nothing is raised."""
        row = _digest(request), _whole(request), answer
        with contextlib.suppress(sqlite3.Error), self._open() as base:
            base.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        base = sqlite3.connect(self.path, timeout=10)
        try:
            with base:
                yield base
        finally:
            base.close()


def _whole(request: Mapping[str, Any]) -> str:
    return json.dumps(dict(request), sort_keys=True, ensure_ascii=False)


def _digest(request: Mapping[str, Any]) -> str:
    return hashlib.sha256(_whole(request).encode()).hexdigest()
