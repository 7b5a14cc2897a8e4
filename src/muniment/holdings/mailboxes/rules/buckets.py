"""A bucket of an S3 service as a source: how it is described, and what its keys become."""

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.mailboxes.types import (
    Afterwards,
    ListedObject,
    Security,
    SourceDraft,
)

BUCKET = re.compile(r"(?!.*--x-s3$)[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]")
REGION = re.compile(r"[a-z0-9-]{1,40}")
KEY_MOST = 1024  # bytes, of any S3 service
USUAL_REGION = "us-east-1"
NO_NAME = "unnamed object"
_OF_AWS = re.compile(r"s3[.-](?:dualstack\.)?([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")


def endpoint_parts(address: str) -> tuple[str, int, Security] | None:
    """Host, port (0 for the usual one) and protection of an address such as
    https://s3.example.org:9000; None for what is no such address."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port or 0
    except ValueError:
        return None
    sound = parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/")
    if not sound or parts.query or parts.fragment or parts.username or parts.password:
        return None
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    return host, port, Security.TLS if parts.scheme == "https" else Security.NONE


def endpoint_of(host: str, port: int, security: Security) -> str:
    """The address of a service, as people write it."""
    scheme, usual = ("http", 80) if security is Security.NONE else ("https", 443)
    return f"{scheme}://{host}" + ("" if port in (0, usual) else f":{port}")


def region_of(draft: SourceDraft) -> str:
    """The region that requests are signed for: as it was said, or as the address says it."""
    named = _OF_AWS.fullmatch(draft.host.lower())
    return draft.region or (named[1] if named else USUAL_REGION)


def below(prefix: str) -> str:
    """What keys begin with that lie under a prefix, which stands for a folder."""
    return prefix if not prefix or prefix.endswith("/") else f"{prefix}/"


def reasons_about_bucket(draft: SourceDraft) -> Iterator[Reason]:
    """Every gap of the description of a bucket, but for its host and port."""
    if draft.security is Security.STARTTLS:
        words = "An S3 service is reached with TLS (https) or without (http)."
        yield Reason("security", words, "security")
    if not BUCKET.fullmatch(draft.bucket):
        words = "Enter the name of the bucket: 3 to 63 letters, digits, dots and hyphens."
        yield Reason("bucket", words, "bucket")
    if not 1 <= len(draft.user) <= 250:
        yield Reason("user", "Enter the access key ID.", "user")
    if draft.region and not REGION.fullmatch(draft.region):
        yield Reason("region", "Enter a region such as eu-west-2, or leave it empty.", "region")
    if len(below(draft.prefix).encode("utf-8", "replace")) > KEY_MOST - 1:
        yield Reason("prefix", f"A prefix has fewer than {KEY_MOST:,} bytes.", "prefix")
    if draft.afterwards not in (Afterwards.NOTHING, Afterwards.MOVE, Afterwards.DELETE):
        words = "Objects can be left where they are, moved or deleted."
        yield Reason("afterwards", words, "afterwards")
    if draft.afterwards is Afterwards.MOVE:
        yield from _of_moving(below(draft.prefix), below(draft.move_to))


def _of_moving(prefix: str, target: str) -> Iterator[Reason]:
    if not target:
        yield Reason(
            "move_to", "Say under which prefix objects are moved, such as done/.", "move_to"
        )
    elif prefix.startswith(target):
        words = "Objects cannot be moved to a prefix that is looked at: they would come again."
        yield Reason("move_to", words, "move_to")


def is_of_source(one: ListedObject, draft: SourceDraft) -> bool:
    """Whether an object is to be taken: not one that was put aside, nor the empty object that
    stands for a folder."""
    aside = below(draft.move_to)
    if draft.afterwards is Afterwards.MOVE and aside and one.key.startswith(aside):
        return False
    return bool(one.size) or not one.key.endswith("/") or not one.key


def relative_of(key: str, prefix: str) -> bytes:
    """The path of an object within its source. A key may end in a slash or hold a NUL; no path
    that is kept does. A digest tells what would then be called as another key is."""
    path = key.removeprefix(below(prefix))
    named = path if path and not path.endswith("/") else f"{path}{NO_NAME}"
    if "\0" in path or path.rpartition("/")[2] == NO_NAME:
        digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]
        named = f"{named} {digest}".replace("\0", "%00")
    return named.encode("utf-8", "replace")


def version_of(one: ListedObject) -> str:
    """Tells whether an object is the one that was seen before: by its tag and size, or by the time
    it was written where the service gives no tag."""
    tag = one.tag or f"at {one.written_at}"
    return f"tag {hashlib.sha256(f'{tag} {one.size}'.encode('utf-8', 'replace')).hexdigest()}"


def moved_to(key: str, draft: SourceDraft) -> str:
    """The key that an object has once it is put aside; empty where that would be too long."""
    target = below(draft.move_to) + key.removeprefix(below(draft.prefix))
    return target if len(target.encode("utf-8", "replace")) <= KEY_MOST - 5 else ""
