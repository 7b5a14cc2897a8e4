"""Jobs, and what a person's own tokens are."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import ANYBODY, operation
from muniment.api.paging import Limit, Page, page
from muniment.api.shapes import Reference
from muniment.foundation.access import actions as access
from muniment.foundation.access import queries as people
from muniment.foundation.access.types import Permission
from muniment.foundation.jobs import actions, queries
from muniment.foundation.jobs.types import JobState

router = Router(tags=["system"])
RUN = Permission.SYSTEM_RUN


class Job(Schema):
    """One piece of background work and how far it has got."""

    number: int
    kind: str
    state: str
    run_as: str
    attempts: int
    max_attempts: int
    progress_done: int
    progress_total: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    error: str


class Token(Schema):
    """A token of yours. Its secret is shown once, when it is issued, and never here."""

    reference: str
    name: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class Grant(Schema):
    """A role you hold."""

    role: str
    unit: str
    file_class: str


class Me(Schema):
    """Who the token stands for, and what they may do."""

    reference: str
    name: str
    clearance: str
    handling: list[str]
    roles: list[Grant]
    permissions: list[str]
    token: str
    token_expires_at: datetime


def _job(one: Any) -> Job:
    same = {name: getattr(one, name) for name in Job.model_fields if name != "number"}
    return Job(number=one.pk, **same)


@operation(router, "GET", "/jobs", needs=RUN, answer=Page[Job])
def list_jobs(
    request: Request,
    state: JobState | None = None,
    kind: Annotated[str, Query(max_length=80)] = "",
    after: Annotated[int, Query(ge=0, lt=2**63)] | None = None,
    limit: Limit = 50,
) -> Any:
    """Jobs, the newest first."""
    found = queries.jobs(states=[state] if state else (), kind=kind)
    if after is not None:
        found = found.filter(pk__lt=after)
    return page(request, list(found[: limit + 1]), limit, _job, lambda one: one.pk)


@operation(router, "GET", "/jobs/counts", needs=RUN, answer=dict[str, int])
def count_jobs(request: Request) -> Any:
    """How many jobs there are in each state."""
    return {state.value: count for state, count in queries.counts().items()}


@operation(router, "POST", "/jobs/{int:number}/retry", needs=RUN, answer=Job)
def retry_job(request: Request, number: int) -> Any:
    """Put a job that failed back into the queue."""
    return _job(actions.retry(request.actor, str(number), now=request.now))


@operation(router, "POST", "/jobs/{int:number}/cancel", needs=RUN, answer=Job)
def cancel_job(request: Request, number: int) -> Any:
    """Take a waiting job out of the queue."""
    return _job(actions.cancel(request.actor, str(number), now=request.now))


@operation(router, "GET", "/me", needs=ANYBODY, answer=Me)
def show_me(request: Request) -> Any:
    """Who you are here."""
    actor = request.actor
    token: Any = request.auth  # type: ignore[attr-defined]
    return Me(
        reference=actor.reference,
        name=actor.name,
        clearance=actor.clearance.value,
        handling=sorted(actor.handling),
        roles=[
            Grant(role=one.role.value, unit=one.unit, file_class=one.file_class)
            for one in actor.grants
        ],
        permissions=sorted(one.value for one in actor.permissions),
        token=token.reference,
        token_expires_at=token.expires_at,
    )


@operation(router, "GET", "/me/tokens", needs=ANYBODY, answer=list[Token])
def list_tokens(request: Request) -> Any:
    """Your tokens, those that have ended included, the latest first."""
    rows = people.tokens_of(request.actor.reference)
    return [Token(**{name: getattr(one, name) for name in Token.model_fields}) for one in rows]


@operation(router, "DELETE", "/me/tokens/{reference}", needs=ANYBODY, answer=None, status=204)
def revoke_token(request: Request, reference: Reference) -> None:
    """End one of your tokens at once; also the one you are using. None is issued here."""
    access.revoke_token(request.actor, reference, now=request.now)
