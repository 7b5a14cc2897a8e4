"""Who can change how long a record is kept is told, as far as the reader may know it."""

from dataclasses import replace

import pytest
from tests.lifecycle.town import LONG_AGO, TODAY

from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention.queries.deciders import EVENT, LONGER, RULE
from muniment.lifecycle.retention.rules.deciders import WhoMay, who_in_words


def told(town, record, by="clerk"):
    found = queries.who_can_change(town.who(by), record, TODAY)
    return {one.what: one.people for one in found}


def test_people_are_named_where_their_role_reaches(town):
    [one] = town.file(LONG_AGO)
    managers, owners = ("MANAGER", "MANAGER2"), ("OWNER", "OWNER2")
    assert told(town, one) == {RULE: managers, LONGER: (*managers, *owners)}
    [waiting] = town.file(LONG_AGO, where="HOU/CASE")
    assert told(town, waiting)[EVENT] == (*managers, *owners)
    [far] = town.file(LONG_AGO, where="PLA")
    assert told(town, far)[LONGER] == (*managers, "PLANNER")


def test_who_may_not_know_people_is_told_the_roles_alone(town):
    [one] = town.file(LONG_AGO)
    stranger = replace(town.who("clerk"), grants=())
    assert told_by(stranger, one) == {None}


def told_by(actor, record):
    return {one.people for one in queries.who_can_change(actor, record, TODAY)}


def test_nobody_changes_what_is_destroyed(town):
    [one] = town.file(LONG_AGO)
    one.state = "destroyed"
    assert told(town, one) == {}


@pytest.mark.parametrize(
    ("people", "ends"),
    [
        (None, "by an auditor or a member of staff."),
        ((), "but nobody here is one."),
        (("A",), "staff: A."),
        (("A", "B", "C"), "staff: A, B or C."),
        (tuple("ABCDEFG"), "staff: A, B, C, D, E or 2 more."),
    ],
)
def test_the_words_name_a_few_and_count_the_others(people, ends):
    said = who_in_words(WhoMay("It can be changed", ("auditor", "member of staff"), people))
    assert said.startswith("It can be changed by an auditor") and said.endswith(ends)
