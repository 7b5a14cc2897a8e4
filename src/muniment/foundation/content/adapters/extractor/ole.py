"""The old Office formats in OLE files: Word, Excel and PowerPoint up to 2003."""

import io
import re
import struct
from collections.abc import Callable

import xlrd

from . import outlook
from .compound import ERRORS, MAGIC, facts, opened, stream
from .outcome import Corrupt, Encrypted, Outcome, Sink, TooLarge, Unsupported

_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]{0,4000}[\x14\x15]")
_MARKS = str.maketrans(
    {"\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\x13": "", "\x14": "", "\x15": ""}
)
_SLIDE_WIDE, _SLIDE_BYTES = 0x0FA0, 0x0FA8
_LOCKED_SLIDES = b"\xdf\xc4\xd1\xf3"


def any_of(data: bytes) -> Outcome:
    """Whatever Office wrote into this OLE file."""
    compound = opened(data)
    for name, read in _READERS.items():
        if compound.exists(name):
            return read(data)
    if compound.exists("__properties_version1.0"):
        return outlook.extract(data)
    raise Unsupported("There is no parser for this kind of OLE file.")


def _guarded(read: Callable[[bytes], Outcome]) -> Callable[[bytes], Outcome]:
    def guarded(data: bytes) -> Outcome:
        try:
            return read(data)
        except ERRORS as error:
            raise Corrupt(f"The document is damaged: {error}.") from error

    return guarded


@_guarded
def word(data: bytes) -> Outcome:
    """The text of a Word document (MS-DOC, section 2.4.1), or of Word 6 and 95."""
    compound = opened(data)
    main = stream(compound, "WordDocument")
    if len(main) < 0x1AA:
        raise Corrupt("The document has no text stream.")
    flags = struct.unpack_from("<H", main, 0x0A)[0]
    if flags & 0x0100:
        raise Encrypted("The document needs a password.")
    sink = Sink()
    if struct.unpack_from("<H", main, 2)[0] < 0x00C1:
        start, end = struct.unpack_from("<2L", main, 0x18)
        sink.add(main[start:end].decode("cp1252", "replace"))
    else:
        _read_pieces(main, stream(compound, "1Table" if flags & 0x0200 else "0Table"), sink)
    return Outcome(_FIELD_CODE.sub("", sink.text()).translate(_MARKS), facts(compound))


def _read_pieces(main: bytes, table: bytes, sink: Sink) -> None:
    """The piece table: where each run of characters lies, and in one byte or two."""
    at, size = struct.unpack_from("<2L", main, 0x1A2)
    clx = table[at : at + size]
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise Corrupt("The document has no piece table.")
    size = struct.unpack_from("<L", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}L", plc)
    for number in range(count):
        _read_piece(main, plc, 4 * (count + 1) + 8 * number, ends[number + 1] - ends[number], sink)


def _read_piece(main: bytes, plc: bytes, at: int, length: int, sink: Sink) -> None:
    if length < 0:
        raise Corrupt("The piece table runs backwards.")
    place = struct.unpack_from("<L", plc, at + 2)[0]
    if place & 0x40000000:
        start = (place & 0x3FFFFFFF) // 2
        sink.add(main[start : start + length].decode("cp1252", "replace"))
    else:
        sink.add(main[place : place + 2 * length].decode("utf-16-le", "replace"))


@_guarded
def slides(data: bytes) -> Outcome:
    """The text of a presentation (MS-PPT, section 2.9): every text atom in the order it lies."""
    compound = opened(data)
    if stream(compound, "Current User")[12:16] == _LOCKED_SLIDES:
        raise Encrypted("The presentation needs a password.")
    records = stream(compound, "PowerPoint Document")
    sink = Sink()
    at = 0
    while at + 8 <= len(records):
        version, kind, size = struct.unpack_from("<2HL", records, at)
        at += 8
        # Containers are entered by reading on after their header: no recursion.
        if version & 0x0F != 0x0F:
            _slide_text(kind, records[at : at + size], sink)
            at += size
    return Outcome(sink.text().replace("\x0b", "\n"), facts(compound))


def _slide_text(kind: int, atom: bytes, sink: Sink) -> None:
    if kind == _SLIDE_WIDE:
        sink.add(atom.decode("utf-16-le", "replace") + "\n")
    elif kind == _SLIDE_BYTES:
        sink.add(atom.decode("cp1252", "replace") + "\n")


def workbook(data: bytes) -> Outcome:
    """The cells of an Excel workbook up to 2003, a line per row."""
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True)
        sink = Sink()
        for sheet in map(book.sheet_by_index, range(book.nsheets)):
            _read_sheet(sheet, sink)
    except TooLarge:
        raise
    except Exception as error:
        raise _refusal_of(error) from error
    return Outcome(sink.text(), facts(opened(data)) if data.startswith(MAGIC) else {})


def _read_sheet(sheet: xlrd.sheet.Sheet, sink: Sink) -> None:
    sink.add(f"{sheet.name}\n")
    for number in range(sheet.nrows):
        values = [_cell(cell) for cell in sheet.row(number) if cell.ctype not in {0, 6}]
        if values:
            sink.add("\t".join(values) + "\n")


def _cell(cell: xlrd.sheet.Cell) -> str:
    value = cell.value
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _refusal_of(error: Exception) -> Corrupt | Encrypted:
    # xlrd asserts and indexes its way through; whatever it trips over, the file is at fault.
    if "encrypted" in str(error).lower():
        return Encrypted("The workbook needs a password.")
    return Corrupt(f"The workbook is damaged: {error}.")


_READERS: dict[str, Callable[[bytes], Outcome]] = {
    "WordDocument": word,
    "Workbook": workbook,
    "Book": workbook,
    "PowerPoint Document": slides,
}
