"""What tells that a message is private, and where the rules about old mail begin and end."""

import hashlib

from tests.holdings.inbox.test_inbox_rules import glimpse
from tests.refusals import told

from muniment.holdings.inbox import rules
from muniment.holdings.inbox.types import OldMail, Spare, Which
from muniment.holdings.mail.types import Clue, Rate, Why

CLUE, FILED = Clue(Why.WORDS, "It says so.", 15), Clue(Why.FILED, "Its talk is filed.", 40)


def test_a_message_is_private_by_a_flag_or_a_header_or_headers_that_cannot_be_read_to_their_end():
    private = b"Sensitivity: private\r\n\r\n"
    assert not rules.is_private(glimpse(flags=["\\seen"]))
    assert rules.is_private(glimpse(flags=["private"]))
    assert rules.is_private(glimpse(whole=False))
    assert rules.is_private(glimpse(private))
    assert rules.has_private_flag(["\\seen", "$label3"]) and not rules.has_private_flag(["seen"])


def test_what_its_owner_flagged_is_starred():
    for flag in ("\\flagged", "$label1", "$important", "important"):
        assert rules.is_starred(["\\seen", flag])
    assert not rules.is_starred(["\\seen", "flagged"]) and not rules.is_starred([])


def test_attachments_are_told_by_headers():
    for line in (b"Content-Type: multipart/mixed; boundary=x", b"X-MS-Has-Attach:  yes"):
        assert rules.seems_to_have_attachments(b"Subject: A\r\n" + line + b"\r\n\r\n")
    for line in (
        b"Content-Type: multipart/alternative",
        b"X-MS-Has-Attach:",
        b"A: multipart/mixed",
    ):
        assert not rules.seems_to_have_attachments(b"Subject: A\r\n" + line + b"\r\n\r\n")


def test_a_message_is_known_by_its_headers_alone():
    assert rules.digest_of(glimpse(b"Subject: A\r\n\r\n", ["\\seen"], False)) == (
        hashlib.sha256(b"Subject: A\r\n\r\n").hexdigest()
    )


def suggested(kind="", starred=False, record="", clues=()):
    return rules.suggestion(kind=kind, starred=starred, record=record, clues=clues)


def test_what_is_on_the_record_can_go_and_says_where_it_is():
    gone = (Which.GO, "It is on the record already: R-1.")
    assert suggested(record="R-1") == suggested("newsletter", record="R-1", clues=[FILED]) == gone
    assert suggested(record="R-1", starred=True, clues=[CLUE]) == (Which.REST, "")


def test_mail_that_seldom_is_a_record_can_go_unless_its_talk_is_filed():
    for kind, words in rules.GO_WORDS.items():
        assert suggested(kind) == suggested(kind, clues=[CLUE]) == (Which.GO, words)
        assert suggested(kind, clues=[CLUE, FILED]) == (Which.SAVE, "")
        assert suggested(kind, starred=True) == (Which.REST, "")
        assert suggested(kind, starred=True, clues=[CLUE]) == (Which.SAVE, "")
    assert suggested("private") == suggested() == (Which.REST, "")
    assert suggested(clues=[CLUE]) == (Which.SAVE, "")


def choose(asked, found):
    return told(rules.reasons_not_to_choose(asked, found))


def test_as_many_messages_are_chosen_as_may_be_and_all_of_them_are_there():
    assert choose(1, 1) == choose(500, 500) == []
    assert choose(0, 0) == ["none at chosen"]
    assert choose(501, 501) == ["too_many at chosen"]
    assert choose(2, 1) == ["not_there at chosen"]


def test_rates_count_what_was_suggested_and_saved_in_all_and_by_reason():
    judged = [
        (True, True, ["words", "talk"]),
        (True, False, ["words"]),
        (False, True, ["case"]),
    ]
    assert rules.rates_of(judged) == [Rate("", 2, 1), Rate("talk", 1, 1), Rate("words", 2, 1)]
    assert rules.rates_of([]) == [Rate("", 0, 0)]


def clear(after=90, warn=14):
    return told(rules.reasons_not_to_clear(after, warn))


def test_a_policy_gives_a_month_to_ten_years_and_warns_a_week_to_a_year_before():
    assert clear() == clear(30, 7) == clear(3650, 365) == clear(None, None) == clear(None, 0) == []
    assert clear(29) == clear(3651) == ["after_days at after_days"]
    for warn in (None, 0, 6, 366):
        assert clear(warn=warn) == ["warn_days at warn_days"]
    assert clear(0, None) == ["after_days at after_days", "warn_days at warn_days"]


def test_an_old_message_stays_for_the_first_reason_that_there_is():
    assert rules.why_spared(OldMail(90), 90) is None
    assert rules.why_spared(OldMail(89, starred=True), 90) is Spare.YOUNG
    assert rules.why_spared(OldMail(None, True, True, True), 90) is Spare.UNDATED
    assert rules.why_spared(OldMail(90, True, True, True), 90) is Spare.STARRED
    assert rules.why_spared(OldMail(90, False, True, True), 90) is Spare.HELD
    assert rules.why_spared(OldMail(90, in_talk=True), 90) is Spare.TALK
