"""Files that came with the export of a chat are attachments of the record of their day."""

import json
import zipfile

import pytest
from tests.holdings.parish import codes, events, write

from muniment.foundation.content.adapters import sandbox
from muniment.foundation.content.queries import store
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture import actions
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.records.models import Record

pytestmark = pytest.mark.django_db
CHAT = [
    {"user": "Ann", "ts": "1709546400.1", "text": "Roof?", "files": [{"name": "img/roof.jpg"}]},
    {"user": "Bob", "ts": "1709632800.1", "text": "Plan", "files": [{"name": "plan.pdf"}]},
    {"user": "Bob", "ts": "1709632900.1", "text": "x", "files": [{"name": "../../secret.txt"}]},
    {"user": "Bob", "ts": "1709633000.1", "text": "y", "files": [{"name": "gone.txt"}]},
]


PAGE = """<div class="history">{messages}</div>"""
SAID = """<div class="message default"><div class="body">
<div class="date details" title="{at} UTC+00:00"></div>{who}<div class="text">{text}</div>{file}
</div></div>"""


def telegram_page(*messages):
    """A page of an export of Telegram; who says nothing new goes on speaking."""
    told = [
        SAID.format(
            at=at,
            who=f'<div class="from_name">{who}</div>' if who else "",
            text=text,
            file=f'<a class="photo_wrap" href="{file}"></a>' if file else "",
        )
        for at, who, text, file in messages
    ]
    return PAGE.format(messages="".join(told)).encode()


PAGES = {
    "messages.html": telegram_page(
        ("04.03.2024 10:15:00", "Ann", "One", ""), ("05.03.2024 09:00:00", "Bob", "Two", "")
    ),
    "messages2.html": telegram_page(
        ("05.03.2024 09:01:00", "", "Three", "photos/roof.jpg"),
        ("05.03.2024 09:02:00", "Ann", "Four", ""),
    ),
    "messages10.html": telegram_page(("06.03.2024 08:00:00", "Ann", "Five", "")),
    "photos/roof.jpg": b"roof",
}
PHONE = """[31/03/2024, 10:15:02] Ann: Look
[31/03/2024, 10:15:40] Ann: \u200e<attached: 00000012-PHOTO.jpg>
[31/03/2024, 10:16:00 pm] Bob: notes.txt (file attached)
The notes
31/03/2024, 10:17 - Bob: I saw a.pdf (file attached) there
31/03/2024, 10:18 - Bob: ../../secret.txt (file attached)
"""


def bring(parish, path):
    return actions.run_chat(parish.who("manager"), path, into="HOU", clock=lambda: parish.now)


def attached(day):
    record = Record.objects.get(title=f"Conversation in chat, {day} March 2024")
    parts = record.components.filter(ordinal__gt=1).order_by("ordinal")
    return {one.name: store().open(one.sha256).read() for one in parts}


def test_files_beside_an_export_are_attached_once_and_none_from_elsewhere(parish, tmp_path):
    write(tmp_path, {"secret.txt": b"not for you", "out/of/img/roof.jpg": b"roof"})
    top = write(tmp_path / "out" / "of", {"plan.pdf": b"plan", "other.txt": b"other"})
    (top / "gone.txt").symlink_to(tmp_path / "secret.txt")
    (top / "chat.json").write_text(json.dumps(CHAT))
    bring(parish, top / "chat.json")
    assert attached(4) == {"roof.jpg": b"roof"}
    assert attached(5) == {"plan.pdf": b"plan"}
    many = Record.objects.count()
    assert len(events("records:record:attachments_added")) == 2
    bring(parish, top / "chat.json")
    assert Record.objects.count() == many == 3
    assert len(events("records:record:attachments_added")) == 2


@pytest.mark.sandbox
@pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
def test_of_a_zip_file_the_export_is_found_and_what_nothing_leads_to_is_told(parish, tmp_path):
    path = tmp_path / "chat.zip"
    with zipfile.ZipFile(path, "w") as packing:
        packing.writestr("box/chat.json", json.dumps(CHAT))
        packing.writestr("box/img/roof.jpg", b"roof")
        packing.writestr("box/files/plan.pdf", b"plan")
        packing.writestr("box/style.css", b"body {}")
    bring(parish, path)
    assert attached(4) == {"roof.jpg": b"roof"} and attached(5) == {"plan.pdf": b"plan"}
    told = dict(CapturedItem.objects.filter(outcome="refused").values_list("path", "reason"))
    assert told == {"box/style.css": "No message leads to this file."}
    assert Record.objects.filter(components__name="chat.json").count() == 1


@pytest.mark.sandbox
@pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
def test_a_zip_file_without_an_export_or_with_several_is_refused(parish, tmp_path):
    for names in (("a.css",), ("a.json", "b.json"), ()):
        path = tmp_path / "chat.zip"
        with zipfile.ZipFile(path, "w") as packing:
            for name in names:
                packing.writestr(name, json.dumps(CHAT))
        with pytest.raises(Refused) as refused:
            bring(parish, path)
        assert codes(refused) == ["no_chat"]
    assert not Record.objects.exists()


