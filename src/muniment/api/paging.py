"""Lists in pages. A page says where the next begins; what is added meanwhile moves nothing."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest  # noqa: TID251
from ninja import Query, Schema

from muniment.foundation.kernel.errors import Reason, Refused

T = TypeVar("T")
LONGEST_PAGE = 500
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]
After = Annotated[str, Query(max_length=200)]


class Page(Schema, Generic[T]):
    """Some of a list. `next` is the address of the page after it; null on the last."""

    items: list[T]
    next: str | None


def page(
    request: HttpRequest,
    rows: Sequence[Any],
    limit: int,
    show: Callable[[Any], Any],
    place: Callable[[Any], Any],
) -> dict[str, Any]:
    """The first `limit` of `rows` (one more is needed to see whether there is a next page).

    `place` names the row after which the next page begins.
    """
    shown = rows[:limit]
    following = str(place(shown[-1])) if len(rows) > limit else None
    return {
        "items": [show(one) for one in shown],
        "next": next_address(request, following) if following is not None else None,
    }


def next_address(request: HttpRequest, after: str, name: str = "after") -> str:
    """The address of this request, from another place on."""
    query = request.GET.copy()
    query[name] = after
    return f"{request.path}?{query.urlencode()}"


def from_place(
    found: QuerySet[Any], everything: QuerySet[Any], after: str, limit: int
) -> list[Any]:
    """Rows of `found` in the order they were made, from after the one with the reference `after`,
    and one more than `limit`.

    Numbers say how much there is that a reader cannot see, so that places are named by
    reference, looked up in `everything`: the row may have become invisible since.
    """
    if after:
        number = everything.filter(reference=after).values_list("pk", flat=True).first()
        if number is None:
            raise Refused(Reason("after", "There is no such place in this list.", "after"))
        found = found.filter(pk__gt=number)
    return list(found.order_by("pk")[: limit + 1])


def from_list(rows: Sequence[T], after: str, limit: int, place: Callable[[T], str]) -> list[T]:
    """The rows after the one that `place` names `after`, and one more than `limit`."""
    start = 0
    if after:
        places = [place(one) for one in rows]
        if after not in places:
            raise Refused(Reason("after", "There is no such place in this list.", "after"))
        start = places.index(after) + 1
    return list(rows[start : start + limit + 1])
