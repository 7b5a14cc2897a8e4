"""The one text of an event that is hashed, and the limits on what may enter it."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

from muniment.foundation.audit.types import JSON, EventDraft, Origin

KIND = re.compile(r"[a-z][a-z0-9_]*(:[a-z][a-z0-9_]*){2,3}")
MAX_REFERENCE = 500
MAX_DEPTH = 20
# Neither PostgreSQL's text nor UTF-8 can hold these; file names from a real drive contain them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_quote = json.encoder.encode_basestring  # as `_encode` writes a text, at a third of its cost
_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def storable(text: str) -> str:
    """`text` with NUL and lone surrogates replaced by U+FFFD, so that any database takes it."""
    return _UNSTORABLE.sub("\ufffd", text)


def plain(value: object, depth: int = 0) -> JSON:
    """`value` as JSON that reads back the same everywhere.

    Raises ValueError for what does not: floating-point numbers, keys that are not text, anything
    that is not JSON, and nesting deeper than twenty.
    """
    if isinstance(value, str):
        return storable(value)
    if value is None or isinstance(value, bool | int):
        return value
    if depth >= MAX_DEPTH:
        raise ValueError("an event's detail is nested too deeply")
    if isinstance(value, Mapping):
        return {_key(key): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [plain(item, depth + 1) for item in value]
    raise ValueError(f"an event cannot hold a {type(value).__name__}")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise ValueError("the keys of an event's detail are text")
    return storable(key)


def canonical_json(value: object) -> str:
    """`value` as JSON with sorted keys and no spaces, in UTF-8. Raises ValueError as `plain`."""
    return _encode(plain(value))


def certificate_digest(content: Mapping[str, JSON]) -> str:
    """What the event of a certificate holds as `certificate_sha256`: SHA-256 in hexadecimal.

    `content` is the certificate without its `proof`, as it will be written. Raises ValueError
    where it would not read back the same (floating-point numbers, NUL, lone surrogates).
    """
    if "proof" in content or plain(content) != content:
        raise ValueError("a certificate is plain JSON, and its proof is no part of its content")
    return hashlib.sha256(_encode(content).encode("utf-8")).hexdigest()


def instant(at: datetime) -> str:
    """`at` in UTC to the microsecond, as written in events. Raises ValueError without a zone."""
    if at.tzinfo is None:
        raise ValueError("an event's time needs a zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def settled(draft: EventDraft, here: Origin) -> EventDraft:
    """`draft` with its text storable and what it leaves open filled in from `here`.

    Raises ValueError for a malformed kind, an overlong reference or detail that is not plain.
    """
    if not KIND.fullmatch(draft.kind):
        raise ValueError(f"an event's kind is room:object:verb, not {draft.kind!r}")
    ready = EventDraft(
        kind=draft.kind,
        actor=storable(draft.actor),
        object_reference=storable(draft.object_reference),
        reason=storable(draft.reason),
        detail=cast(Mapping[str, JSON], plain(draft.detail)),
        private={_key(name): storable(value) for name, value in draft.private.items()},
        origin=storable(draft.origin or here.where),
        job=storable(draft.job or here.job),
    )
    for text in (ready.kind, ready.actor, ready.object_reference, ready.origin, ready.job):
        if len(text) > MAX_REFERENCE:
            raise ValueError(f"references in events have at most {MAX_REFERENCE} characters")
    return ready


def commitment(salt: bytes, value: str) -> str:
    """SHA-256 over `salt` and `value`: tells nothing to whoever is not shown both."""
    return hashlib.sha256(salt + value.encode("utf-8")).hexdigest()


def event_text(draft: EventDraft, *, seq: int, at: str, commitments: Mapping[str, str]) -> str:
    """The canonical text of event number `seq`; `draft` comes from `settled`."""
    return _encode(
        {
            "actor": draft.actor,
            "at": at,
            "commitments": commitments,
            "detail": draft.detail,
            "job": draft.job,
            "kind": draft.kind,
            "object": draft.object_reference,
            "origin": draft.origin,
            "reason": draft.reason,
            "seq": seq,
            "v": 1,
        }
    )


def commits(text: str, name: str, digest: str) -> bool:
    """Whether the event with this canonical `text` commits to `digest` for the field `name`."""
    try:
        commitments = json.loads(text).get("commitments", {})
    except (ValueError, AttributeError):
        return False
    return isinstance(commitments, dict) and commitments.get(name) == digest


def frame(
    seq: int,
    at: str,
    kind: str,
    actor: str,
    job: str,
    origin: str,
    object_reference: str,
    reason: str,
) -> tuple[str, str]:
    """How the canonical text of an event with these columns must begin and end.

    Between the two stand only the commitments and the detail. Comparing text spares parsing
    every event of a long log; quotes inside values are escaped, so no other columns fit.
    """
    head = f'{{"actor":{_quote(actor)},"at":{_quote(at)},"commitments":{{'
    tail = (
        f',"job":{_quote(job)},"kind":{_quote(kind)},"object":{_quote(object_reference)}'
        f',"origin":{_quote(origin)},"reason":{_quote(reason)},"seq":{seq},"v":1}}'
    )
    return head, tail
