"""Services that break the rules of S3 cost one look, and a sentence says why."""

import socket
import ssl
import threading
import time

import pytest
from botocore.auth import _host_from_url
from tests.holdings.mailboxes import dovecot

from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.mailboxes import actions, rules
from muniment.holdings.mailboxes.actions import fetching
from muniment.holdings.mailboxes.adapters import http_wire
from muniment.holdings.mailboxes.types import Afterwards, Secret, Security, SourceDraft, SourceKind

pytestmark = pytest.mark.django_db
LISTED = (
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>{more}'
    "</IsTruncated>{contents}</ListBucketResult>"
)
ONE = (
    "<Contents><Key>{key}</Key><Size>{size}</Size><ETag>&quot;t&quot;</ETag>"
    "<LastModified>2026-03-02T09:00:00.000Z</LastModified></Contents>"
)


def page(*keys, size=3, more="false"):
    contents = "".join(ONE.format(key=key, size=size) for key in keys)
    return answer(LISTED.format(more=more, contents=contents))


def answer(body, status="200 OK", length=None, headers=""):
    data = body if isinstance(body, bytes) else body.encode()
    said = len(data) if length is None else length
    head = f'HTTP/1.1 {status}\r\nContent-Length: {said}\r\nETag: "t"\r\n{headers}\r\n'
    return head.encode() + data


class Lying:
    """Answers with what the test wrote down for lists (`GET /bucket?`), objects (GET) and others;
    bytes, or a function of the connection."""

    def __init__(self, **script):
        self.script, self.asked, self.took = script, [], 0.0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        lines = connection.makefile("rb")
        try:
            while line := lines.readline():
                method, target, _ = line.decode().split(" ", 2)
                while lines.readline().strip():
                    pass
                is_list = method == "GET" and "list-type=2" in target
                kind = "LIST" if is_list else method
                self.asked.append(f"{kind} {target}")
                said = self.script.get(kind, b"")
                if callable(said):
                    said(connection)
                else:
                    connection.sendall(said)
                if not said:
                    return
        except (OSError, ValueError):
            pass
        finally:
            connection.close()


@pytest.fixture
def quick(monkeypatch, settings):
    settings.MUNIMENT_SOURCE_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(http_wire, "QUIET_SECONDS", 0.3)
    monkeypatch.setattr(http_wire, "ANSWER_SECONDS", 0.8)


def looked(parish, server, **said):
    usual = {
        **{"host": "127.0.0.1", "port": server.port, "security": Security.NONE},
        **{"user": "key", "bucket": "bucket", "prefix": "in"},
    }
    draft = SourceDraft("Bucket", SourceKind.BUCKET, "HOU", **{**usual, **said})
    made = actions.make_source(parish.who("manager"), draft, secret=Secret("s"), now=parish.now)
    began = time.monotonic()
    actions.look(made.reference, now=parish.now)
    server.took = time.monotonic() - began
    server.listening.close()
    made.refresh_from_db()
    return made


def reasons():
    return dict(CapturedItem.objects.values_list("path", "reason"))


def trickle(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")
    for _ in range(900):
        connection.sendall(b"x")
        time.sleep(0.1)


def hang(connection):
    time.sleep(5)


def without_end(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"<a>" * 100_000)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("lie", "words"),
    [
        (hang, "did not answer in time"),
        (trickle, "connection was lost|did not answer in time"),
        (without_end, "more than it was asked for|connection was lost|did not answer in time"),
        (b"", "connection was lost"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "connection was lost"),
        (answer("<no-xml", "200 OK"), "answered with 500"),
        (answer("", "302 Found", headers="Location: http://127.0.0.1:1/\r\n"), "lost"),
        (page("in/b", "in/a"), "without order"),
        (page("elsewhere/a"), "without order"),
        (page("in/a", more="true"), "without order"),
    ],
)
def test_a_list_that_is_a_lie_is_told_and_nothing_is_waited_for_long(parish, lie, words):
    server = Lying(LIST=lie, GET=answer("abc"))
    made = looked(parish, server)
    assert any(word in made.problem for word in words.split("|")), made.problem
    assert server.took < 5


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("lie", "words"),
    [
        (answer("abcdef"), "lists 3 bytes and gives more"),
        (answer("a"), "lists 3 bytes and gives 1"),
        (answer("a", length=3), "connection was lost"),
        (answer("a", length=10**15), "connection was lost"),
        (hang, "did not answer in time"),
        (trickle, "gives more"),
        (answer("<Error><Code>AccessDenied</Code></Error>", "403 Forbidden"), "may not do so"),
        (answer("<Error><Code>NoSuchKey</Code></Error>", "404 Not Found"), "It was gone"),
        (answer("<Error><Code>&lt;b&gt; rm</Code></Error>", "400 Bad Request"), "unknown code"),
    ],
)
def test_an_object_that_is_a_lie_fails_with_its_reason_and_is_touched_by_nobody(parish, lie, words):
    server = Lying(LIST=page("in/a.txt"), GET=lie)
    looked(parish, server, afterwards=Afterwards.DELETE)
    assert words in reasons()["a.txt"]
    assert not [one for one in server.asked if one.startswith("DELETE")]


