"""People with entries, for the tests of the directory."""

from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata import queries as vocabularies
from muniment.people.directory import actions
from muniment.people.directory.types import EntryDraft


def terms(parish, *labels):
    """A vocabulary of expertise with these terms."""
    manager, said = parish.who("manager"), {"now": parish.now}
    try:
        vocabularies.vocabulary_named("expertise")
    except NotFound:
        metadata.open_vocabulary(manager, "expertise", title="Expertise", **said)
    for label in labels:
        metadata.add_term(manager, "expertise", label=label, **said)


def write(parish, who, **said):
    return actions.change_entry(parish.who(who), EntryDraft(**said), now=parish.now)


def knows(parish, who, *labels, level=""):
    for label in labels:
        actions.add_expertise(parish.who(who), label, level=level, now=parish.now)


def chief_of(parish, unit, username="chief"):
    """Somebody who manages the people of a unit, and nothing else."""
    made = people.add_person(SETUP, username, name=f"Chief {unit}", unit=unit, now=parish.now)
    parish.references[username] = made.reference
    people.give_role(SETUP, made.reference, role=Role.ADMINISTRATOR, unit=unit, now=parish.now)


def person(parish, username, name, unit="HOU", email=""):
    """One more member of staff."""
    made = people.add_person(SETUP, username, name=name, unit=unit, email=email, now=parish.now)
    parish.references[username] = made.reference
    people.give_role(SETUP, made.reference, role=Role.STAFF, now=parish.now)
    return made.reference


def hide(parish, who, by="admin"):
    """Keep somebody out of the directory."""
    reference = parish.references[who]
    actions.hide_entry(parish.who(by), reference, reason="They are at risk.", now=parish.now)
