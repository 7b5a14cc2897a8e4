"""What is there more than once."""

from dataclasses import asdict
from typing import Any

from ninja import Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.foundation.access.types import Permission
from muniment.holdings.duplicates import actions, queries

router = Router(tags=["duplicates"])
SEE = Permission.RECORDS_SEE


class Member(Schema):
    """A record of a group, and how like the nearest older one it is, of 1."""

    record: str
    title: str
    alike: float


class GroupShown(Schema):
    """Records that say nearly the same, the oldest first."""

    records: list[Member]


class Duplication(Schema):
    """How much of what one unit has is there more than once; sizes in bytes. `copies` and `twins`
    are stored once; `near` are records beyond the first of each group, which are not."""

    unit: str
    name: str
    records: int
    copies: int
    copies_size: int
    twins: int
    twins_size: int
    near: int
    near_size: int


class Looking(Schema):
    """The number of the job that does it."""

    job: int


@operation(router, "GET", "/duplicates", needs=SEE, answer=Page[GroupShown])
def list_groups(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """Groups of records that you may see and that say nearly the same, the most alike first."""
    found, _ = queries.groups(request.actor)

    def place(one: Any) -> str:
        return str(one.records[0][0].reference)

    rows = from_list(found, after, limit, place)
    return page(request, rows, limit, _shown, place)


def _shown(group: Any) -> GroupShown:
    return GroupShown(
        records=[
            Member(record=one.reference, title=one.title, alike=alike)
            for one, alike in group.records
        ]
    )


@operation(router, "GET", "/duplicates/report", needs=SEE, answer=list[Duplication])
def report(request: Request) -> Any:
    """How much of what you may see is there more than once, unit by unit."""
    return [Duplication(**asdict(one)) for one in queries.report(request.actor)]


@operation(
    router,
    "POST",
    "/duplicates/look",
    needs=Permission.STORE_CHECK,
    answer=Looking,
    status=202,
)
def look(request: Request) -> Any:
    """Have the texts of all records looked at again."""
    return Looking(job=actions.look_at_all(request.actor, now=request.now))
