"""Which addresses a source may lead to. Whoever configures a source names a host: without this a
name could lead into the machine itself, or to the address from which cloud servers read their keys
(OWASP ASVS 1.3.6, server-side request forgery)."""

import ipaddress
from collections.abc import Iterable

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Where cloud servers offer their identity to whoever asks. No setting opens these.
METADATA = frozenset({"169.254.169.254", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NEVER = "It leads to an address that is used inside machines only, which is never reached."
_CLOSED = "It leads to an address of a closed network. An administrator can allow that network."


def networks(words: Iterable[str]) -> tuple[Network, ...]:
    """The networks of a setting, such as 10.0.0.0/8. Raises ValueError for what is none."""
    return tuple(ipaddress.ip_network(word, strict=False) for word in words)


def why_not_reached(text: str, allowed: Iterable[Network] = ()) -> str:
    """Why no connection is made to this address; empty if one may be. `allowed`: closed networks
    that the deployment opened."""
    address = _meant(ipaddress.ip_address(text.partition("%")[0]))
    if _is_never(address):
        return _NEVER
    if address.is_global:
        return ""
    opened = any(address in one for one in allowed if one.version == address.version)
    return "" if opened else _CLOSED


def _meant(address: Address) -> Address:
    """The address that is reached in the end: one of IPv4 may be written within one of IPv6."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_never(address: Address) -> bool:
    return (
        str(address) in METADATA
        or address.is_link_local
        or address.is_multicast
        or address.is_unspecified
    )
