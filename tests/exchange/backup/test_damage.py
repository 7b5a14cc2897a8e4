"""Promise 26: a backup with one byte wrong or one file gone is refused, and the file is named.

Twenty variants in every run, MUNIMENT_FAULT_BACKUPS (200) in the long one.
"""

import os
import random
import shutil

import pytest
from tests.lifecycle.disposal.test_destroying import destroyed
from tests.lifecycle.town import LONG_AGO, TODAY

from muniment.exchange.backup import actions
from muniment.exchange.backup.actions import examining
from muniment.exchange.backup.types import NotABackup, Wish
from muniment.foundation.audit.actions import checkpoint, create_signing_key

VARIANTS = int(os.environ.get("MUNIMENT_FAULT_BACKUPS", "20"))


def flip(path, chance) -> None:
    data = bytearray(path.read_bytes())
    place = chance.randrange(len(data))
    data[place] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def cut(path, chance) -> None:
    data = path.read_bytes()
    place = chance.randrange(len(data))
    path.write_bytes(data[:place] + data[place + 1 :])


def grow(path, chance) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def remove(path, chance) -> None:
    path.unlink()


def harms(path):
    return [flip, cut, grow, remove] if path.stat().st_size else [grow, remove]


@pytest.mark.fault
def test_each_damaged_backup_is_refused_and_the_file_named(town, to):
    kept = town.file(*[TODAY] * 5)
    destroyed(town, *town.file(LONG_AGO))
    checkpoint(now=town.now)
    actions.take(town.who("admin"), to, now=town.now)
    files = sorted(path for path in to.rglob("*") if path.is_file() and path.name != "lock")
    assert len(files) > len(kept) + 7
    chance = random.Random(26)
    for number in range(VARIANTS):
        path = files[number % len(files)]
        harm = chance.choice(harms(path))
        whole = path.read_bytes()
        harm(path, chance)
        try:
            done = actions.restore(Wish(to), now=town.now)
            said = " ".join(done.faults)
        except NotABackup as refusal:
            said = str(refusal)
        path.write_bytes(whole)
        named = path.name in said or (path.name == "muniment-backup" and str(to) in said)
        assert named, (path.name, harm.__name__, said)
    assert actions.restore(Wish(to), now=town.now).sound


def test_a_backup_without_its_manifest_is_none(town, to):
    actions.take(town.who("admin"), to, now=town.now)
    [place] = (to / "snapshots").iterdir()
    (place / "manifest").unlink()
    with pytest.raises(NotABackup):
        actions.restore(Wish(to), now=town.now)
    with pytest.raises(NotABackup):
        actions.restore(Wish(place), now=town.now)


def test_an_older_backup_is_not_proven_in_the_place_of_the_latest(town, to):
    actions.take(town.who("admin"), to, now=town.now)
    made = actions.take(town.who("admin"), to, now=town.later(minutes=5))
    (to / "snapshots" / made.manifest.name / "manifest").unlink()
    with pytest.raises(NotABackup, match=f"{made.manifest.name}/manifest is missing"):
        actions.restore(Wish(to), now=town.now)


def test_a_manifest_signed_with_another_key_is_refused(town, to, tmp_path, settings):
    actions.take(town.who("admin"), to, now=town.now)
    other = tmp_path / "other"
    shutil.copytree(settings.MUNIMENT_HOME / "keys", other)
    text = (other / "audit-signing.pub").read_text()
    settings.MUNIMENT_HOME = tmp_path / "second home"
    create_signing_key()
    assert (settings.MUNIMENT_HOME / "keys" / "audit-signing.pub").read_text() != text
    with pytest.raises(NotABackup, match="manifest"):
        actions.restore(Wish(to), now=town.now)
    assert examining.open_snapshot(to, other).vouched
