"""Of which units a reader may see figures of persons, and what the body has set."""

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.holdings.habits.models import HabitLimits
from muniment.holdings.habits.types import Limits


def units_seen(actor: Profile, permission: Permission = Permission.HABITS_SEE) -> set[str]:
    """The references of the units over which the actor has the permission; with a blank among
    them where that is the whole body, whose mailboxes may belong to no unit."""
    found = {
        unit
        for unit, above in access.unit_lineages().items()
        if access_rules.may(actor, permission, Place(units=above))
    }
    return found | ({""} if access_rules.may(actor, permission, Place()) else set())


def unit_names() -> dict[str, str]:
    """What each unit is called, by reference."""
    return {one.reference: one.name for one in access.units()}


def limits() -> Limits:
    """What the body has set, or what is so until it does."""
    row = HabitLimits.objects.order_by("-pk").first()
    return Limits(row.large, row.keep_months, row.least_share) if row else Limits()
