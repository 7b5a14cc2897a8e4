"""The life of records with planted words, from the source to the purge, on the database that the
settings name. As a program: `canary_life.py plant`, `end`, `mutants` or `gaps`; what it found is
one line of JSON. It looks while it still has the database open, as a service does.
"""

import json
import os
import random
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

RECORDS = int(os.environ.get("MUNIMENT_CANARIES", "200"))
UNRELATED = 20


def town_here():
    from tests.lifecycle.town import Town

    from muniment.foundation.kernel import clock

    return Town(clock.now())


def plant(folder: Path) -> None:
    """Take records in by every way, and let people work with them."""
    from tests.lifecycle.town import found_town

    from muniment.foundation.content import actions as content
    from muniment.foundation.kernel import clock
    from muniment.holdings.capture import actions as capture

    town = found_town(clock.now())
    if "MUNIMENT_SEALED" in os.environ:
        content.start_sealing(town.who("admin"), now=town.now)
    source = _source(folder / "source", "area", 2010)
    capture.run(town.who("clerk"), source, into="HOU/REP", clock=lambda: town.now)
    _work()
    _by_api(town)
    _rename(town)
    _describe(town)
    _look(town)
    _work()
    content.copy_content(town.who("admin"), now=town.now)


def _source(top: Path, area: str, year: int) -> Path:
    from tests.promises.canaries import NAME, copied, documents

    moment = datetime(year, 3, 15, 12, tzinfo=UTC).timestamp()
    (top / area).mkdir(parents=True)
    for number, (name, data) in enumerate(documents(RECORDS)):
        paths = [top / area / name]
        if number % 10 == 0:
            paths.append(top / area / f"{NAME} copy of {name}")
        if name.endswith(".eml"):
            paths.append(top / area / f"{NAME} to another {name}")
        for path in paths:
            path.write_bytes(copied(data, number) if "to another" in path.name else data)
            os.utime(path, (moment, moment))
    _unrelated(top / area)
    return top


def _unrelated(folder: Path) -> None:
    """Records that stay, among those that go: in the same folder, under titles between theirs."""
    from tests.promises.canaries import KEPT

    chance = random.Random(7)
    for number in range(UNRELATED):
        path = folder / f"{chance.random()} kept.txt"
        path.write_text(f"The {KEPT} keeps ledger number {number}")


def _work() -> None:
    """Work until nothing is due, as a worker does."""
    from muniment.foundation.jobs.actions import run_next
    from muniment.foundation.jobs.types import JobState
    from muniment.foundation.kernel import clock

    while job := run_next(clock=clock.now):
        job.refresh_from_db()
        assert job.state == JobState.DONE, (job.kind, job.error)


def _doomed():
    from muniment.holdings.records.models import Record

    return Record.objects.filter(record_date__year=2010).order_by("pk")


def _rename(town) -> None:
    """Say something of each record, then give it the title that its stub will keep."""
    from tests.promises.canaries import DESCRIBED

    from muniment.holdings.records import actions as records

    manager = town.who("manager")
    for one in _doomed():
        changes = {"title": f"Paper {one.pk}", "metadata": {"note": f"{DESCRIBED} {one.pk}"}}
        records.change_record(
            manager, one.reference, changes=changes, reason="Put in order", now=town.now
        )


def _describe(town) -> None:
    """Give each record a field with words of its own, then others in their place, in bulk; then
    every other one of them the same words."""
    from tests.promises.canaries import BULK, FIELD

    from muniment.holdings.metadata import actions as metadata
    from muniment.holdings.metadata.types import Asking, FieldTerms
    from muniment.holdings.records import actions as records
    from muniment.holdings.records.types import BulkDraft

    manager = town.who("manager")
    metadata.define_field(manager, FieldTerms("told", "Told of it"), now=town.now)
    metadata.ask_for(manager, "told", file_class="HOU/REP", asking=Asking(), now=town.now)
    drafts = [
        {"rows": [(one.reference, {"told": f"{words}{FIELD} {one.pk}"}) for one in _doomed()]}
        for words in ("", "again ")
    ]
    numbers = [one.pk for one in _doomed()][::2]
    for asked in (*drafts, {"numbers": numbers, "wanted": {"told": f"{BULK} for all"}}):
        draft = BulkDraft("Some", "Put in order", **asked, overwrite=True)
        edit = records.look_at_bulk(manager, draft, now=town.now)
        records.begin_bulk(manager, edit.reference, now=town.now)
        _work()


