"""A deployment is clean (promise 42): Django's own checks, keys, headers, cookies and the parts."""

import json
import os
import re
import runpy
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse  # noqa: TID251
from django.test import Client
from django.urls import include, path
from tests.api.operations import operations
from tests.web.routes import routes
from tests.web.test_routes import address_of

from muniment.foundation.access import actions as access
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.audit.actions import create_signing_key
from muniment.foundation.kernel import clock

ROOT = Path(__file__).parents[2]
SETTINGS = ROOT / "src" / "muniment" / "config" / "settings.py"
STRONG = secrets.token_urlsafe(64)
FLAGS = ("secure", "httponly")
PAGES = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}
CSP = {
    "default-src": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "style-src": "'self'",
}
SAVED = {"default-src": "'none'", "frame-ancestors": "'none'", "sandbox": ""}


def broken(request):
    raise ZeroDivisionError


def shut(request):
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied


def cookie(request):
    from django.contrib import messages

    messages.success(request, "Said")
    return HttpResponse("")


urlpatterns = [
    path("broken/", broken),
    path("shut/", shut),
    path("cookie/", cookie),
    path("", include("muniment.config.urls")),
]
handler400 = "muniment.web.views.errors.bad_request"
handler403 = "muniment.web.views.errors.forbidden"
handler404 = "muniment.web.views.errors.not_found"
handler500 = "muniment.web.views.errors.broken"


def missing(answer) -> list[str]:
    """The headers that an answer over HTTPS lacks, or that say the wrong thing."""
    found = [name for name, value in PAGES.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("Content-Security-Policy", "")
    said = dict(one.strip().partition(" ")[::2] for one in policy.split(";"))
    # What goes out to be saved may do nothing at all; a page may do what is listed.
    wanted = SAVED if "sandbox" in said else CSP
    found += [name for name, value in wanted.items() if said.get(name) != value]
    scripts = said.get("script-src", "'self'" if "sandbox" in said else "")
    if not re.fullmatch(r"'self'( 'nonce-[\w+/=-]{16,}')?", scripts):
        found.append("script-src")
    found += [word for word in ("unsafe", "*", "data:", "http:") if word in policy]
    return found


@pytest.fixture
def https(settings):
    """The settings as they are with MUNIMENT_HTTPS=1."""
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = True
    settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ROOT_URLCONF = __name__
    return settings


@pytest.fixture
def person(db):
    """Somebody who may do everything, and the token of a program of theirs."""
    create_signing_key()
    made = access.add_person(
        SETUP, "all", name="All", password="three-plain-words-7", now=clock.now()
    )
    for role in Role:
        access.give_role(SETUP, made.reference, role=role, now=clock.now())
    from muniment.foundation.access.queries import profile

    actor = profile(made, on=clock.today())
    _, made.token = access.issue_token(actor, actor.reference, name="program", now=clock.now())
    return made


@pytest.fixture
def browser(https, person):
    opened = Client(raise_request_exception=False)
    opened.force_login(person)
    return opened


@pytest.mark.once
def test_every_page_and_every_method_of_it_carries_the_headers(browser, person):
    statuses = set()
    ours = [address for address, one in routes() if hasattr(one.callback, "needs")]
    assert len(ours) > 60
    for address in ours:
        for method in ("get", "post", "delete"):
            answer = getattr(browser, method)(address_of(address), secure=True)
            statuses.add(answer.status_code)
            assert answer.status_code < 500, (method, address)
            assert missing(answer) == [], (method, address)
            if address.startswith("sign-out"):
                browser.force_login(person)
    assert {200, 302, 404, 405} <= statuses


@pytest.mark.once
def test_every_operation_of_the_api_carries_the_headers(https, person):
    client, statuses = Client(raise_request_exception=False), set()
    for method, address, _ in operations():
        target = "/api/v1" + re.sub(r"\{[^}]+\}", "1", address)
        for token in (None, person.token):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = client.generic(
                method, target, b"{}", "application/json", secure=True, headers=headers
            )
            statuses.add(answer.status_code)
            assert answer.status_code < 500, (method, address)
            assert missing(answer) == [], (method, address)
    assert {200, 401, 404, 422} <= statuses


def test_every_kind_of_failure_and_every_file_carries_them(https, person, monkeypatch):
    client = Client(raise_request_exception=False)
    strict = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answers = {
        "a page that breaks": (500, client.get("/broken/", secure=True)),
        "a page that is shut": (403, client.get("/shut/", secure=True)),
        "no such page": (404, client.get("/nothing/", secure=True)),
        "a form from elsewhere": (403, strict.post("/sign-in/", {"login": "x"}, secure=True)),
        "another host's name": (
            400,
            client.get("/", secure=True, headers={"Host": "evil.example"}),
        ),
        "a style": (200, client.get("/static/muniment.css", secure=True)),
        "no such file": (404, client.get("/static/nothing.css", secure=True)),
        "a way to HTTPS": (301, client.get("/")),
        "no such operation": (404, client.get("/api/v1/nothing", secure=True)),
        "another method": (405, client.put("/api/v1/me", secure=True)),
    }
    monkeypatch.setattr(
        "muniment.foundation.access.queries.token_presented", lambda *a, **b: broken(None)
    )
    asked = {"Authorization": f"Bearer {person.token}"}
    answers["an operation that breaks"] = 500, client.get("/api/v1/me", secure=True, headers=asked)
    for name, (status, answer) in answers.items():
        assert answer.status_code == status, name
        # A browser does not take the promise of HTTPS from an answer that came without it.
        told = {"Strict-Transport-Security"} if name == "a way to HTTPS" else set()
        assert set(missing(answer)) <= told, name


def test_cookies_go_over_https_only_and_scripts_cannot_read_them(https, person):
    client = Client(raise_request_exception=False)
    page = client.get("/sign-in/", secure=True)
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.content)[1].decode()
    form = {"login": "all", "password": "three-plain-words-7", "csrfmiddlewaretoken": token}
    strict = {"Referer": "https://testserver/sign-in/"}
    assert client.post("/sign-in/", form, secure=True, headers=strict).status_code == 302
    client.get("/cookie/", secure=True)
    assert {"sessionid", "csrftoken", "messages"} <= set(client.cookies)
    for name, one in client.cookies.items():
        assert [flag for flag in FLAGS if not one[flag]] == [], name
        assert one["samesite"] == "Lax", name
        assert not one["domain"], name


