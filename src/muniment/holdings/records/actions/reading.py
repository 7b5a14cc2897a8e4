"""Giving out the content of a record."""

from datetime import datetime
from typing import BinaryIO

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content import actions as content
from muniment.foundation.content.types import Withheld
from muniment.foundation.kernel.errors import NotFound, Refused
from muniment.holdings.records import queries
from muniment.holdings.records.models import Component


def read_content(
    actor: Profile, reference: str, *, ordinal: int = 1, now: datetime
) -> tuple[Component, BinaryIO]:
    """Open one component of a record for reading; the reading is on the record [checklist 87].

    Every byte has been compared with its digest before the first is given out, and what was
    damaged was repaired from the second copy. That takes a second for a gigabyte or more, and
    nobody else waits meanwhile. Raises NotFound, ContentMissing, ContentCorrupt, KeyGone, and
    Withheld for what the malware check keeps in.
    """
    try:
        known = _component(actor, reference, ordinal)
    except Refused:
        note_reading(actor, reference, ordinal, now=now)  # which refuses, on the record
        raise
    try:
        stream = content.opened(known.sha256, now=now)
    except Withheld as kept_in:
        note_reading(actor, reference, ordinal, kept_in=kept_in, now=now)  # which refuses, too
        raise
    try:
        return note_reading(actor, reference, ordinal, now=now), stream
    except BaseException:
        stream.close()
        raise


def _component(actor: Profile, reference: str, ordinal: int) -> Component:
    found = queries.record_named(actor, reference)
    component = queries.digest_held(actor, found, ordinal)
    if component.blob_id is None:
        raise NotFound("content of", f"{found.reference}: it has been destroyed")
    return component


@verb("records:content:read")
def note_reading(
    actor: Profile,
    reference: str,
    ordinal: int,
    *,
    kept_in: Withheld | None = None,
    now: datetime,
) -> Component:
    """Note that a component is read. Raises NotFound where the actor cannot see it, or it has been
    destroyed; and `kept_in`, where the malware check does not let it be given out."""
    component = _component(actor, reference, ordinal)
    if kept_in is not None:
        raise kept_in
    about = f"record:{component.record.reference}"
    detail = {"component": ordinal}
    tell(EventDraft("records:content:read", actor.reference, about, detail=detail), at=now)
    return component
