"""Where the rules for titles begin and end, what they say, and where a refusal stands."""

from dataclasses import replace
from datetime import date

import pytest
from tests.holdings.naming.test_title_rules import BANNED, CHARACTERS, LENGTH, PATTERN, only
from tests.refusals import told

from muniment.holdings.naming import rules
from muniment.holdings.naming.rules.checking import parts_of, reads_as_date
from muniment.holdings.naming.rules.detecting import is_nhs_number, luhn, personal_data, without
from muniment.holdings.naming.types import (
    Asked,
    Check,
    DateForm,
    Fault,
    InForce,
    Looked,
    Personal,
    Severity,
)
from muniment.holdings.records.types import Judged, TitleState

DAY = date(2019, 5, 6)


def messages(title, asked):
    return [one.message for one in rules.faults(title, only(asked))]


def test_a_fault_says_which_check_how_severe_it_is_and_who_asks_it():
    [found] = rules.faults("Misc", (InForce(BANNED, "HOU"),))
    said = "These words say nothing to others: 'misc'."
    assert found == Fault(Check.BANNED, Severity.REASON, said, "HOU")
    assert rules.origin_words(found) == "asked by class HOU"
    assert rules.origin_words(replace(found, origin="")) == "asked of the whole body"


def test_each_fault_is_told_in_its_own_words():
    assert messages("Minutes", PATTERN) == [
        "A title has these parts, in order: date, subject, version (may be left out). "
        "Like: 2026-03-31 Minutes of the board v1"
    ]
    assert messages("Misc copy of it", BANNED) == [
        "These words say nothing to others: 'misc', 'copy of'."
    ]
    assert messages("a/b*c", CHARACTERS) == ["Titles do not have these characters: / *"]
    asked = Asked(Check.PERSONAL, Severity.REFUSE, kinds=(Personal.EMAIL,))
    assert messages("ann@example.org", asked) == ["It seems to have an e-mail address in it."]
    assert messages("call 020 7946 0958", asked) == []


def test_a_title_may_be_as_short_and_as_long_as_is_asked():
    assert messages("x" * 8, LENGTH) == messages("x" * 60, LENGTH) == []
    assert messages("x" * 7, LENGTH) == ["It is too short: a title has at least 8 characters."]
    assert messages("x" * 61, LENGTH) == [
        "It is too long: a title has at most 60 characters. It has 61."
    ]


@pytest.mark.parametrize(
    ("text", "form", "is_day"),
    [
        ("2019-12-10", DateForm.DASHED, True),
        ("20191210", DateForm.PLAIN, True),
        ("2019-13-10", DateForm.DASHED, False),
        ("2019-12-32", DateForm.DASHED, False),
        ("20191210", DateForm.DASHED, False),
        ("٢٠١٩-١٢-١٠", DateForm.DASHED, False),
    ],
)
def test_a_date_is_a_day_that_there_is_in_its_own_form(text, form, is_day):
    assert reads_as_date(text, form) is is_day


def test_the_parts_of_a_pattern_know_whether_they_may_be_left_out():
    assert parts_of("date [version]") == [("date", True), ("version", False)]


def test_the_check_digit_of_a_card_is_told_from_two_digits_on():
    assert luhn("18") and not luhn("0") and not luhn("")


def nhs_number(nine):
    """The NHS number that begins with these digits; blank where there is none."""
    total = sum(int(one) * weight for one, weight in zip(nine, range(10, 1, -1), strict=True))
    check = -total % 11
    return f"{nine}{check}" if check < 10 else ""


def test_an_nhs_number_has_ten_digits_of_which_the_last_is_right():
    for nine in ("943476591", "401023213", "100000000", "123456789", "980000000", "555555550"):
        right = nhs_number(nine)
        assert [one for one in range(10) if is_nhs_number(f"{nine}{one}")] == (
            [int(right[9])] if right else []
        )
    assert any(not nhs_number(str(nine)) for nine in range(100_000_000, 100_000_020))
    assert all(
        not is_nhs_number(f"{nine}{last}")
        for nine in range(100_000_000, 100_000_020)
        if not nhs_number(str(nine))
        for last in range(10)
    )