def test_a_missing_header_or_a_loose_policy_is_noticed(https, client, db):
    answer = client.get("/sign-in/", secure=True)
    assert missing(answer) == []
    kept = answer.headers["Content-Security-Policy"]
    assert "'nonce-" in kept
    for name in PAGES:
        value = answer.headers[name]
        del answer.headers[name]
        assert missing(answer) == [name]
        answer.headers[name] = value
    for loose in (
        kept.replace("'self' 'nonce", "'self' 'unsafe-inline' 'nonce"),
        kept.replace("frame-ancestors 'none'", "frame-ancestors *"),
        kept.replace("base-uri 'none'", ""),
        "",
    ):
        answer.headers["Content-Security-Policy"] = loose
        assert missing(answer)


def check(**variables):
    """Django's check of a deployment, in a process of its own."""
    environment = {**os.environ, "MUNIMENT_HTTPS": "1", "MUNIMENT_DEBUG": "0", **variables}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )


@pytest.mark.once
def test_the_check_of_a_deployment_warns_of_nothing():
    done = check(MUNIMENT_SECRET_KEY=STRONG)
    assert (done.returncode, "0 silenced" in done.stdout) == (0, True), done.stderr
    assert "WARNINGS" not in done.stderr


@pytest.mark.once
def test_the_check_notices_a_deployment_without_https():
    done = check(MUNIMENT_SECRET_KEY=STRONG, MUNIMENT_HTTPS="0")
    assert done.returncode == 1 and "security.W008" in done.stderr


