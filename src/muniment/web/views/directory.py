"""People: who they are, what they know, and how to reach them."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.people.directory import queries
from muniment.people.directory.types import STANDINGS, Knows, Share, Standing, Wanted
from muniment.web.door import Request, crumbs, render
from muniment.web.forms.directory import FindFilter, FindForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import day

PEOPLE = ("People", "/people/")
COLOURS = {Standing.CONFIRMED: "green", Standing.DUE: "yellow", Standing.LAPSED: "grey"}


def directory(request: Request) -> HttpResponseBase:
    """Who fits, or everybody by name."""
    form, filters = FindForm(request.GET or None), FindFilter(request.GET or None)
    wanted = _wanted(form, filters)
    rows = queries.found(request.actor, wanted)
    known: dict[int, list[Knows]] = {}

    def prepare(some: Sequence[Any]) -> None:
        known.clear()
        known.update(queries.known_by(one.pk for one in some))

    table = Table(
        request,
        _columns(known),
        rows,
        caption="People",
        prepare=prepare,
        exported=[*_columns(known)[:-1], *_exported()],
        empty="Nobody fits. Try fewer words, or the beginning of a word.",
    )
    return show(
        request,
        "directory/find.html",
        table,
        name="people",
        title="People",
        form=form,
        filters=filters,
        facets=_facets(request, rows, wanted, table),
        manages=P.PEOPLE_MANAGE in request.actor.permissions,
        decides=P.FILEPLAN_MANAGE in request.actor.permissions,
        one="person",
        many="people",
    )


def _wanted(form: FindForm, filters: FindFilter) -> Wanted:
    words = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    if not filters.is_bound:
        return Wanted(words)
    filters.is_valid()  # a choice that is none narrows nothing
    values = filters.cleaned_data
    return Wanted(words, *(values.get(name, "") for name in ("unit", "expertise", "about")))


def _columns(known: dict[int, list[Knows]]) -> list[Column[Any]]:
    def name(one: Any) -> Cell:
        href = reverse("entry", args=[one.person.reference])
        return Cell(one.person.name, href, note=one.job_title)

    def knows(one: Any) -> str:
        return ", ".join(each.label for each in known.get(one.pk, ()))

    return [
        Column("name", "Name", name),
        Column("unit", "Unit", lambda one: one.person.unit.name if one.person.unit else ""),
        Column("knows", "What they know", knows),
        Column("contact", "Contact", lambda one: Cell(one.telephone, note=one.person.email)),
    ]


def _exported() -> list[Column[Any]]:
    """What else stands in the list as CSV."""
    return [
        Column("job_title", "Job title", lambda one: one.job_title),
        Column("telephone", "Telephone", lambda one: one.telephone),
        Column("email", "Email address", lambda one: one.person.email),
        Column("place", "Place of work", lambda one: one.place),
        Column("working_days", "Working days", lambda one: one.working_days),
        Column("about", "What they work on", lambda one: one.about),
        Column("confirmed", "Confirmed on", lambda one: _iso(one.confirmed_on)),
        Column("reference", "Reference", lambda one: one.person.reference),
    ]


def _iso(value: Any) -> str:
    return value.isoformat() if value else ""


def _facets(request: Request, rows: Any, wanted: Wanted, table: Any) -> list[dict[str, Any]]:
    if request.GET.get("format") == "csv":
        return []
    by_unit = queries.shares_by_unit(rows, wanted.unit)
    # Of everybody it takes a second to say, among a hundred thousand, and helps nobody.
    by_term = queries.shares_by_expertise(rows, wanted.expertise) if wanted != Wanted() else []
    found = (("unit", "Unit", by_unit), ("expertise", "What they know", by_term))
    return [
        {"label": label, "shares": [_share(table, key, one) for one in some]}
        for key, label, some in found
        if some
    ]


def _share(table: Any, key: str, one: Share) -> dict[str, Any]:
    href = table.address(page=None, **{key: one.key})
    return {"label": one.label, "count": one.count, "href": href}


def entry(request: Request, reference: str) -> HttpResponseBase:
    """One person."""
    found = queries.entry_named(request.actor, reference)
    today = civil_date(request.now)
    return render(
        request,
        "directory/entry.html",
        entry=found,
        person=found.person,
        rows=facts(found),
        knows=queries.knows(found),
        standing=standing(found, today),
        sites=queries.sites_of(request.actor, found, today),
        mine=found.person.reference == request.actor.reference,
        manages=queries.manages(request.actor, found.person),
        crumbs=crumbs(PEOPLE),
    )


def facts(found: Any) -> list[dict[str, str]]:
    """What an entry says, without what is empty."""
    person, other = found.person, queries.stand_in_of(found)
    said = [
        {"label": "Job title", "text": found.job_title},
        {"label": "Unit", "text": person.unit.name if person.unit else ""},
        {"label": "Work telephone", "text": found.telephone},
        {"label": "Email address", "text": person.email, "href": f"mailto:{person.email}"},
        {"label": "Place of work", "text": found.place},
        {"label": "Working days", "text": found.working_days},
        {"label": "Works on", "text": found.about},
    ]
    if other is not None:
        href = reverse("entry", args=[other.reference])
        said.append({"label": "Stands in", "text": other.name, "href": href})
    return [one for one in said if one["text"]]


def standing(found: Any, today: Any) -> dict[str, str]:
    """How far an entry can be relied on, as a tag and in words."""
    kind = queries.standing_of(found, today)
    if found.confirmed_on is None:
        words = f"Never confirmed by {found.person.name}."
    elif kind is Standing.LAPSED:
        words = f"Not confirmed since {day(found.confirmed_on)}."
    else:
        words = f"Confirmed as right on {day(found.confirmed_on)}."
    never = found.confirmed_on is None and kind is Standing.CONFIRMED
    text = "New" if never else STANDINGS[kind]
    return {"tag": text, "colour": "blue" if never else COLOURS[kind], "words": words}
