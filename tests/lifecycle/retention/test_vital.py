"""Vital records: marked, inherited, reviewed, reported, and not destroyed by oversight."""

import pytest
from tests.lifecycle.coverage import codes_in
from tests.lifecycle.disposal.test_proposing import propose
from tests.lifecycle.retention.test_retention_verbs import codes
from tests.lifecycle.town import LONG_AGO, TODAY

from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules.vital import VitalDraft

WAGES = VitalDraft("Wages are paid from it.", "The bank, in a safe", 6)


def mark(town, scope, draft=WAGES, by="manager"):
    return actions.mark_vital(town.who(by), scope, draft, now=town.now)


def test_a_mark_reaches_all_below_it_and_the_nearest_counts(town):
    [one], [far] = town.file(LONG_AGO), town.file(LONG_AGO, where="PLA")
    assert queries.vital_of(one) is None
    for scope in ("HOU", one.folder.reference, one.reference):
        mark(town, scope)
        assert queries.vital_of(one).scope == scope
    assert set(queries.vital_among([one, far])) == {one.pk}


def test_a_review_comes_round_until_the_mark_is_ended(town):
    made = mark(town, "HOU")
    assert not queries.vital_to_review(town.who("owner"), add_period(TODAY, 5, "months"))
    due = add_period(TODAY, 6, "months")
    assert [one.scope for one in queries.vital_to_review(town.who("owner"), due)] == ["HOU"]
    assert not queries.vital_to_review(town.who("clerk"), due), "who may not review is not asked"
    town.later(days=200)
    actions.review_vital(town.who("owner"), made.pk, note="The copy reads.", now=town.now)
    [line] = queries.vital_report(town.who("manager"))
    assert (line.reviewed_on, line.reviewed_by) == (town.now.date(), "OWNER")
    assert made.reviews.get().note == "The copy reads."
    actions.end_vital(town.who("owner"), made.pk, reason="Replaced", now=town.now)
    assert not queries.vital_report(town.who("manager"))
    mark(town, "HOU")


def test_the_report_counts_what_the_reader_may_see(town):
    town.file(LONG_AGO, LONG_AGO)
    [alone] = town.file(LONG_AGO)
    mark(town, "HOU")
    mark(town, alone.reference)
    told = {one.scope: one.records for one in queries.vital_report(town.who("manager"))}
    assert told == {"HOU": 3, alone.reference: 1}
    seen = {one.scope: one.records for one in queries.vital_report(town.who("planner"))}
    assert seen == {"HOU": 0}, "the structure is open to all, what lies in it is not"


def test_vital_records_are_proposed_only_where_that_is_confirmed(town):
    [one] = town.file(LONG_AGO)
    mark(town, "HOU/REP")
    with pytest.raises(Refused) as refusal:
        propose(town, one)
    assert codes(refusal) == {"vital"}
    assert propose(town, one, confirm_vital=True).records == 1


def test_nothing_is_confirmed_where_nothing_is_vital(town):
    mark(town, "PLA")
    assert propose(town, *town.file(LONG_AGO)).records == 1


def test_a_mark_with_gaps_is_refused_with_every_reason(town):
    mark(town, "HOU")
    with pytest.raises(Refused) as refusal:
        mark(town, "HOU", VitalDraft(" ", "", 0))
    assert codes(refusal) == {"marked", "why", "copy", "cycle"}
    assert codes_in("retention/rules/vital.py") == {*codes(refusal), "ended", "words"}


def test_what_is_ended_is_neither_reviewed_nor_ended_again(town):
    made = mark(town, "HOU")
    actions.end_vital(town.who("owner"), made.pk, reason="Replaced", now=town.now)
    for verb, word in ((actions.review_vital, "note"), (actions.end_vital, "reason")):
        with pytest.raises(Refused) as refusal:
            verb(town.who("owner"), made.pk, **{word: ""}, now=town.now)
        assert codes(refusal) == {"ended", "words"}


def test_only_who_may_change_it_marks_reviews_and_ends(town):
    made = mark(town, "HOU")
    with pytest.raises(NotPermitted):
        mark(town, "PLA", by="owner")
    with pytest.raises(NotPermitted):
        actions.review_vital(town.who("clerk"), made.pk, note="x", now=town.now)
    with pytest.raises(NotFound):
        actions.end_vital(town.who("manager"), made.pk + 1, reason="x", now=town.now)
