"""Fetch pictures by address, politely: one at a time per host, resumable, retried with backoff, size-capped, atomic."""

from __future__ import annotations

import email.utils
import hashlib
import http.client
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from ...errors import StylogenyError
from ...web import answer, shown

AGENT = "stylogeny (https://pypi.org/project/stylogeny; fetches pictures of open collections, one at a time)"
_PASSING = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Fetcher:
    """Fetches addresses to files.

    Parameters
    ----------
    every : float
        Least time between two requests to one host, seconds.
    retries : int
        Tries after the first that fails in passing.
    max_bytes : int
        Pictures larger than this are not fetched.
    timeout, longest : float
        Seconds for one read, and for a whole try.
    private : bool
        Whether addresses may be of this machine or its network, or lead there.
    wait, clock : callables
        How to sleep and tell time (replaced in tests).
    """

    every: float = 1.0
    retries: int = 4
    max_bytes: int = 64 << 20
    timeout: float = 30.0
    longest: float = 600.0
    private: bool = False
    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _last: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def __call__(self, address: str, folder: Path) -> Path | str:
        """The file of an address, fetched now or before; the address itself when it cannot be had."""
        try:
            return self.fetch(address, folder)
        except StylogenyError:
            return address

    def fetch(self, address: str, folder: Path) -> Path:
        """Fetch one address into `folder`.

        Raises
        ------
        StylogenyError
            Not there, too large, or still failing after the last try.
        """
        name = hashlib.blake2b(address.encode(), digest_size=12).hexdigest()
        target = folder / name[:2] / f"{name}{Path(urlsplit(address).path).suffix[:5].lower()}"
        if target.exists():
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        why = ""
        for attempt in range(self.retries + 1):
            self._pause(address)
            try:
                self._read(address, part)
                os.replace(part, target)
                return target
            except urllib.error.HTTPError as error:
                why = f"HTTP {error.code}"
                if error.code == 416:  # the part on disk is not a part of this file
                    part.unlink(missing_ok=True)
                elif error.code not in _PASSING:
                    break
                pause = _retry_after(error.headers.get("Retry-After"))
            # URLError, timeouts, connections reset, a body cut short
            except (OSError, EOFError, http.client.HTTPException) as error:
                why, pause = str(error) or type(error).__name__, None
            if attempt < self.retries:
                self.wait(min(pause if pause is not None else 2.0**attempt, 300.0))
        raise StylogenyError("cannot fetch a picture", got=f"{shown(address)}: {why}")

    def _pause(self, address: str) -> None:
        host = urlsplit(address).netloc
        ahead = self._last.get(host, -1e9) + self.every - self.clock()
        if ahead > 0:
            self.wait(ahead)
        self._last[host] = self.clock()

    def _read(self, address: str, part: Path) -> None:
        have = part.stat().st_size if part.exists() else 0
        request = urllib.request.Request(address, headers={"User-Agent": AGENT})
        if have:
            request.add_header("Range", f"bytes={have}-")
        with answer(request, timeout=self.timeout, longest=self.longest, private=self.private) as body:
            resumed = have > 0 and body.status == 206
            done = have if resumed else 0
            length = body.headers.get("Content-Length")
            whole = done + int(length) if length and length.isdigit() else None
            if whole is not None and whole > self.max_bytes:
                part.unlink(missing_ok=True)
                raise StylogenyError("a picture is larger than the limit", got=f"{shown(address)}: {whole:,} bytes")
            with open(part, "ab" if resumed else "wb") as file:
                while block := body.read1(1 << 16):
                    done += len(block)
                    if done > self.max_bytes:
                        file.close()
                        part.unlink(missing_ok=True)
                        raise StylogenyError("a picture is larger than the limit", got=shown(address))
                    file.write(block)
            if whole is not None and done < whole:
                raise EOFError(f"{done:,} of {whole:,} bytes came")


def _retry_after(value: str | None) -> float | None:
    """Seconds that a server asks to wait: a number or an HTTP date."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
