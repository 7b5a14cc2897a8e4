"""Taking over a plan that was laid out as a table elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.foundation.kernel.words import fold
from muniment.governance.plans import queries, rules
from muniment.governance.plans.actions.acting import last_place
from muniment.governance.plans.actions.keeping import (
    event_of,
    locked_plan,
    new_action,
    tell_owner,
    touched,
)
from muniment.governance.plans.actions.outlining import new_heading
from muniment.governance.plans.models import Action, Heading, Plan
from muniment.governance.plans.types import (
    ENDED,
    NOT_STARTED,
    ActionDraft,
    Left,
    PlanState,
    Understood,
)


@verb("plans:plan:import")
def import_plan(
    actor: Profile,
    reference: str,
    rows: Sequence[Mapping[str, Any]],
    chosen: Mapping[str, str],
    *,
    otherwise: str = NOT_STARTED,
    now: datetime,
) -> tuple[list[str], list[Left]]:
    """Take the outcomes, objectives and actions of a table into a plan, after what it has: the
    references of the actions, and what was left out with every reason. `chosen`: for each of our
    columns its heading in the table; `otherwise`: the key of the status of actions of which
    nothing says how they stand. Raises Refused where nothing would be taken over."""
    refuse_if([*reasons_too_long(rows), *reasons_of_otherwise(otherwise)])
    plan = locked_plan(actor, reference)
    refuse_if(rules.reasons_closed(PlanState(plan.state)))
    found, left, _ = queries.look_at(actor, plan, rows, chosen, otherwise=otherwise)
    refuse_if(_nothing(found, left))
    here = {_key(one): one for one in queries.headings(plan)}
    taken = [_take_over(actor, plan, here, one, now) for one in found]
    touched(actor, plan, now)
    detail = {"actions": len(taken), "left_out": len(left), "version": plan.version}
    events = [event_of("plans:action:made", actor.reference, one) for one in taken]
    about = f"plan:{plan.reference}"
    whole = EventDraft("plans:plan:imported", actor.reference, about, detail=dict(detail))
    record([*events, whole], at=now)
    for one in taken:
        tell_owner(one, "", actor, now)
    return [one.reference for one in taken], left


def _key(one: Heading) -> tuple[str, str]:
    """What an outcome or objective is known by within its plan."""
    return fold(one.outcome.words) if one.outcome else "", fold(one.words)


def _take_over(
    actor: Profile,
    plan: Plan,
    here: dict[tuple[str, str], Heading],
    one: Understood,
    now: datetime,
) -> Action:
    said = one.said
    outcome = _heading(plan, here, said.outcome, None)
    objective = _heading(plan, here, said.objective, outcome)
    draft = ActionDraft(said.words, said.timeline, answers=one.answers)
    return new_action(
        actor,
        draft,
        one.status,
        one.read,
        unit=plan.unit,
        owner=access.find_person(one.owner) if one.owner else None,
        now=now,
        today=civil_date(now),
        objective=objective,
        place=last_place(objective) + 1,
    )


def _heading(
    plan: Plan, here: dict[tuple[str, str], Heading], words: str, outcome: Heading | None
) -> Heading:
    key = (fold(outcome.words) if outcome else "", fold(words))
    if key not in here:
        here[key] = new_heading(plan, words, outcome)
    return here[key]


def reasons_of_otherwise(key: str) -> list[Reason]:
    """Why actions of which nothing says how they stand cannot have the status of this key."""
    if any(one.key == key and one.stage not in ENDED for one in queries.statuses()):
        return []
    return [Reason("otherwise", "Choose one of the statuses that is not an end.", "otherwise")]


def reasons_too_long(rows: Sequence[Any]) -> list[Reason]:
    """Why a table has too many rows to be taken over at once."""
    if len(rows) <= rules.MOST:
        return []
    said = f"The table has {len(rows):,} rows, and may have at most {rules.MOST:,}."
    return [Reason("too_long", said, "file")]


def _nothing(found: Sequence[Any], left: Sequence[Left]) -> list[Reason]:
    if found:
        return []
    why = f" Line {left[0].line}: {left[0].reason}" if left else ""
    return [Reason("nothing", f"Nothing of this table is new to the plan.{why}", "file")]
