"""Word, Excel and PowerPoint since 2007, OpenDocument and EPUB: zip packages of XML."""

import re

from . import markup
from .outcome import Corrupt, Encrypted, Outcome, Sink
from .sheet import read_sheet, read_strings
from .xmltext import Shape, TextReader, parse
from .zips import Package

_WORD = Shape(
    inside=frozenset({"t", "delText"}),
    skip=frozenset({"pPr", "rPr", "Fallback", "sectPr", "tblPr"}),
    before={"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"},
    after={"p": "\n", "tc": "\t"},
)
_SLIDE = Shape(
    inside=frozenset({"t"}),
    skip=frozenset({"Fallback"}),
    before={"br": "\n"},
    after={"p": "\n", "tc": "\t"},
)
_OPEN = Shape(
    inside=frozenset({"body"}),
    skip=frozenset({"tracked-changes", "script", "forms", "sequence-decls"}),
    before={"tab": "\t", "s": " ", "line-break": "\n"},
    after={"p": "\n", "h": "\n", "table-cell": "\t", "table-row": "\n"},
)
_WORD_PARTS = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\d*\.xml", re.IGNORECASE
)
# Word also takes in whole pages of HTML, and EPUB calls its pages what it likes.
_WORD_PAGES = re.compile(r"(word/)?[^/]+\.x?html?", re.IGNORECASE)
_PAGES = re.compile(r"(?!META-INF/|__MACOSX/).+\.(x?html?|xml)", re.IGNORECASE)
_SLIDE_PARTS = re.compile(r"ppt/(slides/slide|notesSlides/notesSlide|comments/comment)\d+\.xml")
_SHEET_NOTES = re.compile(r"xl/(drawings/drawing|comments)\d*\.xml")
_SHEET_PARTS = re.compile(r"xl/worksheets/[^/]+\.xml")
_NUMBER = re.compile(r"\d+")
_FACTS = frozenset(
    {
        *("title", "creator", "subject", "description", "keywords", "created", "modified"),
        *("lastModifiedBy", "date", "initial-creator", "creation-date", "category", "keyword"),
    }
)


def word(data: bytes) -> Outcome:
    """The text of a Word document: body first, then notes, comments, headers and footers."""
    package = Package(data)
    sink = Sink()
    for name in _parts(package, _WORD_PARTS, first="word/document"):
        TextReader(_WORD, sink).read(package.chunks(name))
    for name in filter(_WORD_PAGES.fullmatch, package.names):
        sink.add(markup.html(package.read(name)).text + "\n")
    return Outcome(sink.text(), _facts(package, "docProps/core.xml"))


def slides(data: bytes) -> Outcome:
    """The text of a presentation, slide by slide, then the notes."""
    package = Package(data)
    sink = Sink()
    for name in _parts(package, _SLIDE_PARTS, first="ppt/slides/"):
        TextReader(_SLIDE, sink).read(package.chunks(name))
        sink.add("\n")
    return Outcome(sink.text(), _facts(package, "docProps/core.xml"))


def workbook(data: bytes) -> Outcome:
    """The cells of a workbook, a line per row; then text boxes and comments."""
    package = Package(data)
    sink = Sink()
    shared = "xl/sharedStrings.xml"
    strings = read_strings(package.chunks(shared)) if shared in package else []
    for name in _parts(package, _SHEET_PARTS, first="xl/worksheets/"):
        read_sheet(package.chunks(name), strings, sink)
        sink.add("\n")
    for name in filter(_SHEET_NOTES.fullmatch, package.names):
        TextReader(_SLIDE, sink).read(package.chunks(name))
    return Outcome(sink.text(), _facts(package, "docProps/core.xml"))


def open_document(data: bytes) -> Outcome:
    """The text of an OpenDocument text, sheet or presentation."""
    package = Package(data)
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise Encrypted("The document needs a password.")
    if "content.xml" not in package:
        raise Corrupt("The package has no content.")
    sink = Sink()
    TextReader(_OPEN, sink).read(package.chunks("content.xml"))
    return Outcome(sink.text(), _facts(package, "meta.xml"))


def book(data: bytes) -> Outcome:
    """The pages of an EPUB, in the order of their names."""
    package = Package(data)
    sink = Sink()
    for name in sorted(package.names):
        page = package.read(name) if _PAGES.fullmatch(name) else b""
        if b"<html" in page[:4096].lower():
            sink.add(markup.html(page).text + "\n")
    return Outcome(sink.text(), {})


def _parts(package: Package, pattern: re.Pattern[str], first: str) -> list[str]:
    """The parts that hold text, main ones first. Raises `Corrupt` where there are none."""
    names = dict.fromkeys(name for name in package.names if pattern.fullmatch(name))
    if not any(name.startswith(first) for name in names):
        raise Corrupt("The package lacks its main part.")
    return sorted(names, key=lambda name: (not name.startswith(first), *_in_order(name)))


def _in_order(name: str) -> tuple[str, int, str]:
    number = _NUMBER.search(name)
    return (name.rpartition("/")[0], int(number.group()[:9]) if number else 0, name)


def _facts(package: Package, part: str) -> dict[str, str]:
    """Title, author, dates as the document itself tells them; none where it tells wrongly."""
    facts: dict[str, str] = {}
    open_names: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        open_names.append(name.rpartition(":")[2])
        if open_names[-1] == "keyword" and facts.get("keyword"):
            facts["keyword"] += ", "  # OpenDocument has an element for each

    def end(_name: str) -> None:
        open_names.pop()

    def text(words: str) -> None:
        if open_names[-1] in _FACTS:
            facts[open_names[-1]] = (facts.get(open_names[-1], "") + words)[:2000]

    if part in package:
        try:
            parse([package.read(part, 1024 * 1024)], start, end, text)
        except Corrupt:
            return {}
    return facts
