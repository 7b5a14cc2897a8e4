"""Messages that seem important: suggested with reasons, from what the reader may see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.capture.post import brought_in, letter, weighty
from tests.holdings.parish import codes, events

from muniment.foundation.access import actions as people
from muniment.foundation.access.models import Person
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.capture import actions as capture
from muniment.holdings.mail import actions, queries, rules
from muniment.holdings.mail.types import Home, Known, RuleDraft, Why
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record


def suggested(parish, by="manager"):
    return queries.suggested(parish.who(by), on=civil_date(parish.now))


def whys(parish, by="manager"):
    return {
        one.record.reference: {str(clue.why) for clue in one.clues} for one in suggested(parish, by)
    }


def bring(parish, *args, **given):
    return brought_in(parish.who("manager"), "HOU", letter(*args, **given))


def judge(parish, reference, by="manager", **given):
    return actions.judge_suggestion(parish.who(by), reference, now=parish.now, **given)


@given(
    st.builds(
        Known,
        subject=st.text(),
        role=st.sampled_from(["", "Auditor"]),
        importance=st.sampled_from(["", "high", "HIGH ", "low"]),
        talk=st.integers(1, 9),
        attachments=st.integers(0, 9),
        filed=st.none() | st.just(Home("F", "Roof", 2)),
        named=st.none() | st.just(Home("F", "Roof")),
    )
)
def test_what_is_suggested_has_reasons_that_weigh_enough_the_weightiest_first(known):
    found = rules.clues_of(known)
    weights = [one.weight for one in found]
    assert weights == sorted(weights, reverse=True)
    assert not found or sum(weights) >= rules.ENOUGH
    assert len({one.why for one in found}) == len(found)
    if known.filed or known.named or known.role:
        assert found


@pytest.mark.parametrize(
    ("subject", "cases"),
    [
        ("Re: FOI/2026/0123 about lamps", ["FOI/2026/0123"]),
        ("26/00123/FUL and SAR 2026-7", ["26/00123/FUL", "SAR 2026-7"]),
        ("On 12/05/2026 at 10", []),
        ("foil 2026", []),
    ],
)
def test_numbers_of_cases_are_known_in_a_subject(subject, cases):
    assert rules.cases_in(subject) == cases


def test_mail_of_a_conversation_that_was_filed_belongs_in_the_same_folder(parish):
    first = bring(parish, "Roof", number="1")
    second = bring(parish, "Re: Roof", number="2", In_Reply_To="<1@example.org>")
    assert suggested(parish) == []
    folder = parish.folder(title="Roof of the hall")
    who = parish.who("manager")
    records.move_record(who, first, folder=folder.reference, reason="About it", now=parish.now)
    [found] = suggested(parish)
    assert (found.record.reference, found.home.reference) == (second, folder.reference)
    assert found.in_words == "Another message of its conversation is filed in “Roof of the hall”."


def test_the_folder_or_case_that_a_subject_names_is_found_among_open_folders(parish):
    folder = parish.folder(title="Lamps, FOI/2026/0123")
    one = bring(parish, "Re: foi/2026/0123", number="1")
    two = bring(parish, f"About {folder.reference.lower()}", number="2")
    assert {one.home.reference for one in suggested(parish)} == {folder.reference}
    assert whys(parish) == {one: {"case"}, two: {"case"}}


def test_a_sender_who_answers_for_something_counts_and_others_do_not(parish):
    owner = Person.objects.get(reference=parish.references["owner"])
    owner.email = "Owner@example.org"
    owner.save()
    one = bring(parish, number="1", From="The owner <owner@EXAMPLE.org>")
    bring(parish, number="2", From="b@example.org")
    assert whys(parish) == {one: {"sender"}}
    [found] = suggested(parish)
    assert "information asset owner" in found.in_words


@pytest.mark.sandbox
def test_words_flags_and_attachments_count_together(parish):
    one = bring(parish, "Contract signed", number="1", attachments=[("a.txt", b"abc")])
    bring(parish, "Contract", number="2")
    two = brought_in(parish.who("manager"), "HOU", weighty())
    bring(parish, "Lunch", number="3", attachments=[("a.txt", b"abcd")])
    assert whys(parish) == {two: {"words", "flagged"}}
    numbers = list(Record.objects.values_list("pk", flat=True))
    capture.derive(numbers, run_as=parish.references["manager"], now=parish.now)
    assert whys(parish) == {one: {"words", "attachments"}, two: {"words", "flagged"}}


def test_what_is_private_or_seldom_a_record_is_never_suggested(parish, tmp_path):
    who, now = parish.who("manager"), parish.now
    actions.set_rule(who, RuleDraft("private", "tell"), now=now)
    bring(parish, "Decision", number="1", Importance="high", Sensitivity="Private")
    bring(parish, "Decision", number="2", Importance="high", List_Id="<x.example>")
    assert Record.objects.count() == 2
    assert suggested(parish) == []


def test_what_is_flagged_private_is_left_where_it_is_as_shipped(parish, tmp_path):
    (tmp_path / "p.eml").write_bytes(letter("Doctor", Sensitivity="personal"))
    tally = parish.tally(tmp_path / "p.eml")
    assert (tally.left, tally.captured) == (1, 0)
    assert not Record.objects.exists()


def test_accepting_files_and_leaving_leaves_and_neither_is_asked_again(parish):
    who = parish.who("manager")
    one = brought_in(who, "HOU", weighty("One", "1"))
    two = brought_in(who, "HOU", weighty("Two", "2"))
    folder = parish.folder()
    judge(parish, one, folder=folder.reference)
    judge(parish, two, note="Of no use")
    assert Record.objects.get(reference=one).folder == folder
    assert suggested(parish) == []
    every, *by = queries.rates(who)
    assert (every.judged, every.filed, every.percent) == (2, 1, 50)
    assert {one.why for one in by} == {Why.WORDS, Why.FLAGGED}
    assert len(events("mail:suggestion:judged")) == 2
    with pytest.raises(Refused) as refused:
        judge(parish, two)
    assert codes(refused) == ["not_suggested"]


def test_a_folder_that_is_not_there_changes_nothing(parish):
    one = brought_in(parish.who("manager"), "HOU", weighty())
    with pytest.raises(NotFound):
        judge(parish, one, folder="F-AAAAA-AAAAA")
    assert len(suggested(parish)) == 1


def test_nobody_learns_of_folders_or_messages_that_they_may_not_see(parish):
    parish.open_class("SEC", rule="SIX", owner_unit="LEG", access="units", open_to=("LEG",))
    for name, unit in (("counsel", "LEG"), ("warden", "HOU")):
        made = people.add_person(SETUP, name, name=name, unit=unit, now=parish.now)
        parish.references[name] = made.reference
        given = {"role": Role.TEAM_RECORDS_OFFICER, "unit": unit, "now": parish.now}
        people.give_role(SETUP, made.reference, **given)
    secret = parish.folder("SEC", title="FOI/2026/0123", by="counsel")
    one = bring(parish, "FOI/2026/0123", number="1")
    two = brought_in(parish.who("counsel"), "SEC", letter("Contract FOI/2026/0123", number="2"))
    seen = {one.record.reference: one.home for one in suggested(parish, "warden")}
    assert seen == {one: None}
    assert {one.home.reference for one in suggested(parish, "counsel") if one.home} == {
        secret.reference
    }
    judge(parish, two, by="counsel")
    assert queries.rates(parish.who("warden"))[0].judged == 0
    assert queries.rates(parish.who("counsel"))[0].judged == 1
    with pytest.raises(NotFound):
        judge(parish, two, by="warden")
    with pytest.raises(NotPermitted):
        judge(parish, one, by="clerk")
