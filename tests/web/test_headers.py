"""What every answer carries, whatever it is."""

import re

import pytest

from muniment.foundation.kernel.names import safe_name
from muniment.web.downloads import attachment, picture

from .routes import routes
from .test_routes import address_of

pytestmark = pytest.mark.django_db


def missing_headers(answer):
    policy = answer.headers.get("Content-Security-Policy", "")
    checks = {
        "csp": "default-src 'none'" in policy and "frame-ancestors 'none'" in policy,
        "no unsafe": "unsafe" not in policy and "data:" not in policy and "*" not in policy,
        "nosniff": answer.headers.get("X-Content-Type-Options") == "nosniff",
        "frame": answer.headers.get("X-Frame-Options") == "DENY",
        "referrer": answer.headers.get("Referrer-Policy") == "same-origin",
    }
    return [name for name, kept in checks.items() if not kept]


def test_every_address_carries_the_headers_before_sign_in(client, people):
    """Those of pages for people who have signed in: tests/promises/test_deployment.py."""
    for address, one in routes():
        if "GET" in one.callback.methods:
            answer = client.get(address_of(address))
            assert answer.status_code < 500, address
            assert missing_headers(answer) == [], address


def test_files_and_missing_pages_carry_them_too(client, settings):
    for address in ("/static/muniment.css", "/static/nothing.css", "/nothing/", "/static/icon.svg"):
        assert missing_headers(client.get(address)) == [], address


def test_a_header_that_is_missing_is_noticed(client):
    answer = client.get("/sign-in/")
    del answer.headers["X-Frame-Options"]
    assert missing_headers(answer) == ["frame"]


def test_pages_are_not_kept_by_caches(as_):
    assert "no-store" in as_("staff").get("/").headers["Cache-Control"]


def test_scripts_carry_the_nonce_of_their_answer_and_nothing_stands_inline(client):
    first, second = client.get("/sign-in/"), client.get("/sign-in/")
    page = first.content.decode()
    nonces = set(re.findall(r'<script[^>]* nonce="([^"]+)"', page))
    assert len(nonces) == 1
    assert f"'nonce-{nonces.pop()}'" in first.headers["Content-Security-Policy"]
    assert first.headers["Content-Security-Policy"] != second.headers["Content-Security-Policy"]
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert " style=" not in page
    assert not re.search(r"\son[a-z]+=", page)


def test_content_goes_out_to_be_saved_and_never_to_be_run(tmp_path):
    source = tmp_path / "page.html"
    source.write_bytes(b"<script>alert(1)</script>")
    answer = attachment(source.open("rb"), "page.html", 25, "00" * 32, {})
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert picture(b"\x89PNG").headers["Content-Security-Policy"].startswith("sandbox")
    answer.close()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a";b\r\nX-Evil: 1.txt', "a_;b__X-Evil_ 1.txt"),
        ("\u202egnp.exe", "_gnp.exe"),
        ("", "content"),
        ("...", "content"),
        ("\x00", "_"),
        ("caf\udce9.txt", "caf_.txt"),
        ("x" * 300 + ".docx", "x" * 195 + ".docx"),
        ("CON.txt", "_CON.txt"),
        ("Cofnodion – Tŷ.odt", "Cofnodion – Tŷ.odt"),
    ],
)
def test_a_name_cannot_break_out_of_its_header(name, expected):
    assert safe_name(name).lstrip(".") == expected.lstrip(".")
    from muniment.foundation.kernel.saving import disposition

    header = disposition(name)
    assert "\r" not in header and "\n" not in header and header.startswith("attachment; filename")
