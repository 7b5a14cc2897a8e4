"""Counting month by month how much is there more than once, so that it can be seen to shrink."""

from datetime import datetime

from django.db import transaction

from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.duplicates import queries
from muniment.holdings.duplicates.models import DuplicationCount


@transaction.atomic
def count_duplicates(*, now: datetime) -> int:
    """Write down for the month of `now` how much is there more than once within each circle of
    readers, and how many records were merged in it; of how many records. The last count of a month
    stands: texts are compared only after records came in."""
    day = civil_date(now)
    month = day.replace(day=1)
    found = queries.within_circles(merged_in=month)
    DuplicationCount.objects.filter(month=month).exclude(audience__in=list(found)).delete()
    DuplicationCount.objects.bulk_create(
        [
            DuplicationCount(
                month=month,
                day=day,
                audience_id=audience,
                **{name: getattr(one, name) for name in queries.COUNTED},
            )
            for audience, one in found.items()
        ],
        update_conflicts=True,
        unique_fields=["month", "audience"],
        update_fields=["day", *queries.COUNTED],
    )
    return sum(one.records for one in found.values())
