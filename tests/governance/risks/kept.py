"""Risks and waivers, for the tests of the register."""

from datetime import date

from tests.holdings.parish import add_person

from muniment.foundation.access import actions as accounts
from muniment.foundation.access.types import SETUP, Role
from muniment.governance.risks import actions
from muniment.governance.risks.types import OptionDraft, WaiverDraft

TODAY = date(2026, 11, 21)
SOON = date(2027, 3, 31)
WHOLE = {
    "title": "Tenancy files are sent to the wrong tenant",
    "cause": "Letters are merged by hand from two lists.",
    "event": "A letter goes to the tenant of another home.",
    "effect": "Personal data is disclosed, and the regulator is told.",
    "category": "disclosure",
    "unit": "HOU",
    "owner": "owner",
    "treatment": "treat",
    "plan": "One list by March.",
    "review_on": "2027-03-31",
    "inherent_likelihood": "4",
    "inherent_impact": "4",
    "current_likelihood": "3",
    "current_impact": "4",
    "target_likelihood": "2",
    "target_impact": "3",
}
OPTION = OptionDraft("Buy a merge tool", "Quicker letters", "Keeps the rule on checking")


def make(parish, by="manager", **said):
    return actions.make(parish.who(by), {**WHOLE, **said}, now=parish.now)


def opened(parish, **said):
    made = make(parish, **said)
    return actions.open_risk(parish.who("manager"), made.reference, now=parish.now)


def scored(parish, one, likelihood, impact, by="owner", why="Looked again."):
    said = {"current_likelihood": str(likelihood), "current_impact": str(impact)}
    return actions.score_risk(parish.who(by), one.reference, said, why=why, now=parish.now)


def accepted(parish, one, by="siro", expires_on=SOON, reason="Nothing better can be had."):
    actor = parish.who(by)
    return actions.accept(
        actor, one.reference, reason=reason, expires_on=expires_on, now=parish.now
    )


def siro(parish):
    """The senior information risk owner, and a departmental records officer."""
    add_person(parish, "siro", "", Role.SIRO)
    add_person(parish, "dro", "", Role.DEPARTMENTAL_RECORDS_OFFICER)


def manager_of(parish, username, unit):
    """A records manager for one unit and those below it."""
    made = accounts.add_person(SETUP, username, name=username.upper(), now=parish.now)
    parish.references[username] = made.reference
    accounts.give_role(SETUP, made.reference, role=Role.RECORDS_MANAGER, unit=unit, now=parish.now)


def asked(parish, by="clerk", **said):
    draft = {
        "rule": "Papers are scanned before they are thrown away.",
        "unit": "HOU",
        "why": "The scanner is broken until spring.",
        "control": "Papers stay in locked boxes.",
        "ends_on": SOON,
        "options": (OPTION,),
        **said,
    }
    return actions.ask(parish.who(by), WaiverDraft(**draft), now=parish.now)


def granted(parish, by="manager", **said):
    made = asked(parish, **said)
    return actions.grant(parish.who(by), made.reference, reason="For this once.", now=parish.now)
