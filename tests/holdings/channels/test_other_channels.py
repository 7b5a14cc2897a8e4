"""Work done outside the body's own systems: declared, reminded of, brought over or explained."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.parish import codes, events

from muniment.foundation.access.types import Narrowing
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Refused
from muniment.foundation.notices import queries as notices
from muniment.holdings.channels import actions, queries, rules
from muniment.holdings.channels.models import DeclaredUse
from muniment.holdings.channels.types import UseDraft, UseState
from muniment.holdings.duplicates import actions as duplicates
from muniment.holdings.records import queries as record_queries

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def draft(**said):
    first = {"channel": "WhatsApp", "what": "Roof", "participants": "Ann, Bob"}
    days = {"first_day": DAY, "last_day": DAY}
    return UseDraft(**{**first, **days, "why": "The network was down.", **said})


def declare(parish, who="clerk", **said):
    return actions.declare(parish.who(who), draft(**said), now=parish.now)


def told(parish, who="clerk"):
    return [one.kind for one in notices.notices(parish.who(who))]


def test_what_is_declared_is_brought_over_as_records_that_the_log_names(parish):
    use = declare(parish)
    assert use.due_on == civil_date(parish.now) + timedelta(days=20)
    record = parish.upload(parish.folder(), b"Is the roof done?").record
    later = {"now": parish.later(days=3)}
    actions.transfer(parish.who("clerk"), use.reference, references=[record], **later)
    [found] = queries.log(parish.who("manager"))
    brought = queries.brought_over(parish.who("manager"), [found])
    assert found.state == UseState.TRANSFERRED and brought == {found.pk: ([record], 0)}
    [event] = events("channels:use:transferred")
    assert record in event.canonical and "Roof" not in event.canonical
    with pytest.raises(Refused) as refusal:
        actions.explain(parish.who("clerk"), use.reference, explanation="x", **later)
    assert codes(refusal) == ["closed"]


def test_a_reminder_comes_when_the_days_are_over_and_again_until_it_is_closed(parish):
    actions.set_days(parish.who("manager"), 10, now=parish.now)
    use = declare(parish)
    assert actions.remind(now=parish.later(days=9)) is None and told(parish) == []
    assert actions.remind(now=parish.later(days=1)) == 1
    assert actions.remind(now=parish.later(days=1)) is None
    assert actions.remind(now=parish.later(days=9)) == 1
    assert told(parish) == ["declared_use", "declared_use"]
    [late] = queries.log(parish.who("manager"), late_on=civil_date(parish.now))
    assert rules.days_late(late.due_on, UseState(late.state), civil_date(parish.now)) == 10
    actions.explain(parish.who("clerk"), use.reference, explanation="Private.", now=parish.now)
    assert actions.remind(now=parish.later(days=10)) is None
    assert not queries.log(parish.who("manager"), late_on=civil_date(parish.now)).exists()


def test_a_declaration_is_read_by_its_person_and_those_who_manage_their_unit(parish):
    use = declare(parish)
    assert queries.use_named(parish.who("manager"), use.reference) == use
    for who in ("lawyer", "officer", "auditor"):
        with pytest.raises(Refused) as refusal:
            queries.use_named(parish.who(who), use.reference)
        assert codes(refusal) == ["not_found"]
        assert not queries.log(parish.who(who)).exists()


def test_the_log_is_narrowed_by_the_days_of_use_channel_and_state(parish):
    declare(parish, first_day=date(2026, 1, 5), last_day=date(2026, 2, 3))
    declare(parish, channel="Signal")
    log, manager = queries.log, parish.who("manager")
    assert [o.channel for o in log(manager, since=date(2026, 2, 3), until=date(2026, 3, 1))] == [
        "WhatsApp"
    ]
    assert [o.channel for o in log(manager, channel="Signal")] == ["Signal"]
    assert log(manager, state=UseState.DECLARED).count() == 2
    assert log(manager, since=date(2026, 11, 21)).count() == 0


def test_a_gap_is_refused_with_every_reason_and_nothing_is_declared(parish):
    with pytest.raises(Refused) as refusal:
        declare(parish, channel="Pigeon", what=" ", last_day=date(2026, 11, 1), why="")
    assert codes(refusal) == ["channel", "what", "why", "last"]
    with pytest.raises(Refused) as refusal:
        actions.note_transfer(parish.who("clerk"), draft(), references=[], now=parish.now)
    assert codes(refusal) == ["records"] and not DeclaredUse.objects.exists()
    with pytest.raises(Refused) as refusal:
        actions.set_days(parish.who("clerk"), 10, now=parish.now)
    assert codes(refusal) == ["not_permitted"]


def test_what_it_was_about_goes_with_the_record_and_that_it_was_stays(parish):
    record = parish.upload(parish.folder(), b"Is the roof done?").record
    given = {"references": [record], "now": parish.now}
    use = actions.note_transfer(parish.who("clerk"), draft(), **given)
    actions.forget([use.records.get().record_id])
    use.refresh_from_db()
    assert (use.what, use.participants, use.why) == ("", "", "")
    assert (use.channel, use.first_day, use.state) == ("WhatsApp", DAY, UseState.TRANSFERRED)


days = st.integers(*rules.DAYS)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), days, st.integers(-400, 4000))
def test_each_reminder_comes_once_and_there_are_six_at_most(due, given_days, offset):
    today = due + timedelta(days=offset)
    number = rules.reminder(due, given_days, today)
    assert (number is None) == (offset < 0 or offset >= given_days * rules.REMINDED_MOST)
    if number is not None:
        assert due + timedelta(days=number * given_days) <= today
    assert rules.days_late(due, UseState.DECLARED, today) == max(0, offset)
    assert rules.days_late(due, UseState.EXPLAINED, today) == 0


def test_of_a_record_that_was_merged_the_log_names_the_other_and_forgets_with_it(parish):
    place, text = parish.folder(), b"Is the roof done?"
    kept, gone = (
        parish.upload(place, text, name, narrowing=Narrowing(open_to=("HOU",))).record
        for name in ("a.txt", "b.txt")
    )
    use = actions.note_transfer(parish.who("clerk"), draft(), references=[gone], now=parish.now)
    manager = parish.who("manager")
    duplicates.merge(manager, kept, gone, reason="Filed twice", now=parish.now)
    assert [one.reference for one in queries.records_of(manager, use)] == [kept]
    assert queries.brought_over(manager, [use]) == {use.pk: ([kept], 0)}
    actions.forget([record_queries.record_named(manager, kept).pk])
    use.refresh_from_db()
    assert (use.what, use.participants, use.why) == ("", "", "")
