"""Old mail that nobody saved: nothing goes without a warning, and nothing that was not in it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.inbox.post_box import box_of_clerk, letter
from tests.holdings.parish import codes, events

from muniment.foundation.jobs.actions import kind_named
from muniment.foundation.kernel.errors import Refused
from muniment.foundation.notices import queries as notices
from muniment.holdings.inbox import actions, queries, rules
from muniment.holdings.inbox.actions import removing
from muniment.holdings.inbox.models import InboxMessage, OldMailWarning
from muniment.holdings.inbox.types import OldMail, Spare, State
from muniment.holdings.mailboxes.adapters.imap import Mailbox
from muniment.holdings.records.models import Record
from muniment.lifecycle.holds import actions as holds

pytestmark = pytest.mark.django_db
YOUNG = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def box(parish, server):
    return box_of_clerk(parish, server)


def policy(box, after_days=90, warn_days=14, who="manager"):
    return actions.set_old_mail_policy(
        box.parish.who(who),
        box.source.reference,
        after_days=after_days,
        warn_days=warn_days,
        now=box.parish.now,
    )


def warn(box):
    return actions.warn(now=box.parish.now)


def warned(box):
    found = queries.warned(box.clerk, on=box.parish.now.date())
    return sorted(one.message.subject for one in found)


def filled(box):
    """Seven messages, each of which stays for a reason, but for two."""
    folder = box.parish.folder(title="Roof")
    box.put(letter("Old"), letter("Old as well"), letter("Starred"), letter("Private one"))
    box.put(letter("The roof"), letter("Of the talk", reply_to="The roof"))
    box.put(letter("Young"), at=YOUNG)
    box.flag(3, r"\Flagged")
    box.flag(4, "Private")
    box.look()
    box.save("The roof", into=folder.reference)
    box.look()


def test_without_a_policy_nobody_is_warned_and_nothing_goes(box):
    filled(box)
    assert warn(box) is None
    box.look(days=400)
    assert len(box.left) == 7


def test_only_what_was_warned_of_goes_and_only_when_its_day_has_come(box):
    filled(box)
    policy(box)
    found = queries.dry_run(
        box.parish.who("manager"), box.source.reference, 90, on=box.parish.now.date()
    )
    assert len(found.going) == 2
    assert found.spared == {Spare.STARRED: 1, Spare.TALK: 1, Spare.YOUNG: 1}
    assert warn(box) == 1 and warn(box) is None
    assert warned(box) == ["Old", "Old as well"]
    notice = notices.notices(box.clerk).get()
    assert "2 messages in your mailbox" in notice.words and "5 December 2026" in notice.words
    box.put(letter("Old but new here"))
    box.look(days=13)
    assert len(box.left) == 8
    box.look(days=1)
    assert box.left == [3, 4, 5, 6, 7, 8]
    [told] = events("inbox:messages:removed")
    assert '"by_policy":2' in told.canonical and '"messages":2' in told.canonical
    [closed] = events("inbox:warning:closed")
    assert '"listed":2' in closed.canonical and '"removed":2' in closed.canonical
    assert warn(box) == 1  # the next one: of what came meanwhile, and is old already
    assert warned(box) == ["Old but new here"]


def test_what_is_saved_flagged_or_held_after_the_warning_stays(box, parish):
    box.put(*(letter(one) for one in ("Saved", "Flagged", "Private now", "Goes")))
    box.look()
    policy(box)
    warn(box)
    parish.later(days=20)
    box.save("Saved")
    box.flag(2, r"\Flagged")
    box.flag(3, "Personal")
    box.look()
    assert box.left == [1, 2, 3] and [one.title for one in Record.objects.all()] == ["Saved"]
    warning = OldMailWarning.objects.get()
    assert (warning.listed, warning.removed) == (4, 1) and warning.closed_at


def test_what_its_owner_removed_by_hand_is_not_counted_as_gone_by_the_policy(box):
    box.put(letter("Old"), letter("By hand before"), letter("By hand after"))
    box.look()
    policy(box)
    warn(box)
    box.expunge(2)
    box.look(days=13)
    box.parish.later(days=5)  # its day has come, and no look came by
    box.expunge(3)
    box.look()
    assert box.left == [] and OldMailWarning.objects.get().removed == 1
    [told] = events("inbox:messages:removed")
    assert '"messages":1' in told.canonical and '"by_policy":1' in told.canonical


def test_a_save_that_is_pending_when_the_day_comes_is_done_and_not_removed(box, parish):
    box.put(letter("Pending"))
    box.look()
    policy(box)
    warn(box)
    parish.later(days=15)
    box.save("Pending")
    box.look()
    assert box.left == [1] and Record.objects.count() == 1


def test_a_message_of_a_conversation_of_which_one_is_being_saved_stays(box, parish):
    box.put(letter("The roof"), letter("Again", reply_to="The roof"), letter("Goes"))
    box.look()
    policy(box)
    warn(box)
    parish.later(days=15)
    box.save("The roof")
    box.look()
    assert box.left == [1, 2] and OldMailWarning.objects.get().removed == 1
    assert warn(box) is None


def test_a_hold_on_the_place_of_the_mailbox_or_an_end_of_the_policy_stops_it(box, parish):
    box.put(letter("Old"))
    box.look()
    policy(box)
    warn(box)
    hold = parish.hold(classes=["HOU"])
    box.look(days=20)
    assert box.left == [1] and OldMailWarning.objects.get().removed == 0 and warn(box) is None
    given = {"reason": "r", "authority": "a", "now": parish.now}
    holds.lift(parish.who("manager"), hold.reference, **given)
    assert warn(box) == 1
    policy(box, None, None)
    box.look(days=20)
    assert box.left == [1] and OldMailWarning.objects.filter(closed_at=None).count() == 0


def test_after_the_server_numbered_anew_a_warning_counts_for_nothing(box):
    box.put(letter("Old"))
    box.look()
    policy(box)
    warn(box)
    box.server.number_anew(box.user)
    box.look(days=20)
    assert box.left == [1] and OldMailWarning.objects.get().removed == 0
    assert warn(box) == 1


class Killed(BaseException):
    """What a process that is killed at this moment does not get beyond."""


@pytest.mark.parametrize("moment", ["before the server is told", "before it is written down"])
def test_a_process_killed_at_any_step_removes_only_what_was_warned_of(box, monkeypatch, moment):
    box.put(letter("Old"), letter("Younger"))
    box.look()
    policy(box)
    warn(box)
    box.put(letter("Came later"))

    def killed(*given, **named):
        raise Killed

    with monkeypatch.context() as cut:
        if moment == "before the server is told":
            cut.setattr(Mailbox, "remove", killed)
        else:
            cut.setattr(removing, "mark_gone", killed)
        with pytest.raises(Killed):
            box.look(days=15)
    assert box.left == ([1, 2, 3] if "server" in moment else [3])
    assert events("inbox:messages:removed") == [] and Record.objects.count() == 0
    box.look()
    assert box.left == [3]
    assert '"by_policy":2' in events("inbox:messages:removed")[0].canonical
    assert OldMailWarning.objects.get().removed == 2
    assert not InboxMessage.objects.filter(state=State.SAVED).exists()


def test_a_policy_is_refused_with_every_reason(box, parish, server):
    with pytest.raises(Refused) as refusal:
        policy(box, 5, 1)
    assert codes(refusal) == ["after_days", "warn_days"]
    with pytest.raises(Refused) as refusal:
        policy(box, who="clerk")
    assert codes(refusal) == ["not_found"]
    shared = box_of_clerk(parish, server, owner="", name="Shared")
    with pytest.raises(Refused) as refusal:
        policy(shared)
    assert codes(refusal) == ["owner"]


mails = st.builds(
    OldMail,
    age=st.none() | st.integers(-10, 5000),
    starred=st.booleans(),
    in_talk=st.booleans(),
    held=st.booleans(),
)


@given(mails, st.integers(30, 3650))
def test_what_goes_is_old_unflagged_in_no_conversation_on_the_record_and_not_held(mail, days):
    stays = mail.age is None or mail.age < days or mail.starred or mail.in_talk or mail.held
    assert bool(rules.why_spared(mail, days)) is stays


def test_a_warning_is_never_shorter_than_it_may_be():
    assert not rules.reasons_not_to_clear(30, 7)
    assert not rules.reasons_not_to_clear(None, None)
    for days, ahead in ((29, 7), (30, 6), (3651, 7), (30, 366), (30, None), (30, 0)):
        assert rules.reasons_not_to_clear(days, ahead), timedelta(days=days)


def test_nobody_waits_until_all_mailboxes_are_weighed():
    """A warning is written to the log, whose lock it would keep until the last mailbox is done."""
    assert not kind_named("inbox.warn").atomic
