"""An OpenAI-compatible endpoint: what is sent there, and an answer within a time or the reason why there is none."""

from __future__ import annotations

import base64
import io
import os
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from ...corpus.pictures import pixels
from ...errors import StylogenyError
from ..word_files import read
from .replies import UnusableReply, completion_text

LOCAL = ("127.0.0.1", "localhost", "::1")
MAX_BYTES = 2_000_000  # of one response
MAX_IMAGES = 4  # that are sent with a request
SIDE = 512  # pixels of the longer side of a picture that is sent
TEMPERATURE = 0.8
PATIENCE = 1.0  # seconds after which a connection that should have ended by itself is given up


class ChatEndpoint:
    """A model behind an address.

    Parameters
    ----------
    url : str
        Base address, e.g. ``http://localhost:11434/v1``.
    model : str
        The model's name there.
    key : str
        Bearer token; none is sent when it is empty.
    tokens : int
        Longest answer.
    timeout : float
        Seconds for a whole answer, however slowly it drips.

    Raises
    ------
    StylogenyError
        For an address that is no http(s) address, or, under test, a host that is not this machine.
    """

    def __init__(self, url: str, *, model: str, key: str = "", tokens: int = 700, timeout: float = 60.0) -> None:
        host = urlsplit(url).hostname
        if urlsplit(url).scheme not in ("http", "https") or not host:
            raise StylogenyError(
                "an endpoint is an http address", got=repr(url), fix="such as http://localhost:11434/v1"
            )
        if "PYTEST_CURRENT_TEST" in os.environ and host not in LOCAL:
            raise StylogenyError("no endpoint outside this machine is asked under test", got=url)
        self.url, self.model, self.tokens, self.timeout = url.rstrip("/"), model, tokens, timeout
        self._key = key

    def request(
        self,
        text: str,
        *,
        images: Sequence[np.ndarray | Path] = (),
        schema: Mapping[str, Any] | None = None,
        seed: int = 0,
    ) -> dict[str, Any]:
        """The body of a request, the same for the same arguments."""
        content: str | list[dict[str, Any]] = text
        if images:
            pictures = [
                {"type": "image_url", "image_url": {"url": data_address(image)}} for image in images[:MAX_IMAGES]
            ]
            content = [{"type": "text", "text": text}, *pictures]
        system = read("requests").text("system")
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": content}],
            "max_tokens": self.tokens,
            "temperature": TEMPERATURE,
            "seed": seed % 2**31,
        }
        if schema is not None:
            form = {"name": "answer", "strict": True, "schema": dict(schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        return body

    def ask(self, body: Mapping[str, Any]) -> str:
        """The text of the model's answer to a request.

        Raises
        ------
        UnusableReply
            For no connection, no end, no whole answer in time, another status than 200, or what is no chat completion.
        StylogenyError
            Without httpx.
        """
        answer: list[bytes | Exception] = []

        def ask() -> None:
            try:
                answer.append(self._post(body))
            except Exception as error:
                answer.append(error)

        # each line of its head may take as long as a whole answer: nobody waits for a server that drips those
        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(self.timeout + PATIENCE)
        if not answer:
            raise UnusableReply(f"no whole answer in {self.timeout:g} s")
        if isinstance(answer[0], Exception):
            raise answer[0]
        return completion_text(answer[0])

    def _post(self, body: Mapping[str, Any]) -> bytes:
        try:
            import httpx
        except ImportError as error:
            raise StylogenyError("an endpoint is asked with httpx", fix="pip install 'stylogeny[llm]'") from error
        end, received = time.monotonic() + self.timeout, bytearray()
        try:
            with httpx.stream(
                "POST",
                f"{self.url}/chat/completions",
                json=body,
                # nothing is unpacked: a small answer may be a large one
                headers={"Accept-Encoding": "identity"}
                | ({"Authorization": f"Bearer {self._key}"} if self._key else {}),
                timeout=self.timeout,
                follow_redirects=False,
            ) as response:
                for part in response.iter_raw():
                    received += part
                    if len(received) > MAX_BYTES:
                        raise UnusableReply("the answer has no end")
                    if time.monotonic() > end:
                        raise UnusableReply(f"no whole answer in {self.timeout:g} s")
                if response.status_code != 200:
                    raise UnusableReply(f"status {response.status_code}")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise UnusableReply(f"{type(error).__name__}") from error
        return bytes(received)


def data_address(image: np.ndarray | Path) -> str:
    """A picture as a data address, the same bytes every time."""
    from PIL import Image

    picture = Image.fromarray(pixels(image))
    picture.thumbnail((SIDE, SIDE))
    file = io.BytesIO()
    picture.save(file, format="PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
