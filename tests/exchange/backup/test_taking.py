"""Taking backups: what is copied, what is kept, who may, and where to."""

from datetime import timedelta

import pytest
from tests.lifecycle.town import TODAY

from muniment.exchange.backup import actions, queries
from muniment.exchange.backup.actions import examining, taking
from muniment.exchange.backup.adapters import folder
from muniment.exchange.backup.rules.deciding import aged_out, is_late
from muniment.exchange.backup.types import BackupFailed, NotABackup, Wish
from muniment.foundation.audit import queries as audit
from muniment.foundation.content import actions as content
from muniment.foundation.content.queries import store
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.lifecycle.disposal import actions as disposal


def faults(to) -> list[str]:
    """What is wrong with the files of the latest backup."""
    found = examining.open_snapshot(to, None)
    quiet = examining.faults_of_content(found, lambda step, done, total: None)
    return [*examining.faults_of_parts(found), *quiet]


def stored(to) -> set[str]:
    return {path.name for path in (to / "content").glob("*/*/*")}


def test_content_that_is_there_already_is_not_copied_again(town, to):
    town.file(TODAY, TODAY)
    first = actions.take(town.who("admin"), to, now=town.now)
    town.file(TODAY)
    second = actions.take(town.who("admin"), to, now=town.later(hours=1))
    assert (first.copied, first.manifest.contents) == (2, 2)
    assert (second.copied, second.manifest.contents) == (1, 3)
    assert stored(to) == set(store().iter_all())
    assert [one.name for one in queries.backups()] == [second.manifest.name, first.manifest.name]


def test_content_that_lies_there_differently_is_copied_again(town, to):
    [one] = town.file(TODAY)
    digest = one.components.get().sha256
    actions.take(town.who("admin"), to, now=town.now)
    folder.content_path(to, digest).write_bytes(b"short")
    assert actions.take(town.who("admin"), to, now=town.later(hours=1)).copied == 1
    assert faults(to) == []


def test_old_backups_go_and_the_content_that_only_they_needed(town, to):
    gone, stays = town.file(TODAY, TODAY)
    digest = gone.components.get().sha256
    first = actions.take(town.who("admin"), to, keep_days=35, now=town.now)
    disposal.destroy_again([gone.reference], actor="setup", why="a test", now=town.now)
    second = actions.take(town.who("admin"), to, keep_days=35, now=town.later(days=34))
    assert list(second.removed) == []
    assert digest in stored(to)
    third = actions.take(town.who("admin"), to, keep_days=35, now=town.later(hours=1))
    assert list(third.removed) == [first.manifest.name]
    assert stored(to) == {stays.components.get().sha256}
    assert [one.name for one in queries.backups()] == [third.manifest.name, second.manifest.name]
    assert faults(to) == []


def test_the_latest_backup_stays_however_old_it_is(town):
    old = {"a": town.now - timedelta(days=400), "b": town.now - timedelta(days=300)}
    assert aged_out(old, 35, town.now) == ["a"]
    assert aged_out({}, 35, town.now) == []


def test_a_backup_is_late_after_two_days(town):
    assert is_late(None, town.now)
    assert not is_late(town.now - timedelta(hours=47), town.now)
    assert is_late(town.now - timedelta(hours=49), town.now)


def test_content_that_is_missing_is_told_of_and_the_rest_is_kept(town, to):
    lost, _ = town.file(TODAY, TODAY)
    digest = lost.components.get().sha256
    store().delete(digest)
    made = actions.take(town.who("admin"), to, now=town.now)
    assert list(made.manifest.missing) == [digest]
    assert made.manifest.contents == 1
    done = actions.restore(Wish(to), now=town.now)
    assert not done.sound
    assert digest in " ".join(done.faults)


def test_content_that_is_corrupt_is_not_taken_for_what_it_was(town, to):
    [one] = town.file(TODAY)
    digest = one.components.get().sha256
    store().path_for(digest).write_bytes(b"something else")
    assert list(actions.take(town.who("admin"), to, now=town.now).manifest.missing) == [digest]
    assert stored(to) == set()


def test_only_who_runs_the_system_may_and_the_log_has_it(town, to):
    with pytest.raises(NotPermitted):
        actions.take(town.who("clerk"), to, now=town.now)
    assert not to.exists()
    assert audit.events(limit=1)[0].kind == "backup:snapshot:take:refused"
    actions.take(town.who("admin"), to, now=town.now)
    assert audit.events(limit=1)[0].kind == "backup:snapshot:taken"


@pytest.mark.parametrize("where", ["home", "home/below", "checkpoints/below", "."])
def test_a_folder_that_would_be_lost_with_the_body_is_refused(town, tmp_path, where):
    with pytest.raises(Refused) as refused:
        actions.take(town.who("admin"), tmp_path / where, now=town.now)
    assert {one.code for one in refused.value.reasons} == {"inside"}


def test_a_folder_of_something_else_is_refused(town, to, settings):
    to.mkdir()
    (to / "holiday.jpg").touch()
    with pytest.raises(NotABackup, match="other things"):
        actions.take(town.who("admin"), to, now=town.now)
    (to / "holiday.jpg").unlink()
    actions.take(town.who("admin"), to, now=town.now)
    settings.MUNIMENT_ORIGIN = "elsewhere.example/audit"
    with pytest.raises(NotABackup, match="another body"):
        actions.take(town.who("admin"), to, now=town.now)


def test_keeping_backups_for_no_day_is_refused(town, to):
    with pytest.raises(Refused) as refused:
        actions.take(town.who("admin"), to, keep_days=0, now=town.now)
    assert [one.code for one in refused.value.reasons] == ["keep_days"]


def test_two_at_once_are_refused(town, to):
    with folder.locked(to, alone=True), pytest.raises(Refused) as refused:
        actions.take(town.who("admin"), to, now=town.now)
    assert [one.code for one in refused.value.reasons] == ["busy"]
    with folder.locked(to, alone=True):
        quiet = {"progress": lambda step, done, total: None}
        assert actions.take_in_turn(town.who("admin"), to, now=town.now, **quiet) is None


def test_what_a_killed_backup_left_is_cleared_away_and_counts_for_nothing(town, to):
    town.file(TODAY)
    actions.take(town.who("admin"), to, now=town.now)
    (to / "snapshots" / "20261121T110000Z.partial").mkdir()
    (to / "incoming" / "left").touch()
    stray = folder.content_path(to, "ab" * 32)
    stray.parent.mkdir(parents=True)
    stray.touch()
    assert len(folder.names(to)) == 1
    actions.take(town.who("admin"), to, now=town.later(hours=2))
    assert len(folder.names(to)) == len(list((to / "snapshots").iterdir())) == 2
    assert not stray.exists()
    assert not (to / "incoming" / "left").exists()


def test_content_that_is_sealed_while_the_backup_is_taken_does_not_count_as_missing(
    town, to, monkeypatch
):
    town.file(TODAY)
    content.start_sealing(town.who("admin"), now=town.now)
    real = taking.facts.read

    def then_sealed(ask):
        known = real(ask)
        content.seal_existing(town.who("admin"), now=town.now)
        return known

    monkeypatch.setattr(taking.facts, "read", then_sealed)
    with pytest.raises(BackupFailed, match="Take it again"):
        actions.take(town.who("admin"), to, now=town.now)
    assert folder.names(to) == []
