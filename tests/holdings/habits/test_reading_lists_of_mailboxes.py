"""What is understood of a list of mailboxes: each row as it stands, and every reason it is not."""

from datetime import date

import pytest

from muniment.holdings.habits import rules
from muniment.holdings.habits.types import COLUMNS, MailboxRow

TODAY = date(2026, 11, 21)
OURS = {one: one for one in COLUMNS}
FULL = {
    "account": "Ann@Parish.example",
    "size": "2 kB",
    "person": " ann ",
    "unit": "HOU",
    "items": "1,234",
    "unread": "1,234",
    "oldest": "2019-03-31T10:15:00Z",
    "sent": "0",
    "received": "56",
    "attached": "7",
    "on": "21/11/2026",
}


def read(*rows, on=date(2026, 11, 1), chosen=OURS):
    return rules.read_rows(rows, chosen, on=on, today=TODAY)


def wrong(day=date(2026, 11, 1), **said):
    """Why a row is left out that is well but for what is `said`; None where it is not."""
    left = read({**FULL, **said}, on=day)[1]
    return left[0].reason if left else None


def test_every_column_is_read():
    [row], left = read(FULL)
    assert left == []
    assert row == MailboxRow(
        line=2,
        account="ann@parish.example",
        size=2048,
        on=TODAY,
        person="ann",
        unit="HOU",
        items=1234,
        unread=1234,
        oldest=date(2019, 3, 31),
        sent=0,
        received=56,
        attached=7,
    )


def test_what_a_row_does_not_say_is_unknown_and_its_day_is_that_of_the_list():
    [row], _ = read({"account": "a@b", "size": 5, "items": None, "unread": "3"})
    assert row == MailboxRow(2, "a@b", 5, date(2026, 11, 1), unread=3)


def test_columns_that_are_not_chosen_are_not_read():
    unnamed = {**FULL, "": "of a column without a heading"}
    [row], _ = read(
        unnamed, chosen={"account": "account", "size": "size", "person": "", "unit": "x"}
    )
    assert row == MailboxRow(2, "ann@parish.example", 2048, date(2026, 11, 1))


def test_empty_rows_are_passed_over_and_lines_are_counted_below_the_heading():
    found, left = read({"account": " "}, {"account": "a@b", "size": "1"}, {"account": "x"})
    assert [one.line for one in found] == [3] and [(one.line, one.title) for one in left] == [
        (4, "x")
    ]


@pytest.mark.parametrize(
    ("said", "line"),
    [
        *(("7", 7), (7, 7), ("0", 0), ("", 2), ("x", 2), ("²", 2), (None, 2)),
        *(("123456789", 123456789), ("1234567890", 2)),
    ],
)
def test_a_row_that_says_its_line_keeps_it(said, line):
    assert read({**FULL, "line": said})[0][0].line == line


def test_a_mailbox_is_taken_once_whatever_its_letters():
    found, left = read(FULL, {**FULL, "account": "ANN@parish.example"}, {**FULL, "account": "b@c"})
    assert [one.line for one in found] == [2, 4]
    assert [one.reason for one in left] == ["The mailbox stands in line 2 already."]


def test_a_row_that_was_left_out_does_not_stand_in_the_way():
    found, left = read({**FULL, "size": "?"}, FULL)
    assert [one.line for one in found] == [3] and [one.line for one in left] == [2]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"account": ""}, "It names no mailbox."),
        ({"account": "a b@c"}, "“a b@c” is no e-mail address."),
        ({"account": "a" * 249 + "@b"}, f"“{'a' * 60}” is no e-mail address."),
        ({"person": "x" * 251}, "The person has more than 250 letters."),
        ({"unit": "x" * 251}, "The unit has more than 250 letters."),
        ({"size": ""}, "It says no size."),
        ({"size": "?" * 50}, f"“{'?' * 40}” is no size."),
        ({"size": str(10**15 + 1)}, "“1000000000000001” is no size."),
        ({"sent": str(10**15 + 1)}, "Messages sent: “1000000000000001” is no whole number."),
        ({"received": "x" * 50}, f"Messages received: “{'x' * 40}” is no whole number."),
        ({"items": "1233"}, "More messages are unread than there are."),
        ({"oldest": "x" * 50}, f"Date of the oldest message: “{'x' * 40}” is no date"),
        ({"oldest": "2026-11-22"}, "Date of the oldest message: 2026-11-22 lies in the future."),
        ({"on": "2026-11-22"}, "Date of the figures: 2026-11-22 lies in the future."),
        ({"on": "soon"}, "Date of the figures: “soon” is no date such as 2026-03-31."),
    ],
)
def test_what_is_wrong_with_a_row_is_told_in_its_own_words(said, reason):
    assert wrong(**said).startswith(reason)


def test_figures_may_be_as_large_and_as_late_as_can_be():
    assert wrong(account="a" * 248 + "@b", person="x" * 250, unit="x" * 250) is None
    assert wrong(size=str(10**15), sent=str(10**15), oldest="2026-11-21") is None
    assert wrong(on="", unread="0") is None is wrong(items="")


def test_the_day_of_the_list_is_asked_for_only_where_a_row_names_none():
    assert wrong(None) is None
    assert wrong(None, on="") == "Nothing says of which day the figures are."
    assert wrong(TODAY, on="") is None
    assert wrong(date(2026, 11, 22), on="") == (
        "Date of the figures: 2026-11-22 lies in the future."
    )


def test_several_reasons_are_told_one_after_the_other():
    assert wrong(size="?", sent="?") == "“?” is no size. Messages sent: “?” is no whole number."


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1.5 KB", 1536),
        ("1 kib", 1024),
        ("2 mib", 2 * 1024**2),
        ("1,000 GB", 1000 * 1024**3),
        ("3 TiB", 3 * 1024**4),
        (" 5 bytes ", 5),
        ("1 byte", 1),
        ("7b", 7),
        ("1.4 b", 1),
        ("1 MB (1.048.576 Bytes)", 1048576),
        ("1 MB (1 048 576 byte)", 1048576),
        ("( bytes)", 0),
        ("1,,5", 15),
        ("1.", None),
        ("1.5.2 MB", None),
        ("", None),
    ],
)
def test_sizes_are_read_by_their_unit(text, size):
    assert rules.size_of(text) == size


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1/2/2026", date(2026, 2, 1)),
        ("01.02.2026 10:00", date(2026, 2, 1)),
        (" 2026-02-01 ", date(2026, 2, 1)),
        ("2026-02-01T10:00", date(2026, 2, 1)),
        ("31/02/2026", None),
        ("2026-02-30", None),
        ("1/2/26", None),
        ("x 2026-02-01", None),
    ],
)
def test_days_are_read_as_programs_write_them(text, day):
    found, left = read({**FULL, "oldest": text})
    assert (found[0].oldest if found else None) == day and bool(left) == (day is None)


def test_the_heading_of_our_own_counts_before_one_of_others_and_the_first_of_two_alike():
    assert rules.columns_of(["E-Mail", " ACCOUNT ", "account", "Size"]) == {
        "account": " ACCOUNT ",
        "size": "Size",
    }
    assert rules.columns_of(["Mail", "UPN", "item count", "Sent-Items"]) == {
        "account": "UPN",
        "items": "item count",
        "sent": "Sent-Items",
    }
    assert rules.columns_of([]) == {}
