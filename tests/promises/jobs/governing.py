"""Jobs of information governance."""

from datetime import timedelta

from tests.promises.jobs.registry import scenario, standing

from muniment.governance.assets import actions
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
