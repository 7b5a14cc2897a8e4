"""Reading what capture has to know of a message, in one pass and with bounded memory."""

from dataclasses import replace
from typing import BinaryIO

from muniment.holdings.capture import rules
from muniment.holdings.capture.rules.messages import HEAD_MAX, BodyDigest, end_of_head
from muniment.holdings.capture.types import MessageHeaders

PIECE = 2**20
FIRST = 64 * 1024
OPENING = 16 * 1024


def read(stream: BinaryIO) -> MessageHeaders:
    """The headers of a message, and the digest of its body."""
    head = stream.read(FIRST)
    while (end := end_of_head(head)) is None and len(head) < HEAD_MAX:
        more = stream.read(PIECE)
        if not more:
            break
        head += more
    end = len(head) if end is None else end
    body = BodyDigest()
    body.update(head[end:])
    while chunk := stream.read(PIECE):
        body.update(chunk)
    found = rules.headers_of(head[:end], body.result())
    return replace(found, opening=head[end : end + OPENING])
