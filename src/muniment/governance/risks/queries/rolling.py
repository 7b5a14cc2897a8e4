"""Risks rolled up: counted for a unit and those below it, for the senior information risk owner."""

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import CIVIL
from muniment.governance.risks import rules
from muniment.governance.risks.models import Acceptance, Risk, Scoring
from muniment.governance.risks.queries.reading import risks
from muniment.governance.risks.queries.waiving import ending_soon, in_force, waivers
from muniment.governance.risks.types import (
    HIGHEST,
    LOWEST,
    Figures,
    Mark,
    Moved,
    Narrow,
    WaiverState,
    Want,
)

EARLIEST = date(1900, 1, 1)  # whoever asks for less asks for all


def heat_map(actor: Profile, today: date, *, unit: str = "") -> dict[Mark, int]:
    """How many open risks that the actor may read stand at each likelihood and impact: every cell
    of the five by five, empty ones too."""
    steps = range(LOWEST, HIGHEST + 1)
    found = {Mark(likelihood, impact): 0 for likelihood in steps for impact in steps}
    rows = risks(actor, Want.OPEN, Narrow(unit=unit), today=today).order_by()
    for likelihood, impact in rows.values_list("current_likelihood", "current_impact"):
        if likelihood and impact:
            found[Mark(likelihood, impact)] += 1
    return found


def top(actor: Profile, today: date, *, unit: str = "", most: int = 10) -> QuerySet[Risk]:
    """The highest open risks: by current score, then by inherent."""
    found = risks(actor, Want.OPEN, Narrow(unit=unit), today=today)
    order = (F(name).desc(nulls_last=True) for name in ("current", "inherent"))
    return found.order_by(*order, "sort_key", "pk")[:most]


def moved(actor: Profile, since: date, today: date, *, unit: str = "") -> list[Moved]:
    """The open risks whose current score is not what it was at the end of a day, those that rose
    most first. Those that were not scored by then count as new."""
    since = min(max(since, EARLIEST), today)
    end = datetime.combine(since + timedelta(days=1), time(), CIVIL)
    earlier = Scoring.objects.filter(risk=OuterRef("pk"), at__lt=end).order_by("-number")
    rows = risks(actor, Want.OPEN, Narrow(unit=unit), today=today)
    rows = rows.annotate(before=Subquery(earlier.values("current")[:1]))
    found = [
        Moved(reference, title, before, after)
        for reference, title, before, after in rows.values_list(
            "reference", "title", "before", "current"
        )
        if after is not None and before != after
    ]
    return sorted(found, key=lambda one: -one.by)


def figures(actor: Profile, today: date, *, unit: str = "") -> Figures:
    """How risks and waivers stand on a day, for a unit and those below it, or all that the actor
    may read."""
    narrow = Narrow(unit=unit)

    def count(want: Want) -> int:
        return risks(actor, want, narrow, today=today).count()

    asked = waivers(actor, unit=unit, today=today)
    return Figures(
        on=today,
        open=count(Want.OPEN),
        drafts=count(Want.DRAFT),
        over=count(Want.OVER),
        due=count(Want.DUE),
        orphaned=count(Want.ORPHANED),
        accepted=count(Want.ACCEPTED),
        stale=count(Want.STALE),
        expiring=expiring(actor, today, unit=unit).count(),
        waivers=asked.filter(in_force(today)).count(),
        waivers_asked=asked.filter(state=WaiverState.ASKED).count(),
        waivers_expiring=asked.filter(ending_soon(today)).count(),
        waivers_expired=waivers(actor, WaiverState.EXPIRED, unit=unit, today=today).count(),
    )


def expiring(actor: Profile, today: date, *, unit: str = "") -> QuerySet[Acceptance]:
    """The acceptances in force that end within 30 days, the soonest first."""
    rows = risks(actor, Want.OPEN, Narrow(unit=unit), today=today)
    found = Acceptance.objects.filter(
        risk__in=rows.order_by().values("pk"),
        ended_at=None,
        expires_on__gte=today,
        expires_on__lte=rules.soon(today),
    )
    return found.select_related("risk__unit", "risk__owner").order_by("expires_on", "pk")


def lapsed_acceptances(actor: Profile, today: date, *, unit: str = "") -> QuerySet[Acceptance]:
    """The acceptances that are stale or have expired, and that nobody has given anew."""
    rows = risks(actor, Want.STALE, Narrow(unit=unit), today=today)
    newer = Acceptance.objects.filter(risk=OuterRef("risk"), pk__gt=OuterRef("pk"))
    found = Acceptance.objects.filter(~Q(Exists(newer)), risk__in=rows.order_by().values("pk"))
    return found.select_related("risk__unit", "risk__owner").order_by("expires_on", "pk")
