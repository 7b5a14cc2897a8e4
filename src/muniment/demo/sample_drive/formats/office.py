"""Word, Excel and PowerPoint files."""

import io
from typing import Any

import docx
import openpyxl
import pptx

from muniment.demo.sample_drive.formats import still
from muniment.demo.sample_drive.types import Page


def _docx(page: Page) -> bytes:
    document = docx.Document()
    document.core_properties.author = page.author
    document.core_properties.title = page.title
    document.add_heading(page.title, level=1)
    for paragraph in page.paragraphs:
        document.add_paragraph(paragraph)
    if page.header:
        _table(document, page)
    return _saved(document, page)


def _table(document: Any, page: Page) -> None:
    # Five rows only: python-docx looks every cell up anew, which is slow.
    rows = (page.header, *page.rows[:5])
    table = document.add_table(rows=len(rows), cols=len(page.header))
    for cell, text in zip(table._cells, (text for row in rows for text in row), strict=True):
        cell.text = text


def _xlsx(page: Page) -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator, book.properties.title = page.author, page.title
    sheet = book.active
    sheet.title = "Sheet1"
    for row in _rows(page):
        sheet.append(row)
    notes = book.create_sheet("Notes")
    notes.append(["Prepared by", page.author])
    return _saved(book, page)


def _rows(page: Page) -> list[list[str]]:
    heading = [[page.title], *([paragraph] for paragraph in page.paragraphs), []]
    return heading + [list(row) for row in (page.header, *page.rows) if row]


def _pptx(page: Page) -> bytes:
    deck = pptx.Presentation()
    deck.core_properties.author, deck.core_properties.title = page.author, page.title
    for number, paragraph in enumerate((page.title, *page.paragraphs)):
        slide = deck.slides.add_slide(deck.slide_layouts[0 if number == 0 else 1])
        slide.shapes.title.text = page.title
        slide.placeholders[1].text = page.author if number == 0 else paragraph
    return _saved(deck, page)


def _saved(document: Any, page: Page) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return still.repack(out.getvalue(), page.day)


WRITERS = {"docx": _docx, "xlsx": _xlsx, "pptx": _pptx}
