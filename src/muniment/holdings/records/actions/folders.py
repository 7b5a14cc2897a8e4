"""Verbs on folders."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from muniment.foundation.access import actions as audiences
from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Narrowing, Permission, Place, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.holdings.fileplan import actions as fileplan_actions
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan import rules as fileplan_rules
from muniment.holdings.records import queries, rules
from muniment.holdings.records.actions.dating import BATCH, redate
from muniment.holdings.records.actions.keeping import lock_folder
from muniment.holdings.records.models import Folder, Record
from muniment.holdings.records.types import Titled

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass


@verb("records:folder:open")
def open_folder(
    actor: Profile,
    file_class: str,
    *,
    title: str,
    narrowing: Narrowing | None = None,
    tiers: Sequence[str] = ("OFFICIAL",),
    opened_on: date | None = None,
    override: str = "",
    now: datetime,
) -> Folder:
    """Open a folder in a class. The class must be open and have a rule.

    The title has to follow the naming rules, unless `override` says why it does not. A
    `narrowing` can be no wider than the class; `tiers` are those the deployment accepts.
    `opened_on` is for a folder that was begun elsewhere, before it came here.
    """
    found = fileplan.class_named(file_class)
    access.require(actor, Permission.RECORDS_CAPTURE, at=fileplan.effective(found).place)
    reasons = fileplan.reasons_not_to_file(found, on=civil_date(now))
    reasons += _reasons_of_title(title, found.pk, override)
    if narrowing is not None:
        reasons += _reasons_not_to_narrow(actor, found, narrowing, tiers)
    if opened_on and opened_on > civil_date(now):
        reasons.append(Reason("future", "A folder cannot be opened on a day to come.", "on"))
    refuse_if(reasons)
    made = make_folder(found, title.strip(), "", narrowing or Narrowing(), now, opened_on)
    detail = {"class": found.reference}
    tell(event_about("records:folder:opened", actor, made, override, **detail), at=now)
    return made


def _reasons_of_title(title: str, file_class: int, override: str) -> list[Reason]:
    if not title.strip():
        return [Reason("no_title", "A folder needs a title.", "title")]
    judged = queries.judge_titles([Titled(title.strip(), file_class, of_folder=True)])[0]
    return [
        *rules.reasons_too_long(title.strip()),
        *rules.reasons_not_to_entitle(judged, override),
    ]


def make_folder(
    file_class: "FileClass",
    title: str,
    source_path: str,
    narrowing: Narrowing,
    now: datetime,
    opened_on: date | None = None,
) -> Folder:
    """The row of a new folder, with its audience."""
    fileplan_actions.mark_used(file_class.pk, now=now)
    audience = audience_within(file_class, narrowing)
    made = _folder(file_class, title, source_path, narrowing, audience, now)
    made.opened_on = opened_on or made.opened_on
    made.save(force_insert=True)
    return made


def _folder(
    file_class: "FileClass",
    title: str,
    source_path: str,
    narrowing: Narrowing,
    audience: int,
    now: datetime,
) -> Folder:
    return Folder(
        reference=new_reference("F"),
        file_class=file_class,
        title=rules.printable(title)[:500],
        source_path=source_path,
        opened_on=civil_date(now),
        open_to=narrowing.open_to,
        tier=narrowing.tier,
        sensitive=narrowing.sensitive,
        handling=narrowing.handling,
        audience_id=audience,
    )


def audience_within(file_class: "FileClass", narrowing: Narrowing) -> int:
    """The audience (by number) of what says `narrowing` in a class."""
    resolved = fileplan_rules.resolve_audience(fileplan.effective(file_class), narrowing)
    return audiences.audience_for(str(file_class.pk), narrowing, resolved)


def folders_for_source(
    actor: Profile, file_class: "FileClass", titles: Mapping[str, str], *, now: datetime
) -> tuple[dict[str, Folder], list[EventDraft]]:
    """The folders of the class that stand for folders of a source, by path in the source; those
    met for the first time are made, with their events. Within the caller's transaction.

    `titles` gives the title of each path, should it have to be made.
    """
    known = Folder.objects.filter(file_class=file_class, source_path__in=titles, closed_on=None)
    found = {one.source_path: one for one in known}
    missing = [path for path in titles if path not in found]
    if not missing:
        return found, []
    fileplan_actions.mark_used(file_class.pk, now=now)
    audience = audience_within(file_class, Narrowing())
    made = Folder.objects.bulk_create(
        _folder(file_class, titles[path], path, Narrowing(), audience, now) for path in missing
    )
    detail = {"class": file_class.reference}
    events = [event_about("records:folder:opened", actor, one, **detail) for one in made]
    return found | {one.source_path: one for one in made}, events


@verb("records:folder:change")
def change_folder(
    actor: Profile,
    reference: str,
    *,
    title: str | None = None,
    narrowing: Narrowing | None = None,
    tiers: Sequence[str] = ("OFFICIAL",),
    override: str = "",
    now: datetime,
) -> Folder:
    """Set the title of a folder, or its own marking and access, no wider than its class's. A
    title is judged as in `open_folder`."""
    found = queries.folder_named(actor, reference)
    place = require_for(actor, Permission.FOLDER_MANAGE, found)
    found = lock_folder(found.pk)
    if title is not None:
        refuse_if(_reasons_of_title(title, found.file_class_id, override))
        found.title = rules.printable(title.strip())[:500]
    if narrowing is not None:
        access.require(actor, Permission.RECORDS_NARROW, at=place)
        _narrow(actor, found, narrowing, tiers)
    found.version += 1
    found.save()
    tell(
        event_about("records:folder:changed", actor, found, narrowed=narrowing is not None), at=now
    )
    return found


def require_for(actor: Profile, permission: Permission, folder: Folder) -> Place:
    """Where the folder stands. Raises NotPermitted unless the actor may do this there."""
    place = fileplan.effective(folder.file_class).place
    access.require(actor, permission, at=place)
    return place


def _narrow(actor: Profile, folder: Folder, narrowing: Narrowing, tiers: Sequence[str]) -> None:
    file_class = folder.file_class
    refuse_if(_reasons_not_to_narrow(actor, file_class, narrowing, tiers))
    folder.open_to, folder.tier = narrowing.open_to, narrowing.tier
    folder.sensitive, folder.handling = narrowing.sensitive, narrowing.handling
    folder.audience_id = audience_within(file_class, narrowing)
    hand_down(folder, file_class)


def _reasons_not_to_narrow(
    actor: Profile, file_class: "FileClass", narrowing: Narrowing, tiers: Sequence[str]
) -> list[Reason]:
    effective = fileplan.effective(file_class)
    inherited = fileplan_rules.resolve_audience(effective, Narrowing())
    marking = narrowing.marking(inherited.marking)
    return [
        *access_rules.reasons_not_to_mark(marking, inherited.marking, actor, tiers),
        *rules.reasons_not_to_narrow(narrowing, inherited, effective.lineages),
    ]


def hand_down(folder: Folder, file_class: "FileClass") -> None:
    """Give every record of the folder the audience that follows from folder, class and itself."""
    wider, lineages = queries.narrowing_of(folder), access.unit_lineages()
    own = ("open_to", "tier", "sensitive", "handling")
    seen: dict[int, int] = {}
    for record in Record.objects.filter(folder=folder).only("pk", "audience_id", *own).iterator():
        said = queries.narrowing_of(record)
        merged = fileplan_rules.narrow_within(said, wider, lineages)
        seen[record.pk] = (
            folder.audience_id if merged == wider else audience_within(file_class, merged)
        )
    for audience in set(seen.values()):
        some = [pk for pk, number in seen.items() if number == audience]
        for start in range(0, len(some), BATCH):
            Record.objects.filter(pk__in=some[start : start + BATCH]).update(audience=audience)


@verb("records:folder:close")
def close_folder(
    actor: Profile, reference: str, *, on: date | None = None, now: datetime
) -> Folder:
    """Close a folder: nothing new goes in, and rules that wait for its closing start to run."""
    found = queries.folder_named(actor, reference)
    require_for(actor, Permission.FOLDER_MANAGE, found)
    found = lock_folder(found.pk)
    closes = on or civil_date(now)
    refuse_if(_reasons_not_to_close(found, closes, civil_date(now)))
    found.closed_on = closes
    found.save(update_fields=["closed_on"])
    dated = redate(_dated_by(found))
    event = event_about(
        "records:folder:closed", actor, found, closed_on=closes.isoformat(), records_dated=dated
    )
    tell(event, at=now)
    return found


def _dated_by(folder: Folder) -> QuerySet[Record]:
    """The records whose clocks may wait for this folder: filed in it, also as copies."""
    return Record.objects.filter(queries.filed_in(folder.reference), state="declared")


def _reasons_not_to_close(found: Folder, closes: date, today: date) -> list[Reason]:
    reasons = []
    if found.closed_on:
        reasons.append(Reason("closed", f"The folder {found.title} is closed already."))
    if closes < found.opened_on and closes < today:
        reasons.append(Reason("dates", "It would close before it opened.", "on"))
    if closes > today:
        reasons.append(Reason("future", "A folder cannot be closed on a day to come.", "on"))
    return reasons


@verb("records:folder:reopen")
def reopen_folder(actor: Profile, reference: str, *, reason: str, now: datetime) -> Folder:
    """Open a closed folder again, for a reason; clocks started by its closing stop."""
    found = queries.folder_named(actor, reference)
    require_for(actor, Permission.FOLDER_MANAGE, found)
    found = lock_folder(found.pk)
    if not found.closed_on:
        raise Refused(Reason("open", f"The folder {found.title} is open."))
    if not reason.strip():
        raise Refused(Reason("no_reason", "Say why the folder is to be opened again.", "reason"))
    found.closed_on = None
    found.save(update_fields=["closed_on"])
    redate(_dated_by(found))
    tell(event_about("records:folder:reopened", actor, found, reason), at=now)
    return found


@verb("records:folder:start_part")
def start_part(actor: Profile, reference: str, *, now: datetime) -> Folder:
    """Close a folder and go on in a new part of it, with its own dates [checklist 11]."""
    found = queries.folder_named(actor, reference)
    require_for(actor, Permission.FOLDER_MANAGE, found)
    refuse_if(fileplan.reasons_not_to_file(found.file_class, on=civil_date(now)))
    if not found.closed_on:
        found = close_folder(actor, reference, now=now)
    first = lock_folder((found.part_of or found).pk)
    number = first.parts.count() + 2
    file_class = found.file_class
    title = first.title
    made = make_folder(file_class, title, "", queries.narrowing_of(found), now)
    made.part_of, made.part_number = first, number
    made.save(update_fields=["part_of", "part_number"])
    tell(event_about("records:folder:part_started", actor, made, part=number), at=now)
    return made


def event_about(
    kind: str, actor: Profile, about: Folder, reason: str = "", **detail: Any
) -> EventDraft:
    """The event of a verb on a folder."""
    found: Mapping[str, Any] = detail
    return EventDraft(
        kind, actor.reference, f"folder:{about.reference}", reason=reason, detail=found
    )
