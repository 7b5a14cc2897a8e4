"""Noting what people send back, so that the night's work does not bring it again at once."""

from datetime import datetime

from django.db.models import QuerySet

from muniment.foundation.kernel.clock import civil_date
from muniment.lifecycle.disposal.models import ReviewItem, SentBack

CHUNK = 500


def send_back(items: QuerySet[ReviewItem], *, now: datetime) -> None:
    """Note that somebody withdrew, rejected or recovered these records, with the date on which
    each was due: in the transaction of that verb, before the items are closed."""
    today, rows = civil_date(now), list(items.values_list("record_id", "record__due_on"))
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        SentBack.objects.bulk_create(
            [SentBack(record_id=number, due_on=due_on, on=today) for number, due_on in part],
            update_conflicts=True,
            unique_fields=["record"],
            update_fields=["due_on", "on"],
        )
