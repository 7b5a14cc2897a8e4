"""What changed between two editions of a schedule."""

from collections.abc import Sequence

from muniment.lifecycle.retention.rules.reading import as_cells
from muniment.lifecycle.retention.types import RuleDraft
from muniment.lifecycle.retention.types.schedules import Changes, RuleChange


def changes_between(before: Sequence[RuleDraft], after: Sequence[RuleDraft]) -> Changes:
    """The rules that `after` adds to `before`, leaves out of it, and has changed, in its order."""
    old = {one.code: one for one in before}
    kept = [(old[one.code], one) for one in after if one.code in old]
    changed = [(one, differing(was, one)) for was, one in kept if was != one]
    codes = {one.code for one in after}
    return Changes(
        added=tuple(one for one in after if one.code not in old),
        left_out=tuple(one for one in before if one.code not in codes),
        changed=tuple(RuleChange(one.code, one.title, columns) for one, columns in changed),
        same=len(kept) - len(changed),
    )


def differing(before: RuleDraft, after: RuleDraft) -> tuple[tuple[str, str, str], ...]:
    """Each column in which two rules differ: its name, before, after."""
    was, now = as_cells(before), as_cells(after)
    return tuple((name, was[name], now[name]) for name in was if was[name] != now[name])