@pytest.mark.once
@pytest.mark.parametrize(
    "weak",
    ["changeme", STRONG[:49], "ab" * 40, "django-insecure-" + STRONG],
    ids=["short", "nearly long enough", "two letters", "made by a template"],
)
def test_nothing_starts_with_a_key_that_can_be_guessed(weak, tmp_path, monkeypatch):
    from django.core.exceptions import ImproperlyConfigured

    from muniment.config import settings

    monkeypatch.setenv("MUNIMENT_SECRET_KEY", weak)
    with pytest.raises(ImproperlyConfigured, match="too weak"):
        settings._secret_key(tmp_path)
    monkeypatch.delenv("MUNIMENT_SECRET_KEY")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret.key").write_text(weak + "\n")
    with pytest.raises(ImproperlyConfigured, match="too weak"):
        settings._secret_key(tmp_path)


NUMBERS = sorted(
    set(re.findall(r'_number\(\s*"(\w+)"', SETTINGS.read_text("utf-8"))) | {"MUNIMENT_S3_TIMEOUT"}
)


@pytest.mark.once
@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("given", ["ten", "-1", "1 000", "², or so"])
def test_what_is_no_number_is_told_with_the_name_of_the_setting(name, given, monkeypatch, tmp_path):
    monkeypatch.setenv("MUNIMENT_HOME", str(tmp_path))
    monkeypatch.setenv("MUNIMENT_CONTENT_STORE", "s3://bucket")
    monkeypatch.setenv(name, given)
    with pytest.raises(ImproperlyConfigured, match=name):
        runpy.run_path(str(SETTINGS))


def test_every_number_among_the_settings_is_read_so():
    assert len(NUMBERS) > 12
    assert "int(os.environ" not in SETTINGS.read_text("utf-8")


@pytest.mark.once
@pytest.mark.parametrize("port", ["smtp", "0", "70000", "25:25"])
def test_a_port_of_the_mail_server_that_is_none_is_told(port, monkeypatch, tmp_path):
    monkeypatch.setenv("MUNIMENT_HOME", str(tmp_path))
    monkeypatch.setenv("MUNIMENT_MAIL_SERVER", f"mail.example:{port}")
    with pytest.raises(ImproperlyConfigured, match="MUNIMENT_MAIL_SERVER"):
        runpy.run_path(str(SETTINGS))


@pytest.mark.once
def test_a_process_with_a_weak_key_ends_and_a_strong_one_is_taken(tmp_path, monkeypatch):
    from muniment.config import settings

    done = check(MUNIMENT_SECRET_KEY="changeme")
    assert done.returncode == 1 and "too weak" in done.stderr
    monkeypatch.setenv("MUNIMENT_SECRET_KEY", STRONG)
    assert settings._secret_key(tmp_path) == STRONG
    monkeypatch.delenv("MUNIMENT_SECRET_KEY")
    assert settings._secret_key(tmp_path) != settings._secret_key(tmp_path)


@pytest.mark.once
def test_the_audit_of_the_parts_fails_where_nobody_answers():
    nobody = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, "scripts/audit.py"],
        cwd=ROOT,
        env={**os.environ, **nobody, "NO_PROXY": "", "no_proxy": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2 and "NOT CHECKED" in done.stderr, done.stdout


@pytest.mark.once
def test_the_audit_tells_of_what_is_known_and_of_what_was_not_asked():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import audit
    finally:
        sys.path.pop(0)
    clean = {"name": "one", "version": "1", "vulns": []}
    known = {"name": "two", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]}
    left = {"name": "three", "skip_reason": "unknown"}
    assert audit.findings({"dependencies": [clean]}) == []
    said = audit.findings(json.loads(json.dumps({"dependencies": [clean, known, left]})))
    assert said == ["two 2: CVE-1, mended in 3", "three was not asked about: unknown"]


@pytest.mark.once
def test_a_file_that_goes_out_carries_a_policy_under_which_it_can_do_nothing():
    from io import BytesIO

    from muniment.api import downloads as api
    from muniment.web import downloads as web

    answers = [
        web.attachment(BytesIO(b"x"), "a.html", 1, "00" * 32, {}),
        api.attachment(BytesIO(b"x"), "a.html", 1, "00" * 32, {}),
        api.document(b"x", "a.pdf", "application/pdf"),
    ]
    for answer in answers:
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert set(missing(answer)) & {*SAVED, "script-src"} == set()
