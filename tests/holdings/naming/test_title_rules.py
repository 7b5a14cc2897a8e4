"""What is wrong with a title, and the title that would be right."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.holdings.naming.rules import (
    faults,
    in_force,
    judged,
    personal_data,
    reasons_not_to_ask,
    score,
    suggest,
)
from muniment.holdings.naming.rules.detecting import is_nhs_number, luhn
from muniment.holdings.naming.types import (
    Asked,
    Check,
    DateForm,
    InForce,
    Personal,
    Severity,
)
from muniment.holdings.records.types import TitleState

DAY = date(2019, 5, 6)
PATTERN = Asked(Check.PATTERN, Severity.REASON, pattern="date subject [version]")
BANNED = Asked(
    Check.BANNED, Severity.REASON, words=("misc", "new folder", "copy of", "final final")
)
LENGTH = Asked(Check.LENGTH, Severity.REASON, least=8, most=60)
CHARACTERS = Asked(Check.CHARACTERS, Severity.ADVISE, allowed="'(),&")
PERSONAL = Asked(Check.PERSONAL, Severity.REFUSE, kinds=tuple(Personal))
ALL = tuple(InForce(one) for one in (PATTERN, BANNED, LENGTH, CHARACTERS, PERSONAL))


def only(*asked):
    return tuple(InForce(one) for one in asked)


def checks(title, conventions=ALL):
    return [one.check for one in faults(title, conventions)]


@pytest.mark.parametrize(
    ("title", "failed"),
    [
        ("2024-03-31 Minutes of the board", []),
        ("2024-03-31 Minutes of the board v0.2", []),
        ("Minutes of the board", ["pattern"]),
        ("2024-02-30 Minutes of the board", ["pattern"]),
        ("20240331 Minutes of the board", ["pattern"]),
        ("2024-03-31", ["pattern"]),
        ("2024-03-31 Copy  of minutes", ["banned"]),
        ("2024-03-31 COPY_OF minutes", ["banned", "characters"]),
        ("2024-03-31 miscellany of the board", []),
        ("2024-03-31 " + "word " * 12 + "end", ["length"]),
        ("2024-03-31 Minutes: the board", ["characters"]),
        ("2024-03-31 Claim of QQ123456C", []),
        ("2024-03-31 Claim of AB123456C", ["personal"]),
        ("2024-03-31 Letter to jo@example.org", ["characters", "personal"]),
    ],
)
def test_every_check_sees_its_own_faults(title, failed):
    assert checks(title) == failed


@pytest.mark.parametrize(
    ("title", "suggested"),
    [
        ("Minutes of the board", "2019-05-06 Minutes of the board"),
        ("Minutes of the board 31.3.2024", "2024-03-31 Minutes of the board"),
        ("Minutes 20240331 version 2", "2024-03-31 Minutes v2"),
        ("Copy of Minutes_20240331", "2024-03-31 Minutes"),
        ("Minutes of 3rd September 2021 (v0.3)", "2021-09-03 Minutes of v0.3"),
        ("Claim AB 12 34 56 C from the tenant", "2019-05-06 Claim from the tenant"),
        ("Who? Why! Where: minutes", "2019-05-06 Who Why Where minutes"),
        ("2024-03-31 Minutes of the board", "2024-03-31 Minutes of the board"),
        ("New Folder", ""),
        ("misc misc MISC", ""),
    ],
)
def test_a_title_is_suggested(title, suggested):
    assert suggest(title, ALL, DAY) == suggested


PIECES = """copy of misc final final v1 v0.2 version 3 2024-03-31 20240331 31/12/2020 minutes of the
board - _ ( ) new folder AB123456C jo@example.org 07700900123 4 May 2021 : / é"""
TITLES = st.one_of(
    st.text(max_size=120),
    st.lists(
        st.sampled_from(PIECES.split()),
        max_size=14,
    ).map(" ".join),
)
CONVENTIONS = st.builds(
    only,
    st.builds(
        Asked,
        st.just(Check.PATTERN),
        st.sampled_from(Severity),
        pattern=st.sampled_from(
            [
                "date subject",
                "subject [version]",
                "subject date",
                "[date] subject",
                "subject version",
            ]
        ),
        date_form=st.sampled_from(DateForm),
    ),
    st.just(BANNED),
    st.builds(
        Asked,
        st.just(Check.LENGTH),
        st.just(Severity.REASON),
        least=st.integers(1, 12),
        most=st.integers(12, 80),
    ),
    st.just(CHARACTERS),
    st.just(PERSONAL),
)


@given(TITLES, CONVENTIONS)
def test_a_suggestion_follows_the_rules_and_suggests_itself(title, conventions):
    suggested = suggest(title, conventions, DAY)
    if suggested:
        assert faults(suggested, conventions) == ()
        assert suggest(suggested, conventions, DAY) == suggested
    assert suggest(title, conventions, DAY) == suggested


@given(TITLES, CONVENTIONS)
def test_a_title_without_faults_is_left_alone(title, conventions):
    if not faults(title, conventions):
        assert suggest(title, conventions, DAY) == title


@given(TITLES)
def test_the_quality_of_a_title_is_from_0_to_100(title):
    assert 0 <= score(title) <= 100


@pytest.mark.parametrize(
    ("title", "points"),
    [
        ("2024 Minutes of the planning board", 100),
        ("Minutes of the planning board", 80),
        ("scan001", 0),
        ("New document", 20),
        ("", 0),
    ],
)
def test_a_title_is_good_that_says_what_and_when(title, points):
    assert score(title) == points


def test_the_nearest_class_that_asks_counts_and_says_so():
    wide, near = Asked(Check.LENGTH, Severity.ADVISE, most=200), LENGTH
    found = in_force([("", True, [wide, BANNED]), ("HOU", True, [near]), ("HOU/REP", True, [])])
    assert [(one.asked, one.origin) for one in found] == [(BANNED, ""), (near, "HOU")]


def test_a_class_that_starts_afresh_hears_only_the_whole_body():
    found = in_force([("", True, [BANNED]), ("HOU", True, [LENGTH]), ("HOU/REP", False, [])])
    assert [one.asked for one in found] == [BANNED]


def test_what_is_off_is_not_asked():
    off = Asked(Check.BANNED, Severity.OFF)
    found = in_force([("", True, [BANNED]), ("HOU", True, [off])])
    assert faults("misc", found) == ()
    assert judged("misc", found).state is TitleState.GOOD


def test_where_nothing_is_asked_nothing_is_judged():
    assert judged("misc", ()).state is TitleState.UNJUDGED


def test_what_refuses_and_what_asks_for_a_reason_is_told_apart():
    found = judged("misc of AB123456C", ALL)
    assert found.state is TitleState.FAILING
    assert len(found.refused) == 1 and "National Insurance" in found.refused[0]
    assert len(found.to_justify) == 2


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (Asked(Check.PATTERN, Severity.ADVISE, pattern="date date subject"), ["pattern"]),
        (Asked(Check.PATTERN, Severity.ADVISE, pattern="date [subject]"), ["pattern_subject"]),
        (Asked(Check.PATTERN, Severity.ADVISE, pattern=""), ["pattern"]),
        (Asked(Check.BANNED, Severity.ADVISE), ["no_words"]),
        (Asked(Check.BANNED, Severity.ADVISE, words=("--",)), ["not_a_word"]),
        (Asked(Check.LENGTH, Severity.ADVISE, least=50, most=10), ["length"]),
        (Asked(Check.CHARACTERS, Severity.ADVISE, allowed="x" * 101), ["too_many_characters"]),
        (Asked(Check.PERSONAL, Severity.ADVISE), ["no_kinds"]),
        (PATTERN, []),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(asked, codes):
    assert [one.code for one in reasons_not_to_ask(asked)] == codes


# -- personal data ---------------------------------------------------------------------------


@given(st.integers(10**8, 10**9 - 1))
def test_an_nhs_number_has_one_check_digit(stem):
    right = [digit for digit in range(10) if is_nhs_number(f"{stem}{digit}")]
    assert len(right) <= 1


@given(st.integers(10**14, 10**15 - 1))
def test_a_card_number_has_one_check_digit(stem):
    assert sum(luhn(f"{stem}{digit}") for digit in range(10)) == 1


def test_dates_references_and_sums_are_no_personal_data():
    for title in (
        "2024-03-31 Minutes", "20240331 Minutes v1.2", "Invoice 1234567890", "PO 0012345",
        "Budget 2019-2020", "Sections 12 to 45, 2020", "Order 100-200-300", "31.12.2019 Report",
        "Housing Act 1985", "Plan 14/01234/FUL", "Meeting 10.30 Room 4",
        "Year 01.04.2020-31.03.2021",
    ):  # fmt: skip
        assert personal_data(title) == {}, title


def _nhs(chance):
    while True:
        stem = str(chance.randrange(4 * 10**8, 5 * 10**8))
        for digit in "0123456789":
            if is_nhs_number(stem + digit):
                return f"{stem[:3]} {stem[3:6]} {stem[6:]}{digit}"


def _ni(chance):
    return f"{chance.choice(['AB', 'JK', 'NS'])} {chance.randrange(10**5, 10**6)} C"


def _address(chance):
    street = chance.choice(["Mill Lane", "High Street"])
    return f"{chance.randrange(1, 300)} {street}, LS{chance.randrange(1, 29)} 4AB"


def _birth(chance):
    said = chance.choice(["DOB", "born", "date of birth:"])
    return f"{said} {chance.randrange(1, 28)}/{chance.randrange(1, 12)}/1964"


MADE = {
    Personal.NI_NUMBER: _ni,
    Personal.NHS_NUMBER: _nhs,
    Personal.ADDRESS: _address,
    Personal.PHONE: lambda chance: f"{chance.choice(['07700 900', '01632 960'])}123",
    Personal.BIRTH: _birth,
    Personal.EMAIL: lambda chance: f"person{chance.randrange(999)}@example.org",
}


@pytest.mark.parametrize("kind", MADE)
def test_personal_data_of_our_own_making_is_found_and_nothing_else(kind):
    chance = random.Random(7)
    with_it = [f"Letter about {MADE[kind](chance)} and the claim" for _ in range(200)]
    found = [title for title in with_it if kind in personal_data(title)]
    print(f"{kind}: {len(found)} of {len(with_it)} found")
    assert len(found) == len(with_it)
