"""Files in and out: digests, lengths, forms, and names that mean harm (promise 33)."""

import base64
import hashlib
import os
import random
import unicodedata
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.api.borough import codes

from muniment.foundation.content.models import Blob
from muniment.foundation.kernel.names import safe_name
from muniment.foundation.kernel.saving import disposition
from muniment.holdings.records.models import Component, Record

pytestmark = pytest.mark.django_db


def digest(content):
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def files_in(home):
    return sorted(str(p.relative_to(home)) for p in Path(home).rglob("*") if p.is_file())


def test_what_comes_in_goes_out_to_be_saved_the_same(as_, borough):
    officer, content = as_("officer"), b"<script>alert(1)</script>\x00\xff"
    sent = f"sha-256=:{digest(content)}:"
    done = officer.upload(borough.folders["open"], "page.html", content, Repr_Digest=sent)
    assert done.status_code == 201 and done.json()["outcome"] == "captured"
    path = f"/records/{done.json()['record']}/components"
    (component,) = officer.get(path).json()["items"]
    assert component["sha256"] == hashlib.sha256(content).hexdigest()
    answer = officer.get(f"{path}/1/content")
    assert b"".join(answer.streaming_content) == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer.headers["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Repr-Digest"] == sent
    assert answer.headers["Content-Length"] == str(len(content))
    assert officer.get(f"{path}/2/content").status_code == 404


def test_a_form_will_do_and_its_fields_are_checked(as_, borough):
    def send(**fields):
        return Client(raise_request_exception=False).post(
            f"/api/v1/folders/{borough.folders['open']}/files",
            fields,
            headers={"Authorization": f"Bearer {borough.tokens['officer']}"},
        )

    def minutes():
        return SimpleUploadedFile("minutes.txt", b"The minutes.")

    right = hashlib.sha256(b"The minutes.").hexdigest()
    done = send(file=minutes(), title="Minutes", sha256=right, modified="2019-05-01T10:00:00Z")
    assert done.status_code == 201
    record = Record.objects.get(reference=done.json()["record"])
    assert (record.title, record.record_date.isoformat()) == ("Minutes", "2019-05-01")
    assert send(file=minutes()).json()["outcome"] == "linked"
    assert codes(send(file=minutes(), sha256="0" * 64)) == ["digest_mismatch"]
    assert codes(send(title="No file")) == ["no_file"]
    assert codes(send(file=minutes(), owner="me")) == ["unknown_field"]
    assert codes(send(file=[minutes(), minutes()])) == ["one_file"]
    assert send(file=minutes(), modified="yesterday").status_code == 422


def test_an_empty_file_is_a_record_too(as_, borough):
    officer = as_("officer")
    for name in ("empty-1", "empty-2"):
        assert (
            officer.upload(borough.folders["open"], name, b"", Content_Length="0").json()["outcome"]
            == "captured"
        )


@pytest.mark.parametrize(
    ("headers", "query", "code", "status"),
    [
        ({"Repr_Digest": f"sha-256=:{digest(b'other')}:"}, "", "digest_mismatch", 422),
        ({"Content_Digest": f"sha-256=:{digest(b'other')}:"}, "", "digest_mismatch", 422),
        ({"Digest": f"SHA-256={digest(b'other')}"}, "", "digest_mismatch", 422),
        ({"Digest": "SHA-256=AAAA"}, "", "digest_unreadable", 422),
        ({"Repr_Digest": "sha-256=nonsense!"}, "", "digest_unreadable", 422),
        ({}, f"&sha256={'0' * 64}", "digest_mismatch", 422),
        ({}, "&sha256=00", "string_pattern_mismatch", 422),
        ({}, f"&title={'x' * 501}", "string_too_long", 422),
        ({"Content_Length": "7"}, "", "length_mismatch", 422),
        ({"Content_Length": ""}, "", "length_required", 411),
        ({"Content_Length": "-1"}, "", "length_required", 411),
        ({"Content_Length": str(10**15)}, "", "too_large", 413),
    ],
)
def test_what_is_not_as_announced_leaves_nothing(as_, borough, body, headers, query, code, status):
    before, records = files_in(body), Record.objects.count()
    folder = borough.folders["open"]
    answer = as_("officer").upload(folder, "a.txt", b"altered", query=query, **headers)
    if headers.get("Content_Length") == "7":
        assert answer.status_code == 201  # the right length
        return
    assert (answer.status_code, codes(answer)) == (status, [code])
    assert files_in(body) == before and Record.objects.count() == records


def test_no_room_is_507_and_leaves_nothing_and_readers_go_on(as_, borough, body, settings):
    before = files_in(body)
    settings.MUNIMENT_HEADROOM_BYTES = 2**62
    answer = as_("officer").upload(borough.folders["open"], "a.txt", b"content")
    assert (answer.status_code, answer.json()["title"]) == (507, "Insufficient Storage")
    assert files_in(body) == before
    path = f"/records/{borough.records['open']}/components/1/content"
    assert b"".join(as_("officer").get(path).streaming_content) == b"content of open"


FORM = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    b"0123456789\r\n--b--\r\n"
)


