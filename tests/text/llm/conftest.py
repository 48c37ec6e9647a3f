"""A chat endpoint on this machine, one per test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from helpers.chat_server import ChatServer


@pytest.fixture
def server() -> Iterator[ChatServer]:
    server = ChatServer()
    yield server
    server.close()
