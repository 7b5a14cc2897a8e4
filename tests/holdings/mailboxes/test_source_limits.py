"""What may be said of a source, and at which field a refusal stands: the last that is allowed, the
first that is not."""

from dataclasses import replace

import pytest
from tests.refusals import told

from muniment.holdings.mailboxes import rules
from muniment.holdings.mailboxes.types import (
    Afterwards,
    Auth,
    Secret,
    Security,
    SourceDraft,
    SourceKind,
)

BOX = SourceDraft("Post", SourceKind.IMAP, "HOU", host="imap.example.org", user="post")
FOLDER = SourceDraft("Scans", SourceKind.FOLDER, "HOU", path="/srv/scans")
BUCKET = replace(BOX, kind=SourceKind.BUCKET, bucket="scans", prefix="in")
TOKEN = {"auth": Auth.OAUTH, "token_address": "https://login.example.org/token", "client": "c"}


def wrong(draft, **change):
    return told(rules.reasons_not_to_describe(replace(draft, **change)))


@pytest.mark.parametrize("draft", [BOX, FOLDER, BUCKET])
def test_any_source_has_a_name_and_a_time_and_no_control_characters(draft):
    assert wrong(draft) == wrong(draft, name=f" {'x' * 200} ", every=10_080) == []
    assert wrong(draft, every=1, name="x") == []
    assert wrong(draft, name=" ") == wrong(draft, name="x" * 201) == ["name at name"]
    assert wrong(draft, every=0) == wrong(draft, every=10_081) == ["every at every"]


@pytest.mark.parametrize(
    ("draft", "change"),
    [
        (BOX, {"user": "post\n"}),
        (BOX, {"move_to": "done\r"}),
        (BOX, {"folders": ("INBOX", "a\tb")}),
        (BUCKET, {"prefix": "a\x01b"}),
        (FOLDER, {"path": "/srv\0"}),
    ],
)
def test_control_characters_are_refused_wherever_they_stand(draft, change):
    assert wrong(draft, **change) == ["letters at user"]


@pytest.mark.parametrize("draft", [BOX, BUCKET])
def test_a_server_has_a_host_and_a_port(draft):
    for host in ("a", "x" * 253, "[::1]", "::1", "10.0.0.1", "_a.example"):
        assert wrong(draft, host=host) == []
    for host in ("", "x" * 254, "a b", "-a", "http://a", "a/b", "user@a"):
        assert wrong(draft, host=host) == ["host at host"]
    for port in (0, 1, 65_535):
        assert wrong(draft, port=port) == []
    for port in (-1, 65_536):
        assert wrong(draft, port=port) == ["port at port"]


def test_a_host_is_asked_for_as_that_of_a_mail_server_or_of_a_service():
    [box], [bucket] = (
        rules.reasons_not_to_describe(replace(one, host="")) for one in (BOX, BUCKET)
    )
    assert "mail server" in box.message and "https://" in bucket.message


def test_a_mailbox_has_a_user_and_folders_and_leaves_messages_that_do_not_come_again():
    most = tuple(f"F{number}" for number in range(50))
    assert wrong(BOX, user="x" * 250, folders=most) == wrong(BOX, user="x") == []
    assert wrong(BOX, afterwards=Afterwards.MOVE, move_to="Done") == []
    assert wrong(BOX, move_to="INBOX") == []
    assert wrong(BOX, separators=True) == ["separators at separators"]
    assert wrong(BOX, afterwards=Afterwards.DELETE) == ["afterwards at afterwards"]
    assert wrong(BOX, user="") == wrong(BOX, user="x" * 251) == ["user at user"]
    for folders in ((), (*most, "one more"), ("INBOX", "")):
        assert wrong(BOX, folders=folders) == ["folders at folders"]
    for target in ("", "INBOX"):
        assert wrong(BOX, afterwards=Afterwards.MOVE, move_to=target) == ["move_to at move_to"]


def test_a_folder_that_is_missing_is_told_apart_from_one_that_is_read():
    for target, words in (("", "Say to which"), ("INBOX", "come again")):
        draft = replace(BOX, afterwards=Afterwards.MOVE, move_to=target)
        assert words in rules.reasons_not_to_describe(draft)[0].message


def test_a_token_is_asked_for_and_sent_over_protected_connections_only():
    assert wrong(BOX, **TOKEN) == []
    assert wrong(BOX, **TOKEN, security=Security.STARTTLS) == []
    assert wrong(BOX, security=Security.NONE) == []
    assert wrong(BOX, **TOKEN, security=Security.NONE) == ["security at security"]
    for address in (
        *("", "http://login.example.org", "https://", "login.example.org", "https://[x"),
        "https://ann@login.example.org/",
    ):
        assert wrong(BOX, **{**TOKEN, "token_address": address}) == [
            "token_address at token_address"
        ]
    assert wrong(BOX, **{**TOKEN, "client": ""}) == ["client at client"]
    assert wrong(BOX, token_address="") == []


