"""Tokens that sign in for a short time (RFC 6749, section 6), asked for with a refresh token."""

import http.client
import json
import socket
import threading
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from muniment.holdings.mailboxes.adapters import reaching, secrets
from muniment.holdings.mailboxes.types import Secret, SourceProblem

ANSWER_MOST = 256 * 1024
SECONDS = 20.0


def access_token(address: str, *, client: str, scope: str, place: str) -> str:
    """A token for one sign-in. A new refresh token that comes with it takes the place of the old.

    A redirection is not followed: it could lead anywhere. Raises SourceProblem.
    """
    secret = secrets.read(place)
    answer = _ask(address, _form(client, scope, secret))
    token, following = answer.get("access_token"), answer.get("refresh_token")
    if not isinstance(token, str) or not token or not token.isprintable():
        raise SourceProblem(f"The service gives no token ({_why(answer)}).")
    if isinstance(following, str) and following and following != secret.refresh_token:
        secrets.renew(place, replace(secret, refresh_token=following))
    return token


def _form(client: str, scope: str, secret: Secret) -> bytes:
    told = {
        "grant_type": "refresh_token",
        "refresh_token": secret.refresh_token,
        "client_id": client,
        "client_secret": secret.client_secret,
        "scope": scope,
    }
    return urlencode({name: value for name, value in told.items() if value}).encode()


def _ask(address: str, form: bytes) -> dict[str, object]:
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 443
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    connection.sock = reaching.protected(reaching.connect(host, port), host)
    connection.sock.settimeout(SECONDS)
    limit = threading.Timer(SECONDS, _cut, [connection.sock])  # for an answer that trickles
    limit.start()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, form, headers)
        answer = connection.getresponse()
        body = answer.read(ANSWER_MOST)
    except (OSError, http.client.HTTPException) as error:
        raise SourceProblem("The service that gives out tokens does not answer.") from error
    finally:
        limit.cancel()
        connection.close()
    if 300 <= answer.status < 400:
        raise SourceProblem("The service that gives out tokens sends us elsewhere; we do not go.")
    return _read(body)


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _read(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {}


def _why(answer: dict[str, object]) -> str:
    """The code of the error alone: descriptions may hold anything."""
    code = answer.get("error")
    known = isinstance(code, str) and code.replace("_", "").isalpha() and len(code) < 40
    return str(code) if known else "no reason given"
