"""Sources that are looked at again and again: how they stand, and having one looked at."""

from datetime import datetime
from typing import Any

from ninja import Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.shapes import Reference
from muniment.foundation.access.types import Permission
from muniment.holdings.mailboxes import actions, queries

router = Router(tags=["sources"])
MANAGE = Permission.SOURCE_MANAGE


class Source(Schema):
    """A source, and how the last look at it went. What opens it is never told."""

    reference: str
    name: str
    kind: str
    into: str
    every_minutes: int
    paused: bool
    retired_at: datetime | None
    looked_at: datetime | None
    problem: str
    captured: int
    linked: int
    refused: int
    failed: int


class Sources(Schema):
    """Every source that you manage; there are few."""

    items: list[Source]


def _source(one: Any) -> Source:
    counts = {"captured": 0, "linked": 0, "refused": 0, "failed": 0} | queries.tally(one)
    return Source(
        reference=one.reference,
        name=one.name,
        kind=one.kind,
        into=queries.draft_of(one).into,
        every_minutes=one.every_minutes,
        paused=one.paused,
        retired_at=one.retired_at,
        looked_at=one.looked_at,
        problem=one.problem,
        **counts,
    )


@operation(router, "GET", "/sources", needs=MANAGE, answer=Sources)
def list_sources(request: Request) -> Any:
    """The sources that you manage, by name."""
    return Sources(items=[_source(one) for one in queries.sources(request.actor)])


@operation(router, "GET", "/sources/{reference}", needs=MANAGE, answer=Source)
def show_source(request: Request, reference: Reference) -> Any:
    """One source."""
    return _source(queries.source_named(request.actor, reference))


@operation(router, "POST", "/sources/{reference}/look", needs=MANAGE, answer=Source)
def look_at_source(request: Request, reference: Reference) -> Any:
    """Have a source looked at now. The looking is a job."""
    return _source(actions.look_now(request.actor, reference, now=request.now))


@operation(router, "POST", "/sources/{reference}/pause", needs=MANAGE, answer=Source)
def pause_source(request: Request, reference: Reference) -> Any:
    """Look at a source no more until somebody says so."""
    return _source(actions.pause(request.actor, reference, now=request.now))


@operation(router, "POST", "/sources/{reference}/go-on", needs=MANAGE, answer=Source)
def resume_source(request: Request, reference: Reference) -> Any:
    """Look at a paused source again."""
    return _source(actions.go_on(request.actor, reference, now=request.now))
