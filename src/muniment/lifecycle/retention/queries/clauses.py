"""The clauses of policies that govern an edition, and by it a version of a rule (RET-08)."""

from collections.abc import Iterable
from datetime import datetime

from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.models import DraftRule, Edition, RuleVersion
from muniment.lifecycle.retention.types.clauses import Clause, Governed


def clauses_of(edition: Edition | None) -> tuple[Clause, ...]:
    """The clauses that an edition names, in its order; of None there are none."""
    return decide.read_clauses(edition.clauses) if edition else ()


def governing(wanted: Iterable[tuple[str, int | None]]) -> dict[tuple[str, int], Governed]:
    """What governs each version of a rule (code and number): the newest edition that was published
    with it, and its clauses. Where a later edition left the rule as it was, that one counts. A rule
    of no schedule, or of an edition that names no clause, is left out."""
    named = {(code, version) for code, version in wanted if version is not None}
    stood = DraftRule.objects.filter(code__in={code for code, _ in named})
    rows = list(stood.exclude(edition__published_at=None).values_list("code", "edition"))
    numbers = {edition for _, edition in rows}
    known = Edition.objects.select_related("schedule").in_bulk(numbers)
    made = _made({code for code, _ in rows})
    found: dict[tuple[str, int], Edition] = {}
    for code, number in sorted(rows):  # the newest edition last
        for version in (each for own, each in named if own == code):
            if _stood(known[number], made.get((code, version)), made.get((code, version + 1))):
                found[code, version] = known[number]
    return {
        each: Governed(one.schedule.code, one.number, clauses_of(one))
        for each, one in found.items()
        if one.clauses
    }


def _made(codes: set[str]) -> dict[tuple[str, int], datetime]:
    """When each version of these rules was made."""
    if not codes:
        return {}
    rows = RuleVersion.objects.filter(rule__code__in=codes)
    return {
        (code, version): at
        for code, version, at in rows.values_list("rule__code", "version", "made_at")
    }


def _stood(edition: Edition, since: datetime | None, until: datetime | None) -> bool:
    """Whether the edition was in force for a while between two moments; None: there is none."""
    if since is None or edition.published_at is None:
        return False
    begun = until is None or edition.published_at < until
    return begun and (edition.ended_at is None or edition.ended_at > since)
