"""A chat endpoint on this machine whose behaviour a test sets."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ChatServer:
    """Answers every request with `answer`: text, bytes, a status, ``hang``, ``drip``, ``break``, or a function of its
    number."""

    def __init__(self) -> None:
        self.answer: Any = "Words from afar."
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.release = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.asked.append(json.loads(body))
                server.keys.append(self.headers.get("Authorization", ""))
                answer = server.answer(len(server.asked)) if callable(server.answer) else server.answer
                if answer == "hang":
                    server.release.wait(20)
                    return
                if answer == "drip":
                    self.send_response(200)
                    while not server.release.wait(0.02):
                        try:
                            self.send_header("X-More", "1")
                            self.flush_headers()
                        except OSError:
                            return
                    return
                if answer == "break":
                    self.connection.close()
                    return
                status = answer if isinstance(answer, int) else 200
                reply = {"choices": [{"message": {"content": answer}}]}
                raw = answer if isinstance(answer, bytes) else json.dumps(reply).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *args: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/v1"

    def close(self) -> None:
        """Stop listening."""
        self.release.set()
        self.http.shutdown()
        self.http.server_close()
