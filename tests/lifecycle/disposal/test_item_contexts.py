"""Each record of a review says what whoever decides about it has to know [DIS-01]."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.lifecycle.disposal.test_proposing import propose
from tests.lifecycle.town import LONG_AGO

from muniment.foundation.access.types import SETUP
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.disposal.models import Review
from muniment.lifecycle.disposal.types import ItemState
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention.rules.vital import VitalDraft


def known(town, who):
    """What the person is told of the records of the review, in the order of their filing."""
    review = Review.objects.get()
    rows = list(queries.items(town.who(who), review))
    found = queries.contexts(town.who(who), rows)
    return [found[number] for number in sorted(found)]


def hold(town, *found, kind):
    return holds.place(
        town.who("manager"),
        name="Asked for",
        kind=kind,
        reason="Asked",
        authority="Act",
        records=[one.reference for one in found],
        now=town.now,
    ).reference


def test_each_record_of_a_review_says_what_whoever_decides_has_to_know(town):
    asked, vital, plain = town.file(LONG_AGO, LONG_AGO, LONG_AGO)
    retention.mark_vital(SETUP, vital.reference, VitalDraft("The plan", "Safe"), now=town.now)
    propose(town, asked, vital, plain, confirm_vital=True)
    request = hold(town, asked, kind="information_request")
    audit = hold(town, asked, kind="audit")
    first, second, third = known(town, "manager")
    assert first.holds == (request, audit) and first.requests == (request,)
    assert first.state is ItemState.HELD
    assert (second.vital, second.holds) == ("The plan", ())
    assert third.vital == "" and third.marking == "OFFICIAL"
    assert (third.trigger_on, third.due_on) == (LONG_AGO, plain.due_on)
    assert (third.folder_title, third.medium, third.box) == ("Papers of HOU/REP", "digital", "")


def test_who_may_not_know_of_holds_sees_no_sign_of_one(town):
    [one] = town.file(LONG_AGO)
    propose(town, one)
    hold(town, one, kind="information_request")
    stranger = town.who("clerk")
    rows = list(queries.items(stranger, Review.objects.get()))
    [found] = queries.contexts(stranger, rows).values()
    assert found.holds == found.requests == ()
    assert found.state is ItemState.EXCLUDED


def test_a_page_takes_as_many_queries_however_many_records_it_has(town):
    records = town.file(*[LONG_AGO] * 12)
    propose(town, *records)
    hold(town, *records[:6], kind="audit")

    def asked(rows):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            queries.contexts(town.who("manager"), rows)
        return len(seen)

    rows = list(queries.items(town.who("manager"), Review.objects.get()))
    asked(rows)
    assert asked(rows) == asked(rows[:2])
