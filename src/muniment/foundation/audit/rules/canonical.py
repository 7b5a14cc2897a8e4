"""The one text of an event that is hashed, and the limits on what may enter it."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from muniment.foundation.audit.types import JSON, EventDraft

KIND = re.compile(r"[a-z][a-z0-9_]*(:[a-z][a-z0-9_]*){2,3}")
MAX_REFERENCE = 500
MAX_DEPTH = 20
# Neither PostgreSQL's text nor UTF-8 can hold these; file names from a real drive contain them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
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


def instant(at: datetime) -> str:
    """`at` in UTC to the microsecond, as written in events. Raises ValueError without a zone."""
    if at.tzinfo is None:
        raise ValueError("an event's time needs a zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def check_draft(draft: EventDraft) -> None:
    """Raises ValueError where `draft` has a malformed kind or an overlong reference."""
    if not KIND.fullmatch(draft.kind):
        raise ValueError(f"an event's kind is room:object:verb, not {draft.kind!r}")
    for text in (draft.kind, draft.actor, draft.object_reference, draft.origin, draft.job):
        if len(text) > MAX_REFERENCE:
            raise ValueError(f"references in events have at most {MAX_REFERENCE} characters")


def commitment(salt: bytes, value: str) -> str:
    """SHA-256 over `salt` and `value`: tells nothing to whoever is not shown both."""
    return hashlib.sha256(salt + value.encode("utf-8")).hexdigest()


def event_text(draft: EventDraft, *, seq: int, at: str, commitments: Mapping[str, str]) -> str:
    """The canonical text of event number `seq`; `draft` must have passed `check_draft`."""
    return _encode(
        {
            "actor": storable(draft.actor),
            "at": at,
            "commitments": commitments,
            "detail": plain(draft.detail),
            "job": storable(draft.job),
            "kind": draft.kind,
            "object": storable(draft.object_reference),
            "origin": storable(draft.origin),
            "reason": storable(draft.reason),
            "seq": seq,
            "v": 1,
        }
    )


def frame(
    *,
    seq: int,
    at: str,
    kind: str,
    actor: str,
    object_reference: str,
    reason: str,
    origin: str,
    job: str,
) -> tuple[str, str]:
    """How the canonical text of an event with these columns must begin and end.

    Between the two stand only the commitments and the detail. Comparing text spares parsing
    every event of a long log; quotes inside values are escaped, so no other columns fit.
    """
    head = f'{{"actor":{_encode(actor)},"at":{_encode(at)},"commitments":{{'
    tail = (
        f',"job":{_encode(job)},"kind":{_encode(kind)},"object":{_encode(object_reference)}'
        f',"origin":{_encode(origin)},"reason":{_encode(reason)},"seq":{seq},"v":1}}'
    )
    return head, tail
