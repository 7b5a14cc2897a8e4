"""Messages and mailboxes, made for the tests."""

import struct
from email.message import EmailMessage

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
