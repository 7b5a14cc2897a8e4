"""Zip files, lists and chats through the API; and making sources."""

import base64
import hashlib
import io
import zipfile
from urllib.parse import quote

import pytest
from tests.api.borough import codes

from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.content.adapters import sandbox
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel import clock as kernel_clock
from muniment.holdings.capture import actions as capture
from muniment.holdings.mailboxes.models import Source
from muniment.holdings.records.models import Record

pytestmark = pytest.mark.django_db
CHAT = b"[04/03/2024, 10:15:02] Ann: Is the roof done?\n"
MAILBOX = {
    "kind": "imap",
    "name": "Post",
    "into": "FIN",
    "host": "imap.example.org",
    "user": "post",
    "password": "quite-secret-words",
}


def bring(program, borough, content, way="chat", name="roof.txt", more="", **headers):
    into = quote(borough.folders["open"], safe="")
    path = f"/captures/brought?way={way}&into={into}&name={quote(name)}{more}"
    return program.bring(path, content, **headers)


def test_a_chat_is_looked_at_and_then_taken_once(as_, borough, settings):
    officer = as_("officer")
    before = Record.objects.count()
    looked = bring(officer, borough, CHAT, more="&dry_run=true").json()
    assert (looked["dry_run"], looked["items"], looked["captured"]) == (True, 2, 2)
    assert looked["captures"] == [] and Record.objects.count() == before
    done = bring(officer, borough, CHAT, Idempotency_Key="a").json()
    assert (done["captured"], done["items"], done["wrong"]) == (2, 2, [])
    for key in ("a", "b"):
        again = bring(officer, borough, CHAT, Idempotency_Key=key)
        assert again.json()["captures"] == done["captures"]
    other = bring(officer, borough, CHAT + b"More.", Idempotency_Key="a")
    assert other.status_code in (409, 422)
    assert Record.objects.count() == before + 2
    found = officer.get(f"/captures/{done['captures'][0]}").json()
    assert found["source"].startswith("Brought in: roof.txt")
    assert list((settings.MUNIMENT_HOME / "incoming").iterdir()) == []


def test_what_is_no_chat_or_came_altered_is_refused_and_leaves_nothing(as_, borough, settings):
    officer = as_("officer")
    assert codes(bring(officer, borough, b"no chat")) == ["no_chat"]
    other = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    altered = bring(officer, borough, CHAT, Repr_Digest=f"sha-256=:{other}:")
    assert altered.status_code == 422
    assert bring(officer, borough, CHAT, name="").status_code == 422
    assert bring(officer, borough, CHAT, way="other").status_code == 422
    assert bring(as_("auditor"), borough, CHAT).status_code == 403
    assert list((settings.MUNIMENT_HOME / "incoming").iterdir()) == []


@pytest.mark.sandbox
@pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
def test_a_zip_file_with_a_list_says_of_each_row_what_is_wrong(as_, borough):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packing:
        packing.writestr("manifest.csv", "path,title\na.txt,One\nb.txt,Two\n")
        packing.writestr("a.txt", "one")
    found = bring(as_("officer"), borough, made.getvalue(), way="list", name="set.zip").json()
    assert (found["captured"], found["refused"]) == (1, 1)
    [wrong] = found["wrong"]
    assert wrong["path"] == "b.txt" and "no such file" in wrong["reason"]


def test_a_mailbox_is_made_and_what_opens_it_is_told_nowhere(as_, borough, settings):
    manager = as_("manager")
    made = manager.post("/sources", MAILBOX, Idempotency_Key="make")
    assert made.status_code == 201 and made.json()["kind"] == "imap"
    assert manager.post("/sources", MAILBOX, Idempotency_Key="make").json() == made.json()
    assert Source.objects.count() == 1
    reference = made.json()["reference"]
    changed = manager.put(f"/sources/{reference}", {**MAILBOX, "password": "", "every": 60})
    assert changed.status_code == 200 and changed.json()["every_minutes"] == 60
    elsewhere = {**MAILBOX, "password": "", "host": "imap.example.com"}
    assert manager.put(f"/sources/{reference}", elsewhere).status_code == 422
    told = made.text + changed.text + str(list(AuditEvent.objects.values()))
    told += str(list(Source.objects.values())) + str(list(Job.objects.values()))
    assert MAILBOX["password"] not in told
    assert manager.post(f"/sources/{reference}/retire").json()["retired_at"]
    assert codes(manager.post(f"/sources/{reference}/retire")) == ["retired"]


