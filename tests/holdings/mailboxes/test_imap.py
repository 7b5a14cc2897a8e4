"""A mailbox on a real server (Dovecot), looked at again and again."""

import hashlib
import itertools
import socket
from email.message import EmailMessage

import pytest
from tests.holdings.mailboxes.dovecot import PASSWORD

from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP
from muniment.foundation.jobs.actions import run_next
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.mailboxes import actions, queries
from muniment.holdings.mailboxes.actions import mailing
from muniment.holdings.mailboxes.adapters import imap
from muniment.holdings.mailboxes.models import Source, TakenMessage
from muniment.holdings.mailboxes.types import Afterwards, Secret, Security, SourceDraft, SourceKind
from muniment.holdings.records.models import Record

pytestmark = pytest.mark.django_db
LOOK = "mailboxes.look"
USERS = (f"box{number}" for number in itertools.count())


def letter(subject, body="Dear all.", message_id=True):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "ann@example.org", "bob@example.org", subject
    made["Date"] = "Mon, 02 Mar 2026 09:00:00 +0000"
    if message_id:
        made["Message-ID"] = f"<{subject.replace(' ', '.')}@example.org>"
    made.set_content(body)
    return made.as_bytes()


@pytest.fixture
def user():
    return next(USERS)


def draft(server, user, **said):
    said = {"name": "Housing inbox", "into": "HOU", **said}
    where = {"host": "localhost", "port": server.tls, "user": user}
    return SourceDraft(kind=SourceKind.IMAP, **{**where, **said})


def source(parish, server, user, **said):
    return actions.make_source(
        parish.who("manager"), draft(server, user, **said), secret=Secret(PASSWORD), now=parish.now
    )


def look(parish, one):
    actions.look(one.reference, now=parish.later(minutes=15))
    one.refresh_from_db()
    return one.result


def counts(found):
    return {
        name: found[name] for name in ("captured", "linked", "refused", "failed") if found[name]
    }


def test_new_messages_become_records_and_nothing_comes_twice(parish, server, user):
    server.put(user, letter("First"), letter("Second"))
    one = source(parish, server, user)
    assert counts(look(parish, one)) == {"captured": 2}, one.problem
    assert sorted(Record.objects.values_list("title", flat=True)) == ["First", "Second"]
    assert look(parish, one)["items"] == 0
    server.put(user, letter("Third"))
    assert counts(look(parish, one)) == {"captured": 1}
    assert not one.problem and one.well_at == parish.now
    assert queries.tally(one)["captured"] == 3


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_the_connection_is_protected_from_the_start_or_before_the_password(
    parish, server, user, security
):
    server.put(user, letter("Protected"))
    port = server.tls if security is Security.TLS else server.plain
    one = source(parish, server, user, security=security, port=port)
    assert counts(look(parish, one)) == {"captured": 1}, one.problem


