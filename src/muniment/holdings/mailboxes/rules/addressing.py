"""The capture address: which place an address means, and in whose name a message is filed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.utils import getaddresses

HEAD_BYTES = 256 * 1024
_LABEL = re.compile(r"[A-Za-z0-9/~._-]{1,100}")
_PASSED = re.compile(r"(?:^|;)\s*(dmarc|dkim|spf)\s*=\s*pass\b([^;]*)", re.IGNORECASE)
_FAILED = re.compile(r"(?:^|;)\s*dmarc\s*=\s*fail\b", re.IGNORECASE)
_OF = {
    "dmarc": re.compile(r"header\.from\s*=\s*\"?([^\s\";]+)", re.IGNORECASE),
    "dkim": re.compile(r"header\.[di]\s*=\s*\"?@?([^\s\";]+)", re.IGNORECASE),
    "spf": re.compile(r"smtp\.mailfrom\s*=\s*\"?([^\s\";]+)", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a message says it is from, and whether a mail server that is trusted vouches for it."""

    address: str = ""
    vouched: bool = False

    @property
    def domain(self) -> str:
        """What follows the @."""
        return self.address.rpartition("@")[2]


def place_meant(address: str, capture_address: str) -> str:
    """The reference of the class or folder that an address means: what stands after the plus of
    the capture address, with ~ for /. Empty where it means none."""
    local, _, domain = capture_address.partition("@")
    mine, _, there = address.strip().strip("<>").rpartition("@")
    name, _, label = mine.partition("+")
    if not local or there.lower() != domain.lower() or name.lower() != local.lower():
        return ""
    return label.replace("~", "/") if _LABEL.fullmatch(label) else ""


def address_of(reference: str, capture_address: str) -> str:
    """The address at which a place is written to; empty where there is none."""
    local, at, domain = capture_address.partition("@")
    if not (local and at and domain):
        return ""
    return f"{local}+{reference.replace('/', '~')}@{domain}"


def sender_of(head: bytes, *, authority: str) -> Sender:
    """Who the message is from. `authority`: the name under which the trusted relay writes what it
    checked (RFC 8601); only its own, topmost word counts, and only for the domain of the From."""
    try:
        parsed = BytesHeaderParser().parsebytes(head[:HEAD_BYTES])
        froms = getaddresses([str(one) for one in parsed.get_all("from", [])])
        words = [str(one) for one in parsed.get_all("authentication-results", [])]
    except Exception:  # a hostile header says nothing about anybody
        return Sender()
    if len(froms) != 1 or "@" not in froms[0][1]:
        return Sender()
    address = froms[0][1].lower()
    said = _word_of(words[:1], authority)
    return Sender(address, _vouches(said, address.rpartition("@")[2]))


def _word_of(words: Iterable[str], authority: str) -> str:
    for word in words:
        name, _, said = re.sub(r"\s+", " ", word).strip().partition(";")
        if authority and name.split(" ")[0].strip().lower() == authority.lower():
            return said
    return ""


def _vouches(said: str, domain: str) -> bool:
    """Whether a check passed that speaks of the very domain of the From (DMARC, aligned)."""
    told = _outside_comments(said)
    if _FAILED.search(told):
        return False
    for method, about in _PASSED.findall(told):
        found = _OF[method.lower()].search(about)
        if found and found[1].rpartition("@")[2].lower() == domain:
            return True
    return False


def _outside_comments(said: str) -> str:
    """What stands outside comments, which may stand within each other (RFC 5322, section 3.2.2),
    with nothing in quotation marks but letters of an address: both may hold what the sender chose.
    Nothing at all where one of them does not end."""
    kept, depth, is_quoted, is_escaped = [], 0, False, False
    for letter in said:
        if is_escaped:
            is_escaped = False
        elif letter == "\\" and (is_quoted or depth):
            is_escaped = True
        elif letter == '"' and not depth:
            is_quoted = not is_quoted
        elif is_quoted:
            kept.append(letter if letter.isalnum() or letter in "@.-" else "")
        elif letter in "()":
            depth = depth + 1 if letter == "(" else max(depth - 1, 0)
        elif not depth:
            kept.append(letter)
    return "" if depth or is_quoted else "".join(kept)


def is_let_in(sender: Sender, allowed: Iterable[str], *, is_colleague: bool) -> bool:
    """Whether a message of this sender is filed at all. `allowed`: addresses and domains beside
    those of the people of the body."""
    listed = {one.lower().removeprefix("@") for one in allowed}
    return is_colleague or sender.address in listed or (sender.domain in listed)
