"""A review that waits is told of to those who can sign it, once, and when late to those above."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.disposal.test_deciding import approve
from tests.lifecycle.disposal.test_proposing import propose
from tests.lifecycle.disposal.test_substitutes import name
from tests.lifecycle.town import LONG_AGO, add_person, days_pass, give

from muniment.foundation.access.types import Role
from muniment.foundation.notices.models import Notice
from muniment.lifecycle.disposal import actions, queries, rules
from muniment.lifecycle.disposal.models import Review
from muniment.lifecycle.disposal.types import ReviewTerms


@pytest.fixture
def review(town):
    actions.set_review_terms(town.who("manager"), ReviewTerms(late_days=3), now=town.now)
    for person, role, unit in (
        ("dro", Role.DEPARTMENTAL_RECORDS_OFFICER, ""),
        ("siro", Role.SIRO, ""),
        ("elsewhere", Role.SIRO, "PLA"),
    ):
        add_person(town, person)
        give(town, person, role, unit=unit)
    [reference] = propose(town, *town.file(LONG_AGO)).reviews
    return reference


def told(town):
    """Who was told by one run, by name."""
    last = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    actions.remind(now=town.now)
    found = Notice.objects.filter(pk__gt=last).values_list("person__username", flat=True)
    return set(found)


def test_each_step_is_told_once_to_those_whom_it_concerns(town, review):
    signers = {"manager2", "owner", "owner2", "dro"}
    assert told(town) == signers, "not the proposer"
    assert told(town) == set()
    days_pass(town, 2)
    assert told(town) == set()
    days_pass(town, 1)
    assert told(town) == signers
    assert "waited for 3 days" in Notice.objects.last().words
    days_pass(town, 3)
    assert queries.days_late(Review.objects.get(), town.now) == 3
    assert queries.late_reviews(town.now) == {review: 3}
    assert told(town) == {"dro", "siro"}
    assert "for the information asset owner and the records manager" in Notice.objects.last().words
    assert told(town) == set()


def test_after_a_signature_it_waits_anew_and_for_the_others(town, review):
    told(town)
    days_pass(town, 2)
    approve(town, review, "owner")
    assert told(town) == {"manager2", "dro"}
    days_pass(town, 2)
    assert told(town) == set() and queries.late_reviews(town.now) == {}
    approve(town, review, "manager2")
    days_pass(town, 7)
    assert told(town) == set() and queries.waits_since(Review.objects.get()) is None


def test_a_substitute_is_told_as_well(town, review):
    name(town)
    assert "planner" in told(town)


@given(st.integers(0, 1000), st.integers(1, 366))
def test_a_step_follows_a_step(waited, late_after):
    step = rules.step_of(waited, late_after)
    assert step <= rules.step_of(waited + 1, late_after) <= step + 1 or late_after == 1
    assert (step > 0) == (waited >= late_after) and (step == 2) == (waited >= 2 * late_after)
