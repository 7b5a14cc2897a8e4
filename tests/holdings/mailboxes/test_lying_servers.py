"""A mail server that hangs, drops or lies: bounded time, bounded memory, a reason, and the next
look goes on."""

import resource
import socket
import time

import pytest
from tests.holdings.mailboxes.lying import LISTED, LyingServer

from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.mailboxes import actions
from muniment.holdings.mailboxes.adapters import imap_wire
from muniment.holdings.mailboxes.models import WaitingMessage
from muniment.holdings.mailboxes.types import Secret, Security, SourceDraft, SourceKind
from muniment.holdings.records.models import Record

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BODY = "Subject: Told\r\n\r\nSome words here.\r\n"
WHOLE = f"* 1 FETCH (UID 7 BODY[]<0> {{{len(BODY)}}}\r\n{BODY})\r\n{{tag}} OK done\r\n"
GIVES = {"body": WHOLE}


def for_ever(piece, *, before=b"", pause=0.0):
    """Sends the piece again and again until the other side has had enough."""

    def send(connection, tag):
        connection.sendall(before)
        while True:
            connection.sendall(piece)
            time.sleep(pause)

    return send


def silent(connection, tag):
    time.sleep(30)


def cut(connection, tag):
    connection.sendall(b"* 1 FETCH (UID 7 BODY[]<0> {99}\r\nx")
    hang_up(connection, tag)


def hang_up(connection, tag):
    connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def quick(settings, monkeypatch):
    settings.MUNIMENT_SOURCE_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(imap_wire, "QUIET_SECONDS", 0.6)
    monkeypatch.setattr(imap_wire.Wire.allow, "__defaults__", (1.5,))


def source(parish, server):
    draft = SourceDraft(
        "Lying", SourceKind.IMAP, "HOU", "127.0.0.1", server.port, Security.NONE, "user"
    )
    return actions.make_source(
        parish.who("manager"), draft, secret=Secret("password"), now=parish.now
    )


def look(parish, one):
    actions.look(one.reference, now=parish.later(minutes=15))
    one.refresh_from_db()
    return one.problem


