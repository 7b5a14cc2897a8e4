"""What may happen to a record while it is kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.module_loading import import_string

from muniment.foundation.access import actions as audiences
from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Narrowing, Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan import rules as fileplan_rules
from muniment.holdings.fileplan.actions import lock_classes
from muniment.holdings.records import queries, rules
from muniment.holdings.records.actions.dating import date_again
from muniment.holdings.records.actions.entitling import TITLE, judge_again, write
from muniment.holdings.records.actions.locking import lock_for_disposal
from muniment.holdings.records.models import Change, Folder, Record
from muniment.holdings.records.types import (
    WHOLE,
    Indexing,
    Judged,
    Named,
    RecordState,
    Titled,
    TitleState,
)

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass


def lock_record(number: int) -> Record:
    """The record, fresh and locked."""
    return Record.objects.select_for_update(no_key=True, of=("self",)).get(pk=number)


def lock_records(numbers: Iterable[int]) -> list[int]:
    """Lock records whatever their state, in the order of their numbers; those that there are."""
    chosen = Record.objects.filter(pk__in=list(numbers)).order_by("pk")
    locked = chosen.select_for_update(no_key=True, of=("self",))
    return list(locked.values_list("pk", flat=True))


def lock_live(numbers: Iterable[int]) -> dict[int, Record]:
    """Those of the records that are still declared, fresh and locked."""
    chosen = Record.objects.filter(pk__in=list(numbers), state=RecordState.DECLARED)
    locked = chosen.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return {one.pk: one for one in locked}


def lock_whole(numbers: Iterable[int]) -> dict[int, Record]:
    """Those of the records that are declared or set aside, fresh and locked: what a hold keeps."""
    chosen = Record.objects.filter(pk__in=list(numbers), state__in=WHOLE)
    locked = chosen.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return {one.pk: one for one in locked}


def lock_named(actor: Profile, references: Iterable[str]) -> list[Named]:
    """Those of the records that the actor may see, locked in the order of their numbers, with
    what decides whether they can be held and nothing else: a list has a million of them."""
    chosen = queries.shown(actor).filter(reference__in=list(references)).order_by("pk")
    locked = chosen.select_for_update(no_key=True, of=("self",))
    rows = locked.values_list("pk", "reference", "state", "audience")
    return [Named(*row) for row in rows]


def lock_folder(number: int) -> Folder:
    """The folder, fresh and locked: nothing in it can be destroyed meanwhile."""
    return Folder.objects.select_for_update(no_key=True, of=("self",)).get(pk=number)


def lock_class(path: str) -> "FileClass":
    """The class at this tree path, fresh and locked: nothing below it can be destroyed."""
    return lock_classes([path])[0]


def set_keep_until(record: Record, until: date | None, reason: str) -> None:
    """Keep a record until a date that a review decided, and date it again."""
    record.keep_until, record.keep_reason = until, reason
    record.save(update_fields=["keep_until", "keep_reason"])
    date_again(record)


@verb("records:record:change")
def change_record(
    actor: Profile,
    reference: str,
    *,
    changes: Mapping[str, Any],
    reason: str = "",
    override: str = "",
    version: int | None = None,
    now: datetime,
) -> Record:
    """Change the title, date or metadata of a record, keeping what was there before.

    `changes` holds new values of `title`, `record_date` (a date) and `metadata` (a mapping,
    merged). Content cannot be changed by anyone, and nothing of a record that is on hold.
    A title has to follow the naming rules, unless `override` says why it does not and the rules
    take a reason. `version` guards against a lost update.
    """
    found = queries.record_named(actor, reference)
    place = fileplan.effective(found.file_class).place
    access.require(actor, Permission.RECORDS_EDIT, at=place)
    found = lock_record(found.pk)
    changes = {name: rules.storable(value) for name, value in changes.items()}
    _refuse_stale(found.version, version)
    refuse_if(
        [
            *rules.reasons_not_to_edit(found.state, changes, reason),
            *queries.reasons_not_to_alter(actor, found),
        ]
    )
    judged = _judge(found, changes, override)
    named = _write_changes(actor, found, changes, reason or override, now)
    date_again(found)
    index_again([found.pk], now)
    detail: dict[str, Any] = {"fields": named}
    if judged is not None and found.title_state == TitleState.OVERRIDDEN:
        detail["title_kept"] = list(judged.checks)
        reason = reason or override
    tell(_event("records:record:changed", actor, found, reason, detail), at=now)
    return found


def _judge(found: Record, changes: Mapping[str, Any], override: str) -> Judged | None:
    """What the naming rules say of a title that is new, or kept for a reason given now."""
    title = changes.get("title", found.title)
    if title == found.title and not override.strip():
        return None
    judged = queries.judge_titles([Titled(title, found.file_class_id)])[0]
    refuse_if(rules.reasons_not_to_entitle(judged, override))
    write(found, judged, override)
    return judged


def index_again(numbers: Sequence[int], now: datetime) -> None:
    """Let records be found by what they say now, and by nothing that they said before."""
    index: Indexing = import_string(settings.MUNIMENT_SEARCH_INDEX)
    index(numbers, now=now)


def _refuse_stale(version: int, seen: int | None) -> None:
    if seen is not None and seen != version:
        raise Refused(Reason("stale", "Somebody has changed this since. Look at it again."))


def _write_changes(
    actor: Profile, found: Record, changes: Mapping[str, Any], reason: str, now: datetime
) -> list[str]:
    named = []
    for name, value in changes.items():
        before: Any = getattr(found, name)
        after: Any = {**before, **value} if name == "metadata" else value
        if after == before:
            continue
        named.append(name)
        setattr(found, name, after)
        if name == "record_date":
            found.date_source = "given"
        Change.objects.create(
            record=found,
            field=name,
            before=_storable(before),
            after=_storable(after),
            by=actor.reference,
            at=now,
            reason=reason,
        )
    found.version += 1
    named_fields = ("title", "record_date", "date_source", "metadata", "version")
    found.save(update_fields=[*named_fields, *TITLE])
    return sorted(named)


def _storable(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@verb("records:record:narrow")
def narrow_record(
    actor: Profile, reference: str, *, narrowing: Narrowing, tiers: Sequence[str], now: datetime
) -> Record:
    """Set a record's own marking and access, no wider than its folder's and class's.

    `tiers` are those the deployment accepts (setting MUNIMENT_TIERS).
    """
    named = queries.record_named(actor, reference)
    # With its folder: what that hands down meanwhile would be undone here, or this there.
    found = lock_for_disposal(named.pk)
    folder = Folder.objects.select_related("file_class").get(pk=found.folder_id)
    effective = fileplan.effective(folder.file_class)
    access.require(actor, Permission.RECORDS_NARROW, at=effective.place)
    inherited = fileplan_rules.resolve_audience(effective, queries.narrowing_of(folder))
    marking = narrowing.marking(inherited.marking)
    refuse_if(
        [
            *access_rules.reasons_not_to_mark(marking, inherited.marking, actor, tiers),
            *rules.reasons_not_to_narrow(narrowing, inherited, effective.lineages),
        ]
    )
    found.open_to, found.tier = narrowing.open_to, narrowing.tier
    found.sensitive, found.handling = narrowing.sensitive, narrowing.handling
    found.audience_id = _audience(found, folder, narrowing)
    found.save(update_fields=["open_to", "tier", "sensitive", "handling", "audience"])
    tell(_event("records:record:narrowed", actor, found, "", {"marking": marking.label}), at=now)
    return found


def _audience(record: Record, folder: Folder, narrowing: Narrowing) -> int:
    effective = fileplan.effective(folder.file_class)
    wider = queries.narrowing_of(folder)
    merged = fileplan_rules.narrow_within(narrowing, wider, effective.lineages)
    resolved = fileplan_rules.resolve_audience(effective, merged)
    return audiences.audience_for(str(folder.file_class_id), merged, resolved)


@verb("records:record:move")
def move_record(
    actor: Profile, reference: str, *, folder: str, reason: str, now: datetime
) -> Record:
    """Move a record to another folder. Access and dates follow; a hold on the place it would
    leave stops it."""
    found = queries.record_named(actor, reference)
    target = queries.folder_named(actor, folder)
    for file_class in (found.file_class, target.file_class):
        place = fileplan.effective(file_class).place
        access.require(actor, Permission.RECORDS_EDIT, at=place)
    found = lock_for_disposal(found.pk)
    target = lock_folder(target.pk)
    refuse_if(_reasons_not_to_move(found, target, reason, now))
    found.places.filter(folder=found.folder_id).update(folder=target)
    found.folder, found.file_class_id = target, target.file_class_id
    found.audience_id = _audience(found, target, queries.narrowing_of(found))
    judge_again(found)
    found.save(update_fields=["folder", "file_class", "audience", *TITLE])
    refuse_if(queries.reasons_of_dates([found], [date_again(found)]))
    detail = {"folder": target.reference}
    tell(_event("records:record:moved", actor, found, reason, detail), at=now)
    return found


def _reasons_not_to_move(found: Record, target: Folder, reason: str, now: datetime) -> list[Reason]:
    today = civil_date(now)
    reasons = [
        *fileplan.reasons_not_to_file(target.file_class, on=today),
        *rules.reasons_not_to_file_in_folder(target.closed_on, today, target.title),
        *queries.reasons_held([], [found.pk]),
    ]
    if found.folder_id == target.pk:
        reasons.append(Reason("same", f"It is in {target.title} already.", "folder"))
    if found.state != RecordState.DECLARED:
        reasons.append(Reason("not_declared", "It is set aside or destroyed: it stays here."))
    if not reason.strip():
        reasons.append(Reason("no_reason", "Say why the record is moved.", "reason"))
    return reasons


def _event(
    kind: str, actor: Profile, about: Record, reason: str, detail: Mapping[str, Any]
) -> EventDraft:
    return EventDraft(
        kind, actor.reference, f"record:{about.reference}", reason=reason, detail=detail
    )
