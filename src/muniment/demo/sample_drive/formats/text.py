"""Formats that are text: from plain letters to calendars, drawings and exports."""

import csv
import io
import json
from html import escape
from itertools import zip_longest

from muniment.demo.sample_drive.types import Page


def _txt(page: Page) -> bytes:
    # Old Windows encoding before 2015: what a real drive holds.
    encoding = "cp1252" if page.day.year < 2015 else "utf-8"
    return page.text.replace("\n", "\r\n").encode(encoding)


def _csv(page: Page, delimiter: str = ",") -> bytes:
    out = io.StringIO()
    rows = (page.header or ("Said",), *(page.rows or ((said,) for said in page.paragraphs)))
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode("utf-8-sig" if page.day.year > 2019 else "utf-8")


def _tsv(page: Page) -> bytes:
    return _csv(page, "\t")


def _html(page: Page) -> bytes:
    said = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in page.paragraphs)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(page.title)}</title></head>\n<body><h1>{escape(page.title)}</h1>\n"
        f"{said}\n<p>{escape(page.author)}</p></body></html>\n"
    ).encode()


def _rtf(page: Page) -> bytes:
    said = "\\par\n".join(_rtf_words(words) for words in page.text.splitlines())
    info = f"{{\\info{{\\title {_rtf_words(page.title)}}}{{\\author {_rtf_words(page.author)}}}}}"
    head = f"{{\\rtf1\\ansi\\ansicpg1252{info}{{\\fonttbl{{\\f0 Arial;}}}}\\f0\\fs22\n"
    return (head + said + "}").encode("ascii")


def _rtf_words(words: str) -> str:
    safe = words.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
    return "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in safe).replace("\t", "\\tab ")


def _xml(page: Page) -> bytes:
    lines = "\n".join(
        f"  <line>{''.join(f'<cell>{escape(cell)}</cell>' for cell in row)}</line>"
        for row in page.rows
    )
    notes = "\n".join(f"  <note>{escape(paragraph)}</note>" for paragraph in page.paragraphs)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<document issued="{page.day}" by="{escape(page.author)}">\n'
        f"  <title>{escape(page.title)}</title>\n{notes}\n{lines}\n</document>\n"
    ).encode()


def _json(page: Page) -> bytes:
    rows = [dict(zip_longest(page.header, row, fillvalue="")) for row in page.rows]
    whole = {
        "title": page.title,
        "author": page.author,
        "date": page.day.isoformat(),
        "notes": page.paragraphs,
        "rows": rows,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


def _md(page: Page) -> bytes:
    said = "\n\n".join(page.paragraphs)
    return f"# {page.title}\n\n*{page.author}, {page.day}*\n\n{said}\n".encode()


def _ics(page: Page) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Westmarch District Council//Diary//EN",
        "BEGIN:VEVENT",
        f"UID:{page.day:%Y%m%d}-{len(page.text)}@westmarch.example",
        f"DTSTAMP:{page.day:%Y%m%d}T090000Z",
        f"DTSTART;VALUE=DATE:{page.day:%Y%m%d}",
        f"SUMMARY:{page.title}",
        f"DESCRIPTION:{' '.join(page.paragraphs)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


def _vcf(page: Page) -> bytes:
    cards = [
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nORG:Westmarch District Council\r\n"
        f"TEL:01632 960{int(extension):03d}\r\nADR:;;{place};;;;\r\nEND:VCARD\r\n"
        for name, extension, place in page.rows
    ]
    return "".join(cards).encode()


def _ini(page: Page) -> bytes:
    said = "".join(f"note{number} = {words}\n" for number, words in enumerate(page.paragraphs))
    return f"; {page.title}\n[interface]\nowner = {page.author}\n{said}".encode()


def _yaml(page: Page) -> bytes:
    said = "".join(f"  - {json.dumps(words)}\n" for words in page.paragraphs)
    return f"# {page.title}\nowner: {page.author}\nnotes:\n{said}".encode()


def _svg(page: Page) -> bytes:
    said = "".join(
        f'<text x="20" y="{60 + 24 * number}">{escape(words)}</text>'
        for number, words in enumerate(page.paragraphs)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" version="1.1" viewBox="0 0 600 300">'
        f"<title>{escape(page.title)}</title>"
        '<path d="M20 200 L200 120 L420 220 L580 90" fill="none" stroke="#14406e"/>'
        f"{said}</svg>\n"
    ).encode()


WRITERS = {
    "txt": _txt,
    "log": _txt,
    "csv": _csv,
    "tsv": _tsv,
    "html": _html,
    "rtf": _rtf,
    "xml": _xml,
    "json": _json,
    "md": _md,
    "ics": _ics,
    "vcf": _vcf,
    "ini": _ini,
    "yaml": _yaml,
    "svg": _svg,
}
