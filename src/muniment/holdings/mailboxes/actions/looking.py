"""Looking at sources. What is found is handed to the capture room; this room keeps how far it got.

Nothing at a source is touched before what was taken from it is committed. A process that is killed
in between finds the records with the next look, and only touches the source.
"""

from datetime import datetime, timedelta

from muniment.foundation.access import queries as access
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.mailboxes import queries
from muniment.holdings.mailboxes.actions.fetching import go_through_bucket
from muniment.holdings.mailboxes.actions.mailing import go_through_mailbox
from muniment.holdings.mailboxes.actions.making import queue_look
from muniment.holdings.mailboxes.actions.taking import Progress, Taker
from muniment.holdings.mailboxes.actions.watching import go_through_folder
from muniment.holdings.mailboxes.models import Source
from muniment.holdings.mailboxes.types import SourceKind, SourceProblem

AT_ONCE = 500  # sources queued with one round


def look_at_due(now: datetime) -> int | None:
    """Queue a look at every source whose time has come; how many, None for none."""
    due = list(queries.due(now)[:AT_ONCE])
    for source in due:
        queue_look(source, now)
        later = now + timedelta(minutes=source.every_minutes)
        Source.objects.filter(pk=source.pk).update(next_at=later)
    return len(due) or None


def look(
    reference: str,
    *,
    now: datetime,
    progress: Progress = lambda done, of: None,
) -> dict[str, int] | None:
    """Look at a source once and take what is new, in the name of whoever configured it. The counts;
    None where there was nothing. What goes wrong is written on the source, and the next look goes
    on from there."""
    chosen = Source.objects.select_related("file_class", "folder", "capture")
    source = chosen.get(reference=reference)
    if source.paused or source.retired_at or source.owner:  # its owner chooses what is saved
        return None
    taker = Taker(source, now, progress)
    try:
        taker.actor = access.profile_of(source.run_as, on=civil_date(now))
        _through(taker)
    except (SourceProblem, Refused) as problem:
        taker.found.problem = str(problem)
    taker.finish()
    return taker.found.told if taker.found.items else None


def _through(taker: Taker) -> None:
    ways = {
        SourceKind.IMAP: go_through_mailbox,
        SourceKind.FOLDER: go_through_folder,
        SourceKind.BUCKET: go_through_bucket,
    }
    ways[SourceKind(taker.source.kind)](taker)
