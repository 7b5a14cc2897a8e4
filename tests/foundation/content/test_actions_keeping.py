"""Content and the rows that keep it: adopted, referred to, let go, and checked."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection, transaction

from muniment.foundation.access.types import SETUP, Grant, Profile, Role, Tier
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.content import actions, queries
from muniment.foundation.content.actions import checking, collecting, mending
from muniment.foundation.content.models import (
    Blob,
    BlobReference,
    Derived,
    FixityIncident,
    Preview,
)
from muniment.foundation.content.queries import store
from muniment.foundation.content.states import DerivedState
from muniment.foundation.content.types import ContentVanished, Extraction, Format, StoreFailed
from muniment.foundation.kernel.errors import NotPermitted

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TEXT = Format("x-fmt/111", "text/plain", "Plain text", "", "")
CLERK = Profile("P-1", "Clerk", True, Tier.OFFICIAL, (), (Grant(Role.STAFF),), frozenset())


def keep(data=b"words", *holders):
    staged = store().store(BytesIO(data))
    pairs = [(staged.sha256, holder) for holder in holders or ("component:1",)]
    with transaction.atomic():
        actions.adopt([staged], {staged.sha256: TEXT}, pairs, now=NOW)
    return staged.sha256


def save(digest, text):
    with transaction.atomic():
        actions.save_extraction(digest, Extraction(DerivedState.DONE, text), now=NOW)


def release(*holders):
    with transaction.atomic():
        return actions.release(list(holders), now=NOW)


def damage(sha256, data=b"other"):
    path = store().path_for(sha256)
    path.chmod(0o600)
    path.write_bytes(data)


def test_content_is_kept_once_with_a_reference_for_each_holder():
    digest = keep(b"words", "component:1", "component:2")
    assert keep(b"words", "component:3") == digest
    assert Blob.objects.get().pk == digest
    assert BlobReference.objects.count() == 3
    assert Derived.objects.get().state == DerivedState.WAITING


def test_content_goes_with_its_last_holder_and_its_text_and_picture_at_once():
    digest = keep(b"words", "component:1", "component:2")
    save(digest, "words")
    actions.save_preview(digest, b"\x89PNG", now=NOW)
    assert release("component:1") == []
    assert queries.texts_of([digest]) == {digest: "words"}
    assert release("component:2") == [digest]
    assert (Derived.objects.count(), Preview.objects.count()) == (0, 0)
    assert actions.remove_doomed(digest)
    assert not store().exists(digest)
    assert not Blob.objects.exists()
    assert actions.remove_doomed(digest)


def test_content_that_is_taken_up_again_before_its_bytes_went_stays_and_is_read_again():
    digest = keep()
    assert release("component:1") == [digest]
    assert keep(b"words", "component:2") == digest
    assert not actions.remove_doomed(digest)
    assert store().open(digest).read() == b"words"
    assert Derived.objects.get(blob=digest).state == DerivedState.WAITING


def test_bytes_that_went_between_storing_and_filing_are_asked_for_again():
    staged = store().store(BytesIO(b"words"))
    store().delete(staged.sha256)
    with pytest.raises(ContentVanished) as vanished, transaction.atomic():
        actions.adopt([staged], {}, [], now=NOW)
    assert vanished.value.digests == (staged.sha256,)
    assert not Blob.objects.exists()


def test_a_disk_that_fails_leaves_the_content_doomed_for_another_try(monkeypatch):
    digest = keep()
    release("component:1")
    monkeypatch.setattr(os, "fsync", _broken)
    with pytest.raises(StoreFailed):
        actions.remove_doomed(digest)
    monkeypatch.undo()
    assert Blob.objects.get().state == "doomed"
    assert actions.remove_doomed(digest)


def _broken(handle):
    raise OSError(5, "Input/output error")


def test_a_document_of_the_systems_own_is_kept_under_its_holder():
    digest = actions.keep_document(b"%PDF", holder="certificate:1", mime="application/pdf", now=NOW)
    assert store().open(digest).read() == b"%PDF"
    assert BlobReference.objects.get().holder == "certificate:1"


def test_text_with_what_no_database_can_hold_is_kept_without_it():
    digest = keep()
    save(digest, "a\x00b")
    save("0" * 64, "nothing")
    assert queries.texts_of([digest]) == {digest: "ab"}


@pytest.mark.parametrize("deep", [True, False])
def test_a_check_of_a_sound_store_finds_nothing(deep):
    keep(b"one")
    keep(b"two", "component:2")
    report = actions.check(SETUP, deep=deep, now=NOW)
    assert report.clean
    assert (report.checked, report.unreferenced, report.doomed) == (2, (), ())


def test_missing_changed_cut_and_swapped_bytes_are_all_found_and_become_incidents():
    digests = [keep(b"content %d" % number, f"component:{number}") for number in range(6)]
    store().delete(digests[0])
    damage(digests[1], b"content X")
    damage(digests[2], b"")
    damage(digests[3], b"content 4")
    report = actions.check(SETUP, now=NOW)
    assert report.missing == (digests[0],)
    assert set(report.corrupt) == set(digests[1:4])
    assert FixityIncident.objects.filter(closed_at=None).count() == 4
    actions.check(SETUP, now=NOW)
    assert FixityIncident.objects.count() == 4
    assert queries.totals()["not_intact"] == 4
    shallow = actions.check(SETUP, deep=False, now=NOW)
    assert (shallow.missing, shallow.corrupt) == ((digests[0],), ())


def test_every_flipped_bit_is_found():
    digest = keep(bytes(5))
    path = store().path_for(digest)
    path.chmod(0o600)
    for bit in range(40):
        data = bytearray(5)
        data[bit // 8] ^= 1 << bit % 8
        path.write_bytes(data)
        assert actions.check(SETUP, now=NOW).corrupt == (digest,)
    path.write_bytes(bytes(5))
    assert actions.check(SETUP, now=NOW).clean


def test_the_contents_checked_longest_ago_are_checked_first():
    digests = [keep(b"%d" % number, f"component:{number}") for number in range(4)]
    for number, digest in enumerate(digests):
        Blob.objects.filter(pk=digest).update(checked_at=NOW - timedelta(days=10 - number))
    damage(digests[1])
    report = actions.verify_oldest(SETUP, limit=2, now=NOW)
    assert (report.checked, report.corrupt) == (2, (digests[1],))
    assert queries.oldest_check() == NOW - timedelta(days=8)


def test_what_is_destroyed_while_it_is_checked_is_no_incident(monkeypatch):
    """The bytes are read outside the transaction; what looks bad is looked at again within."""
    digest = keep()
    release("component:1")
    Blob.objects.update(state="live")
    real = mending._condition

    def meanwhile(place, sha256, deep):
        Blob.objects.update(state="doomed")
        actions.remove_doomed(sha256)
        return real(place, sha256, deep)

    monkeypatch.setattr(mending, "_condition", meanwhile)
    report = actions.check(SETUP, now=NOW)
    assert (report.missing, report.unreferenced) == ((), ())
    assert not FixityIncident.objects.exists()
    assert not store().exists(digest)


def test_a_check_reads_outside_any_transaction(monkeypatch):
    keep()
    seen = []
    real = mending._condition

    def watch(place, sha256, deep):
        seen.append(connection.in_atomic_block)
        return real(place, sha256, deep)

    monkeypatch.setattr(mending, "_condition", watch)
    actions.check(SETUP, now=NOW)
    assert seen == [False]


@pytest.mark.parametrize("verb", ["check", "verify_oldest", "collect_garbage"])
def test_an_ordinary_member_of_staff_is_refused_before_a_byte_is_read_and_it_is_logged(
    verb, monkeypatch
):
    keep()
    for one in (checking, collecting, mending):
        monkeypatch.setattr(one, "store", None)
    given = {"limit": 1} if verb == "verify_oldest" else {}
    with pytest.raises(NotPermitted):
        getattr(actions, verb)(CLERK, **given, now=NOW)
    assert AuditEvent.objects.latest("seq").kind.endswith(":refused")


def stray(data, hours):
    digest = hashlib.sha256(data).hexdigest()
    store().store(BytesIO(data))
    moment = NOW.timestamp() - hours * 3600
    os.utime(store().path_for(digest), (moment, moment))
    return digest


def test_garbage_is_what_nothing_needed_for_the_grace_period():
    kept = keep(b"kept")
    old, young = stray(b"old", 25), stray(b"young", 23)
    idle = keep(b"idle", "component:2")
    BlobReference.objects.filter(blob=idle).delete()
    left = keep(b"left", "component:3")
    release("component:3")
    Blob.objects.filter(pk=left).update(unreferenced_at=NOW - timedelta(hours=25))
    Blob.objects.filter(pk=idle).update(stored_at=NOW - timedelta(hours=25))
    report = actions.check(SETUP, now=NOW)
    assert set(report.unreferenced) == {old, young, idle}
    assert report.doomed == (left,)
    assert actions.collect_garbage(SETUP, now=NOW) == 3
    assert set(store().iter_all()) == {kept, young}
    assert set(Blob.objects.values_list("pk", flat=True)) == {kept}


def test_what_a_capture_takes_up_while_garbage_is_collected_stays(monkeypatch):
    digest = stray(b"words", 25)
    real = collecting._older

    def meanwhile(sha256, before):
        found = real(sha256, before)
        keep(b"words")
        return found

    monkeypatch.setattr(collecting, "_older", meanwhile)
    actions.collect_garbage(SETUP, now=NOW)
    assert store().open(digest).read() == b"words"
    assert Blob.objects.get().state == "live"


def test_an_incident_stays_open_until_a_person_closes_it():
    digest = keep()
    damage(digest)
    actions.check(SETUP, now=NOW)
    [incident] = queries.open_incidents()
    actions.close_incident(SETUP, incident.pk, note="Restored from tape", now=NOW)
    assert not queries.open_incidents().exists()
    assert FixityIncident.objects.get().closed_by == SETUP.reference
