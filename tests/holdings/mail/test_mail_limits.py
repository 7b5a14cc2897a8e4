"""Each sign of a kind of mail, each reason why a message seems important, and what it counts."""

from dataclasses import replace

import pytest
from tests.refusals import told

from muniment.holdings.mail import rules
from muniment.holdings.mail.types import Clue, Home, Kind, Known, Rate, RuleDraft, Why


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"Sensitivity:  Private", Kind.PRIVATE),
        (b"sensitivity: PERSONAL", Kind.PRIVATE),
        (b"Sensitivity: Personal\r\nList-Id: <a.b>", Kind.PRIVATE),
        (b"Sensitivity: Normal", None),
        (b"Content-Type: multipart/report; Report-Type=Delivery-Status", Kind.DELIVERY_REPORT),
        (b"Content-Type: multipart/report", None),
        (b"Content-Type: multipart/mixed; report-type=delivery-status", None),
        (b"Content-Type: TEXT/CALENDAR; METHOD=counter", Kind.CALENDAR_REPLY),
        (b"Content-Type: text/calendar; x=\xff; method=REPLY", Kind.CALENDAR_REPLY),
        (b"Content-Type: text/calendar", None),
        (b"Auto-Submitted:  Auto-Replied", Kind.AUTO_REPLY),
        (b"X-AutoReply: yes", Kind.AUTO_REPLY),
        (b"X-Autorespond: yes", Kind.AUTO_REPLY),
        (b"X-Auto-Response: no", None),
        (b"X-AutoResponse: yes", Kind.AUTO_REPLY),
        (b"Precedence:  Auto_Reply", Kind.AUTO_REPLY),
        (b"Precedence: bulk", None),
        (b"List-ID: <a.b>", Kind.NEWSLETTER),
        (b"Subject: A", None),
    ],
)
def test_each_sign_of_a_kind_is_read_whatever_its_letters(head, kind):
    assert rules.kind_of(head + b"\r\n\r\n") is kind


def test_what_is_below_the_headers_shows_an_answer_to_an_invitation_and_nothing_else():
    plain = b"Subject: A\r\n\r\n"
    assert rules.kind_of(plain, b"Content-Type: text/calendar; method=REPLY") is (
        Kind.CALENDAR_REPLY
    )
    assert rules.kind_of(plain, b"Sensitivity: private\r\nList-Id: x") is None


def test_what_sensitivity_says_is_read_with_room_around_it():
    assert rules.is_private(" Private ") and rules.is_private("PERSONAL")
    assert not rules.is_private("company-confidential") and not rules.is_private("")


def set_rule(kind="newsletter", choice="leave", **more):
    return told(rules.reasons_not_to_set(RuleDraft(kind, choice, **more)))


def test_a_rule_is_about_a_kind_that_there_is_and_files_in_a_class():
    assert set_rule() == set_rule(choice="tell") == set_rule(into=" ") == []
    assert set_rule(choice="file", into="HOU") == []
    assert set_rule("letter") == ["kind at kind"]
    assert set_rule(choice="burn") == ["choice at choice"]
    assert set_rule(choice="file") == set_rule(choice="file", into=" ") == ["into at into"]
    assert set_rule(into="HOU") == ["into at into"]
    assert set_rule("letter", "burn", into="HOU") == [
        *("kind at kind", "choice at choice", "into at into")
    ]


def test_what_is_said_of_a_class_depends_on_whether_one_is_needed():
    [missing] = rules.reasons_not_to_set(RuleDraft("newsletter", "file"))
    [needless] = rules.reasons_not_to_set(RuleDraft("newsletter", "leave", into="HOU"))
    assert missing.message.startswith("Say in which") and "goes with" in needless.message


def test_folders_are_known_in_a_subject_by_their_references():
    found = rules.folders_in("Re: f-0a1b2-c3d4e, F-00000-11111")
    assert found == ["F-0A1B2-C3D4E", "F-00000-11111"]
    assert rules.folders_in("XF-0A1B2-C3D4E F-0A1B2-C3D4") == []


# Enough by itself, so that what is added to it is told as well.
NAMED = Clue(Why.CASE, "Its subject names “Roof”.", 30)


def added(**said):
    known = replace(Known(named=Home("F", "Roof")), **said)
    return [one for one in rules.clues_of(known) if one != NAMED]


def test_each_reason_says_what_it_comes_from_and_counts_as_much_as_it_is_worth():
    assert rules.clues_of(Known(named=Home("F", "Roof"))) == (NAMED,)
    assert rules.clues_of(Known("FOI/2026/1 and FOI/2026/2")) == (
        Clue(Why.CASE, "Its subject names the case FOI/2026/1.", 25),
    )
    assert added(role="Senior Auditor", sender="Ann") == [
        Clue(Why.SENDER, "Ann wrote it: senior auditor.", 25)
    ]
    assert added(talk=3) == []
    assert added(talk=4) == [Clue(Why.TALK, "Its conversation has 4 messages.", 15)]
    assert added(subject="Legal LEASE, lease of land: tender, order") == [
        Clue(Why.WORDS, "Its subject says legal, lease, tender.", 15)
    ]
    assert added(importance=" High ") == [
        Clue(Why.FLAGGED, "Its sender flagged it as important.", 10)
    ]
    assert added(importance="normal") == []
    assert added(starred=True) == [Clue(Why.STARRED, "You flagged it.", 15)]
    assert added(attachments=1) == [Clue(Why.ATTACHMENTS, "It has an attachment.", 10)]
    assert added(attachments=3) == [Clue(Why.ATTACHMENTS, "It has 3 attachments.", 10)]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "Another message of its conversation is filed in “Slates”."),
        (2, "2 other messages of its conversation are filed in “Slates”."),
    ],
)
def test_a_conversation_that_is_filed_is_told_by_how_many_messages(count, words):
    assert added(filed=Home("F", "Slates", count)) == [Clue(Why.FILED, words, 40)]


def test_reasons_are_told_only_once_they_are_enough_together():
    assert rules.clues_of(Known(attachments=1, importance="high")) == ()
    assert [one.why for one in rules.clues_of(Known(attachments=1, starred=True))] == [
        Why.STARRED,
        Why.ATTACHMENTS,
    ]


def test_rates_are_counted_in_all_and_for_each_reason_that_was_judged():
    judged = [(True, ["case", "words"]), (False, ["words"])]
    assert rules.rates_of(judged) == [Rate("", 2, 1), Rate("case", 1, 1), Rate("words", 2, 1)]
    assert rules.rates_of([]) == [Rate("", 0, 0)]
