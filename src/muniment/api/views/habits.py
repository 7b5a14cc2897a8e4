"""Figures of mailboxes, and the share of e-mail among the records of units."""

from datetime import date
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import ANYBODY, operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.habits import actions, queries
from muniment.holdings.habits.types import COLUMNS

router = Router(tags=["mail"])
SEE, MANAGE = Permission.HABITS_SEE, Permission.HABITS_MANAGE
Text = Annotated[str, Field(max_length=300)]
MOST = 5_000


class MailboxGiven(Given):
    """A mailbox as another program measured it. `size`: bytes, or as mail servers write sizes;
    other numbers and dates are text too, and left out where they are not known."""

    account: Text
    size: Text
    person: Text = ""
    unit: Text = ""
    items: Text = ""
    unread: Text = ""
    oldest: Text = ""
    sent: Text = ""
    received: Text = ""
    attached: Text = ""
    on: Text = ""


class MailboxFiguresGiven(Given):
    """Mailboxes on a day. `on`: the day of those that name none."""

    name: Text = "API"
    on: date | None = None
    mailboxes: Annotated[list[MailboxGiven], Field(max_length=MOST)]


class MailboxLeftOut(Schema):
    """A mailbox that was left out, by its place in what was sent (the first is 1), and why."""

    place: int
    account: str
    reason: str


class MailboxFiguresImported(Schema):
    """What was imported, and what was left out."""

    reference: str
    on: date
    mailboxes: int
    left_out: list[MailboxLeftOut]


class MailboxFigures(Schema):
    """A mailbox on a day; `size` in bytes, null where nothing is known. `person` is a reference,
    blank where nobody here has it."""

    account: str
    person: str
    unit: str
    on: date
    size: int
    items: int | None
    unread: int | None
    oldest: date | None
    sent: int | None
    received: int | None
    attached: int | None


class UnitMailboxes(Schema):
    """The mailboxes of a unit: how many, how many are large, and their bytes now and at the import
    before; null where it has no figures of then."""

    unit: str
    mailboxes: int
    large: int
    size: int
    before: int | None


class UnitsMailboxes(Schema):
    """The units, those with most large mailboxes first."""

    items: list[UnitMailboxes]


class UnitMailShare(Schema):
    """How many of the records of a unit are messages, the median of the other units in per cent,
    and whether the unit is flagged."""

    unit: str
    records: int
    messages: int
    median: float | None
    flagged: bool


class UnitMailShares(Schema):
    """The units, the lowest share first."""

    items: list[UnitMailShare]


@operation(
    router,
    "POST",
    "/mailboxes/figures",
    needs=MANAGE,
    answer=MailboxFiguresImported,
    status=201,
)
def import_mailbox_figures(request: Request, given: MailboxFiguresGiven) -> Any:
    """Import figures of mailboxes: what is understood of them."""
    rows = [one.model_dump() for one in given.mailboxes]
    ours = {name: name for name in COLUMNS}
    _, left = queries.look_at(rows, ours, on=given.on, today=civil_date(request.now))
    made = actions.import_figures(
        request.actor, rows, ours, name=given.name, on=given.on, now=request.now
    )
    return MailboxFiguresImported(
        reference=made.reference,
        on=made.on,
        mailboxes=made.mailboxes,
        left_out=[
            MailboxLeftOut(place=one.line - 1, account=one.title, reason=one.reason) for one in left
        ],
    )


def _figures(one: Any) -> MailboxFigures:
    names = ("account", "unit", "on", "size", "items", "unread", "oldest", "sent", "received")
    told = {name: getattr(one, name) for name in (*names, "attached")}
    return MailboxFigures(person=one.person.reference if one.person else "", **told)


@operation(router, "GET", "/mailboxes/large", needs=SEE, answer=Page[MailboxFigures])
def list_large_mailboxes(
    request: Request,
    unit: Annotated[str, Query(max_length=120)] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The mailboxes over the limit of the body by the latest figures, the largest first."""
    rows = list(queries.large(request.actor, unit=unit))
    some = from_list(rows, after, limit, lambda one: one.account)
    return page(request, some, limit, _figures, lambda one: one.account)


@operation(router, "GET", "/mailboxes/units", needs=SEE, answer=UnitsMailboxes)
def list_mailboxes_of_units(request: Request) -> Any:
    """The mailboxes of each unit by the latest figures, and their size at the import before."""
    return UnitsMailboxes(
        items=[
            UnitMailboxes(
                unit=one.unit,
                mailboxes=one.accounts,
                large=one.large,
                size=one.size,
                before=one.before,
            )
            for one in queries.by_unit(request.actor)
        ]
    )


@operation(router, "GET", "/mailboxes/mine", needs=ANYBODY, answer=Page[MailboxFigures])
def list_my_mailbox(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """The figures of your own mailbox, the latest first."""
    rows = list(queries.own(request.actor))

    def place(one: Any) -> str:
        return f"{one.source.reference} {one.account}"

    some = from_list(rows, after, limit, place)
    return page(request, some, limit, _figures, place)


@operation(router, "GET", "/mailboxes/shares", needs=SEE, answer=UnitMailShares)
def list_mail_shares(request: Request) -> Any:
    """How much of what came in over the last twelve months is e-mail, by unit."""
    return UnitMailShares(
        items=[
            UnitMailShare(
                unit=one.unit,
                records=one.records,
                messages=one.mail,
                median=one.median,
                flagged=one.flagged,
            )
            for one in queries.shares(request.actor, civil_date(request.now))
        ]
    )
