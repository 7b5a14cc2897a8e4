"""Jobs of information governance."""

from datetime import timedelta

from tests.promises.jobs.registry import scenario, standing

from muniment.governance.assets import actions
from muniment.governance.plans import actions as plans
from muniment.governance.plans.types import ActionDraft

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


@scenario("plans.remind")
def an_action_that_is_overdue(town, folder):
    draft = ActionDraft("Mend the roof", "31/03/2020", owner="manager", unit="HOU")
    plans.add_action(town.who("manager"), draft, now=town.now)
    return standing(town, "plans.remind")
