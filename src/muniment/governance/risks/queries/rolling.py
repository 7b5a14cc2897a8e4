"""Risks rolled up: counted for a unit and those below it, for the senior information risk owner."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import CIVIL
from muniment.governance.risks import rules
from muniment.governance.risks.models import Acceptance, Risk, Scoring
from muniment.governance.risks.queries.reading import risks, wanted
from muniment.governance.risks.queries.waiving import waivers
from muniment.governance.risks.types import (
    HIGHEST,
    LOWEST,
    Figures,
    Mark,
    Moved,
    Narrow,
    RiskState,
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


COUNTED = (
    Want.OPEN,
    Want.DRAFT,
    Want.OVER,
    Want.DUE,
    Want.ORPHANED,
    Want.ACCEPTED,
    Want.STALE,
)


def figures(actor: Profile, today: date, *, unit: str = "") -> Figures:
    """How risks and waivers stand on a day, for a unit and those below it, or all that the actor
    may read."""
    ending = Acceptance.objects.filter(
        risk=OuterRef("pk"), ended_at=None, expires_on__range=(today, rules.soon(today))
    )
    ends = Q(state=RiskState.OPEN) & Q(Exists(ending))
    found = risks(actor, Want.ALL, Narrow(unit=unit), today=today)
    risky = _counted(found, {**{one: wanted(one, today) for one in COUNTED}, "ends": ends})
    stood = _waivers(actor, today, unit)
    return Figures(
        on=today,
        open=risky[Want.OPEN],
        drafts=risky[Want.DRAFT],
        over=risky[Want.OVER],
        due=risky[Want.DUE],
        orphaned=risky[Want.ORPHANED],
        accepted=risky[Want.ACCEPTED],
        stale=risky[Want.STALE],
        expiring=risky["ends"],
        waivers=stood[WaiverState.GRANTED],
        waivers_asked=stood[WaiverState.ASKED],
        waivers_expiring=stood["soon"],
        waivers_expired=stood[WaiverState.EXPIRED],
    )


def own_figures(actor: Profile, today: date) -> tuple[int, int]:
    """Of the risks that the actor owns: how many are to be reviewed, and how many were accepted and
    are so no more."""
    found = risks(actor, Want.ALL, Narrow(mine=True), today=today)
    wants = (Want.DUE, Want.STALE)
    counted = _counted(found, {one: wanted(one, today) for one in wants})
    return counted[Want.DUE], counted[Want.STALE]


def _counted(found: QuerySet[Risk], conditions: Mapping[str, Q]) -> Counter[str]:
    """Of how many risks each condition holds, asked at once."""
    flags = {
        f"is_{name}": ExpressionWrapper(one, output_field=BooleanField())
        for name, one in conditions.items()
    }
    rows = found.order_by().annotate(**flags).values_list(*flags)
    counted: Counter[str] = Counter()
    for row in rows:
        counted.update(name for name, holds in zip(conditions, row, strict=True) if holds)
    return counted


def _waivers(actor: Profile, today: date, unit: str) -> Counter[str]:
    """How many waivers are in each state on a day, and how many that hold end soon."""
    counted: Counter[str] = Counter()
    rows = waivers(actor, unit=unit, today=today).order_by()
    for state, ends_on in rows.values_list("state", "ends_on"):
        stands = rules.state_on(WaiverState(state), ends_on, today)
        soon = stands is WaiverState.GRANTED and ends_on <= rules.soon(today)
        counted.update([stands, *(["soon"] if soon else [])])
    return counted


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
