"""Verbs on leave to retain: entering it, ending it, and reminding of its end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile, Role
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, refuse_if
from muniment.foundation.notices.actions import tell
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.transfer import queries, rules
from muniment.lifecycle.transfer.models import Leave, LeaveScope, StatutoryTerms
from muniment.lifecycle.transfer.types import LeaveDraft, Terms

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass
    from muniment.holdings.records.models import Folder, Record


M = TypeVar("M", bound=Model)


@verb("transfer:terms:set")
def set_statutory_terms(actor: Profile, terms: Terms, *, now: datetime) -> StatutoryTerms:
    """Set whether the body holds public records, after how many years they are to be with an
    archive (20: Public Records Act 1958 s.3(4)), and how many months before leave runs out its
    owners are reminded. Raises Refused with every reason."""
    access.require(actor, Permission.RETENTION_MANAGE)
    refuse_if(rules.reasons_not_to_set(terms, queries.statutory_terms()))
    made = StatutoryTerms.objects.create(
        public_records=terms.public_records,
        years=terms.years,
        remind_months=terms.remind_months,
        set_by=actor.reference,
        set_at=now,
    )
    detail: dict[str, JSON] = {
        "public_records": terms.public_records,
        "years": terms.years,
        "remind_months": terms.remind_months,
    }
    about = "transfer:terms"
    record(EventDraft("transfer:terms:set", actor.reference, about, detail=detail), at=now)
    return made


@verb("transfer:leave:enter")
def enter_leave(actor: Profile, draft: LeaveDraft, *, now: datetime) -> Leave:
    """Enter leave to retain public records past their statutory date in the register, as the
    instrument gives it (Public Records Act 1958 s.3(4)). Raises Refused with every gap;
    NotPermitted unless the actor manages retention at every thing named."""
    access.require(actor, Permission.RETENTION_MANAGE)
    things, missing = _named(actor, draft)
    before = _before(actor, draft, missing)
    refuse_if(
        [
            *rules.reasons_not_to_enter(
                draft,
                terms=queries.statutory_terms(),
                is_known=queries.same_leave(_values(draft), things.numbers),
            ),
            *missing,
        ]
    )
    for where in things.places():
        access.require(actor, Permission.RETENTION_MANAGE, at=where)
    made = Leave.objects.create(
        **_values(draft), renews=before, entered_by=actor.reference, entered_at=now
    )
    LeaveScope.objects.bulk_create(things.scopes(made), batch_size=500)
    detail: dict[str, JSON] = {
        "instrument": made.instrument,
        "ground": made.ground,
        "from": str(made.from_on),
        "until": str(made.until_on),
        "classes": [one.reference for one in things.classes],
        "folders": [one.reference for one in things.folders],
        "records": [one.reference for one in things.records],
        "renews": before.reference if before else "",
    }
    about = f"retention_leave:{made.reference}"
    event = EventDraft("transfer:leave:entered", actor.reference, about, made.why, detail)
    record(event, at=now)
    return made


@verb("transfer:leave:end")
def end_leave(actor: Profile, reference: str, *, reason: str, now: datetime) -> Leave:
    """End leave to retain as of today, for what it was for has been transferred or destroyed, or
    it was entered in error. It stays in the register. Raises Refused with every reason."""
    found = queries.leave_named(actor, reference)
    for where in queries.places_of(found):
        access.require(actor, Permission.RETENTION_MANAGE, at=where)
    found = Leave.objects.select_for_update().get(pk=found.pk)
    refuse_if(rules.reasons_not_to_end(found.span, reason=reason, today=civil_date(now)))
    found.ended_on, found.ended_by, found.end_reason = civil_date(now), actor.reference, reason
    found.save(update_fields=["ended_on", "ended_by", "end_reason"])
    about = f"retention_leave:{found.reference}"
    record(EventDraft("transfer:leave:ended", actor.reference, about, reason), at=now)
    return found


def remind(*, now: datetime) -> int:
    """Tell the owners of what is kept under leave that it runs out soon, each once; the records
    managers where nobody owns it. How many were told."""
    return sum(_remind(one, now) for one in queries.to_remind(now=now))


def _remind(leave: Leave, now: datetime) -> int:
    words = (
        f"Leave to retain {leave.reference} ({leave.instrument}) runs out on "
        f"{leave.until_on:%-d %B %Y}. Apply for it anew, or transfer or destroy what it is for."
    )
    about, key = f"retention_leave:{leave.reference}", f"leave:{leave.reference}:{leave.until_on}"
    told = [
        tell(person, kind="leave_ends", about=about, words=words, key=key, now=now)
        for person in sorted(_owners(leave, now))
    ]
    return sum(notice is not None for notice in told)


def _owners(leave: Leave, now: datetime) -> set[str]:
    held = retention.owners(now)
    found: set[str] = set()
    for where in queries.places_of(leave):
        found |= retention.owner_of(where, held)[1]
    if found:
        return found
    managers = access.holders(Role.RECORDS_MANAGER, on=civil_date(now))
    return {person.reference for person, _ in managers}


def _before(actor: Profile, draft: LeaveDraft, missing: list[Reason]) -> Leave | None:
    """The leave that this one renews; what stands against it is added to what is missing."""
    if not draft.renews.strip():
        return None
    try:
        return queries.leave_named(actor, draft.renews)
    except NotFound as unknown:
        missing += [Reason(why.code, why.message, "renews") for why in unknown.reasons]
        return None


def _values(draft: LeaveDraft) -> "dict[str, object]":
    return {
        "instrument": draft.instrument.strip(),
        "ground": draft.ground,
        "why": draft.why.strip(),
        "applied_by": draft.applied_by.strip(),
        "from_on": draft.from_on,
        "until_on": draft.until_on,
        "note": draft.note.strip(),
    }


@dataclass(frozen=True, slots=True)
class _Things:
    """What leave is entered for."""

    classes: "Sequence[FileClass]"
    folders: "Sequence[Folder]"
    records: "Sequence[Record]"

    @property
    def numbers(self) -> set[tuple[str, int]]:
        """Each as the field of a scope and its number."""
        return {
            *(("file_class", one.pk) for one in self.classes),
            *(("folder", one.pk) for one in self.folders),
            *(("record", one.pk) for one in self.records),
        }

    def places(self) -> list[Place]:
        """Where they stand."""
        effective = fileplan.effective_of(self.classes)
        audiences = {one.audience_id for one in self.folders}
        audiences |= {one.audience_id for one in self.records}
        return [*(one.place for one in effective.values()), *access.places_of(audiences).values()]

    def scopes(self, leave: Leave) -> list[LeaveScope]:
        """The rows that say so."""
        return [LeaveScope(leave=leave, **{f"{kind}_id": number}) for kind, number in self._sorted]

    @property
    def _sorted(self) -> list[tuple[str, int]]:
        return sorted(self.numbers)


def _named(actor: Profile, draft: LeaveDraft) -> tuple[_Things, list[Reason]]:
    """What the draft names, each once, and why some of it is not to be had."""
    missing: list[Reason] = []
    if draft.named > rules.AT_ONCE:
        return _Things([], [], []), missing  # refused whatever they are
    things = _Things(
        _found(draft.classes, fileplan.class_named, "classes", missing),
        _found(draft.folders, lambda one: records.folder_named(actor, one), "folders", missing),
        _found(draft.records, lambda one: _living(actor, one), "records", missing),
    )
    return things, missing


def _found(
    references: Sequence[str], named: Callable[[str], M], field: str, missing: list[Reason]
) -> list[M]:
    found: dict[object, M] = {}
    for one in references:
        try:
            thing = named(one)
        except NotFound as unknown:
            missing += [Reason(why.code, why.message, field) for why in unknown.reasons]
        else:
            found[thing.pk] = thing
    return list(found.values())


def _living(actor: Profile, reference: str) -> "Record":
    found = records.record_named(actor, reference)
    if found.state != RecordState.DECLARED:
        raise NotFound("record", reference)
    return found
