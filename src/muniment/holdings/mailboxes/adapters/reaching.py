"""Connections to the outside: to the address that was looked at, and to no other."""

import socket
import ssl
import time
from collections.abc import Iterable

from django.conf import settings

from muniment.holdings.mailboxes import rules
from muniment.holdings.mailboxes.types import SourceProblem

CONNECT_SECONDS = 15.0


def connect(host: str, port: int, *, seconds: float = CONNECT_SECONDS) -> socket.socket:
    """A connection to the host. Its name is resolved once, each address is judged, and what is
    connected to is the address that was judged: a name that answers otherwise a moment later
    changes nothing. Raises SourceProblem."""
    allowed = rules.networks(settings.MUNIMENT_SOURCE_NETWORKS)
    ends, refusals = time.monotonic() + seconds, []
    for family, address in _resolved(host, port):
        why = rules.why_not_reached(address[0], allowed)
        if why:
            refusals.append(why)
            continue
        try:
            return _connected(family, address, max(ends - time.monotonic(), 0.1))
        except OSError as error:
            refusals.append(f"It does not answer ({error.strerror or error}).")
    why = refusals[0] if refusals else "It has no address."
    raise SourceProblem(f"{host} cannot be reached. {why}")


def _resolved(host: str, port: int) -> Iterable[tuple[int, tuple[str, int]]]:
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceProblem(f"There is no server called {host}.") from error
    return [(family, address) for family, _, _, _, address in found]  # type: ignore[misc]


def _connected(family: int, address: tuple[str, int], seconds: float) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.settimeout(seconds)
        made.connect(address)
        return made
    except BaseException:
        made.close()
        raise


def protected(plain: socket.socket, host: str) -> ssl.SSLSocket:
    """The connection with TLS over it; the certificate must be the host's. Raises SourceProblem."""
    context = ssl.create_default_context(cafile=settings.MUNIMENT_SOURCE_CERTIFICATES or None)
    try:
        return context.wrap_socket(plain, server_hostname=host.strip("[]"))
    except ssl.SSLCertVerificationError as error:
        plain.close()
        words = f"The certificate of {host} is not to be trusted: {error.verify_message}."
        raise SourceProblem(words) from error
    except (OSError, ValueError) as error:
        plain.close()
        raise SourceProblem(f"{host} does not offer a protected connection here.") from error