def test_a_source_that_is_described_wrongly_is_refused_with_every_reason(as_, borough):
    manager = as_("manager")
    wrong = manager.post("/sources", {**MAILBOX, "name": " ", "host": "no host", "password": ""})
    assert wrong.status_code == 422 and len(codes(wrong)) >= 3
    folder = {"kind": "folder", "name": "Scans", "into": "FIN", "path": "/etc"}
    assert "path" in codes(manager.post("/sources", folder))
    assert manager.post("/sources", {**MAILBOX, "other": 1}).status_code == 422
    assert as_("officer").post("/sources", MAILBOX).status_code == 403
    assert not Source.objects.exists()


def test_a_watched_folder_is_made(as_, borough, settings):
    given = {"kind": "folder", "name": "Scans", "into": "FIN", "afterwards": "move"}
    given["path"] = settings.MUNIMENT_WATCHED_FOLDERS[0]
    made = as_("manager").post("/sources", given)
    assert made.status_code == 201 and made.json()["into"] == "FIN"


@pytest.mark.sandbox
@pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
def test_scans_with_separator_sheets_are_looked_at_and_taken_apart(as_, borough):
    from tests.holdings.capture.stacks import scanned

    from muniment.holdings.capture.actions import separator_sheets

    sheet = separator_sheets(borough.actor("officer"), [borough.folders["open"]])
    data, before = scanned("Cover", sheet, "Two"), Record.objects.count()
    officer = as_("officer")
    given = {"way": "scans", "name": "stack.pdf"}
    looked = bring(officer, borough, data, more="&dry_run=true", **given).json()
    assert (looked["items"], looked["captured"], looked["wrong"]) == (2, 2, [])
    assert Record.objects.count() == before
    for _ in range(2):
        done = bring(officer, borough, data, **given).json()
        assert (done["items"], done["captured"], done["failed"]) == (3, 2, 0)
    assert Record.objects.count() == before + 2
    whole = bring(officer, borough, scanned("One"), **given).json()
    assert (whole["captured"], whole["failed"]) == (1, 1)
    assert "No separator sheet was found" in whole["wrong"][0]["reason"]


def test_where_a_source_is_and_what_did_not_come_in_is_told_as_on_the_pages(as_, borough, tmp_path):
    """Whoever looks after sources is told the whole path, others its end; an item that did not
    come in is named to those who see the place that it was meant for."""
    folder = tmp_path / "secret-host" / "Case papers"
    folder.mkdir(parents=True)
    (folder / "one.txt").write_text("One")
    (folder / "shortcut").symlink_to(folder / "one.txt")
    clerk, into = borough.actor("clerk"), borough.folders["hr"]
    made = capture.run(clerk, folder, into=into, clock=kernel_clock.now)
    path = f"/captures/{made.reference}"
    sources = {who: as_(who).get(path).json().get("source") for who in ("clerk", "manager")}
    assert sources == {"clerk": "Case papers", "manager": str(folder)}
    assert as_("auditor").get(path).json()["source"] == "Case papers"
    assert as_("officer").get(path).status_code == 404
    for who, shown in (("clerk", True), ("manager", True), ("auditor", False)):
        items = {one["outcome"]: one for one in as_(who).get(f"{path}/items").json()["items"]}
        refused, captured = items["refused"], items["captured"]
        assert (refused["path"], refused["reason"] != "") == ("shortcut" if shown else "", shown)
        assert (captured["path"], captured["record"] != "") == ("one.txt" if shown else "", shown)
