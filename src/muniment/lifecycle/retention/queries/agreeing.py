"""The areas that an edition was put to."""

from django.db.models import QuerySet

from muniment.foundation.access.types import Profile
from muniment.lifecycle.retention.models import AreaConsulted, Edition


def areas_of(edition: Edition) -> QuerySet[AreaConsulted]:
    """The areas that the edition was put to, by unit."""
    return edition.areas.order_by("unit")


def heads(actor: Profile, area: AreaConsulted) -> bool:
    """Whether the person heads the area, or stands in for whoever does."""
    if not actor.active:
        return False
    return actor.reference == area.head or area.head in {one.person for one in actor.stands_in}