def _look(town) -> None:
    """Search, and look at what was found, as people do."""
    from tests.promises.canaries import STEMS

    from muniment.holdings.capture import actions as capture
    from muniment.holdings.records import actions as records
    from muniment.holdings.search.queries import search

    manager = town.who("manager")
    for stem in STEMS:
        search(manager, f"{stem}*", limit=200)
    for one in _doomed()[:22]:
        capture.make_preview(manager, one.reference, now=town.now)
        records.read_content(manager, one.reference, now=town.now)[1].close()


def _by_api(town) -> None:
    """A program sends files and describes them, with keys against sending twice."""
    from django.test import Client
    from tests.promises.canaries import CONTENT, DESCRIBED, NAME, OLD_TITLE

    from muniment.foundation.access import actions as access

    manager = town.who("manager")
    _, token = access.issue_token(manager, manager.reference, name="program", now=town.now)
    folder = town.folder("HOU/REP")
    client = Client(headers={"Authorization": f"Bearer {token}", "Host": "localhost"})
    for number in range(5):
        said = client.post(
            f"/api/v1/folders/{folder.reference}/files?name={NAME}{number}.txt"
            "&modified=2010-03-15T12:00:00Z",
            f"{CONTENT} by a program {number}".encode(),
            content_type="application/octet-stream",
            headers={"Idempotency-Key": f"file {number}"},
        )
        assert said.status_code in (200, 201), said.content
        changed = client.patch(
            f"/api/v1/records/{said.json()['record']}",
            {
                "title": f"{OLD_TITLE} {number}",
                "metadata": {"note": f"{DESCRIBED} {number}"},
                "version": 1,
            },
            content_type="application/json",
            headers={"Idempotency-Key": f"change {number}"},
        )
        assert changed.status_code == 200, changed.content


def end(mutant: str = "") -> None:
    """Propose, sign twice, carry out, and let the jobs end."""
    from muniment.lifecycle.disposal import actions as disposal
    from muniment.lifecycle.disposal.actions import destroying

    town = town_here()
    destroying.BATCH = 3  # so that the index is written in several pieces, as with many records
    MUTANTS[mutant]()
    put = disposal.propose(
        town.who("manager"), file_class="HOU/REP", title="Old", reason="Due", now=town.now
    )
    [review] = put.reviews
    disposal.approve(town.who("manager2"), review, now=town.now)
    disposal.approve(town.who("owner"), review, now=town.now)
    disposal.execute(town.who("manager"), review, now=town.now)
    _work()


def outcome() -> dict[str, object]:
    """How many records were destroyed, and what of the others is found and read."""
    from tests.promises.canaries import KEPT, SEARCHED

    from muniment.foundation.content.queries import store
    from muniment.holdings.records.models import Component
    from muniment.holdings.search.queries import search

    manager = town_here().who("manager")
    live = [one.sha256 for one in Component.objects.filter(record__state="declared")]
    return {
        "states": sorted(set(_doomed().values_list("state", flat=True))),
        "doomed": _doomed().count(),
        "found": {stem: search(manager, f"{stem}*").total for stem in SEARCHED},
        "kept_found": search(manager, KEPT).total,
        "kept_intact": sum(store().verify(one).value == "intact" for one in live),
    }


def no_compacting() -> None:
    from muniment.holdings.search import actions

    actions.compact = lambda: None


def no_unlinking() -> None:
    from muniment.foundation.content.adapters.filesystem import FilesystemStore

    FilesystemStore.delete_many = lambda self, digests: {}


def no_removed_copies() -> None:
    from muniment.foundation.content.actions import keeping

    keeping.remove_copies = lambda rows: {}


