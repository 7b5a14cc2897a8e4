"""The steps of a record's life that are done, one after another."""

from datetime import datetime
from typing import TYPE_CHECKING

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention.actions.recalculating import redate
from muniment.lifecycle.retention.models import StepDone

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


def finish_step(found: "Record", *, by: str, note: str, now: datetime) -> None:
    """Note that the step which the record stands at is done, and date it by the next; in the
    caller's verb, with the record locked. Raises Refused where no step follows: the rule may have
    changed since somebody looked."""
    standing = queries.standing_of(found)
    if standing is None or standing.next_step is None:
        said = f"The rule of {found.reference} has no step after this one. Decide about it again."
        raise Refused(Reason("no_step", said))
    StepDone.objects.create(
        scope=found.reference,
        rule=standing.rule,
        number=standing.number,
        action=standing.step.action,
        done_on=civil_date(now),
        note=note[:500],
        entered_by=by,
        entered_at=now,
    )
    redate([found])
