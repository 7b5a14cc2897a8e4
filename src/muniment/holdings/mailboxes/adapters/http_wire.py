"""Requests of HTTP over a connection that is bounded in time and in memory, whatever the server
does; made to the address that was judged, past every proxy and redirection."""

import http.client
import io
import ipaddress
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from muniment.holdings.mailboxes.adapters import reaching
from muniment.holdings.mailboxes.types import Security, SourceProblem

ANSWER_MOST = 16 * 2**20  # bytes of an answer that is no object: a page of a list is below 2 MB
QUIET_SECONDS = 20.0
ANSWER_SECONDS = 60.0
SLOWEST = 32 * 1024  # bytes in a second; what trickles below this is cut off
PIECE = 256 * 1024


class Line:
    """One connection to one server, made when it is needed and kept for the next request."""

    def __init__(self, host: str, port: int, security: Security) -> None:
        self._host, self._port, self._security = host, port, security
        self._connection: http.client.HTTPConnection | None = None
        self.expected = 0  # bytes of the next answer, for the time that it may take

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
        self._connection = None

    def send(self, request: Any, event_name: str = "", **_: Any) -> AWSResponse:
        """The answer to a prepared request of botocore, in place of its own way of sending. Raises
        SourceProblem where it may not be sent, and what botocore knows for a lost connection."""
        self._require_here(request.url)
        try:
            return self._answered(request, streams=event_name.endswith("GetObject"))
        except TimeoutError as error:
            self.close()
            raise ReadTimeoutError(endpoint_url=self._host, error=error) from error
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise ConnectionClosedError(endpoint_url=self._host, error=error) from error
        except BaseException:
            self.close()
            raise

    def _require_here(self, url: str) -> None:
        parts = urlsplit(url)
        default = 443 if parts.scheme == "https" else 80
        if (parts.hostname, parts.port or default) != (self._host.strip("[]").lower(), self._port):
            raise SourceProblem("The service sends us elsewhere; we do not go.")

    def _answered(self, request: Any, *, streams: bool) -> AWSResponse:
        connection = self._connection = self._connection or self._connected()
        body = _Body(connection, ANSWER_SECONDS + self.expected / SLOWEST)
        try:
            answer = self._asked(connection, request)
            body.answer = answer
            if streams and answer.status in (200, 206):
                return AWSResponse(request.url, answer.status, answer.headers.items(), body)
            whole = body.whole()
        except BaseException:
            body.close()
            raise
        if answer.will_close:
            self.close()
        raw = _Whole(whole)
        return AWSResponse(request.url, answer.status, answer.headers.items(), raw)

    def _asked(
        self, connection: http.client.HTTPConnection, request: Any
    ) -> http.client.HTTPResponse:
        parts = urlsplit(request.url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", host_of(request.url))
        for name, value in request.headers.items():
            connection.putheader(name, value)
        connection.endheaders(request.body or None)
        return connection.getresponse()

    def _connected(self) -> http.client.HTTPConnection:
        plain = reaching.connect(self._host.strip("[]"), self._port)
        try:
            if self._security is Security.NONE and _is_public(plain):
                words = "Over the internet a protected connection is needed (https)."
                raise SourceProblem(words)
            if self._security is not Security.NONE:
                plain = reaching.protected(plain, self._host)
            plain.settimeout(QUIET_SECONDS)
        except BaseException:
            plain.close()
            raise
        made = http.client.HTTPConnection(self._host, self._port)
        made.sock = plain
        return made


def host_of(url: str) -> str:
    """The Host that is sent: without the port that is usual, as the signature has it."""
    parts = urlsplit(url)
    return parts.netloc.removesuffix(":443" if parts.scheme == "https" else ":80")


def _is_public(connection: socket.socket) -> bool:
    return ipaddress.ip_address(connection.getpeername()[0].partition("%")[0]).is_global


class _Body:
    """The body of an answer. After `seconds` the connection is cut, however it trickles."""

    def __init__(self, connection: http.client.HTTPConnection, seconds: float) -> None:
        self.answer: http.client.HTTPResponse | None = None
        self._limit = threading.Timer(seconds, _cut, [connection.sock])
        self._limit.daemon = True
        self._limit.start()

    def whole(self) -> bytes:
        """All of it. Raises SourceProblem where it does not end."""
        if self.answer is None:
            return b""
        found = self.answer.read(ANSWER_MOST + 1)
        if len(found) > ANSWER_MOST:
            raise SourceProblem("The service gives more than it was asked for.")
        self.close()
        return found

    def read(self, size: int | None = None) -> bytes:
        """Some bytes; none at the end. Raises OSError, HTTPException."""
        if self.answer is None:
            return b""
        found = self.answer.read(PIECE if size is None else size)
        if not found:
            self.close()
        return found

    def stream(self) -> Iterator[bytes]:
        """It piece by piece."""
        while piece := self.read():
            yield piece

    def close(self) -> None:
        """Nobody waits for it any more."""
        self._limit.cancel()


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _Whole(io.BytesIO):
    """An answer that is here already, as botocore reads one."""

    def stream(self) -> Iterator[bytes]:
        """It in one piece."""
        yield self.read()
