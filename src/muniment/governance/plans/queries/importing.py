"""What a table of a plan would bring, before anything is changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.words import fold
from muniment.governance.plans import rules
from muniment.governance.plans.models import Plan
from muniment.governance.plans.queries.reading import every_action, keeps_plan, statuses
from muniment.governance.plans.types import (
    ENDED,
    NOT_STARTED,
    SHIPPED,
    ActionDraft,
    Left,
    Line,
    Status,
    Understood,
)


def look_at(
    actor: Profile,
    plan: Plan,
    rows: Sequence[Mapping[str, Any]],
    chosen: Mapping[str, str],
    *,
    otherwise: str = NOT_STARTED,
) -> tuple[list[Understood], list[Left], int]:
    """What of a table the plan would take over, in order, what is left out with every reason, and
    how many of its actions the plan has already. `otherwise`: the key of the status of actions of
    which nothing says how they stand."""
    lines, left = rules.read_table(rows, chosen)
    known = statuses()
    fallback = next((one for one in known if one.key == otherwise), SHIPPED[0])
    here = _there(plan)
    found: list[Understood] = []
    same = 0
    for one in lines:
        understood, wrong = _understood(one, known, fallback)
        if not keeps_plan(actor, plan):
            wrong = ["You may not change this plan."]
        if understood is None or wrong:
            left.append(Left(one.line, one.words[:200], " ".join(dict.fromkeys(wrong))))
        elif (key := _key(one)) in here:
            same += 1
        else:
            here.add(key)
            found.append(understood)
    return found, sorted(left, key=lambda one: one.line), same


def _there(plan: Plan) -> set[tuple[str, ...]]:
    rows = (
        every_action()
        .filter(plan=plan)
        .values_list("objective__outcome__words", "objective__words", "what")
    )
    return {tuple(fold(part) for part in row) for row in rows}


def _key(one: Line) -> tuple[str, ...]:
    return fold(one.outcome), fold(one.objective), fold(one.words)


def _understood(
    one: Line, known: Sequence[Status], fallback: Status
) -> tuple[Understood | None, list[str]]:
    """A line as the plan would have it, and every reason why it is not taken over. An action that
    is done or dropped already comes in as what it is."""
    read = rules.read_timeline(one.timeline)
    status = rules.status_of_table(one.status, one.timeline, read.every, known, fallback)
    person = _person(one.owner)
    answers = "" if person else one.owner
    # Whether it has ended is no matter here: a plan is taken over as it stands.
    judged = SHIPPED[0] if status and status.stage in ENDED else status
    draft = ActionDraft(one.words, one.timeline, answers=answers)
    wrong = [
        *rules.reasons_not_to_keep_action(draft, owner="", status=judged),
        *rules.reasons_of_heading(one.outcome),
        *rules.reasons_of_heading(one.objective),
    ]
    said = [
        f"There is no status “{one.status[:60]}”." if each.code == "status" else each.message
        for each in wrong
    ]
    if status is None or said:
        return None, said
    return Understood(one, status, read, person, answers), []


def _person(name: str) -> str:
    """The reference of who works here and has this user name, e-mail or reference; blank for
    nobody. Names are not looked up: some people are kept out of the directory."""
    found = access.find_person(name) if name else None
    return found.reference if found is not None and found.is_active else ""
