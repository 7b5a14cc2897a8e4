"""The sample drive: what is in it, and that it is the same each time."""

import hashlib
import io
import json
import os
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import docx
import olefile
import openpyxl
import pptx
import pypdfium2
import pytest
from odf.opendocument import load
from PIL import Image
from striprtf.striprtf import rtf_to_text

from muniment.demo.sample_drive import generate
from muniment.demo.sample_drive.odd import BOMB_BYTES, INBOX, PASSWORD

pytestmark = pytest.mark.once


def names(drive):
    return {item.path.removeprefix(INBOX + "/"): item for item in drive.items}


def data_of(drive, path):
    return (drive.root / path).read_bytes()


def in_inbox(drive, name):
    return data_of(drive, f"{INBOX}/{name}")


def ordinary(drive, kind):
    return next(item for item in drive.items if item.kind == kind and not item.note)


def hashes(drive):
    return {item.path: item.sha256 for item in drive.items}


def test_the_drive_is_made_in_less_than_twenty_seconds(drive_and_seconds):
    assert drive_and_seconds[1] < 20


def test_there_are_enough_files_formats_duplicates_and_odd_things(drive):
    assert drive.files >= 180
    assert len(drive.formats) >= 16
    assert drive.duplicates >= 15
    assert drive.near_duplicates >= 5
    assert drive.special >= 30


def test_the_manifest_names_every_entry_on_the_disk_and_nothing_else(drive):
    found = {
        os.path.relpath(os.path.join(folder, name), drive.root)
        for folder, _, files in os.walk(drive.root)
        for name in files
    }
    assert found == {item.path for item in drive.items}
    assert len(drive.items) == drive.files + 1


def test_sizes_hashes_and_times_in_the_manifest_are_those_on_the_disk(drive):
    for item in drive.items:
        if item.kind == "symlink":
            continue
        data = data_of(drive, item.path)
        assert (item.size, item.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        modified = datetime.fromtimestamp((drive.root / item.path).stat().st_mtime, UTC)
        assert modified.date() == item.modified
    assert drive.bytes == sum(item.size for item in drive.items)


def test_times_are_spread_from_2004_to_2026(drive):
    years = {item.modified.year for item in drive.items}
    assert years == set(range(2004, 2027))
    assert max(item.modified for item in drive.items).isoformat() < "2026-11-01"


def test_another_process_makes_the_same_bytes(drive, tmp_path):
    code = (
        "import json, sys; from pathlib import Path\n"
        "from muniment.demo.sample_drive import generate\n"
        "drive = generate(Path(sys.argv[1]))\n"
        "print(json.dumps({item.path: item.sha256 for item in drive.items}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "again")],
        check=True,
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )
    assert json.loads(run.stdout) == hashes(drive)


def test_another_seed_says_other_things_in_the_same_places(drive, tmp_path):
    other = generate(tmp_path / "other", seed=2)
    assert hashes(other).keys() == hashes(drive).keys()
    changed = [path for path, sha in hashes(drive).items() if hashes(other)[path] != sha]
    assert len(changed) > 0.9 * drive.files


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "mine.txt").write_text("keep me")
    with pytest.raises(FileExistsError):
        generate(mine)
    assert os.listdir(mine) == ["mine.txt"]


def test_exact_duplicates_stand_in_other_folders_and_point_to_the_first(drive):
    first = {}
    for item in drive.items:
        if item.kind != "symlink":
            assert item.duplicate_of == first.get(item.sha256, "")
            first.setdefault(item.sha256, item.path)
    elsewhere = [
        item
        for item in drive.items
        if item.duplicate_of and Path(item.path).parent != Path(item.duplicate_of).parent
    ]
    assert len(elsewhere) >= 15


def test_near_duplicates_differ_from_their_source_by_one_paragraph(drive):
    for item in drive.items:
        if item.note.startswith("near-duplicate") and item.kind == "docx":
            source = item.note.removeprefix("near-duplicate of ")
            said, before = (
                [p.text for p in docx.Document(drive.root / path).paragraphs]
                for path in (item.path, source)
            )
            assert Counter(said) - Counter(before) == Counter({said[-1]: 1})
            assert Counter(before) - Counter(said) == Counter()


