"""Which parser reads a document: by its PUID, else by how it begins, last by its extension."""

from collections.abc import Callable

from . import (
    archives,
    chats,
    compound,
    mail,
    markup,
    office,
    ole,
    outlook,
    page,
    pdf,
    picture,
    plain,
    rtf,
    separators,
    tnef,
)
from .outcome import Corrupt, Failure, Outcome, Unsupported, tidy, tidy_metadata
from .zips import end_of_directory

Parser = Callable[[bytes], Outcome]

PARSERS: dict[str, Parser] = {
    "text": plain.extract,
    "html": markup.html,
    "xhtml": markup.xhtml,
    "xml": markup.xml,
    "pdf": pdf.extract,
    "docx": office.word,
    "xlsx": office.workbook,
    "pptx": office.slides,
    "odf": office.open_document,
    "epub": office.book,
    "rtf": rtf.extract,
    "eml": mail.extract,
    "mbox": mail.mailbox,
    "msg": outlook.extract,
    "tnef": tnef.extract,
    "doc": ole.word,
    "xls": ole.workbook,
    "ppt": ole.slides,
    "ole": ole.any_of,
    "zip": archives.zip_names,
    "tar": archives.tar_names,
    "packed": archives.compressed,
}


def _fmt(prefix: str, *numbers: int) -> list[str]:
    return [f"{prefix}/{number}" for number in numbers]


_PUIDS: dict[str, list[str]] = {
    "docx": _fmt("fmt", 412, 523, 597, 599, 1827),
    "xlsx": _fmt("fmt", 214, 445, 598, 627, 628, 1828),
    "pptx": _fmt("fmt", 215, 487, 629, 630, 631, 632, 633, 636, 1829),
    "doc": _fmt("fmt", 38, 39, 40, 609, 754) + _fmt("x-fmt", 45),
    "xls": _fmt("fmt", 55, 56, 57, 58, 59, 60, 61, 62) + _fmt("x-fmt", 17),
    "ppt": _fmt("fmt", 126, 1747, 1748) + _fmt("x-fmt", 88),
    "odf": _fmt("fmt", 136, 137, 138, 290, 291, 292, 293, 294, 295, 1754, 1755, 1756),
    "rtf": _fmt("fmt", 45, 50, 52, 53, 355, 969),
    "html": _fmt("fmt", 96, 97, 98, 99, 100, 471),
    "xhtml": _fmt("fmt", 102, 103),
    "xml": _fmt("fmt", 91, 92, 101, 413),
    "eml": _fmt("fmt", 278, 950),
    "mbox": _fmt("fmt", 720),
    "msg": _fmt("x-fmt", 430, 431),
    "zip": _fmt("x-fmt", 263),
    "tar": _fmt("x-fmt", 265),
    "packed": _fmt("x-fmt", 266, 267, 268) + _fmt("fmt", 1098),
    "epub": _fmt("fmt", 483),
    "ole": _fmt("fmt", 111, 494, 1832),
    "text": _fmt("x-fmt", 18, 111, 13, 62, 130) + _fmt("fmt", 817, 1149, 388, 395),
}
_KIND_OF_PUID = {puid: kind for kind, puids in _PUIDS.items() for puid in puids}
_KIND_OF_MIME = {
    "application/pdf": "pdf",
    "text/html": "html",
    "application/xhtml+xml": "xhtml",
    "message/rfc822": "eml",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "application/ms-tnef": "tnef",
    "application/vnd.ms-tnef": "tnef",
}
_STARTS = (
    (b"%PDF-", "pdf"),
    (compound.MAGIC, "ole"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "packed"),
    (b"BZh", "packed"),
    (b"\xfd7zXZ", "packed"),
    (tnef.MAGIC, "tnef"),
    (b"From ", "mbox"),
)
_EXTENSIONS = {
    "docx docm dotx dotm": "docx",
    "xlsx xlsm xltx xltm": "xlsx",
    "pptx pptm ppsx potx": "pptx",
    "odt ods odp ott ots otp odg": "odf",
    "doc dot": "doc",
    "xls xlt": "xls",
    "ppt pps pot": "ppt",
    "htm html": "html",
    "xhtml": "xhtml",
    "xml svg": "xml",
    "eml": "eml",
    "mbox": "mbox",
    "msg": "msg",
    "pdf": "pdf",
    "rtf": "rtf",
    "zip": "zip",
    "tar": "tar",
    "epub": "epub",
    "gz tgz bz2 xz": "packed",
    "txt csv md json log ics tsv yaml yml ini vcf": "text",
}
_KIND_OF_EXTENSION = {end: kind for ends, kind in _EXTENSIONS.items() for end in ends.split()}
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp")
_PICTURE_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF")


