"""A small PDF writer: text on A4 in Helvetica, plain or with the standard 40-bit encryption.

ISO 32000-1: file structure 7.5, standard security handler 7.6.3 (algorithms 1 to 4, revision 2).
"""

import hashlib
import textwrap

from muniment.demo.sample_drive.types import Page

LINES_PER_PAGE = 46
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
MAY_NOTHING = -64


def write(page: Page) -> bytes:
    """The page as a PDF of as many sheets as it takes."""
    return _file(_objects(page), b"")


def write_encrypted(page: Page, password: str) -> bytes:
    """The page as a PDF that opens only with `password`."""
    identity = hashlib.md5(page.title.encode(), usedforsecurity=False).digest()
    owner = _rc4(_digest(_padded("owner " + password))[:5], _padded(password))
    permissions = MAY_NOTHING.to_bytes(4, "little", signed=True)
    key = _digest(_padded(password) + owner + permissions + identity)[:5]
    objects = [_encrypt(body, number, key) for number, body in enumerate(_objects(page), 1)]
    lock = (
        f"<< /Filter /Standard /V 1 /R 2 /P {MAY_NOTHING} /O <{owner.hex()}> "
        f"/U <{_rc4(key, PADDING).hex()}> >>"
    )
    objects.append(lock.encode())
    trailer = f"/Encrypt {len(objects)} 0 R /ID [<{identity.hex()}> <{identity.hex()}>]"
    return _file(objects, trailer.encode())


def _objects(page: Page) -> list[bytes]:
    sheets = _sheets(page)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(sheets)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(sheets):
        objects += [_sheet(5 + 2 * number), _content(lines)]
    return objects


def _sheets(page: Page) -> list[list[str]]:
    said = [page.title, "", f"{page.author}, {page.day:%d %B %Y}", "", *page.paragraphs, ""]
    said += [" | ".join(row) for row in (page.header, *page.rows) if row]
    lines = [line for words in said for line in textwrap.wrap(words, 84) or [""]]
    return [lines[at : at + LINES_PER_PAGE] for at in range(0, len(lines), LINES_PER_PAGE)]


def _sheet(content: int) -> bytes:
    return (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
        f"/Resources << /Font << /F1 3 0 R >> >> /Contents {content} 0 R >>"
    ).encode()


def _content(lines: list[str]) -> bytes:
    shown = b"\n".join(b"(" + _escaped(line) + b") '" for line in lines)
    body = b"BT /F1 11 Tf 15 TL 60 780 Td\n" + shown + b"\nET"
    return b"<< /Length %d >>\nstream\n" % len(body) + body + b"\nendstream"


def _escaped(line: str) -> bytes:
    escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return escaped.encode("cp1252", errors="replace")


def _file(objects: list[bytes], trailer: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R " % (len(objects) + 1) + trailer
    return bytes(out + b" >>\nstartxref\n%d\n%%%%EOF\n" % start)


def _encrypt(body: bytes, number: int, key: bytes) -> bytes:
    """Encrypts the stream of an object, if it has one. Our objects hold no strings outside."""
    head, stream, rest = body.partition(b"stream\n")
    if not stream:
        return body
    plain = rest.removesuffix(b"\nendstream")
    own = _digest(key + number.to_bytes(3, "little") + b"\0\0")[:10]
    return head + stream + _rc4(own, plain) + b"\nendstream"


def _padded(password: str) -> bytes:
    return (password.encode("latin-1") + PADDING)[:32]


def _digest(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)
