"""A folder is taken whole: every item has one outcome, and running it again adds nothing."""

import hashlib
import os
from collections import Counter
from dataclasses import asdict

import pytest
from tests.holdings.parish import codes, events, write

from muniment.demo.sample_drive import generate
from muniment.foundation.access.types import SETUP
from muniment.foundation.content.models import Blob
from muniment.foundation.content.queries import store
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.capture import actions, queries
from muniment.holdings.capture.actions import running
from muniment.holdings.capture.models import Capture, CapturedItem
from muniment.holdings.capture.types import Outcome
from muniment.holdings.fileplan.types import UNITS
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Component, Folder, Found, Record

FILES = {
    "a.txt": b"one",
    "b/two.txt": b"two",
    "b/copy of a.txt": b"one",
    "c/d/deep.txt": b"deep",
    "empty 1.txt": b"",
    "empty 2.txt": b"",
}


def counts(tally):
    return tally.captured, tally.linked, tally.refused, tally.failed


def state():
    return (
        Record.objects.count(),
        Component.objects.count(),
        Found.objects.count(),
        Folder.objects.count(),
        sorted(store().iter_all()),
    )


def test_every_file_becomes_a_record_or_a_second_place_of_one(parish, tmp_path):
    tally = parish.tally(write(tmp_path / "drive", FILES))
    assert counts(tally) == (5, 1, 0, 0)
    assert tally.items == 6 == CapturedItem.objects.count()
    linked = CapturedItem.objects.get(outcome="linked")
    assert linked.path == "b/copy of a.txt"
    assert {one.path for one in linked.record.places.all()} == {"a.txt", "b/copy of a.txt"}
    assert sorted(Folder.objects.values_list("title", flat=True)) == ["b", "c / d", "drive"]
    for component in Component.objects.all():
        data = store().open(component.sha256).read()
        assert hashlib.sha256(data).hexdigest() == component.sha256


def test_empty_files_are_each_a_record_of_their_own(parish, tmp_path):
    parish.capture(write(tmp_path / "drive", {"1.txt": b"", "2.txt": b""}))
    assert sorted(Record.objects.values_list("title", flat=True)) == ["1", "2"]
    assert store().iter_all().__next__() == hashlib.sha256(b"").hexdigest()


def test_a_second_run_adds_nothing(parish, tmp_path):
    drive = write(tmp_path / "drive", FILES)
    first = parish.capture(drive)
    before = state()
    assert parish.capture(drive).pk == first.pk
    assert parish.tally(drive.parent / "." / "drive").items == 6
    os.chdir(tmp_path)
    assert parish.capture(type(drive)("drive")).pk == first.pk
    assert state() == before


def test_a_file_that_changed_since_is_taken_again_and_the_first_stays(parish, tmp_path):
    drive = write(tmp_path / "drive", FILES)
    parish.capture(drive)
    (drive / "a.txt").write_bytes(b"one, and more")
    assert counts(parish.tally(drive)) == (5, 1, 0, 0)
    assert Record.objects.count() == 6


def test_somebody_else_can_resume_a_capture(parish, tmp_path):
    drive = write(tmp_path / "drive", FILES)
    first = parish.capture(drive, by="clerk")
    second = parish.capture(drive, by="officer")
    assert (first.pk, second.started_by) == (second.pk, parish.references["clerk"])
    assert [one.actor for one in events("capture:run:finished")] == [
        parish.references["clerk"],
        parish.references["officer"],
    ]


def test_what_was_taken_before_a_stop_is_not_taken_twice(parish, tmp_path, monkeypatch):
    drive = write(tmp_path / "drive", {f"{n}.txt": b"%d" % n for n in range(10)})
    monkeypatch.setattr(running, "BATCH_ITEMS", 3)

    def stop(results):
        if CapturedItem.objects.count() >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parish.capture(drive, watch=stop)
    assert Record.objects.count() == 6
    told = []
    parish.capture(drive, watch=told.extend)
    assert Counter(one.reason for one in told) == {"taken before": 6, "": 4}
    assert (Record.objects.count(), CapturedItem.objects.count()) == (10, 10)


def test_two_runs_of_one_capture_file_each_item_once(parish, tmp_path):
    """The second has stored its batch before the first one filed: it looks again under the lock."""
    drive = write(tmp_path / "drive", FILES)
    actor, now = parish.who("manager"), parish.now
    capture = actions.begin(actor, "HOU", source=str(drive), now=now)
    items = list(running.items_of(drive))
    from muniment.holdings.capture.actions import taking

    batch = taking._store(items)
    first = actions.take(actor, capture.reference, items=items, now=now)
    assert taking.file_batch(actor, capture.reference, batch=batch, now=now) == []
    assert (len(first), Record.objects.count(), Found.objects.count()) == (6, 5, 6)


def test_a_dry_run_tells_and_touches_nothing(parish, tmp_path):
    drive = write(tmp_path / "drive", FILES)
    (drive / "link").symlink_to("/etc/passwd")
    before = state()
    planned = list(actions.plan(drive))
    assert Counter(one.outcome for one in planned) == {Outcome.CAPTURED: 6, Outcome.REFUSED: 1}
    assert state() == before
    assert Capture.objects.count() == 0


def test_the_source_stays_as_it_was(parish, tmp_path):
    drive = write(tmp_path / "drive", FILES)

    def looks():
        every = {path: path.stat() for path in drive.rglob("*")}
        return {path: (found.st_mtime_ns, found.st_size) for path, found in every.items()}

    before = looks()
    parish.capture(drive)
    assert looks() == before
    assert (drive / "a.txt").read_bytes() == b"one"


