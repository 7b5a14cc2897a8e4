"""A proxy on loopback between the store and its service, which breaks what it is told to break."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from scripts import ceph

FORWARD, SILENT_BEFORE, SILENT_AFTER = "forward", "silent before", "silent after"
CUT, BUSY, BAD_SUM = "cut", "busy", "bad sum"
XML = "<Error><Code>{}</Code><Message>as told</Message></Error>"
Choice = Callable[[str, str, int], str]


class Proxy(ThreadingHTTPServer):
    """`choose` is asked of each request (its method, its path with the query, how many came before
    of this method) what becomes of it. `seen`: the requests and what became of them."""

    daemon_threads = True

    def __init__(self, choose: Choice) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.choose = choose
        self.seen: list[tuple[str, str, str]] = []
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def decide(self, method: str, path: str) -> str:
        with self.lock:
            before = sum(one[0] == method for one in self.seen)
            fate = self.choose(method, path, before)
            self.seen.append((method, path, fate))
        return fate

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fate = self.server.decide(self.command, self.path)
        self.close_connection = fate not in (FORWARD, BUSY)
        if fate == SILENT_BEFORE:
            time.sleep(2)
            return
        if fate in (BUSY, BAD_SUM):
            self._answer(503 if fate == BUSY else 400, "SlowDown" if fate == BUSY else "BadDigest")
            return
        status, headers, data = self._asked(body)
        if fate == SILENT_AFTER:
            time.sleep(2)
            return
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        length = dict(headers).get("Content-Length", str(len(data)))
        self.send_header("Content-Length", length if self.command == "HEAD" else str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data[: len(data) // 2] if fate == CUT else data)

    def _asked(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        where = urlsplit(ceph.ENDPOINT)
        link = http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)
        headers = {k: v for k, v in self.headers.items() if k.lower() != "expect"}
        link.request(self.command, self.path, body or None, headers)
        answer = link.getresponse()
        found = answer.status, answer.getheaders(), answer.read()
        link.close()
        return found

    def _answer(self, status: int, code: str) -> None:
        data = XML.format(code).encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass_on


@contextmanager
def between(choose: Choice) -> Iterator[Proxy]:
    """A proxy that is at work."""
    proxy = Proxy(choose)
    threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()


def first(fate: str, method: str, times: int = 1) -> Choice:
    """The first requests of a method meet this fate."""
    return lambda asked, path, before: fate if asked == method and before < times else FORWARD


def always(fate: str) -> Choice:
    """Every request meets this fate."""
    return lambda asked, path, before: fate