@pytest.mark.parametrize("text", ["0000000000", "943476591", "94347659190", "943476591x", ""])
def test_what_has_other_than_ten_digits_or_one_digit_ten_times_is_no_nhs_number(text):
    assert is_nhs_number(text) is False


def found(text, *kinds):
    return personal_data(text, kinds)


def test_a_card_has_two_digits_at_least():
    two = next(text for text in (f"{'4' * 15}{one}" for one in range(10)) if luhn(text))
    assert set(found(two, Personal.CARD)) == {Personal.CARD}
    assert found("0" * 16, Personal.CARD) == {}


def test_a_phone_number_is_one_beside_a_date_and_none_within_one():
    assert found("01.02.2019 call 020 7946 0958", Personal.PHONE) == {
        Personal.PHONE: [(16, 29), (11, 29)]
    }
    assert found("01.02.2019", Personal.PHONE) == {}


def test_only_data_of_the_kinds_named_are_taken_out():
    assert without("a@b.example 020 7946 0958", [Personal.EMAIL]).split() == (
        ["020", "7946", "0958"]
    )


def test_a_title_is_judged_by_the_severest_of_its_faults():
    refused = only(replace(BANNED, severity=Severity.REFUSE), replace(LENGTH, most=10))
    assert rules.judged("Roof slates", ()).state is TitleState.UNJUDGED
    assert rules.judged("Roof slates", only(CHARACTERS)).state is TitleState.GOOD
    assert rules.judged("Roof/slates", only(CHARACTERS)).state is TitleState.ADVISED
    said = rules.judged("Misc roof slates", refused)
    assert said == Judged(
        TitleState.FAILING,
        ("banned", "length"),
        60,
        ("These words say nothing to others: 'misc'.",),
        ("It is too long: a title has at most 10 characters. It has 16.",),
    )


def test_a_title_is_looked_at_with_a_suggestion_where_it_has_faults():
    asked = only(BANNED)
    assert rules.looked_at("Roof slates", asked, DAY) == Looked("Roof slates", (), "", 80)
    found = rules.looked_at("Misc roof slates", asked, DAY)
    assert found == Looked(
        "Misc roof slates", rules.faults("Misc roof slates", asked), "roof slates", 60
    )


def refused(check, **said):
    return told(rules.reasons_not_to_ask(Asked(check, Severity.REASON, **said)))


def test_a_pattern_has_each_part_once_and_a_subject():
    assert refused(Check.PATTERN, pattern="subject [date] version") == []
    for pattern in ("", "title", "subject subject"):
        assert refused(Check.PATTERN, pattern=pattern) == ["pattern at pattern"]
    for pattern in ("date", "date [subject]"):
        assert refused(Check.PATTERN, pattern=pattern) == ["pattern_subject at pattern"]


def test_words_are_two_hundred_of_a_hundred_letters_at_most():
    many = tuple(f"word{number}" for number in range(200))
    assert refused(Check.BANNED, words=many) == refused(Check.BANNED, words=("x" * 100,)) == []
    assert refused(Check.BANNED) == ["no_words at words"]
    for words in ((*many, "more"), ("x" * 101,)):
        assert refused(Check.BANNED, words=words) == ["too_many_words at words"]
    [bare] = rules.reasons_not_to_ask(replace(BANNED, words=("a", "--", "..")))
    assert (bare.code, bare.field, bare.message) == (
        *("not_a_word", "words", "This is no word: -- .."),
    )


def test_lengths_characters_and_kinds_are_within_what_a_title_can_be():
    for least, most in ((1, 1), (1, 500), (500, 500)):
        assert refused(Check.LENGTH, least=least, most=most) == []
    for least, most in ((0, 5), (5, 4), (5, 501)):
        assert refused(Check.LENGTH, least=least, most=most) == ["length at least"]
    assert refused(Check.CHARACTERS, allowed="x" * 100) == []
    assert refused(Check.CHARACTERS, allowed="x" * 101) == ["too_many_characters at allowed"]
    assert refused(Check.PERSONAL, kinds=(Personal.CARD,)) == []
    assert refused(Check.PERSONAL) == ["no_kinds at kinds"]
    assert rules.reasons_not_to_ask(Asked(Check.PERSONAL, Severity.OFF)) == []


