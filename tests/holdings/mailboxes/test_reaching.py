"""Where a source may lead: never into the machine's own corners, and only to what was judged."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.holdings.mailboxes.adapters import reaching
from muniment.holdings.mailboxes.rules import networks, why_not_reached
from muniment.holdings.mailboxes.types import SourceProblem

NEVER = (
    *("169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0", "100.100.100.200", "0.0.0.0"),
    *("224.0.0.1", "::", "ff02::1", "fd00:ec2::254", "::ffff:169.254.169.254", "192.0.0.192"),
    *("64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"),
)
CLOSED = (
    *("127.0.0.1", "127.8.8.8", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "fc00::1"),
    *("::ffff:127.0.0.1", "::ffff:10.1.2.3", "64:ff9b::7f00:1", "2002:7f00:1::", "100.64.0.1"),
)
EVERYTHING = networks(["0.0.0.0/0", "::/0"])


@pytest.mark.parametrize("address", NEVER)
def test_what_is_used_inside_machines_is_never_reached_whatever_is_allowed(address):
    assert why_not_reached(address, EVERYTHING)


@pytest.mark.parametrize("address", CLOSED)
def test_a_closed_network_is_reached_only_where_it_was_opened(address):
    assert why_not_reached(address)
    assert not why_not_reached(address, EVERYTHING)


@given(st.ip_addresses(v=4))
def test_an_address_within_another_is_judged_as_the_one_that_is_reached(address):
    wrapped = ipaddress.IPv6Address(f"::ffff:{address}")
    translated = ipaddress.IPv6Address((0x64FF9B << 96) | int(address))
    assert why_not_reached(str(address)) == why_not_reached(str(wrapped))
    assert bool(why_not_reached(str(address))) == bool(why_not_reached(str(translated)))


def test_a_public_address_is_reached():
    assert why_not_reached("93.184.216.34") == "" == why_not_reached("2606:4700::1111")


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "0x7f000001", "2130706433", "127.1", "[::1]", "0"]
)
def test_however_the_machine_itself_is_written_nothing_connects_to_it(settings, host):
    settings.MUNIMENT_SOURCE_NETWORKS = []
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        with pytest.raises(SourceProblem, match="cannot be reached"):
            reaching.connect(host, canary.getsockname()[1])
        with pytest.raises(TimeoutError):
            canary.accept()


def test_a_name_that_answers_otherwise_a_moment_later_leads_nowhere_else(settings, monkeypatch):
    """DNS rebinding: the name is asked for once, and the address that was judged is connected."""
    settings.MUNIMENT_SOURCE_NETWORKS = ["127.0.0.2/32"]
    asked = []

    def answers(host, port, **options):
        asked.append(host)
        address = "127.0.0.2" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(reaching.socket, "getaddrinfo", answers)
    with (
        socket.create_server(("127.0.0.2", 0)) as right,
        reaching.connect("mail.example", right.getsockname()[1]) as made,
    ):
        assert made.getpeername()[0] == "127.0.0.2"
    assert asked == ["mail.example"]
