"""What is decided about a personal data breach, and who was told of it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Router

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.shapes import Given
from muniment.api.views.incidents import HANDLE, IncidentShown, Seen, Short, Text, shown
from muniment.governance.incidents import actions
from muniment.governance.incidents.types import About, DecisionDraft, ToldDraft

router = Router(tags=["incidents"])


class IncidentAwareness(Given):
    """Another moment at which the body became aware, and why."""

    aware_at: datetime
    why: Text
    seen: Seen = None


class BreachDecision(Given):
    """Whether the authority, or the people concerned, are told, why, and why so late if so."""

    about: Literal["authority", "people"]
    tell: bool
    why: Text
    late_why: Text = ""
    seen: Seen = None


class BreachTold(Given):
    """When and how the authority, or the people concerned, were told."""

    about: Literal["authority", "people"]
    told_at: datetime
    how: Annotated[str, Field(max_length=1000)]
    reference: Short = ""
    late_why: Text = ""
    seen: Seen = None


@operation(router, "POST", "/incidents/{reference}/awareness", needs=HANDLE, answer=IncidentShown)
def set_awareness(request: Request, reference: str, given: IncidentAwareness) -> Any:
    """Say that the body became aware of a breach at another moment."""
    one = actions.set_aware(
        request.actor,
        reference,
        given.aware_at,
        why=given.why,
        seen=given.seen,
        now=request.now,
    )
    return shown(request, one)


@operation(router, "POST", "/incidents/{reference}/decisions", needs=HANDLE, answer=IncidentShown)
def decide_breach(request: Request, reference: str, given: BreachDecision) -> Any:
    """Decide whether the authority, or the people concerned, are told of a breach."""
    said = given.model_dump(exclude={"seen", "about"})
    draft = DecisionDraft(About(given.about), **said)
    return shown(
        request, actions.decide(request.actor, reference, draft, seen=given.seen, now=request.now)
    )


@operation(router, "POST", "/incidents/{reference}/told", needs=HANDLE, answer=IncidentShown)
def tell_breach(request: Request, reference: str, given: BreachTold) -> Any:
    """Record that the authority, or the people concerned, were told of a breach."""
    said = given.model_dump(exclude={"seen", "about"})
    draft = ToldDraft(About(given.about), **said)
    return shown(
        request, actions.tell(request.actor, reference, draft, seen=given.seen, now=request.now)
    )
