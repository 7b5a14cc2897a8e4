"""Which paragraph is shown at which place of work."""

from dataclasses import dataclass

from muniment.foundation.access.types import Profile
from muniment.governance.policies import rules
from muniment.governance.policies.models import Pointer
from muniment.governance.policies.queries.reading import manages, sees
from muniment.governance.policies.types import Paragraph, Screen, State


@dataclass(frozen=True, slots=True)
class PointedAt:
    """A document in force, and its paragraph where one is named, to be read at a place of work."""

    reference: str
    title: str
    paragraph: Paragraph | None


def pointed_at(actor: Profile, screen: Screen) -> list[PointedAt]:
    """What the actor is shown at a place of work: what is for one of their roles first, then what
    is for everybody. Nothing of documents that are not in force."""
    if not sees(actor):
        return []
    roles = ["", *(each.role.value for each in actor.grants)]
    rows = Pointer.objects.filter(
        screen=screen, role__in=roles, policy__in_force__state=State.PUBLISHED
    ).select_related("policy__in_force")
    found = []
    for one in sorted(rows, key=lambda each: (each.role == "", each.policy.sort_key, each.pk)):
        text = one.policy.in_force.text if one.policy.in_force and one.paragraph else ""
        paragraph = rules.find(rules.paragraphs(text), one.paragraph) if text else None
        found.append(PointedAt(one.policy.reference, one.policy.title, paragraph))
    return list({each.reference: each for each in reversed(found)}.values())[::-1]


def pointers(actor: Profile) -> list[Pointer]:
    """What is shown where, in the order of the places: what is to be shown once it is published too
    for those who keep the documents of the whole body."""
    order = list(Screen)
    rows = Pointer.objects.select_related("policy").order_by("role", "pk")
    if not manages(actor, ""):
        rows = rows.filter(policy__in_force__isnull=False) if sees(actor) else rows.none()
    return sorted(rows, key=lambda each: order.index(Screen(each.screen)))
