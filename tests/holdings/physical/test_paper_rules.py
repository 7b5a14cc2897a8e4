"""What can be said of paper, for any words and dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.holdings.physical import rules
from muniment.holdings.physical.types import COLUMNS, BoxDraft, PaperDraft

pytestmark = pytest.mark.once
TODAY = date(2026, 11, 21)
DAYS = st.dates(date(1800, 1, 1), date(2200, 1, 1))
WORDS = st.text(max_size=20)


def codes(reasons):
    return {one.code for one in reasons}


@given(last=st.none() | DAYS, first=st.none() | DAYS, title=WORDS, box=WORDS, place=WORDS)
def test_a_paper_is_registered_only_with_title_place_and_a_date_that_can_be(
    last, first, title, box, place
):
    draft = PaperDraft(title, last, first, box=box, location=place)
    found = codes(rules.reasons_not_to_register(draft, today=TODAY))
    assert ("no_title" in found) == (not title.strip())
    assert ("no_date" in found) == (last is None)
    assert ("future" in found) == (last is not None and last > TODAY)
    assert ("dates" in found) == (None not in (last, first) and first > last)
    assert ("nowhere" in found) == (not box.strip() and not place.strip())


@given(dues=st.lists(st.none() | DAYS, max_size=8))
def test_a_box_goes_with_the_last_of_its_items_and_never_before(dues):
    goes = rules.box_goes_on(dues)
    if not dues or None in dues:
        assert goes is None
    else:
        assert goes in dues
        assert all(one <= goes for one in dues)


@given(day=st.dates(date(1000, 1, 1), date(2200, 12, 31)))
def test_a_date_is_read_however_a_spreadsheet_writes_it(day):
    for text in (day.isoformat(), f"{day.day}/{day.month}/{day.year:04}", f"{day:%d.%m.%Y}"):
        assert rules.read_date(text, last=True) == rules.read_date(text, last=False) == day
    year = f"{day.year:04}"
    assert rules.read_date(year, last=False) <= day <= rules.read_date(year, last=True)


@given(text=st.text(max_size=12))
def test_what_is_no_date_is_said_and_never_guessed(text):
    found = rules.read_date(text, last=True)
    digits = [one for one in text if one.isdigit()]
    assert found is None or len(digits) >= 4


@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from(COLUMNS), WORDS, min_size=1).filter(
            lambda row: any(one.strip() for one in row.values())
        ),
        max_size=5,
    )
)
def test_every_row_is_read_or_has_its_line_in_the_reasons(rows):
    read, wrong = rules.read_rows(rows, today=TODAY)
    assert [one.line for one in read] == list(range(2, len(rows) + 2))
    blamed = {int(one.message[5:].partition(":")[0]) for one in wrong}
    good = [one for one in read if one.line not in blamed]
    assert all(one.draft.title and one.draft.last_date and one.file_class for one in good)


def test_a_box_needs_a_label_a_place_and_a_unit_that_there_is():
    found = rules.reasons_not_to_open_box(BoxDraft("", "", "X"), taken=False, units=["HOU"])
    assert codes(found) == {"label", "location", "no_unit"}
    taken = BoxDraft("A 1", "Store", "HOU")
    assert codes(rules.reasons_not_to_open_box(taken, taken=True, units=["HOU"])) == {"taken"}


def test_the_last_day_of_a_year_counts_rather_than_its_first():
    row = {"class": "A", "folder": "B", "title": "C", "last_date": "1998", "location": "D"}
    [one], wrong = rules.read_rows([row], today=TODAY)
    assert (one.draft.last_date, wrong) == (date(1998, 12, 31), [])
    assert TODAY - one.draft.last_date > timedelta(days=1)
