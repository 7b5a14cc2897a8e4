"""A record that a rule filed, made for the tests of the doors."""

from datetime import date

from tests.holdings.capture.post import brought_in, weighty

from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel import clock
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.advice import actions
from muniment.holdings.advice.types import Chosen, RuleDraft, Weighed
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan import queries as plan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.records import queries as records


def in_tray(reference, unit):
    """A class whose rule is undecided."""
    try:
        plan.class_named(reference)
    except NotFound:
        said = {"rule": "undecided", "owner_unit": unit, "access": "everyone"}
        terms = ClassTerms(reference, title="To be filed", opened_on=date(2000, 1, 1), **said)
        fileplan.open_class(SETUP, reference, terms=terms, now=clock.now())
    return reference


def filed_by_rule(actor, tray, folder, *, text="Bins", number="by-rule", why="Many letters."):
    """A captured message that a rule filed in a folder: its reference, and that of the rule."""
    record = brought_in(actor, tray, weighty(text, number))
    target = records.folder_named(actor, folder)
    rule = actions.set_rule(actor, RuleDraft(tray, 90, 10, why), now=clock.now()).reference
    number = records.record_named(actor, record).pk
    chosen = Chosen(Weighed(target.file_class_id, 90, 10), folder, (), (number,))
    actions.file_by_rule(actor, record, rule=rule, chosen=chosen, now=clock.now())
    return record, rule
