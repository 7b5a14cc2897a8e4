"""Separator sheets in a stack of scans: the codes on its pages, and some of its pages as a PDF."""

import io
import time

import pypdfium2
import zxingcpp

from . import pdf
from .outcome import Corrupt, Outcome, Part, Unsupported

DOTS = 150  # an inch: a code of our sheets is 4 cm wide
SIDE = 2400
MARK = "MUNIMENT1:"
READING_SECONDS = 5.0
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def codes_from(data: bytes, first: int) -> Outcome:
    """The codes on the pages from `first` (from 1) on, a line each: number of the page, tab, what
    the code says after our mark; nothing where it cannot be read. Codes of others are passed over.
    The facts say how many pages there are and which is the next to be asked for, 0 for none."""
    document = pdf.open_document(data)
    pages = len(document)
    if not 1 <= first <= pages:
        raise Unsupported("There is no such page.")
    stop = time.monotonic() + READING_SECONDS
    lines: list[str] = []
    number = first
    while number <= pages and (number == first or time.monotonic() < stop):
        lines += [f"{number}\t{code}" for code in _codes(document, number)]
        number += 1
    following = number if number <= pages else 0
    facts = {"pages": str(pages), "next": str(following)}
    return Outcome("\n".join(lines), facts)


def _codes(document: pypdfium2.PdfDocument, number: int) -> list[str]:
    try:
        page = document[number - 1]
        longest = max(page.get_size())
        if not 1 <= longest <= 20_000:
            return []
        drawn = page.render(
            scale=min(DOTS / 72, SIDE / longest), grayscale=True, may_draw_forms=False
        ).to_pil()
        page.close()
    except pypdfium2.PdfiumError:
        return []  # a page that cannot be drawn is no sheet of ours; it stays with its record
    found = zxingcpp.read_barcodes(drawn.convert("L"), formats=_QR, return_errors=True)
    said = []
    for one in found:
        if not one.valid:
            said.append("")
        elif one.text.startswith(MARK):
            said.append(" ".join(one.text.removeprefix(MARK).split())[:100])
    return said


def pages_of(data: bytes, first: int, last: int) -> Outcome:
    """The pages from `first` to `last` as a PDF of their own, unchanged."""
    document = pdf.open_document(data)
    if not 1 <= first <= last <= len(document):
        raise Unsupported("There are no such pages.")
    written = io.BytesIO()
    try:
        made = pypdfium2.PdfDocument.new()
        made.import_pages(document, list(range(first - 1, last)))
        made.save(written)
    except pypdfium2.PdfiumError as error:
        raise Corrupt(f"The pages cannot be taken out: {error}") from error
    return Outcome(parts=[Part("pages.pdf", "application/pdf", written.getvalue())])
