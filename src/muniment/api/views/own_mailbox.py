"""A person's own mailbox: what seems worth saving, what can go, and what is done with it. Nobody
else is told of any message. What becomes of old mail is for those who manage the source."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given, Reference
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.inbox import actions, queries, rules
from muniment.holdings.inbox.types import Spare, State, Weighed, Which
from muniment.holdings.mail.types import Why
from muniment.holdings.mailboxes import queries as mailboxes

router = Router(tags=["mailbox"])
FILE, MANAGE = Permission.RECORDS_CAPTURE, Permission.SOURCE_MANAGE
Number = Annotated[int, Field(ge=1, le=2**62)]
Place = Annotated[str, Field(max_length=100)]


class OwnMailbox(Schema):
    """A mailbox of yours that is looked at, and what went wrong at the last look."""

    reference: str
    name: str
    looked_at: datetime | None
    problem: str


class OwnMailboxes(Schema):
    """Your mailboxes, how many messages there are by what is suggested of them, and how many are in
    each state. Messages that are flagged as private are counted and not looked at."""

    mailboxes: list[OwnMailbox]
    suggested: dict[Which, int]
    states: dict[State, int]


class OwnMessageReason(Schema):
    """One reason why a message seems worth saving."""

    why: Why
    words: str


class OwnMessagePlace(Schema):
    """A class or folder that a message may be saved in, and why it is offered."""

    reference: str
    title: str
    why: str


class OwnMessage(Schema):
    """A message in your mailbox that you may decide about. `rule`: why it can go; `record`: where
    it is on the record already; `goes_on`: the day on which it goes, if you were warned of it."""

    number: int
    mailbox: str
    subject: str
    sender: str
    received_at: datetime | None
    size: int
    reasons: list[OwnMessageReason]
    rule: str
    record: str
    places: list[OwnMessagePlace]
    goes_on: date | None
    problem: str


class MessageToSave(Given):
    """A message, and the class or folder that it is saved in."""

    number: Number
    into: Place


class MessagesToSave(Given):
    """Messages, each with where it is saved."""

    messages: Annotated[list[MessageToSave], Field(max_length=rules.MOST_AT_ONCE)]


class OwnMessages(Given):
    """Messages by number."""

    numbers: Annotated[list[Number], Field(max_length=rules.MOST_AT_ONCE)]


class MessagesDecided(Schema):
    """How many messages it was decided about. A job does what was decided."""

    messages: int


@operation(router, "GET", "/mailboxes/own", needs=FILE, answer=OwnMailboxes)
def show_own_mailboxes(request: Request) -> Any:
    """Your own mailboxes, as far as they are looked at."""
    today = civil_date(request.now)
    board = queries.board(request.actor, on=today)
    suggested = {one: len(board.of(one)) for one in Which}
    suggested[Which.WARNED] = queries.going_soon(request.actor).count()
    return OwnMailboxes(
        mailboxes=[
            OwnMailbox(**{name: getattr(one, name) for name in OwnMailbox.model_fields})
            for one in queries.mailboxes_of(request.actor)
        ],
        suggested=suggested,
        states=board.counts,
    )


@operation(router, "GET", "/mailboxes/own/messages", needs=FILE, answer=Page[OwnMessage])
def list_own_messages(
    request: Request,
    which: Annotated[
        Which, Query(description="Worth saving, can go, the rest, or what you were warned of.")
    ] = Which.SAVE,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The messages of your mailboxes of which this is suggested, with every reason. The latest 500
    are looked at; older ones follow when these are dealt with."""
    today = civil_date(request.now)
    if which is Which.WARNED:
        found = queries.warned(request.actor, on=today)
    else:
        found = queries.board(request.actor, on=today).of(which)
    rows = from_list(found, after, limit, _number)
    return page(request, rows, limit, lambda one: _message(request, one, today), _number)


def _number(one: Weighed) -> str:
    return str(one.message.pk)


