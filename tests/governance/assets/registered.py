"""Entries of a register, for the tests of assets."""

from tests.holdings.parish import add_person

from muniment.foundation.access.types import Role
from muniment.governance.assets import actions
from muniment.governance.assets.types import BY_NAME, FIELDS, DelegationDraft, Form, Needed

WHOLE = {
    "title": "Tenancy files",
    "kind": "branch",
    "description": "What was agreed with each tenant.",
    "unit": "HOU",
    "owner": "owner",
    "owner_post": "Head of Housing",
    "location": "File plan",
    "format": "electronic",
    "classes": "HOU",
    "marking": "OFFICIAL-SENSITIVE",
    "personal_data": "yes",
    "value": "3",
    "review_on": "2027-06-30",
    "published": "yes",
}
PROCESSING = {
    "part": "controller",
    "purposes": "To let homes.",
    "basis": "public_task",
    "subjects": "Tenants",
    "categories": "Names, rent accounts",
    "recipients": "None",
    "transfers": "None",
    "security": "Access by role; encrypted disks",
}


def make(parish, by="manager", **said):
    """An entry of these values (and what must always be said)."""
    least = {"title": "Rent ledger", "kind": "system", "unit": "HOU"}
    return actions.make(parish.who(by), {**least, **said}, now=parish.now)


def registered(actor, now, **said):
    """The reference of an entry that says all that approval and the record of processing ask for,
    in any body; by default of Tenancy files."""
    far = {"review_on": f"{now.year + 1}-06-30"}
    values = {**WHOLE, **PROCESSING, **far, **said}
    return actions.make(actor, values, now=now).reference


def delegated(actor, asset, steward, now, groups=("backup",)):
    """The reference of a delegation of what an entry (by reference) says."""
    draft = DelegationDraft(steward, groups)
    return actions.delegate(actor, asset, draft, now=now).reference


def whole(parish, **said):
    """An entry that says all that approval and the record of processing ask for."""
    return make(parish, **{**WHOLE, **PROCESSING, **said})


def approved(parish, **said):
    made = whole(parish, **said)
    return actions.approve(parish.who("manager"), made.reference, now=parish.now)


def siro(parish):
    """The senior information risk owner: oversees, and opens no record."""
    add_person(parish, "siro", "", Role.SIRO)


NEEDED = [one.name for one in FIELDS if one.needed is Needed.APPROVAL]
TEXTS = [one.name for one in BY_NAME.values() if one.form in (Form.LINE, Form.TEXT)]
