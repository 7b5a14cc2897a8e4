"""The capture address: a mail server that files what is sent to it."""

import signal
import threading
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Annotated, Any

import typer

from muniment.cli.desk import prepare, require_body
from muniment.cli.output import answer, say
from muniment.foundation.kernel.errors import Reason, Refused


def receive_mail(
    address: Annotated[str, typer.Option(help="Where to listen: address and port.")] = (
        "127.0.0.1:8025"
    ),
) -> None:
    """File messages that are sent to the capture address (MUNIMENT_CAPTURE_ADDRESS), until told to
    stop. A message is answered for only when it is safe."""
    prepare()
    require_body()
    from django.conf import settings

    from muniment.holdings.mailboxes.adapters.smtp import controller

    if "@" not in settings.MUNIMENT_CAPTURE_ADDRESS:
        words = "Say which address it is: set MUNIMENT_CAPTURE_ADDRESS."
        raise Refused(Reason("no_address", words))
    host, _, port = address.rpartition(":")
    most = settings.MUNIMENT_CAPTURE_MAX_BYTES
    server = controller(host.strip("[]"), int(port), check, file, most=most)
    server.start()
    say(f"Mail to {settings.MUNIMENT_CAPTURE_ADDRESS} is taken at {address} (stop with Ctrl-C)")
    _wait()
    server.stop()
    answer({"address": address})


def _wait() -> None:
    told = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        told.set()

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, stop)
    told.wait()


def _with_database(do: Callable[[], tuple[int, str]]) -> tuple[int, str]:
    """Do it with a connection that works: one that was lost is made anew."""
    from django.db import close_old_connections

    from muniment.foundation.audit.actions import origin

    close_old_connections()
    try:
        with origin("smtp"):
            return do()
    except Refused as refusal:
        return 550, f"5.7.1 {_one_line(str(refusal))}"
    finally:
        close_old_connections()


def check(recipient: str) -> tuple[int, str]:
    """What is answered to an address."""

    def do() -> tuple[int, str]:
        from muniment.holdings.mailboxes import actions

        actions.refuse_unknown(recipient)
        return 250, "2.1.5 OK"

    return _with_database(do)


def file(content: bytes, recipients: Sequence[str], peer: str) -> tuple[int, str]:
    """What is answered for a message."""

    def do() -> tuple[int, str]:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.mailboxes import actions

        results: Sequence[Any] = actions.receive(content, recipients, peer=peer, now=now())
        return 250, "2.0.0 Filed as " + ", ".join(one.record for one in results)

    return _with_database(do)


def _one_line(text: str) -> str:
    plain = "".join(one if one.isascii() and one.isprintable() else " " for one in text)
    return plain[:400]
