"""What comes round: telling people that their entry is to be confirmed, and keeping figures."""

from datetime import datetime

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.notices import actions as notices
from muniment.people.directory import queries, rules
from muniment.people.directory.models import Entry, UnitMonth

COUNTED = ("people", "filled", "possible", "confirmed")
MOST_AT_ONCE = 1000  # people; others wait for the log meanwhile


def remind(*, now: datetime) -> int | None:
    """Tell people whose entry is to be confirmed, and remind them; how many, None for nobody. Each
    is told at most once on a day, however often this runs."""
    today, months = civil_date(now), queries.terms().months
    told = 0
    rows = queries.to_tell(today).select_related("person").select_for_update(of=("self",))
    for entry in rows[:MOST_AT_ONCE]:
        reference = entry.person.reference
        notices.tell(
            reference,
            kind="directory.confirm",
            about=f"person:{reference}",
            words=rules.words_of_notice(entry.told, months),
            key=f"directory:confirm:{entry.since.isoformat()}:{entry.told}",
            now=now,
        )
        Entry.objects.filter(pk=entry.pk).update(told=entry.told + 1, told_on=today)
        told += 1
    return told or None


def count_entries(*, now: datetime) -> int | None:
    """Keep how complete the entries of each unit are this month; how many units, None of none."""
    today = civil_date(now)
    rows, month = list(queries.count_now(today)), today.replace(day=1)
    empty = UnitMonth.objects.filter(month=month).exclude(unit__in=[one.unit for one in rows])
    empty.delete()
    UnitMonth.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["month", "unit"], update_fields=COUNTED
    )
    return len(rows) or None
