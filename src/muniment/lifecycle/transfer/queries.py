"""What is past its statutory date, and the leave there is to keep it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.disposal import queries as disposal
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.transfer import rules
from muniment.lifecycle.transfer.models import Leave, LeaveScope, StatutoryTerms
from muniment.lifecycle.transfer.types import LeaveState, Past, PastLine, Span, Terms

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


def statutory_terms() -> Terms:
    """What holds for the body; until somebody has set it, it holds no public records."""
    newest = StatutoryTerms.objects.order_by("-pk").first()
    return Terms(newest.public_records, newest.years, newest.remind_months) if newest else Terms()


# -- the register ---------------------------------------------------------------------------------


def leaves(actor: Profile) -> QuerySet[Leave]:
    """The leave to retain for anything that the actor may know of, what runs out first, first."""
    access.require(actor, Permission.RETENTION_SEE)
    seen = _seen_by(actor).order_by().values("leave")
    return Leave.objects.filter(pk__in=seen).order_by("until_on", "pk")


def leaves_in_state(actor: Profile, state: LeaveState | None, *, now: datetime) -> list[Leave]:
    """As `leaves`, in this state alone if one is given."""
    today = civil_date(now)
    return [one for one in leaves(actor) if state in (None, rules.state_of(one.span, today))]


def leave_named(actor: Profile, reference: str) -> Leave:
    """The leave with this reference, if the actor may know of anything that it is for. Raises
    NotFound."""
    digits = reference.strip().upper().removeprefix("LR-")
    number = int(digits) if digits.isdecimal() and len(digits) < 10 else 0
    found = leaves(actor).filter(pk=number).select_related("renews").first()
    if found is None:
        raise NotFound("leave to retain", reference)
    return found


def _seen_by(actor: Profile) -> QuerySet[LeaveScope]:
    """The file plan is open to all; of folders and records only those that the actor may see."""
    return LeaveScope.objects.filter(
        Q(file_class__isnull=False)
        | access.visible_to(actor, "folder__audience")
        | access.visible_to(actor, "record__audience")
    )


def scopes_seen(actor: Profile, leave: Leave) -> QuerySet[LeaveScope]:
    """What the leave is for, as far as the actor may know of it: classes, folders, records."""
    found = _seen_by(actor).filter(leave=leave)
    return found.select_related("file_class", "folder", "record").order_by("pk")


def places_of(leave: Leave) -> list[Place]:
    """Where the things stand that the leave is for, each place once."""
    scopes = leave.scopes.order_by()
    audiences = {
        *scopes.filter(folder__isnull=False).values_list("folder__audience", flat=True),
        *scopes.filter(record__isnull=False).values_list("record__audience", flat=True),
    }
    numbers = scopes.filter(file_class__isnull=False).values_list("file_class", flat=True)
    effective = fileplan.effective_of(fileplan.classes_numbered(numbers))
    return [*access.places_of(audiences).values(), *(one.place for one in effective.values())]


def covered(actor: Profile, leave: Leave) -> "QuerySet[Record]":
    """The records that the leave is for and the actor may see, whether past their date or not."""
    speaking = _Leaves(leave.scopes.select_related("leave", "file_class"))
    living = records.visible(actor).filter(state=RecordState.DECLARED)
    return living.filter(speaking.reached())


def same_leave(leave: dict[str, Any], numbers: "set[tuple[str, int]]") -> bool:
    """Whether the register has leave with these values, not ended, for these very things: pairs
    of a kind (a field of the scope) and a number."""
    for one in Leave.objects.filter(**leave, ended_on=None).prefetch_related("scopes"):
        if {_thing(scope) for scope in one.scopes.all()} == numbers:
            return True
    return False


def _thing(scope: LeaveScope) -> tuple[str, int]:
    if scope.file_class_id is not None:
        return "file_class", scope.file_class_id
    if scope.folder_id is not None:
        return "folder", scope.folder_id
    return "record", scope.record_id or 0


def to_remind(*, now: datetime) -> list[Leave]:
    """The leave that runs out soon and that nothing renews, whoever may know of it."""
    today, months = civil_date(now), statutory_terms().remind_months
    every = Leave.objects.filter(ended_on=None, until_on__gte=today)
    alone = every.exclude(renewed_by__in=Leave.objects.filter(ended_on=None))
    return [one for one in alone.order_by("pk") if rules.is_reminded(one.span, months, today)]


# -- what is past its date ------------------------------------------------------------------------


class _Leaves:
    """The leave that there is or was, by what it is for."""

    def __init__(self, scopes: Iterable[LeaveScope]) -> None:
        self.classes: list[tuple[str, Span]] = []
        self.folders: dict[int, list[Span]] = defaultdict(list)
        self.records: dict[int, list[Span]] = defaultdict(list)
        for one in scopes:
            if one.file_class is not None:
                self.classes.append((one.file_class.path, one.leave.span))
            elif one.folder_id is not None:
                self.folders[one.folder_id].append(one.leave.span)
            elif one.record_id is not None:
                self.records[one.record_id].append(one.leave.span)

    def covering(self, path: str, folder: int = 0, record: int = 0) -> list[Span]:
        """What speaks of a record in the class at this path: the record, its folder, a class."""
        above = [span for start, span in self.classes if path.startswith(start)]
        return [*above, *self.folders.get(folder, []), *self.records.get(record, [])]

    def reached(self) -> Q:
        """The condition that any of it is for a record."""
        found = Q(folder__in=list(self.folders)) | Q(pk__in=list(self.records))
        for path in {path for path, _ in self.classes}:
            found |= Q(file_class__path__startswith=path)
        return found


def _every_leave(**chosen: Any) -> _Leaves:
    scopes = LeaveScope.objects.filter(**chosen).select_related("leave", "file_class")
    return _Leaves(scopes)


def _in_force(today: date) -> _Leaves:
    return _every_leave(leave__from_on__lte=today, leave__until_on__gte=today, leave__ended_on=None)


def _past(actor: Profile, now: datetime) -> "QuerySet[Record]":
    """What the actor may see and is past its statutory date, with leave or without.

    A file is as old as its newest paper, also where the actor may not see that paper. The folders
    are asked one by one for a newer one: a step each into the index, however many records lie in
    them.
    """
    access.require(actor, Permission.RETENTION_SEE)
    terms, living = statutory_terms(), records.every_record().filter(state=RecordState.DECLARED)
    latest = rules.latest_past(civil_date(now), terms.years) if terms.public_records else None
    if latest is None:
        return living.none()
    newer = living.filter(folder=OuterRef("pk"), record_date__gt=latest)
    old = records.every_folder().filter(~Exists(newer)).order_by().values("pk")
    found = living.filter(access.visible_to(actor), folder__in=old, record_date__lte=latest)
    return found.exclude(retention.has_been_transferred())


def past_records(actor: Profile, *, file_class: str = "", now: datetime) -> "QuerySet[Record]":
    """What the actor may see and is kept past its statutory date without leave, the oldest first;
    `file_class`: in this class and below it."""
    found = _past(actor, now).exclude(_in_force(civil_date(now)).reached())
    if file_class:
        branch = fileplan.below(fileplan.class_named(file_class)).values_list("pk", flat=True)
        found = found.filter(file_class__in=list(branch))
    return found.order_by("record_date", "pk")


def past(actor: Profile, *, now: datetime) -> Past:
    """What the actor may see and is past its statutory date, added up by class, unit, owner and
    the reason why there is no leave. Nothing where the body holds no public records."""
    found = list(_groups(_past(actor, now)))
    places = access.places_of({one.audience for one in found})
    owned, today = retention.owners(now), civil_date(now)
    sums: dict[tuple[str, ...], PastLine] = {}
    under_leave = under_leave_size = 0
    for one in found:
        why = rules.why_without(one.spans, today)
        if not why:
            under_leave, under_leave_size = under_leave + one.records, under_leave_size + one.size
            continue
        place = places[one.audience]
        owner = retention.owner_of(place, owned)[0]
        line = PastLine(
            file_class=one.reference,
            title=one.title,
            unit=place.units[0] if place.units else "",
            owner=owner,
            why=why,
            records=one.records,
            size=one.size,
            oldest=one.oldest,
        )
        key = (line.file_class, line.unit, line.owner, line.why)
        sums[key] = rules.added(sums[key], line) if key in sums else line
    lines = sorted(sums.values(), key=lambda one: (-one.records, one.file_class, one.why))
    return Past(tuple(lines), under_leave, under_leave_size)


@dataclass(frozen=True, slots=True)
class _Group:
    """Records of one class and audience of which the same leave speaks."""

    audience: int
    reference: str
    title: str
    records: int
    size: int
    oldest: date
    spans: tuple[Span, ...]


def _groups(rows: "QuerySet[Record]") -> Iterator[_Group]:
    """The records added up, those apart whose folder or which themselves have leave by name."""
    leave = _every_leave()
    named, alone = list(leave.folders), list(leave.records)
    rest = rows.exclude(pk__in=alone) if alone else rows
    yield from _added_up(rest.exclude(folder__in=named) if named else rest, leave)
    if named:
        yield from _added_up(rest.filter(folder__in=named), leave, "folder")
    if alone:
        yield from _added_up(rows.filter(pk__in=alone), leave, "folder", "pk")


def _added_up(rows: "QuerySet[Record]", leave: _Leaves, *apart: str) -> Iterator[_Group]:
    by = ("audience", "file_class", *apart)
    sums: Any = rows.order_by().values(*by)
    found = list(sums.annotate(records=Count("pk"), total=Sum("size"), oldest=Min("record_date")))
    classes = {one.pk: one for one in fileplan.classes_numbered(row["file_class"] for row in found)}
    for row in found:
        at = classes[row["file_class"]]
        yield _Group(
            audience=row["audience"],
            reference=at.reference,
            title=at.title,
            records=row["records"],
            size=row["total"],
            oldest=row["oldest"],
            spans=tuple(leave.covering(at.path, row.get("folder", 0), row.get("pk", 0))),
        )


# -- merging --------------------------------------------------------------------------------------


def reasons_not_to_merge(actor: Profile, record: "Record") -> list[Reason]:
    """What rests on a record by itself that a merge into another would lose or disturb. The port
    MUNIMENT_MERGE_GUARD of the records room; here, because this room sees all of it."""
    reasons = holds.reasons_not_to_alter(actor, record)
    reference = record.reference
    if disposal.in_open_review([record.pk]):
        reasons.append(Reason("in_review", "It is in a disposal review that is still open."))
    if retention.of_value(reference):
        reasons.append(Reason("of_value", "It is marked as of value. End the mark first."))
    if retention.is_marked(reference):
        reasons.append(Reason("vital", "It is marked as vital by itself. End the mark first."))
    if retention.decided_for([reference]):
        words = "What becomes of it was decided apart from its rule."
        reasons.append(Reason("decided_apart", words))
    if LeaveScope.objects.filter(record=record.pk).exists():
        words = "There is, or was, leave to keep it longer by itself."
        reasons.append(Reason("leave", words))
    return reasons
