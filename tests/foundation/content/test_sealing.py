"""Sealing: content under keys of its own, which go with the last who holds it, also in backups."""

import shutil
import threading
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.db import transaction
from tests.foundation.content.test_actions_keeping import CLERK, keep, release

from muniment.foundation.access.types import SETUP
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.content import actions, queries, rules
from muniment.foundation.content.actions import converting, sealing
from muniment.foundation.content.models import Blob, BlobReference, WrappedKey
from muniment.foundation.content.queries import keyring, store
from muniment.foundation.content.states import FixityState
from muniment.foundation.content.types import (
    ContentVanished,
    Generation,
    Held,
    KeyGone,
    KeysProblem,
)
from muniment.foundation.kernel.errors import NotPermitted, Refused

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def sealed():
    actions.start_sealing(SETUP, now=NOW)


def files():
    return list(store().iter_held())


def read(sha256):
    with store().open(sha256) as stream:
        return stream.read()


def turn(days, *, every_day=True):
    """Have the daily job of the keys run until so many days have gone."""
    for day in range(1, days + 1) if every_day else [days]:
        actions.turn_keys(SETUP, now=NOW + day * DAY)


def test_new_content_is_sealed_with_a_key_for_each_holder(sealed):
    digest = keep(b"words", "component:1", "component:2")
    assert read(digest) == b"words"
    assert b"words" not in store().path_for(digest).read_bytes()
    assert {row.holder for row in WrappedKey.objects.all()} == {"component:1", "component:2"}
    assert len({bytes(row.wrapped) for row in WrappedKey.objects.all()}) == 2
    assert Blob.objects.get().sealed_at == NOW


def test_content_that_comes_again_is_kept_once_under_its_first_seal(sealed):
    digest = keep(b"words", "component:1")
    before = files()
    assert keep(b"words", "component:2") == digest
    assert files() == before
    assert (read(digest), WrappedKey.objects.count()) == (b"words", 2)


def test_the_same_content_twice_in_one_batch_is_kept_once(sealed):
    staged = [store().store(BytesIO(b"words")) for _ in range(2)]
    with transaction.atomic():
        actions.adopt(staged, {}, [(staged[0].sha256, "component:1")], now=NOW)
    assert len(files()) == 1
    assert read(staged[0].sha256) == b"words"


def test_keys_go_with_their_holders_and_the_last_takes_the_content(sealed):
    digest = keep(b"words", "component:1", "component:2")
    assert release("component:1") == []
    assert [row.holder for row in WrappedKey.objects.all()] == ["component:2"]
    assert read(digest) == b"words"
    assert release("component:2") == [digest]
    assert not WrappedKey.objects.exists()
    with pytest.raises(KeyGone):  # before the bytes have gone
        store().open(digest)
    assert actions.remove_doomed(digest)
    assert files() == []


def test_content_that_is_taken_up_again_before_its_bytes_went_has_a_new_key(sealed):
    digest = keep(b"words", "component:1")
    old = Blob.objects.get().seal
    release("component:1")
    assert keep(b"words", "component:2") == digest
    assert Blob.objects.get().seal != old
    assert not actions.remove_doomed(digest)
    assert read(digest) == b"words"
    actions.collect_garbage(SETUP, now=NOW)
    assert files() == [Held(digest, Blob.objects.get().seal)]


def test_doomed_content_cannot_be_taken_up_without_its_bytes(sealed):
    digest = keep(b"words", "component:1")
    release("component:1")
    store().delete(digest)
    with pytest.raises(ContentVanished), transaction.atomic():
        actions.adopt([store().store(BytesIO(b"x")), _known(digest)], {}, [], now=NOW)


def _known(digest):
    from muniment.foundation.content.types import Staged

    return Staged(digest, 5, "")


def test_a_capture_that_died_leaves_what_nobody_can_read_and_the_collector_takes(sealed):
    staged = store().store(BytesIO(b"words"))
    with pytest.raises(Exception, match="content"):
        store().open(staged.sha256).read()
    actions.collect_garbage(SETUP, now=NOW + 400 * DAY)
    assert files() == []


def test_content_that_was_plain_is_sealed_and_its_plain_bytes_go():
    digests = [keep(b"content %d" % n, f"component:{n}", f"component:9{n}") for n in range(3)]
    broken = keep(b"broken", "component:7")
    store().path_for(broken).chmod(0o600)
    store().path_for(broken).write_bytes(b"else")
    actions.start_sealing(SETUP, now=NOW)
    with pytest.raises(Refused, match="already"):
        actions.start_sealing(SETUP, now=NOW)
    assert actions.seal_existing(SETUP, now=NOW) == 3
    assert [read(one) for one in digests] == [b"content 0", b"content 1", b"content 2"]
    assert WrappedKey.objects.exclude(holder="").count() == 6
    assert [one.sha256 for one in files() if not one.seal] == [broken]
    assert actions.check(SETUP, now=NOW).corrupt == (broken,)
    assert actions.seal_existing(SETUP, now=NOW) == 0
    status = queries.status(NOW)
    assert (status.sealed, status.plain, status.overdue) == (3, 1, False)