def extract(data: bytes, name: str, puid: str, mime: str) -> Outcome:
    """The text of a document. Raises a `Failure` that names what is wrong with it."""
    if not data:
        raise Unsupported("The file is empty.")
    outcome = PARSERS[kind_of(data, name, puid, mime)](data)
    outcome.text = tidy(outcome.text)
    outcome.metadata = tidy_metadata(outcome.metadata)
    return outcome


def preview(data: bytes, name: str, puid: str, mime: str) -> Outcome:
    """A PNG of the first page. Raises a `Failure`."""
    if data.startswith(b"%PDF-") or mime == "application/pdf":
        return picture.of_pdf(data)
    if mime in _PICTURES or data.startswith(_PICTURE_STARTS):
        return picture.of_image(data)
    raise Unsupported("There is no picture of this format.")


def kind_of(data: bytes, name: str, puid: str, mime: str) -> str:
    """The name of the parser. Raises `Unsupported` where there is none."""
    extension = _KIND_OF_EXTENSION.get(name.rpartition(".")[2].lower(), "")
    kind = _KIND_OF_PUID.get(puid) or _KIND_OF_MIME.get(mime) or _sniffed(data)
    if kind == "zip":
        return _inside_zip(data, extension)
    if kind or (puid.startswith(("fmt/", "x-fmt/")) and not mime.startswith("text/")):
        return kind or _refuse()
    if extension and (extension == "text" or _starts_otherwise(data, extension)):
        return extension
    return "text" if not plain.looks_binary(data) else _refuse()


def _refuse() -> str:
    raise Unsupported("This format holds no text that can be taken out.")


def _starts_otherwise(data: bytes, kind: str) -> bool:
    """Whether the extension is the only thing left to go by: nothing in the file denies it."""
    return kind in {"html", "xhtml", "xml", "eml", "mbox", "tar"} or plain.looks_binary(data)


def _sniffed(data: bytes) -> str:
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data[257:262] == b"ustar":
        return "tar"
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "xml" if head.startswith(b"<?xml") else ""


def _inside_zip(data: bytes, extension: str) -> str:
    """Which document a zip file is, from the names in its directory."""
    found = end_of_directory(data)
    if found is None:
        raise Corrupt("The package has no directory: it is cut off or damaged.")
    directory = data[found[2] : found[2] + min(found[1], 1024 * 1024)]
    for mark, kind in (
        (b"word/document", "docx"),
        (b"xl/workbook.xml", "xlsx"),
        (b"ppt/presentation", "pptx"),
        (b"META-INF/container.xml", "epub"),
    ):
        if mark in directory:
            return kind
    if b"content.xml" in directory and b"META-INF/manifest.xml" in directory:
        return "odf"
    return extension if extension in {"docx", "xlsx", "pptx", "odf", "epub"} else "zip"


def _done(task: str, data: bytes, name: str, puid: str, mime: str) -> Outcome:
    kind, _, number = task.partition(" ")
    if kind == "page":
        return page.of_document(data, int(number))
    if kind == "codes":
        return separators.codes_from(data, int(number))
    if kind == "chat":
        return chats.messages_of(data)
    if kind == "pages":
        first, _, last = number.partition(" ")
        return separators.pages_of(data, int(first), int(last))
    return (preview if kind == "preview" else extract)(data, name, puid, mime)


def outcome_of(task: str, data: bytes, name: str, puid: str, mime: str) -> tuple[str, Outcome]:
    """State and outcome, whatever happens: a parser's own failure is an outcome too."""
    try:
        made = _done(task, data, name, puid, mime)
        return ("done" if made.text or made.parts else "empty"), made
    except Failure as failure:
        return failure.state, failure.outcome
    except RecursionError:
        return "too_large", Outcome(note="The document is nested too deep.")
    except MemoryError:
        return "too_large", Outcome(note="The document needs more than 512 MB of memory.")
    except Exception as error:
        # A parser that trips over a document is the document's outcome, not ours.
        return "failed", Outcome(note=f"The parser failed: {type(error).__name__}: {error}")
