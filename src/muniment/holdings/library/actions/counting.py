"""Counting use: by month and unit, so that nothing says who read what. No verbs: the audit log
has no word of what people look for or open."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.library import queries, rules
from muniment.holdings.library.models import UseCount
from muniment.holdings.library.types import Find, LicenceState

TABLE = UseCount._meta.db_table


@transaction.atomic
def note_shown(actor: Profile, finds: Iterable[Find], *, now: datetime) -> None:
    """Count that a search has shown these resources."""
    _count(actor, [one.number for one in finds], "shown", now)


@transaction.atomic
def open_resource(actor: Profile, reference: str, *, now: datetime) -> str:
    """The address of a resource, for a reader who is sent there; it is counted. Raises Refused
    with every reason why nobody is sent there."""
    one = queries.resource_named(actor, reference)
    ended = rules.state_of(one.licence, civil_date(now)) is LicenceState.ENDED
    refuse_if(
        rules.reasons_not_to_open(
            withdrawn=one.withdrawn_at is not None,
            ended=ended,
            broken=one.broken_at is not None,
            address=one.address,
        )
    )
    _count(actor, [one.pk], "opened", now)
    return one.address


def _count(actor: Profile, numbers: Iterable[int], column: str, now: datetime) -> None:
    """Add one to each, in one statement and always in the same order: two at once neither lose a
    count nor wait for each other in a ring."""
    wanted = sorted(set(numbers))
    if not wanted:
        return
    month = rules.month_of(civil_date(now)).isoformat()
    unit = queries.counted_unit(actor)
    shown, opened = int(column == "shown"), int(column == "opened")
    rows = ", ".join(["(%s, %s, %s, %s, %s)"] * len(wanted))
    sql = (
        f"INSERT INTO {TABLE} (resource_id, month, unit, shown, opened) VALUES {rows}"  # noqa: S608
        " ON CONFLICT (resource_id, month, unit) DO UPDATE"
        f" SET shown = {TABLE}.shown + {shown}, opened = {TABLE}.opened + {opened}"
    )
    given = [value for one in wanted for value in (one, month, unit, shown, opened)]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
