"""Naming the clauses of policies that govern an edition, one by one."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.errors import NotFound
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.types.clauses import Clause
from muniment.web.door import Request, ask, filled, see_other
from muniment.web.forms.schedules import ClauseForm, PublishForm
from muniment.web.views.schedules import way


def add_clause(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Name another clause of a policy."""
    found = queries.edition_named(reference, number)
    has = list(queries.clauses_of(found))
    last = {"policy": has[-1].policy} if has else {}  # the next is mostly of the same policy

    def do(values: dict[str, Any]) -> HttpResponse:
        version = values.pop("version")
        return _set(request, found, [*has, Clause(**values)], version, "The clause is added.")

    form = filled(request, ClauseForm, initial={**last, "version": found.version})
    return ask(request, form, do, title="Add a policy clause", **_page(found, "Save clause"))


def change_clause(request: Request, reference: str, number: int, place: int) -> HttpResponseBase:
    """Change a clause of a policy, by its place among them."""
    found = queries.edition_named(reference, number)
    has = list(queries.clauses_of(found))
    one = _at(has, place)

    def do(values: dict[str, Any]) -> HttpResponse:
        version = values.pop("version")
        named = [*has[: place - 1], Clause(**values), *has[place:]]
        return _set(request, found, named, version, "The clause is changed.")

    names = ("policy", "paragraph", "says", "address")
    initial = {name: getattr(one, name) for name in names} | {"version": found.version}
    return ask(
        request,
        filled(request, ClauseForm, initial=initial),
        do,
        template="lifecycle/clause.html",
        title="Change a policy clause",
        drop=reverse("drop_clause", args=[reference, number, place]),
        **_page(found, "Save clause"),
    )


def drop_clause(request: Request, reference: str, number: int, place: int) -> HttpResponseBase:
    """Name a clause of a policy no longer."""
    found = queries.edition_named(reference, number)
    has = list(queries.clauses_of(found))
    one = _at(has, place)

    def do(values: dict[str, Any]) -> HttpResponse:
        named = [*has[: place - 1], *has[place:]]
        return _set(request, found, named, values["version"], "The clause is taken out.")

    return ask(
        request,
        filled(request, PublishForm, initial={"version": found.version}),
        do,
        title=f"Take out {one.named}",
        intro=[one.says],
        **_page(found, "Take it out"),
    )


def _at(has: list[Clause], place: int) -> Clause:
    if not 1 <= place <= len(has):
        raise NotFound("clause", str(place))
    return has[place - 1]


def _set(
    request: Request, found: Any, named: list[Clause], version: int, said: str
) -> HttpResponse:
    at = (found.schedule.code, found.number)
    actions.set_clauses(request.actor, *at, named, version=version, now=request.now)
    return see_other(request, "edition", said, *at)


def _page(found: Any, button: str) -> dict[str, Any]:
    code, number = found.schedule.code, found.number
    here = reverse("edition", args=[code, number])
    return {
        "button": button,
        "caption": f"{code}, edition {number}",
        "back": here,
        "crumbs": way((code, reverse("schedule", args=[code])), (f"Edition {number}", here)),
    }
