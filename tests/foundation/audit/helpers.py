"""A log to test on."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from muniment.foundation.audit.actions import EventDraft, checkpoint, record

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def draft(number=0, **changed):
    given = {
        "kind": "records:record:captured",
        "actor": "P-AAAAA-BBBBB",
        "object_reference": f"R-{number:010d}",
        "reason": "Came with the drive",
        "detail": {"size": number, "path": ["Housing", "Repairs ü.docx"]},
    }
    return EventDraft(**{**given, **changed})


def fill(count, first=0):
    """Append `count` events."""
    with transaction.atomic():
        return record([draft(first + number) for number in range(count)], at=AT)


def sign(minutes=0):
    """Make a checkpoint."""
    return checkpoint(now=AT + timedelta(minutes=minutes))
