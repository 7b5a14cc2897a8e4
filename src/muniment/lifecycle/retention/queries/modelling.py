"""The model schedule that a schedule follows, and where the two differ."""

from collections.abc import Sequence
from datetime import date

from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.models import Edition, ModelSchedule
from muniment.lifecycle.retention.queries.editions import rules_of
from muniment.lifecycle.retention.types import RuleDraft
from muniment.lifecycle.retention.types.schedules import Changes, Merged, ModelTaken


def taken_over(code: str) -> ModelSchedule | None:
    """The version of a model that the schedule took over last; None: it follows none."""
    return ModelSchedule.objects.filter(schedule__code=code).order_by("-pk").first()


def model_of(row: ModelSchedule, *, today: date) -> ModelTaken:
    """That version as a value."""
    found, _ = decide.read_rows(row.rules, today=today, drafted=True)
    return ModelTaken(row.provider, row.version, tuple(found))


def compared(
    edition: Edition, model: Sequence[RuleDraft], *, chosen: Sequence[str] = (), today: date
) -> Merged:
    """What taking over these rules of a model would make of those of the edition."""
    last = taken_over(edition.schedule.code)
    was = model_of(last, today=today).rules if last else ()
    return decide.merged(was, rules_of(edition), model, chosen)


def differences(edition: Edition, row: ModelSchedule, *, today: date) -> Changes:
    """Where the rules of the edition are not those of the model: what the body changed in it."""
    return decide.changes_between(model_of(row, today=today).rules, rules_of(edition))
