"""Sources that are looked at again and again: how they stand, and having one looked at."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.shapes import Given, Reference
from muniment.foundation.access.types import Permission
from muniment.holdings.mailboxes import actions, queries
from muniment.holdings.mailboxes.types import (
    Afterwards,
    Auth,
    Secret,
    Security,
    SourceDraft,
    SourceKind,
)

router = Router(tags=["sources"])
MANAGE = Permission.SOURCE_MANAGE
Hidden = Annotated[str, Field(max_length=8000, repr=False)]
DESCRIBED = (
    *("kind", "name", "into", "every", "afterwards", "move_to", "path", "host", "port"),
    *("security", "user", "auth", "token_address", "client", "scope"),
    *("bucket", "prefix", "region", "separators", "owner"),
)


class Source(Schema):
    """A source, and how the last look at it went. What opens it is never told."""

    reference: str
    name: str
    kind: str
    into: str
    owner: str
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
        owner=one.owner,
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


class SourceGiven(Given):
    """A source as you describe it: a mailbox (`imap`), a watched folder (`folder`) or what lies
    below a `prefix` of an S3 bucket (`s3`: `user` is the access key ID and `password` the secret
    one). `separators`: scans that arrive there are taken apart at separator sheets.
    `owner`: the person (user name, email address or reference) whose mailbox it is, and who
    chooses what is saved; blank: everything is taken. `every` in minutes; port 0 stands for the
    usual one. What opens it is kept in a file of its own and never told; in a change it may be
    left out, unless the source leads elsewhere."""

    kind: SourceKind
    name: Annotated[str, Field(max_length=200)]
    into: Annotated[str, Field(max_length=120)]
    every: Annotated[int, Field(ge=1, le=10_080)] = 15
    afterwards: Afterwards = Afterwards.NOTHING
    move_to: Annotated[str, Field(max_length=500)] = ""
    path: Annotated[str, Field(max_length=1000)] = ""
    host: Annotated[str, Field(max_length=253)] = ""
    port: Annotated[int, Field(ge=0, le=65_535)] = 0
    security: Security = Security.TLS
    user: Annotated[str, Field(max_length=250)] = ""
    auth: Auth = Auth.PASSWORD
    token_address: Annotated[str, Field(max_length=500)] = ""
    client: Annotated[str, Field(max_length=200)] = ""
    scope: Annotated[str, Field(max_length=500)] = ""
    folders: Annotated[list[str], Field(max_length=50)] = ["INBOX"]
    bucket: Annotated[str, Field(max_length=63)] = ""
    prefix: Annotated[str, Field(max_length=1024)] = ""
    region: Annotated[str, Field(max_length=40)] = ""
    separators: bool = False
    owner: Annotated[str, Field(max_length=250)] = ""
    password: Hidden = ""
    refresh_token: Hidden = ""
    client_secret: Hidden = ""

    def draft(self) -> SourceDraft:
        """The source as it was described."""
        said = {name: getattr(self, name) for name in DESCRIBED}
        return SourceDraft(folders=tuple(self.folders), **said)

    def secret(self) -> Secret:
        """What opens it."""
        return Secret(self.password, self.refresh_token, self.client_secret)


@operation(router, "POST", "/sources", needs=MANAGE, answer=Source, status=201)
def make_source(request: Request, given: SourceGiven) -> Any:
    """Add a mailbox, a watched folder or a part of an S3 bucket. It is looked at in your name."""
    made = actions.make_source(request.actor, given.draft(), secret=given.secret(), now=request.now)
    return _source(made)


@operation(router, "PUT", "/sources/{reference}", needs=MANAGE, answer=Source)
def change_source(request: Request, reference: Reference, given: SourceGiven) -> Any:
    """Describe a source anew. From now on it is looked at in your name."""
    changed = actions.change_source(
        request.actor, reference, given.draft(), secret=given.secret(), now=request.now
    )
    return _source(changed)


@operation(router, "POST", "/sources/{reference}/retire", needs=MANAGE, answer=Source)
def retire_source(request: Request, reference: Reference) -> Any:
    """End a source for good: what opens it is removed, what came from it stays."""
    return _source(actions.retire(request.actor, reference, now=request.now))


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
