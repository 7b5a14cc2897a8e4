"""Signing in with a token: a real server (Dovecot) asks whether it is good, and a small service
gives tokens out."""

import http.server
import json
import ssl
import threading
from urllib.parse import parse_qs

import pytest
from tests.holdings.mailboxes.test_imap import counts, draft, letter, look

from muniment.holdings.mailboxes import actions
from muniment.holdings.mailboxes.adapters import secrets
from muniment.holdings.mailboxes.types import Auth, Secret
from muniment.holdings.records.models import Record

pytestmark = pytest.mark.django_db
TOKENS = {"good-token": "tokenbox"}


class Service(http.server.BaseHTTPRequestHandler):
    """Gives tokens (/token, over TLS) and tells Dovecot whose they are (/introspect)."""

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append(form)
        answer = self.server.answer
        if self.path == "/introspect":
            user = TOKENS.get(form.get("token", [""])[0], "")
            answer = (200, {}, {"active": "true" if user else "false", "username": user})
        code, headers, body = answer
        said = json.dumps(body).encode()
        self.send_response(code)
        for name, text in {**headers, "Content-Length": str(len(said))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST

    def log_message(self, *given):
        pass


def serve(port, certificate=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Service)
    server.asked, server.answer = [], (200, {}, {"access_token": "good-token"})
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.replace("certificate", "key"))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def service(server):
    telling, giving = serve(server.tokens), serve(0, server.certificate)
    yield giving
    for one in (telling, giving):
        one.shutdown()
        one.server_close()


def source(parish, server, service):
    address = f"https://localhost:{service.server_address[1]}/token"
    told = {"auth": Auth.OAUTH, "token_address": address, "client": "muniment"}
    return actions.make_source(
        parish.who("manager"),
        draft(server, "tokenbox", **told),
        secret=Secret(refresh_token="refresh-1", client_secret="hush"),
        now=parish.now,
    )


def test_a_mailbox_is_opened_with_a_token_and_the_next_refresh_token_is_kept(
    parish, server, service
):
    server.put("tokenbox", letter("By token"))
    service.answer = (200, {}, {"access_token": "good-token", "refresh_token": "refresh-2"})
    one = source(parish, server, service)
    assert counts(look(parish, one)) == {"captured": 1}, one.problem
    assert Record.objects.get().title == "By token"
    asked = {name: values[0] for name, values in service.asked[0].items()}
    assert asked == {
        "grant_type": "refresh_token",
        "refresh_token": "refresh-1",
        "client_id": "muniment",
        "client_secret": "hush",
    }
    assert secrets.read(one.secret) == Secret(refresh_token="refresh-2", client_secret="hush")


def test_a_token_that_the_server_does_not_take_is_told(parish, server, service):
    service.answer = (200, {}, {"access_token": "bad-token"})
    one = source(parish, server, service)
    look(parish, one)
    assert one.problem == "The server does not accept the user name and password."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((400, {}, {"error": "invalid_grant"}), "gives no token (invalid_grant)"),
        ((200, {}, ["nonsense"]), "gives no token (no reason given)"),
        ((302, {"Location": "http://169.254.169.254/latest"}, {}), "we do not go"),
    ],
)
def test_a_service_that_gives_no_token_is_told_and_a_redirection_is_not_followed(
    parish, server, service, answer, words
):
    service.answer = answer
    one = source(parish, server, service)
    look(parish, one)
    assert words in one.problem and len(service.asked) == 1