def test_sealing_what_is_there_has_to_have_been_started():
    with pytest.raises(Refused, match="not been started"):
        actions.seal_existing(SETUP, now=NOW)


@pytest.mark.parametrize("stop", ["before the change", "before the plain bytes went"])
def test_sealing_that_dies_goes_on_and_leaves_one_form(monkeypatch, stop):
    digest = keep(b"words")
    actions.start_sealing(SETUP, now=NOW)
    place, name = (
        (converting, "change_over") if stop == "before the change" else (type(store()), "drop")
    )
    monkeypatch.setattr(place, name, _die)
    with pytest.raises(SystemExit):
        actions.seal_existing(SETUP, now=NOW)
    monkeypatch.undo()
    assert read(digest) == b"words"
    assert len(files()) == 2
    actions.seal_existing(SETUP, now=NOW)
    actions.collect_garbage(SETUP, now=NOW)
    assert files() == [Held(digest, Blob.objects.get().seal)]
    assert read(digest) == b"words"


def _die(*args, **kwargs):
    raise SystemExit


def test_what_is_destroyed_while_it_is_being_sealed_stays_destroyed(monkeypatch):
    digest = keep(b"words")
    actions.start_sealing(SETUP, now=NOW)
    real = converting.change_over

    def late(*args, **kwargs):
        release("component:1")
        actions.remove_doomed(digest)
        return real(*args, **kwargs)

    monkeypatch.setattr(converting, "change_over", late)
    assert actions.seal_existing(SETUP, now=NOW) == 0
    assert (files(), WrappedKey.objects.count()) == ([], 0)


# -- generations of keys ------------------------------------------------------------------------
def test_keys_are_replaced_every_week_and_the_old_ones_destroyed_when_their_time_is_over(sealed):
    digest = keep()
    turn(6)
    assert [one.number for one in keyring().generations()] == [1]
    turn(7, every_day=False)
    assert [one.number for one in keyring().generations()] == [1, 2]
    assert [row.generation for row in WrappedKey.objects.all()] == [2]
    assert read(digest) == b"words"
    turn(60)
    numbers = [one.number for one in keyring().generations()]
    assert 1 not in numbers
    assert len(numbers) <= 6
    assert read(digest) == b"words"
    kinds = set(AuditEvent.objects.values_list("kind", flat=True))
    assert {"content:keys:made", "content:keys:destroyed"} <= kinds


def test_an_old_backup_with_the_keys_of_today_gives_no_destroyed_content_after_the_days(
    sealed, body, tmp_path
):
    """Promise 16. The backup: every file of the store, every row. The keys: those of today."""
    living = keep(b"living", "component:1")
    gone = [keep(b"gone %d" % n, f"component:1{n}") for n in range(3)]
    turn(3)
    backup = _back_up(body, tmp_path)
    release(*(f"component:1{n}" for n in range(3)))
    for digest in gone:
        assert actions.remove_doomed(digest)
    turn(20)
    kept = tmp_path / "wraps"
    _restore(backup, body)
    assert [read(one) for one in gone] == [b"gone 0", b"gone 1", b"gone 2"]  # in time
    _destroy_again(gone)
    turn(3 + 35)
    actions.save_keys(SETUP, kept, now=NOW)
    _restore(backup, body)
    for digest in [*gone, living]:  # the wrapped keys of the old backup are of no use
        with pytest.raises(KeyGone):
            store().open(digest)
    actions.load_keys(SETUP, kept, now=NOW)
    assert read(living) == b"living"
    for digest in gone:
        assert store().exists(digest)
        with pytest.raises(KeyGone):
            store().open(digest)
        assert store().verify(digest) is FixityState.CORRUPT


def _destroy_again(gone):
    release(*(f"component:1{n}" for n in range(3)))
    for digest in gone:
        actions.remove_doomed(digest)


def _back_up(body, folder):
    shutil.copytree(body / "content", folder / "content")
    rows = {model: list(model.objects.all()) for model in (Blob, BlobReference, WrappedKey)}
    return folder / "content", rows


def _restore(backup, body):
    folder, rows = backup
    shutil.rmtree(body / "content" / "blobs")
    shutil.copytree(folder / "blobs", body / "content" / "blobs")
    for model in (WrappedKey, BlobReference, Blob):
        model.objects.all().delete()
    for model in (Blob, BlobReference, WrappedKey):
        model.objects.bulk_create(rows[model])


def test_wrapping_anew_that_dies_goes_on(sealed, monkeypatch):
    digests = [keep(b"%d" % n, f"component:{n}") for n in range(5)]
    monkeypatch.setattr(sealing, "CHUNK", 2)
    real, calls = sealing._wrap_anew, []

    def dying(last):
        calls.append(last)
        return real(last) if len(calls) < 2 else _die()

    monkeypatch.setattr(sealing, "_wrap_anew", dying)
    with pytest.raises(SystemExit):
        actions.turn_keys(SETUP, force=True, now=NOW + DAY)
    monkeypatch.setattr(sealing, "_wrap_anew", real)
    generations = WrappedKey.objects.order_by("pk").values_list("generation", flat=True)
    assert list(generations) == [2, 2, 1, 1, 1]
    assert [read(one) for one in digests] == [b"0", b"1", b"2", b"3", b"4"]
    actions.turn_keys(SETUP, now=NOW + 60 * DAY)
    assert set(WrappedKey.objects.values_list("generation", flat=True)) == {3}
    assert [read(one) for one in digests] == [b"0", b"1", b"2", b"3", b"4"]


