"""What entries do not say, as conditions that the database tests: a register of thousands of
entries is counted without reading each. `rules.gaps` and `rules.lacking` say the same of one."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from muniment.foundation.kernel.asking import once_a_page
from muniment.governance.assets.models import CoveredClass
from muniment.holdings.fileplan import queries as fileplan
from muniment.lifecycle.retention import queries as retention


def rules_of_classes(numbers: Iterable[int]) -> dict[int, str]:
    """The code of the rule that each of these classes (by number) comes to; blank for none."""
    found = fileplan.effective_of(fileplan.classes_numbered(numbers))
    return {number: one.rule.value or "" for number, one in found.items()}


def has_gaps() -> Q:
    """The condition that an entry does not say all that approval asks for."""
    return Q(short_of_approval=True) | Q(owner=None) | _without_rule()


def is_lacking() -> Q:
    """The condition that the record of processing lacks something of an entry (UK GDPR art. 30)."""
    return Q(personal_data=True) & (Q(short_of_processing=True) | _without_rule())


def _without_rule() -> Q:
    """That an entry names no rule, and has no class or one that comes to no rule in force."""
    without = _classes_without_rule()
    mine = CoveredClass.objects.filter(asset=OuterRef("pk"))
    unruled = ~Q(Exists(mine))
    if without:
        unruled |= Q(Exists(mine.filter(file_class__in=without)))
    return Q(rule="") & unruled


@once_a_page
def _classes_without_rule() -> tuple[int, ...]:
    """The numbers of the classes that assets cover and that come to no rule in force."""
    covered = set(CoveredClass.objects.values_list("file_class_id", flat=True).distinct())
    code_of = rules_of_classes(covered)
    in_force = set(retention.terms_of(code_of.values()))
    return tuple(number for number in covered if code_of.get(number) not in in_force)
