"""Scans that arrive at a source are taken apart at their separator sheets where that is wanted."""

import pytest
from tests.foundation.content.gateway import keys_of_the_gateway, place  # noqa: F401
from tests.holdings.capture.stacks import scanned, sheet
from tests.holdings.mailboxes.buckets import Bucket, draft
from tests.holdings.parish import codes, write

from muniment.foundation.content.adapters import sandbox
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture import queries as captures
from muniment.holdings.mailboxes import actions
from muniment.holdings.mailboxes.types import Afterwards, Secret, SourceDraft, SourceKind
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sandbox,
    pytest.mark.skipif(sandbox.available() is not None, reason="there is no sandbox here"),
]


def look(parish, one):
    actions.look(one.reference, now=parish.later(minutes=15))
    one.refresh_from_db()
    return {name: many for name, many in one.result.items() if many}


def places():
    return {(one.title, one.file_class.reference) for one in Record.objects.all()}


APART = {("a, page 1", "HOU"), ("a, page 3", "LEG"), ("plain", "HOU"), ("note", "HOU")}


def test_in_a_watched_folder(parish, tmp_path):
    folder = tmp_path / "watched"
    stack = scanned("Cover", sheet(parish, "LEG"), "Two")
    write(folder, {"a.pdf": stack, "plain.pdf": scanned("No sheet"), "note.txt": b"words"})
    told = SourceDraft(
        "Scanner",
        SourceKind.FOLDER,
        "HOU",
        path=str(folder),
        afterwards=Afterwards.MOVE,
        separators=True,
    )
    one = actions.make_source(parish.who("manager"), told, secret=Secret(), now=parish.now)
    look(parish, one)
    assert look(parish, one) == {"items": 5, "captured": 4, "opened": 1}
    assert places() == APART
    assert sorted(path.name for path in (folder / "taken").iterdir()) == [
        "a.pdf",
        "note.txt",
        "plain.pdf",
    ]
    assert look(parish, one) == {}


def test_a_stack_with_a_part_that_is_refused_is_tried_again_when_it_or_the_source_changes(
    parish, tmp_path, settings
):
    folder = tmp_path / "watched"
    stack = scanned("One", sheet(parish, "LEG"), "Two", "Three", "Four", "Five", "Six")
    write(folder, {"a.pdf": stack})
    told = SourceDraft(
        "Scanner",
        SourceKind.FOLDER,
        "HOU",
        path=str(folder),
        separators=True,
        afterwards=Afterwards.MOVE,
    )
    manager = parish.who("manager")
    one = actions.make_source(manager, told, secret=Secret(), now=parish.now)
    settings.MUNIMENT_MAX_UPLOAD_BYTES = len(stack) // 3
    look(parish, one)
    assert look(parish, one) == {"items": 3, "captured": 1, "refused": 2}
    assert look(parish, one) == {"known": 1} and (folder / "a.pdf").exists()
    listed = [one.path for one in captures.not_taken(manager)]
    assert sorted(listed) == ["a.pdf", "a.pdf/002.pdf"]
    settings.MUNIMENT_MAX_UPLOAD_BYTES = len(stack)
    assert look(parish, one) == {"known": 1}
    actions.change_source(manager, one.reference, told, secret=Secret(), now=parish.later(hours=1))
    assert look(parish, one) == {"items": 3, "captured": 1, "opened": 1, "known": 1}
    assert places() == {("a, page 1", "HOU"), ("a, pages 3 to 7", "LEG")}
    assert (folder / "taken" / "a.pdf").exists() and not captures.not_taken(manager).exists()


def test_in_a_bucket_where_the_sheet_of_a_closed_folder_keeps_its_stack_whole(
    parish,
    place,  # noqa: F811
    settings,
):
    settings.MUNIMENT_SOURCE_NETWORKS = ["127.0.0.0/8"]
    bucket = Bucket(place.bucket)
    stack = scanned("Cover", sheet(parish, "LEG"), "Two")
    bucket.put_all({"in/a.pdf": stack, "in/plain.pdf": scanned("No sheet"), "in/note.txt": b"w"})
    told = draft(bucket=bucket.name, separators=True, afterwards=Afterwards.DELETE)
    one = actions.make_source(
        parish.who("manager"), told, secret=Secret(bucket.secret), now=parish.now
    )
    assert look(parish, one) == {"items": 5, "captured": 4, "opened": 1}
    assert places() == APART and bucket.keys == []
    folder = parish.folder(title="To close")
    closed = sheet(parish, folder.reference)
    records.close_folder(
        parish.who("manager"), folder.reference, on=parish.now.date(), now=parish.now
    )
    bucket.put_all({"in/b.pdf": scanned(closed, "One")})
    assert look(parish, one) == {"items": 2, "captured": 1, "failed": 1}
    assert ("b", "HOU") in places() and bucket.keys == []


def test_messages_of_a_mailbox_are_not_taken_apart(parish):
    told = SourceDraft(
        "Post", SourceKind.IMAP, "HOU", "imap.example.org", user="p", separators=True
    )
    with pytest.raises(Refused) as refusal:
        actions.make_source(parish.who("manager"), told, secret=Secret("s"), now=parish.now)
    assert codes(refusal) == ["separators"]
