"""Messages and mailboxes, made for the tests."""

import base64
import struct
import tempfile
from email.message import EmailMessage
from pathlib import Path

from muniment.foundation.kernel import clock
from muniment.holdings.capture import queries as captures
from muniment.holdings.capture.actions import running

DAY = "Mon, 06 May 2019 12:00:00 +0100"


def letter(subject="Roof", *, number="1", text="See the plan.", attachments=(), **headers):
    """A message, as bytes. Of `headers`, underscores stand for hyphens."""
    made = EmailMessage()
    given = {"From": "a@example.org", "To": "b@example.org", "Date": DAY}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        if value:
            made[name] = value
    made["Subject"] = subject
    if number != "":
        made["Message-ID"] = f"<{number}@example.org>"
    made.set_content(text)
    for name, data in attachments:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    if made.is_multipart():  # else it is another each time, and no two copies are alike
        made.set_boundary("=_one_and_the_same")
    return made.as_bytes()


def mbox(*letters):
    """A mailbox of them."""
    line = b"From a@example.org Mon May  6 12:00:00 2019\n"
    return b"".join(line + one.removesuffix(b"\n") + b"\n\n" for one in letters)


def packed(text, attachments):
    """A winmail.dat with a body and attachments (MS-OXTNEF)."""
    parts = [_attribute(1, 0x9007, 6, struct.pack("<LL", 1252, 0))]
    parts.append(_attribute(1, 0x800C, 2, text.encode() + b"\0"))
    for name, data in attachments:
        parts.append(_attribute(2, 0x9002, 6, bytes(14)))
        parts.append(_attribute(2, 0x8010, 1, name.encode() + b"\0"))
        parts.append(_attribute(2, 0x800F, 6, data))
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(parts)


def _attribute(level, number, kind, data):
    head = struct.pack("<BHHL", level, number, kind, len(data))
    return head + data + struct.pack("<H", sum(data) & 0xFFFF)


def weighty(text="Lease of the hall", number="w"):
    """A message that seems important, with any text in its subject and the name of its sender."""
    words = base64.b64encode(f"Decision {text}".encode("utf-8", "replace")).decode()
    head = f"From: =?utf-8?b?{words}?= <a@example.org>\nSubject: =?utf-8?b?{words}?=\n"
    head += f"Date: {DAY}\nMessage-ID: <{number}@example.org>\nImportance: high\n"
    return head.encode() + b"\nWe take it.\n"


def brought_in(actor, into, raw):
    """The reference of the record of a message that a capture brings in."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "post.eml").write_bytes(raw)
        made = running.run(actor, Path(folder), into=into, clock=clock.now)
    return captures.items(made).get().record.reference
