"""What a message of Outlook says of itself, which is known only once its text has been read."""

from datetime import date, datetime

from muniment.foundation.access.types import SETUP
from muniment.foundation.audit.types import EventDraft
from muniment.holdings.records import queries
from muniment.holdings.records.actions.dating import date_again
from muniment.holdings.records.actions.entitling import judge_again
from muniment.holdings.records.actions.threading import threads_for
from muniment.holdings.records.models import Record
from muniment.holdings.records.types import DateSource, Introduction

GUESSED = (DateSource.MODIFIED, DateSource.CAPTURED)


def introduce(record: Record, said: Introduction, *, by: str, now: datetime) -> EventDraft | None:
    """Write on a locked record what the message in it says: headers that it does not have yet, its
    conversation, and title and date where nobody has given others. Of what is on hold nothing that
    was there changes. In the caller's transaction; None where it is known already."""
    if record.message_id or any(name in record.metadata for name in said.metadata):
        return None
    record.metadata = {**said.metadata, **record.metadata}
    record.message_id = said.message_id[:300]
    record.thread = threads_for([said.thread_ids])[0]
    fields = ["metadata", "message_id", "thread"]
    if not queries.reasons_not_to_alter(SETUP, record):  # whoever may know of the hold
        fields += _entitle(record, said.title) + _date(record, said.sent_on)
    record.save()
    date_again(record)
    about, detail = f"record:{record.reference}", {"fields": sorted(fields)}
    return EventDraft("records:record:introduced", by, about, detail=detail)


def _entitle(record: Record, title: str) -> list[str]:
    if not title or record.changes.filter(field="title").exists():
        return []
    record.title = title
    judge_again(record)
    return ["title"]


def _date(record: Record, sent_on: date | None) -> list[str]:
    if sent_on is None or record.date_source not in GUESSED:
        return []
    record.record_date, record.date_source = sent_on, DateSource.MESSAGE
    return ["record_date"]
