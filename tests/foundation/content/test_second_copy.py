"""The second copy: written after each commit, gone with the first, never mistaken for another."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from tests.foundation.content.test_actions_keeping import CLERK, damage, keep, release

from muniment.foundation.access.types import SETUP
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.content import actions, queries
from muniment.foundation.content.actions import copying
from muniment.foundation.content.models import Blob, FixityIncident
from muniment.foundation.content.queries import second_copy, store
from muniment.foundation.content.types import CopyAway, Held
from muniment.foundation.kernel.errors import NoRoom, NotPermitted, Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.seldom]

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    """The folder of the second copy."""
    settings.MUNIMENT_CONTENT_COPY = tmp_path / "disk" / "copy"
    return settings.MUNIMENT_CONTENT_COPY


def copy_all():
    return actions.copy_content(SETUP, now=NOW)


def forms(place):
    return sorted(place.iter_held(), key=lambda one: (one.sha256, one.seal))


def data_files(disk) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (disk / "blobs").glob("*/*/*")}


def test_what_is_new_is_copied_once_as_it_lies_and_told_of():
    digests = {keep(b"one"), keep(b"two", "component:2")}
    assert queries.copy_status().waiting == 2
    made = copy_all()
    assert (made.copied, made.bytes, made.failed, made.left) == (2, 6, (), 0)
    assert {one.sha256 for one in forms(second_copy())} == digests
    event = AuditEvent.objects.latest("seq")
    assert event.kind == "content:store:copied"
    assert json.loads(event.canonical)["detail"] == {"files": 2}
    assert copy_all().copied == 0
    assert AuditEvent.objects.latest("seq") == event
    keep(b"three", "component:3")
    assert copy_all().copied == 1
    assert (queries.copy_status().copied, queries.copy_status().waiting) == (3, 0)


def test_sealed_content_is_copied_sealed_and_what_lay_plain_there_goes(disk):
    digest = keep(b"very plain words")
    copy_all()
    assert b"very plain words" in data_files(disk).values()
    actions.start_sealing(SETUP, now=NOW)
    actions.seal_existing(SETUP, now=NOW)
    assert b"very plain words" not in data_files(disk).values()
    second = keep(b"sealed from the first", "component:2")
    assert copy_all().copied == 2
    assert forms(second_copy()) == forms(store())
    assert all(one.seal for one in forms(second_copy()))
    for one in (digest, second):
        lies = store().path_for(one).read_bytes()
        assert second_copy().path_for(one).read_bytes() == lies
        assert second_copy().verify(one) == "intact"


def test_what_is_destroyed_is_gone_from_both():
    digest = keep(b"words", "component:1", "component:2")
    copy_all()
    release("component:1")
    assert second_copy().exists(digest)
    assert release("component:2") == [digest]
    assert actions.remove_doomed(digest)
    assert forms(second_copy()) == forms(store()) == []


@pytest.mark.parametrize("harm", ["unmounted", "unset", "of another body"])
def test_nothing_is_said_to_be_destroyed_while_its_copy_is_out_of_reach(harm, disk, settings):
    digest = keep()
    copy_all()
    if harm == "unset":
        settings.MUNIMENT_CONTENT_COPY = None
    elif harm == "unmounted":
        disk.rename(disk.with_name("elsewhere"))
        disk.mkdir()
    else:
        (disk / "muniment-copy").write_text('{"format": "muniment-copy/1", "origin": "x"}\n')
    release("component:1")
    with pytest.raises(CopyAway):
        actions.remove_doomed(digest)
    assert Blob.objects.get().state == "doomed"
    assert queries.copy_status().away
    settings.MUNIMENT_CONTENT_COPY = (
        disk.with_name("elsewhere") if disk.with_name("elsewhere").exists() else disk
    )
    if harm == "of another body":
        (disk / "muniment-copy").write_text(
            f'{{"format": "muniment-copy/1", "origin": "{settings.MUNIMENT_ORIGIN}"}}\n'
        )
    assert actions.remove_doomed(digest)
    assert forms(second_copy()) == []


def test_a_disk_that_is_not_there_is_told_of_and_nothing_is_taken_for_missing(disk):
    keep()
    copy_all()
    disk.rename(disk.with_name("elsewhere"))
    report = actions.check(SETUP, now=NOW)
    assert (report.missing, report.uncopied, report.copies, report.clean) == ((), (), 0, False)
    assert "Is its disk there?" in report.away
    assert not FixityIncident.objects.exists()
    with pytest.raises(CopyAway):
        copy_all()
    assert not disk.exists()


def test_a_copy_that_is_lost_is_forgotten_for_a_reason_and_begun_again(disk):
    keep()
    with pytest.raises(Refused):
        actions.forget_copy(SETUP, reason="The disk broke", now=NOW)
    copy_all()
    disk.rename(disk.with_name("broken"))
    with pytest.raises(Refused) as refused:
        actions.forget_copy(SETUP, reason=" ", now=NOW)
    assert [one.code for one in refused.value.reasons] == ["no_reason"]
    assert actions.forget_copy(SETUP, reason="The disk broke and was shredded", now=NOW) == 1
    assert copy_all().copied == 1
    assert forms(second_copy()) == forms(store())


def test_a_folder_of_other_things_is_refused_and_so_is_none(disk, settings):
    keep()
    disk.mkdir(parents=True)
    (disk / "holiday.jpg").touch()
    with pytest.raises(CopyAway, match="holds other things"):
        copy_all()
    settings.MUNIMENT_CONTENT_COPY = None
    with pytest.raises(Refused, match="No second copy is set"):
        copy_all()
    assert AuditEvent.objects.latest("seq").kind == "content:store:copy:refused"


def test_an_ordinary_member_of_staff_is_refused_before_a_byte_is_read(disk):
    keep()
    with pytest.raises(NotPermitted):
        actions.copy_content(CLERK, now=NOW)
    with pytest.raises(NotPermitted):
        actions.forget_copy(CLERK, reason="x", now=NOW)
    assert not disk.exists()


def test_a_full_disk_stops_the_copying_and_the_rest_is_copied_later(settings):
    keep()
    settings.MUNIMENT_HEADROOM_BYTES, before = 2**62, settings.MUNIMENT_HEADROOM_BYTES
    with pytest.raises(NoRoom):
        copy_all()
    settings.MUNIMENT_HEADROOM_BYTES = before
    assert copy_all().copied == 1


def test_what_is_destroyed_or_sealed_while_it_is_copied_is_not_copied_as_it_was(monkeypatch):
    gone, changed = keep(b"gone"), keep(b"changed", "component:2")
    keep(b"stays", "component:3")
    real = copying.enter_copied

    def meanwhile(actor, staged, *, now):
        monkeypatch.undo()
        release("component:1")
        actions.remove_doomed(gone)
        Blob.objects.filter(pk=changed).update(seal="0123456789abcdef")
        return real(actor, staged, now=now)

    monkeypatch.setattr(copying, "enter_copied", meanwhile)
    assert copy_all().copied == 1
    assert [one.sha256 for one in forms(second_copy())] == [hashlib.sha256(b"stays").hexdigest()]
    assert list((second_copy().root / "incoming").iterdir()) == []


def test_one_that_copies_without_looking_again_brings_back_what_was_destroyed(monkeypatch):
    """The check above bites: this is the fault that it must find."""
    gone = keep(b"gone")
    real = copying.enter_copied

    def meanwhile(actor, staged, *, now):
        release("component:1")
        actions.remove_doomed(gone)
        return real(actor, staged, now=now)

    monkeypatch.setattr(copying, "enter_copied", meanwhile)
    monkeypatch.setattr(copying, "lives_as", lambda row, staged: True)
    copy_all()
    assert second_copy().exists(gone)


def test_two_copy_at_once_and_the_second_is_told(disk):
    from muniment.foundation.content.adapters import mark

    keep()
    copy_all()
    with mark.alone(disk), pytest.raises(CopyAway, match="somebody else"):
        copy_all()


def test_what_a_kill_left_is_cleared_away(disk):
    digest = keep()
    copy_all()
    (disk / "incoming" / "left").write_bytes(b"half of")
    stray = second_copy().store(BytesIO(b"stray"))
    other_form = second_copy().path_for(digest, "0123456789abcdef")
    other_form.write_bytes(b"an old form")
    copy_all()
    assert not (disk / "incoming" / "left").exists()
    actions.collect_garbage(SETUP, now=NOW + timedelta(days=2))
    assert forms(second_copy()) == [Held(digest)]
    assert not second_copy().exists(stray.sha256)


def test_content_taken_up_again_after_half_a_destruction_is_copied_again():
    digest = keep()
    copy_all()
    release("component:1")
    second_copy().delete(digest)
    keep(b"words", "component:2")
    assert copy_all().copied == 1
    assert second_copy().verify(digest) == "intact"


def test_content_that_is_damaged_in_the_store_is_not_copied():
    digest = keep()
    damage(digest)
    made = copy_all()
    assert (made.copied, made.failed, made.left) == (0, (digest,), 1)
    assert forms(second_copy()) == []


def test_a_restored_body_finds_what_the_copy_holds_and_copies_only_the_rest():
    keep()
    copy_all()
    keep(b"new", "component:2")
    assert actions.forget_copy(SETUP, reason="Restored", now=NOW) == 1
    lies = second_copy().path_for(hashlib.sha256(b"words").hexdigest()).stat().st_mtime_ns
    assert copy_all().copied == 2
    assert second_copy().path_for(hashlib.sha256(b"words").hexdigest()).stat().st_mtime_ns == lies
