"""Which holds there are and what they cover."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.errors import NotFound, Reason
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.lifecycle.holds import rules
from muniment.lifecycle.holds.models import Hold, HoldScope
from muniment.lifecycle.holds.types import HoldState, Reach

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

CHUNK = 500


def holding(numbers: Collection[int]) -> dict[int, list[Hold]]:
    """The active holds on each of these records that has any, by way of the record itself, its
    folder, its class or a class above. Three queries for each 500 records."""
    wanted = sorted(numbers)
    found: dict[int, list[Hold]] = {}
    for start in range(0, len(wanted), CHUNK):
        found.update(_holding(wanted[start : start + CHUNK]))
    return found


def _holding(numbers: Sequence[int]) -> dict[int, list[Hold]]:
    rows = list(
        records.every_record()
        .filter(pk__in=numbers)
        .values_list("pk", "folder_id", "file_class__path")
    )
    holds = _by_thing(rows)
    found = {pk: _of(holds, pk, folder, path) for pk, folder, path in rows}
    return {pk: held for pk, held in found.items() if held}


Things = dict[tuple[str, int | str], set[Hold]]


def _by_thing(rows: Iterable[tuple[int, int, str]]) -> Things:
    rows = list(rows)
    paths = {path for _, _, own in rows for path in (*fileplan.paths_above(own), own)}
    scopes = active_scopes().filter(
        Q(record__in=[pk for pk, _, _ in rows])
        | Q(folder__in={folder for _, folder, _ in rows})
        | Q(file_class__path__in=paths)
    )
    holds: Things = defaultdict(set)
    for scope in scopes.select_related("hold", "file_class"):
        holds[_key(scope)].add(scope.hold)
    return holds


def _key(scope: HoldScope) -> tuple[str, int | str]:
    if scope.file_class is not None:
        return "class", str(scope.file_class.path)
    if scope.folder_id is not None:
        return "folder", int(scope.folder_id)
    return "record", int(scope.record_id or 0)


def _of(holds: Things, pk: int, folder: int, path: str) -> list[Hold]:
    reached = holds[("record", pk)] | holds[("folder", folder)]
    for above in (*fileplan.paths_above(path), path):
        reached |= holds[("class", above)]
    return sorted(reached, key=lambda hold: hold.pk)


def active_scopes() -> QuerySet[HoldScope]:
    """What the holds that are not lifted cover."""
    return HoldScope.objects.filter(hold__state=HoldState.ACTIVE)


def is_held(number: int) -> bool:
    """Whether any hold covers the record."""
    return bool(holding([number]))


def known_holds(actor: Profile, record: "Record") -> list[Hold]:
    """The holds on the record, if the actor may know of holds there; otherwise none."""
    place = access.audience_key(record.audience_id).place
    if not may(actor, Permission.HOLD_SEE, place):
        return []
    return holding([record.pk]).get(record.pk, [])


def reasons_not_to_alter(actor: Profile, record: "Record") -> list[Reason]:
    """Why the record may not be altered: holds, in words fit for this reader."""
    held = holding([record.pk]).get(record.pk, [])
    place = access.audience_key(record.audience_id).place
    knows = may(actor, Permission.HOLD_SEE, place)
    return rules.reasons_held([hold.reference for hold in held], knows=knows)


def reasons_not_to_move(folders: Sequence[int], numbers: Sequence[int]) -> list[Reason]:
    """Why folders and records may not leave their place: a hold that reaches them only through
    the place would be lost. The port MUNIMENT_HOLD_GUARD of the records room."""
    rows = records.every_record().filter(Q(pk__in=numbers) | Q(folder__in=folders))
    classes = set(rows.values_list("file_class__path", flat=True).distinct())
    left = records.every_record().filter(pk__in=numbers).values("folder")
    classes |= set(
        records.every_folder().filter(pk__in=folders).values_list("file_class__path", flat=True)
    )
    paths = {path for own in classes for path in (*fileplan.paths_above(own), own)}
    reached = active_scopes().filter(Q(file_class__path__in=paths) | Q(folder__in=left))
    # Who moves things need not be one who may know of holds.
    return rules.reasons_held(["hold"] if reached.exists() else [], knows=False)


def reasons_not_to_move_class(path: str) -> list[Reason]:
    """Why the class at this tree path may not leave its place: a class above it is held."""
    above = active_scopes().filter(file_class__path__in=fileplan.paths_above(path))
    return rules.reasons_held(["hold"] if above.exists() else [], knows=False)


def holds(actor: Profile, *, state: HoldState | None = None) -> list[Hold]:
    """The holds that the actor may know of, the latest first: those on anything in their scope."""
    access.require(actor, Permission.HOLD_SEE)
    found = Hold.objects.order_by("-pk")
    if state is not None:
        found = found.filter(state=state)
    return [hold for hold in found if _may_see(actor, hold)]


def hold_named(actor: Profile, reference: str) -> Hold:
    """The hold with this reference, if the actor may know of it. Raises NotFound."""
    digits = reference.strip().upper().removeprefix("H-")
    found = Hold.objects.filter(pk=int(digits)).first() if digits.isdecimal() else None
    if found is None or not _may_see(actor, found):
        raise NotFound("hold", reference)
    return found


def _may_see(actor: Profile, hold: Hold) -> bool:
    return any(may(actor, Permission.HOLD_SEE, place) for place in places(hold.scopes.all()))


def scopes(hold: Hold) -> QuerySet[HoldScope]:
    """What the hold was placed on, for showing."""
    return hold.scopes.select_related("record", "folder", "file_class").order_by("pk")


def places(covered: QuerySet[HoldScope]) -> list[Place]:
    """Where the things stand that are covered, for the test of scopes; each place once."""
    audiences = {
        *covered.filter(record__isnull=False).values_list("record__audience", flat=True),
        *covered.filter(folder__isnull=False).values_list("folder__audience", flat=True),
    }
    named = [one.file_class for one in covered.select_related("file_class") if one.file_class]
    effective = fileplan.effective_of(named)
    return [
        *(access.audience_key(number).place for number in sorted(audiences)),
        *(one.place for one in effective.values()),
    ]


def reach_of(covered: Iterable[HoldScope]) -> Reach:
    """What the scopes cover, as numbers and paths."""
    every = list(covered)
    return Reach(
        tuple(one.record_id for one in every if one.record_id),
        tuple(one.folder_id for one in every if one.folder_id),
        tuple(one.file_class.path for one in every if one.file_class),
    )


def covered(actor: Profile, hold: Hold) -> "QuerySet[Record]":
    """The records that the hold covers and the actor may see. Count it for the size of the hold."""
    reach = reach_of(scopes(hold))
    condition = Q(pk__in=hold.scopes.filter(record__isnull=False).values("record"))
    condition |= Q(folder__in=reach.folders)
    for path in reach.class_paths:
        condition |= Q(file_class__path__startswith=path)
    return records.visible(actor).filter(condition).order_by("pk")
