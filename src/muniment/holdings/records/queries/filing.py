"""What the retention room is told of records, and what it answers."""

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from muniment.foundation.kernel.asking import once_a_page
from muniment.foundation.kernel.errors import Reason
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan.types import Effective
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.records import rules
from muniment.holdings.records.models import Folder, Record
from muniment.holdings.records.queries import values
from muniment.holdings.records.queries.places import other_folders
from muniment.holdings.records.types import Alike, Dates, Filing, RetentionClock, ToDate


def filing_of(records: Sequence[Record | ToDate | Alike]) -> list[Filing]:
    """What the retention room needs to know of each record, in a few queries for all."""
    if len(records) == 1 and isinstance(records[0], Record):
        return [_filing_of_one(records[0])]
    return _filings(records)


@once_a_page
def _filing_of_one(record: Record) -> Filing:
    return _filings([record])[0]


def _filings(records: Sequence[Record | ToDate | Alike]) -> list[Filing]:
    classes = fileplan.classes_numbered(one.file_class_id for one in records)
    found = fileplan.effective_of(classes)
    folders = Folder.objects.in_bulk({one.folder_id for one in records})
    numbers = [one.pk for one in records if not isinstance(one, Alike)]
    others, said = other_folders(numbers), said_in_fields(numbers)
    return [
        filing(
            one,
            folders[one.folder_id],
            found[one.file_class_id],
            others.get(_number(one), ()),
            said.get(_number(one), {}),
        )
        for one in records
    ]


def said_in_fields(numbers: Iterable[int]) -> dict[int, dict[str, str]]:
    """What records (by number) hold of the fields that the body defined, as a rule may name it: by
    the code of the field, and by its title with _ between the words."""
    if not metadata.fields().exists():
        return {}
    return named_in_rules(values.values_of(numbers))


def named_in_rules(held: Mapping[int, values.ByField]) -> dict[int, dict[str, str]]:
    """As `said_in_fields`, of values that are at hand. Of several days the latest counts: no clock
    starts too early."""
    titles = {
        one.code: one.title
        for one in metadata.fields_numbered({n for by in held.values() for n in by}).values()
    }
    return {
        number: {
            name: max(texts)
            for code, texts in by.items()
            if texts
            for name in (metadata.as_named_in_rules(titles[code]), code)
        }
        for number, by in values.in_words(held).items()
    }


def _number(one: Record | ToDate | Alike) -> int:
    return 0 if isinstance(one, Alike) else one.pk


def filing(
    record: Record | ToDate | Alike,
    folder: Folder,
    found: Effective,
    others: Sequence[Folder] = (),
    said: Mapping[str, str] | None = None,
) -> Filing:
    """What the retention room needs to know of one record, which is filed in `others` too. What is
    `said` in the fields of the body goes before what a file brought with it."""
    return Filing(
        rule=found.rule.value,
        record_date=record.record_date,
        date_source=record.date_source,
        modified_on=record.modified_on,
        folder_closed_on=rules.when_all(one.closed_on for one in (folder, *others)),
        keep_until=record.keep_until,
        scopes=(record.reference, folder.reference, *found.place.classes),
        metadata={**record.metadata, **(said or {})},
        also_in=tuple(one.reference for one in others),
        rules_above=tuple(one.value for one in found.rules_above),
    )


def dates_for(filings: Sequence[Filing]) -> list[Dates]:
    """The answers of the retention room, named in MUNIMENT_RETENTION_CLOCK."""
    clock: RetentionClock = import_string(settings.MUNIMENT_RETENTION_CLOCK)
    return clock(filings)


def reasons_of_dates(records: Sequence[Record], dates: Sequence[Dates]) -> list[Reason]:
    """Why the records cannot stand where they are now: the class's rule is not in the schedule.
    Each reason once."""
    classes = {one.pk: one.reference for one in fileplan.classes_numbered(_classes_of(records))}
    found = {
        reason: None
        for record, given in zip(records, dates, strict=True)
        for reason in rules.reasons_not_to_date(given, classes[record.file_class_id])
    }
    return list(found)


def _classes_of(records: Sequence[Record]) -> set[int]:
    return {one.file_class_id for one in records}
