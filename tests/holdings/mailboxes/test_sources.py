"""Sources: who may make one, what is wrong with one, and where its secret is."""

import os
import stat

import pytest
from django.core import serializers
from tests.holdings.parish import codes, events

from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.mailboxes import actions, queries
from muniment.holdings.mailboxes.adapters import secrets
from muniment.holdings.mailboxes.models import Source
from muniment.holdings.mailboxes.types import (
    Afterwards,
    Auth,
    Secret,
    Security,
    SourceDraft,
    SourceKind,
    SourceProblem,
)

pytestmark = pytest.mark.django_db
HUSH = Secret("a-secret-of-the-mailbox")


def draft(**said):
    given = {"name": "Post", "into": "HOU", "host": "imap.example.org", "user": "post", **said}
    return SourceDraft(kind=SourceKind.IMAP, **given)


def made(parish, secret=HUSH, by="manager", **said):
    return actions.make_source(parish.who(by), draft(**said), secret=secret, now=parish.now)


def test_the_secret_is_in_a_file_of_its_own_and_nowhere_else(parish, settings):
    one = made(parish)
    [file] = (settings.MUNIMENT_HOME / "keys" / "sources").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secrets.read(one.secret).password == HUSH.password
    rows = serializers.serialize("json", [*Source.objects.all(), *AuditEvent.objects.all()])
    assert HUSH.password not in rows + repr(HUSH) + repr(one.__dict__)


def test_a_secret_in_the_environment_is_named_and_not_kept(parish, monkeypatch):
    one = made(parish, Secret(variable="MUNIMENT_SOURCE_POST"))
    with pytest.raises(SourceProblem, match="MUNIMENT_SOURCE_POST is not set"):
        secrets.read(one.secret)
    monkeypatch.setenv("MUNIMENT_SOURCE_POST", "from outside")
    assert secrets.read(one.secret).password == "from outside"


@pytest.mark.parametrize("name", ["PATH", "MUNIMENT_SECRET_KEY", "MUNIMENT_SOURCE_", "x"])
def test_no_other_variable_of_the_process_can_be_sent_to_a_server(parish, name):
    with pytest.raises(Refused) as refusal:
        made(parish, Secret(variable=name))
    assert codes(refusal) == ["variable"]


WRONG = {
    "host": {"host": "a b"},
    "port": {"port": 70_000},
    "user": {"user": ""},
    "folders": {"folders": ()},
    "every": {"every": 0},
    "name": {"name": " "},
    "move_to": {"afterwards": Afterwards.MOVE, "move_to": "INBOX"},
    "security": {
        "auth": Auth.OAUTH,
        "security": Security.NONE,
        "token_address": "https://x.example/",
        "client": "c",
    },
    "token_address": {"auth": Auth.OAUTH, "token_address": "http://x.example/", "client": "c"},
    "client": {"auth": Auth.OAUTH, "token_address": "https://x.example/"},
    "letters": {"user": "post\r\nA1 DELETE INBOX"},
}


@pytest.mark.parametrize("code", WRONG)
def test_what_is_wrong_is_told(parish, code):
    secret = Secret("p", refresh_token="r")
    with pytest.raises(Refused) as refusal:
        made(parish, secret, **WRONG[code])
    assert codes(refusal) == [code]


def test_every_gap_is_told_at_once(parish):
    with pytest.raises(Refused) as refusal:
        made(parish, Secret(), name="", host="", user="", folders=(), every=0)
    assert set(codes(refusal)) == {"name", "host", "user", "folders", "every", "password"}


def test_only_who_manages_sources_there_makes_and_sees_one(parish):
    for who in ("clerk", "officer", "owner", "auditor", "admin"):
        with pytest.raises(NotPermitted):
            made(parish, by=who)
    one = made(parish)
    assert [queries.sources(parish.who(who)) for who in ("clerk", "admin")] == [[], []]
    with pytest.raises(NotFound):
        queries.source_named(parish.who("officer"), one.reference)


def test_a_source_that_leads_elsewhere_has_its_secret_asked_for_again(parish):
    one = made(parish)
    with pytest.raises(Refused) as refusal:
        actions.change_source(
            parish.who("manager2"),
            one.reference,
            draft(host="imap.evil.example"),
            secret=Secret(),
            now=parish.now,
        )
    assert codes(refusal) == ["password"]
    renamed = actions.change_source(
        parish.who("manager2"),
        one.reference,
        draft(name="Post room", port=one.port),
        secret=Secret(),
        now=parish.now,
    )
    assert renamed.secret == one.secret
    assert renamed.run_as == parish.references["manager2"]


@pytest.mark.django_db(transaction=True)
def test_a_source_that_is_retired_has_no_secret_any_more(committed_parish):
    parish = committed_parish
    one = made(parish)
    place = one.secret
    actions.retire(parish.who("manager"), one.reference, now=parish.now)
    with pytest.raises(SourceProblem):
        secrets.read(place)
    with pytest.raises(Refused):
        actions.look_now(parish.who("manager"), one.reference, now=parish.now)
    assert [one.kind for one in queries.sources(parish.who("manager"), retired=True)] == ["imap"]


def test_every_step_is_in_the_log(parish):
    one = made(parish)
    who = parish.who("manager")
    for step in ("pause", "go_on", "look_now", "retire"):
        getattr(actions, step)(who, one.reference, now=parish.now)
    kinds = ("made", "paused", "went_on", "asked", "retired")
    assert [len(events(f"mailboxes:source:{kind}")) for kind in kinds] == [1] * 5
    assert os.environ.get("MUNIMENT_SOURCE_POST") is None