def no_emptied_journal() -> None:
    from muniment.lifecycle.disposal.actions import purging

    purging._purge_sqlite = lambda: []


def no_forgotten_paths() -> None:
    from muniment.holdings.capture import actions

    actions.forget_paths = lambda numbers: None


def no_forgotten_answers() -> None:
    from muniment.lifecycle.disposal.actions import purging

    purging.forget_answers = lambda: 0


def no_forgotten_wishes() -> None:
    from muniment.lifecycle.disposal.actions import purging

    purging.records.forget_bulk_values = lambda: 0


MUTANTS = {
    "": lambda: None,
    **{
        one.__name__: one
        for one in (
            no_compacting,
            no_unlinking,
            no_removed_copies,
            no_emptied_journal,
            no_forgotten_paths,
            no_forgotten_answers,
            no_forgotten_wishes,
        )
    },
}


def found() -> dict[str, int]:
    """Every planted word in any file of the body, or of what it wrote beside it."""
    from django.conf import settings
    from tests.promises.canaries import scan

    temporary = Path(tempfile.gettempdir())
    places = (settings.MUNIMENT_HOME, settings.MUNIMENT_CHECKPOINTS, settings.MUNIMENT_CONTENT_COPY)
    return scan(*places, temporary)


def mutated() -> dict[str, dict[str, int]]:
    """What each mutant leaves behind, each in a copy of the body and a process of its own."""
    from django.conf import settings

    for once in ("muniment.config.urls", "muniment.foundation.content.tasks", "typst"):
        import_module(once)  # before the fork, so that the children need not
    said = {}
    for mutant in MUTANTS:
        copy = settings.MUNIMENT_HOME.with_name(mutant or "none")
        shutil.copytree(settings.MUNIMENT_HOME, copy / "home")
        shutil.copytree(settings.MUNIMENT_CONTENT_COPY, copy / "copy")
        (copy / "checkpoints").mkdir()
        child = os.fork()
        if not child:
            os._exit(_as_mutant(mutant, copy))
        os.waitpid(child, 0)
        said[mutant] = json.loads((copy / "said").read_text())
    return said


def _as_mutant(mutant: str, copy: Path) -> int:
    from django.conf import settings
    from django.db import connection

    settings.MUNIMENT_HOME, settings.MUNIMENT_CHECKPOINTS = copy / "home", copy / "checkpoints"
    settings.MUNIMENT_CONTENT_COPY = copy / "copy"
    connection.settings_dict["NAME"] = str(copy / "home" / "muniment.sqlite3")
    end(mutant)
    (copy / "said").write_text(json.dumps(found()))
    return 0


def gaps() -> dict[str, object]:
    """What rows leave that were written and deleted in the ordinary way, before and after a purge.

    Rows that move when a page is full leave their old image in the gap of the page, where no
    overwriting of what is deleted reaches it.
    """
    from django.db import connection
    from tests.promises.canaries import CONTENT

    from muniment.foundation.jobs.models import CarriedOut
    from muniment.foundation.kernel import clock
    from muniment.lifecycle.disposal import actions as disposal

    chance = random.Random(15)
    for said in (CONTENT, "kept") * 20:
        keys = [f"{chance.random()} {said} {'x' * chance.randrange(80)}" for _ in range(100)]
        CarriedOut.objects.bulk_create(
            CarriedOut(actor="P", key=key, verb=said, at=clock.now()) for key in keys
        )
    CarriedOut.objects.filter(verb=CONTENT).delete()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = found()
    steps = disposal.purge(now=clock.now()).steps
    return {
        "before": before,
        "after": found(),
        "steps": steps,
        "kept": CarriedOut.objects.filter(verb="kept").count(),
    }


def main(what: str) -> None:
    import django

    django.setup()
    from django.conf import settings

    if what in ("mutants", "gaps"):
        said = mutated() if what == "mutants" else gaps()
    else:
        plant(settings.MUNIMENT_HOME.parent) if what == "plant" else end()
        said = {**outcome(), "hits": found()}
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
