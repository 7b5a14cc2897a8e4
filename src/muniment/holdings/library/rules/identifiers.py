"""Numbers by which works are known the world over, and addresses.

Sources: ISO 2108 (ISBN), ISO 3297 (ISSN), ISO 26324 (DOI); RFC 3986 for addresses.
"""

import hashlib
import re
from urllib.parse import SplitResult, urlsplit

LONGEST_ADDRESS = 2_000
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[!-~]+")
_BEFORE_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.I)
_HOST = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?|\[[0-9a-f:.]+\]", re.I)
_NEVER = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"`{}|^\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def isbn_of(text: str) -> str | None:
    """The ISBN in thirteen digits, whether ten or thirteen were written; None where the last one
    does not check."""
    bare = re.sub(r"^isbn(?:-1[03])?:?\s*", "", text.strip(), flags=re.I)
    bare = re.sub(r"[\s-]", "", bare).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", bare):
        return _thirteen(f"978{bare[:9]}") if _weighed(bare) % 11 == 0 else None
    if re.fullmatch(r"97[89][0-9]{10}", bare):
        return bare if _thirteen(bare[:12]) == bare else None
    return None


def _weighed(digits: str) -> int:
    """The sum of the digits, of which the first counts most and the last, which checks, once."""
    values = (10 if one == "X" else int(one) for one in digits)
    return sum(weight * one for weight, one in zip(range(len(digits), 0, -1), values, strict=True))


def _thirteen(twelve: str) -> str:
    total = sum(int(one) * (3 if at % 2 else 1) for at, one in enumerate(twelve))
    return f"{twelve}{-total % 10}"


def issn_of(text: str) -> str | None:
    """The ISSN as 0317-8471; None where its last digit does not check."""
    bare = re.sub(r"^e?-?issn(?:-l)?:?\s*", "", text.strip(), flags=re.I)
    bare = re.sub(r"[\s-]", "", bare).upper()
    if not re.fullmatch(r"[0-9]{7}[0-9X]", bare):
        return None
    return f"{bare[:4]}-{bare[4:]}" if _weighed(bare) % 11 == 0 else None


def doi_of(text: str) -> str | None:
    """The DOI in small letters, without what stands before it in an address; None for what is
    none."""
    bare = _BEFORE_DOI.sub("", text.strip(), count=1).lower()
    return bare if _DOI.fullmatch(bare) and len(bare) <= 200 else None


def fault_of_address(text: str) -> str:
    """Why a reader is not to be sent to this address; empty where nothing is amiss."""
    # Other letters are sent as three for each of their bytes.
    if sum(1 if one.isascii() else 3 * len(one.encode()) for one in text) > LONGEST_ADDRESS:
        return f"An address has at most {LONGEST_ADDRESS:,} letters."
    parts = _parts(text)
    if parts is None or not parts.hostname or not _HOST.fullmatch(parts.hostname.strip("[]")):
        return "Write the whole address, such as https://example.org."
    if "@" in parts.netloc:
        return "Leave the user name and password out of the address: every reader would see them."
    return ""


def _parts(text: str) -> SplitResult | None:
    if _NEVER.search(text) or not re.match(r"https?://", text, re.I):
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises for what is no port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") else None


def address_key(text: str) -> str:
    """A digest by which two addresses of the same place are told: case of the host, the scheme,
    `www.`, a last stroke and what is after # do not matter. Empty for what is no address."""
    parts = _parts(text)
    if parts is None:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    place = f"{host}{port}{parts.path.rstrip('/')}{query}"
    return hashlib.sha256(place.encode()).hexdigest()
