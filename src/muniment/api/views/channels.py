"""Work done outside the body's own systems: declaring it, bringing it over, and the log of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import carry_out, operation
from muniment.api.paging import After, Limit, Page, page
from muniment.api.shapes import Given, Reference
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.holdings.channels import actions, queries, rules
from muniment.holdings.channels.types import UseDraft, UseState

router = Router(tags=["channels"])
FILE, PLAN = Permission.RECORDS_CAPTURE, Permission.FILEPLAN_MANAGE
Records = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=500)]


class UseGiven(Given):
    """A use of a channel that is not the body's own. `last_day` may be left out where it is the
    first."""

    channel: Annotated[str, Field(max_length=40)]
    what: Annotated[str, Field(max_length=300)]
    participants: Annotated[str, Field(max_length=1000)]
    first_day: date
    last_day: date | None = None
    why: Annotated[str, Field(max_length=500)]

    def draft(self) -> UseDraft:
        """The use as it was given."""
        named = {name: getattr(self, name) for name in ("channel", "what", "participants", "why")}
        last = self.last_day or self.first_day
        return UseDraft(first_day=self.first_day, last_day=last, **named)


class UseOnRecord(UseGiven):
    """A use that nobody had declared, and the records that it is already."""

    records: Records


class Conversation(UseGiven):
    """What was said, as text. `declared`: the declared use that it is; blank: nobody had declared
    it."""

    said: Annotated[str, Field(max_length=200_000)]
    declared: Annotated[str, Field(max_length=40)] = ""


class UseTransfer(Given):
    """The records that a declared use is on."""

    records: Records


class UseExplanation(Given):
    """Why a declared use is not brought over."""

    explanation: Annotated[str, Field(max_length=1000)]


class DaysToBring(Given):
    """How many days people are given to bring over what they declare."""

    days: int


class ChannelUse(Schema):
    """A declared use. What it says of the conversation is blank once a record that it was brought
    over as is destroyed. `unseen`: how many of its records you cannot see."""

    reference: str
    person: str
    channel: str
    what: str
    participants: str
    first_day: date
    last_day: date
    why: str
    declared_at: datetime
    due_on: date
    days_late: int
    state: UseState
    explanation: str
    closed_at: datetime | None
    records: list[str]
    unseen: int


def _uses(request: Request, rows: Sequence[Any]) -> list[ChannelUse]:
    kept = queries.brought_over(request.actor, rows)
    today = civil_date(request.now)
    names = set(ChannelUse.model_fields) - {"days_late", "records", "unseen"}
    return [
        ChannelUse(
            **{name: getattr(one, name) for name in names},
            days_late=rules.days_late(one.due_on, UseState(one.state), today),
            records=kept[one.pk][0],
            unseen=kept[one.pk][1],
        )
        for one in rows
    ]


def _use(request: Request, one: Any) -> ChannelUse:
    [found] = _uses(request, [one])
    return found


def _page(request: Request, every: Any, found: Any, after: str, limit: int) -> Any:
    """Some of `found`, the latest first, after the one that is named among `every`."""
    if after:
        last = every.filter(reference=after).first()
        if last is None:
            raise Refused(Reason("after", "There is no such place in this list.", "after"))
        found = found.filter(pk__lt=last.pk)
    rows = list(found[: limit + 1])
    return page(request, _uses(request, rows), limit, lambda one: one, lambda one: one.reference)


@operation(router, "GET", "/other-channels", needs=FILE, answer=Page[ChannelUse])
def list_uses(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """What you have declared, the latest first."""
    found = queries.own_uses(request.actor)
    return _page(request, found, found, after, limit)


@operation(router, "GET", "/other-channels/log", needs=PLAN, answer=Page[ChannelUse])
def list_log(
    request: Request,
    state: UseState | None = None,
    late: Annotated[bool, Query(description="Only what is late.")] = False,
    channel: Annotated[str, Query(max_length=40)] = "",
    since: Annotated[date | None, Query(description="Used on this day or later.")] = None,
    until: Annotated[date | None, Query(description="Used on this day or before.")] = None,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """What was declared by the people of the units that you manage, the latest first."""
    found = queries.log(
        request.actor,
        late_on=civil_date(request.now) if late else None,
        state=state,
        since=since,
        until=until,
        channel=channel,
    )
    return _page(request, queries.log(request.actor), found, after, limit)


@operation(router, "GET", "/other-channels/days", needs=FILE, answer=DaysToBring)
def show_days(request: Request) -> Any:
    """How many days people are given to bring over what they declare."""
    return DaysToBring(days=queries.days_given())


@operation(router, "PUT", "/other-channels/days", needs=PLAN, answer=DaysToBring)
def set_days(request: Request, given: DaysToBring) -> Any:
    """Set how many days people are given to bring over what they declare from now on."""
    return DaysToBring(days=actions.set_days(request.actor, given.days, now=request.now).days)


@operation(router, "POST", "/other-channels", needs=FILE, answer=ChannelUse, status=201)
def declare(request: Request, given: UseGiven) -> Any:
    """Declare that you used a channel that is not the body's own, before it is brought over."""
    return _use(request, actions.declare(request.actor, given.draft(), now=request.now))


@operation(router, "POST", "/other-channels/noted", needs=FILE, answer=ChannelUse, status=201)
def note_use(request: Request, given: UseOnRecord) -> Any:
    """Note a use that nobody had declared, and that is on the record already."""
    made = actions.note_transfer(
        request.actor, given.draft(), references=given.records, now=request.now
    )
    return _use(request, made)


@operation(
    router,
    "POST",
    "/folders/{reference}/conversations",
    needs=FILE,
    answer=ChannelUse,
    status=201,
    keyed=False,
)
def bring_over(request: Request, reference: Reference, given: Conversation) -> Any:
    """Bring over what was said, as text: it is filed in the folder, and the log says so. Files are
    added to the folder first; then say which records they are."""
    draft = given.draft()
    received = actions.receive(
        request.actor, draft, folder=reference, said=given.said, now=request.now
    )

    def do() -> ChannelUse:
        made = actions.bring(
            request.actor,
            draft,
            folder=reference,
            received=received,
            reference=given.declared,
            now=request.now,
        )
        return _use(request, made)

    return carry_out(request, do, given.model_dump_json())


@operation(router, "GET", "/other-channels/{reference}", needs=FILE, answer=ChannelUse)
def show_use(request: Request, reference: Reference) -> Any:
    """One declared use: your own, or of a unit that you manage."""
    return _use(request, queries.use_named(request.actor, reference))


@operation(router, "POST", "/other-channels/{reference}/transfer", needs=FILE, answer=ChannelUse)
def transfer_use(request: Request, reference: Reference, given: UseTransfer) -> Any:
    """Say that a declared use is on the record now, as these records."""
    made = actions.transfer(request.actor, reference, references=given.records, now=request.now)
    return _use(request, made)


@operation(router, "POST", "/other-channels/{reference}/explain", needs=FILE, answer=ChannelUse)
def explain_use(request: Request, reference: Reference, given: UseExplanation) -> Any:
    """Say why a declared use is not brought over."""
    made = actions.explain(request.actor, reference, explanation=given.explanation, now=request.now)
    return _use(request, made)
