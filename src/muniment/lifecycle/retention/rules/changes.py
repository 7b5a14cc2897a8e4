"""What changed between two editions of a schedule."""

from collections.abc import Iterator, Sequence

from muniment.lifecycle.retention.rules.reading import as_cells
from muniment.lifecycle.retention.types import RuleDraft
from muniment.lifecycle.retention.types.clauses import Clause
from muniment.lifecycle.retention.types.schedules import Changes, ClauseChange, RuleChange


def changes_between(
    before: Sequence[RuleDraft],
    after: Sequence[RuleDraft],
    *,
    clauses: tuple[Sequence[Clause], Sequence[Clause]] = ((), ()),
) -> Changes:
    """The rules that `after` adds to `before`, leaves out of it, and has changed, in its order; and
    the clauses that differ, of those before and after."""
    old = {one.code: one for one in before}
    kept = [(old[one.code], one) for one in after if one.code in old]
    changed = [(one, differing(was, one)) for was, one in kept if was != one]
    codes = {one.code for one in after}
    return Changes(
        added=tuple(one for one in after if one.code not in old),
        left_out=tuple(one for one in before if one.code not in codes),
        changed=tuple(RuleChange(one.code, one.title, columns) for one, columns in changed),
        same=len(kept) - len(changed),
        clauses=tuple(_of_clauses(*clauses)),
    )


def _of_clauses(before: Sequence[Clause], after: Sequence[Clause]) -> Iterator[ClauseChange]:
    was, now = ({one.named: _said(one) for one in some} for some in (before, after))
    for named in dict.fromkeys([*now, *was]):
        if was.get(named) != now.get(named):
            yield ClauseChange(named, was.get(named, ""), now.get(named, ""))


def _said(clause: Clause) -> str:
    return f"{clause.says} ({clause.address})" if clause.address else clause.says


def differing(before: RuleDraft, after: RuleDraft) -> tuple[tuple[str, str, str], ...]:
    """Each column in which two rules differ: its name, before, after."""
    was, now = as_cells(before), as_cells(after)
    return tuple((name, was[name], now[name]) for name in was if was[name] != now[name])
