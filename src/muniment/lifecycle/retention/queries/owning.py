"""Who owns the information at a place: its information asset owner."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Grant, Place, Role
from muniment.foundation.kernel.clock import civil_date


def owner_of(place: Place, owners: list[tuple[str, Grant]]) -> tuple[str, set[str]]:
    """The nearest scope at which somebody is the information asset owner of the place, and who:
    the nearest class first, then the nearest unit, then the whole body. Blank: nobody."""
    scopes = [
        *(f"class:{one}" for one in place.classes),
        *(f"unit:{one}" for one in place.units),
        "body",
    ]
    for scope in scopes:
        people = {person for person, grant in owners if _scope(grant) == scope}
        if people:
            return scope, people
    return "", set()


def _scope(grant: Grant) -> str:
    if grant.file_class:
        return f"class:{grant.file_class}"
    return f"unit:{grant.unit}" if grant.unit else "body"


def owners(now: datetime) -> list[tuple[str, Grant]]:
    """Everybody who is an information asset owner today, with the scope."""
    held = access.holders(Role.INFORMATION_ASSET_OWNER, on=civil_date(now))
    return [(person.reference, grant) for person, grant in held]
