"""Plans and actions, for the tests of plans."""

from datetime import date

from muniment.governance.plans import actions
from muniment.governance.plans.types import ActionDraft, PlanDraft, Turn

YEAR = {"starts_on": date(2026, 4, 1), "ends_on": date(2027, 3, 31)}


def planned(actor, now, owner, title="Records plan", unit="HOU", **said):
    """The plan, in any body."""
    draft = PlanDraft(title, unit, owner, **{**YEAR, **said})
    return actions.make_plan(actor, draft, now=now)


def objective_of(actor, plan, now, outcome="Records are found", words="File at once"):
    """The objective, under an outcome of its own."""
    made = actions.add_heading(actor, plan.reference, words=outcome, now=now)
    return actions.add_heading(actor, plan.reference, words=words, under=made.reference, now=now)


def action_in(actor, objective, now, words="Show each team how", **said):
    """The action, under an objective."""
    draft = ActionDraft(words, **said)
    return actions.add_action(actor, draft, objective=objective.reference, now=now)


def plan_with_action(actor, now, owner, *, agreed=False, **said):
    """A plan with one action, and the action."""
    plan = planned(actor, now, owner)
    one = action_in(actor, objective_of(actor, plan, now), now, **said)
    if agreed:
        actions.agree_plan(actor, plan.reference, now=now)
    return plan, one


def make(parish, by="manager", **said):
    return planned(parish.who(by), parish.now, **{"owner": "owner", **said})


def objective(parish, plan, by="manager", **said):
    return objective_of(parish.who(by), plan, parish.now, **said)


def add(parish, under, words="Show each team how", by="manager", **said):
    return action_in(parish.who(by), under, parish.now, words, **said)


def whole(parish, **said):
    """A plan of one action, its objective, and the action."""
    plan = make(parish)
    under = objective(parish, plan)
    return plan, under, add(parish, under, **said)


def turn(parish, one, status, by="manager", seen=None, **said):
    draft = Turn(status, **said)
    return actions.turn(parish.who(by), one.reference, draft, seen=seen, now=parish.now)


def plan_of_body(actor, now, owner):
    """A plan of finance with an action in place, and what names its parts, in any body."""
    plan = planned(actor, now, owner, title="Light for all", unit="FIN")
    under = objective_of(actor, plan, now)
    one = action_in(actor, under, now, owner=owner, status="maintain")
    status = actions.add_status(actor, label="Awaiting lamps", stage="not_started", now=now)
    return {
        "plan": plan.reference,
        "plan_outcome": under.outcome.reference,
        "plan_objective": under.reference,
        "action": one.reference,
        "action_status": status.key,
    }


def plans_to_fill(actor, now, owner):
    """Plans and actions for each form to be about one of its own: what names them."""
    by_name = {
        name: planned(actor, now, owner, title=f"Lamps to {name}", unit="FIN")
        for name in ("change", "agree", "close", "reopen")
    }
    under = {name: objective_of(actor, plan, now) for name, plan in by_name.items()}
    second = objective_of(actor, by_name["change"], now, outcome="All are well", words="Rest")
    empty = actions.add_heading(actor, by_name["change"].reference, words="Nothing", now=now)
    for name in ("change", "turn", "check", "note", "last"):
        status = "maintain" if name == "check" else "not_started"
        made = action_in(actor, under["change"], now, f"To {name}", owner=owner, status=status)
        under[f"action_{name}"] = made
    action_in(actor, under["agree"], now)
    actions.close_plan(actor, by_name["reopen"].reference, reason="Over.", now=now)
    status = actions.add_status(actor, label="Awaiting wicks", stage="not_started", now=now)
    return {
        **{f"plan_{name}": plan.reference for name, plan in by_name.items()},
        **{name: one.reference for name, one in under.items() if name.startswith("action_")},
        "plan_outcome": under["change"].outcome.reference,
        "plan_objective": under["change"].reference,
        "plan_second": second.outcome.reference,
        "plan_empty": empty.reference,
        "action_status": status.key,
    }
