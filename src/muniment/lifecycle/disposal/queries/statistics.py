"""What was destroyed, added up by year and by rule or unit: for the board, and for anybody who
asks."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Min, QuerySet, Sum

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.clock import CIVIL, civil_date
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.retention import queries as retention

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

# The columns of the statistics, in order.
COLUMNS = ("year", "rule", "title", "authority", "records", "files", "bytes", "certificates")
UNIT_COLUMNS = ("year", "unit", "name", "records", "files", "bytes", "certificates")


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What was destroyed in a civil year under one rule, with its title and authority as they were
    when it was. `size` in bytes; `files` counts the files and messages that the records were made
    of."""

    year: int
    rule: str
    title: str
    authority: str
    records: int
    files: int
    size: int
    certificates: int


@dataclass(frozen=True, slots=True)
class DestroyedOfUnit:
    """What was destroyed in a civil year of what one unit answers for; blank: of no unit."""

    year: int
    unit: str
    name: str
    records: int
    files: int
    size: int
    certificates: int


@dataclass(slots=True)
class _Sum:
    records: int = 0
    files: int = 0
    size: int = 0
    certificates: set[int] = field(default_factory=set)

    def add(self, more: "_Sum") -> None:
        self.records += more.records
        self.files += more.files
        self.size += more.size
        self.certificates |= more.certificates

    def told(self) -> tuple[int, int, int, int]:
        return self.records, self.files, self.size, len(self.certificates)


# A rule, its version, and the number of an audience.
_Group = tuple[str, int | None, int]
GROUP = ("rule", "rule_version", "audience")


def destroyed(actor: Profile) -> list[Destroyed]:
    """What was destroyed where the actor has to do with disposal: the latest year first, then by
    rule. Raises NotPermitted."""
    return _by_rule(_seen(actor))


def destroyed_in_all() -> list[Destroyed]:
    """What the whole body has destroyed, without any record, class or person: for everybody, once
    the body has said so."""
    return _by_rule(_destroyed())


def destroyed_by_unit(actor: Profile) -> list[DestroyedOfUnit]:
    """What was destroyed where the actor has to do with disposal: the latest year first, then by
    the unit that answers for it. Raises NotPermitted."""
    names = dict(access.units().values_list("reference", "name"))
    found: dict[tuple[int, str], _Sum] = defaultdict(_Sum)
    for year, group, counted in _years(_seen(actor)):
        units = access.audience_key(group[2]).place.units
        found[-year, units[0] if units else ""].add(counted)
    return [
        DestroyedOfUnit(-year, unit, names.get(unit, ""), *counted.told())
        for (year, unit), counted in sorted(found.items())
    ]


def _by_rule(rows: "QuerySet[Record]") -> list[Destroyed]:
    groups = list(_years(rows))
    named = retention.named({(group[0], group[1]) for _, group, _ in groups})
    found: dict[tuple[int, str, str, str], _Sum] = defaultdict(_Sum)
    for year, (rule, version, _), counted in groups:
        found[(-year, rule, *named.get((rule, version), ("", "")))].add(counted)
    return [
        Destroyed(-year, rule, title, authority, *counted.told())
        for (year, rule, title, authority), counted in sorted(found.items())
    ]


def _seen(actor: Profile) -> "QuerySet[Record]":
    access.require(actor, Permission.DISPOSAL_SEE)
    rows = _destroyed()
    seen = [
        number
        for number in rows.order_by().values_list("audience", flat=True).distinct()
        if may(actor, Permission.DISPOSAL_SEE, access.audience_key(number).place)
    ]
    return rows.filter(audience__in=seen)


def _destroyed() -> "QuerySet[Record]":
    return records.every_record().filter(state=RecordState.DESTROYED)


def _years(rows: "QuerySet[Record]") -> Iterator[tuple[int, _Group, _Sum]]:
    """Each group of each civil year in which something was destroyed. The bounds are worked out
    here and not in SQL, where databases disagree about the zone."""
    rows = rows.order_by()
    ends = rows.aggregate(first=Min("destroyed_at"), last=Max("destroyed_at"))
    if ends["first"] is None:
        return
    for year in range(civil_date(ends["last"]).year, civil_date(ends["first"]).year - 1, -1):
        within = rows.filter(destroyed_at__gte=_start(year), destroyed_at__lt=_start(year + 1))
        for group, counted in _counted(within).items():
            yield year, group, counted


def _start(year: int) -> datetime:
    return datetime.combine(date(year, 1, 1), time.min, CIVIL)


def _counted(rows: "QuerySet[Record]") -> dict[_Group, _Sum]:
    found: dict[_Group, _Sum] = defaultdict(_Sum)
    by_group = rows.values_list(*GROUP)
    for *group, count, size in by_group.annotate(number=Count("pk"), total=Sum("size")):
        found[_group(group)].add(_Sum(count, 0, size or 0))
    for *group, files in by_group.annotate(files=Count("components")):
        found[_group(group)].files += files
    for *group, certificate in by_group.values_list(*GROUP, "certificate").distinct():
        if certificate is not None:
            found[_group(group)].certificates.add(certificate)
    return found


def _group(values: Sequence[Any]) -> _Group:
    rule, version, audience = values
    return rule, version, audience
