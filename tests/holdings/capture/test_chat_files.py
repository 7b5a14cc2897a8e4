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
