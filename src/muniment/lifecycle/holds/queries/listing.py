"""Which holds there are, what they were placed on, and who may know of them."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.physical import queries as physical
from muniment.holdings.records import queries as records
from muniment.lifecycle.holds.models import (
    AppealDays,
    Hold,
    HoldList,
    HoldListPart,
    HoldScope,
    HoldSearch,
)
from muniment.lifecycle.holds.types import Found, HoldState, LeftOut, Reach, Standing

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

APPEAL_DAYS = 90  # where the body has set nothing; see docs/how-to/holds.md
EVERYWHERE = Place()  # reached by those alone whose role is over the whole body


def holds(
    actor: Profile,
    *,
    state: HoldState | None = None,
    kind: str = "",
    late_on: date | None = None,
) -> QuerySet[Hold]:
    """The holds that the actor may know of, the latest first: those on anything in their scope.

    `late_on`: those alone that on this civil date are to be looked at again.
    """
    access.require(actor, Permission.HOLD_SEE)
    found = _known_to(actor).order_by("-pk")
    if state is not None:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    if late_on is not None:
        found = found.filter(state=HoldState.ACTIVE, review_on__lte=late_on)
    return found


def _known_to(actor: Profile) -> QuerySet[Hold]:
    if may(actor, Permission.HOLD_SEE, EVERYWHERE):
        return Hold.objects.all()
    if not may(actor, Permission.HOLD_SEE):
        return Hold.objects.none()
    audiences = access.audiences_within(actor, Permission.HOLD_SEE)
    here = Q(record__audience__in=audiences) | Q(folder__audience__in=audiences)
    here |= Q(file_class__in=_classes_within(actor)) | Q(box__in=_boxes_within(actor))
    within = HoldScope.objects.filter(here, hold=OuterRef("pk"))
    # Who placed a hold knows of it, also while nothing is held by it yet.
    return Hold.objects.filter(Exists(within) | Q(placed_by=actor.reference))


def _classes_within(actor: Profile) -> list[int]:
    held = HoldScope.objects.filter(file_class__isnull=False).values_list("file_class", flat=True)
    effective = fileplan.effective_of(fileplan.classes_numbered(held.distinct()))
    return [
        number for number, one in effective.items() if may(actor, Permission.HOLD_SEE, one.place)
    ]


def _boxes_within(actor: Profile) -> list[int]:
    held = HoldScope.objects.filter(box__isnull=False).select_related("box")
    places = physical.places_of({one.box for one in held if one.box})
    return [one for one, place in places.items() if may(actor, Permission.HOLD_SEE, place)]


def appeal_days() -> int:
    """How many days there are to appeal once the case behind a hold is closed."""
    newest = AppealDays.objects.order_by("-pk").first()
    return newest.days if newest else APPEAL_DAYS


def hold_named(actor: Profile, reference: str) -> Hold:
    """The hold with this reference, if the actor may know of it. Raises NotFound."""
    digits = reference.strip().upper().removeprefix("H-")
    known = digits.isdecimal() and len(digits) < 16
    found = _known_to(actor).filter(pk=int(digits)).first() if known else None
    if found is None:
        raise NotFound("hold", reference)
    return found


def scopes(hold: Hold) -> QuerySet[HoldScope]:
    """What the hold was placed on, for showing; not what its searches found."""
    named = hold.scopes.filter(search=None)
    # Classes and folders first: they are few, and say more.
    order = (F("file_class").asc(nulls_last=True), F("folder").asc(nulls_last=True), "pk")
    return named.select_related("record", "folder", "file_class", "box").order_by(*order)


def searches(hold: Hold) -> QuerySet[HoldSearch]:
    """The searches that the hold goes by."""
    return hold.searches.order_by("pk")


def lists(hold: Hold) -> QuerySet[HoldList]:
    """The long lists that the hold was ordered for, the latest first."""
    return hold.lists.order_by("-pk")


def left_out(hold: Hold) -> list[tuple[str, LeftOut]]:
    """What of its lists could not be held, as it was written, and why."""
    parts = HoldListPart.objects.filter(whole__hold=hold).exclude(left_out=[])
    rows = parts.order_by("whole", "number").values_list("left_out", flat=True)
    return [(entry, LeftOut(why)) for row in rows for entry, why in row]


def standing(hold: Hold) -> Standing:
    """How far the hold has got with its lists and its searches."""
    sums = hold.lists.aggregate(Sum("done"), Sum("total"), Sum("left_out"))
    under_way = hold.lists.filter(finished_at=None).exists()
    done, total = sums["done__sum"] or 0, sums["total__sum"] or 0
    searching = hold.state == HoldState.ACTIVE and hold.searches.filter(covered_at=None).exists()
    # What was lifted half way will not go on.
    return Standing(done, total if under_way else done, sums["left_out__sum"] or 0, searching)


def places(hold: Hold) -> list[Place]:
    """Where the things stand that the hold covers, for the test of scopes; each place once."""
    covered = hold.scopes.order_by()
    audiences = {
        *covered.filter(record__isnull=False).values_list("record__audience", flat=True).distinct(),
        *covered.filter(folder__isnull=False).values_list("folder__audience", flat=True).distinct(),
    }
    numbers = covered.filter(file_class__isnull=False).values_list("file_class", flat=True)
    effective = fileplan.effective_of(fileplan.classes_numbered(numbers))
    boxed = covered.filter(box__isnull=False).select_related("box")  # a list may have a million
    boxes = {one.box for one in boxed if one.box}
    return [
        *access.places_of(audiences).values(),
        *physical.places_of(boxes).values(),
        *(one.place for one in effective.values()),
        *([EVERYWHERE] if hold.searches.exists() else []),
    ]


def reach_of(covered: Iterable[HoldScope]) -> Reach:
    """What the scopes cover, as numbers and paths."""
    every = list(covered)
    return Reach(
        tuple(one.record_id for one in every if one.record_id),
        tuple(one.folder_id for one in every if one.folder_id),
        tuple(one.file_class.path for one in every if one.file_class),
        tuple(one.box_id for one in every if one.box_id),
    )


def covered(actor: Profile, hold: Hold) -> "QuerySet[Record]":
    """The records that the hold covers and the actor may see. Count it for the size of the hold."""
    wide = hold.scopes.filter(record=None).select_related("file_class")
    reach = reach_of(wide)
    condition = Q(pk__in=hold.scopes.filter(record__isnull=False).values("record"))
    condition |= Q(folder__in=reach.folders) | Q(paper__box__in=reach.boxes)
    for path in reach.class_paths:
        condition |= Q(file_class__path__startswith=path)
    condition |= Q(pk__in=records.also_found(reach.folders, reach.class_paths))
    return records.visible(actor).filter(condition).order_by("pk")


def covered_by(actor: Profile, scope: HoldScope) -> int | None:
    """How many records that the actor may see are covered by way of a folder, a class or a
    box; None for a record, which is one."""
    visible = records.visible(actor)
    if scope.box_id:
        return visible.filter(paper__box=scope.box_id).count()
    if scope.file_class is not None:
        path = scope.file_class.path
        here = Q(file_class__path__startswith=path) | Q(pk__in=records.also_found([], [path]))
        return visible.filter(here).count()
    if not scope.folder_id:
        return None
    here = Q(folder=scope.folder_id) | Q(pk__in=records.also_found([scope.folder_id]))
    return visible.filter(here).count()


def found_by(actor: Profile, one: HoldSearch) -> Found:
    """How many records that the actor may see are held because the search found them, and how
    many of them came to be found after it was first gone through."""
    held = one.found.filter(access.visible_to(actor, "record__audience"))
    later = held.filter(added_at__gt=one.covered_at).count() if one.covered_at else 0
    return Found(held.count(), later)