def test_source_path_times_and_owner_are_kept(parish, tmp_path):
    parish.capture(write(tmp_path / "drive", {"b/two.txt": b"two"}))
    found = Found.objects.get()
    assert (found.path, found.source) == ("b/two.txt", str(tmp_path / "drive"))
    assert found.modified_at == "2019-05-06T12:00:00+00:00"
    assert found.mode in {"0o644", "0o664", "0o600"}
    assert found.owner
    record = Record.objects.get()
    assert (str(record.record_date), record.date_source) == ("2019-05-06", "modified")
    assert str(record.due_on) == "2025-05-06"


def test_duplicates_across_two_captures_are_linked(parish, tmp_path):
    parish.capture(write(tmp_path / "one", {"a.txt": b"same"}))
    assert counts(parish.tally(write(tmp_path / "two", {"b.txt": b"same"}))) == (0, 1, 0, 0)
    assert Record.objects.get().places.count() == 2


def test_the_later_copy_keeps_the_record_longer(parish, tmp_path):
    from datetime import date

    parish.capture(write(tmp_path / "one", {"a.txt": b"same"}))
    parish.capture(write(tmp_path / "two", {"b.txt": b"same"}, day=date(2024, 1, 1)))
    assert Record.objects.get().modified_on == date(2024, 1, 1)


def test_the_same_content_for_other_readers_is_a_record_of_its_own_and_tells_nothing(
    parish, tmp_path
):
    parish.open_class("LEG/1", under="LEG", access=UNITS, open_to=("LEG",))
    secret = write(tmp_path / "one", {"advice.txt": b"same"})
    parish.capture(secret, into="LEG/1", by="lawyer")
    told = []
    parish.capture(write(tmp_path / "two", {"b.txt": b"same"}), by="clerk", watch=told.extend)
    assert [asdict(one) for one in told] == [
        {"path": "b.txt", "outcome": "captured", "record": told[0].record, "reason": ""}
    ]
    assert (Record.objects.count(), Blob.objects.count()) == (2, 1)


@pytest.mark.parametrize("who", ["auditor", "admin"])
def test_who_may_not_capture_is_refused_before_anything_is_read(who, parish, tmp_path):
    with pytest.raises(NotPermitted):
        parish.capture(write(tmp_path / "drive", FILES), by=who)
    assert state()[-1] == []


def test_a_place_that_takes_nothing_refuses_before_anything_is_read(parish, tmp_path, settings):
    drive = write(tmp_path / "drive", FILES)
    folder = parish.folder()
    records.close_folder(parish.who("manager"), folder.reference, now=parish.now)
    with pytest.raises(Refused) as refusal:
        parish.capture(drive, into=folder.reference)
    assert codes(refusal) == ["folder_closed"]
    parish.open_class("HIGH", rule="SIX", tier="SECRET", owner_unit="HOU")
    with pytest.raises(Refused) as refusal:
        parish.capture(drive, into="HIGH")
    assert codes(refusal) == ["tier_refused", "above_clearance"]
    settings.MUNIMENT_TIERS = ["OFFICIAL", "SECRET"]
    with pytest.raises(Refused) as refusal:
        parish.capture(drive, into="HIGH")
    assert codes(refusal) == ["above_clearance"]
    with pytest.raises(NotFound):
        parish.capture(tmp_path / "nowhere")
    assert state()[-1] == []


def test_a_folder_of_its_own_takes_everything_flat(parish, tmp_path):
    folder = parish.folder()
    tally = parish.tally(write(tmp_path / "drive", FILES), into=folder.reference)
    assert counts(tally) == (5, 1, 0, 0)
    assert set(Record.objects.values_list("folder", flat=True)) == {folder.pk}


def test_what_was_destroyed_does_not_come_back_with_the_next_run(parish, tmp_path):
    drive = write(tmp_path / "drive", {"a.txt": b"gone"})
    parish.capture(drive)
    record = Record.objects.get()
    from django.db import transaction

    with transaction.atomic():
        records.begin_destruction([records.lock_for_disposal(record.pk)], now=parish.now)
    parish.capture(drive)
    assert Record.objects.count() == 1


@pytest.mark.seldom
def test_the_whole_sample_drive_is_accounted_for(parish, tmp_path):
    drive = generate(tmp_path / "drive")
    tally = parish.tally(drive.root)
    files = [one for one in drive.items if one.kind != "symlink"]
    boxes = {one.path for one in files if one.path.endswith(".mbox")}
    inside = CapturedItem.objects.filter(path__contains=".mbox/")
    assert (tally.opened, tally.refused) == (len(boxes), 1) and len(boxes) > 1
    assert tally.items == len(drive.items) + inside.count()
    outside = CapturedItem.objects.difference(inside)
    digests = {one.path: one.sha256 for one in outside if one.sha256}
    shown = {one.path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"): one
             for one in files if one.path not in boxes}  # fmt: skip
    assert digests == {path: one.sha256 for path, one in shown.items()}
    twins = [one for one in files if one.duplicate_of and one.size and one.path not in boxes]
    assert tally.linked - inside.filter(outcome="linked").count() == len(twins)
    assert queries.items(Capture.objects.get(), "linked").count() == tally.linked


def test_a_capture_is_seen_by_who_began_it_and_by_who_sees_the_log(parish, tmp_path):
    capture = parish.capture(write(tmp_path / "drive", FILES), by="clerk")
    for who in ("clerk", "manager", "auditor"):
        assert queries.capture_named(parish.who(who), capture.reference) == capture
    with pytest.raises(NotFound):
        queries.capture_named(parish.who("lawyer"), capture.reference)
    assert SETUP.reference == "setup"
