"""How much of what units keep is e-mail, and what is being done where it is little."""

from collections import defaultdict
from datetime import date, datetime, time

from django.db.models import Count, Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.clock import CIVIL
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.habits import rules
from muniment.holdings.habits.models import UnitAction
from muniment.holdings.habits.queries.scope import limits, unit_names, units_seen
from muniment.holdings.habits.types import Share
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import OUTLOOK_FORMATS, RecordState

MESSAGE_FORMATS = ("fmt/278", "fmt/950", *OUTLOOK_FORMATS)
IS_MAIL = ~Q(message_id="") | Q(puid__in=MESSAGE_FORMATS)


def shares(actor: Profile, today: date) -> list[Share]:
    """The share of e-mail among what came in over the last twelve months, of each unit for whose
    figures the actor answers, beside the median of the other units. Only of records that the actor
    may see, by the unit that owns them."""
    seen = units_seen(actor)
    found = rules.shares(_counted(actor, today), unit_names(), least=limits().least_share)
    return [one for one in found if one.unit and one.unit in seen]


def _counted(actor: Profile, today: date) -> dict[str, tuple[int, int]]:
    since = datetime.combine(rules.a_year_before(today), time(), CIVIL)
    rows = records.visible(actor).filter(state=RecordState.DECLARED, captured_at__gte=since)
    by_audience = rows.order_by().values_list("audience")
    counts = list(by_audience.annotate(n=Count("pk"), mail=Count("pk", filter=IS_MAIL)))
    places = access.places_of({audience for audience, *_ in counts})
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for audience, number, mail in counts:
        unit = next(iter(places[audience].units), "")
        had = found[unit]
        found[unit] = (had[0] + number, had[1] + mail)
    found.pop("", None)
    return dict(found)


def unit_actions(actor: Profile, *, unit: str = "", to_do: bool = False) -> QuerySet[UnitAction]:
    """What is, or was, to be done about units: those for whose figures the actor answers, and
    those that are theirs to do. What is to be done first, first."""
    mine = Q(person__reference=actor.reference) | Q(unit__in=units_seen(actor))
    rows = UnitAction.objects.filter(mine).select_related("person")
    rows = rows.filter(unit=unit) if unit else rows
    return (rows.filter(done_at=None) if to_do else rows).order_by("due_on", "pk")


def mine_to_do(actor: Profile) -> QuerySet[UnitAction]:
    """What the actor is to do themselves."""
    return UnitAction.objects.filter(person__reference=actor.reference, done_at=None)


def unit_action_named(actor: Profile, reference: str) -> UnitAction:
    """One action. Raises NotFound."""
    found = unit_actions(actor).filter(reference=reference).first()
    if found is None:
        raise NotFound("action", reference)
    return found


def may_finish(actor: Profile, action: UnitAction) -> bool:
    """Whether an action is the actor's to do, or of a unit whose habits they manage."""
    managed = units_seen(actor, Permission.HABITS_MANAGE)
    return action.person.reference == actor.reference or action.unit in managed
