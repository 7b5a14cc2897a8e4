"""What came in twice is stored once: a clock that waits for a folder, or for an event, waits for
every folder that it is filed in, so that nothing ends early in any of them."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction
from tests.lifecycle.retention.test_reading_rules import GOOD
from tests.lifecycle.retention.test_retention_verbs import due_on, work
from tests.lifecycle.town import LONG_AGO

from muniment.foundation.audit.actions import record as note
from muniment.holdings.records import actions as records
from muniment.holdings.records.types import FoundAt
from muniment.lifecycle.retention import actions, queries, rules
from muniment.lifecycle.retention.queries.asking import waits_there
from muniment.lifecycle.retention.rules.vital import VitalDraft

pytestmark = pytest.mark.django_db


def open_folder(town, where, title):
    return records.open_folder(
        town.who("manager"), where, title=title, opened_on=LONG_AGO, now=town.now
    )


def filed_again(town, record, folder):
    clerk, at = town.who("clerk"), FoundAt("drive", "Again/paper.txt")
    with transaction.atomic():
        event = records.link_duplicate(clerk, record, folder, at, modified_on=None, now=town.now)
        note(event, at=town.now)


def close(town, folder, on):
    records.close_folder(town.who("manager"), folder.reference, on=on, now=town.now)


def happened(town, place, on):
    actions.record_event(
        town.who("manager"), place.reference, name="case_closed", on=on, now=town.now
    )
    work(town)


def test_a_clock_that_waits_for_the_folder_waits_for_the_folder_of_the_copy_too(town):
    first = open_folder(town, "HOU/SHUT", "First")
    [one, alone] = town.file(LONG_AGO, LONG_AGO, where="HOU/SHUT", folder=first)
    close(town, first, date(2015, 1, 31))
    assert due_on(one) == due_on(alone) == date(2018, 1, 31)
    second = open_folder(town, "HOU/SHUT", "Second")
    filed_again(town, one, second)
    assert (due_on(one), due_on(alone)) == (None, date(2018, 1, 31))
    said = queries.explain(town.who("manager"), one.reference).sentence
    assert "it is filed in another folder too, and waits for each" in said
    close(town, second, date(2019, 5, 1))
    assert (due_on(one), due_on(alone)) == (date(2022, 5, 1), date(2018, 1, 31))
    records.reopen_folder(town.who("manager"), second.reference, reason="More came", now=town.now)
    assert (due_on(one), due_on(alone)) == (None, date(2018, 1, 31))


def test_the_end_of_one_case_does_not_end_another_that_holds_the_same_paper(town):
    first, second = (open_folder(town, "HOU/CASE", name) for name in ("First", "Second"))
    [one, alone] = town.file(LONG_AGO, LONG_AGO, where="HOU/CASE", folder=first)
    filed_again(town, one, second)
    happened(town, first, date(2015, 6, 1))
    assert (due_on(one), due_on(alone)) == (None, date(2016, 6, 1))
    [asked] = queries.waiting_places(town.who("manager"))
    assert (asked.folder, asked.records) == (second.reference, 1), "the case that goes on"
    assert waits_there(town.who("manager"), second.reference, "case_closed")
    happened(town, second, date(2014, 3, 1))
    assert due_on(one) == date(2016, 6, 1), "the later of the two"
    happened(town, one, date(2013, 1, 1))
    assert due_on(one) == date(2014, 1, 1), "what is entered for the paper itself counts alone"


def test_what_happens_to_the_class_happens_in_every_folder(town):
    first, second = (open_folder(town, "HOU/CASE", name) for name in ("First", "Second"))
    [one] = town.file(LONG_AGO, where="HOU/CASE", folder=first)
    filed_again(town, one, second)
    happened(town, one.file_class, date(2015, 6, 1))
    assert due_on(one) == date(2016, 6, 1)


def test_a_change_of_the_rule_dates_the_copy_by_both_folders_and_the_others_by_one(town):
    first, second = (open_folder(town, "HOU/SHUT", name) for name in ("First", "Second"))
    [one, alone] = town.file(LONG_AGO, LONG_AGO, where="HOU/SHUT", folder=first)
    filed_again(town, one, second)
    close(town, first, date(2015, 1, 31))
    steps = rules.parse("review 1 year after folder_closed")
    actions.save_rule(town.who("manager"), replace(GOOD, code="SHUT-3", steps=steps), now=town.now)
    work(town)
    assert (due_on(one), due_on(alone)) == (None, date(2016, 1, 31))


def test_a_folder_that_a_record_has_left_stops_no_clock(town):
    left, now_in = (open_folder(town, "HOU/SHUT", name) for name in ("Left", "Now in"))
    [one] = town.file(LONG_AGO, where="HOU/SHUT", folder=left)
    manager = town.who("manager")
    records.move_record(
        manager, one.reference, folder=now_in.reference, reason="It belongs here", now=town.now
    )
    close(town, now_in, date(2015, 1, 31))
    assert due_on(one) == date(2018, 1, 31)


def test_what_is_filed_in_a_vital_folder_too_is_vital(town):
    [one] = town.file(LONG_AGO)
    second = open_folder(town, "HOU/REP", "Without which nothing goes on")
    filed_again(town, one, second)
    wages = VitalDraft("Wages are paid from it.", "The bank, in a safe", 6)
    assert queries.vital_of(one) is None
    actions.mark_vital(town.who("manager"), second.reference, wages, now=town.now)
    assert queries.vital_of(one).scope == second.reference
