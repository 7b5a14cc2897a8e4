"""What retention comes to over the holdings: clashes, what is kept too long, what is asked after,
and what is vital."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.shapes import Given, WhyGiven
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.lifecycle.disposal import actions as disposing
from muniment.lifecycle.disposal import queries as disposal
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules.clashing import Policy
from muniment.lifecycle.retention.rules.overdue import cost_of
from muniment.lifecycle.retention.rules.transferring import Receipt
from muniment.lifecycle.retention.rules.vital import VitalDraft
from muniment.lifecycle.transfer import queries as transferring

router = Router(tags=["retention"])
SEE, MANAGE = Permission.RETENTION_SEE, Permission.RETENTION_MANAGE
EDIT = Permission.RECORDS_EDIT


class Clash(Schema):
    """A class whose rule is another than that of a class above it, or is not in force."""

    file_class: str
    rule: str
    beaten: list[tuple[str, str]]
    in_force: list[tuple[str, int]]
    why: str


class ClashPolicy(Given):
    """Which of several rules wins: that of the nearest class, or the one that keeps longest."""

    policy: Policy


@operation(router, "GET", "/retention/clashes", needs=SEE, answer=list[Clash])
def list_clashes(request: Request) -> Any:
    """Where rules clash, the rules that the records there are under, and why."""
    own = ("file_class", "rule", "beaten", "in_force", "why")
    found = queries.clashes(request.actor, civil_date(request.now))
    return [Clash(**{name: getattr(one, name) for name in own}) for one in found]


@operation(router, "PUT", "/retention/policy", needs=MANAGE, answer=ClashPolicy)
def set_policy(request: Request, wanted: ClashPolicy) -> Any:
    """Say which of several rules wins. The dates that change by it follow."""
    actions.set_policy(request.actor, wanted.policy, now=request.now)
    return wanted


class OverdueLine(Schema):
    """What is kept too long in one class for one owner, of one age and for one reason."""

    file_class: str
    title: str
    unit: str
    owner: str
    overdue: str
    why: str
    records: int
    bytes: int
    pounds_a_year: Decimal | None


@operation(router, "GET", "/retention/overdue", needs=SEE, answer=list[OverdueLine])
def list_overdue(request: Request) -> Any:
    """What you may see that is past its date, and why it is still there."""
    cost = disposal.storage_cost()
    return [
        OverdueLine(
            file_class=one.file_class,
            title=one.title,
            unit=one.unit,
            owner=one.owner,
            overdue=one.age,
            why=one.why,
            records=one.volume.records,
            bytes=one.volume.size,
            pounds_a_year=cost_of(one.volume.size, cost.rate) if cost else None,
        )
        for one in disposal.overdue(request.actor, now=request.now)
    ]


class WithoutLeave(Schema):
    """What is kept past its statutory date without leave, in one class for one owner, and why."""

    file_class: str
    title: str
    unit: str
    owner: str
    why: str
    records: int
    bytes: int
    oldest: date


@operation(router, "GET", "/retention/without-leave", needs=SEE, answer=list[WithoutLeave])
def list_without_leave(request: Request) -> Any:
    """What you may see that is kept past its statutory date without leave to retain it."""
    return [
        WithoutLeave(
            file_class=one.file_class,
            title=one.title,
            unit=one.unit,
            owner=one.owner,
            why=one.why,
            records=one.records,
            bytes=one.size,
            oldest=one.oldest,
        )
        for one in transferring.past(request.actor, now=request.now).lines
    ]


class StorageCost(Given):
    """What a gigabyte costs to keep for a year, in pounds, and what that is made of."""

    pounds: Decimal
    basis: Annotated[str, Field(max_length=500)]


@operation(router, "PUT", "/retention/storage-cost", needs=MANAGE, answer=StorageCost)
def set_storage_cost(request: Request, wanted: StorageCost) -> Any:
    """Set what a gigabyte costs to keep for a year."""
    disposing.set_storage_cost(request.actor, wanted.pounds, basis=wanted.basis, now=request.now)
    return wanted


class Waits(Schema):
    """Records of one folder that wait for the same event. `event` blank: it is no event, but
    follows from the folder or the record. `field`: what a rule calls the date that they lack, and
    `defined` the code of the field that has it, if there is one."""

    event: str
    field: str
    defined: str
    words: str
    file_class: str
    folder: str
    records: int
    since: date
    ask_on: date
    answer: str


class NotYet(Given):
    """The event that has not happened to a class, folder or record, and how that is known."""

    scope: Annotated[str, Field(max_length=100)]
    name: Annotated[str, Field(max_length=100)]
    reason: Annotated[str, Field(max_length=500)]


class AskedAgain(Schema):
    """When it is asked again."""

    scope: str
    name: str
    ask_again_on: date


@operation(router, "GET", "/retention/waiting/places", needs=SEE, answer=list[Waits])
def list_waiting_places(request: Request) -> Any:
    """The folders with records that wait for an event or a date, the first to ask about first."""
    own = (
        "event",
        "field",
        "defined",
        "words",
        "file_class",
        "folder",
        "records",
        "since",
        "ask_on",
        "answer",
    )
    found = queries.waiting_places(request.actor)
    return [Waits(**{name: getattr(one, name) for name in own}) for one in found]


@operation(router, "POST", "/retention/events/not-yet", needs=EDIT, answer=AskedAgain, status=201)
def not_yet(request: Request, wanted: NotYet) -> Any:
    """Answer that an event has not happened yet. It is asked again after the years set."""
    made = actions.not_yet(
        request.actor, wanted.scope, name=wanted.name, reason=wanted.reason, now=request.now
    )
    return AskedAgain(scope=made.scope, name=made.name, ask_again_on=made.ask_again_on)


class VitalMark(Schema):
    """A class, folder or record that is vital, how many records that reaches, and its reviews."""

    number: int
    scope: str
    title: str
    records: int
    why: str
    copy_kept: str
    cycle_months: int
    reviewed_on: date
    review_on: date


class VitalGiven(Given):
    """What is vital, why, where a copy is kept, and how many months lie between reviews."""

    scope: Annotated[str, Field(max_length=100)]
    why: Annotated[str, Field(max_length=500)]
    copy_kept: Annotated[str, Field(max_length=300)]
    cycle_months: Annotated[int, Field(ge=1, le=120)] = 12


class Noted(Given):
    """What a review found."""

    note: Annotated[str, Field(max_length=500)]


def _vital(one: Any) -> VitalMark:
    return VitalMark(**{name: getattr(one, name) for name in VitalMark.model_fields})


@operation(router, "GET", "/vital", needs=SEE, answer=list[VitalMark])
def list_vital(request: Request) -> Any:
    """What is vital, as far as you may see it, what is to be reviewed first, first."""
    return [_vital(one) for one in queries.vital_report(request.actor)]


@operation(router, "POST", "/vital", needs=EDIT, answer=VitalMark, status=201)
def mark_vital(request: Request, wanted: VitalGiven) -> Any:
    """Mark a class with all below it, a folder or a record as vital."""
    draft = VitalDraft(wanted.why, wanted.copy_kept, wanted.cycle_months)
    made = actions.mark_vital(request.actor, wanted.scope, draft, now=request.now)
    return _vital(queries.vital_line(request.actor, made.pk))


@operation(router, "POST", "/vital/{int:number}/review", needs=EDIT, answer=VitalMark)
def review_vital(request: Request, number: int, wanted: Noted) -> Any:
    """Note that what is vital was reviewed."""
    actions.review_vital(request.actor, number, note=wanted.note, now=request.now)
    return _vital(queries.vital_line(request.actor, number))


@operation(router, "POST", "/vital/{int:number}/end", needs=EDIT, answer=VitalMark)
def end_vital(request: Request, number: int, wanted: WhyGiven) -> Any:
    """Say that something is not vital any more."""
    actions.end_vital(request.actor, number, reason=wanted.reason, now=request.now)
    return _vital(queries.vital_line(request.actor, number))


class ReceiptGiven(Given):
    """The receipt for records that were transferred: those named, those of a class, or all that
    are due to be."""

    reference: Annotated[str, Field(max_length=100)]
    received_on: date
    receiver: Annotated[str, Field(max_length=300)]
    records: Annotated[list[str], Field(max_length=1000)] | None = None
    file_class: Annotated[str, Field(max_length=100)] | None = None


class TransferDone(Schema):
    """The records that were noted as transferred, what was left out and why, and how many wait."""

    records: list[str]
    left_out: dict[str, list[str]]
    remaining: int


@operation(router, "POST", "/transfers", needs=Permission.DISPOSAL_EXECUTE, answer=TransferDone)
def finish_transfer(request: Request, wanted: ReceiptGiven) -> Any:
    """Note that records due to be transferred were received outside. They are kept until their
    next step."""
    done = actions.finish_transfer(
        request.actor,
        Receipt(wanted.reference, wanted.received_on, wanted.receiver),
        records=wanted.records,
        file_class=wanted.file_class,
        now=request.now,
    )
    left_out = {name: [one.message for one in reasons] for name, reasons in done.left_out}
    records = list(done.references)
    return TransferDone(records=records, left_out=left_out, remaining=done.remaining)


class Destroyed(Schema):
    """What was destroyed in a civil year under one rule. `size` in bytes."""

    year: int
    rule: str
    title: str
    authority: str
    records: int
    files: int
    size: int
    certificates: int


class DestroyedOfUnit(Schema):
    """What was destroyed in a civil year of what one unit answers for. `size` in bytes."""

    year: int
    unit: str
    name: str
    records: int
    files: int
    size: int
    certificates: int


@operation(
    router,
    "GET",
    "/disposal/statistics/units",
    needs=Permission.DISPOSAL_SEE,
    answer=list[DestroyedOfUnit],
)
def list_destroyed_by_unit(request: Request, year: int | None = None) -> Any:
    """The same by year and by the unit that answers for it; of one `year`, or of all."""
    found = disposal.destroyed_by_unit(request.actor)
    return [DestroyedOfUnit(**asdict(one)) for one in found if year in (None, one.year)]


@operation(
    router, "GET", "/disposal/statistics", needs=Permission.DISPOSAL_SEE, answer=list[Destroyed]
)
def list_destroyed(request: Request, year: int | None = None) -> Any:
    """What was destroyed where you have to do with disposal, by year and rule; of one `year`, or
    of all."""
    found = disposal.destroyed(request.actor)
    return [Destroyed(**asdict(one)) for one in found if year in (None, one.year)]
