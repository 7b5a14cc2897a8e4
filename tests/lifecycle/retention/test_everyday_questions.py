"""Everyday questions find their rule in the schedule that comes with the project [RET-11]."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import muniment.demo
from muniment.lifecycle.retention.rules import Entry, Finder
from muniment.lifecycle.retention.rules.finding import GUESSES

SCHEDULE = Path(muniment.demo.__file__).parent / "council" / "retention.csv"
QUESTIONS = """
minutes of a board | GOV-01
How long do we keep meeting minutes? | GOV-01
committee agendas | GOV-01
draft of a letter | GEN-01
duplicate copies | GEN-01
staff rota | GEN-02
report that went to committee | GOV-02
delegated decision by a director | GOV-03
councillor mileage claims | GOV-04
ballot papers from the election | GOV-05
old version of a policy | GOV-06
a complaint from a resident | GOV-07
letter from the Ombudsman | GOV-07
court papers | LEG-01
advice from our solicitor | LEG-02
FOI request | INF-01
freedom of information | INF-01
subject access request | INF-02
somebody asked for their own data | INF-02
certificate of destruction | INF-03
press release | INF-04
supplier invoices | FIN-01
bank statements | FIN-01
receipts for petty cash | FIN-01
annual accounts | FIN-02
contract with a supplier | FIN-03
contract under seal | FIN-04
bids that were unsuccessful | FIN-05
council tax arrears | FIN-06
housing benefit claim form | FIN-07
personnel file of an employee who left | HR-01
CVs of people we did not hire | HR-02
job applications | HR-02
sick notes | HR-03
payslips | HR-04
notes from my one-to-one | HR-05
DBS checks | HR-06
accident book | HR-07
grievance against a manager | HR-08
IT help desk calls | ICT-01
project risk register | PRJ-01
title deeds | PRP-01
tenancy agreement | HOU-01
a tenant reports a leaking roof | HOU-02
gas safety certificates | HOU-03
housing waiting list | HOU-04
homeless family in temporary accommodation | HOU-05
objection from a neighbour to a planning application | PLA-02
taxi driver licence | ENV-03
CCTV recordings | SAF-02
"""
ASKED = [tuple(line.rsplit(" | ", 1)) for line in QUESTIONS.strip().splitlines()]


@pytest.fixture(scope="module")
def finder():
    names = ("code", "title", "examples", "description")
    with SCHEDULE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return Finder(Entry(row["code"], {name: row[name] for name in names}) for row in rows)


def test_fifty_questions_are_asked():
    assert len(ASKED) >= 50


@pytest.mark.parametrize(("question", "rule"), ASKED)
def test_an_everyday_question_has_its_rule_first(finder, question, rule):
    first = finder.find(question)[0]
    assert first.code == rule
    assert first.sure


@pytest.mark.parametrize(
    "question",
    ["recipe for a cake", "holiday bookings", "MOT certificates", "flood maps", "xyzzy", "the", ""],
)
def test_what_no_rule_speaks_of_is_never_called_an_answer(finder, question):
    assert not any(one.sure for one in finder.find(question))


def test_a_misspelt_word_is_taken_for_the_nearest_and_says_so(finder):
    first = finder.find("minuets of a bord")[0]
    assert first.code == "GOV-01"
    assert dict(first.words) == {"minuets": "minutes", "bord": "board"}


def test_no_more_than_a_few_words_of_a_long_question_are_guessed_at(finder):
    found = finder.find("bord minuets agandas decisons comitee paprs reprots " * 5)
    assert found
    assert all(len(one.words) <= GUESSES for one in found)


def test_the_code_of_a_rule_finds_it(finder):
    assert finder.find("HR-07")[0].code == "HR-07"


def test_words_beside_each_other_count_more_than_words_apart():
    near = Entry("NEAR", {"title": "Board minutes", "description": "Of the cabinet and others"})
    apart = Entry("APART", {"title": "Board and cabinet", "description": "Agendas, not minutes"})
    assert Finder([apart, near]).find("minutes of the board")[0].code == "NEAR"


def test_a_schedule_without_rules_answers_nothing():
    assert Finder([]).find("minutes") == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_asked_is_answered_in_order(text):
    finder = Finder(
        [Entry("A", {"title": "Minutes of the board"}), Entry("B", {"title": text or "Payslips"})]
    )
    found = finder.find(text)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0 < one.share <= 1.0001 for one in found)
