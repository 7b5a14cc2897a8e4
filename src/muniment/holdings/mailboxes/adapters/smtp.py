"""The mail server of the capture address: it takes messages and answers for them."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

MOST_CONNECTIONS = 50
MOST_AT_ONCE = 4  # messages filed side by side; the others wait their turn
MOST_RECIPIENTS = 20
SESSION_SECONDS = 300.0
LINE_MOST = 2**20

Answer = tuple[int, str]
Check = Callable[[str], Answer]
File = Callable[[bytes, Sequence[str], str], Answer]


class Limited(SMTP):
    """The server of one connection. RFC 5321 asks servers to take lines of a thousand letters;
    what people send is longer."""

    line_length_limit = LINE_MOST

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Turn a connection away when there are too many."""
        handler = self.event_handler
        handler.open += 1
        if handler.open > MOST_CONNECTIONS and isinstance(transport, asyncio.Transport):
            transport.write(b"421 4.7.0 Too many connections, try again later\r\n")
            transport.close()
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count it out."""
        self.event_handler.open -= 1
        super().connection_lost(error)


class Receiver:
    """What is done with each command. `check` judges one address, `file` keeps one message; both
    answer with a code and words of SMTP and are called in threads of their own."""

    def __init__(self, check: Check, file: File) -> None:
        self._check, self._file = check, file
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self.open = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        """Take or refuse a recipient."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        code, words = await self._answered(self._check, address)
        if code == 250:
            envelope.rcpt_tos.append(address)
        return f"{code} {words}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a message. 250 only when it is durable."""
        content = envelope.original_content or b""
        peer = str(session.peer[0]) if session.peer else ""
        async with self._turns:
            code, words = await self._answered(self._file, content, envelope.rcpt_tos, peer)
        return f"{code} {words}"

    async def _answered(self, do: Callable[..., Answer], *given: Any) -> Answer:
        try:
            return await asyncio.to_thread(do, *given)
        except Exception:  # whatever it was: nothing is lost if the sender keeps the message
            logging.getLogger(__name__).exception("a message could not be dealt with")
            return 451, "4.3.0 It could not be kept now, try again later"


def controller(host: str, port: int, check: Check, file: File, *, most: int) -> Controller:
    """The server, not yet started. `most`: the largest message in bytes."""

    class _Controller(Controller):
        def factory(self) -> SMTP:
            return Limited(self.handler, **self.SMTP_kwargs)

    return _Controller(
        Receiver(check, file),
        hostname=host,
        port=port,
        data_size_limit=most,
        enable_SMTPUTF8=True,
        ident="Muniment",
        server_hostname="muniment",
        timeout=SESSION_SECONDS,
    )
