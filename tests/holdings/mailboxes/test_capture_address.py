"""The capture address, through real sockets: what is answered, what is filed and in whose name."""

import smtplib
import socket
import threading
from email.message import EmailMessage

import pytest
from django.db import OperationalError, connection
from tests.holdings.parish import events
from tests.patience import PATIENCE

from muniment.cli import receiving
from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP
from muniment.holdings.capture import actions as capture
from muniment.holdings.mailboxes.adapters import smtp
from muniment.holdings.records.models import Record

ADDRESS = "records@muniment.example"
CLASS = "records+HOU@muniment.example"


def letter(sender="clerk@council.example", subject="The roof", **headers):
    made = EmailMessage()
    for name, text in headers.items():
        made[name.replace("_", "-")] = text
    made["From"], made["Subject"], made["To"] = sender, subject, "somebody@else.example"
    made["Date"], made["Message-ID"] = "Mon, 02 Mar 2026 09:00:00 +0000", f"<{subject}@x.example>"
    made.set_content("Slates are missing.")
    return made.as_bytes(policy=made.policy.clone(linesep="\r\n"))


@pytest.fixture
def parish(committed_parish, settings):
    settings.MUNIMENT_CAPTURE_ADDRESS = ADDRESS
    settings.MUNIMENT_CAPTURE_PERSON = "officer"
    settings.MUNIMENT_CAPTURE_RELAYS = ["127.0.0.0/8", "::1/128"]
    settings.MUNIMENT_CAPTURE_AUTHORITY = "mx.council.example"
    who = committed_parish.references["clerk"]
    people.change_person(SETUP, who, email="clerk@council.example", now=committed_parish.now)
    return committed_parish


@pytest.fixture
def port(parish, settings):
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number = found.getsockname()[1]
    most = settings.MUNIMENT_CAPTURE_MAX_BYTES = 200_000
    server = smtp.controller("127.0.0.1", number, receiving.check, receiving.file, most=most)
    server.start()
    yield number
    server.stop()


def send(port, content, *to, sender="bounce@council.example"):
    """The answer to the message: its code and words."""
    with smtplib.SMTP("127.0.0.1", port, timeout=PATIENCE) as client:
        try:
            client.ehlo("test")
            client.mail(sender)
            for one in to or (CLASS,):
                code, words = client.rcpt(one)
                if code != 250:
                    return code, words.decode()
            code, words = client.data(content)
            return code, words.decode()
        except smtplib.SMTPDataError as refusal:
            return refusal.smtp_code, refusal.smtp_error.decode()


def filed_by():
    return events("records:record:filed")[-1].actor


def test_a_message_of_somebody_here_is_filed_where_the_plus_says(parish, port):
    code, words = send(port, letter())
    record = Record.objects.get()
    assert (code, words) == (250, f"2.0.0 Filed as {record.reference}")
    assert (record.title, record.file_class.reference) == ("The roof", "HOU")


def test_a_folder_has_an_address_of_its_own(parish, port):
    folder = parish.folder(title="Roofs")
    assert send(port, letter(), f"records+{folder.reference}@muniment.example")[0] == 250
    assert Record.objects.get().folder == folder


PASS = "dmarc=pass header.from=council.example"
VOUCHED = "mx.council.example; dmarc=pass (p=reject) header.from=council.example; spf=none"


@pytest.mark.parametrize(
    ("word", "who"),
    [
        (VOUCHED, "clerk"),
        ("mx.council.example; dkim=pass header.d=council.example", "clerk"),
        ("mx.council.example; spf=pass smtp.mailfrom=a@council.example", "clerk"),
        ("mx.council.example; dmarc=fail header.from=council.example", "officer"),
        ("mx.council.example; dkim=pass header.d=evil.example", "officer"),
        ("mx.council.example; spf=pass smtp.mailfrom=a@evil.example", "officer"),
        ("mx.evil.example; dmarc=pass header.from=council.example", "officer"),
        ("mx.council.example; (dmarc=pass header.from=council.example) spf=none", "officer"),
        (
            'mx.council.example; spf=none (a (b (c))); dmarc=pass header.from="council.example"',
            "clerk",
        ),
        (f'mx.council.example; spf=fail (of "a; {PASS} (b) c"@evil.example is not so)', "officer"),
        (f'mx.council.example; spf=fail smtp.mailfrom="a; {PASS} "@evil.example', "officer"),
        (f"mx.council.example; {PASS} (that does not end", "officer"),
        ("mx.council.example; dmarc=fail; dkim=pass header.d=council.example", "officer"),
        ("", "officer"),
    ],
)
def test_it_is_filed_in_the_name_of_its_sender_only_where_a_trusted_relay_vouches(
    parish, port, word, who
):
    headers = {"Authentication_Results": word} if word else {}
    assert send(port, letter(**headers))[0] == 250
    assert filed_by() == parish.references[who]


