"""PDF through PDFium: text page by page, and a picture of the first page."""

import re
import time

import pypdfium2

from .outcome import Corrupt, Encrypted, Outcome, Sink, Unsupported

# PDFium's FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY.
_LOCKED = frozenset({4, 5})
_DATE = re.compile(
    r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:(Z|[+-])(?:(\d\d)'?(\d\d)?'?)?)?", re.ASCII
)
# Less than the child has in all, so that a long document gives what it has.
READING_SECONDS = 7.0
# Under this name stand the pages of a document with text that are pictures without any.
BARE = "scanned_pages"
MOST_BARE = 300
_FACTS = {
    "Title": "title",
    "Author": "creator",
    "Subject": "subject",
    "Keywords": "keywords",
    "CreationDate": "created",
    "ModDate": "modified",
}


def extract(data: bytes) -> Outcome:
    """The text of every page that can be read in time; the note names those that were not."""
    document = open_document(data)
    sink = Sink()
    stop = time.monotonic() + READING_SECONDS
    tried, unread, bare = 0, [], []
    for number in range(len(document)):
        if time.monotonic() > stop:
            break
        tried += 1
        words = _read_page(document, number, sink)
        if words is None:
            unread.append(number + 1)
        elif not words and _has_picture(document, number):
            bare.append(number + 1)
    if tried and len(unread) == tried:
        raise Corrupt("No page of the document can be read.")
    facts = _facts(document)
    if bare and len(bare) + len(unread) < tried:
        facts[BARE] = ", ".join(map(str, bare[:MOST_BARE]))
    return Outcome(sink.text(), facts, note=_note(len(document), tried, unread))


def _note(pages: int, tried: int, unread: list[int]) -> str:
    if tried < pages:
        return f"The first {tried:,} of {pages:,} pages were read: there was no time for more."
    return f"Pages that cannot be read: {', '.join(map(str, unread[:20]))}." if unread else ""


def open_document(data: bytes) -> pypdfium2.PdfDocument:
    """The document, opened without a password. Raises `Encrypted`, `Corrupt`, `Unsupported`."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in _LOCKED:
            raise Encrypted("The document needs a password.") from error
        raise Corrupt(f"PDFium cannot open the document: {error}") from error
    if not len(document):
        raise Unsupported("The document has no pages.")
    return document


def _read_page(document: pypdfium2.PdfDocument, number: int, sink: Sink) -> bool | None:
    """Whether the page has words; None where it cannot be read."""
    try:
        page = document[number]
        words = page.get_textpage().get_text_bounded(errors="ignore")
        page.close()
    except pypdfium2.PdfiumError:
        return None
    sink.add(words + "\n\n")
    return bool(words.strip())


def _has_picture(document: pypdfium2.PdfDocument, number: int) -> bool:
    """Whether a page without words shows a picture, which may be that of a typed page."""
    kinds = (pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,)
    try:
        page = document[number]
        found = any(True for _ in page.get_objects(filter=kinds, max_depth=3))
        page.close()
    except pypdfium2.PdfiumError:
        return False
    return found


def _facts(document: pypdfium2.PdfDocument) -> dict[str, str]:
    try:
        found = document.get_metadata_dict(skip_empty=True)
    except (pypdfium2.PdfiumError, UnicodeError):
        return {}
    facts = {ours: found[theirs] for theirs, ours in _FACTS.items() if theirs in found}
    return {name: _iso(value) for name, value in facts.items()}


def _iso(value: str) -> str:
    """A PDF date (ISO 32000-1, section 7.9.4) as ISO 8601 in its own zone; else unchanged."""
    match = _DATE.fullmatch(value)
    if not match:
        return value
    year, month, day, hour, minute, second, sign, zone_hour, zone_minute = match.groups()
    zone = f"{sign}{zone_hour}:{zone_minute or '00'}" if sign in {"+", "-"} else sign or ""
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}{zone}"