def test_every_office_file_opens_and_says_something(drive):
    openers = {
        "docx": lambda data: docx.Document(data).paragraphs[1].text,
        "xlsx": lambda data: openpyxl.load_workbook(data)["Sheet1"]["A1"].value,
        "pptx": lambda data: pptx.Presentation(data).slides[0].shapes.title.text,
        "odt": lambda data: str(load(data).text),
        "ods": lambda data: str(load(data).spreadsheet),
        "odp": lambda data: str(load(data).presentation),
    }
    for item in drive.items:
        if item.kind in openers and not item.note.startswith("broken"):
            said = openers[item.kind](io.BytesIO(data_of(drive, item.path)))
            assert len(said) > 10, item.path


def test_every_whole_pdf_opens_and_gives_its_text(drive):
    for item in drive.items:
        if item.kind == "pdf" and item.note in ("", "exact duplicate"):
            pdf = pypdfium2.PdfDocument(drive.root / item.path)
            text = "".join(sheet.get_textpage().get_text_range() for sheet in pdf)
            assert len(text) > 80, item.path
            pdf.close()


def test_pictures_open_and_are_what_they_say(drive):
    kinds = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "bmp": "BMP", "tif": "TIFF", "webp": "WEBP"}
    for item in drive.items:
        if item.kind in kinds:
            with Image.open(drive.root / item.path) as picture:
                picture.load()
                assert picture.format == kinds[item.kind]


def test_text_formats_can_be_read_by_their_readers(drive):
    assert "rows" in json.loads(data_of(drive, ordinary(drive, "json").path))
    assert ET.fromstring(data_of(drive, ordinary(drive, "xml").path)).find("title") is not None
    assert ET.fromstring(data_of(drive, ordinary(drive, "svg").path)).tag.endswith("svg")
    assert len(rtf_to_text(data_of(drive, ordinary(drive, "rtf").path).decode("ascii"))) > 80
    assert data_of(drive, ordinary(drive, "ics").path).startswith(b"BEGIN:VCALENDAR")


def test_mail_is_a_thread_with_attachments(drive):
    mails = [item for item in drive.items if item.kind == "eml" and not item.note]
    for item in mails:
        message = message_from_bytes(data_of(drive, item.path), policy=default)
        assert message["In-Reply-To"].endswith("westmarch.example>")
        kinds = [part.get_content_type() for part in message.iter_attachments()]
        assert kinds == ["application/pdf", "image/jpeg"]
    assert len(mails) >= 10


def test_a_mailbox_holds_three_messages(drive):
    box = data_of(drive, ordinary(drive, "mbox").path)
    assert box.startswith(b"From ")
    assert box.count(b"\nFrom ") + 1 == box.count(b"\nMessage-ID:") == 3


def test_a_message_carries_another_message(drive):
    outer = message_from_bytes(in_inbox(drive, "FW nested.eml"), policy=default)
    kinds = [part.get_content_type() for part in outer.walk()]
    assert "message/rfc822" in kinds


@pytest.mark.parametrize(
    "name",
    [
        "Summer fair 🎪🌞 poster.txt",
        "He said \"leave it\" & 'don't'.txt",
        "-rf important.txt",
        "trailing space.txt ",
        "..%2f..%2fetc%2fpasswd.txt",
        "two\nlines.txt",
        "caf\udce9 menu.txt",
        "README",
        "CON.txt",
        "Departments/Communications/Cymraeg/Gŵyl y tŷ – cofnodion.docx",
    ],
)
def test_each_odd_name_is_there(drive, name):
    assert name in names(drive)


