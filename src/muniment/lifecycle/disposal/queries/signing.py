"""Who may sign a review."""

from collections.abc import Iterable, Sequence
from datetime import date

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import covers, may, roles_at
from muniment.foundation.access.types import ROLE_PERMISSIONS, Grant, Place, Profile, Role
from muniment.lifecycle.disposal.models import Review
from muniment.lifecycle.disposal.types import STAGE_PERMISSIONS, Stage, stages_named


def signs(actor: Profile, stage: Stage, place: Place) -> bool:
    """Whether the actor's own roles sign this stage for what stands at the place."""
    if stage not in STAGE_PERMISSIONS and stage.role not in roles_at(actor, place):
        return False
    return may(actor, stage.permission, place)


def signs_for(actor: Profile, stage: Stage, places: Sequence[Place]) -> str | None:
    """In whose right the actor signs this stage at all of these places: blank for their own, the
    reference of an absent person in whose role they stand in, None for nobody's."""
    if not places:
        return None
    if all(signs(actor, stage, place) for place in places):
        return ""
    for one in actor.stands_in if actor.active else ():
        reached = all(any(covers(grant, place) for grant in one.grants) for place in places)
        if reached and stage.permission in ROLE_PERMISSIONS[one.role] and _fits(stage, one.role):
            return one.person
    return None


def _fits(stage: Stage, role: Role) -> bool:
    return stage in STAGE_PERMISSIONS or stage.role is role


def stages_of(review: Review) -> tuple[Stage, ...]:
    """The stages that the review needs."""
    return stages_named(review.stages)


class Signers:
    """Who could sign a stage, besides the person who proposes; each role is looked up once."""

    def __init__(self, proposer: str, today: date) -> None:
        self._proposer, self._today = proposer, today
        self._held: dict[Stage, list[Grant]] = {}

    def missing(self, stages: Iterable[Stage], place: Place) -> tuple[Stage, ...]:
        """The stages that nobody could sign there. The two of the body are not looked at: others
        than those who hold the role may sign them too."""
        return tuple(
            one
            for one in stages
            if one not in STAGE_PERMISSIONS
            and not any(covers(grant, place) for grant in self._grants(one))
        )

    def _grants(self, stage: Stage) -> list[Grant]:
        if stage not in self._held:
            held = access.holders(stage.role, on=self._today)
            self._held[stage] = [
                grant for person, grant in held if person.reference != self._proposer
            ]
        return self._held[stage]
