"""Numbers that check, addresses that lead somewhere, and licences on each day of their life."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.holdings.library import rules
from muniment.holdings.library.types import LicenceDraft, LicenceState

DIGITS = st.text("0123456789", min_size=12, max_size=12)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def thirteen(twelve):
    total = sum(int(one) * (1, 3)[at % 2] for at, one in enumerate(twelve))
    return f"{twelve}{(10 - total % 10) % 10}"


def eight(seven):
    total = sum(int(one) * weight for one, weight in zip(seven, range(8, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    return f"{seven}{'X' if check == 10 else check}"


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 12), st.integers(1, 9))
def test_an_isbn_checks_and_one_wrong_digit_never_does(nine, at, more):
    right = thirteen(f"978{nine}")
    assert rules.isbn_of(right) == right
    wrong = f"{right[:at]}{(int(right[at]) + more) % 10}{right[at + 1 :]}"
    assert rules.isbn_of(wrong) is None


@given(st.text("0123456789", min_size=7, max_size=7), st.integers(0, 6), st.integers(1, 9))
def test_an_issn_checks_and_one_wrong_digit_never_does(seven, at, more):
    right = eight(seven)
    assert rules.issn_of(right) == f"{right[:4]}-{right[4:]}"
    wrong = f"{right[:at]}{(int(right[at]) + more) % 10}{right[at + 1 :]}"
    assert rules.issn_of(wrong) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0-306-40615-2", "9780306406157"),
        ("ISBN 978-0-306-40615-7", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("9770306406157", None),
        ("X804429570", None),
        ("", None),
        ("12", None),
        ("٠٣٠٦٤٠٦١٥٢", None),
    ],
)
def test_an_isbn_is_read_however_it_is_written(written, read):
    assert rules.isbn_of(written) == read


@given(st.text(max_size=60))
def test_no_text_breaks_what_reads_numbers_and_addresses(text):
    for read in (rules.isbn_of, rules.issn_of, rules.doi_of, rules.address_key):
        read(text)
    rules.fault_of_address(f"https://{text}")


@given(DAYS, st.none() | st.integers(-4000, 4000), st.none() | st.integers(-4000, 4000))
def test_a_licence_is_in_one_state_on_each_day_and_its_last_day_counts(today, starts, ends):
    draft = LicenceDraft(
        "subscription",
        starts_on=None if starts is None else today + timedelta(days=starts),
        ends_on=None if ends is None else today + timedelta(days=ends),
    )
    state = rules.state_of(draft, today)
    if ends is not None and ends < 0:
        assert state is LicenceState.ENDED
    elif starts is not None and starts > 0:
        assert state is LicenceState.TO_COME
    else:
        assert state is LicenceState.IN_FORCE
    assert rules.line_of(draft, today)
    in_order = starts is None or ends is None or starts <= ends
    assert (rules.reasons_not_to_license(draft) == []) is in_order


@given(DAYS, st.integers(-200, 400))
def test_a_warning_is_due_from_ninety_days_before_and_never_goes_back(ends, before):
    today = ends - timedelta(days=before)
    step = rules.due_warning(ends, today)
    assert (step is None) == (before > 90)
    if step is not None:
        later = rules.due_warning(ends, today + timedelta(days=1))
        assert (later is not None and later <= step and before <= step) or step == 0


def test_every_fault_of_a_licence_is_told_at_once():
    wrong = LicenceDraft(
        "open",
        supplier="x" * 201,
        may_copy="perhaps",
        starts_on=date(2026, 2, 1),
        ends_on=date(2026, 1, 1),
        cost=Decimal("-1"),
        way_in="window",
    )
    codes = [one.code for one in rules.reasons_not_to_license(wrong)]
    assert codes == ["licence_name", "way_in", "may_copy", "supplier", "ends_on", "cost"]
    for cost in ("NaN", "Infinity", "1.005", "100000000"):
        assert rules.reasons_not_to_license(LicenceDraft("none", cost=Decimal(cost)))


def test_twelve_months_end_with_this_one():
    assert rules.year_before(date(2026, 11, 22)) == date(2025, 12, 1)
    assert rules.year_before(date(2026, 12, 1)) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("cost", "opened", "each"),
    [(None, 3, None), (Decimal(10), 0, None), (Decimal(10), 3, Decimal("3.33"))],
)
def test_a_use_has_a_cost_only_where_both_are_known(cost, opened, each):
    assert rules.cost_of_each(cost, opened) == each
