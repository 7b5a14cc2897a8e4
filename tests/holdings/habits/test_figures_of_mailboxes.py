"""Figures of mailboxes: read row by row, seen by those who may, and compared import by import."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.habits.figures import COLUMNS, GB, bring, days, head_of, mailbox, read, staff
from tests.holdings.parish import codes, events

from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.holdings.habits import actions, queries, rules
from muniment.holdings.habits.models import MailboxFigures
from muniment.holdings.habits.types import CampaignDraft, LimitsDraft


def detail(kind):
    return json.loads(events(kind)[-1].canonical)["detail"]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1297000000", 1_297_000_000),
        ("1,297,000,000", 1_297_000_000),
        ("1.208 GB (1,297,000,000 bytes)", 1_297_000_000),
        ("512 MB", 512 * 1024**2),
        ("0 B (0 bytes)", 0),
        ("1.5 tb", round(1.5 * 1024**4)),
        ("1.5", None),
        ("-5", None),
        (",", None),
        ("much", None),
        ("5 GB of mail", None),
    ],
)
def test_sizes_are_read_as_mail_servers_write_them(text, size):
    assert rules.size_of(text) == size


@given(st.text(), st.text())
def test_no_text_makes_the_reader_of_a_row_fail(one, other):
    found, left = read({"account": one, "size": other, "oldest": one, "items": other})
    assert len(found) + len(left) <= 1


@given(st.integers(0, 10**15))
def test_a_number_of_bytes_is_what_it_says(size):
    assert rules.size_of(str(size)) == rules.size_of(f"{size:,}") == size


def test_headings_of_reports_of_others_are_known():
    heads = ["Report Refresh Date", "User Principal Name", "Item Count", "Storage Used (Byte)"]
    assert rules.columns_of(heads) == {
        "account": "User Principal Name",
        "size": "Storage Used (Byte)",
        "items": "Item Count",
        "on": "Report Refresh Date",
    }


def test_a_row_is_left_out_with_every_reason_and_the_others_stay():
    found, left = read(
        mailbox("ann", "2 GB", items="10", unread="3", oldest="31/03/2019 10:15:00"),
        {"account": "nobody", "size": "big", "items": "1.5", "oldest": "2031-01-01", "unread": "x"},
        mailbox("ann", 5, items="1", unread="2"),
        {"account": "", "size": ""},
    )
    assert [(one.line, one.account, one.oldest) for one in found] == [
        (2, "ann@parish.example", date(2019, 3, 31))
    ]
    assert [one.line for one in left] == [3, 4]
    said = left[0].reason
    for part in ("no e-mail address", "“big” is no size", "“1.5” is no whole", "“x” is", "future"):
        assert part in said
    assert "line 2 already" in left[1].reason
    assert "More messages are unread" in left[1].reason


def test_figures_without_a_day_or_of_a_day_to_come_are_left_out():
    assert "Nothing says of which day" in read(mailbox("a", 1), on=None)[1][0].reason
    assert "lies in the future" in read(mailbox("a", 1), on=date(2027, 1, 1))[1][0].reason


def test_an_import_says_what_it_took_and_whose_the_mailboxes_are(parish):
    made = bring(
        parish,
        mailbox("one", 6 * GB, "clerk"),
        mailbox("two", 7 * GB, unit="legal"),
        mailbox("three", 1, "nobody-here", unit="XYZ"),
        mailbox("four", "?"),
    )
    assert (made.mailboxes, made.left_out) == (2, 2)
    assert detail("habits:figures:imported") == {
        "on": "2026-11-21",
        "mailboxes": 2,
        "left_out": 2,
        "emptied": 0,
    }
    rows = queries.large(parish.who("manager"))
    assert [(one.account.split("@")[0], one.unit, bool(one.person)) for one in rows] == [
        ("two", "LEG", False),
        ("one", "HOU", True),
    ]
    _, left = queries.look_at(
        [mailbox("x", 1, "nobody-here", unit="XYZ")], COLUMNS, on=made.on, today=made.on
    )
    assert "“nobody-here”" in left[0].reason and "no unit “XYZ”" in left[0].reason


def test_figures_of_persons_are_seen_by_who_answers_for_their_unit_and_by_themselves(parish):
    head_of(parish, "HOU")
    bring(parish, mailbox("a", 6 * GB, "clerk"), mailbox("b", 7 * GB, "lawyer"))
    bring(parish, mailbox("a", 8 * GB, "clerk"), mailbox("c", 9 * GB), on=date(2026, 11, 20))

    def seen(who):
        return [one.account[0] for one in queries.large(parish.who(who))]

    assert seen("manager") == ["b", "a"]
    assert seen("head") == ["a"]
    assert seen("clerk") == seen("owner") == seen("officer") == seen("auditor") == []
    assert [one.size for one in queries.own(parish.who("clerk"))] == [6 * GB, 8 * GB]
    assert not queries.own(parish.who("officer")).exists()
    [line] = queries.by_unit(parish.who("head"))
    assert (line.unit, line.accounts, line.large, line.before) == ("HOU", 1, 1, 8 * GB)
    assert [one.accounts for one in queries.moments(parish.who("manager"))] == [2, 2]
    assert [one.size for one in queries.moments(parish.who("head"))] == [8 * GB, 6 * GB]


def test_only_who_manages_habits_of_the_whole_body_imports(parish):
    head_of(parish, "HOU")
    for who in ("clerk", "head", "auditor"):
        with pytest.raises(NotPermitted):
            bring(parish, mailbox("a", 1), by=who)
    with pytest.raises(Refused) as nothing:
        bring(parish, mailbox("a", "?"))
    assert codes(nothing) == ["nothing"] and "Line 2" in str(nothing.value)
    bring(parish, mailbox("a", 1))
    with pytest.raises(Refused) as twice:
        bring(parish, mailbox("b", 1))
    assert codes(twice) == ["same_day"]


def test_limits_are_set_by_the_body_and_old_figures_go_with_the_next_import(parish):
    manager = parish.who("manager")
    with pytest.raises(Refused) as wrong:
        actions.set_limits(manager, LimitsDraft(float("nan"), 0), now=parish.now)
    assert codes(wrong) == ["large", "keep_months"]
    first = bring(parish, mailbox("a", 3 * GB, "clerk"))
    assert not queries.large(manager).exists()
    actions.set_limits(manager, LimitsDraft(2.5, 1), now=parish.now)
    assert queries.large(manager).count() == 1
    days(parish, 40)
    bring(parish, mailbox("a", 2 * GB, "clerk"))
    first.refresh_from_db()
    assert first.emptied_at == parish.now and MailboxFigures.objects.count() == 1
    assert detail("habits:figures:imported")["emptied"] == 1


def test_those_told_are_told_once_and_the_next_import_shows_whether_it_helped(parish):
    manager, names = parish.who("manager"), staff(parish, 6)
    head_of(parish, "LEG")
    bring(
        parish,
        *(mailbox(name, 6 * GB, name) for name in names),
        mailbox("lawyer", 8 * GB, "lawyer"),
        mailbox("shared", 9 * GB),
        mailbox("clerk", GB, "clerk"),
    )
    draft = CampaignDraft("Your mailbox is large.", ("HOU",))
    made = actions.start_campaign(manager, draft, now=parish.now)
    assert queries.told_in(manager, made).count() == 6
    [told] = notices.notices(parish.who("p0"))
    assert told.words == "Your mailbox is large."
    assert not notices.notices(parish.who("lawyer")).exists()
    assert detail("habits:campaign:started")["people"] == 6
    assert queries.effect_of(manager, made) is None
    days(parish, 30)
    bring(
        parish,
        *(mailbox(name, (7 if name == "p0" else 4) * GB, name) for name in names),
        mailbox("lawyer", 9 * GB, "lawyer"),
        mailbox("shared", 8 * GB),
        mailbox("clerk", GB, "clerk"),
    )
    effect = queries.effect_of(manager, made)
    assert (effect.told.mailboxes, effect.told.smaller, effect.told.percent) == (6, 5, 83)
    assert (effect.told.before, effect.told.after) == (36 * GB, 27 * GB)
    assert (effect.large.mailboxes, effect.large.smaller, effect.large.enough) == (2, 1, False)
    assert (effect.others.mailboxes, effect.others.smaller) == (1, 0)
    with pytest.raises(NotFound):
        queries.campaign_named(parish.who("head"), made.reference)
    with pytest.raises(Refused) as used:
        actions.take_out_figures(manager, made.source.reference, reason="r", now=parish.now)
    assert codes(used) == ["used"]


def test_nobody_is_told_without_words_figures_or_people(parish):
    manager = parish.who("manager")

    def refused(words="Large.", units=()):
        with pytest.raises(Refused) as refusal:
            actions.start_campaign(manager, CampaignDraft(words, units), now=parish.now)
        return codes(refusal)

    assert refused("") == ["words", "no_figures"]
    bring(parish, mailbox("a", 9 * GB), mailbox("clerk", 9 * GB, "clerk"))
    assert refused(units=("LEG",)) == ["nobody"]
    people.record_leaver(SETUP, parish.references["clerk"], now=parish.now)
    assert refused() == ["nobody"]


def test_an_import_that_should_not_be_there_is_taken_out_with_its_figures(parish):
    made = bring(parish, mailbox("a", 9 * GB, "clerk"))
    with pytest.raises(Refused):
        actions.take_out_figures(parish.who("manager"), made.reference, reason="", now=parish.now)
    actions.take_out_figures(parish.who("manager"), made.reference, reason="Old", now=parish.now)
    assert not MailboxFigures.objects.exists()
    assert bring(parish, mailbox("a", 9 * GB, "clerk")).mailboxes == 1
