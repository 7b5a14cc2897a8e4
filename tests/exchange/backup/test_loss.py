"""Promise 27: what is lost, if everything is lost but the backups, is the work of a few minutes.

Backups are taken by the body's own jobs, at the pace that the settings say. One kill in every run,
MUNIMENT_FAULT_BACKUPS / 4 (50) in the long one; seconds stand for minutes.
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.faults.conftest import _url
from tests.lifecycle.town import TODAY

from muniment.exchange.backup import actions, queries
from muniment.exchange.backup.adapters import folder
from muniment.exchange.backup.rules.deciding import is_due, loss_at_most, to_remove
from muniment.foundation.content.queries import store
from muniment.lifecycle.disposal import actions as disposal

ROOT = Path(__file__).parents[3]
KILLS = max(int(os.environ.get("MUNIMENT_FAULT_BACKUPS", "0")) // 4, 1)
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def lost(town, to, tmp_path, settings, kills, **more) -> dict:
    environment = {
        **os.environ,
        "MUNIMENT_DATABASE_URL": _url(tmp_path / "loss.sqlite3"),
        "MUNIMENT_HOME": str(settings.MUNIMENT_HOME),
        "MUNIMENT_CHECKPOINTS": str(settings.MUNIMENT_CHECKPOINTS),
        "DJANGO_SETTINGS_MODULE": "muniment.config.settings",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        **more,
    }
    orders = [str(kills), str(to), json.dumps(town.references)]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.exchange.backup.losing", *orders],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.fault
def test_after_a_kill_at_any_moment_the_latest_backup_lacks_no_more_than_is_promised(
    town, to, tmp_path, settings
):
    found = lost(town, to, tmp_path, settings, KILLS)
    assert found["wrong"] == []
    assert found["sound"]
    assert found["acknowledged"] > 5


@pytest.mark.fault
@pytest.mark.skipif("MUNIMENT_FAULT_BACKUPS" not in os.environ, reason="in the long form")
def test_a_body_that_takes_one_backup_only_is_found_out(town, to, tmp_path, settings):
    assert lost(town, to, tmp_path, settings, 3, MUNIMENT_MUTANT="1")["wrong"]


@given(
    every=st.integers(1, 600),
    durations=st.lists(st.floats(0, 200), min_size=1, max_size=30),
    looks=st.integers(1, 60),
)
def test_no_gap_is_longer_than_is_said(every, durations, looks):
    """A worker looks every so often; a backup holds what was done before it began, and counts from
    when it has ended."""
    began, clock = NOW, NOW + timedelta(seconds=durations[0])
    for last, seconds in pairwise(durations):
        while not is_due(began, last, changed=True, every=every, now=clock):
            clock += timedelta(seconds=looks)
        ends = clock + timedelta(seconds=seconds)
        slowest = max(last, seconds)
        assert (ends - began).total_seconds() <= 1e-3 + max(
            loss_at_most(slowest, every=every, looks=looks), last + seconds + looks
        )
        began, clock = clock, ends


def test_minutes_are_promised_and_kept_by_bodies_of_ordinary_size():
    sqlite, postgresql = queries.EVERY["sqlite"], queries.EVERY["postgresql"]
    assert loss_at_most(54, every=sqlite, looks=queries.LOOKS) <= 300
    assert loss_at_most(6, every=postgresql, looks=queries.LOOKS) <= 60


def test_where_nothing_has_changed_one_a_day_is_taken_and_else_as_often_as_is_said():
    def due(after, changed, seconds=1.0):
        return is_due(NOW, seconds, changed=changed, every=120, now=NOW + after)

    assert is_due(None, 0, changed=False, every=120, now=NOW)
    assert not due(timedelta(seconds=119), True)
    assert due(timedelta(seconds=120), True)
    assert not due(timedelta(seconds=120), True, seconds=31)
    assert not due(timedelta(hours=23), False)
    assert due(DAY, False)


def test_a_backup_is_due_when_something_was_done_and_that_it_was_taken_is_nothing(town, to):
    assert queries.is_due(to, now=town.now)
    actions.take(town.who("admin"), to, now=town.now)
    later = town.now + timedelta(hours=2)
    assert not queries.is_due(to, now=later)
    town.file(TODAY)
    assert queries.is_due(to, now=later)
    assert not queries.is_due(to, now=town.now + timedelta(seconds=15))


@given(
    minutes=st.lists(st.integers(0, 60 * 24 * 60), unique=True, min_size=1, max_size=80),
    keep_days=st.integers(1, 50),
)
def test_what_is_kept_leaves_no_gap_and_nothing_too_old(minutes, keep_days):
    taken = {f"{one:06}": NOW - timedelta(minutes=one) for one in minutes}
    removed = to_remove(taken, keep_days, NOW)
    kept = {name: at for name, at in taken.items() if name not in removed}
    latest = max(taken.values())
    assert latest in kept.values()
    for at in kept.values():
        assert at == latest or NOW - at <= max(timedelta(days=keep_days) - DAY, timedelta(0))
    for at in taken.values():
        if NOW - at > max(timedelta(days=keep_days) - DAY, timedelta(0)):
            continue
        near = timedelta(0) if NOW - at <= HOUR else HOUR if NOW - at <= DAY else DAY
        assert any(timedelta(0) <= at - one <= near for one in kept.values())
    assert to_remove(kept, keep_days, NOW) == []


def test_backups_are_thinned_and_each_that_stays_is_whole(town, to):
    """What is destroyed goes from the folder with the last backup that needs it, not before."""
    gone, _ = town.file(TODAY, TODAY)
    digest = gone.components.get().sha256
    moments = (0, 10, 20, 70, 80, 200, 60 * 26, 60 * 50)
    start, removed = town.now, []
    for number, minutes in enumerate(moments):
        if number == 2:
            disposal.destroy_again([gone.reference], actor="setup", why="a test", now=town.now)
        town.file(TODAY)
        made = actions.take(town.who("admin"), to, now=start + timedelta(minutes=minutes))
        removed += made.removed
        for name in folder.names(to):
            place = to / "snapshots" / name
            assert all(folder.content_path(to, one.stored).exists() for one in folder.held(place))
    assert len(folder.names(to)) == len(moments) - len(removed) < len(moments)
    assert folder.content_path(to, digest).exists()  # the first of the day has it
    actions.take(town.who("admin"), to, now=start + timedelta(days=40))
    assert not folder.content_path(to, digest).exists()
    assert {path.name for path in (to / "content").glob("*/*/*")} == set(store().iter_all())


@pytest.mark.parametrize("step", ["unlink", "rmtree"])
def test_a_removal_that_is_cut_off_is_ended_by_the_next_backup(town, to, step, monkeypatch):
    gone, _ = town.file(TODAY, TODAY)
    digest = gone.components.get().sha256
    actions.take(town.who("admin"), to, now=town.now)
    disposal.destroy_again([gone.reference], actor="setup", why="a test", now=town.now)

    def cut_off(*given, **more):
        raise KeyboardInterrupt

    if step == "rmtree":
        monkeypatch.setattr(folder.shutil, "rmtree", cut_off)
    else:
        monkeypatch.setattr(folder, "content_path", cut_off)
    with pytest.raises(KeyboardInterrupt):
        folder.remove(to, folder.names(to), sweep=False)
    monkeypatch.undo()
    assert folder.names(to) == []
    actions.take(town.who("admin"), to, now=town.now + HOUR)
    assert len(list((to / "snapshots").iterdir())) == len(folder.names(to)) == 1
    assert not folder.content_path(to, digest).exists()
