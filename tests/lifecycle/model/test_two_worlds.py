"""Nothing is destroyed in the real system that is not destroyed in the simple account of it, and no
date differs [promises 12, 13, 14]. Faults with names show that the comparison sees.

MUNIMENT_FAULT_WALKS sets how many walks are taken, of some 25 steps each.
"""

import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError
from tests.lifecycle.model.account import LIVES, MANAGER, OWNER
from tests.lifecycle.model.mutants import MUTANTS
from tests.lifecycle.model.steps import PEOPLE, Steps, code_of
from tests.lifecycle.model.walk import walk
from tests.lifecycle.retention.test_reading_rules import GOOD
from tests.lifecycle.town import LONG_AGO, add_person, give
from typst import TypstError

from muniment.foundation.access.models import RoleHeld
from muniment.foundation.access.types import SETUP, Role
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention.rules import parse

WALKS = int(os.environ.get("MUNIMENT_FAULT_WALKS", "10"))
TOGETHER = 500  # walks in one test, so that both workers have their share of many
PARTED = (AssertionError, IntegrityError, ValueError, TypstError)


@pytest.fixture
def walked_town(town):
    """A town with a class for each kind of rule, and people with roles over the whole body."""
    add_person(town, "both")
    RoleHeld.objects.filter(person__username__in=PEOPLE).delete()
    for who in PEOPLE:
        for role in (Role(MANAGER), Role(OWNER)):
            if who == "both" or who.startswith("manager") == (role is Role.RECORDS_MANAGER):
                give(town, who, role)
    top = ClassTerms("W", title="Walks", rule="undecided", access="everyone")
    fileplan.open_class(SETUP, "W", terms=replace(top, opened_on=date(2000, 1, 1)), now=town.now)
    for name, life in LIVES.items():
        rule = replace(GOOD, code=code_of(name), steps=parse(life))
        retention.save_rule(SETUP, rule, now=town.now)
        terms = ClassTerms(f"W/{name}", title=name, rule=rule.code, opened_on=date(2000, 1, 1))
        fileplan.open_class(SETUP, f"W/{name}", terms=terms, under="W", now=town.now)
        town.folder(f"W/{name}")
    return town


def test_each_fault_has_a_name_of_its_own():
    assert len({one.name for one in MUTANTS}) == len(MUTANTS) >= 20


@contextmanager
def walking(town):
    """One walk of its own, undone afterwards."""
    Steps.town = town
    made = Steps()
    try:
        yield made
    finally:
        made.teardown()


@pytest.mark.seldom
def test_each_story_ends_alike_in_both_accounts(walked_town, subtests):
    for story in dict.fromkeys(one.story for one in MUTANTS):
        with subtests.test(story.__name__), walking(walked_town) as walker:
            story(walker)
            walker.compare()


def test_what_a_search_found_stays_in_its_review_while_another_hold_is_placed(walked_town):
    """A walk of many steps parted here: the account took it out with what the other hold named."""
    with walking(walked_town) as walker:
        found, other = walker.file(LONG_AGO, "STEPS"), walker.file(LONG_AGO, "REP")
        review = walker.propose([found])
        walker.hold(found, "search")
        walker.hold(other, "class")
        walker.decide(review, found, "change_rule")
        walker.compare()


@pytest.mark.once
def test_a_fault_makes_the_accounts_part(walked_town, subtests, monkeypatch):
    for fault in MUTANTS:
        with (
            subtests.test(fault.name),
            walking(walked_town) as walker,
            monkeypatch.context() as patch,
        ):
            fault.plant(patch)
            with pytest.raises(PARTED):
                fault.story(walker)
                walker.compare()


@pytest.mark.fault
@pytest.mark.parametrize("first", range(0, WALKS, TOGETHER))
def test_the_real_system_and_the_simple_account_of_it_never_part(walked_town, first):
    walk(walked_town, min(TOGETHER, WALKS - first))


@pytest.mark.fault
@pytest.mark.once
@pytest.mark.skipif(WALKS < 100, reason="long walks: MUNIMENT_FAULT_WALKS is below 100")
@pytest.mark.parametrize("fault", MUTANTS, ids=lambda one: one.name)
def test_a_long_walk_finds_a_fault_by_itself(walked_town, monkeypatch, fault):
    fault.plant(monkeypatch)
    with pytest.raises(PARTED):
        walk(walked_town, min(1000, WALKS), derandomize=True)
