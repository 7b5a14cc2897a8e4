"""Governance bodies, as their reader may see them."""

from datetime import date

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.governance.bodies.models import Decision, GoverningBody, Meeting, Member, Paper
from muniment.governance.bodies.types import MeetingState, Outcome, Part


def sees(actor: Profile) -> bool:
    """Whether the actor may read of bodies."""
    return access_rules.may(actor, Permission.BODIES_SEE)


def bodies(actor: Profile, *, closed: bool = False) -> QuerySet[GoverningBody]:
    """The bodies that there are (or that are closed), by name."""
    rows = GoverningBody.objects.select_related("unit").order_by("sort_key")
    return rows.filter(closed_at__isnull=not closed) if sees(actor) else rows.none()


def body_named(actor: Profile, reference: str) -> GoverningBody:
    """The body with this reference. Raises NotFound."""
    rows = GoverningBody.objects.select_related("unit")
    found = rows.filter(reference=normalise(reference)).first() if sees(actor) else None
    if found is None:
        raise NotFound("governance body", reference)
    return found


def may_found(actor: Profile, unit: str) -> bool:
    """Whether the actor may found a body of a unit (by reference; blank: of the whole body)."""
    place = Place(units=access.unit_lineages().get(unit, ()))
    return access_rules.may(actor, Permission.BODIES_MANAGE, place)


def keeps(actor: Profile, body: GoverningBody, today: date) -> bool:
    """Whether the actor keeps a body: calls its meetings and writes down what it decides. So do
    its chair and its secretary."""
    if may_found(actor, body.unit.reference if body.unit else ""):
        return True
    keeping = sitting(body, today).filter(part__in=(Part.CHAIR, Part.SECRETARY))
    return actor.active and keeping.filter(person__reference=actor.reference).exists()


def in_office(today: date) -> Q:
    """The condition that a member sits on a body on a day, and works here."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=today)
    return lasting & Q(starts_on__lte=today, person__is_active=True)


def sitting(body: GoverningBody, today: date) -> QuerySet[Member]:
    """Who sits on a body on a day: the chair first, then the secretary, then by name."""
    return members(body).filter(in_office(today))


def members(body: GoverningBody) -> QuerySet[Member]:
    """Everybody who sits or sat on a body."""
    return body.members.select_related("person").order_by("part", "person__name", "-starts_on")


def member_named(actor: Profile, reference: str) -> Member:
    """The membership with this reference. Raises NotFound."""
    rows = Member.objects.select_related("body__unit", "person")
    found = rows.filter(reference=normalise(reference)).first() if sees(actor) else None
    if found is None:
        raise NotFound("membership", reference)
    return found


def decides_for(actor: Profile, body: GoverningBody, today: date) -> bool:
    """Whether a body decides through the actor today."""
    deciding = [part for part in Part if part.decides]
    found = sitting(body, today).filter(part__in=deciding, person__reference=actor.reference)
    return actor.active and body.closed_at is None and found.exists()


def meetings(body: GoverningBody) -> QuerySet[Meeting]:
    """The meetings of a body, the latest first."""
    return body.meetings.order_by("-on", "-pk")


def to_come(actor: Profile, today: date) -> list[Meeting]:
    """The meetings that are called of bodies on which the actor sits, the next first."""
    mine = Member.objects.filter(in_office(today), person__reference=actor.reference)
    rows = Meeting.objects.filter(body__in=mine.values("body"), state=MeetingState.CALLED)
    return list(rows.filter(on__gte=today).select_related("body").order_by("on", "pk"))


def meeting_named(actor: Profile, reference: str) -> Meeting:
    """The meeting with this reference. Raises NotFound."""
    rows = Meeting.objects.select_related("body__unit")
    found = rows.filter(reference=normalise(reference)).first() if sees(actor) else None
    if found is None:
        raise NotFound("meeting", reference)
    return found


def papers(meeting: Meeting) -> QuerySet[Paper]:
    """The papers of a meeting, in the order of its agenda."""
    return meeting.papers.order_by("position")


def paper_named(actor: Profile, reference: str) -> Paper:
    """The paper with this reference. Raises NotFound."""
    rows = Paper.objects.select_related("meeting__body__unit")
    found = rows.filter(reference=normalise(reference)).first() if sees(actor) else None
    if found is None:
        raise NotFound("paper", reference)
    return found


def decisions(actor: Profile, *, body: str = "", about: str = "") -> QuerySet[Decision]:
    """What was decided, the latest first: by one body (by reference), about one thing."""
    rows = Decision.objects.select_related("meeting__body").order_by("-meeting__on", "-pk")
    if not sees(actor):
        return rows.none()
    rows = rows.filter(meeting__body__reference=normalise(body)) if body else rows
    return rows.filter(about=about) if about else rows


def decision_named(actor: Profile, reference: str) -> Decision:
    """The decision with this reference. Raises NotFound."""
    rows = Decision.objects.select_related("meeting__body__unit")
    found = rows.filter(reference=normalise(reference)).first() if sees(actor) else None
    if found is None:
        raise NotFound("decision", reference)
    return found


def approved_by(body: GoverningBody, about: str) -> Decision | None:
    """The latest decision of a body about a thing, where it approved it."""
    rows = Decision.objects.filter(meeting__body=body, about=about).select_related("meeting__body")
    found = rows.order_by("-meeting__on", "-number").first()
    return found if found is not None and found.outcome == Outcome.APPROVED else None