def test_a_generation_that_a_living_key_needs_is_not_destroyed(sealed, monkeypatch):
    digest = keep()
    monkeypatch.setattr(sealing, "_wrap_anew", lambda last: (0, None))
    turn(60)
    assert keyring().generations()[0].number == 1
    assert read(digest) == b"words"
    assert queries.status(NOW + 60 * DAY).overdue
    with pytest.raises(Refused, match="still needed"):
        actions.destroy_generations(SETUP, [1], now=NOW + 60 * DAY)


def test_a_clock_that_leaps_does_not_keep_old_keys_for_years(sealed):
    digest = keep()
    actions.turn_keys(SETUP, now=NOW + 3650 * DAY)
    turn(45)
    assert read(digest) == b"words"
    assert not queries.status(NOW + 45 * DAY).overdue
    assert 1 not in [one.number for one in keyring().generations()]


def test_a_destroyed_key_is_overwritten_before_its_name_goes(sealed, monkeypatch):
    keyring().make(2, now=NOW)
    path = keyring().folder / "content-000001.key"
    kept = tmp = path.with_name("linked")
    kept.hardlink_to(path)
    keyring().destroy(1)
    assert not path.exists()
    assert tmp.read_bytes().strip(b"\0") == b""
    keyring().destroy(1)


def test_half_destroyed_and_broken_keys_are_told_apart(sealed):
    made = keyring().make(2, now=NOW)
    path = keyring().folder / "content-000002.key"
    path.chmod(0o600)
    path.write_bytes(bytes(path.stat().st_size))
    assert [one.number for one in keyring().generations()] == [1]
    path.write_bytes(b"nonsense")
    with pytest.raises(KeysProblem, match="not well formed"):
        keyring().generations()
    assert isinstance(made, Generation)


def test_two_who_make_a_generation_at_once_have_the_same(sealed):
    found = []
    together = threading.Barrier(4)

    def make():
        together.wait()
        found.append(keyring().make(2, now=NOW).key)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert not list(keyring().folder.glob(".*"))


def test_where_the_keys_are_gone_nothing_is_taken_in_plain(sealed):
    keep()
    shutil.rmtree(keyring().folder)
    with pytest.raises(KeysProblem):
        store().store(BytesIO(b"more"))
    with pytest.raises(KeysProblem):
        actions.check(SETUP, now=NOW)
    assert len(files()) == 1


def test_a_wrapped_key_serves_its_own_content_only(sealed):
    one, two = keep(b"one", "component:1"), keep(b"two", "component:2")
    wrapped = WrappedKey.objects.get(sha256=one).wrapped
    WrappedKey.objects.filter(sha256=two).update(wrapped=wrapped)
    with pytest.raises(KeyGone):
        store().open(two)


@pytest.mark.parametrize("verb", ["start_sealing", "seal_existing", "turn_keys"])
def test_only_who_runs_the_system_seals_and_turns_keys(sealed, verb):
    with pytest.raises(NotPermitted):
        getattr(actions, verb)(CLERK, now=NOW)


def test_keys_that_were_saved_are_loaded_for_what_is_held(sealed, tmp_path):
    digest, other = keep(b"one", "component:1"), keep(b"two", "component:2")
    assert actions.save_keys(SETUP, tmp_path / "wraps", now=NOW) == 2
    assert (tmp_path / "wraps").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused, match="already"):
        actions.save_keys(SETUP, tmp_path / "wraps", now=NOW)
    WrappedKey.objects.filter(sha256=digest).delete()
    release("component:2")
    assert actions.load_keys(SETUP, tmp_path / "wraps", now=NOW) == 1
    assert read(digest) == b"one"
    assert not WrappedKey.objects.filter(sha256=other).exists()
    (tmp_path / "nonsense").write_text("{}\n")
    with pytest.raises(Refused, match="line 1"):
        actions.load_keys(SETUP, tmp_path / "nonsense", now=NOW)


def test_the_days_are_counted_to_the_later_of_key_and_old_backups():
    day = NOW.date()
    assert rules.kept_days(35) == 26
    args = {"key_days": 35, "backup_days": 90}
    assert rules.unreadable_from(day, day - 100 * DAY, **args) == day + 35 * DAY
    assert rules.unreadable_from(day, day - 10 * DAY, **args) == day + 80 * DAY


def test_only_what_belongs_leads_to_a_file():
    with pytest.raises(ValueError, match="16"):
        rules.blob_path("0" * 64, "../../etc")
    assert rules.held_as("0" * 64 + "." + "g" * 16) is None