def test_a_folder_has_a_whole_path_and_its_files_stay_or_are_moved():
    assert wrong(FOLDER, afterwards=Afterwards.MOVE) == wrong(FOLDER, path="/a/..b") == []
    for path in ("", "srv/scans", "/srv/../etc", "/.."):
        assert wrong(FOLDER, path=path) == ["path at path"]
    for after in (Afterwards.DELETE, Afterwards.READ, Afterwards.FLAG):
        assert wrong(FOLDER, afterwards=after) == ["afterwards at afterwards"]


def test_a_bucket_has_a_name_a_key_and_what_a_service_allows():
    for name in ("abc", "x" * 63, "a.b-c_d", "A1b"):
        assert wrong(BUCKET, bucket=name) == []
    for name in ("", "ab", "x" * 64, "-ab", "ab-", "a/b", "a--x-s3"):
        assert wrong(BUCKET, bucket=name) == ["bucket at bucket"]
    assert wrong(BUCKET, user="x" * 250) == wrong(BUCKET, user="x") == []
    assert wrong(BUCKET, user="") == wrong(BUCKET, user="x" * 251) == ["user at user"]
    assert wrong(BUCKET, region="") == wrong(BUCKET, region="eu-west-2") == []
    assert wrong(BUCKET, region="EU west") == ["region at region"]
    assert wrong(BUCKET, security=Security.NONE) == []
    assert wrong(BUCKET, security=Security.STARTTLS) == ["security at security"]
    assert wrong(BUCKET, prefix="x" * 1022) == wrong(BUCKET, prefix="ż" * 511) == []
    assert (
        wrong(BUCKET, prefix="x" * 1023) == wrong(BUCKET, prefix="ż" * 512) == ["prefix at prefix"]
    )
    assert wrong(BUCKET, prefix="\udc80") == ["letters at user"]


def test_objects_stay_are_deleted_or_are_moved_where_they_are_not_looked_at():
    assert wrong(BUCKET, afterwards=Afterwards.DELETE) == []
    for after in (Afterwards.READ, Afterwards.FLAG):
        assert wrong(BUCKET, afterwards=after) == ["afterwards at afterwards"]
    move = {"afterwards": Afterwards.MOVE}
    assert wrong(BUCKET, **move, move_to="done") == wrong(BUCKET, **move, move_to="in/done") == []
    for target, words in (("", "Say under which"), ("in", "come again"), ("in/", "come again")):
        draft = replace(BUCKET, **move, move_to=target)
        assert told(rules.reasons_not_to_describe(draft)) == ["move_to at move_to"]
        assert words in rules.reasons_not_to_describe(draft)[0].message
    assert wrong(BUCKET, **move, prefix="in/north", move_to="in") == ["move_to at move_to"]


def kept(draft, **secret):
    return told(rules.reasons_not_to_keep_secret(draft, Secret(**secret)))


def test_what_opens_a_source_is_asked_for_by_its_own_name():
    tokens = replace(BOX, **TOKEN)
    assert kept(FOLDER) == kept(BOX, password="p") == kept(tokens, refresh_token="r") == []
    assert kept(BOX) == kept(BUCKET) == kept(BOX, refresh_token="r") == ["password at password"]
    assert kept(tokens) == kept(tokens, password="p") == ["refresh_token at refresh_token"]
    for draft, words in (
        (BOX, "Enter the password."),
        (BUCKET, "Enter the secret access key."),
        (tokens, "Enter the refresh token."),
    ):
        assert rules.reasons_not_to_keep_secret(draft, Secret())[0].message == words


def test_a_secret_is_no_longer_than_ten_thousand_letters_altogether():
    three = {"password": "p" * 4_000, "refresh_token": "r" * 3_000, "client_secret": "c" * 3_000}
    assert kept(BOX, **three) == []
    for name in three:
        assert kept(BOX, **{**three, name: f"{three[name]}x"}) == ["password at password"]
    [reason] = rules.reasons_not_to_keep_secret(BOX, Secret("p" * 10_001))
    assert reason.message == "It is too long."


def test_a_variable_is_named_as_those_of_sources_are():
    assert kept(BOX, variable="MUNIMENT_SOURCE_POST") == []
    assert kept(BOX, variable=f"MUNIMENT_SOURCE_{'X' * 60}") == []
    for name in ("MUNIMENT_SOURCE_", f"MUNIMENT_SOURCE_{'X' * 61}", "PATH", "MUNIMENT_SOURCE_x"):
        assert kept(BOX, variable=name, password="p") == ["variable at variable"]


def test_the_usual_port_is_that_of_the_protection():
    ports = {
        (kind, security): rules.usual_port(kind, security)
        for kind in (SourceKind.IMAP, SourceKind.BUCKET)
        for security in Security
    }
    assert list(ports.values()) == [993, 143, 143, 443, 443, 80]


def test_a_source_has_an_address_of_its_own():
    assert rules.source_address(FOLDER, 0) == "/srv/scans"
    assert rules.source_address(BOX, 993) == "imap://imap.example.org:993/post"
    assert rules.source_address(BUCKET, 443) == "s3://imap.example.org:443/scans/in/"
