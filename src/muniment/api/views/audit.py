"""The audit log: its events, proofs and checks, for those who may see it."""

import json
from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import Limit, Page, page
from muniment.api.shapes import Given
from muniment.foundation.access.types import Permission
from muniment.foundation.audit import queries
from muniment.foundation.audit.types import EventFilter

router = Router(tags=["audit"])
SEE = Permission.AUDIT_SEE
Begins = Annotated[str, Query(max_length=200)]


class Event(Schema):
    """One event. `canonical` is the text that is hashed."""

    seq: int
    at: datetime
    kind: str
    actor: str
    job: str
    origin: str
    object_reference: str
    reason: str
    detail: dict[str, Any]
    canonical: str
    leaf_hash: str


class Proof(Schema):
    """All that a stranger needs to check that an event is in the log."""

    event: str
    leaf_index: int
    tree_size: int
    inclusion: list[str]
    checkpoint: str
    key: str


class Outside(Given):
    """A checkpoint that was kept outside."""

    checkpoint: Annotated[str, Field(max_length=20_000)] = ""


class Fault(Schema):
    """One thing wrong with the log."""

    kind: str
    seq: int | None
    message: str


class Verification(Schema):
    """What a full check of the log found."""

    sound: bool
    size: int
    root: str
    checkpoints: int
    external_notes: int
    faults: list[Fault]


def _event(one: Any) -> Event:
    same = ("seq", "at", "kind", "actor", "job", "origin", "object_reference", "reason")
    return Event(
        **{name: getattr(one, name) for name in same},
        detail=json.loads(one.canonical).get("detail") or {},
        canonical=one.canonical,
        leaf_hash=bytes(one.leaf_hash).hex(),
    )


@operation(router, "GET", "/audit/events", needs=SEE, answer=Page[Event])
def list_events(
    request: Request,
    actor: Begins = "",
    object: Begins = "",
    kind: Begins = "",
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    after: Annotated[int, Query(ge=0, lt=2**63)] | None = None,
    limit: Limit = 50,
) -> Any:
    """Events, the latest first, by who, on what, of which kind (both by their beginning), when."""
    wanted = EventFilter(actor, object, kind, since, until)
    rows = queries.events(wanted, before=after, limit=limit + 1)
    return page(request, rows, limit, _event, lambda one: one.seq)


@operation(router, "GET", "/audit/events/{int:seq}", needs=SEE, answer=Event)
def show_event(request: Request, seq: int) -> Any:
    """One event."""
    return _event(queries.event(seq))


@operation(router, "GET", "/audit/events/{int:seq}/proof", needs=SEE, answer=Proof)
def prove(
    request: Request, seq: int, size: Annotated[int, Query(ge=1, lt=2**63)] | None = None
) -> Any:
    """The proof that an event is in the log, against the first checkpoint that covers it or that
    of `size` events."""
    return Proof(**queries.proof_block(seq, size))


@operation(router, "POST", "/audit/verification", needs=SEE, answer=Verification, keyed=False)
def verify(request: Request, wanted: Outside) -> Any:
    """Check the whole log, and against a checkpoint that was kept outside. Changes nothing."""
    found = queries.verify(wanted.checkpoint or None)
    return Verification(
        sound=found.sound,
        size=found.size,
        root=found.root.hex(),
        checkpoints=found.checkpoints,
        external_notes=found.external_notes,
        faults=[Fault(kind=f.kind.value, seq=f.seq, message=f.message) for f in found.faults],
    )
