"""Searches that are kept, shared and told of."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.holdings.search import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.searching import KeepForm, ShareForm
from muniment.web.tables import Cell, Column, Table, show

FIND = ("Find", "/find/")
SAVED = ("Saved searches", "/find/saved/")


def saved(request: Request) -> HttpResponseBase:
    """One's own, and those shared with one's unit or oneself."""
    me = request.actor.reference
    every = list(queries.saved_searches(request.actor))
    people = {each.person for one in every for each in one.shared.all() if each.person}
    names = access.names_at({one.owner for one in every} | people)

    def told(one: Any) -> Cell:
        return Cell("Yes", tag="green") if _follows(one, me) else Cell("No", tag="grey")

    listed: list[Column[Any]] = [
        Column("name", "Name", lambda s: Cell(s.name, _results(s), note=s.text), "name"),
        Column("whose", "Whose", lambda s: "Yours" if s.owner == me else names.get(s.owner, "")),
        Column("shared", "Shared with", lambda s: _shared_with(s, me, names)),
        Column("told", "You are told", told, tight=True),
        Column("more", "", lambda s: Cell("Change", reverse("saved_search", args=[s.reference]))),
    ]
    return show(
        request,
        "list.html",
        Table(
            request,
            listed,
            queries.saved_searches(request.actor),
            order="name",
            caption="Saved searches",
            empty="You have no saved searches. Look for something, and choose “Save this search”.",
        ),
        name="saved-searches",
        title="Saved searches",
        intro=["A shared search finds for each person what that person may see."],
        one="search",
        many="searches",
        crumbs=crumbs(FIND),
    )


def _shared_with(one: Any, me: str, names: dict[str, str]) -> str:
    """Units; and the people, for who shares it with them."""
    shared = list(one.shared.all())
    units = sorted(each.unit for each in shared if each.unit)
    people = [names.get(each.person, each.person) for each in shared if each.person]
    return ", ".join([*units, *(sorted(people) if one.owner == me else [])])


def _follows(one: Any, person: str) -> bool:
    return any(each.person == person for each in one.followers.all())


def _results(one: Any) -> str:
    return f"{reverse('search')}?{urlencode({'q': one.text})}"


def save(request: Request) -> HttpResponseBase:
    """Keep a search by a name."""

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.keep(request.actor, **values, now=request.now)
        return see_other(request, "saved_searches", f"“{made.name}” is saved.")

    return ask(
        request,
        filled(request, KeepForm, initial={"text": request.GET.get("text", "")}),
        do,
        title="Save a search",
        button="Save",
        back=reverse("saved_searches"),
        crumbs=crumbs(FIND, SAVED),
    )


def saved_search(request: Request, reference: str) -> HttpResponseBase:
    """One saved search, and what can be done with it."""
    found = queries.saved_named(request.actor, reference)
    units = [one.unit for one in found.shared.all() if one.unit]
    people = _user_names(found) if found.owner == request.actor.reference else []
    shared = {"units": units, "people": "\n".join(people)}

    def do(values: dict[str, Any]) -> HttpResponse:
        chosen = values["units"], values["people"]
        actions.share(request.actor, reference, *chosen, now=request.now)
        return see_other(request, "saved_searches", "Who can use it is changed.")

    own = found.owner == request.actor.reference
    return ask(
        request,
        filled(request, ShareForm, initial=shared),
        do,
        template="search/saved.html",
        found=found,
        results=_results(found),
        own=own,
        follows=_follows(found, request.actor.reference),
        title=found.name,
        button="Change",
        back=reverse("saved_searches"),
        crumbs=crumbs(FIND, SAVED),
    )


def _user_names(found: Any) -> list[str]:
    """The people it is shared with one by one, as they can be written again."""
    shared = [one.person for one in found.shared.all() if one.person]
    rows = (access.find_person(one) for one in shared)
    return sorted(one.username for one in rows if one is not None and one.is_active)


def follow(request: Request, reference: str) -> HttpResponseBase:
    """Be told of what it finds anew, or no more."""
    on = request.POST.get("on") == "yes"
    actions.follow(request.actor, reference, on=on, now=request.now)
    said = "You will be told of new results." if on else "You will not be told any more."
    return see_other(request, "saved_searches", said)


def drop(request: Request, reference: str) -> HttpResponseBase:
    """Drop one's own."""
    actions.drop(request.actor, reference, now=request.now)
    return see_other(request, "saved_searches", "The search is gone.")
