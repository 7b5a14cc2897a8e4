"""Words that nobody else uses, planted in documents of many kinds, and the search for them.

Each stem stands for one way in which a word gets into a record. The stub of a destroyed record
keeps its title by design, so no word is planted in titles that stay.
"""

import base64
import gzip
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
from tests.foundation.content.documents import pdf

CONTENT, NAME, HEADER = "vorpalqx", "jubjubqz", "frumiouzq"
ATTACHED, DESCRIBED, OLD_TITLE = "tulgeyxq", "bandersnz", "borogovqx"
FIELD, BULK, COPIED = "callohzq", "uffishxq", "galumphzq"
SEARCHED = (CONTENT, NAME, HEADER, ATTACHED, DESCRIBED, OLD_TITLE, FIELD, BULK)
STEMS = (*SEARCHED, COPIED)  # how a copy of a message came is kept, and nobody finds it by that
KEPT = "mimsyqk"


def word(number: int) -> bytes:
    made = docx.Document()
    made.core_properties.title = f"{CONTENT}{number:03} ledger"
    made.add_paragraph(_said(number))
    return _saved(made)


def workbook(number: int) -> bytes:
    made = openpyxl.Workbook()
    made.active.append([_said(number), number])
    return _saved(made)


def zipped(number: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{CONTENT}{number:03}.txt", _said(number))
    return made.getvalue()


def message(number: int) -> bytes:
    made = EmailMessage()
    made["From"] = f"{HEADER}{number:03} <{HEADER}{number:03}@quay.example>"
    made["To"], made["Cc"] = "clerk@quay.example", f"{HEADER}.cc{number:03}@quay.example"
    made["Subject"] = f"{OLD_TITLE}{number:03} of May"
    made["Message-ID"] = f"<{HEADER}.{number * 7919 % 1000:03}@quay.example>"
    made["Date"] = "Tue, 04 May 2010 10:11:12 +0100"
    made.set_content(_said(number))
    for name, data in (("txt", _said(number).encode()), ("docx", word(number))):
        named = f"{ATTACHED}{number:03}.{name}"
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=named)
    return made.as_bytes()


def copied(message: bytes, number: int) -> bytes:
    """A message as it came to somebody else."""
    return f"Delivered-To: {COPIED}{number:03}@quay.example\n".encode() + message


def _said(number: int) -> str:
    inner = base64.b64encode(f"{CONTENT} inside {number}".encode()).decode()
    return f"The {CONTENT}{number:03} of harbour {number} {CONTENT.upper()} {inner} keeps {number}"


def _saved(made: object) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


MAKERS = {
    "txt": lambda number: _said(number).encode(),
    "wide.txt": lambda number: _said(number).encode("utf-16"),
    "csv": lambda number: f"name,value\n{_said(number)},1\n".encode(),
    "html": lambda number: f"<html><body><p>{_said(number)}</p></body></html>".encode(),
    "md": lambda number: f"# {number}\n\n{_said(number)}\n".encode() * 60,
    "docx": word,
    "xlsx": workbook,
    "eml": message,
    "pdf": lambda number: pdf(_said(number)),
    "zip": zipped,
    "txt.gz": lambda number: gzip.compress(_said(number).encode()),
}


def documents(count: int) -> Iterator[tuple[str, bytes]]:
    """Names of files and their bytes, of all kinds in turn."""
    kinds = list(MAKERS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield f"{NAME}{number:03}.{kind}", MAKERS[kind](number)


def forms(stem: str) -> dict[str, bytes]:
    """How a word can lie in a file. Its first letter is left out: an index that stores words by
    what they do not share with their neighbour may leave out that one."""
    found = {
        "utf-8": stem[1:].encode(),
        "utf-16": stem[1:].encode("utf-16-le")[:-1],  # either order of bytes
        "hexadecimal": stem[1:].encode().hex().encode(),
    }
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + stem.encode())
        found[f"base64+{shift}"] = whole[4 if shift else 0 : (shift + len(stem)) // 3 * 4]
    return found


FORMS = {(stem, form): raw for stem in STEMS for form, raw in forms(stem).items()}


def hits(data: bytes) -> Counter[tuple[str, str]]:
    """Every planted word in the bytes, and in what is packed in them."""
    found: Counter[tuple[str, str]] = Counter()
    lower = data.lower()  # letters within UTF-16 become small too
    for key, raw in FORMS.items():
        count = data.count(raw) if "base64" in key[1] else lower.count(raw)
        if count:
            found[key] += count
    for inner in _unpacked(data):
        found.update({(stem, f"packed {form}"): n for (stem, form), n in hits(inner).items()})
    return found


def _unpacked(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    for start in _starts(data, b"\x1f\x8b\x08"):
        try:
            yield zlib.decompressobj(31).decompress(data[start:], 10_000_000)
        except zlib.error:
            continue


def _starts(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def scan(*folders: Path) -> dict[str, int]:
    """Every planted word below the folders: file, way in and form, with how often."""
    found: Counter[str] = Counter()
    for folder in folders:
        for path in (one for one in folder.rglob("*") if one.is_file()):
            place = path.relative_to(folder).parts[0] if len(path.parts) > 1 else path.name
            for (stem, form), count in hits(path.read_bytes() + path.name.encode()).items():
                found[f"{place}: {stem} {form}"] += count
    return dict(found)
