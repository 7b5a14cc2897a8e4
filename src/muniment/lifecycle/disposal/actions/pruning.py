"""Taking from the stubs that are there already what the body has since settled not to keep."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.holdings.records import actions as keeping
from muniment.holdings.search import actions as search
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.disposal.actions.purging import best_time

KIND = "disposal.prune"
CHUNK = 500
Progress = Callable[[int, int], None]


@verb("disposal:stubs:prune")
def prune_stubs(actor: Profile, *, now: datetime) -> int:
    """Have a job take from every stub what is not to stay by what the body has settled; from how
    many. It cannot be brought back. Raises Refused where nothing stands on any stub that is not
    to stay."""
    require(actor, Permission.RETENTION_MANAGE)
    count = queries.stubs_to_prune().count()
    if not count:
        raise Refused(Reason("nothing", "No stub keeps more than is settled."))
    enqueue(KIND, {}, run_as=actor.reference, now=now, unique_key=KIND)
    detail: dict[str, JSON] = {"records": count}
    about = "disposal:practice"
    record(EventDraft("disposal:stubs:pruning", actor.reference, about, detail=detail), at=now)
    return count


def prune(*, by: str, now: datetime, progress: Progress = lambda done, total: None) -> int:
    """Take it from all of them, in parts, in the name of `by`, and clear the database's own files
    afterwards; from how many. Safe to run twice, and after a kill at any moment."""
    total, done = queries.stubs_to_prune().count(), 0
    while some := _prune_some(by, now):
        done += some
        progress(done, max(total, done))
    if done:
        enqueue(
            "disposal.purge", {}, run_as=by, now=now, not_before=best_time(now), unique_key="purge"
        )
    return done


@transaction.atomic
def _prune_some(by: str, now: datetime) -> int:
    wanted = list(queries.stubs_to_prune().order_by("pk").values_list("pk", flat=True)[:CHUNK])
    locked = keeping.lock_records(wanted)
    found = list(queries.stubs_to_prune().filter(pk__in=locked).order_by("pk"))
    if not found:
        return 0
    keeping.strip(found, queries.practice().kept)
    search.remove([one.pk for one in found])
    kind = "disposal:stub:pruned"
    record([EventDraft(kind, by, f"record:{one.reference}") for one in found], at=now)
    return len(found)
