"""What addresses, keys and headers of sources mean, and how what they bring is known again."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest

from muniment.holdings.mailboxes import rules
from muniment.holdings.mailboxes.rules import networks, why_not_reached
from muniment.holdings.mailboxes.types import (
    Afterwards,
    Listed,
    ListedObject,
    Security,
    SourceDraft,
    SourceKind,
)

BUCKET = SourceDraft("B", SourceKind.BUCKET, "HOU", host="s3.example.org", prefix="in")
MOVED = replace(BUCKET, afterwards=Afterwards.MOVE, move_to="in/done")
HERE = "records@council.example"


def test_a_network_is_named_by_any_of_its_addresses():
    assert networks(["10.1.2.3/8", "::1"]) == (ip_network("10.0.0.0/8"), ip_network("::1/128"))
    with pytest.raises(ValueError):
        networks(["council.example"])


def test_an_address_is_judged_without_its_zone_and_by_networks_of_its_own_version():
    assert not why_not_reached("fc00::1%eth0", networks(["fc00::/7"]))
    assert "closed network" in why_not_reached("10.0.0.1", networks(["::/0", "10.0.0.2/32"]))
    assert not why_not_reached("10.0.0.1", networks(["::/0", "10.0.0.0/8"]))
    assert "inside machines" in why_not_reached("169.254.169.254")
    assert "inside machines" in why_not_reached("fd00:ec2::254%eth0", networks(["::/0"]))


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("records+HOU@council.example", "HOU"),
        (" <Records+HOU~REP@COUNCIL.example> ", "HOU/REP"),
        (f"records+{'x' * 100}@council.example", "x" * 100),
        (f"records+{'x' * 101}@council.example", ""),
        ("records+a+b@council.example", ""),
        ("records@council.example", ""),
        ("records+HOU@else.example", ""),
        ("post+HOU@council.example", ""),
        ("Xrecords+HOU@council.example", ""),
        ("records+HOU", ""),
        ("records+H U@council.example", ""),
    ],
)
def test_an_address_means_the_place_after_its_plus(address, place):
    assert rules.place_meant(address, HERE) == place
    if place:
        meant = rules.address_of(place, HERE)
        assert rules.place_meant(meant, HERE) == place


def test_without_a_capture_address_nothing_is_meant_and_no_place_has_one():
    assert rules.place_meant("+HOU@", "") == rules.place_meant("+HOU@x", "@x") == ""
    for broken in ("", "records", "records@", "@council.example"):
        assert rules.address_of("HOU", broken) == ""
    assert rules.address_of("HOU/REP", HERE) == "records+HOU~REP@council.example"


FROM = b"From: Ann <Ann@Council.example>\r\n"
DMARC = b"dmarc=pass header.from=council.example"


def sender(words, authority="mx.council.example", head=FROM):
    said = b"Authentication-Results: " + words + b"\r\n" if words else b""
    found = rules.sender_of(said + head + b"\r\n", authority=authority)
    return found.address, found.vouched


@pytest.mark.parametrize(
    ("words", "vouched"),
    [
        (b"mx.council.example; " + DMARC, True),
        (b"MX.Council.Example 1; DMARC=Pass (p=reject) Header.From=COUNCIL.example", True),
        (b"mx.council.example;\r\n\tspf=none;\r\n dkim=pass header.i=@council.example", True),
        (b'mx.council.example; dkim=pass header.d="council.example"', True),
        (b"mx.council.example; spf=pass smtp.mailfrom=bounce@council.example", True),
        (b"mx.council.example; dkim=pass header.d=evil.example; " + DMARC, True),
        (b"mx.council.example; dkim=pass; " + DMARC, True),
        (b"mx.council.example;" + DMARC, True),
        (b"mx.council.example\t1; " + DMARC, True),
        (b"mx.council.example; dmarc=pass header.from=COUNCIL.EXAMPLE", True),
        (b'mx.council.example; dkim=pass header.d="council.example;"', True),
        (b'mx.council.example; spf=none reason="a\\"b"; ' + DMARC, True),
        (b'mx.council.example; dkim=pass header.d="x; ' + DMARC + b'"', False),
        (b'mx.council.example; spf=none reason="a\\"; ' + DMARC + b'; x=\\"b"', False),
        (b"mx.council.example; spf=none (a\\); " + DMARC + b"; \\(b)", False),
        (b"mx.council.example; spf=none ((a) " + DMARC + b")", False),
        (b"mx.council.example; " + DMARC + b" (x", False),
        (b"mx.council.example; " + DMARC + b' "x', False),
        (b"mx.council.example; spf=pass smtp.mailfrom=a@evil.example", False),
        (b"mx.council.example; dmarc=passed header.from=council.example", False),
        (b"mx.council.example; dmarc=fail header.from=council.example", False),
        (b"mx.council.example; spf=none (dmarc=pass header.from=council.example)", False),
        (b"mx.council.example; spf=none (x; dmarc=pass header.from=council.example)", False),
        (b"evil.example; " + DMARC, False),
        (b"mx.council.example.evil.example; " + DMARC, False),
        (b"mx.council.example", False),
        (b"; " + DMARC, False),
        (b"", False),
    ],
)
def test_only_a_check_that_passed_for_the_domain_of_the_sender_vouches(words, vouched):
    assert sender(words) == ("ann@council.example", vouched)


def test_nobody_vouches_where_no_authority_is_named():
    assert sender(b"; " + DMARC, authority="") == ("ann@council.example", False)
    assert sender(b"mx.council.example; " + DMARC, authority="") == ("ann@council.example", False)


def test_only_the_topmost_word_counts():
    below = b"Authentication-Results: mx.council.example; " + DMARC + b"\r\n"
    assert sender(b"mx.council.example; dmarc=fail", head=below + FROM)[1] is False
    assert sender(b"evil.example; dmarc=pass", head=below + FROM)[1] is False


def test_the_domain_of_an_address_is_what_follows_its_last_mark():
    head = b'From: "a@evil.example"@council.example\r\n'
    assert sender(b"mx.council.example; " + DMARC, head=head)[1] is True
    evil = DMARC.replace(b"council", b"evil")
    assert sender(b"mx.council.example; " + evil, head=head)[1] is False


@pytest.mark.parametrize(
    "head",
    [
        b"Subject: A\r\n",
        b"From: nobody\r\n",
        b"From: a@council.example, b@council.example\r\n",
        FROM + b"From: b@council.example\r\n",
    ],
)
def test_a_message_of_nobody_or_of_several_is_of_nobody(head):
    assert sender(b"mx.council.example; " + DMARC, head=head) == ("", False)


def test_headers_are_read_no_further_than_a_message_can_be_trusted():
    long = b"X-Long: " + b"x" * (rules.HEAD_BYTES - 10) + b"\r\n"
    assert sender(b"", head=long + FROM) == ("", False)
    with_room = b"X-Long: " + b"x" * (rules.HEAD_BYTES - 100) + b"\r\n"
    assert sender(b"", head=with_room + FROM) == ("ann@council.example", False)


def test_who_is_let_in_is_a_colleague_or_listed_by_address_or_domain():
    one = rules.Sender("ann@council.example")
    assert rules.is_let_in(one, [], is_colleague=True)
    for allowed in ("Ann@Council.example", "COUNCIL.example", "@council.example"):
        assert rules.is_let_in(one, ["x.example", allowed], is_colleague=False)
    for allowed in ("bob@council.example", "example", "il.example", ""):
        assert not rules.is_let_in(one, [allowed], is_colleague=False)
    assert one.domain == "council.example"


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        (" https://s3.example.org ", ("s3.example.org", 0, Security.TLS)),
        ("http://S3.example.org:9000/", ("s3.example.org", 9000, Security.NONE)),
        ("https://[fd00::1]:443", ("[fd00::1]", 443, Security.TLS)),
        ("s3.example.org", None),
        ("ftp://s3.example.org", None),
        ("https://", None),
        ("https:///x", None),
        ("https://s3.example.org/bucket", None),
        ("https://s3.example.org?x=1", None),
        ("https://s3.example.org#x", None),
        ("https://ann@s3.example.org", None),
        ("https://:hush@s3.example.org", None),
        ("https://s3.example.org:99999", None),
        ("https://[x", None),
    ],
)
def test_the_address_of_a_service_is_taken_apart_or_refused(address, parts):
    assert rules.endpoint_parts(address) == parts


def test_the_address_of_a_service_is_written_without_the_usual_port():
    write = rules.endpoint_of
    assert write("a", 0, Security.TLS) == write("a", 443, Security.TLS) == "https://a"
    assert write("a", 0, Security.NONE) == write("a", 80, Security.NONE) == "http://a"
    assert write("a", 80, Security.TLS) == "https://a:80"
    assert write("a", 443, Security.NONE) == "http://a:443"


def test_a_region_is_as_said_or_as_the_address_says():
    def region(host, said=""):
        return rules.region_of(replace(BUCKET, host=host, region=said))

    assert region("S3.eu-west-2.amazonaws.com") == "eu-west-2"
    assert region("s3.dualstack.eu-west-1.amazonaws.com") == "eu-west-1"
    assert region("s3.eu-west-2.amazonaws.com", "eu-north-1") == "eu-north-1"
    assert region("s3.example.org") == region("s3.eu-west-2.amazonaws.com.evil.org") == "us-east-1"


def test_a_prefix_stands_for_a_folder():
    assert [rules.below(one) for one in ("", "in", "in/", "/")] == ["", "in/", "in/", "/"]


def taken(key, size=1, draft=BUCKET):
    return rules.is_of_source(ListedObject(key, size, "t"), draft)


def test_an_object_is_taken_unless_it_was_put_aside_or_stands_for_a_folder():
    assert taken("in/a") and taken("in/a", 0) and taken("in/a/") and taken("", 0)
    assert not taken("in/a/", 0)
    assert taken("in/done/a") and not taken("in/done/a", draft=MOVED)
    assert taken("in/done-not", draft=MOVED)
    assert taken("in/a", draft=replace(MOVED, move_to=""))


def test_an_object_has_a_path_within_its_source_that_can_be_kept():
    assert rules.relative_of("in/a/b", "in") == b"a/b"
    assert rules.relative_of("in/", "in") == b"unnamed object"
    assert rules.relative_of("in/a/", "in/") == b"a/unnamed object"
    for key, path in (("in/a\0b", "a%00b"), ("in/a/unnamed object", "a/unnamed object")):
        digest = hashlib.sha256(key.encode()).hexdigest()[:16]
        assert rules.relative_of(key, "in") == f"{path} {digest}".encode()
    assert rules.relative_of("ż\udc80", "") == "ż?".encode()
    assert rules.relative_of("\udc80\0", "").startswith(b"?%00 ")


def test_an_object_is_known_by_tag_and_size_or_by_when_it_was_written():
    def digest(text):
        return f"tag {hashlib.sha256(text.encode()).hexdigest()}"

    at = datetime(2026, 11, 21, tzinfo=UTC)
    assert rules.version_of(ListedObject("a", 5, "t", at)) == digest("t 5")
    assert rules.version_of(ListedObject("a", 5, "", at)) == digest(f"at {at} 5")
    assert rules.version_of(ListedObject("a", 5, "\udc80")) == digest("? 5")


def test_an_object_is_put_aside_below_the_other_prefix_unless_its_key_is_too_long():
    assert rules.moved_to("in/a/b", MOVED) == "in/done/a/b"
    room = 1024 - 5 - len("in/done/")
    assert rules.moved_to(f"in/{'x' * room}", MOVED) == f"in/done/{'x' * room}"
    assert rules.moved_to(f"in/{'x' * (room + 1)}", MOVED) == ""
    assert rules.moved_to(f"in/{'ż' * (room // 2 + 1)}", MOVED) == ""
    assert rules.moved_to("in/\udc80", MOVED) == "in/done/\udc80"


def test_a_message_has_a_path_by_its_folder_and_numbers():
    assert rules.item_path("/INBOX/", 7, 42) == b"INBOX/7-42.eml"
    assert rules.item_path("/", 7, 42) == b"mailbox/7-42.eml"
    assert rules.item_path("ż\udc80", 7, 42) == "ż?/7-42.eml".encode()


def test_a_message_is_known_again_by_its_number_of_the_sender_and_size_or_by_its_content():
    digest = hashlib.sha256(b"<1@x>\x0042").hexdigest()
    assert rules.digest_of(Listed(1, 42, message_id="<1@x>")) == digest
    assert rules.digest_of(Listed(1, 42)) == ""
    assert rules.of_content("a" * 64) == f"content {'a' * 56}"


def test_files_that_are_still_being_written_are_known_by_their_names():
    for name in ("~$report.docx", ".hidden", "a.PART", "a.tmp", "a.swp", "a~"):
        assert rules.is_on_its_way(name)
    for name in ("report.docx", "a.part.pdf", "tmp", "$a"):
        assert not rules.is_on_its_way(name)
