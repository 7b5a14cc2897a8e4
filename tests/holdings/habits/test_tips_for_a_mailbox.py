"""Tips: few, from a person's own figures, and only for those who want them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.capture.post import brought_in, weighty
from tests.holdings.habits.figures import GB, bring, days, mailbox, staff
from tests.holdings.parish import codes, events

from muniment.foundation.kernel import clock
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.habits import actions, queries, rules
from muniment.holdings.habits.types import Known, Tip

ON = date(2026, 11, 1)
COUNTS = st.none() | st.integers(0, 10**6)


@given(
    st.builds(
        Known,
        on=st.just(ON),
        size=st.integers(0, 10**11),
        items=COUNTS,
        unread=COUNTS,
        oldest=st.none() | st.dates(max_value=ON),
        received=COUNTS,
        attached=COUNTS,
        filed=st.integers(0, 50),
    )
)
def test_tips_are_few_and_each_says_what_it_comes_from(known):
    found = rules.advice_for(known, large=5 * GB)
    tips = [one.tip for one in found]
    assert len(tips) == len(set(tips)) <= 3
    assert (Tip.SIZE in tips) == (known.size > 5 * GB)
    assert Tip.FILED not in tips or known.filed == 0
    assert Tip.UNREAD not in tips or f"{known.unread:,}" in " ".join(one.words for one in found)


def test_nothing_is_said_of_a_mailbox_that_is_well_kept():
    known = Known(ON, GB, items=900, unread=3, oldest=date(2025, 1, 1), received=500, filed=4)
    assert rules.advice_for(known, large=5 * GB) == ()


def tips_of(parish, who):
    card = queries.card_of(parish.who(who))
    return [one["tip"] for one in card.tips] if card else []


def test_who_filed_a_message_is_not_told_that_they_filed_none(parish):
    brought_in(parish.who("manager"), "HOU", weighty())
    parish.now = clock.now() + timedelta(days=2)  # captures have a clock of their own
    busy = {"items": "900", "unread": "0"}
    actions.import_figures(
        parish.who("manager"),
        [
            mailbox("m", GB, "manager", **busy) | {"received": "400"},
            mailbox("c", GB, "clerk", **busy) | {"received": "400"},
        ],
        {one: one for one in ("account", "person", "size", "items", "unread", "received")},
        name="l.csv",
        on=parish.now.date(),
        now=parish.now,
    )
    assert (tips_of(parish, "manager"), tips_of(parish, "clerk")) == ([], ["filed"])


def test_who_opts_out_is_shown_nothing_and_can_come_back(parish):
    bring(parish, mailbox("c", 9 * GB, "clerk"))
    clerk = parish.who("clerk")
    assert tips_of(parish, "clerk") == ["size"]
    actions.choose_tips(clerk, off=True, now=parish.now)
    with pytest.raises(Refused) as twice:
        actions.choose_tips(clerk, off=True, now=parish.now)
    assert codes(twice) == ["same"]
    days(parish, 9)
    bring(parish, mailbox("c", 9 * GB, "clerk"))
    assert tips_of(parish, "clerk") == []
    actions.note_shown(clerk, now=parish.now)
    actions.choose_tips(clerk, off=False, now=parish.now)
    assert len(events("habits:tips:chosen")) == 2


def test_those_shown_tips_are_compared_with_those_who_opted_out_in_groups_of_five(parish):
    names, manager = staff(parish, 10), parish.who("manager")
    for name in names[:4]:
        actions.choose_tips(parish.who(name), off=True, now=parish.now)
    bring(parish, *(mailbox(one, 9 * GB, one, items="10", unread="8") for one in names))
    for name in names[4:9]:
        actions.note_shown(parish.who(name), now=parish.now)
    days(parish, 30)
    after = [(one, 9 if one in names[:4] else 7) for one in names]
    bring(parish, *(mailbox(one, gb * GB, one, items="10", unread="2") for one, gb in after))
    [effect] = queries.tips_effects(manager)
    assert (effect.shown.size.mailboxes, effect.shown.size.smaller) == (5, 5)
    assert (effect.shown.unread.before, effect.shown.unread.after) == (40, 10)
    assert (effect.off.size.mailboxes, effect.off.size.enough) == (4, False)
    assert effect.unseen.size.mailboxes == 1
    assert queries.tips_effects(parish.who("clerk"))[0].shown.size.mailboxes == 0