LIES = {
    "says nothing at all": ({"WELCOME": silent}, "did not answer in time"),
    "hangs up at once": ({"WELCOME": hang_up}, "the connection was lost"),
    "says goodbye": ({"WELCOME": "* BYE overloaded\r\n"}, "with nonsense"),
    "speaks another language": ({"WELCOME": "220 smtp ready\r\n"}, "the connection was lost"),
    "sends a line that does not end": ({"WELCOME": for_ever(b"x" * 65536)}, "a line does not end"),
    "sends lines that do not end": ({"LOGIN": for_ever(b"* OK still here\r\n" * 4000)}, "not end"),
    "trickles": ({"LOGIN": for_ever(b"*", pause=0.2)}, "did not answer in time"),
    "hangs after the password": ({"LOGIN": silent}, "did not answer in time"),
    "hangs up in the list": ({"SEARCH": hang_up}, "the connection was lost"),
    "lists what are no numbers": ({"SEARCH": "* SEARCH 1 x\r\n{tag} OK done\r\n"}, "with nonsense"),
    "has no numbering": ({"EXAMINE": "* 1 EXISTS\r\n{tag} OK [READ-ONLY] x\r\n"}, "UIDVALIDITY"),
    "announces a huge literal": (
        {"FETCH": {"body": "* 1 FETCH (UID 7 BODY[]<0> {9999999999}\r\n"}},
        "announces 9999999999 bytes",
    ),
    "announces more than it sends": (
        {"FETCH": {"body": "* 1 FETCH (UID 7 BODY[]<0> {50000}\r\nfew\r\n"}},
        "did not answer in time",
    ),
    "hangs up within a message": (
        {"FETCH": {"body": cut}},
        "the connection was lost",
    ),
    "refuses to give": ({"FETCH": {"body": "{tag} NO not today\r\n"}}, "the server refused"),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_a_server_that_breaks_the_rules_is_told_in_bounded_time_and_the_next_look_goes_on(
    parish, quick, lie
):
    script, words = LIES[lie]
    server = LyingServer(**script)
    one = source(parish, server)
    began, grown = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        assert words in look(parish, one)
        assert time.monotonic() - began < 8
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - grown < 64 * 1024
        assert Record.objects.count() == 0
        server.script = {"FETCH": GIVES}
        assert look(parish, one) == "" and Record.objects.count() == 1
    finally:
        server.close()


def test_a_message_that_is_listed_but_not_given_is_tried_again_and_then_left_out(parish, quick):
    server = LyingServer(FETCH={"body": "{tag} OK nothing\r\n"})
    one = source(parish, server)
    try:
        for _ in range(4):
            assert look(parish, one) == ""
            assert CapturedItem.objects.get().reason.startswith("The server lists the message")
        look(parish, one)
        assert one.result["notes"] == ["INBOX: message 7 was tried 5 times and is left out."]
        asked = len(server.asked)
        look(parish, one)
        assert not [line for line in server.asked[asked:] if "BODY.PEEK[]" in line]
        assert Record.objects.count() == 0
    finally:
        server.close()


def test_a_message_that_comes_at_the_second_try_is_a_record(parish, quick):
    server = LyingServer(FETCH={"body": "{tag} OK nothing\r\n"})
    one = source(parish, server)
    try:
        look(parish, one)
        server.script = {"FETCH": GIVES, "SEARCH": "* SEARCH\r\n{tag} OK done\r\n"}
        look(parish, one)
        assert Record.objects.get().title == "Told"
        assert CapturedItem.objects.get().outcome == "captured"
    finally:
        server.close()


def test_a_message_of_which_the_server_says_nothing_is_asked_for_again(parish, quick):
    nothing = "{tag} OK done\r\n"
    server = LyingServer(FETCH={"list": nothing, "body": WHOLE})
    one = source(parish, server)
    try:
        look(parish, one)
        assert Record.objects.count() == 0
        server.script = {"FETCH": GIVES}
        look(parish, one)
        assert Record.objects.get().title == "Told"
    finally:
        server.close()


def test_a_message_that_is_gone_before_it_is_looked_at_is_waited_for_no_longer(parish, quick):
    server = LyingServer(FETCH={"list": "{tag} OK done\r\n"})
    one = source(parish, server)
    try:
        look(parish, one)
        server.script["SEARCH"] = "* SEARCH\r\n{tag} OK done\r\n"
        look(parish, one)
        assert look(parish, one) == "" and not WaitingMessage.objects.exists()
        assert one.result["notes"] == []
    finally:
        server.close()


def test_messages_that_nobody_asked_for_are_not_taken(parish, quick):
    other = WHOLE.replace("UID 7", "UID 666")
    server = LyingServer(FETCH={"body": other.replace("{tag} OK done\r\n", "") + WHOLE})
    one = source(parish, server)
    try:
        look(parish, one)
        assert [item.path for item in CapturedItem.objects.all()] == ["INBOX/9-7.eml"]
    finally:
        server.close()


def test_a_message_that_is_larger_than_announced_comes_whole(parish, quick):
    size = 3 * 2**20
    text = ("Subject: Large\r\n\r\n" + "z" * size).encode()

    def send(connection, tag):
        asked = server.asked[-1]
        start, most = asked.split("<")[1].split(">")[0].split(".")
        piece = text[int(start) : int(start) + int(most)]
        head = f"* 1 FETCH (UID 7 BODY[]<{start}> {{{len(piece)}}}\r\n".encode()
        connection.sendall(head + piece + f")\r\n{tag} OK done\r\n".encode())

    server = LyingServer(FETCH={"body": send, "list": LISTED})
    one = source(parish, server)
    try:
        assert look(parish, one) == ""
        assert Record.objects.get().components.get().size == len(text)
    finally:
        server.close()
