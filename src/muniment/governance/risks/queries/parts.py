"""What belongs to a risk: its versions, scores, controls, options and acceptances."""

from collections.abc import Sequence

from django.db.models import QuerySet

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.governance.risks.models import (
    Acceptance,
    Control,
    Option,
    Risk,
    RiskVersion,
    Scoring,
)
from muniment.governance.risks.queries.reading import seen_by


def versions(one: Risk) -> QuerySet[RiskVersion]:
    """Every version of a risk, the newest first."""
    return one.versions.order_by("-version")


def scorings(one: Risk) -> QuerySet[Scoring]:
    """Every score that a risk has had, the newest first."""
    return one.scorings.order_by("-number")


def controls(one: Risk, *, ended: bool = False) -> QuerySet[Control]:
    """What keeps a risk down, in the order it was added; `ended`: what did so and does no more."""
    return one.controls.select_related("owner").filter(ended_at__isnull=not ended).order_by("pk")


def control_named(actor: Profile, reference: str) -> Control:
    """The control with this reference. Raises NotFound where the actor may not read its risk."""
    rows = Control.objects.select_related("risk__unit", "risk__owner", "owner")
    found = rows.filter(reference=normalise(reference), risk__in=seen_by(actor)).first()
    if found is None:
        raise NotFound("control", reference)
    return found


def options(one: Risk) -> QuerySet[Option]:
    """The ways out of a risk that were looked at, in the order they were added."""
    return one.options.order_by("pk")


def option_named(actor: Profile, reference: str) -> Option:
    """The option with this reference. Raises NotFound where the actor may not read its risk."""
    rows = Option.objects.select_related("risk__unit", "risk__owner")
    found = rows.filter(reference=normalise(reference), risk__in=seen_by(actor)).first()
    if found is None:
        raise NotFound("option", reference)
    return found


def acceptances(one: Risk) -> QuerySet[Acceptance]:
    """Every acceptance of a risk, the latest first."""
    return one.acceptances.order_by("-pk")


def accepted(some: Sequence[Risk]) -> dict[int, Acceptance]:
    """The latest acceptance of each of these risks that has one, by number of the risk."""
    rows = Acceptance.objects.filter(risk__in=[one.pk for one in some]).order_by("pk")
    return {one.risk_id: one for one in rows}
