"""How much is there more than once within each circle of readers, and how that has changed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Sum

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.content.states import DerivedState
from muniment.holdings.duplicates import rules
from muniment.holdings.duplicates.models import DuplicationCount, Pair
from muniment.holdings.duplicates.types import MonthOfDuplication, UnitDuplication
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState

COUNTED = tuple("records copies copies_size twins twins_size near near_size merged".split())
CHUNK = 500


def within_circles(*, merged_in: date) -> dict[int, UnitDuplication]:
    """How much is there more than once within each circle of readers (by number), whoever may see
    it: to be counted. `merged` are those of the month with this first day."""
    found: dict[int, UnitDuplication] = defaultdict(lambda: UnitDuplication("", ""))
    declared = records.every_record().filter(state=RecordState.DECLARED).order_by()
    for audience, number in declared.values_list("audience").annotate(n=Count("pk")):
        found[audience].records = number
    copies: Any = records.further_places(declared).order_by().values_list("record__audience")
    _add(found, "copies", copies.annotate(n=Count("pk"), size=Sum("record__size")))
    _add(found, "twins", _twins())
    _add(found, "near", _near())
    for audience, number in records.merged_among(records.every_record(), month=merged_in):
        found[audience].merged = number
    return dict(found)


def _add(
    found: dict[int, UnitDuplication], what: str, rows: Iterable[tuple[int, int, int | None]]
) -> None:
    for audience, number, size in rows:
        setattr(found[audience], what, number)
        setattr(found[audience], f"{what}_size", size or 0)


def _twins() -> Any:
    """Originals that an older record with the same readers has too."""
    older = records.every_original().filter(
        sha256=OuterRef("sha256"),
        record__audience=OuterRef("record__audience"),
        record__lt=OuterRef("record"),
    )
    rows = records.every_original().filter(Exists(older), size__gt=0).order_by()
    return rows.values_list("record__audience").annotate(n=Count("pk"), size=Sum("size"))


def _near() -> list[tuple[int, int, int]]:
    """Records beyond the first of each group that says nearly the same to the same readers."""
    done = {f"{side}__derived__state": DerivedState.DONE for side in ("first", "second")}
    chosen = Pair.objects.filter(**done).order_by()
    pairs = chosen.values_list("first__derived", "second__derived")
    digests = sorted({one for pair in pairs.iterator() for one in pair})
    oldest: dict[str, dict[int, int]] = defaultdict(dict)  # by content and circle
    size: dict[int, int] = {}
    for start in range(0, len(digests), CHUNK):
        rows = records.every_original().filter(sha256__in=digests[start : start + CHUNK])
        listed = rows.order_by("record").values_list(
            "sha256", "record__audience", "record", "record__size"
        )
        for sha256, audience, number, octets in listed:
            if audience not in oldest[sha256]:
                oldest[sha256][audience], size[number] = number, octets
    edges: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for left, right in pairs.iterator():
        for audience in oldest[left].keys() & oldest[right].keys():
            edges[audience].append((oldest[left][audience], oldest[right][audience]))
    beyond = {
        audience: [number for group in rules.components(some) for number in sorted(group)[1:]]
        for audience, some in edges.items()
    }
    return [
        (audience, len(some), sum(size[number] for number in some))
        for audience, some in beyond.items()
    ]


def by_month(actor: Profile) -> list[MonthOfDuplication]:
    """What was counted of what the actor may see, by month and owning unit, the latest first."""
    rows: Any = DuplicationCount.objects.filter(access.visible_to(actor)).order_by("pk")
    places = access.places_of(set(rows.values_list("audience", flat=True)))
    names = {one.reference: one.name for one in access.units()}
    found: dict[tuple[Any, str], MonthOfDuplication] = {}
    for row in rows:
        unit = next(iter(places[row.audience_id].units), "")
        line = UnitDuplication(unit, names.get(unit, "No unit"))
        made = MonthOfDuplication(row.month, row.day, line)
        line = found.setdefault((row.month, unit), made).line
        for name in COUNTED:
            setattr(line, name, getattr(line, name) + getattr(row, name))
    ordered = sorted(found.values(), key=lambda one: one.line.unit)
    return sorted(ordered, key=lambda one: one.month, reverse=True)
