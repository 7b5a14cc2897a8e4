"""Jobs of information governance."""

from datetime import timedelta

from tests.governance.incidents.happened import breach, reported, triaged
from tests.promises.jobs.registry import scenario, standing

from muniment.governance.assets import actions
from muniment.governance.incidents import actions as incidents
from muniment.governance.incidents.types import TaskDraft
from muniment.governance.plans import actions as plans
from muniment.governance.plans.types import ActionDraft
from muniment.governance.policies import actions as policies
from muniment.governance.policies.types import PolicyDraft
from muniment.governance.risks import actions as risks

SAID = {
    "title": "Roof ledger",
    "kind": "system",
    "description": "Which roof was mended when.",
    "unit": "HOU",
    "owner": "manager",
    "location": "The roof server",
    "format": "electronic",
    "classes": "HOU/REP",
    "marking": "OFFICIAL",
    "personal_data": "no",
    "value": "2",
}


@scenario("assets.remind")
def an_asset_whose_review_is_due(town, folder):
    keeper, soon = town.who("manager"), town.now.date() + timedelta(days=9)
    made = actions.make(keeper, {**SAID, "review_on": soon.isoformat()}, now=town.now)
    actions.approve(keeper, made.reference, now=town.now)
    return standing(town, "assets.remind")


@scenario("policies.remind")
def a_guide_whose_review_is_due(town, folder):
    keeper, soon = town.who("manager"), town.now.date() + timedelta(days=9)
    draft = PolicyDraft("guide", "How to name a paper", "manager")
    made = policies.make(keeper, draft, "Say what it is, and of which day.", now=town.now)
    policies.approve(keeper, made.reference, now=town.now)
    policies.publish(keeper, made.reference, review_on=soon, now=town.now)
    return standing(town, "policies.remind")


@scenario("indicators.measure")
def figures_that_nobody_has_counted(town, folder):
    return standing(town, "indicators.measure")


RISK = {
    "title": "Roofs are forgotten",
    "cause": "The ledger is kept by one person.",
    "event": "Nobody knows which roof is next.",
    "effect": "Homes are damp.",
    "category": "people",
    "unit": "HOU",
    "owner": "manager",
    "treatment": "treat",
    **{
        f"{kind}_{part}": "2"
        for kind in ("inherent", "current", "target")
        for part in ("likelihood", "impact")
    },
}


@scenario("risks.remind")
def a_risk_whose_review_is_due(town, folder):
    keeper, soon = town.who("manager"), town.now.date() + timedelta(days=6)
    made = risks.make(keeper, {**RISK, "review_on": soon.isoformat()}, now=town.now)
    risks.open_risk(keeper, made.reference, now=town.now)
    return standing(town, "risks.remind")


@scenario("incidents.clock")
def a_breach_of_which_a_day_has_passed(town, folder):
    keeper = town.who("manager")
    breach(keeper, keeper, town.now)
    town.later(days=2)
    return standing(town, "incidents.clock")


@scenario("incidents.remind")
def a_corrective_action_that_is_overdue(town, folder):
    keeper, before = town.who("manager"), town.now
    made = reported(keeper, before, unit="HOU")
    triaged(keeper, made, before)
    task = TaskDraft("Mend the lock", "manager", before.date())
    incidents.add_task(keeper, made, task, now=before)
    town.later(days=2)
    return standing(town, "incidents.remind")


@scenario("plans.remind")
def an_action_that_is_overdue(town, folder):
    draft = ActionDraft("Mend the roof", "31/03/2020", owner="manager", unit="HOU")
    plans.add_action(town.who("manager"), draft, now=town.now)
    return standing(town, "plans.remind")
