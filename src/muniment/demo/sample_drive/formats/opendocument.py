"""OpenDocument text, spreadsheet and presentation files (ISO/IEC 26300), written by hand.

odfpy keeps one list of namespaces for the whole process, so what it writes depends on what else
was written before; these are the same each time.
"""

from html import escape

from muniment.demo.sample_drive.formats import still
from muniment.demo.sample_drive.types import Page

URN = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = ("office", "text", "table", "style", "meta")
SPACES = " ".join(
    [
        *(f'xmlns:{name}="{URN}{name}:1.0"' for name in NAMES),
        f'xmlns:draw="{URN}drawing:1.0"',
        f'xmlns:svg="{URN}svg-compatible:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'office:version="1.2"',
    ]
)
STYLES = (
    '<office:automatic-styles><style:page-layout style:name="Wide"/></office:automatic-styles>'
    '<office:master-styles><style:master-page style:name="Plain" style:page-layout-name="Wide"/>'
    "</office:master-styles>"
)


def _odt(page: Page) -> bytes:
    heading = f'<text:h text:outline-level="1">{escape(page.title)}</text:h>'
    said = "".join(_paragraph(words) for words in page.paragraphs)
    rows = _table((page.header, *page.rows[:6])) if page.header else ""
    return _package("text", heading + said + rows, page)


def _ods(page: Page) -> bytes:
    said = tuple((words,) for words in (page.title, *page.paragraphs))
    return _package("spreadsheet", _table((*said, page.header, *page.rows)), page)


def _odp(page: Page) -> bytes:
    slides = (_slide(page.title, words) for words in page.paragraphs)
    return _package("presentation", "".join(slides), page)


def _slide(title: str, words: str) -> str:
    return (
        '<draw:page draw:master-page-name="Plain"><draw:frame svg:width="24cm" svg:height="12cm" '
        f'svg:x="2cm" svg:y="3cm"><draw:text-box>{_paragraph(title)}{_paragraph(words)}'
        "</draw:text-box></draw:frame></draw:page>"
    )


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    lines = (
        f"<table:table-row>{''.join(map(_cell, row or ('',)))}</table:table-row>" for row in rows
    )
    return f'<table:table table:name="Table1">{"".join(lines)}</table:table>'


def _cell(words: str) -> str:
    return f'<table:table-cell office:value-type="string">{_paragraph(words)}</table:table-cell>'


def _paragraph(words: str) -> str:
    return f"<text:p>{escape(words)}</text:p>"


def _package(form: str, content: str, page: Page) -> bytes:
    mime = f"application/vnd.oasis.opendocument.{form}"
    said = f"<office:body><office:{form}>{content}</office:{form}></office:body>"
    entries = [
        ("mimetype", mime.encode()),
        ("content.xml", _part("content", said)),
        ("styles.xml", _part("styles", STYLES)),
        ("meta.xml", _part("meta", _facts(page))),
        ("META-INF/manifest.xml", _manifest(mime)),
    ]
    return still.pack(entries, page.day, stored=("mimetype",))


def _part(name: str, inside: str) -> bytes:
    root = f"office:document-{name}"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {SPACES}>{inside}</{root}>'.encode()


def _facts(page: Page) -> str:
    return (
        f"<office:meta><dc:title>{escape(page.title)}</dc:title>"
        f"<meta:initial-creator>{escape(page.author)}</meta:initial-creator>"
        f"<meta:creation-date>{page.day}T12:00:00</meta:creation-date></office:meta>"
    )


def _manifest(mime: str) -> bytes:
    parts = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "styles.xml", "meta.xml")
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest:manifest xmlns:manifest="{URN}manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>{parts}'
        "</manifest:manifest>"
    ).encode()


WRITERS = {"odt": _odt, "ods": _ods, "odp": _odp}
