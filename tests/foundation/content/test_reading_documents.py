"""Text, facts and attachments out of every kind of document, through the real sandbox."""

import io
import random
import struct
from email.message import EmailMessage

import pytest
from PIL import Image
from tests.foundation.content import documents
from tests.foundation.content.documents import ALL, LISTED, WORDS
from tests.foundation.content.ole_writer import compound

from muniment.foundation.content.adapters.extractor import dispatch, pdf, rtf
from muniment.foundation.content.adapters.sandbox import Extractor
from muniment.foundation.content.states import DerivedState

pytestmark = pytest.mark.sandbox


@pytest.mark.parametrize("name", ALL)
def test_the_words_of_a_document_come_back(extractor: Extractor, name: str) -> None:
    made = extractor.extract(ALL[name], name=name)
    assert (made.state, made.reason) == (DerivedState.DONE, "")
    assert WORDS in " ".join(made.text.split())


@pytest.mark.parametrize("name", LISTED)
def test_of_an_archive_only_the_names_come_back(extractor: Extractor, name: str) -> None:
    made = extractor.extract(LISTED[name], name=name)
    assert made.state is DerivedState.DONE
    assert "accounts/ledger.txt" in made.text
    assert WORDS not in made.text


@pytest.mark.parametrize("name", ["minutes.docx", "old.doc", "bill.pdf", "mail.msg", "page.html"])
def test_what_a_file_is_decides_and_not_what_it_is_called(extractor: Extractor, name: str) -> None:
    made = extractor.extract(ALL[name], name="wrong.jpg")
    assert WORDS in " ".join(made.text.split())


def test_the_puid_chooses_the_parser_before_the_name_does(extractor: Extractor) -> None:
    made = extractor.extract(ALL["page.html"], name="page.txt", puid="fmt/471")
    assert "<p>" not in made.text
    assert "<p>" in extractor.extract(ALL["page.html"], name="page.txt", puid="x-fmt/111").text


def test_scripts_and_styles_are_no_text(extractor: Extractor) -> None:
    for name in ("page.html", "drawing.svg"):
        assert "stolen" not in extractor.extract(ALL[name], name=name).text


def test_a_message_gives_headers_body_and_attachments(extractor: Extractor) -> None:
    made = extractor.extract(ALL["mail.eml"], name="mail.eml")
    assert made.metadata["from"] == "Zoë Quay <zoe@harbour.example>"
    assert made.metadata["subject"] == "Dués of May"
    assert made.metadata["date"] == "2024-05-07T10:11:12+01:00"
    assert made.metadata["message-id"] == "<a1@harbour.example>"
    assert made.metadata["in-reply-to"] == "<a0@harbour.example>"
    assert "in HTML" not in made.text
    assert [(part.name, part.mime) for part in made.parts] == [
        ("dués.csv", "text/csv"),
        ("../../up.pdf", "application/pdf"),
    ]
    assert made.parts[1].content == documents.pdf()


def test_an_outlook_message_gives_the_same(extractor: Extractor) -> None:
    made = extractor.extract(ALL["mail.msg"], name="mail.msg")
    assert made.metadata["from"] == "Zoë Quay <zoe@harbour.example>"
    assert made.metadata["date"] == "2024-05-07T10:11:12+00:00"
    assert [part.name for part in made.parts] == ["dues.csv"]
    assert made.parts[0].content.startswith(b"a,b\n")


def test_the_facts_of_a_document_come_back(extractor: Extractor) -> None:
    assert extractor.extract(ALL["minutes.docx"]).metadata["title"] == "Ledger of the harbour"
    found = extractor.extract(ALL["bill.pdf"]).metadata
    assert (found["title"], found["created"]) == ("Harbour dues", "2024-01-02T03:04:05+01:00")


def test_slides_come_in_the_order_they_are_shown(extractor: Extractor) -> None:
    text = extractor.extract(ALL["talk.pptx"]).text
    places = [text.index(f"Slide number {number}\n") for number in range(1, 12)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("locked.pdf", documents.locked_pdf()),
        ("locked.doc", documents.old_word(flags=0x0300)),
        ("locked.docx", compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y"})),
    ],
)
def test_a_locked_document_says_so(extractor: Extractor, name: str, data: bytes) -> None:
    made = extractor.extract(data, name=name)
    assert made.state is DerivedState.ENCRYPTED
    assert "password" in made.reason


