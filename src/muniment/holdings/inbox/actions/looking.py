"""Looking at a mailbox whose owner chooses what is saved.

What was chosen is saved first: a message counts as saved only once its record is committed, and is
marked at the server after that. A message is removed only if it is, at that moment, the one that
was chosen; and it counts as removed only once the server does not list it any more. A process that
is killed in between leaves the choice as it was, and the next look goes on from there.
"""

import time
from collections.abc import Callable
from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.inbox.actions.folders import FolderLook
from muniment.holdings.inbox.actions.going_through import go_through
from muniment.holdings.inbox.actions.old_mail import begin_clearing, end_clearing
from muniment.holdings.inbox.models import InboxMessage
from muniment.holdings.mailboxes import queries as mailboxes
from muniment.holdings.mailboxes.actions import note_look
from muniment.holdings.mailboxes.actions.mailing import open_mailbox
from muniment.holdings.mailboxes.types import Looked, SourceProblem

Progress = Callable[[int, int], None]
LOOK_SECONDS = 240.0  # then the next look goes on, so that one mailbox does not keep a worker
HAS_LEFT = (
    "The person whose mailbox this is does not work here any more. Have everything taken, or give "
    "it to somebody else."
)


def look(
    reference: str, *, now: datetime, progress: Progress = lambda done, of: None
) -> dict[str, int] | None:
    """Look at a mailbox once, in the name of its owner: see what is new, save and remove what the
    owner chose. The counts; None where nothing came of it. What goes wrong is written on the
    source, and the next look goes on from there."""
    source = mailboxes.source_of_job(reference)
    if source is None:
        return None
    found = Looked()
    try:
        owner = access.profile_of(source.owner, on=civil_date(now))
        if not owner.active:
            raise SourceProblem(HAS_LEFT)
        _forget_strangers(source.pk, owner)
        ends = time.monotonic() + LOOK_SECONDS
        begin_clearing(source, now=now)
        with open_mailbox(source) as box:
            for name in source.folders:
                go_through(FolderLook(source, owner, box, name, found, now, ends, progress))
        end_clearing(source, now=now)
    except (SourceProblem, Refused) as problem:
        found.problem = str(problem)
    note_look(source, found, now=now)
    return found.told if found.items else None


def _forget_strangers(source: int, owner: Profile) -> None:
    """What belonged to whoever had the mailbox before is not for the person who has it now."""
    InboxMessage.objects.filter(source=source).exclude(owner=owner.reference).delete()
