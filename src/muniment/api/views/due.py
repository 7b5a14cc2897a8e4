"""What is due, with what whoever decides needs to know of each record."""

from datetime import date
from typing import Annotated, Any, Self

from ninja import Query, Router

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_place, page
from muniment.api.views.records import Record, shower, shown
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal import queries

router = Router(tags=["retention"])


class Due(Record):
    """A record that is due: `rule_title` says why, `owner_scope` whose it is (`class:`, `unit:`,
    `body` or blank for nobody's) and `owners` the people. `on_hold` and `review` are told to those
    who may know of them."""

    rule_title: str
    days_overdue: int
    owner_scope: str
    owners: list[str]
    on_hold: bool
    review: str

    @classmethod
    def of_line(cls, line: queries.DueLine, record: Record) -> Self:
        """The line as it is shown, about the record as it is shown."""
        return cls(
            **record.model_dump(),
            rule_title=line.rule_title,
            days_overdue=line.days_overdue,
            owner_scope=line.owner_scope,
            owners=list(line.owners),
            on_hold=line.on_hold,
            review=line.review,
        )


@operation(router, "GET", "/retention/due", needs=Permission.RETENTION_SEE, answer=Page[Due])
def list_due(
    request: Request,
    on: date | None = None,
    file_class: str = "",
    unit: str = "",
    owner: Annotated[str, Query(max_length=200)] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The records you may see that are due on a civil date (today) or before: of a class with all
    below it, a unit, or an owner (a person, or - for what nobody owns)."""
    found = queries.due(
        request.actor,
        on or civil_date(request.now),
        file_class=file_class or None,
        unit=unit or None,
        owner=owner or None,
        now=request.now,
    )
    rows = from_place(shown(found), records.every_record(), after, limit)
    lines = queries.due_lines(request.actor, rows, now=request.now)
    of = shower(request, (one.record for one in lines))
    return page(
        request,
        lines,
        limit,
        lambda one: Due.of_line(one, of(one.record)),
        lambda one: one.record.reference,
    )
