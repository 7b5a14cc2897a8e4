"""Versions of one document: which are offered, and which a person said that they are."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from muniment.foundation.access.types import Profile
from muniment.holdings.duplicates import rules
from muniment.holdings.duplicates.models import Decision
from muniment.holdings.duplicates.queries.likeness import (
    MOST_NEAR,
    MOST_PAIRS,
    named_pairs,
    near,
    pairs,
)
from muniment.holdings.duplicates.types import Offered, Side, Verdict
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

BY_NAME = 5_000  # records, the latest, whose names are compared within their folder
MOST_OF_A_NAME = 12  # records of one name in one folder beyond which it tells nothing
Key = tuple[int, int]


def side(record: "Record") -> Side:
    """What is looked at of a record to tell whether it is a version of another."""
    return Side(record.pk, record.reference, record.title, record.record_date, record.modified_on)


def _key(one: int, other: int) -> Key:
    return min(one, other), max(one, other)


def offers(actor: Profile) -> list[Offered]:
    """Pairs that look like versions of one document and on which nobody has decided, among all
    that the actor may see on both sides; the most alike first, then by name."""
    rows = list(pairs(actor).select_related("first", "second")[:MOST_PAIRS])
    found = {
        _key(left.pk, right.pk): rules.offered(side(left), side(right), alike)
        for left, right, alike in named_pairs(actor, rows)
    }
    latest = _declared(actor).order_by("-pk")[:BY_NAME]
    for one, other in _of_one_name(latest):
        found.setdefault(_key(one.number, other.number), rules.offered(one, other, None))
    return _undecided(actor, found)


def offers_for(actor: Profile, record: "Record") -> list[Offered]:
    """What the record may be a version of, or the other way round, as `offers`."""
    mine = side(record)
    found = {
        _key(record.pk, other.pk): rules.offered(mine, side(other), alike)
        for other, alike in near(actor, record, MOST_NEAR)
        if other.pk != record.pk
    }
    there = _declared(actor).filter(folder=record.folder_id).order_by("-pk")[:BY_NAME]
    for one, other in _of_one_name(there):
        if record.pk in (one.number, other.number):
            found.setdefault(_key(one.number, other.number), rules.offered(one, other, None))
    return _undecided(actor, found)


def _declared(actor: Profile) -> "QuerySet[Record]":
    return records.visible(actor).filter(state=RecordState.DECLARED)


def _of_one_name(chosen: "QuerySet[Record]") -> Iterable[tuple[Side, Side]]:
    """Pairs that are filed in one folder and whose names are the same but for marks."""
    fields = ("folder_id", "pk", "reference", "title", "record_date", "modified_on")
    groups: dict[tuple[int, tuple[str, ...]], list[Side]] = defaultdict(list)
    for folder, *rest in chosen.values_list(*fields):
        one = Side(*rest)
        groups[folder, rules.named(one.title).words].append(one)
    for several in groups.values():
        if len(several) <= MOST_OF_A_NAME:
            for index, one in enumerate(several):
                yield from ((one, other) for other in several[index + 1 :])


def _undecided(actor: Profile, found: dict[Key, Offered | None]) -> list[Offered]:
    """Those that speak for something and on which nobody has decided, not even by deciding on
    what ties the two together; as far as the actor may see what ties them."""
    known = {key: one for key, one in found.items() if one is not None}
    numbers = {number for key in known for number in key}
    said = list(_decisions(numbers).values_list("lower", "higher", "verdict"))
    decided = {(one, other) for one, other, _ in said}
    accepted = [(one, other) for one, other, verdict in said if verdict == Verdict.VERSIONS]
    between = {number for pair in accepted for number in pair} - numbers
    seen = numbers | set(_declared(actor).filter(pk__in=between).values_list("pk", flat=True))
    tied = rules.components(pair for pair in accepted if seen.issuperset(pair))
    document = {number: index for index, several in enumerate(tied) for number in several}
    left = [
        one
        for (lower, higher), one in known.items()
        if (lower, higher) not in decided
        and document.get(lower, -lower) != document.get(higher, -higher)
    ]
    return sorted(
        left, key=lambda one: (-(one.alike or 0), one.later.title.casefold(), one.later.number)
    )


def _decisions(numbers: Iterable[int]) -> QuerySet[Decision]:
    wanted = sorted(set(numbers))
    if len(wanted) > MOST_PAIRS:
        return Decision.objects.all()
    return Decision.objects.filter(Q(earlier__in=wanted) | Q(later__in=wanted))


def verdict_on(one: int, other: int) -> Decision | None:
    """What was decided about two records (by number); the caller may see both."""
    lower, higher = _key(one, other)
    return Decision.objects.filter(lower=lower, higher=higher).first()


def decided_before(numbers: Iterable[int]) -> list[Key]:
    """What was said to come before what, in all that hangs together with these records, whoever
    may see it: to decide by rule. Nothing of it may be shown."""
    known: set[Key] = set()
    waiting, seen = set(numbers), set[int]()
    while waiting:
        seen |= waiting
        said = _decisions(waiting).filter(verdict=Verdict.VERSIONS)
        known |= set(said.values_list("earlier", "later"))
        waiting = {number for pair in known for number in pair} - seen
    return sorted(known)


def versions_of(actor: Profile, record: "Record") -> "list[Record]":
    """The versions of the document that this record is one of, the earliest first, itself among
    them; empty where nobody said so. What the actor cannot see is not there, and ties nothing."""
    found = {record.pk: record}
    edges: set[Key] = set()
    waiting = {record.pk}
    while waiting:
        said = _decisions(waiting).filter(verdict=Verdict.VERSIONS)
        fresh = set(said.values_list("earlier", "later"))
        edges |= fresh
        numbers = {number for pair in fresh for number in pair} - found.keys()
        shown = _declared(actor).select_related("folder", "file_class").in_bulk(list(numbers))
        found |= shown
        waiting = set(shown)
    if len(found) == 1:
        return []
    return [found[one.number] for one in rules.in_order(map(side, found.values()), edges)]
