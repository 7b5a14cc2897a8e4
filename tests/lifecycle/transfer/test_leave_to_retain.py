"""What is kept past its statutory date, and the leave there is to keep it [RET-14]."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.coverage import codes_in
from tests.lifecycle.holds.test_holds import place
from tests.lifecycle.retention.test_retention_verbs import codes
from tests.lifecycle.town import TODAY

from muniment.foundation.access.types import Narrowing
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices.models import Notice
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention.rules.transferring import Receipt
from muniment.lifecycle.transfer import actions, queries, rules
from muniment.lifecycle.transfer.models import Leave
from muniment.lifecycle.transfer.types import Ground, LeaveDraft, LeaveState, Past, Span, Terms

OLD, LAST_LAWFUL = date(2004, 5, 6), date(2006, 11, 21)
PUBLIC = Terms(public_records=True)
NEXT_YEAR = date(2027, 6, 30)


@pytest.fixture
def public(town):
    """A town that holds public records."""
    actions.set_statutory_terms(town.who("manager"), PUBLIC, now=town.now)
    return town


def enter(town, by="manager", **said):
    draft = LeaveDraft(
        **{
            "instrument": "LCI 127",
            "ground": Ground.ADMINISTRATIVE.value,
            "why": "They are in daily use.",
            "applied_by": "The records officer",
            "from_on": date(2020, 1, 1),
            "until_on": NEXT_YEAR,
            **said,
        }
    )
    return actions.enter_leave(town.who(by), draft, now=town.now)


def told(town, by="manager"):
    found = queries.past(town.who(by), now=town.now)
    return {(one.file_class, one.why): one.records for one in found.lines}


def listed(town, by="manager", **chosen):
    return {one.pk for one in queries.past_records(town.who(by), now=town.now, **chosen)}


def test_no_statutory_date_applies_before_the_body_says_that_it_holds_public_records(town):
    town.file(OLD)
    assert queries.past(town.who("manager"), now=town.now) == Past()
    assert listed(town) == set()
    with pytest.raises(Refused) as refusal:
        enter(town, classes=("HOU",))
    assert codes(refusal) == {"not_public"}


def test_what_is_past_its_date_without_leave_is_told_by_class_owner_and_volume(public):
    old = public.file(OLD, date(2003, 1, 2))
    public.file(date(2006, 11, 20), where="PLA")
    public.file(LAST_LAWFUL, where="ORP")
    assert told(public) == {("HOU/REP", "no leave"): 2, ("PLA", "no leave"): 1}
    [line] = [one for one in _lines(public) if one.file_class == "HOU/REP"]
    assert (line.title, line.unit, line.owner) == ("Repairs", "HOU", "class:HOU")
    assert line.oldest == date(2003, 1, 2)
    assert line.size == sum(one.size for one in old)
    assert listed(public, file_class="HOU") == {one.pk for one in old}


def hide(town, one):
    """Shut the record to all but those of another unit and those who oversee it."""
    narrowing = Narrowing(open_to=("PLA",))
    boss = town.who("manager")
    records.narrow_record(
        boss, one.reference, narrowing=narrowing, tiers=["OFFICIAL"], now=town.now
    )


def _lines(town, by="manager"):
    return queries.past(town.who(by), now=town.now).lines


def test_a_file_counts_from_its_newest_record(public):
    public.file(OLD, date(2015, 1, 1))
    assert told(public) == {}
    public.file(OLD, where="HOU/OLD")
    assert told(public) == {("HOU/OLD", "no leave"): 1}


def test_a_newer_record_that_the_reader_cannot_see_counts_too(public):
    [_, newer] = public.file(OLD, date(2015, 1, 1))
    hide(public, newer)
    assert told(public, "clerk") == {}


@given(st.dates(date(1950, 1, 1), date(2200, 12, 31)), st.integers(1, 100))
def test_the_latest_day_that_is_past_is_what_the_arithmetic_says(today, years):
    latest = rules.latest_past(today, years)
    assert rules.statutory_date(latest, years) < today
    assert rules.statutory_date(latest + timedelta(days=1), years) >= today


@pytest.mark.parametrize("kind", ["classes", "folders", "records"])
def test_leave_for_a_class_a_folder_or_a_record_covers_it_while_it_is_in_force(public, kind):
    one, other = public.file(OLD, OLD)
    named = {"classes": "HOU", "folders": one.folder.reference, "records": one.reference}
    enter(public, **{kind: (named[kind],)})
    left = {other.pk} if kind == "records" else set()
    assert listed(public) == left
    assert told(public) == ({("HOU/REP", "no leave"): 1} if left else {})
    found = queries.past(public.who("manager"), now=public.now)
    assert found.under_leave == 2 - len(left)
    public.later(days=(NEXT_YEAR - TODAY).days)
    assert listed(public) == left, "the last day is included"
    public.later(days=1)
    assert listed(public) == {one.pk, other.pk}
    expected = {("HOU/REP", "leave ended on 30 June 2027"): 2 - len(left)}
    assert told(public) == expected | ({("HOU/REP", "no leave"): 1} if left else {})


def test_leave_that_has_not_begun_or_that_somebody_ended_covers_nothing(public):
    public.file(OLD)
    enter(public, classes=("HOU",), from_on=date(2027, 1, 1))
    assert told(public) == {("HOU/REP", "no leave"): 1}
    made = enter(public, classes=("HOU",))
    assert told(public) == {}
    actions.end_leave(public.who("manager"), made.reference, reason="Wrong class", now=public.now)
    assert told(public) == {("HOU/REP", "leave ended on 20 November 2026"): 1}
    assert Leave.objects.count() == 2, "it is ended and stays"
    states = [rules.state_of(one.span, TODAY) for one in queries.leaves(public.who("manager"))]
    assert sorted(states) == [LeaveState.ENDED, LeaveState.TO_COME]


def test_what_is_destroyed_or_transferred_is_not_kept(public):
    [gone] = public.file(OLD)
    moved = public.file(OLD, where="HOU/MIN")
    kept = public.file(OLD, where="PLA")
    Record.objects.filter(pk=gone.pk).update(state="destroyed", destroyed_at=public.now)
    boss, now = public.who("manager"), public.now
    retention.keep_for_transfer(
        moved, reasons=["History"], review="DR-1", by=boss.reference, now=now
    )
    assert set(told(public)) == {("HOU/MIN", "no leave"), ("PLA", "no leave")}
    receipt = Receipt("TNA/7", TODAY, "The archive")
    retention.finish_transfer(
        boss, receipt, records=[one.reference for one in moved], now=public.now
    )
    assert told(public) == {("PLA", "no leave"): len(kept)}


def test_a_secret_hold_leaves_no_sign(public):
    [one] = public.file(OLD)
    before = queries.past(public.who("clerk"), now=public.now)
    place(public, records=[one.reference])
    assert queries.past(public.who("clerk"), now=public.now) == before


def test_readers_are_told_of_what_they_may_see_alone(public):
    seen, hidden = public.file(OLD, OLD)
    hide(public, hidden)
    assert listed(public, "clerk") == {seen.pk}
    assert told(public, "clerk") == {("HOU/REP", "no leave"): 1}
    made = enter(public, records=(hidden.reference,))
    with pytest.raises(NotFound):
        queries.leave_named(public.who("clerk"), made.reference)
    assert not queries.leaves(public.who("clerk")).exists()
    with pytest.raises(NotPermitted):
        queries.past(public.who("admin"), now=public.now)


def test_every_gap_in_a_leave_is_told_at_once(town):
    empty = dict.fromkeys(("instrument", "ground", "why", "applied_by"), "")
    with pytest.raises(Refused) as refusal:
        enter(town, **empty, from_on=None, until_on=None, note="x" * 1001, renews="LR-9",
              classes=("NOWHERE",))  # fmt: skip
    every = {"instrument", "why", "applied_by", "note", "ground", "from", "until", "not_public"}
    assert codes(refusal) == every | {"not_found"}
    with pytest.raises(Refused) as refusal:
        enter(town, until_on=date(2019, 1, 1))
    assert codes(refusal) == {"not_public", "nothing", "days"}


def test_leave_that_is_in_the_register_is_not_entered_again(public):
    enter(public, classes=("HOU",))
    with pytest.raises(Refused) as refusal:
        enter(public, classes=("HOU",))
    assert codes(refusal) == {"known"}
    assert enter(public, classes=("PLA",)).reference != "LR-1", "the same instrument, for more"
    with pytest.raises(Refused) as refusal:
        enter(public, classes=("HOU",), records=tuple(map(str, range(1001))))
    assert {"too_many"} <= codes(refusal)


def test_only_who_manages_retention_there_enters_and_ends_leave(public):
    made = enter(public, classes=("HOU",))
    for by in ("owner", "auditor", "clerk"):
        with pytest.raises(NotPermitted):
            enter(public, by, classes=("PLA",))
        with pytest.raises(NotPermitted):
            actions.end_leave(public.who(by), made.reference, reason="No", now=public.now)
        with pytest.raises(NotPermitted):
            actions.set_statutory_terms(public.who(by), Terms(), now=public.now)


def test_leave_is_ended_once_and_with_a_reason(public):
    made = enter(public, classes=("HOU",))
    boss = public.who("manager")
    with pytest.raises(Refused) as refusal:
        actions.end_leave(boss, made.reference, reason=" ", now=public.now)
    assert codes(refusal) == {"reason"}
    actions.end_leave(boss, made.reference, reason="Transferred", now=public.now)
    with pytest.raises(Refused) as refusal:
        actions.end_leave(boss, made.reference, reason="Transferred", now=public.now)
    assert codes(refusal) == {"ended"}
    ran_out = enter(public, classes=("PLA",), until_on=date(2025, 1, 1))
    with pytest.raises(Refused) as refusal:
        actions.end_leave(boss, ran_out.reference, reason="Over", now=public.now)
    assert codes(refusal) == {"run_out"}
    assert AuditEvent.objects.filter(kind="transfer:leave:ended").count() == 1


def test_the_terms_are_set_within_bounds_and_not_twice(public):
    boss = public.who("manager")
    for terms, wrong in (
        (Terms(True, 0, 61), {"years", "months"}),
        (PUBLIC, {"same"}),
    ):
        with pytest.raises(Refused) as refusal:
            actions.set_statutory_terms(boss, terms, now=public.now)
        assert codes(refusal) == wrong
    actions.set_statutory_terms(boss, Terms(True, 30, 6), now=public.now)
    public.file(OLD)
    assert told(public) == {}, "thirty years have not passed"


def test_owners_are_reminded_once_before_leave_runs_out_unless_it_is_renewed(public):
    first = enter(public, classes=("HOU",))
    enter(public, classes=("ORP",), instrument="LCI 9")
    assert actions.remind(now=public.now) == 4
    assert actions.remind(now=public.now) == 0
    people = {one.person.username for one in Notice.objects.filter(kind="leave_ends")}
    assert people == {"owner", "owner2", "manager", "manager2"}, "of ORP, which nobody owns, both"
    later = enter(public, classes=("PLA",), until_on=date(2030, 1, 1))
    assert later not in queries.to_remind(now=public.now), "more than a year off"
    enter(
        public,
        instrument="LCI 128",
        classes=("HOU",),
        from_on=date(2027, 7, 1),
        until_on=date(2037, 6, 30),
        renews=first.reference,
    )
    assert first not in queries.to_remind(now=public.now)


@given(
    st.lists(
        st.builds(
            Span,
            st.dates(date(2020, 1, 1), date(2022, 1, 1)),
            st.dates(date(2022, 1, 1), date(2024, 1, 1)),
            st.none() | st.dates(date(2020, 1, 1), date(2024, 1, 1)),
        ),
        max_size=3,
    ),
    st.dates(date(2019, 1, 1), date(2025, 1, 1)),
)
def test_nothing_is_without_leave_on_a_day_that_any_leave_includes(spans, today):
    includes = any(one.from_on <= today <= rules.last_day(one) for one in spans)
    assert (rules.why_without(spans, today) == "") == includes


def test_every_reason_of_the_rules_was_met():
    met = {"years", "months", "same", "not_public", "known", "ground", "nothing", "too_many"}
    met |= {"note", "from", "until", "days", "ended", "run_out", "reason"}
    assert codes_in("transfer/rules.py") == met
