"""Telling those who look after the file plan what people looked for in vain."""

from datetime import date, datetime, time

from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import ROLE_PERMISSIONS, Permission, Role
from muniment.foundation.kernel.clock import CIVIL, civil_date
from muniment.foundation.notices import actions as notices
from muniment.holdings.search import rules
from muniment.holdings.search.models import Asked

ABOUT = "search:log"


@transaction.atomic
def tell_of_week(*, now: datetime) -> int:
    """Tell everybody who manages the file plan what was looked for in vain in the last whole week,
    once; how many were told. Only what several people looked for is told, and of nobody that they
    did."""
    starts, ends = rules.last_week(civil_date(now))
    rows = Asked.objects.filter(at__gte=_midnight(starts), at__lt=_midnight(ends))
    vain = list(rows.filter(total=0).values_list("text", "person"))
    found = rules.shared(vain)
    if not found:
        return 0
    words = rules.words_of_week(starts, rows.count(), len(vain), found)
    told = [
        notices.tell(
            person,
            kind="search.in_vain",
            about=ABOUT,
            words=words,
            key=f"search:in_vain:{starts}",
            now=now,
        )
        for person in _who_look_after_the_plan(civil_date(now))
    ]
    return sum(one is not None for one in told)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=CIVIL)


def _who_look_after_the_plan(today: date) -> list[str]:
    roles = [one for one in Role if Permission.FILEPLAN_MANAGE in ROLE_PERMISSIONS[one]]
    held = [person for role in roles for person, _ in access.holders(role, on=today)]
    return sorted({person.reference for person in held})
