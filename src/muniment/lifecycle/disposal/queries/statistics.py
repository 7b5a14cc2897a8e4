"""What was destroyed, added up by year and rule: for the board, and for anybody who asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What was destroyed in a civil year under one rule. `size` in bytes; `files` counts the
    files and messages that the records were made of."""

    year: int
    rule: str
    title: str
    authority: str
    records: int
    files: int
    size: int
    certificates: int


def destroyed(actor: Profile) -> list[Destroyed]:
    """What was destroyed where the actor has to do with disposal: the latest year first, then by
    rule. Raises NotPermitted."""
    access.require(actor, Permission.DISPOSAL_SEE)
    rows = _destroyed()
    seen = [
        number
        for number in rows.order_by().values_list("audience", flat=True).distinct()
        if may(actor, Permission.DISPOSAL_SEE, access.audience_key(number).place)
    ]
    return _added_up(rows.filter(audience__in=seen))


def destroyed_in_all() -> list[Destroyed]:
    """What the whole body has destroyed, without any record, class or person: for everybody, once
    the body has said so."""
    return _added_up(_destroyed())


def _destroyed() -> "QuerySet[Record]":
    return records.every_record().filter(state=RecordState.DESTROYED)


def _added_up(rows: "QuerySet[Record]") -> list[Destroyed]:
    rows = rows.order_by()
    found = [one for year, within in _years(rows) for one in _of_year(year, within)]
    titles = retention.newest_of({one.rule for one in found})
    return [_named(one, titles) for one in found]


def _years(rows: "QuerySet[Record]") -> "Iterator[tuple[int, QuerySet[Record]]]":
    """Each civil year in which something was destroyed, the latest first. The bounds are worked
    out here and not in SQL, where databases disagree about the zone."""
    ends = rows.aggregate(first=Min("destroyed_at"), last=Max("destroyed_at"))
    if ends["first"] is None:
        return
    for year in range(civil_date(ends["last"]).year, civil_date(ends["first"]).year - 1, -1):
        within = rows.filter(destroyed_at__gte=_start(year), destroyed_at__lt=_start(year + 1))
        yield year, within


def _start(year: int) -> datetime:
    return datetime.combine(date(year, 1, 1), time.min, CIVIL)


def _of_year(year: int, rows: "QuerySet[Record]") -> list[Destroyed]:
    files = dict(rows.values_list("rule").annotate(files=Count("components")))
    counted = rows.values("rule").annotate(
        records=Count("pk"), total=Sum("size"), proofs=Count("certificate", distinct=True)
    )
    return [
        Destroyed(
            year=year,
            rule=row["rule"],
            title="",
            authority="",
            records=row["records"],
            files=files[row["rule"]],
            size=row["total"] or 0,
            certificates=row["proofs"],
        )
        for row in sorted(counted, key=lambda row: row["rule"])
    ]


def _named(one: Destroyed, titles: dict[str, tuple[str, str]]) -> Destroyed:
    title, authority = titles.get(one.rule, ("", ""))
    return Destroyed(
        one.year, one.rule, title, authority, one.records, one.files, one.size, one.certificates
    )