def _message(request: Request, one: Weighed, today: date) -> OwnMessage:
    row, warned = one.message, one.which is Which.WARNED
    places = queries.places_for(request.actor, one, on=today) if one.which is not Which.GO else []
    return OwnMessage(
        number=row.pk,
        mailbox=row.source.reference,
        **{name: getattr(row, name) for name in ("subject", "sender", "received_at", "size")},
        reasons=[OwnMessageReason(why=clue.why, words=clue.words) for clue in one.clues],
        rule=one.rule,
        record=one.record,
        places=[
            OwnMessagePlace(reference=each.reference, title=each.title, why=each.why)
            for each in places
        ],
        goes_on=row.warning.goes_on if warned else None,
        problem=row.problem,
    )


@operation(router, "POST", "/mailboxes/own/save", needs=FILE, answer=MessagesDecided)
def save_own_messages(request: Request, given: MessagesToSave) -> Any:
    """Have messages of your mailbox saved."""
    places = {one.number: one.into for one in given.messages}
    return MessagesDecided(messages=actions.save(request.actor, places, now=request.now))


@operation(router, "POST", "/mailboxes/own/let-go", needs=FILE, answer=MessagesDecided)
def let_own_messages_go(request: Request, given: OwnMessages) -> Any:
    """Have messages removed from your mailbox for good."""
    many = actions.let_go(request.actor, given.numbers, now=request.now)
    return MessagesDecided(messages=many)


@operation(router, "POST", "/mailboxes/own/leave", needs=FILE, answer=MessagesDecided)
def leave_own_messages(request: Request, given: OwnMessages) -> Any:
    """Leave messages in your mailbox. Nothing is suggested of them again."""
    return MessagesDecided(messages=actions.leave(request.actor, given.numbers, now=request.now))


class OldMailGiven(Given):
    """After how many days mail that is not saved goes, and how many days before that its owner is
    warned. Without days it stays."""

    after_days: int | None = None
    warn_days: int | None = None


class OldMailTried(Schema):
    """How many messages a policy would put into a warning today, and how many stay, by reason."""

    going: int
    staying: dict[Spare, int]


class OldMailWarned(Schema):
    """A warning: how many messages were in it, when they go, and how many went; null until then."""

    reference: str
    given_at: datetime
    goes_on: date
    listed: int
    removed: int | None


class OldMail(Schema):
    """What becomes of old mail in a mailbox: null days where it stays. `tried`: what it would do
    with other days, where that was asked."""

    after_days: int | None
    warn_days: int | None
    tried: OldMailTried | None
    warnings: list[OldMailWarned]


def _old_mail(source: Any, tried: OldMailTried | None = None) -> OldMail:
    stands = queries.policy_of(source)
    return OldMail(
        after_days=stands.after_days if stands else None,
        warn_days=stands.warn_days if stands else None,
        tried=tried,
        warnings=[_warned(one) for one in queries.warnings_of(source)],
    )


def _warned(one: Any) -> OldMailWarned:
    said = {name: getattr(one, name) for name in ("reference", "given_at", "goes_on", "listed")}
    return OldMailWarned(**said, removed=one.removed if one.closed_at else None)


@operation(router, "GET", "/sources/{reference}/old-mail", needs=MANAGE, answer=OldMail)
def show_old_mail(
    request: Request,
    reference: Reference,
    after_days: Annotated[int | None, Query(description="Try it with so many days.")] = None,
) -> Any:
    """What becomes of old mail in a mailbox, and the warnings that were given."""
    source = mailboxes.source_named(request.actor, reference)
    if after_days is None:
        return _old_mail(source)
    refuse_if(rules.reasons_not_to_clear(after_days, rules.WARN_DAYS[0]))
    found = queries.dry_run(request.actor, reference, after_days, on=civil_date(request.now))
    return _old_mail(source, OldMailTried(going=len(found.going), staying=found.spared))


@operation(router, "PUT", "/sources/{reference}/old-mail", needs=MANAGE, answer=OldMail)
def set_old_mail(request: Request, reference: Reference, given: OldMailGiven) -> Any:
    """Say after how many days mail that is not saved goes from a person's mailbox."""
    actions.set_old_mail_policy(
        request.actor,
        reference,
        after_days=given.after_days,
        warn_days=given.warn_days,
        now=request.now,
    )
    return _old_mail(mailboxes.source_named(request.actor, reference))
