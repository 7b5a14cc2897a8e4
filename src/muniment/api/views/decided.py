"""What was decided about records by themselves: a rule still to be set, and deciding again."""

from datetime import date
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_place, page
from muniment.api.shapes import Given, Reference, WhyGiven
from muniment.foundation.access.types import Permission
from muniment.holdings.records import queries as records
from muniment.lifecycle.retention import actions, queries

router = Router(tags=["retention"])
MANAGE = Permission.RETENTION_MANAGE


class RuleToSet(Schema):
    """A record for which a rule is still to be set: the one that it was under, why it is to have
    another, and the review that decided so."""

    reference: str
    title: str
    file_class: str
    folder: str
    was: str
    reason: str
    review: str
    since: date


class GivenRule(Given):
    """The rule of all that wait for one: `scope` is a record, a folder or a class; `rule` a code,
    or - for that of the class."""

    scope: Annotated[str, Field(max_length=100)]
    rule: Annotated[str, Field(max_length=60)]
    reason: Annotated[str, Field(max_length=500)]


class RulesGiven(Schema):
    """The records whose rule was set."""

    records: list[str]


@operation(
    router,
    "GET",
    "/retention/rule-to-set",
    needs=Permission.RETENTION_SEE,
    answer=Page[RuleToSet],
)
def list_rule_to_set(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """The records that a review decided to give another rule, which nobody has set yet."""
    found = queries.waiting_for_rule(request.actor).select_related("file_class", "folder")
    rows = from_place(found, records.every_record(), after, limit)
    decided = queries.decided_for(one.reference for one in rows)

    def told(one: Any) -> RuleToSet:
        why = decided[one.reference]
        return RuleToSet(
            reference=one.reference,
            title=one.title,
            file_class=one.file_class.reference,
            folder=one.folder.reference,
            was=why.rule,
            reason=why.reason,
            review=why.review,
            since=why.on,
        )

    return page(request, rows, limit, told, lambda one: one.reference)


@operation(router, "POST", "/retention/rule-to-set", needs=MANAGE, answer=RulesGiven)
def give_rule(request: Request, wanted: GivenRule) -> Any:
    """Set the rule for what waits for one. All or none."""
    said = wanted.model_dump()
    return RulesGiven(records=actions.give_rule(request.actor, **said, now=request.now))


@operation(
    router, "POST", "/records/{reference}/decide-again", needs=MANAGE, answer=None, status=204
)
def decide_again(request: Request, reference: Reference, wanted: WhyGiven) -> None:
    """Take back what was decided for a record by itself: it is under the rule of its class."""
    actions.decide_again(request.actor, reference, reason=wanted.reason, now=request.now)