def test_a_word_below_that_of_the_relay_counts_for_nothing(parish, port):
    below = letter(Authentication_Results=VOUCHED)
    on_top = b"Authentication-Results: mx.council.example; dmarc=fail\r\n"
    assert send(port, on_top + below)[0] == 250
    assert filed_by() == parish.references["officer"]


def test_only_a_trusted_relay_is_believed(parish, port, settings):
    settings.MUNIMENT_CAPTURE_RELAYS = ["192.0.2.0/24"]
    assert send(port, letter(Authentication_Results=VOUCHED))[0] == 250
    assert filed_by() == parish.references["officer"]


def test_somebody_unknown_is_refused_unless_the_setting_lets_their_domain_in(
    parish, port, settings
):
    stranger = letter("ann@partner.example")
    assert send(port, stranger) == (550, "5.7.1 Mail from this sender is not filed here.")
    settings.MUNIMENT_CAPTURE_SENDERS = ["partner.example"]
    assert send(port, stranger)[0] == 250
    near = letter("ann@notpartner.example", "Another")
    assert send(port, near)[0] == 550 and Record.objects.count() == 1


@pytest.mark.parametrize(
    "to",
    [
        "records@muniment.example",
        "records+NONE@muniment.example",
        "records+F-00000-00000@muniment.example",
        "other+HOU@muniment.example",
        "records+HOU@elsewhere.example",
        "records+HOU@muniment.example.evil.example",
        "records+HOU%0d@muniment.example",
    ],
)
def test_an_address_that_means_nothing_is_refused_at_once_and_all_alike(parish, port, to):
    answer = send(port, letter(), to)
    assert answer == (550, "5.7.1 There is no such address here, or you may not send to it.")


def test_who_may_not_file_there_hears_no_more_than_that(parish, port, settings):
    settings.MUNIMENT_CAPTURE_PERSON = "owner"  # of what is below HOU
    answer = send(port, letter(), "records+LEG@muniment.example")
    assert answer[0] == 550 and "no such address here" in answer[1]
    assert Record.objects.count() == 0


def test_several_places_are_all_or_none(parish, port, settings):
    settings.MUNIMENT_CAPTURE_PERSON = "owner"
    both = ("records+LEG@muniment.example", CLASS)
    assert send(port, letter(), *both)[0] == 550 and Record.objects.count() == 0
    folder = parish.folder(title="Roofs")
    both = (f"records+{folder.reference}@muniment.example", CLASS)
    assert send(port, letter(), *both)[0] == 250


def test_what_was_answered_for_and_comes_again_is_known(parish, port):
    assert send(port, letter())[0] == 250
    assert send(port, letter())[0] == 250
    assert Record.objects.count() == 1
    assert capture_items() == ["captured"]


def capture_items():
    from muniment.holdings.capture.models import CapturedItem

    return list(CapturedItem.objects.values_list("outcome", flat=True))


def test_what_cannot_be_kept_now_is_not_answered_for(parish, port, monkeypatch):
    def lost(*given, **more):
        raise OperationalError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(capture, "take", lost)
        assert send(port, letter()) == (451, "4.3.0 It could not be kept now, try again later")
    assert Record.objects.count() == 0
    assert send(port, letter())[0] == 250 and Record.objects.count() == 1


def test_a_message_that_is_too_large_is_refused_and_the_server_goes_on(parish, port):
    large = letter() + b"x" * 70 + b"\r\n" * 120_000
    assert send(port, large)[0] == 552
    assert Record.objects.count() == 0 and send(port, letter())[0] == 250


def test_a_connection_that_is_cut_within_a_message_leaves_nothing(parish, port):
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        for said in ("EHLO x", "MAIL FROM:<a@council.example>", f"RCPT TO:<{CLASS}>", "DATA"):
            line.recv(4096)
            line.sendall(f"{said}\r\n".encode())
        line.recv(4096)
        line.sendall(letter()[:60])
    assert send(port, letter(subject="Next"))[0] == 250
    assert [one.title for one in Record.objects.all()] == ["Next"]


def test_many_send_at_once_and_each_is_filed_once(parish, port):
    if connection.vendor == "sqlite":
        pytest.skip("the database of the tests is in memory, where nobody waits for another")
    answers = []

    def one(number):
        answers.append(send(port, letter(subject=f"Letter {number}"))[0])

    threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [250] * 12 and Record.objects.count() == 12


def test_more_connections_than_there_is_room_for_are_told_to_come_later(parish, port, monkeypatch):
    monkeypatch.setattr(smtp, "MOST_CONNECTIONS", 2)
    held = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(2)]
    for one in held:
        assert one.recv(4096).startswith(b"220")
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as third:
        assert third.recv(4096).startswith(b"421")
    for one in held:
        one.close()
    assert send(port, letter())[0] == 250


def test_a_dot_hidden_by_half_a_line_end_is_text_and_ends_nothing(parish, port):
    smuggled = letter() + b"\r\n.\nMAIL FROM:<evil@x.example>\r\nmore\r\n"
    assert send(port, smuggled)[0] == 250 and Record.objects.count() == 1
