"""Promise 17: what was destroyed after the backup is not there after the restore."""

import os

from tests.lifecycle.disposal.test_destroying import destroyed
from tests.lifecycle.town import LONG_AGO, TODAY

from muniment.exchange.backup import actions
from muniment.exchange.backup.types import Wish
from muniment.foundation.content import actions as content
from muniment.foundation.content.models import Derived
from muniment.holdings.records.models import Record
from muniment.holdings.search import actions as search
from muniment.lifecycle.disposal import actions as actions_of_disposal

LONG = "MUNIMENT_FAULT_BACKUPS" in os.environ

LOOK = """
from muniment.foundation.access.queries import profile_of
from muniment.foundation.audit.queries import events, verify
from muniment.foundation.content.actions import check
from muniment.foundation.content.queries import store
from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel.clock import now, today
from muniment.holdings.records.models import Component, Record
from muniment.holdings.search.queries import search
who = profile_of("manager", on=today())
print(json.dumps({
    "states": dict(Record.objects.values_list("reference", "state")),
    "readable": [one.record.reference for one in Component.objects.exclude(blob=None)],
    "stored": sorted(store().iter_all()),
    "found": search(who, "xylophonist").total,
    "kept": search(who, "glockenspiel").total,
    "clean": check(SETUP, now=now()).clean,
    "audit": [str(one) for one in verify().faults],
    "kinds": [one.kind for one in events(limit=500)],
    "metadata": [one for one in Record.objects.values_list("metadata", flat=True) if one],
}))
"""


def written(town, many: int, word: str, on=LONG_AGO) -> list[Record]:
    """Records with a word in their text that can be searched for."""
    made = town.file(*[on] * many)
    for one in made:
        Derived.objects.filter(blob=one.components.get().sha256).update(text=word, state="done")
    search.index([one.pk for one in made], now=town.now)
    return made


def destroy(town, *records) -> None:
    """A few as people do it; in the short form the others only as far as the database goes."""
    few = records if LONG else records[:5]
    assert destroyed(town, *few).destroyed == len(few)
    actions_of_disposal.destroy_again(
        [one.reference for one in records], actor="setup", why="a test", now=town.now
    )


def test_of_a_hundred_records_destroyed_since_the_backup_none_comes_back(
    town, to, tmp_path, inside
):
    doomed = written(town, 100, "xylophonist")
    kept = written(town, 3, "glockenspiel", on=TODAY)
    gone = {one.components.get().sha256 for one in doomed}
    actions.take(town.who("admin"), to, now=town.now)
    destroy(town, *doomed)
    into = tmp_path / "restored"
    done = actions.restore(
        Wish(to, into=into, actor="admin", reason="Flood"), now=town.later(hours=1)
    )
    assert done.sound, done.faults
    assert sorted(done.replayed) == sorted(one.reference for one in doomed)
    seen = inside(into, done.database, LOOK)
    assert {seen["states"][one.reference] for one in doomed} == {"destroyed"}
    assert sorted(seen["readable"]) == sorted(one.reference for one in kept)
    assert not gone & set(seen["stored"])
    assert len(seen["stored"]) == 3
    assert (seen["found"], seen["kept"]) == (0, 3)
    assert seen["clean"]
    assert seen["audit"] == []
    assert seen["kinds"].count("disposal:record:destroyed_again") == 100
    assert "backup:body:restored" in seen["kinds"]


def test_sealed_content_is_backed_up_sealed_and_can_be_read_after_the_restore(
    town, to, tmp_path, inside
):
    content.start_sealing(town.who("admin"), now=town.now)
    doomed = written(town, 2, "xylophonist")
    kept = written(town, 2, "glockenspiel", on=TODAY)
    actions.take(town.who("admin"), to, now=town.now)
    files = [path for path in (to / "content").rglob("*") if path.is_file()]
    assert {path.read_bytes()[:15] for path in files} == {b"muniment sealed"}
    destroy(town, *doomed)
    into = tmp_path / "restored"
    wish = Wish(to, into=into, actor="admin", reason="Flood")
    done = actions.restore(wish, now=town.later(hours=1))
    assert done.sound, done.faults
    seen = inside(into, done.database, LOOK)
    assert sorted(seen["readable"]) == sorted(one.reference for one in kept)
    assert len(seen["stored"]) == 2
    assert seen["clean"]
    assert all(path.suffix for path in (into / "content" / "blobs").rglob("?" * 64 + "*"))