def test_there_are_names_that_are_not_utf_8_run_right_to_left_and_are_very_long(drive):
    found = [Path(item.path).name for item in drive.items]
    assert any(b"\xe9" in os.fsencode(name) and not _is_utf8(name) for name in found)
    assert any(unicodedata.bidirectional(name[0]) == "R" for name in found)
    assert any("\u202e" in name for name in found)
    assert 240 <= max(len(os.fsencode(name)) for name in found) <= 255
    assert any(item.path.count("/") > 14 for item in drive.items)


def _is_utf8(name):
    try:
        os.fsencode(name).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_the_corrupt_docx_and_the_half_pdf_cannot_be_opened(drive):
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(in_inbox(drive, "Corrupt letter.docx")))
    half = in_inbox(drive, "Half sent.pdf")
    assert half.startswith(b"%PDF-") and b"%%EOF" not in half


def test_the_encrypted_pdf_asks_for_a_password_and_opens_with_it(drive):
    locked = in_inbox(drive, "Locked report.pdf")
    assert b"fuel cards" not in locked
    for wrong in (None, "westmarch"):
        with pytest.raises(pypdfium2.PdfiumError, match="password"):
            pypdfium2.PdfDocument(locked, password=wrong)
    opened = pypdfium2.PdfDocument(locked, password=PASSWORD)
    assert "fuel cards" in opened[0].get_textpage().get_text_range()


def test_empty_mislabelled_and_system_files_are_there(drive):
    assert in_inbox(drive, "Empty.docx") == b""
    assert in_inbox(drive, "Really a picture.doc").startswith(b"\x89PNG")
    assert in_inbox(drive, "Really a PDF.docx").startswith(b"%PDF-")
    assert olefile.OleFileIO(io.BytesIO(in_inbox(drive, "Thumbs.db"))).listdir() == []
    assert len(in_inbox(drive, "~$port to cabinet.docx")) == 162
    assert b"Content-Type" in in_inbox(drive, "broken headers.eml")


def test_a_symbolic_link_points_outside_the_drive(drive):
    links = [item for item in drive.items if item.kind == "symlink"]
    assert [os.readlink(drive.root / item.path) for item in links] == ["/etc/hostname"]


def test_hostile_files_carry_what_they_threaten_with(drive):
    assert b"<script>" in in_inbox(drive, "survey.html")
    assert b"<script>" in in_inbox(drive, "map.svg")
    assert b'SYSTEM "file:///etc/hostname"' in in_inbox(drive, "supplier feed.xml")
    assert in_inbox(drive, "laughs.xml").count(b"<!ENTITY") == 9
    assert b"\n=HYPERLINK(" in in_inbox(drive, "grant applicants.csv")
    assert b"<script>" in in_inbox(drive, "prize.eml")


def test_the_bomb_is_small_outside_and_large_inside_and_the_other_zip_climbs_out(drive):
    bomb = in_inbox(drive, "bomb.zip")
    with zipfile.ZipFile(io.BytesIO(bomb)) as package:
        assert package.getinfo("zeros.txt").file_size == BOMB_BYTES > 900 * len(bomb)
    with zipfile.ZipFile(io.BytesIO(in_inbox(drive, "slip.zip"))) as package:
        assert package.namelist() == ["../../../outside.txt", "/etc/outside.txt"]


def test_hostile_files_call_nowhere_but_this_machine(drive):
    for item in drive.items:
        if item.note.startswith("hostile"):
            data = data_of(drive, item.path).replace(b"=\r\n", b"")
            assert data.count(b"http://") == data.count(b"http://127.0.0.1:9/") + data.count(
                b"http://www.w3.org"
            )


def test_the_drive_looks_like_a_real_one(drive):
    tops = {item.path.split("/")[0] for item in drive.items}
    assert tops == {
        "Departments",
        "Projects",
        "Shared",
        "Leavers",
        "Old stuff",
        "Copy of Shared Drive 2019",
    }
    joined = "\n".join(item.path for item in drive.items)
    for habit in ("Copy of ", "final FINAL v2", "Do not delete", "New Text Document (2)"):
        assert habit in joined