@pytest.mark.parametrize(
    "name", ["minutes.docx", "dues.xlsx", "letter.odt", "bill.pdf", "mail.msg"]
)
def test_a_document_cut_in_half_is_corrupt_and_says_why(extractor: Extractor, name: str) -> None:
    half = ALL[name][: len(ALL[name]) // 2] if name != "bill.pdf" else b"%PDF-1.4\nnothing"
    made = extractor.extract(half, name=name)
    assert made.state is DerivedState.CORRUPT
    assert made.reason


def test_an_empty_file_and_a_picture_have_no_text(extractor: Extractor) -> None:
    assert extractor.extract(b"", name="a.docx").state is DerivedState.EMPTY
    assert extractor.extract(documents.image()).state is DerivedState.UNSUPPORTED


def test_no_text_holds_what_a_database_cannot(extractor: Extractor) -> None:
    data = b"line\x00one \x1b[31m " + "\ufffe \ud800".encode("utf-16-le", "surrogatepass")
    made = extractor.extract(b"words " * 200 + data, name="a.txt", puid="x-fmt/111")
    assert made.state is DerivedState.DONE
    assert not {"\0", "\ud800", "\x1b"} & set(made.text)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"])
def test_a_picture_gets_a_small_preview(extractor: Extractor, kind: str) -> None:
    made = extractor.render_preview(documents.image(kind, (1600, 800)))
    assert made.state is DerivedState.DONE
    assert made.png is not None
    assert Image.open(io.BytesIO(made.png)).size == (1000, 500)


def test_a_pdf_gets_a_preview_of_its_first_page(extractor: Extractor) -> None:
    made = extractor.render_preview(ALL["bill.pdf"])
    assert made.png is not None
    picture = Image.open(io.BytesIO(made.png))
    assert max(picture.size) == 1000
    assert len(picture.convert("L").getcolors(256) or []) > 1


def test_what_has_no_picture_says_so(extractor: Extractor) -> None:
    made = extractor.render_preview(ALL["plain.txt"])
    assert (made.png, made.state) == (None, DerivedState.UNSUPPORTED)


def test_a_large_attachment_comes_out_whole(extractor: Extractor) -> None:
    made = EmailMessage()
    made["From"], made["Subject"] = "a@b.example", "Large"
    made.set_content("see attached")
    large = random.Random(3).randbytes(20 * 1024 * 1024)
    made.add_attachment(large, maintype="application", subtype="pdf", filename="large.pdf")
    found = extractor.extract(made.as_bytes(), name="large.eml")
    assert found.state is DerivedState.DONE
    assert found.parts[0].content == large


def test_attachments_past_the_limit_are_counted_and_left_out(extractor: Extractor) -> None:
    made = EmailMessage()
    made["From"], made["Subject"] = "a@b.example", "Many"
    made.set_content("see attached")
    for number in range(503):
        made.add_attachment(b"x", maintype="image", subtype="png", filename=f"{number}.png")
    raw = made.as_bytes()
    found = extractor.extract(raw, name="many.eml")
    assert len(found.parts) == 500
    assert found.reason == "3 attachments were not taken out: there is too much of them."


def test_pages_that_there_is_no_time_for_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "READING_SECONDS", -1.0)
    _, made = dispatch.outcome_of("extract", ALL["bill.pdf"], "bill.pdf", "", "")
    assert made.note == "The first 0 of 1 pages were read: there was no time for more."


def compressed(text: bytes) -> bytes:
    """Outlook's compressed form of rich text, with one repeat out of its own dictionary."""
    body = b"\x01" + struct.pack(">H", 0 << 4 | 4) + text[6:13]
    for at in range(13, len(text), 8):
        body += b"\x00" + text[at : at + 8]
    return struct.pack("<2L4sL", len(body) + 12, len(text), b"LZFu", 0) + body


def test_an_outlook_message_that_has_only_rich_text_is_read(extractor: Extractor) -> None:
    text = b"{\\rtf1\\ansi " + WORDS.encode() + b"}"
    plain = struct.pack("<2L4sL", len(text) + 12, len(text), b"MELA", 0) + text
    for body in (plain, compressed(text)):
        streams = {"__properties_version1.0": bytes(32), "__substg1.0_10090102": body}
        assert WORDS in extractor.extract(compound(streams), name="rich.msg").text


def test_a_repeat_may_overlap_what_it_writes() -> None:
    # One letter, then a repeat of seventeen from where that letter was just put.
    body = b"\x02z" + struct.pack(">H", len(rtf._DICTIONARY) << 4 | 15)
    packed = struct.pack("<2L4sL", 0, 18, b"LZFu", 0) + body
    assert rtf.decompressed(packed) == b"z" * 18
