"""A request stops a destruction until it is closed and the time to appeal is over [DIS-06]."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.disposal.test_proposing import codes, propose
from tests.lifecycle.town import LONG_AGO, TODAY, days_pass, give

from muniment.foundation.access.types import Role
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.foundation.notices.models import Notice
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.holds import actions, queries, rules
from muniment.lifecycle.holds.types import HoldState
from muniment.lifecycle.retention import queries as retention

DAY = timedelta(days=1)


def asked(town, *found, **more):
    """A hold for a request for information."""
    said = {"name": "Roof works", "kind": "information_request", "case": "FOI 2026/17", **more}
    said |= {"reason": "Somebody asked", "authority": "FOIA 2000 s.1"}
    return actions.place(
        town.who("manager"), **said, records=[one.reference for one in found], now=town.now
    )


def close(town, hold, on=TODAY, by="manager"):
    return actions.close(
        town.who(by), hold.reference, closed_on=on, reason="Answered", now=town.now
    )


def soon(town):
    """Two days are enough to appeal, so that a test need not wait for three months."""
    actions.set_appeal_days(town.who("manager"), 2, now=town.now)


def work(town):
    disposal.end_holds(now=town.now)


def refused(work_):
    with pytest.raises(Refused) as refusal:
        work_()
    return codes(refusal)


def test_an_open_request_makes_disposal_fail_until_its_time_to_appeal_is_over(town):
    [one] = town.file(LONG_AGO)
    hold = asked(town, one)
    with pytest.raises(Refused) as refusal:
        propose(town, one)
    assert hold.reference in str(refusal.value)
    soon(town)
    done = close(town, hold)
    assert done.last_day == TODAY + timedelta(days=2) and done.state == HoldState.ACTIVE
    days_pass(town, 2)
    work(town)
    assert refused(lambda: propose(town, one)) == {"held"}
    days_pass(town, 1)
    work(town)
    hold.refresh_from_db()
    assert (hold.state, hold.lifted_by) == (HoldState.LIFTED, "system")
    assert hold.lift_reason == (
        "Information request FOI 2026/17 was closed on 21 November 2026; the 2 days to appeal"
        " were over on 23 November 2026."
    )
    assert propose(town, one).records == 1


def test_the_lifting_is_in_the_log_and_told_to_those_concerned_once(town):
    hold = asked(town, *town.file(LONG_AGO), contact="manager2")
    soon(town)
    close(town, hold)
    days_pass(town, 3)
    work(town)
    events = AuditEvent.objects.count()
    work(town)
    assert AuditEvent.objects.count() == events
    [event] = AuditEvent.objects.filter(kind="holds:hold:lifted")
    assert event.actor == "system" and "FOI 2026/17" in event.reason
    told = Notice.objects.filter(kind="hold_ended").order_by("person__username")
    assert [one.person.username for one in told] == ["manager", "manager2"]


def test_who_may_know_of_holds_no_more_is_told_nothing(town):
    hold = asked(town, *town.file(LONG_AGO), contact="clerk")
    soon(town)
    close(town, hold)
    days_pass(town, 3)
    work(town)
    told = Notice.objects.filter(kind="hold_ended")
    assert {one.person.username for one in told} == {"manager"}


def test_the_last_day_of_the_window_belongs_to_it_in_civil_time(town):
    actions.set_appeal_days(town.who("manager"), 1, now=town.now)
    hold = asked(town, *town.file(LONG_AGO))
    close(town, hold)
    london = ZoneInfo("Europe/London")
    last_moment = datetime(2026, 11, 22, 23, 59, 59, tzinfo=london)
    actions.lift_ended(now=last_moment)
    hold.refresh_from_db()
    assert hold.state == HoldState.ACTIVE
    actions.lift_ended(now=last_moment + timedelta(seconds=1))
    hold.refresh_from_db()
    assert hold.state == HoldState.LIFTED


def test_an_appeal_stops_the_clock_until_the_case_is_closed_again(town):
    soon(town)
    hold = asked(town, *town.file(LONG_AGO))
    close(town, hold)
    days_pass(town, 1)
    words = "A review of the answer was asked for"
    actions.reopen(town.who("manager"), hold.reference, reason=words, now=town.now)
    days_pass(town, 4)
    work(town)
    hold.refresh_from_db()
    assert hold.state == HoldState.ACTIVE and hold.closed_on is None and hold.last_day is None
    again = close(town, hold, on=town.now.date())
    assert again.last_day == town.now.date() + timedelta(days=2)


def test_a_case_that_is_closed_keeps_its_last_day_when_the_body_sets_another_time(town):
    hold = asked(town, *town.file(LONG_AGO))
    assert close(town, hold).last_day == TODAY + timedelta(days=90)
    actions.set_appeal_days(town.who("manager"), 1, now=town.now)
    days_pass(town, 2)
    work(town)
    hold.refresh_from_db()
    assert hold.state == HoldState.ACTIVE
    assert queries.appeal_days() == 1


def test_other_holds_on_the_same_records_stay(town):
    [one] = town.file(LONG_AGO)
    hold, other = asked(town, one), asked(town, one, kind="litigation")
    soon(town)
    close(town, hold)
    days_pass(town, 3)
    work(town)
    assert refused(lambda: propose(town, one)) == {"held"}
    other.refresh_from_db()
    assert other.state == HoldState.ACTIVE


def test_the_end_of_any_other_case_lifts_its_hold_likewise(town):
    hold = asked(town, *town.file(LONG_AGO), kind="inquiry", case="")
    soon(town)
    close(town, hold)
    days_pass(town, 3)
    work(town)
    hold.refresh_from_db()
    assert hold.lift_reason.startswith(f"Inquiry {hold.reference} was closed on 21 November")


def test_a_leap_of_the_clock_lifts_nothing(town):
    hold = asked(town, *town.file(LONG_AGO))
    close(town, hold)
    town.later(days=3652)
    assert refused(lambda: work(town)) == {"clock_forward"}
    hold.refresh_from_db()
    assert hold.state == HoldState.ACTIVE


def test_a_day_that_cannot_be_is_refused_with_every_reason_and_changes_nothing(town):
    hold = asked(town, *town.file(LONG_AGO))
    assert refused(lambda: close(town, hold, on=TODAY + DAY)) == {"closed_on"}
    assert refused(lambda: close(town, hold, on=None)) == {"closed_on"}
    assert refused(lambda: close(town, hold, on=TODAY - 91 * DAY)) == {"over"}
    assert refused(
        lambda: actions.reopen(town.who("manager"), hold.reference, reason=" ", now=town.now)
    ) == {"same", "reason"}
    close(town, hold, on=TODAY - 90 * DAY)
    assert refused(lambda: close(town, hold, on=TODAY - 90 * DAY)) == {"same"}
    ended = {"reason": "Over", "authority": "Legal"}
    actions.lift(town.who("manager"), hold.reference, **ended, now=town.now)
    assert refused(lambda: close(town, hold)) == {"lifted"}
    assert AuditEvent.objects.filter(kind="holds:hold:close:refused").count() == 5


def test_the_time_to_appeal_is_set_by_those_who_manage_holds_everywhere(town):
    def set_days(who, days):
        return actions.set_appeal_days(town.who(who), days, now=town.now)

    give(town, "clerk", Role.RECORDS_MANAGER, unit="HOU")
    for who in ("owner", "clerk"):
        with pytest.raises(NotPermitted):
            set_days(who, 30)
    for days in (0, 3_654):
        assert refused(lambda wanted=days: set_days("manager", wanted)) == {"days"}
    assert refused(lambda: set_days("manager", 90)) == {"same"}
    assert set_days("manager", 3_653) == queries.appeal_days() == 3_653


def test_who_does_not_manage_everything_it_covers_does_not_close_it(town):
    hold = asked(town, *town.file(LONG_AGO))
    with pytest.raises(NotPermitted):
        close(town, hold, by="owner")


def test_dates_never_moved_for_the_hold(town):
    [one] = town.file(LONG_AGO)
    before = one.due_on
    hold = asked(town, one)
    soon(town)
    close(town, hold)
    days_pass(town, 3)
    work(town)
    one.refresh_from_db()
    assert one.due_on == before
    assert one in retention.due(town.who("manager"), town.now.date())


DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@given(closed=DAYS, days=st.integers(1, 3_653), after=st.integers(0, 4_000))
def test_a_hold_never_lifts_before_the_day_after_its_last(closed, days, after):
    last, today = rules.last_day_of(closed, days), closed + timedelta(days=after)
    assert (last - closed).days == days
    assert rules.has_ended(HoldState.ACTIVE, last, today=today) == (after > days)
    assert not rules.has_ended(HoldState.LIFTED, last, today=today)
    assert not rules.has_ended(HoldState.ACTIVE, None, today=today)