def test_without_protection_a_password_goes_to_this_machine_only(parish, server, user, settings):
    server.put(user, letter("Unprotected"))
    one = source(parish, server, user, security=Security.NONE, port=server.plain)
    assert counts(look(parish, one)) == {"captured": 1}
    settings.MUNIMENT_SOURCE_NETWORKS = ["0.0.0.0/0"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as looking:
        looking.connect(("192.0.2.1", 9))  # sends nothing; says which address would be ours
        address = looking.getsockname()[0]
    with socket.create_server((address, 0)) as listening:
        told = {"host": address, "port": listening.getsockname()[1], "security": Security.NONE}
        look(parish, source(parish, server, user, **told))
    assert "not sent over an unprotected connection" in Source.objects.latest("pk").problem


def test_a_certificate_that_nobody_vouches_for_is_refused(parish, server, user, settings):
    settings.MUNIMENT_SOURCE_CERTIFICATES = ""
    one = source(parish, server, user)
    look(parish, one)
    assert "certificate of localhost is not to be trusted" in one.problem


def test_a_wrong_password_is_told_and_the_next_look_goes_on(parish, server, user):
    server.put(user, letter("Patience"))
    one = actions.make_source(
        parish.who("manager"), draft(server, user), secret=Secret("wrong"), now=parish.now
    )
    look(parish, one)
    assert one.problem == "The server does not accept the user name and password."
    right = Secret(PASSWORD)
    actions.change_source(
        parish.who("manager"), one.reference, draft(server, user), secret=right, now=parish.now
    )
    assert counts(look(parish, one)) == {"captured": 1}


AFTERWARDS = {Afterwards.NOTHING: "", Afterwards.READ: r"\Seen", Afterwards.FLAG: r"\Flagged"}


@pytest.mark.parametrize("afterwards", AFTERWARDS)
def test_a_message_is_marked_once_it_is_a_record(parish, server, user, afterwards):
    server.put(user, letter("Marked"))
    one = source(parish, server, user, afterwards=afterwards)
    look(parish, one)
    assert set(server.flags(user).values()) == {AFTERWARDS[afterwards]}


def test_a_message_is_moved_once_it_is_a_record(parish, server, user):
    server.put(user, letter("Moved"))
    client = server.client(user)
    client.create('"Abgelegt &APw-"')
    client.logout()
    one = source(parish, server, user, afterwards=Afterwards.MOVE, move_to="Abgelegt ü")
    assert counts(look(parish, one)) == {"captured": 1}, one.problem
    assert server.flags(user) == {} and len(server.flags(user, '"Abgelegt &APw-"')) == 1
    assert look(parish, one)["items"] == 0


def test_where_messages_cannot_be_moved_they_are_records_all_the_same(parish, server, user):
    server.put(user, letter("Kept"))
    one = source(parish, server, user, afterwards=Afterwards.MOVE, move_to="Nowhere")
    look(parish, one)
    assert "Messages cannot be moved to Nowhere" in one.problem
    assert Record.objects.count() == 1 and len(server.flags(user)) == 1


class Killed(BaseException):
    """Stands for kill -9: nothing after it is done, and nothing is cleared up."""


def test_a_kill_between_the_commit_and_the_touching_repeats_only_the_touching(
    parish, server, user, monkeypatch
):
    server.put(user, letter("One"), letter("Two"))
    one = source(parish, server, user, afterwards=Afterwards.FLAG)

    def killed(self, *given):
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(imap.Mailbox, "touch", killed)
        look(parish, one)
    assert Record.objects.count() == 2 and set(server.flags(user).values()) == {""}

    def no_fetch(self, *given):
        raise AssertionError("a message was fetched a second time")

    monkeypatch.setattr(imap.Mailbox, "fetch", no_fetch)
    assert counts(look(parish, one)) == {}
    assert not one.problem and set(server.flags(user).values()) == {r"\Flagged"}
    assert Record.objects.count() == 2


def test_a_kill_right_after_the_commit_loses_nothing_and_fetches_nothing_twice(
    parish, server, user, monkeypatch
):
    server.put(user, letter("One"), letter("Two", message_id=False))
    one = source(parish, server, user, afterwards=Afterwards.READ)

    def killed(self, *given):
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(mailing._Folder, "_note", killed)
        look(parish, one)
    one.refresh_from_db()
    assert counts(look(parish, one)) == {} and one.result["known"] == 2
    assert TakenMessage.objects.count() == 2
    assert set(server.flags(user).values()) == {r"\Seen"}
    assert CapturedItem.objects.filter(outcome="linked").count() == 0


def test_a_server_that_numbers_anew_brings_nothing_twice(parish, server, user):
    server.put(user, letter("With"), letter("Without", message_id=False))
    one = source(parish, server, user)
    look(parish, one)
    server.number_anew(user)
    server.put(user, letter("New"))
    found = look(parish, one)
    assert counts(found) == {"captured": 1}, (one.problem, found)
    assert found["notes"] == ["INBOX: the server numbers its messages anew. They were compared."]
    assert Record.objects.count() == 3
    assert not CapturedItem.objects.filter(outcome="linked").exists()
    assert look(parish, one)["items"] == 0


def test_what_is_gone_from_the_server_is_a_record_still(parish, server, user):
    server.put(user, letter("Gone"), letter("Stays"))
    one = source(parish, server, user)
    look(parish, one)
    server.remove(user, 1)
    server.put(user, letter("Late"))
    assert counts(look(parish, one)) == {"captured": 1}
    assert Record.objects.count() == 3


def test_a_large_message_comes_piece_by_piece_and_whole(parish, server, user):
    large = letter("Large", "0123456789abcdef" * 4 + "\n", True) + b"x" * 70 + b"\r\n"
    large += (b"y" * 76 + b"\r\n") * 40_000
    server.put(user, large, letter("Small"))
    one = source(parish, server, user)
    assert counts(look(parish, one)) == {"captured": 2}, one.problem
    kept = Record.objects.get(title="Large").components.get()
    client = server.client(user)
    client.select("INBOX", readonly=True)
    whole = client.uid("FETCH", "1", "(BODY.PEEK[])")[1][0][1]
    client.logout()
    assert kept.sha256 == hashlib.sha256(whole).hexdigest() and kept.size > 2 * imap.PIECE


def test_a_message_over_the_limit_is_listed_with_its_reason_and_not_fetched(
    parish, server, user, settings
):
    settings.MUNIMENT_MAX_UPLOAD_BYTES = 2_000
    server.put(user, letter("Too large", "z" * 70 * 40), letter("Fits"))
    one = source(parish, server, user, afterwards=Afterwards.READ)
    assert counts(look(parish, one)) == {"captured": 1, "refused": 1}
    left = CapturedItem.objects.get(outcome="refused")
    assert "larger than 2000 bytes" in left.reason and left.path.startswith("INBOX/")
    assert sorted(server.flags(user).values()) == ["", r"\Seen"]
    assert look(parish, one)["items"] == 0


def test_several_folders_are_read_and_one_that_is_missing_keeps_none_back(parish, server, user):
    server.put(user, letter("In"))
    server.put(user, letter("Sent by us"), into="Sent")
    one = source(parish, server, user, folders=("Missing", "INBOX", "Sent"))
    assert counts(look(parish, one)) == {"captured": 2}
    assert one.problem == "There is no folder Missing in the mailbox."
    titles = Record.objects.order_by("folder__title").values_list("folder__title", flat=True)
    assert list(titles) == ["INBOX", "Sent"]


def test_the_standing_work_has_each_source_looked_at_in_its_time(parish, server, user):
    server.put(user, letter("In its time"))
    one = source(parish, server, user, every=30)
    assert actions.look_at_due(parish.now) == 1
    assert actions.look_at_due(parish.later(minutes=29)) is None
    assert [one.kind for one in iter(lambda: run_next(clock=lambda: parish.now), None)].count(
        LOOK
    ) == 1
    assert Record.objects.count() == 1
    assert actions.look_at_due(parish.later(minutes=2)) == 1
    actions.pause(parish.who("manager"), one.reference, now=parish.now)
    assert actions.look_at_due(parish.later(minutes=60)) is None


def test_whoever_configured_it_must_still_be_allowed_to_file(parish, server, user):
    server.put(user, letter("Left"))
    one = source(parish, server, user)
    people.record_leaver(SETUP, parish.references["manager"], now=parish.now)
    look(parish, one)
    assert Record.objects.count() == 0 and one.problem
    assert server.flags(user) == {1: ""}


def test_a_test_of_the_connection_says_what_it_finds_and_takes_nothing(parish, server, user):
    server.put(user, letter("Untouched"))
    one = source(
        parish, server, user, folders=("INBOX", "Lost"), afterwards=Afterwards.MOVE, move_to="No"
    )
    found = actions.test_source(parish.who("manager"), one.reference, now=parish.now)
    assert [(one.well, one.words) for one in found] == [
        (True, f"Signed in at localhost as {user}."),
        (True, "INBOX: 1 messages."),
        (False, "There is no folder Lost in the mailbox."),
        (False, "There is no folder No to move messages to."),
    ]
    assert Record.objects.count() == 0 and server.flags(user) == {1: ""}
