"""Risks and waivers, for the tests of the register."""

from datetime import date, timedelta

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


def kept_in(actor, now, *, opens=True, **said):
    """The reference of a risk in any body, open or a draft, that says all that it must; its review
    is next year, and its owner who makes it."""
    far = {"review_on": f"{now.year + 1}-06-30", "owner": actor.reference}
    made = actions.make(actor, {**WHOLE, **far, **said}, now=now)
    if opens:
        actions.open_risk(actor, made.reference, now=now)
    return made.reference


def accepted_in(actor, reference, now, text="Nothing better can be had."):
    """An acceptance of a risk (by reference) until the end of the next month or so."""
    day = (now + timedelta(days=40)).date()
    return actions.accept(actor, reference, reason=text, expires_on=day, now=now)


def parts_in(actor, reference, now, text="Two people look."):
    """The references of a control and of an option of a risk (by reference)."""
    said = {"words": text[:500], "owner": actor.reference, "confidence": "good"}
    control = actions.add_control(actor, reference, **said, now=now)
    option = actions.add_option(actor, reference, OptionDraft(text, text, text), now=now)
    return control.reference, option.reference


def waiver_in(actor, unit, now, text="Papers are scanned first.", **said):
    """The reference of a waiver that somebody asks for in any body."""
    day = (now + timedelta(days=40)).date()
    options = (OptionDraft(text, text, text),)
    draft = WaiverDraft(text, unit, text, text, day, options=options, **said)
    return actions.ask(actor, draft, now=now).reference
