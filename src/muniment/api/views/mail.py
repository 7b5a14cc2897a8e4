"""Mail: messages that wait for somebody, those that seem important, and rules for kinds of mail."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given, Reference, read_from_address
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.capture import actions as capture
from muniment.holdings.capture import queries as captures
from muniment.holdings.capture.types import Doubt
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.mail import actions, queries
from muniment.holdings.mail.types import Choice, Kind, RuleDraft, Why
from muniment.holdings.records import queries as records

router = Router(tags=["mail"])
EDIT, PLAN = Permission.RECORDS_EDIT, Permission.FILEPLAN_MANAGE
Text = Annotated[str, Field(max_length=500)]


class MessageToCheck(Schema):
    """A malformed message, which is a record and waits for somebody to look at it."""

    record: str
    title: str
    folder: str
    doubts: list[Doubt]
    since: datetime


class MessageSettled(Given):
    """What is said of a malformed message; what is left out stays."""

    title: Text = ""
    record_date: date | None = None
    folder: Annotated[str, Field(max_length=40)] = ""
    note: Text = ""


class MessageReason(Schema):
    """One reason why a message seems important."""

    why: Why
    words: str


class ImportantMessage(Schema):
    """A message that seems important, and the folder that it may belong in."""

    record: str
    title: str
    folder: str
    reasons: list[MessageReason]
    may_belong_in: str


class MessageJudgement(Given):
    """The folder that the message is filed in; blank: it stays where it is."""

    folder: Annotated[str, Field(max_length=40)] = ""
    note: Text = ""


class MessageJudged(Schema):
    """What was said of a suggested message."""

    record: str
    filed: bool


class AcceptRate(Schema):
    """How many suggestions were judged and how many of them filed; `why` blank: all of them."""

    why: str
    judged: int
    filed: int


class AcceptRates(Schema):
    """The rates, that of all first."""

    items: list[AcceptRate]


class ConversationMessage(Schema):
    """A message of a conversation."""

    record: str
    title: str
    folder: str
    record_date: date


class MailRuleGiven(Given):
    """What captures do with a kind of mail; `file_class` blank: everywhere."""

    kind: Kind
    choice: Choice
    file_class: Annotated[str, Field(max_length=60)] = ""
    into: Annotated[str, Field(max_length=60)] = ""


class MailRule(Schema):
    """What is done with a kind of mail, and the class that says so; blank: the body, or nobody."""

    kind: Kind
    choice: Choice
    where: str
    into: str


class MailRules(Schema):
    """One for each kind."""

    items: list[MailRule]


def _to_check(one: Any) -> MessageToCheck:
    record = one.record
    return MessageToCheck(
        record=record.reference,
        title=record.title,
        folder=record.folder.reference,
        doubts=one.doubts,
        since=one.since,
    )


@operation(router, "GET", "/mail/to-check", needs=EDIT, answer=Page[MessageToCheck])
def list_messages_to_check(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """The malformed messages that wait for somebody, the longest waiting first."""
    rows = list(captures.to_check(request.actor))
    some = from_list(rows, after, limit, lambda one: one.record.reference)
    return page(request, some, limit, _to_check, lambda one: one.record.reference)


@operation(router, "POST", "/mail/to-check/{reference}", needs=EDIT, answer=MessageToCheck)
def settle_message(request: Request, reference: Reference, given: MessageSettled) -> Any:
    """Say that a malformed message is fine, as it is or with what is given."""
    capture.settle(request.actor, reference, **given.model_dump(), now=request.now)
    return _to_check(captures.to_check_named(request.actor, reference))


def _important(one: Any) -> ImportantMessage:
    return ImportantMessage(
        record=one.record.reference,
        title=one.record.title,
        folder=one.record.folder.reference,
        reasons=[MessageReason(why=clue.why, words=clue.words) for clue in one.clues],
        may_belong_in=one.home.reference if one.home else "",
    )


@operation(router, "GET", "/mail/important", needs=EDIT, answer=Page[ImportantMessage])
def list_important_mail(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """Captured messages that seem important, with the reasons, the most important first."""
    rows = queries.suggested(request.actor, on=civil_date(request.now))
    some = from_list(rows, after, limit, lambda one: one.record.reference)
    return page(request, some, limit, _important, lambda one: one.record.reference)


@operation(router, "POST", "/mail/important/{reference}", needs=EDIT, answer=MessageJudged)
def judge_important_mail(request: Request, reference: Reference, given: MessageJudgement) -> Any:
    """Say where a message that seems important belongs. It is not suggested again."""
    made = actions.judge_suggestion(
        request.actor, reference, folder=given.folder, note=given.note, now=request.now
    )
    return MessageJudged(record=made.record.reference, filed=made.accepted)


@operation(router, "GET", "/mail/important-rates", needs=EDIT, answer=AcceptRates)
def show_accept_rates(request: Request) -> Any:
    """How many of the messages that seemed important people filed, in all and by reason."""
    rows = queries.rates(request.actor)
    return AcceptRates(
        items=[AcceptRate(why=one.why, judged=one.judged, filed=one.filed) for one in rows]
    )


@operation(
    router,
    "GET",
    "/records/{reference}/conversation",
    needs=Permission.RECORDS_SEE,
    answer=Page[ConversationMessage],
)
def list_conversation(
    request: Request, reference: Reference, after: After = "", limit: Limit = 50
) -> Any:
    """The messages of a record's conversation that you may see, the oldest first."""
    record = records.record_named(request.actor, reference)
    rows = list(records.conversation(request.actor, record).select_related("folder"))
    some = from_list(rows, after, limit, lambda one: one.reference)
    return page(request, some, limit, _said, lambda one: one.reference)


def _said(one: Any) -> ConversationMessage:
    return ConversationMessage(
        record=one.reference,
        title=one.title,
        folder=one.folder.reference,
        record_date=one.record_date,
    )


def _rules(file_class: str) -> MailRules:
    chosen = fileplan.class_named(file_class) if file_class else None
    return MailRules(
        items=[
            MailRule(kind=one.kind, choice=one.choice, where=one.where, into=one.into)
            for one in queries.stands(chosen)
        ]
    )


@operation(router, "GET", "/mail/rules", needs=Permission.FILEPLAN_SEE, answer=MailRules)
def list_mail_rules(
    request: Request,
    in_class: Annotated[str, Query(alias="class", max_length=120)] = "",
) -> Any:
    """What captures do with kinds of mail that seldom are records: in a class, or everywhere."""
    return _rules(read_from_address(in_class))


@operation(router, "PUT", "/mail/rules", needs=PLAN, answer=MailRules)
def set_mail_rule(request: Request, given: MailRuleGiven) -> Any:
    """Say what captures do with a kind of mail; what stands there now."""
    actions.set_rule(request.actor, RuleDraft(**given.model_dump()), now=request.now)
    return _rules(given.file_class)