def send_cut(borough, cut):
    """The form, of which only the first `cut` bytes come."""
    return Client(raise_request_exception=False).generic(
        "POST",
        f"/api/v1/folders/{borough.folders['open']}/files",
        headers={
            "Authorization": f"Bearer {borough.tokens['officer']}",
            "Content-Type": "multipart/form-data; boundary=b",
            "Content-Length": str(len(FORM)),
        },
        **{"wsgi.input": BytesIO(FORM[:cut])},
    )


def test_a_form_that_is_cut_short_leaves_nothing(borough, body):
    before, records = files_in(body), Record.objects.count()
    for cut in range(len(FORM)):
        answer = send_cut(borough, cut)
        assert answer.status_code in (400, 422), (cut, answer.content)
    assert files_in(body) == before and Record.objects.count() == records
    assert send_cut(borough, len(FORM)).status_code == 201


def test_without_the_count_a_cut_form_would_be_filed(borough, monkeypatch):
    """The mutant: Django's own parser takes what came for the whole."""
    from muniment.api.receiving import CountedBody

    monkeypatch.setattr(CountedBody, "refuse_if_cut_off", lambda self: None)
    assert 201 in {send_cut(borough, cut).status_code for cut in range(len(FORM) - 8, len(FORM))}


def test_nothing_is_kept_for_one_who_may_not_file_there(as_, borough, body):
    before = files_in(body)
    for who, status in (("clerk", 404), ("auditor", 403), ("admin", 403), ("nobody", 403)):
        answer = as_(who).upload(borough.folders["unit"], "a.txt", b"content")
        assert answer.status_code == status, who
    assert files_in(body) == before


# -- names ----------------------------------------------------------------------------------------
UPLOADS = int(os.environ.get("MUNIMENT_FAULT_N", "200"))
PARTS = [
    "..", "../", "..\\", "/", "\\", "//", "C:\\", "\\\\server\\share\\", "%2e%2e%2f", "~", "./.",
    "\r\n", "\r\nSet-Cookie: a=b", "\n", "\t", "\x7f", "\x1b[2J", "\x85", "\u2028", "\u2029",
    '"', "'", ";", "; filename=evil.exe", '"; filename*=UTF-8\'\'evil.exe', "%", "%00", "%22",
    "\u202e", "\u202dtxt.", "\u2066", "\u200b", "\ufeff", "\u0301", "e\u0301", "\xe9", "\uffff",
    "Tŷ", "文書", "мир", "😀", "\U0010fffd", "\ue000", "CON", "con.txt", "NUL", "AUX.tar.gz",
    "LPT1", "COM\xb9", " ", ".", "...", ".htaccess", "-rf", "--", "$(id)", "`id`", "|", "<b>",
    "&amp;", "{{7*7}}", "${7*7}", "=1+1", "@SUM(A1)", "#", "?", "*", ":", "file.txt::$DATA",
    "x" * 300, "ж" * 200, "a.txt", "report.docx", "minutes.pdf", ".", "etc/passwd",
]  # fmt: skip


def hostile_names(number):
    pick = random.Random(33)
    yield from PARTS
    for _ in range(number - len(PARTS)):
        yield "".join(pick.choices(PARTS, k=pick.randint(2, 5)))


def name_in(header):
    """The name that a reader of RFC 6266 takes from the header."""
    message = EmailMessage()
    message["Content-Disposition"] = header
    assert message.get_content_disposition() == "attachment"
    return message.get_filename()


@pytest.mark.once  # long, and about paths and headers
@pytest.mark.fault
def test_names_that_mean_harm_touch_no_path_and_no_header(as_, borough, body):
    officer, folder = as_("officer"), borough.folders["open"]
    known = {p for p in Path(body).parent.rglob("*") if p.is_dir()}
    for number, name in enumerate(hostile_names(UPLOADS)):
        done = officer.upload(folder, name, f"content {number}".encode())
        if done.status_code == 422:
            assert len(name) > 1000
            continue
        record = done.json()["record"]
        component = Component.objects.get(record__reference=record)
        answer = officer.get(f"/records/{record}/components/1/content")
        assert b"".join(answer.streaming_content) == f"content {number}".encode()
        header = answer.headers["Content-Disposition"]
        assert header.isascii() and header.isprintable(), (name, header)
        assert name_in(header) == safe_name(component.name), (name, header)
        assert_harmless(name_in(header))
    blobs = set(Blob.objects.values_list("sha256", flat=True))
    assert {Path(path).name for path in files_in(body)} - blobs <= {
        "audit-signing.key",
        "audit-signing.pub",
    }
    new = {p for p in Path(body).parent.rglob("*") if p.is_dir()} - known
    assert all("content" in p.parts for p in new)


def assert_harmless(name):
    assert name and name not in (".", "..") and not name.startswith(".")
    assert not set(name) & set('/\\:*?"<>|')
    assert all(unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for one in name)
    assert len(name.encode()) <= 255
    assert name.partition(".")[0].strip().upper() not in {"CON", "NUL", "AUX", "LPT1", "COM\xb9"}


def test_a_name_that_is_safe_stays_as_it_is_and_making_safe_is_done_once():
    for name in ("report.docx", "Cofnodion – Tŷ.odt", "文書 1.pdf", "a" * 195 + ".docx"):
        assert safe_name(name) == name
    for name in hostile_names(2000):
        assert safe_name(safe_name(name)) == safe_name(name)
        assert name_in(disposition(name)) == safe_name(name)
        assert_harmless(safe_name(name))