def said_on(day, channel="messages", month="March"):
    record = Record.objects.get(title=f"Conversation in {channel}, {day} {month} 2024")
    with store().open(record.components.get(ordinal=1).sha256) as stream:
        return stream.read().decode().splitlines()[3:]


@pytest.mark.sandbox
@pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
@pytest.mark.parametrize("packed", [False, True])
def test_an_export_on_several_pages_is_one_conversation_with_its_days(parish, tmp_path, packed):
    path = write(tmp_path / "export", PAGES) / "messages.html"
    if packed:
        path = tmp_path / "chat.zip"
        with zipfile.ZipFile(path, "w") as packing:
            for name, data in PAGES.items():
                packing.writestr(f"ChatExport/{name}", data)
    for _ in range(2):
        bring(parish, path)
    assert said_on(4) == ["2024-03-04 10:15 Ann: One"]
    assert said_on(5) == [
        "2024-03-05 09:00 Bob: Two",
        "2024-03-05 09:01 Bob: Three [attached: photos/roof.jpg]",
        "2024-03-05 09:02 Ann: Four",
    ]
    assert said_on(6) == ["2024-03-06 08:00 Ann: Five"]
    kept = Record.objects.exclude(title__startswith="Conversation").values_list("title", flat=True)
    assert sorted(kept) == ["messages", "messages10", "messages2"]
    assert not CapturedItem.objects.filter(outcome="refused").exists()


def test_files_that_a_phone_names_in_its_lines_are_attached(parish, tmp_path):
    write(tmp_path, {"secret.txt": b"not for you", "a/b/x": b""})
    top = write(tmp_path / "a" / "b", {"00000012-PHOTO.jpg": b"roof", "notes.txt": b"n"})
    (top / "chat.txt").write_text(PHONE, "utf-8")
    bring(parish, top / "chat.txt")
    assert said_on(31, "chat") == [
        "2024-03-31 10:15 Ann: Look",
        "2024-03-31 10:15 Ann:  [attached: 00000012-PHOTO.jpg]",
        "2024-03-31 10:17 Bob: I saw a.pdf (file attached) there",
        "2024-03-31 10:18 Bob:  [attached: ../../secret.txt]",
        "2024-03-31 22:16 Bob: The notes [attached: notes.txt]",
    ]
    record = Record.objects.get(title="Conversation in chat, 31 March 2024")
    parts = record.components.filter(ordinal__gt=1)
    assert {one.name for one in parts} == {"00000012-PHOTO.jpg", "notes.txt"}


@pytest.mark.sandbox
@pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
def test_in_a_zip_file_of_a_phone_the_chat_is_told_from_texts_that_came_with_it(parish, tmp_path):
    path = tmp_path / "phone.zip"
    with zipfile.ZipFile(path, "w") as packing:
        packing.writestr("WhatsApp Chat with Roof.txt", PHONE)
        packing.writestr("notes.txt", b"n")
    bring(parish, path)
    record = Record.objects.get(title__startswith="Conversation in")
    assert [one.name for one in record.components.filter(ordinal__gt=1)] == ["notes.txt"]


# As phones in German, Finnish, Swedish, Spanish and Chinese write it.
OTHER_PHONES = """31.03.24, 10:15 - Ann: IMG-20240331-WA0001.jpg (Datei angehängt)
Das Dach
[31.3.2024 klo 10.16.02] Bob: ‎<liite: 00000012-PHOTO.jpg>
2024-03-31 10:17 - Ann: plan of roof.pdf (bifogad fil)
[31/3/24, 10:18:00] Bob: <adjunto: 00000013-AUDIO.opus>
[2024/3/31 10:19:00] Ann: <附件：00000014-VIDEO.mp4>
31.03.24, 10:20 - Bob: roof.pdf (not the plan)
31.03.24, 10:21 - Bob: 3.5.24 it was
"""


def test_files_are_known_by_their_brackets_whatever_the_language_of_the_phone(parish, tmp_path):
    names = ("IMG-20240331-WA0001.jpg", "00000012-PHOTO.jpg", "plan of roof.pdf")
    top = write(tmp_path, {name: b"x" + name.encode() for name in names})
    (top / "chat.txt").write_text(OTHER_PHONES, "utf-8")
    bring(parish, top / "chat.txt")
    assert said_on(31, "chat") == [
        "2024-03-31 10:15 Ann: Das Dach [attached: IMG-20240331-WA0001.jpg]",
        "2024-03-31 10:16 Bob:  [attached: 00000012-PHOTO.jpg]",
        "2024-03-31 10:17 Ann: plan of roof.pdf (bifogad fil) [attached: plan of roof.pdf]",
        "2024-03-31 10:18 Bob:  [attached: 00000013-AUDIO.opus]",
        "2024-03-31 10:19 Ann:  [attached: 00000014-VIDEO.mp4]",
        "2024-03-31 10:20 Bob: roof.pdf (not the plan)",
        "2024-03-31 10:21 Bob: 3.5.24 it was",
    ]
    record = Record.objects.get(title="Conversation in chat, 31 March 2024")
    assert {one.name for one in record.components.filter(ordinal__gt=1)} == set(names)
