"""Restoring: what is asked for, what is refused, and what the restored body is like."""

import shutil

import pytest
from django.db import DatabaseError
from tests.lifecycle.disposal.test_destroying import destroyed
from tests.lifecycle.town import LONG_AGO

from muniment.exchange.backup import actions
from muniment.exchange.backup.actions import examining, remembering
from muniment.exchange.backup.rules import deciding
from muniment.exchange.backup.types import Remembered, Wish
from muniment.foundation.audit import queries as audit
from muniment.foundation.kernel.errors import Refused


def codes(refused) -> set[str]:
    return {one.code for one in refused.value.reasons}


def known(to, *ledgers) -> Remembered:
    """What is remembered of destructions since the latest backup."""
    found = examining.open_snapshot(to, None)
    return remembering.remembered(found.root, found.manifest, found.key, ledgers)


@pytest.fixture
def one_gone(town, to):
    """A backup, and a record that was destroyed after it; its reference."""
    [one] = town.file(LONG_AGO)
    actions.take(town.who("admin"), to, now=town.now)
    destroyed(town, one)
    return one.reference


def lose_the_database(monkeypatch) -> None:
    """The disk with the database is gone: whatever is asked of it fails."""

    def lost(*args, **named):
        raise DatabaseError("lost")

    monkeypatch.setattr(remembering.records, "every_record", lost)


def test_the_live_database_and_the_ledger_know_what_was_destroyed(one_gone, to, settings):
    ledger = settings.MUNIMENT_CHECKPOINTS / "destroyed.ledger"
    found = known(to)
    assert found.destroyed == {one_gone}
    assert list(found.sources) == ["the live database", str(ledger)]
    ledger.unlink()
    assert list(known(to).sources) == ["the live database"]
    assert known(to).destroyed == {one_gone}


def test_where_the_database_is_lost_the_ledger_knows(one_gone, to, tmp_path, settings, monkeypatch):
    lose_the_database(monkeypatch)
    assert known(to).destroyed == {one_gone}
    elsewhere = tmp_path / "copy of the ledger"
    (settings.MUNIMENT_CHECKPOINTS / "destroyed.ledger").rename(elsewhere)
    assert known(to, elsewhere).destroyed == {one_gone}
    assert list(known(to, elsewhere).sources) == [str(elsewhere)]


def test_where_nothing_knows_the_restore_is_refused_unless_it_is_accepted(
    town, one_gone, to, tmp_path, settings, monkeypatch
):
    lose_the_database(monkeypatch)
    (settings.MUNIMENT_CHECKPOINTS / "destroyed.ledger").unlink()
    wish = Wish(to, into=tmp_path / "restored", actor="admin")
    with pytest.raises(Refused) as refused:
        actions.restore(wish, now=town.now)
    assert codes(refused) == {"no_ledger"}
    assert not wish.into.exists()
    assert deciding.reasons_not_to_restore(known(to), without_ledger=True) == []


@pytest.mark.parametrize("harm", ["cut off at the front", "older than the backup", "not there"])
def test_a_ledger_that_is_not_whole_is_refused_and_what_is_whole_is_used(
    harm, town, to, tmp_path, settings
):
    before = town.file(LONG_AGO, LONG_AGO)
    destroyed(town, *before)
    actions.take(town.who("admin"), to, now=town.now)
    [after] = town.file(LONG_AGO)
    destroyed(town, after)
    ledger = settings.MUNIMENT_CHECKPOINTS / "destroyed.ledger"
    lines = ledger.read_text().split("\n")
    if harm == "cut off at the front":
        ledger.write_text("\n".join(lines[1:]))
    elif harm == "older than the backup":
        ledger.write_text(lines[0] + "\n")
    given = [tmp_path / "nowhere"] if harm == "not there" else []
    found = known(to, *given)
    assert after.reference in found.destroyed
    reasons = deciding.reasons_not_to_restore(found, without_ledger=False)
    assert {one.code for one in reasons} == {"ledger_damaged"}


def test_a_database_of_another_body_is_no_source(one_gone, to, monkeypatch, settings):
    (settings.MUNIMENT_CHECKPOINTS / "destroyed.ledger").unlink()
    other = audit.head(0)
    monkeypatch.setattr(remembering.audit, "head", lambda size: other)
    assert list(known(to).sources) == []


def test_everything_that_stands_in_the_way_is_said_at_once(town, one_gone, to, tmp_path, settings):
    into = tmp_path / "restored"
    into.mkdir()
    shutil.rmtree(settings.MUNIMENT_HOME / "keys")
    keys = tmp_path / "no keys"
    keys.mkdir()
    with pytest.raises(Refused) as refused:
        actions.restore(Wish(to, into=into, actor="admin"), now=town.now)
    assert codes(refused) == {"exists", "no_keys"}
