"""The financial year of the body, at whose end some clocks begin."""

from datetime import datetime

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import refuse_if
from muniment.lifecycle.retention import queries, rules
from muniment.lifecycle.retention.actions.recalculating import recalculate_later
from muniment.lifecycle.retention.models import FinancialYear
from muniment.lifecycle.retention.types import CutOff, YearEnd


@verb("retention:year:set")
def set_year_end(actor: Profile, ends: YearEnd, *, now: datetime) -> YearEnd:
    """Set the last day of the financial year. The dates of what is counted from it follow by
    jobs, one for each rule [checklist 50]. Raises Refused for a day that no year has, or that is
    set already."""
    require(actor, Permission.RETENTION_MANAGE)
    refuse_if(rules.reasons_not_to_end_year(ends, queries.year_end()))
    FinancialYear.objects.create(month=ends.month, day=ends.day, set_by=actor.reference, set_at=now)
    for code in queries.rules_with_cut_off(CutOff.FINANCIAL_YEAR):
        recalculate_later(actor, rule=code, now=now)
    detail: dict[str, JSON] = {"month": ends.month, "day": ends.day}
    record(
        EventDraft("retention:year:set", actor.reference, "schedule:year-end", detail=detail),
        at=now,
    )
    return ends
