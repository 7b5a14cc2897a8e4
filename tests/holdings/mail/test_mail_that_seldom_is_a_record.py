"""Kinds of mail that seldom are records: told of, left, or filed with a short time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.capture.post import letter, mbox
from tests.holdings.parish import add_person, codes, write

from muniment.foundation.access.types import Role
from muniment.foundation.content.models import Blob
from muniment.foundation.content.queries import store
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.capture import queries as captures
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.mail import actions, queries
from muniment.holdings.mail.rules import kind_of
from muniment.holdings.mail.types import Kind, RuleDraft
from muniment.holdings.records.models import Record

HEAD = b"From: a@example.org\nDate: Mon, 06 May 2019 12:00:00 +0100\nMessage-ID: <%s@x>\n"
REPORT = b"Content-Type: multipart/report; boundary=b;\n %s\n\nx"
INVITED = (
    b'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\nYes\n'
    b"--b\nContent-Type: text/calendar; charset=utf-8;\n\tmethod=REPLY\n\nBEGIN:VCALENDAR\n--b--\n"
)
KINDS = {
    "report": (
        REPORT % b"report-type=delivery-status",
        "delivery_report",
    ),
    "receipt": (
        REPORT % b'report-type="disposition-notification"',
        "delivery_report",
    ),
    "invited": (INVITED, "calendar_reply"),
    "calendar": (b"Content-Type: text/calendar; method=reply\n\nBEGIN:VCALENDAR", "calendar_reply"),
    "away": (b"Auto-Submitted: auto-replied (vacation)\n\nI am away.", "auto_reply"),
    "away2": (b"Precedence: auto_reply\n\nI am away.", "auto_reply"),
    "news": (b"List-Unsubscribe: <https://x.example/leave>\n\nNews", "newsletter"),
    "list": (b"List-Id: Slates <slates.x.example>\n\nNews", "newsletter"),
}
PLAIN = {
    "letter": b"\nDear Sir",
    "invitation": INVITED.replace(b"REPLY", b"REQUEST"),
    "no": b"Auto-Submitted: no\n\nDear Sir",
    "system": b"Auto-Submitted: auto-generated\n\nA licence was granted.",
    "spam": b"Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\nx",
    "quoted": b"\nHe wrote:\n> List-Id: slates\n> Auto-Submitted: auto-replied\n",
}


def raw(name, rest):
    return HEAD % name.encode() + rest


def kinds_of(name, rest):
    head, _, body = raw(name, rest).partition(b"\n\n")
    return kind_of(head + b"\n\n", body)


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_known_by_its_headers(name):
    assert kinds_of(name, KINDS[name][0]) == KINDS[name][1]


@pytest.mark.parametrize("name", PLAIN)
def test_what_only_looks_like_one_is_none(name):
    assert kinds_of(name, PLAIN[name]) is None


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_are_of_a_kind_or_of_none(head, opening):
    assert kind_of(head, opening) in {None, *Kind}


@pytest.fixture
def post(tmp_path):
    files = {f"{name}.eml": raw(name, rest) for name, (rest, _) in KINDS.items()}
    return write(tmp_path / "post", files | {"letter.eml": raw("letter", PLAIN["letter"])})


def choose(parish, kind, choice, by="manager", **more):
    actions.set_rule(parish.who(by), RuleDraft(kind, choice, **more), now=parish.later(hours=1))


def test_as_shipped_everything_is_captured_and_counted(parish, post):
    capture = parish.capture(post)
    assert captures.tally(capture).captured == 9
    assert captures.mail_kinds(capture) == {
        "auto_reply": {"captured": 2},
        "calendar_reply": {"captured": 2},
        "delivery_report": {"captured": 2},
        "newsletter": {"captured": 2},
    }


def test_what_is_left_is_listed_with_its_reason_and_touches_neither_source_nor_store(parish, post):
    choose(parish, "newsletter", "leave")
    before = {one.name: one.read_bytes() for one in post.iterdir()}
    for _ in range(2):
        capture = parish.capture(post)
        tally = captures.tally(capture)
        assert (tally.captured, tally.left, tally.items) == (7, 2, 9)
    item = CapturedItem.objects.get(path="news.eml")
    assert (item.outcome, item.reason_code) == ("left", "mail_newsletter")
    assert "left where it is" in item.reason
    assert not Blob.objects.filter(pk=item.sha256).exists()
    assert {one.name: one.read_bytes() for one in post.iterdir()} == before


def test_the_bytes_of_what_is_left_do_not_stay(committed_parish, tmp_path):
    choose(committed_parish, "newsletter", "leave")
    news = raw("news", KINDS["news"][0])
    committed_parish.capture(write(tmp_path / "post", {"news.eml": news, "a.txt": b"a"}))
    assert len(list(store().iter_all())) == 1


def test_when_the_rule_changes_what_was_left_comes_in_with_the_next_run(parish, post):
    choose(parish, "newsletter", "leave")
    parish.capture(post)
    choose(parish, "newsletter", "tell")
    tally = parish.tally(post)
    assert (tally.captured, tally.left) == (9, 0)
    assert Record.objects.count() == 9


def test_messages_are_filed_in_a_class_of_their_own_with_its_short_time(parish, post):
    parish.open_class("HOU/TEMP", under="HOU", rule="SIX", owner_unit="HOU", access="everyone")
    choose(parish, "auto_reply", "file", into="HOU/TEMP")
    assert parish.tally(post).captured == 9
    short = Record.objects.filter(file_class__reference="HOU/TEMP")
    assert {one.message_id for one in short} == {"away@x", "away2@x"}
    assert {one.folder.title for one in short} == {"post"}


def test_whoever_may_not_file_there_files_as_usual_and_nothing_is_lost(parish, post):
    add_person(parish, "local", "HOU", Role.STAFF, "HOU")
    choose(parish, "auto_reply", "file", into="LEG")
    capture = parish.capture(post, by="local")
    assert captures.tally(capture).captured == 9
    assert set(Record.objects.values_list("file_class__reference", flat=True)) == {"HOU"}


def test_the_nearest_class_decides(parish, post, tmp_path):
    choose(parish, "newsletter", "leave")
    choose(parish, "newsletter", "tell", file_class="LEG")
    assert parish.tally(post).left == 2
    assert parish.tally(post, into="LEG").left == 0
    said = {one.kind: (one.choice, one.where) for one in queries.stands()}
    assert said["newsletter"] == ("leave", "")
    assert said["auto_reply"] == ("tell", "")


def test_messages_in_a_mailbox_are_sorted_too(parish, tmp_path):
    choose(parish, "newsletter", "leave")
    box = tmp_path / "post.mbox"
    box.write_bytes(mbox(letter(), raw("news", KINDS["news"][0])))
    tally = parish.tally(box)
    assert (tally.captured, tally.left, tally.opened) == (1, 1, 1)


def test_what_a_person_files_by_hand_is_never_left(committed_parish):
    parish = committed_parish
    choose(parish, "newsletter", "leave")
    made = parish.upload(parish.folder(), raw("news", KINDS["news"][0]), "news.eml")
    assert made.outcome == "captured"


def test_a_rule_that_cannot_be_is_refused_with_every_reason(parish):
    with pytest.raises(Refused) as refusal:
        choose(parish, "spam", "burn")
    assert codes(refusal) == ["kind", "choice"]
    with pytest.raises(Refused) as refusal:
        choose(parish, "newsletter", "file")
    assert codes(refusal) == ["into"]
    with pytest.raises(Refused) as refusal:
        choose(parish, "newsletter", "leave", into="HOU")
    assert codes(refusal) == ["into"]
    with pytest.raises(NotFound):
        choose(parish, "newsletter", "leave", file_class="NOWHERE")
    with pytest.raises(NotPermitted):
        choose(parish, "newsletter", "leave", by="clerk")
    assert not queries.rules_set()