def test_a_title_of_ten_to_a_hundred_and_twenty_letters_is_at_a_length_to_read():
    assert [rules.score("x" * many) for many in (9, 10, 120, 121)] == [40, 60, 60, 40]


def suggested(title, *asked):
    return rules.suggest(title, only(*asked), DAY)


def pattern(parts, **more):
    return replace(PATTERN, pattern=parts, **more)


def test_a_title_that_is_too_long_loses_its_last_words():
    asked = replace(LENGTH, least=1, most=10)
    assert suggested("Roof of the hall", asked) == "Roof of"
    assert suggested("Roof slate of the hall", asked) == "Roof slate"
    assert suggested("Roof slate, of the hall", asked) == "Roof"
    assert suggested("Roof tile, of the hall", asked) == "Roof tile"
    assert suggested("Roof slat and tiles", asked) == "Roof slat"
    assert suggested("Reroofings, of the hall", asked) == "Reroofings"
    assert suggested("Roof - - - of the hall", asked) == "Roof"
    assert suggested("Reroofingsofthehall", asked) == "Reroofings"
    banned = (replace(BANNED, words=("misc",)), asked)
    assert suggested("misc Roof slate", *banned) == "Roof slate"


def test_edges_and_empty_brackets_are_cleaned_away():
    assert suggested("(misc) Roof, ", BANNED) == "Roof"


def test_parts_that_are_not_asked_for_stay_in_the_subject():
    longest = replace(LENGTH, least=1, most=60)
    assert suggested("2019-01-02 Roof v2", pattern("subject"), BANNED) == "2019-01-02 Roof v2"
    assert suggested("misc 2019-01-02 Roof v2", pattern("subject"), BANNED) == "2019-01-02 Roof v2"
    assert suggested("v2 2019-01-02 Roof", pattern("subject version")) == "2019-01-02 Roof v2"
    title = "x" * 60
    assert suggested(f"misc {title}", pattern("subject"), BANNED, longest) == title
    assert suggested(f"misc {'x' * 500}", pattern("subject"), BANNED) == "x" * 500
    assert suggested(f"misc {'x' * 501}", pattern("subject"), BANNED) == "x" * 500


def test_a_date_is_written_in_the_form_that_is_asked_for():
    assert suggested("Roof 2.1.2019", pattern("date subject")) == "2019-01-02 Roof"
    plain = pattern("date subject", date_form=DateForm.PLAIN)
    assert suggested("Roof 2.1.2019", plain) == "20190102 Roof"
    assert suggested("Roof", plain) == "20190506 Roof"
    assert suggested("misc Roof", pattern("[date] subject"), BANNED) == "Roof"


def test_the_subject_has_what_room_the_other_parts_leave():
    asked = (pattern("date subject [version]"), replace(LENGTH, least=1, most=22))
    assert suggested("Roof v2", *asked) == "2019-05-06 Roof v2"
    assert suggested("Roofs or tiles v2", *asked) == "2019-05-06 Roofs or v2"
    assert suggested("Slatesor tiles v2", *asked) == "2019-05-06 Slatesor v2"
    assert suggested("Slatesors v2", *asked) == "2019-05-06 Slatesor v2"
    assert suggested("Slate", pattern("date subject"), replace(LENGTH, least=1, most=10)) == ""
    assert suggested("Slate", pattern("date subject"), replace(LENGTH, least=1, most=11)) == ""


def test_a_day_is_taken_from_the_centuries_that_records_are_of():
    asked = pattern("date subject")
    for year in (1900, 2200):
        assert suggested(f"Roof 2.1.{year}", asked) == f"{year}-01-02 Roof"
    for year in (1899, 2201):
        assert suggested(f"Roof 2.1.{year}", asked) == f"2019-05-06 Roof 2.1.{year}"
