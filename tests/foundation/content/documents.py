"""Real documents of every kind that is read, made here so that nobody's own papers are needed."""

import bz2
import gzip
import io
import json
import struct
import tarfile
import zipfile
from email.message import EmailMessage

import docx
import openpyxl
import pptx
from odf.opendocument import OpenDocumentPresentation, OpenDocumentSpreadsheet, OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import P
from PIL import Image
from tests.foundation.content.ole_writer import compound

WORDS = "The quick harbour-master keeps every ledger"


def word() -> bytes:
    made = docx.Document()
    made.core_properties.title = "Ledger of the harbour"
    made.add_heading("Minutes", 1)
    made.add_paragraph(WORDS)
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "berth", "tonnage"
    return _saved(made)


def workbook() -> bytes:
    made = openpyxl.Workbook()
    made.active.append([WORDS, 42, 3.5])
    made.active.append(["second row", None, True])
    return _saved(made)


def slides() -> bytes:
    made = pptx.Presentation()
    for number in range(1, 12):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = f"Slide number {number}"
        slide.placeholders[1].text = WORDS
    return _saved(made)


def text_document() -> bytes:
    made = OpenDocumentText()
    made.text.addElement(P(text=WORDS))
    return _saved(made)


def spreadsheet() -> bytes:
    made = OpenDocumentSpreadsheet()
    table, row, cell = Table(name="one"), TableRow(), TableCell()
    cell.addElement(P(text=WORDS))
    row.addElement(cell)
    table.addElement(row)
    made.spreadsheet.addElement(table)
    return _saved(made)


def presentation() -> bytes:
    from odf.draw import Frame, Page, TextBox
    from odf.style import MasterPage, PageLayout

    made = OpenDocumentPresentation()
    layout = PageLayout(name="layout")
    made.automaticstyles.addElement(layout)
    made.masterstyles.addElement(MasterPage(name="master", pagelayoutname=layout))
    page, frame, box = Page(masterpagename="master"), Frame(), TextBox()
    box.addElement(P(text=WORDS))
    frame.addElement(box)
    page.addElement(frame)
    made.presentation.addElement(page)
    return _saved(made)


def pdf(text: str = WORDS, extra: str = "") -> bytes:
    drawn = f"BT /F1 18 Tf 40 700 Td ({text}) Tj ET".encode()
    return pdf_of(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            "/Resources<</Font<</F1 5 0 R>>>>>>",
            f"<</Length {len(drawn)}>>stream\n{drawn.decode()}\nendstream",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            "<</Title(Harbour dues)/CreationDate(D:20240102030405+01'00')>>",
        ],
        f"/Info 6 0 R{extra}",
    )


def pdf_of(objects: list[str], trailer: str) -> bytes:
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj{body}endobj\n".encode("latin-1")
    start = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    made += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    made += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\n".encode("latin-1")
    return bytes(made + f"startxref\n{start}\n%%EOF\n".encode())


def locked_pdf() -> bytes:
    """A PDF whose standard security handler wants a password that nobody knows."""
    secret = "".join(f"{(number * 7 + 3) % 256:02x}" for number in range(32))
    handler = f"<</Filter/Standard/V 1/R 2/O<{secret}>/U<{secret}>/P -4>>"
    return pdf(extra=f"/Encrypt{handler}/ID[<{secret[:32]}><{secret[:32]}>]")


def rich_text() -> bytes:
    return b"{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\f0 " + WORDS.encode() + b"\\par caf\\'e9}"


def page() -> bytes:
    return (
        f"<!doctype html><html><head><title>Dues</title><script>stolen()</script>"
        f"<style>p{{}}</style></head><body onload='x()'><p>{WORDS}</p></body></html>"
    ).encode()


def drawing() -> bytes:
    return (
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>stolen()</script>'
        f"<text>{WORDS}</text></svg>"
    ).encode()


def xml() -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?><a><b>{WORDS}</b></a>'.encode()


def message() -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "Zoë Quay <zoe@harbour.example>", "clerk@harbour.example"
    made["Subject"], made["Date"] = "Dués of May", "Tue, 07 May 2024 10:11:12 +0100"
    made["Message-ID"], made["In-Reply-To"] = "<a1@harbour.example>", "<a0@harbour.example>"
    made.set_content(WORDS)
    made.add_alternative(f"<p>{WORDS} in HTML</p>", subtype="html")
    made.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="dués.csv")
    made.add_attachment(pdf(), maintype="application", subtype="pdf", filename="../../up.pdf")
    return made.as_bytes()


def mailbox() -> bytes:
    return b"\n".join(b"From a@b.example Tue May  7 10:11:12 2024\n" + message() for _ in range(3))


