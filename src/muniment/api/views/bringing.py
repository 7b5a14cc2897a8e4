"""Files that hold many things: a zip file, with a list of what is in it or without, the export of
a chat, and a stack of scans."""

import hashlib
from typing import Annotated, Any

from ninja import Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import carry_out, operation
from muniment.api.receiving import Arrived, arriving
from muniment.foundation.access.types import Permission
from muniment.foundation.content.types import DigestMismatch, LengthMismatch
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.holdings.capture import actions
from muniment.holdings.capture.types import Outcome, Way, Wish

router = Router(tags=["capture"])
SHOWN = 1000
WRONG = (Outcome.REFUSED, Outcome.FAILED)

BODY = {
    "required": True,
    "description": "The file itself, named by ?name=, or a form with the file as `file`. "
    "Content-Length must be right; Repr-Digest, where sent, too.",
    "content": {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        },
    },
}


class BroughtItem(Schema):
    """An item that is not taken, and why."""

    path: str
    outcome: Outcome
    reason: str


class BroughtIn(Schema):
    """What became of the items of a file, or (`dry_run`) would: `items` is the sum of the counts.
    `captures` is empty then. `wrong` has the first 1,000 that are not taken."""

    dry_run: bool
    captures: list[str]
    items: int
    captured: int
    linked: int
    refused: int
    failed: int
    left: int
    wrong: list[BroughtItem]


@operation(
    router,
    "POST",
    "/captures/brought",
    needs=Permission.RECORDS_CAPTURE,
    answer=BroughtIn,
    keyed=False,
    body=BODY,
)
def bring_in(
    request: Request,
    way: Annotated[Way, Query(description="list: a zip file with a list in it.")],
    into: Annotated[str, Query(max_length=120, description="A class or folder.")],
    name: Annotated[str, Query(max_length=300)] = "",
    channel: Annotated[str, Query(max_length=200)] = "",
    in_one: Annotated[bool, Query(description="All of a chat as one record.")] = False,
    dry_run: Annotated[bool, Query(description="Only say what it would become.")] = False,
) -> Any:
    """Take a zip file, with a list of what is in it or without, the export of a chat, or a PDF of
    scans with separator sheets, which is taken apart at them. The same file again takes nothing
    twice. What is wrong with single items does not hold up the others."""
    actions.place_to_begin(request.actor, into, request.now)
    with arriving(request) as file:
        wish = Wish(way, _named(name or file.name), into, channel, in_one)
        path = actions.keep_for_a_look(wish.name, file.stream)
    try:
        digest = _checked(path, file)
        if dry_run:
            return _would(actions.look_into(request.actor, path, wish, clock=lambda: request.now))
        # Not in one transaction with the work, which may be much and is harmless to do again.
        known = _answered(request, digest)
        done = known or _taken(request, path, wish)
        return known or carry_out(request, lambda: done, digest)
    finally:
        actions.drop_kept(path)


class _NotYet(Refused):
    """Nothing was answered to this key so far."""

    def __init__(self) -> None:
        super().__init__(Reason("not_yet", "Nothing is known of this key."))


def _answered(request: Request, digest: str) -> Any:
    """What was answered to the same request before; None if it is new. Raises Refused where its
    key came with another one."""
    try:
        return carry_out(request, _not_yet, digest)
    except _NotYet:
        return None


def _not_yet() -> Any:
    raise _NotYet


def _named(name: str) -> str:
    if not name.strip() or "\x00" in name or any("\ud800" <= one <= "\udfff" for one in name):
        raise Refused(Reason("name", "Say what the file is called.", "name"))
    return name


def _checked(path: Any, file: Arrived) -> str:
    """The digest of what came. Raises Refused where it is not what was announced."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if file.size is not None and path.stat().st_size != file.size:
        raise LengthMismatch(file.size, path.stat().st_size)
    if file.sha256 and file.sha256 != digest:
        raise DigestMismatch
    return digest


def _would(found: Any) -> BroughtIn:
    return _told([(one.path, one.outcome, one.reason) for one in found], [], dry_run=True)


def _taken(request: Request, path: Any, wish: Wish) -> BroughtIn:
    gone: list[tuple[str, Outcome, str]] = []
    made = actions.bring_in(
        request.actor,
        path,
        wish,
        clock=lambda: request.now,
        watch=lambda batch: gone.extend((one.path, one.outcome, one.reason) for one in batch),
    )
    return _told(gone, [one.reference for one in made], dry_run=False)


def _told(gone: list[tuple[str, Outcome, str]], captures: list[str], *, dry_run: bool) -> BroughtIn:
    outcomes = [outcome for _, outcome, _ in gone]
    names = ("captured", "linked", "refused", "failed", "left")
    wrong = [one for one in gone if one[1] in WRONG][:SHOWN]
    return BroughtIn(
        dry_run=dry_run,
        captures=captures,
        items=len(gone),
        wrong=[
            BroughtItem(path=_text(path), outcome=outcome, reason=reason)
            for path, outcome, reason in wrong
        ],
        **{name: outcomes.count(Outcome(name)) for name in names},
    )


def _text(path: str) -> str:
    return path.encode("utf-8", "replace").decode()
