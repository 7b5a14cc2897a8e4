"""The dates of records: what they follow from, locked, and how they are written down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.records import queries
from muniment.holdings.records.models import Record
from muniment.holdings.records.types import Alike, Dates, RecordState, ToDate

BATCH = 1000
DATES = ("rule", "rule_version", "trigger_on", "due_on", "due_action")
TO_DATE = tuple(one.name for one in fields(ToDate))


def lock_to_date(numbers: Iterable[int]) -> list[ToDate]:
    """Those of the records that are still declared, locked, with what decides their dates and
    nothing else."""
    chosen = Record.objects.filter(pk__in=list(numbers), state=RecordState.DECLARED)
    read = chosen.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return [ToDate(*row) for row in read.values_list(*TO_DATE)]


def lock_alike(wanted: QuerySet[Record]) -> dict[Alike, list[int]]:
    """The numbers of the records of `wanted`, locked, by what those that are alike have in common.

    A change of a rule reads a million records, of which few differ in what decides their dates:
    rows are read as the database gives them, and made into values once for all that are alike.
    """
    locked = wanted.select_for_update(no_key=True, of=("self",)).values_list("pk", *Alike._fields)
    found: dict[tuple[Any, ...], list[int]] = {}
    try:
        statement, values = locked.query.sql_with_params()
    except EmptyResultSet:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for row in cursor.fetchall():
            found.setdefault(row[1:], []).append(row[0])
    return {_alike(row): numbers for row, numbers in found.items()}


def _alike(row: Sequence[Any]) -> Alike:
    one = Alike._make(row)
    return one._replace(
        record_date=_day(one.record_date) or date.min,
        modified_on=_day(one.modified_on),
        keep_until=_day(one.keep_until),
        trigger_on=_day(one.trigger_on),
        due_on=_day(one.due_on),
    )


def _day(value: Any) -> date | None:
    """SQLite keeps dates as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def set_dates(
    pairs: Sequence[tuple[int, Dates]], rows: Mapping[int, Record | ToDate] | None = None
) -> int:
    """Write down the dates of records, by number; how many rows really change. `rows` are the
    records, where the caller has read them in the same transaction."""
    if rows is None:
        rows = Record.objects.in_bulk([number for number, _ in pairs])
    changes = []
    for number, dates in pairs:
        one = rows[number]
        stays = _has_rule(one, dates)
        if _apply(one, dates):
            changes.append((one.file_class_id, [number], dates, stays))
    return _write(changes)


def set_dates_together(groups: Iterable[tuple[Alike, Sequence[int], Dates]]) -> int:
    """Write down the dates of records that are alike, by number; how many rows really change. The
    caller has locked and read them in the same transaction."""
    return _write(
        [
            (alike.file_class_id, numbers, dates, _has_rule(alike, dates))
            for alike, numbers, dates in groups
            if numbers and _differs(alike, dates)
        ]
    )


def _has_rule(one: Record | ToDate | Alike, dates: Dates) -> bool:
    return (one.rule, one.due_action) == (dates.rule, dates.action)


def _write(changes: Sequence[tuple[int, Sequence[int], Dates, bool]]) -> int:
    """Write dates on records: a class, numbers in it, their dates, and whether rule and action
    stay. Many times as fast as through the models: a change of a rule writes a million. Where rule
    and action stay for all, their columns are left alone, and SQLite their index.
    """
    if not changes:
        return 0
    # In the order of the indexes that hold the dates, so that each page of them is written once.
    ordered = sorted(changes, key=lambda one: (one[0], one[2].due_on or date.min, one[1][0]))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_TOGETHER, _columns(ordered))
        elif all(stays for _, _, _, stays in ordered):
            cursor.executemany(_DAYS_SINGLY, _rows(ordered, slice(1, 4)))
        else:
            cursor.executemany(_SINGLY, _rows(ordered, slice(0, 5)))
    return sum(len(numbers) for _, numbers, _, _ in ordered)


def _columns(ordered: Sequence[tuple[int, Sequence[int], Dates, bool]]) -> list[list[Any]]:
    """Numbers, each with the place of its dates; then the dates, by place."""
    numbers = [number for _, several, _, _ in ordered for number in several]
    places = [place for place, one in enumerate(ordered, 1) for _ in one[1]]
    dates: list[tuple[Any, ...]] = [_values(one[2]) for one in ordered]
    return [numbers, places, *([one[field] for one in dates] for field in range(len(DATES)))]


def _rows(
    ordered: Sequence[tuple[int, Sequence[int], Dates, bool]], wanted: slice
) -> list[tuple[Any, ...]]:
    day = connection.ops.adapt_datefield_value
    rows: list[tuple[Any, ...]] = []
    for _, numbers, dates, _ in ordered:
        rule, version, begun, due, action = _values(dates)
        values: tuple[Any, ...] = (rule, version, day(begun), day(due), action)
        rows += [(*values[wanted], number) for number in numbers]
    return rows


_DAYS_SINGLY = (
    "UPDATE records_record SET rule_version = %s, trigger_on = %s, due_on = %s WHERE id = %s"
)
_SINGLY = (
    "UPDATE records_record SET rule = %s, rule_version = %s, trigger_on = %s, due_on = %s,"
    " due_action = %s WHERE id = %s"
)
_TOGETHER = (
    "UPDATE records_record AS r SET rule = v.rule, rule_version = v.rule_version,"
    " trigger_on = v.trigger_on, due_on = v.due_on, due_action = v.due_action"
    " FROM unnest(%s::bigint[], %s::bigint[]) AS n(id, place)"
    " JOIN unnest(%s::text[], %s::integer[], %s::date[], %s::date[], %s::text[]) WITH ORDINALITY"
    " AS v(rule, rule_version, trigger_on, due_on, due_action, place) USING (place)"
    " WHERE r.id = n.id"
)


def _values(dates: Dates) -> tuple[str, int | None, date | None, date | None, str]:
    return (dates.rule, dates.rule_version, dates.trigger_on, dates.due_on, dates.action)


def _differs(one: Record | ToDate | Alike, dates: Dates) -> bool:
    return _values(dates) != tuple(getattr(one, name) for name in DATES)


def _apply(record: Record | ToDate, dates: Dates) -> bool:
    changed = _differs(record, dates)
    for name, value in zip(DATES, _values(dates), strict=True):
        setattr(record, name, value)
    return changed


def redate(records: Any, *, must_have_rule: bool = False) -> int:
    """Compute the dates of records again, in batches; how many were looked at.

    Raises Refused if a record `must_have_rule` and the schedule does not have it.
    """
    numbers = list(records.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        rows = list(Record.objects.filter(pk__in=numbers[start : start + BATCH]))
        dates = queries.dates_for(queries.filing_of(rows))
        if must_have_rule:
            refuse_if(queries.reasons_of_dates(rows, dates))
        set_dates([(row.pk, found) for row, found in zip(rows, dates, strict=True)])
    return len(numbers)


def date_again(record: Record) -> Dates:
    """Compute the dates of a record that has changed, and write them on it."""
    dates = queries.dates_for(queries.filing_of([record]))[0]
    if _apply(record, dates):
        record.save(update_fields=list(DATES))
    return dates
