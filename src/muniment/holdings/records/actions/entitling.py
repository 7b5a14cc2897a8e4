"""The titles of records: what the naming rules found of them, written beside them."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.records import queries, rules
from muniment.holdings.records.models import Record
from muniment.holdings.records.types import Judged, NewRecord, RecordState, Titled, TitleState

TITLE = ("title_state", "title_checks", "title_score")
BATCH = 1000


def judge_new(records: Sequence[Record], given: Sequence[NewRecord]) -> None:
    """Write on new records, not saved yet, what is found of their titles. Raises Refused for one
    that a person gave and the rules do not let pass."""
    judged = queries.judge_titles([Titled(one.title, one.file_class_id) for one in records])
    for record, new, found in zip(records, given, judged, strict=True):
        if new.titled:
            refuse_if(rules.reasons_not_to_entitle(found, new.title_reason))
        write(record, found, new.title_reason if new.titled else "")


def judge_again(record: Record, override: str = "") -> Judged:
    """Write on a record, not saved yet, what is found of its title now."""
    found = queries.judge_titles([Titled(record.title, record.file_class_id)])[0]
    write(record, found, override)
    return found


def write(record: Record, found: Judged, override: str = "") -> None:
    """The answer, in the columns of the record."""
    record.title_state = rules.overridden(found, override)
    record.title_checks = " ".join(found.checks)[:60]
    record.title_score = found.score


def rejudge(numbers: Sequence[int]) -> int:
    """Judge the titles of those of the records (by number) that are declared once more, under
    their locks; how many come out otherwise. What was kept for a reason stays so while it fails
    nothing that it did not fail then."""
    chosen = Record.objects.filter(pk__in=numbers, state=RecordState.DECLARED).order_by("pk")
    locked = list(
        chosen.select_for_update(no_key=True, of=("self",)).only("title", "file_class_id", *TITLE)
    )
    judged = queries.judge_titles([Titled(one.title, one.file_class_id) for one in locked])
    changed = []
    for record, found in zip(locked, judged, strict=True):
        before = _columns(record)
        write(record, found, _reason_before(record, found))
        if _columns(record) != before:
            changed.append(record)
    Record.objects.bulk_update(changed, TITLE, batch_size=BATCH)
    return len(changed)


def rejudge_all(records: QuerySet[Record]) -> None:
    """As `rejudge`, in batches within the caller's transaction."""
    numbers = list(records.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        rejudge(numbers[start : start + BATCH])


def _reason_before(record: Record, found: Judged) -> str:
    known = set((record.title_checks or "").split())
    kept = record.title_state == TitleState.OVERRIDDEN and known >= set(found.checks)
    return "given before" if kept else ""


def _columns(record: Record) -> Mapping[str, object]:
    return {name: getattr(record, name) for name in TITLE}
