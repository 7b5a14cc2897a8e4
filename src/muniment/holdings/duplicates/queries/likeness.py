"""What says nearly the same, as far as the reader may see both; and how much there is of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.content import queries as content
from muniment.foundation.content.states import DerivedState
from muniment.foundation.kernel.asking import once_a_page
from muniment.holdings.duplicates import rules
from muniment.holdings.duplicates.models import Pair
from muniment.holdings.duplicates.types import Compared, Group, UnitDuplication
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

MOST_NEAR = 50  # records that one is shown to be alike
MOST_PAIRS = 5_000  # from which the groups on a page are made, the most alike first
Sizes = dict[int, tuple[int, int]]


def pairs(actor: Profile) -> QuerySet[Pair]:
    """The pairs of which the actor may see a record on either side, the most alike first."""
    return Pair.objects.filter(
        Exists(_seen(actor, "first__derived")),
        Exists(_seen(actor, "second__derived")),
        first__derived__state=DerivedState.DONE,
        second__derived__state=DerivedState.DONE,
    ).order_by("-alike", "pk")


def _seen(actor: Profile, field: str) -> "QuerySet[Any]":
    """The originals with the content of a pair that the actor may see."""
    return records.originals_seen(actor).filter(sha256=OuterRef(field))


def holders(actor: Profile, digests: Iterable[str]) -> "dict[str, Record]":
    """For each content the oldest record of it that the actor may see."""
    found: dict[str, Record] = {}
    rows = records.originals_seen(actor).filter(sha256__in=list(digests)).order_by("-record")
    for one in rows.select_related("record__file_class", "record__folder"):
        found[one.sha256] = one.record
    return found


def named_pairs(actor: Profile, found: Iterable[Pair]) -> "list[tuple[Record, Record, float]]":
    """The pairs as records that the actor may see, with how alike they are, of 1."""
    listed = [(one.first.derived_id, one.second.derived_id, one.alike) for one in found]
    known = holders(actor, {sha256 for left, right, _ in listed for sha256 in (left, right)})
    return [(known[left], known[right], alike / 1000) for left, right, alike in listed]


def groups(actor: Profile) -> tuple[list[Group], bool]:
    """What says nearly the same, in groups, the most alike first; and whether there are more pairs
    than were looked at."""
    rows = list(pairs(actor).select_related("first", "second")[: MOST_PAIRS + 1])
    named = named_pairs(actor, rows[:MOST_PAIRS])
    by_number = {one.pk: one for left, right, _ in named for one in (left, right)}
    best: dict[int, float] = defaultdict(float)
    for left, right, alike in named:
        best[max(left.pk, right.pk)] = max(best[max(left.pk, right.pk)], alike)
    found = [
        Group([(by_number[number], best.get(number) or 1.0) for number in sorted(numbers)])
        for numbers in rules.components((left.pk, right.pk) for left, right, _ in named)
        if len(numbers) > 1
    ]
    return found, len(rows) > MOST_PAIRS


def near(actor: Profile, record: "Record", most: int = 20) -> "list[tuple[Record, float]]":
    """Records that say nearly the same as this one and that the actor may see; 50 at most."""
    return list(_near_most(actor, record)[:most])


@once_a_page
def _near_most(actor: Profile, record: "Record") -> "tuple[tuple[Record, float], ...]":
    digest = next(iter(records.digests_of([record.pk]).get(record.pk, [])), "")
    mine = Q(first__derived=digest) | Q(second__derived=digest)
    rows = pairs(actor).filter(mine).select_related("first", "second")[:MOST_NEAR]
    listed = [
        (one.second if one.first.derived_id == digest else one.first, one.alike) for one in rows
    ]
    known = holders(actor, [one.derived_id for one, _ in listed])
    return tuple((known[one.derived_id], alike / 1000) for one, alike in listed)


def compare(actor: Profile, left: str, right: str) -> Compared:
    """Two records that the actor may see, with their texts beside each other. Raises NotFound."""
    ours, theirs = records.record_named(actor, left), records.record_named(actor, right)
    digests = records.digests_of([ours.pk, theirs.pk])
    first, second = (next(iter(digests.get(one.pk, [])), "") for one in (ours, theirs))
    texts = content.texts_of([first, second])
    one, other = texts.get(first, ""), texts.get(second, "")
    lines, cut = rules.beside(one, other)
    alike = rules.jaccard(rules.shingles(one), rules.shingles(other)) if one and other else None
    return Compared(ours, theirs, alike, lines, cut, bool(first) and first == second)


def alike(one: "Record", other: "Record") -> float | None:
    """How much of the texts of two records that the caller may see is in both, of 1; None where
    one has no text."""
    digests = records.digests_of([one.pk, other.pk])
    first, second = (next(iter(digests.get(side.pk, [])), "") for side in (one, other))
    texts = content.texts_of([first, second])
    if not (texts.get(first) and texts.get(second)):
        return None
    return rules.jaccard(rules.shingles(texts[first]), rules.shingles(texts[second]))


def report(actor: Profile) -> list[UnitDuplication]:
    """How much of what the actor may see is there more than once, by owning unit."""
    declared = records.visible(actor).filter(state=RecordState.DECLARED)
    totals: Any = declared.order_by().values_list("audience").annotate(n=Count("pk"))
    copies: Any = records.further_places(declared).order_by().values_list("record__audience")
    found = {
        "records": {audience: (number, 0) for audience, number in totals},
        "copies": _sizes(copies.annotate(n=Count("pk"), size=Sum("record__size"))),
        "twins": _twins(actor),
        "near": _near(actor),
        "merged": {audience: (number, 0) for audience, number in records.merged_among(declared)},
    }
    return _by_unit(found)


def reduction(actor: Profile) -> list[tuple[date, int]]:
    """How many records were merged into those that the actor may see, month by month, the latest
    first, each by its first day."""
    return records.merged_by_month(records.visible(actor).filter(state=RecordState.DECLARED))


def _sizes(rows: Iterable[tuple[int, int, int | None]]) -> Sizes:
    return {audience: (number, size or 0) for audience, number, size in rows}


def _twins(actor: Profile) -> Sizes:
    """Records whose original an older record that the actor may see has too."""
    older = records.originals_seen(actor).filter(
        sha256=OuterRef("sha256"), record__lt=OuterRef("record")
    )
    rows: Any = records.originals_seen(actor).filter(Exists(older), size__gt=0).order_by()
    return _sizes(rows.values_list("record__audience").annotate(n=Count("pk"), s=Sum("size")))


def _near(actor: Profile) -> Sizes:
    counted: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for group in groups(actor)[0]:
        for one, _ in list(group.records)[1:]:
            number, size = counted[one.audience_id]
            counted[one.audience_id] = (number + 1, size + one.size)
    return dict(counted)


def _by_unit(found: dict[str, Sizes]) -> list[UnitDuplication]:
    places = access.places_of({audience for sizes in found.values() for audience in sizes})
    names = {one.reference: one.name for one in access.units()}
    lines: dict[str, UnitDuplication] = {}
    for what, sizes in found.items():
        for audience, (number, size) in sizes.items():
            unit = next(iter(places[audience].units), "")
            line = lines.setdefault(unit, UnitDuplication(unit, names.get(unit, "No unit")))
            setattr(line, what, getattr(line, what) + number)
            if what not in ("records", "merged"):
                setattr(line, f"{what}_size", getattr(line, f"{what}_size") + size)
    return [lines[unit] for unit in sorted(lines)]
