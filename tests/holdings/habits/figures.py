"""Lists of mailboxes for the tests of the parish."""

from datetime import date, timedelta

from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP, Role
from muniment.holdings.habits import actions, rules
from muniment.holdings.habits.types import ActionDraft, CampaignDraft, PilotDraft

GB = 1_000_000_000
COLUMNS = {
    one: one
    for one in ("account", "person", "unit", "size", "items", "unread", "oldest", "attached", "on")
}


def mailbox(name, size, person="", **more):
    return {"account": f"{name}@parish.example", "person": person, "size": str(size), **more}


def bring(parish, *rows, on=None, by="manager"):
    day = on or parish.now.date()
    return actions.import_figures(
        parish.who(by), rows, COLUMNS, name="mailboxes.csv", on=day, now=parish.now
    )


def read(*rows, on=date(2026, 11, 1), today=date(2026, 11, 21)):
    return rules.read_rows(rows, COLUMNS, on=on, today=today)


def head_of(parish, unit, username="head"):
    """Somebody who answers for the information of a unit."""
    made = people.add_person(SETUP, username, name=username.upper(), unit=unit, now=parish.now)
    parish.references[username] = made.reference
    for role, where in ((Role.STAFF, ""), (Role.INFORMATION_ASSET_OWNER, unit)):
        people.give_role(SETUP, made.reference, role=role, unit=where, now=parish.now)


def staff(parish, how_many, unit="HOU"):
    """More people of a unit: their user names."""
    names = [f"p{number}" for number in range(how_many)]
    for name in names:
        made = people.add_person(SETUP, name, name=name.upper(), unit=unit, now=parish.now)
        parish.references[name] = made.reference
        people.give_role(SETUP, made.reference, role=Role.STAFF, now=parish.now)
    return names


def days(parish, many):
    parish.later(days=many)
    return parish.now.date() - timedelta(0)


def figures_of(actor, person, now, *, ago=0, text="mailboxes.csv", words="Your mailbox is large."):
    """The references of figures in which somebody's mailbox is large, of figures nobody was told
    by, and of a campaign. `ago`: days; `text`: a name of a file and of a mailbox."""
    day = now.date() - timedelta(days=2 * ago)
    rows = [mailbox(f"m{ago}", 9 * GB, person), mailbox(f"n{ago}", 9 * GB)]
    said = {"now": now, "name": text}
    spare = actions.import_figures(
        actor, rows, COLUMNS, on=day - timedelta(days=1), **said
    ).reference
    actions.import_figures(actor, rows, COLUMNS, on=day, **said)
    campaign = actions.start_campaign(actor, CampaignDraft(words), now=now).reference
    return {"figures": spare, "told": campaign}


def action_of(actor, unit, person, now, words="Show them how."):
    """The reference of an action about the e-mail of a unit."""
    draft = ActionDraft(words, person, now.date() + timedelta(days=30))
    return actions.set_action(actor, unit, draft, now=now).reference


def pilot_of(actor, units, now, words="Housing by address", way="address"):
    """The reference of a pilot of some units, since yesterday."""
    draft = PilotDraft(words[:100], way, tuple(units), now.date() - timedelta(days=1), words)
    return actions.open_pilot(actor, draft, now=now).reference
