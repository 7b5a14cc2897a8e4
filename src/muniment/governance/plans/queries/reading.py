"""Plans and actions, as their reader may see them, and who may do what with them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.foundation.kernel.words import words_of
from muniment.governance.plans import rules
from muniment.governance.plans.models import Action, Heading, OwnStatus, Plan, Step
from muniment.governance.plans.types import ENDED, SHIPPED, Narrow, PlanState, Stage, Status, Want


def sees(actor: Profile) -> bool:
    """Whether the actor may read plans and the register of actions."""
    return access_rules.may(actor, Permission.PLANS_SEE)


def manages(actor: Profile, unit: str) -> bool:
    """Whether the actor keeps the plans of this unit (by reference)."""
    place = Place(units=access.unit_lineages().get(unit, ()))
    return access_rules.may(actor, Permission.PLANS_MANAGE, place)


def managed(actor: Profile) -> list[str]:
    """The units whose plans the actor keeps, by reference."""
    return [unit for unit in access.unit_lineages() if manages(actor, unit)]


def plans(
    actor: Profile,
    *,
    state: PlanState | None = None,
    unit: str = "",
    words: str = "",
    mine: bool = False,
) -> QuerySet[Plan]:
    """The plans that the actor may read, the latest period first: in a state, of a unit and those
    below it, with all these words; `mine`: only those that the actor answers for."""
    found = every_plan() if sees(actor) else every_plan().none()
    if state is not None:
        found = found.filter(state=state)
    if unit:
        found = found.filter(unit__reference__in=below(unit))
    if mine:
        found = found.filter(owner__reference=actor.reference)
    for word in words_of(words):
        found = found.filter(words__contains=f" {word}")
    return found


def every_plan() -> QuerySet[Plan]:
    """Every plan, the latest period first."""
    rows = Plan.objects.select_related("unit", "owner")
    return rows.order_by("-starts_on", "sort_key", "pk")


def below(unit: str) -> list[str]:
    """A unit and those below it, by reference."""
    return [one for one, above in access.unit_lineages().items() if unit in above]


def plan_named(actor: Profile, reference: str) -> Plan:
    """The plan with this reference. Raises NotFound where the actor may not read it."""
    found = every_plan().filter(reference=normalise(reference)).first() if sees(actor) else None
    if found is None:
        raise NotFound("action plan", reference)
    return found


def headings(plan: Plan) -> list[Heading]:
    """The outcomes and objectives of a plan, each outcome before its objectives, in order."""
    rows = list(plan.headings.order_by("place", "pk"))
    outcomes = [one for one in rows if one.outcome_id is None]
    return [
        one
        for outcome in outcomes
        for one in [outcome, *(row for row in rows if row.outcome_id == outcome.pk)]
    ]


def heading_named(actor: Profile, reference: str) -> Heading:
    """The outcome or objective with this reference. Raises NotFound."""
    rows = Heading.objects.select_related("plan__unit", "plan__owner", "outcome")
    found = rows.filter(reference=normalise(reference)).first() if sees(actor) else None
    if found is None:
        raise NotFound("outcome or objective", reference)
    return found


def every_action() -> QuerySet[Action]:
    """Every action, whoever may see it, with what it belongs to."""
    return Action.objects.select_related(
        "plan__owner", "plan__unit", "objective__outcome", "unit", "owner"
    )


def visible(actor: Profile) -> QuerySet[Action]:
    """Every action that the actor may see: of the confidential ones those that the actor does, or
    that stand in a plan or a unit which the actor keeps."""
    if not sees(actor):
        return every_action().none()
    own = Q(owner__reference=actor.reference) | Q(plan__owner__reference=actor.reference)
    kept = Q(unit__reference__in=managed(actor))
    return every_action().filter(Q(confidential=False) | own | kept)


def actions(
    actor: Profile, want: Want = Want.OPEN, narrow: Narrow | None = None, *, today: date
) -> QuerySet[Action]:
    """The actions that the actor may see and wants to, what is due first at the top; those without
    a day come last."""
    found = visible(actor).filter(_wanted(want, today))
    narrow = narrow or Narrow()
    for condition in _narrowed(actor, narrow):
        found = found.filter(condition)
    return in_order(found)


def in_order(found: QuerySet[Action]) -> QuerySet[Action]:
    """Actions by the day to be watched for; those without one come last."""
    return found.alias(undated=Q(next_on=None)).order_by("undated", "next_on", "pk")


def _narrowed(actor: Profile, narrow: Narrow) -> Iterable[Q]:
    if narrow.mine:
        yield Q(owner__reference=actor.reference)
    if narrow.unit:
        yield Q(unit__reference__in=below(narrow.unit))
    if narrow.plan:
        yield Q(plan__reference=normalise(narrow.plan))
    if narrow.outcome:
        yield Q(objective__outcome__reference=normalise(narrow.outcome))
    if narrow.owner:
        yield Q(owner__reference=narrow.owner)
    if narrow.source == "plan":
        yield Q(plan__isnull=False)
    elif narrow.source:
        kind, sign, _ = narrow.source.partition(":")
        yield Q(source=narrow.source) if sign else Q(source__startswith=f"{kind}:")
    if narrow.status:
        yield Q(status=narrow.status)
    if narrow.stage:
        yield Q(stage=narrow.stage)
    for word in words_of(narrow.words):
        yield Q(words__contains=f" {word}")


def _wanted(want: Want, today: date) -> Q:
    still_open = ~Q(stage__in=ENDED)
    match want:
        case Want.OVERDUE:
            return still_open & Q(next_on__lt=today)
        case Want.SOON:
            return still_open & Q(next_on__range=(today, today + timedelta(days=rules.SOON)))
        case Want.UNDATED:
            return still_open & Q(next_on=None)
        case Want.UNOWNED:
            return still_open & (Q(owner=None) | Q(owner__is_active=False))
        case Want.DONE:
            return Q(stage__in=ENDED)
        case Want.ALL:
            return Q()
        case _:
            return still_open


def action_named(actor: Profile, reference: str) -> Action:
    """The action with this reference. Raises NotFound where the actor may not see it."""
    found = visible(actor).filter(reference=normalise(reference)).first()
    if found is None:
        raise NotFound("action", reference)
    return found


def raised_by(source: str) -> QuerySet[Action]:
    """The actions that came of something (`risk:RK-1`), what is due first at the top: for the room
    that it belongs to, which has seen to it that its reader may know of them."""
    return in_order(every_action().filter(source=source))


def steps(one: Action) -> QuerySet[Step]:
    """All that was done with an action or said of it, the latest first."""
    return one.steps.order_by("-number")


def statuses(*, retired: bool = False) -> list[Status]:
    """What an action can be called: those that come with the program, and the body's own. With
    those no longer in use where they are asked for."""
    own = OwnStatus.objects.order_by("added_at", "pk")
    rows = own if retired else own.filter(retired_at=None)
    found = [
        Status(one.key, one.label, Stage(one.stage), one.dated, one.retired_at is not None)
        for one in rows
    ]
    return [*SHIPPED, *found]


def status_named(key: str) -> Status | None:
    """The status with this key, one that is no longer in use too; None for none."""
    return next((one for one in statuses(retired=True) if one.key == key), None)


def labels_of(some: Sequence[Action]) -> dict[int, str]:
    """What the status of each action is called, by number, with the day that its words ask for."""
    known = {one.key: one for one in statuses(retired=True)}
    return {one.pk: rules.label_of(known[one.status], one.due_on) for one in some}


def keeps_plan(actor: Profile, plan: Plan) -> bool:
    """Whether the actor may change a plan: its owner, and who keeps the plans of its unit."""
    own = actor.active and plan.owner.reference == actor.reference
    return own or manages(actor, plan.unit.reference)


def keeps(actor: Profile, one: Action) -> bool:
    """Whether the actor may say otherwise what an action is, when, and whose."""
    if one.plan is not None:
        return keeps_plan(actor, one.plan)
    return manages(actor, one.unit.reference)


def does(actor: Profile, one: Action) -> bool:
    """Whether the actor may say how an action stands: its owner, and who may change it."""
    own = one.owner is not None and actor.active and one.owner.reference == actor.reference
    return own or keeps(actor, one)


def sources(actor: Profile) -> list[str]:
    """The kinds of things that the actions which the actor may see came of."""
    rows = visible(actor).exclude(source="").order_by().values_list("source", flat=True).distinct()
    return sorted({one.partition(":")[0] for one in rows})