def outlook() -> bytes:
    properties = bytes(32) + struct.pack("<2LQ", 0x00390040, 6, 133_595_502_720_000_000)
    return compound(
        {
            "__properties_version1.0": properties,
            "__substg1.0_0037001F": "Dues of June".encode("utf-16-le"),
            "__substg1.0_1000001F": WORDS.encode("utf-16-le"),
            "__substg1.0_0C1A001F": "Zoë Quay".encode("utf-16-le"),
            "__substg1.0_5D01001F": "zoe@harbour.example".encode("utf-16-le"),
            "__substg1.0_0E04001F": "clerk@harbour.example".encode("utf-16-le"),
            "__attach_version1.0_#00000000/__substg1.0_3707001F": "dues.csv".encode("utf-16-le"),
            "__attach_version1.0_#00000000/__substg1.0_37010102": b"a,b\n" * 2000,
        }
    )


def old_word(flags: int = 0x0200) -> bytes:
    """A Word 97 document: one piece of 8-bit text, one of 16-bit text."""
    narrow, wide = WORDS.encode("cp1252"), " – wide\r".encode("utf-16-le")
    main = bytearray(0x400)
    struct.pack_into("<2H", main, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", main, 0x0A, flags)
    pieces = struct.pack("<3L", 0, len(narrow), len(narrow) + len(wide) // 2)
    pieces += struct.pack("<HLH", 0, 0x40000000 | 0x400 * 2, 0)
    pieces += struct.pack("<HLH", 0, 0x400 + len(narrow), 0)
    table = b"\x02" + struct.pack("<L", len(pieces)) + pieces
    struct.pack_into("<2L", main, 0x1A2, 0, len(table))
    return compound({"WordDocument": bytes(main) + narrow + wide, "1Table": table})


def old_slides() -> bytes:
    wide = WORDS.encode("utf-16-le")
    atoms = struct.pack("<2HL", 0, 0x0FA0, len(wide)) + wide
    atoms += struct.pack("<2HL", 0, 0x0FA8, 5) + b"bytes"
    records = struct.pack("<2HL", 0x0F, 0x03E8, len(atoms)) + atoms
    return compound({"PowerPoint Document": records, "Current User": bytes(20)})


def old_workbook() -> bytes:
    """An Excel 2 worksheet: the beginning, one label in the first cell, the end."""
    label = struct.pack("<2H3sB", 0, 0, b"", len(WORDS)) + WORDS.encode()
    made = struct.pack("<4H", 0x0009, 4, 2, 0x10)
    made += struct.pack("<2H", 0x0004, len(label)) + label
    return made + struct.pack("<2H", 0x000A, 0)


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("accounts/ledger.txt", WORDS)
        archive.writestr("../../etc/cron.d/evil", "x")
    return made.getvalue()


def tarred() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        info = tarfile.TarInfo("accounts/ledger.txt")
        info.size = len(WORDS)
        archive.addfile(info, io.BytesIO(WORDS.encode()))
    return made.getvalue()


def book() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", "<container/>")
        archive.writestr("OPS/one.xhtml", f"<html><body><p>{WORDS}</p></body></html>")
    return made.getvalue()


def image(kind: str = "PNG", size: tuple[int, int] = (1600, 900)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (200, 30, 60)).save(made, kind)
    return made.getvalue()


def _saved(made: object) -> bytes:
    target = io.BytesIO()
    made.save(target) if not hasattr(made, "write") else made.write(target)
    return target.getvalue()


# Name of the file, and its bytes: one of each kind whose text is read.
ALL = {
    "minutes.docx": word(),
    "dues.xlsx": workbook(),
    "talk.pptx": slides(),
    "letter.odt": text_document(),
    "sums.ods": spreadsheet(),
    "talk.odp": presentation(),
    "bill.pdf": pdf(),
    "note.rtf": rich_text(),
    "page.html": page(),
    "drawing.svg": drawing(),
    "data.xml": xml(),
    "mail.eml": message(),
    "all.mbox": mailbox(),
    "mail.msg": outlook(),
    "old.doc": old_word(),
    "old.ppt": old_slides(),
    "old.xls": old_workbook(),
    "book.epub": book(),
    "plain.txt": WORDS.encode(),
    "plain.csv": f"name,value\n{WORDS},1\n".encode(),
    "plain.md": f"# Title\n\n{WORDS}\n".encode(),
    "plain.json": json.dumps({"note": WORDS}).encode(),
    "plain.ics": f"BEGIN:VCALENDAR\r\nSUMMARY:{WORDS}\r\nEND:VCALENDAR\r\n".encode(),
    "app.log": f"2024-05-07 INFO {WORDS}\n".encode() * 20,
    "wide.txt": WORDS.encode("utf-16"),
}
LISTED = {
    "files.zip": zipped(),
    "files.tar": tarred(),
    "files.tar.gz": gzip.compress(tarred()),
    "files.tar.bz2": bz2.compress(tarred()),
}
