"""Titles, dates and narrowing as pure decisions: for any input, hostile or odd."""

import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from muniment.foundation.access.types import AudienceKey, Marking, Narrowing, Place
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.dates import LAST_DATE, add_period
from muniment.holdings.records import rules
from muniment.holdings.records.types import Dates, DateSource, RecordState

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
any_text = st.text(st.characters(codec=None, exclude_categories=()), max_size=600)
moments = st.none() | st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=13))]))
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(any_text)
@example("")
@example("\u202egpj.exe")
@example(".docx")
@example("___")
@example("\udcff\udcfe.txt")
@example("e\u0301" * 600)
@example("\x00\n\r")
def test_a_title_from_any_name_is_short_printable_and_never_empty(name):
    title = rules.title_from_name(name)
    assert 1 <= len(title) <= rules.TITLE_LENGTH
    assert title.isprintable()
    assert not {unicodedata.category(char) for char in title} & HIDDEN
    title.encode("utf-8")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Minutes_2019.docx", "Minutes 2019"),
        ("archive.tar.gz", "archive.tar"),
        (".profile", ".profile"),
        ("No. 10 letter about housing", "No. 10 letter about housing"),
        ("cafe\u0301.txt", "caf\u00e9"),
        ("...", "..."),
        ("  ", "Untitled"),
    ],
)
def test_titles_that_people_would_give(name, title):
    assert rules.title_from_name(name) == title


@given(any_text)
def test_printable_text_is_storable_and_stays_as_it_is_the_second_time(text):
    shown = rules.printable(text)
    assert shown.isprintable()
    assert rules.printable(shown) == shown


@given(moments, moments)
@example(datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
@example(datetime(1, 1, 1), None)
def test_the_date_of_a_record_is_one_that_can_be_true_and_says_where_it_is_from(modified, sent):
    found, source = rules.date_of_record(modified, sent, NOW)
    assert rules.EARLIEST <= found <= civil_date(NOW)
    assert found != rules.DOS_EPOCH
    if source is DateSource.MESSAGE:
        assert found == rules.trusted_date(sent, NOW)
    elif source is DateSource.MODIFIED:
        assert rules.trusted_date(sent, NOW) is None
        assert found == rules.trusted_date(modified, NOW)
    else:
        assert found == civil_date(NOW)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1969, 12, 31, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1980, 1, 1, tzinfo=UTC),
        datetime(2026, 11, 22, 1, tzinfo=UTC),
        None,
    ],
)
def test_dates_that_broken_clocks_leave_are_not_believed(moment):
    assert rules.trusted_date(moment, NOW) is None


dates = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@given(dates, st.integers(0, 1200), st.sampled_from(["days", "months", "years"]))
def test_a_period_never_ends_early(start, count, unit):
    end = add_period(start, count, unit)
    if unit == "days":
        assert end == min(start + timedelta(days=count), LAST_DATE)
        return
    months = count * (12 if unit == "years" else 1)
    whole = (end.year - start.year) * 12 + end.month - start.month
    assert (whole, end.day) == (months, start.day) or (whole, end.day) == (months + 1, 1)
    assert add_period(start, count + 1, unit) >= end
    assert add_period(start + timedelta(days=1), count, unit) >= end


def test_periods_at_the_edges_of_the_calendar():
    assert add_period(date(2024, 2, 29), 1, "years") == date(2025, 3, 1)
    assert add_period(date(2025, 1, 31), 1, "months") == date(2025, 3, 1)
    assert add_period(date(2025, 1, 31), 9_999_999, "years") == LAST_DATE
    assert add_period(date(2025, 1, 31), 9_999_999_999, "days") == LAST_DATE
    for bad in ((-1, "days"), (1, "weeks")):
        with pytest.raises(ValueError, match=r"period|unit"):
            add_period(date(2025, 1, 1), *bad)


LINEAGES = {"HOU": ("HOU",), "HOU-R": ("HOU-R", "HOU"), "LEG": ("LEG",)}


@pytest.mark.parametrize(
    ("place", "wanted", "refused"),
    [
        ((), ("LEG",), False),
        (("HOU",), None, False),
        (("HOU",), ("HOU",), False),
        (("HOU",), ("HOU-R",), False),
        (("HOU-R",), ("HOU",), True),
        (("HOU",), ("LEG",), True),
        (("HOU",), ("HOU", "LEG"), True),
        (("HOU",), (), True),
    ],
)
def test_access_is_narrowed_and_never_widened(place, wanted, refused):
    inherited = AudienceKey(Place(), place)
    reasons = rules.reasons_not_to_narrow(Narrowing(open_to=wanted), inherited, LINEAGES)
    assert [one.code for one in reasons] == (["wider"] if refused else [])


def test_what_is_sensitive_is_not_opened_to_another_unit_than_the_owning_one():
    inherited = AudienceKey(Place((), ("HOU",)), (), Marking(sensitive=True))
    assert rules.reasons_not_to_narrow(Narrowing(open_to=("LEG",)), inherited, LINEAGES)
    assert not rules.reasons_not_to_narrow(Narrowing(open_to=("HOU-R",)), inherited, LINEAGES)


@given(st.sampled_from(RecordState), st.dictionaries(any_text, any_text, max_size=3), any_text)
def test_only_listed_metadata_of_a_declared_record_changes(state, changes, reason):
    codes = [one.code for one in rules.reasons_not_to_edit(state, changes, reason)]
    assert ("not_declared" in codes) is (state is not RecordState.DECLARED)
    assert codes.count("not_editable") == len(set(changes) - rules.EDITABLE)


def test_every_reason_not_to_edit_is_given_at_once():
    changes = {"title": " ", "record_date": date(2020, 1, 1), "sha256": "0"}
    codes = [one.code for one in rules.reasons_not_to_edit("destroyed", changes, "")]
    assert codes == ["not_declared", "not_editable", "no_title", "no_reason"]
    [long] = rules.reasons_not_to_edit("declared", {"title": "x" * 501}, "")
    assert long.code == "title_too_long"


def test_a_rule_that_the_schedule_does_not_have_dates_nothing():
    unknown = Dates("NONE", None, None, None, "")
    assert [one.code for one in rules.reasons_not_to_date(unknown, "A")] == ["rule_unknown"]
    assert rules.reasons_not_to_date(Dates("undecided", None, None, None, ""), "A") == []