@pytest.mark.usefixtures("quick")
def test_a_service_that_gives_nothing_is_left_alone_after_three_objects(parish):
    server = Lying(LIST=page(*(f"in/{n}.txt" for n in range(9))), GET=hang)
    made = looked(parish, server)
    assert len(reasons()) == fetching.FAILURES_MOST
    assert "did not answer in time" in made.problem


@pytest.mark.usefixtures("quick")
def test_a_service_that_deletes_and_does_not_say_so_costs_a_problem_and_no_record(parish):
    server = Lying(LIST=page("in/a.txt"), GET=answer("abc"), HEAD=answer("", length=3), DELETE=hang)
    made = looked(parish, server, afterwards=Afterwards.DELETE)
    assert "While deleting an object" in made.problem
    assert CapturedItem.objects.get().outcome == "captured"


def test_an_endpoint_in_a_closed_network_is_asked_for_nothing(parish, settings):
    """Server-side request forgery: neither this machine nor the address of its cloud identity."""
    settings.MUNIMENT_SOURCE_NETWORKS = []
    for host in ("127.0.0.1", "localhost", "169.254.169.254"):
        server = Lying(LIST=page())
        assert "cannot be reached" in looked(parish, server, host=host).problem
        assert server.asked == []


def test_a_proxy_of_the_environment_sees_nothing_of_it(parish, settings, monkeypatch):
    settings.MUNIMENT_SOURCE_NETWORKS = ["127.0.0.0/8"]
    proxy, server = Lying(), Lying(LIST=page())
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    made = looked(parish, server)
    assert made.problem == "" and server.asked and not proxy.asked


class Protected(Lying):
    """The same with TLS, under a certificate for localhost."""

    def __init__(self, folder, **script):
        dovecot._certify(folder)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
        super().__init__(**script)

    def _talk(self, connection):
        try:
            super()._talk(self.context.wrap_socket(connection, server_side=True))
        except OSError:
            connection.close()


@pytest.mark.usefixtures("quick")
def test_over_tls_only_a_service_whose_certificate_is_trusted_is_asked(parish, tmp_path, settings):
    safe = {"host": "localhost", "security": Security.TLS}
    stranger = Protected(tmp_path, LIST=page("in/a.txt"), GET=answer("abc"))
    assert "is not to be trusted" in looked(parish, stranger, **safe).problem
    assert stranger.asked == []
    settings.MUNIMENT_SOURCE_CERTIFICATES = str(tmp_path / "certificate.pem")
    other = Protected(tmp_path, LIST=page("in/a.txt"), GET=answer("abc"))
    settings.MUNIMENT_SOURCE_CERTIFICATES = str(tmp_path / "certificate.pem")
    assert looked(parish, other, **safe).problem == ""
    assert CapturedItem.objects.get().outcome == "captured"


def test_no_two_keys_are_one_path():
    keys = ["a\0b", "a%00b", "a\0b/", "a%00b/", "x/", "x/unnamed object", "", "unnamed object", "x"]
    paths = [rules.relative_of(f"in/{key}", "in") for key in keys]
    assert len(set(paths)) == len(keys)
    assert {b"a%00b", b"x/unnamed object"} < set(paths)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("place", ["s3.example.org", "[2001:db8::1]"])
@pytest.mark.parametrize("port", ["", ":80", ":443", ":8080", ":9443"])
def test_the_host_that_is_sent_is_the_one_that_was_signed(scheme, place, port):
    """A service refuses the signature where the two differ by as little as the usual port."""
    url = f"{scheme}://{place}{port}/bucket?list-type=2"
    assert http_wire.host_of(url) == _host_from_url(url)
