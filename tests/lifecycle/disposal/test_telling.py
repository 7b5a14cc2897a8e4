"""Owners are told what is set aside while it can be taken back, and whoever could agree to expunge
a mistake that it waits for them."""

from tests.lifecycle.disposal.test_expunging import agree, suggest
from tests.lifecycle.disposal.test_setting_aside import WORDS, filed, set_aside
from tests.lifecycle.holds.test_searched import hide
from tests.lifecycle.town import Town, add_person, days_pass, give

from muniment.foundation.access import actions as people
from muniment.foundation.access.models import RoleHeld
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.notices.models import Notice
from muniment.lifecycle.disposal import actions
from muniment.lifecycle.disposal.types import ReviewTerms
from muniment.lifecycle.holds import actions as holds


def told(town: Town, kind: str) -> dict[str, str]:
    """What one run told of that kind, by person."""
    last = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    actions.remind(now=town.now)
    found = Notice.objects.filter(pk__gt=last, kind=kind)
    return dict(found.values_list("person__username", "words"))


def test_the_nearest_owners_are_told_once_with_the_last_day_for_taking_it_back(town):
    review = set_aside(town, *filed(town, 2))
    said = told(town, "set_aside")
    assert set(said) == {"owner", "owner2"}, "not those who own something else"
    assert "2 records of it are set aside" in said["owner"]
    assert "The last day for taking anything back is 28 November 2026" in said["owner"]
    assert review.reference in said["owner"] and "Paper" not in said["owner"]
    days_pass(town, 1)
    assert told(town, "set_aside") == {}
    notice = Notice.objects.get(kind="set_aside", person__username="owner")
    assert notice.about == f"review:{review.reference}"


def test_what_nobody_owns_any_more_is_told_to_the_records_managers(town):
    set_aside(town, *filed(town))
    for held in RoleHeld.objects.filter(person__username__startswith="owner"):
        people.end_role(SETUP, held.pk, now=town.now)
    assert set(told(town, "set_aside")) == {"manager", "manager2"}


def test_nobody_is_told_of_what_they_may_not_see_or_what_is_back_or_when_it_is_too_late(town):
    hidden, back, late = filed(town, 3)
    set_aside(town, hidden, back, late)
    hide(hidden)
    holds.place(town.who("manager"), **WORDS, records=[back.reference], now=town.now)
    days_pass(town, 8)
    assert told(town, "set_aside") == {}
    town.now = town.now.replace(day=28)
    assert "1 record of it is set aside" in told(town, "set_aside")["owner"]


def test_an_expunging_waits_for_another_role_and_those_above_are_told_when_it_is_late(town):
    actions.set_review_terms(town.who("manager"), ReviewTerms(late_days=3), now=town.now)
    for person, role in (("dro", Role.DEPARTMENTAL_RECORDS_OFFICER), ("siro", Role.SIRO)):
        add_person(town, person)
        give(town, person, role)
    [one] = filed(town)
    made = suggest(town, one)
    seconds = {"owner", "owner2", "dro"}
    said = told(town, "expunging_waits")
    assert set(said) == seconds, "not the proposer, and nobody in the same role or elsewhere"
    assert f"{made.reference}: 1 record is to be expunged" in said["dro"]
    assert "witnesses" not in said["dro"], "why is said on its page"
    assert told(town, "expunging_waits") == {}
    days_pass(town, 3)
    assert "waited for 3 days" in told(town, "expunging_waits")["dro"]
    days_pass(town, 3)
    assert set(told(town, "expunging_waits")) == seconds | {"siro"}
    agree(town, made)
    days_pass(town, 3)
    assert told(town, "expunging_waits") == {}
