"""A stand-in for two museums' public interfaces, with a dozen works each, on this machine."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import numpy as np
from PIL import Image

WORKS = 12  # of which every sixth is not in the public domain


class Museum(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        parts, asked = urlsplit(self.path).path.strip("/").split("/"), parse_qs(urlsplit(self.path).query)
        if parts[0] in ("picture", "iiif"):
            number = int(parts[1])
            if number in self.server.gone:  # type: ignore[attr-defined]
                self.send_error(404)
                return
            self.send(jpeg(number), "image/jpeg")
        elif parts[0] == "met":
            self.give(self.met(parts[1:], asked))
        else:
            self.give(self.aic(json.loads(asked["params"][0])))

    def met(self, parts: list[str], asked: dict[str, list[str]]) -> dict:
        if parts == ["departments"]:
            return {"departments": [{"departmentId": 11, "displayName": "European Paintings"}]}
        if parts == ["search"]:
            first, last = (int(asked.get(k, [d])[0]) for k, d in (("dateBegin", "0"), ("dateEnd", "9999")))
            return {"objectIDs": [k for k in range(WORKS) if first <= 1850 + k <= last] or None}
        k = int(parts[1])
        return {
            "objectID": k,
            "title": f"Work {k}",
            "artistDisplayName": f"Artist {k % 3}",
            "objectDate": f"ca. {1850 + k}",
            "objectBeginDate": 1848 + k,
            "objectEndDate": 1852 + k,
            "isPublicDomain": k % 6 != 5,
            "primaryImageSmall": f"{self.here()}/picture/{k}",
            "objectURL": f"https://example.org/{k}",
        }

    def aic(self, asked: dict) -> dict:
        rows = [
            {
                "id": k,
                "title": f"Work {k}",
                "artist_title": f"Artist {k % 3}",
                "date_display": str(1850 + k),
                "date_start": 1850 + k,
                "date_end": 1850 + k,
                "image_id": str(k),
                "is_public_domain": k % 6 != 5,
            }
            for k in range(WORKS)
        ]
        page, limit = asked["page"], 5
        pages = -(-len(rows) // limit)
        shown = rows[(page - 1) * limit : page * limit]
        return {"pagination": {"total_pages": pages}, "data": shown, "config": {"iiif_url": f"{self.here()}/iiif"}}

    def here(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def give(self, value: dict) -> None:
        self.send(json.dumps(value).encode(), "application/json")

    def send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing is printed."""


def jpeg(number: int) -> bytes:
    rng = np.random.default_rng(number)
    file = io.BytesIO()
    Image.fromarray(rng.integers(0, 256, (40, 60, 3)).astype(np.uint8)).save(file, format="JPEG")
    return file.getvalue()


class MuseumServer(ThreadingHTTPServer):
    """What was asked, and the numbers of pictures that are gone."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Museum)
        self.asked: list[str] = []
        self.gone: set[int] = set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def museum() -> Iterator[MuseumServer]:
    """The server, while it is needed."""
    with MuseumServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
