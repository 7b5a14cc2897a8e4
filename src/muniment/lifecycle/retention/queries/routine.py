"""Which rules are routine, and which records somebody has marked as of value."""

from collections.abc import Iterable

from django.db.models import QuerySet

from muniment.foundation.kernel.asking import once_a_page
from muniment.lifecycle.retention.models import OfValue, RoutineRule


def routine_rules() -> QuerySet[RoutineRule]:
    """The rules that are marked as routine, by code."""
    return RoutineRule.objects.filter(ended_at=None).order_by("rule")


def routine_codes() -> frozenset[str]:
    """The codes of the rules that are marked as routine."""
    return frozenset(routine_rules().values_list("rule", flat=True))


@once_a_page
def of_value(reference: str) -> OfValue | None:
    """The mark of the record as of value, if it has one."""
    return OfValue.objects.filter(scope=reference, ended_at=None).first()


def valued_among(references: Iterable[str]) -> set[str]:
    """Those of the records (by reference, some hundreds) that are marked as of value."""
    rows = OfValue.objects.filter(scope__in=list(references), ended_at=None)
    return set(rows.values_list("scope", flat=True))
