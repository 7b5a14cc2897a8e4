"""Who may know of which resource."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.library.models import LimitedTo, Resource


def manages(actor: Profile) -> bool:
    """Whether the actor manages the library: that of the whole body, there is no other."""
    return access_rules.may(actor, Permission.LIBRARY_MANAGE, Place())


def visible(actor: Profile) -> QuerySet[Resource]:
    """What the actor may know of: for those who manage the library everything, withdrawn or not."""
    found = Resource.objects.select_related("licence")
    if manages(actor):
        return found
    if not actor.active:
        return found.none()
    own = LimitedTo.objects.filter(resource=OuterRef("pk"), unit__in=actor.unit_lineage)
    return found.filter(Q(limited=False) | Exists(own), withdrawn_at=None)


def resource_named(actor: Profile, reference: str) -> Resource:
    """The resource with this reference. Raises NotFound where there is none, or none that the
    actor may know of."""
    found = visible(actor).filter(reference=normalise(reference)).first()
    if found is None:
        raise NotFound("resource", reference)
    return found
