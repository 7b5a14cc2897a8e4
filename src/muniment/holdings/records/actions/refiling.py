"""Moving folders to another class, and the merging of classes, which is the same for all."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.holdings.fileplan import actions as fileplan_actions
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries
from muniment.holdings.records.actions.dating import redate
from muniment.holdings.records.actions.entitling import rejudge_all
from muniment.holdings.records.actions.folders import (
    audience_within,
    event_about,
    hand_down,
    require_for,
)
from muniment.holdings.records.actions.keeping import lock_folder
from muniment.holdings.records.models import Folder, Record

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass


@verb("records:folder:move")
def move_folder(
    actor: Profile, reference: str, *, file_class: str, reason: str, now: datetime
) -> Folder:
    """Move a folder with all its records to another class. Access and dates follow."""
    found = queries.folder_named(actor, reference)
    target = fileplan.class_named(file_class)
    require_for(actor, Permission.FOLDER_MANAGE, found)
    access.require(actor, Permission.FOLDER_MANAGE, at=fileplan.effective(target).place)
    reasons = fileplan.reasons_not_to_file(target, on=civil_date(now))
    if found.file_class_id == target.pk:
        reasons.append(Reason("same", f"It is in {target.reference} already.", "file_class"))
    if not reason.strip():
        reasons.append(Reason("no_reason", "Say why the folder is moved.", "reason"))
    refuse_if(reasons)
    moved = _refile([found.pk], target, now)
    detail = {"class": target.reference, "records": moved}
    tell(event_about("records:folder:moved", actor, found, reason, **detail), at=now)
    return Folder.objects.get(pk=found.pk)


@verb("records:class:merge")
def merge_class(
    actor: Profile, reference: str, *, into: str, reason: str, now: datetime
) -> dict[str, int]:
    """Move all folders of a class into another and close it. Its reference still resolves to the
    closed class, which says where its folders went [checklist 4]."""
    source, target = fileplan.class_named(reference), fileplan.class_named(into)
    for one in (source, target):
        access.require(actor, Permission.FILEPLAN_MANAGE, at=fileplan.effective(one).place)
    refuse_if(_reasons_not_to_merge(source, target, reason, now))
    numbers = list(Folder.objects.filter(file_class=source).values_list("pk", flat=True))
    moved = _refile(numbers, target, now)
    fileplan_actions.refer_to(actor, source.reference, to=target.reference, note=reason, now=now)
    if not source.closed_on:
        fileplan_actions.close_class(actor, source.reference, reason=reason, now=now)
    counts = {"folders": len(numbers), "records": moved}
    detail: dict[str, JSON] = {"into": target.reference, **counts}
    about = f"class:{source.reference}"
    tell(
        EventDraft("records:class:merged", actor.reference, about, reason=reason, detail=detail),
        at=now,
    )
    return counts


def _reasons_not_to_merge(
    source: "FileClass", target: "FileClass", reason: str, now: datetime
) -> list[Reason]:
    reasons = fileplan.reasons_not_to_file(target, on=civil_date(now))
    if source.pk == target.pk:
        reasons.append(Reason("itself", "A class cannot be merged into itself.", "into"))
    if not source.is_leaf():
        reasons.append(Reason("has_classes", f"Move the classes below {source.reference} first."))
    if not reason.strip():
        reasons.append(Reason("no_reason", "Say why the classes are merged.", "reason"))
    return reasons


def _refile(numbers: Sequence[int], target: "FileClass", now: datetime) -> int:
    """Move folders to a class: rows, audiences and dates, in the caller's transaction."""
    left = Folder.objects.filter(pk__in=numbers).values_list("file_class__path", flat=True)
    ends = {*left, target.path}
    fileplan_actions.lock_classes({p for end in ends for p in (*fileplan.paths_above(end), end)})
    folders = [lock_folder(number) for number in sorted(numbers)]
    refuse_if(queries.reasons_held(numbers, []))
    for folder in folders:
        folder.file_class = target
        folder.audience_id = audience_within(target, queries.narrowing_of(folder))
        folder.save(update_fields=["file_class", "audience"])
        Record.objects.filter(folder=folder).update(file_class=target)
        hand_down(folder, target)
    if folders:
        fileplan_actions.mark_used(target.pk, now=now)
    moved = Record.objects.filter(folder__in=numbers, state="declared")
    rejudge_all(moved)
    return redate(moved, must_have_rule=True)
