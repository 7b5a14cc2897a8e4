"""The library: what it has, one resource, opening it, and saying that it does not work."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission as P
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.library import actions, queries, rules
from muniment.holdings.library.types import (
    ALLOWED,
    KINDS,
    LEAVES,
    LICENCES,
    SHELVES,
    WAYS_IN,
    Finds,
    Leave,
    LicenceKind,
    LicenceState,
    Narrow,
    ResourceKind,
    Shelf,
    WayIn,
)
from muniment.web import events
from muniment.web.door import Request, crumbs, render, see_other
from muniment.web.words import count, day, language, pounds

FIND = ("Find", "/find/")
HOME = ("Library", "/library/")
LIMIT = 20
COLOURS = {
    LicenceState.UNKNOWN: "grey",
    LicenceState.TO_COME: "blue",
    LicenceState.IN_FORCE: "green",
    LicenceState.ENDED: "red",
}


class LibraryForm(forms.Form):
    """What is looked for."""

    q = forms.CharField(
        label="What to look for in the library",
        required=False,
        max_length=2000,
        help_text="Words of the title, the description, the publisher or the subject.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": False}),
    )


def library(request: Request) -> HttpResponseBase:
    """What the library has for a question, or all of it."""
    form = LibraryForm(request.GET or None)
    typed = form.cleaned_data["q"].strip() if form.is_bound and form.is_valid() else ""
    narrow, chosen = _narrow(request)
    offset = request.GET.get("offset", "0")
    first = int(offset) if offset.isdecimal() and len(offset) < 10 else 0
    found = queries.find(
        request.actor,
        typed,
        narrow=narrow,
        limit=LIMIT,
        offset=first,
        facets=True,
        today=civil_date(request.now),
    )
    if typed:
        actions.note_shown(request.actor, found.items, now=request.now)
    manages = queries.manages(request.actor)
    return render(
        request,
        "library/library.html",
        form=form,
        typed=typed,
        found=found,
        facets=_facets(request, found, chosen),
        narrowed=[
            {"words": words, "href": _address(request, **{name: None})}
            for name, words in _said(narrow).items()
        ],
        links=_steps(request, found),
        manages=manages,
        shelves=_shelves(request, narrow.shelf) if manages else [],
        reported=queries.reports(request.actor).count() if manages else 0,
        crumbs=crumbs(FIND) if P.RECORDS_SEE in request.actor.permissions else [],
    )


def _narrow(request: Request) -> tuple[Narrow, dict[str, str]]:
    said = {name: request.GET.get(name, "")[:100] for name in ("kind", "subject", "licence")}
    subject, shelf = said["subject"], request.GET.get("shelf", "")
    number = int(subject) if subject.isascii() and subject.isdigit() and len(subject) < 10 else None
    narrow = Narrow(
        kind=said["kind"],
        subject=number,
        licence=said["licence"],
        shelf=Shelf(shelf) if shelf in set(Shelf) else Shelf.USED,
        file_class=request.GET.get("class", "")[:100].replace("\x00", ""),
    )
    return narrow, said


def _said(narrow: Narrow) -> dict[str, str]:
    """What was chosen, in words, by the parameter that says it."""
    found = {}
    if narrow.kind:
        found["kind"] = KINDS.get(narrow.kind, narrow.kind)  # type: ignore[call-overload]
    if narrow.subject is not None:
        found["subject"] = queries.subject_called(narrow.subject)
    if narrow.licence:
        others = {"unknown": "Licence not recorded", "ended": "Licence ended"}
        others |= {str(one): label for one, label in LICENCES.items()}
        found["licence"] = others.get(narrow.licence, narrow.licence)
    if narrow.file_class:
        found["class"] = f"Beside {narrow.file_class}"
    return found


def _facets(request: Request, found: Finds, chosen: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "label": facet.label,
            "shares": [
                {
                    "label": one.label,
                    "count": one.count,
                    "href": ""
                    if chosen[facet.name] == one.value
                    else _address(request, **{facet.name: one.value}),
                }
                for one in facet.shares
            ],
        }
        for facet in found.facets
    ]


def _shelves(request: Request, here: Shelf) -> list[dict[str, Any]]:
    return [
        {"text": label, "href": _address(request, shelf=str(one) or None), "here": one is here}
        for one, label in SHELVES.items()
    ]


def _steps(request: Request, found: Finds) -> dict[str, Any]:
    links = {}
    if found.offset > 0:
        links["previous"] = {"href": _address(request, offset=max(0, found.offset - LIMIT))}
    if found.next_offset is not None:
        links["next"] = {"href": _address(request, offset=found.next_offset)}
    return links


def _address(request: Request, **changes: Any) -> str:
    query = request.GET.copy()
    query.pop("offset", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else reverse("library")


def resource(request: Request, reference: str) -> HttpResponseBase:
    """One resource: what it is, what its licence allows, and the way to it."""
    one = queries.resource_named(request.actor, reference)
    today, manages = civil_date(request.now), queries.manages(request.actor)
    state = rules.state_of(one.licence, today)
    subjects = queries.subjects_of(one)
    ended = state is LicenceState.ENDED
    shut = rules.reasons_not_to_open(
        withdrawn=one.withdrawn_at is not None,
        ended=ended,
        broken=one.broken_at is not None,
        address=one.address,
    )
    about = f"library_resource:{one.reference}"
    linked = P.AUDIT_SEE in request.actor.permissions
    history = audit.events(EventFilter(object_prefix=about), limit=20) if manages else []
    return render(
        request,
        "library/resource.html",
        one=one,
        kind=KINDS[ResourceKind(one.kind)],
        rows=_rows(one),
        subjects=[
            {"label": label, "href": f"{reverse('library')}?{urlencode({'subject': number})}"}
            for number, label in subjects
        ],
        classes=queries.classes_of(one),
        licence=_licence_rows(one.licence, manages),
        state={"text": rules.line_of(one.licence, today), "tag": COLOURS[state]},
        limited=_units(one) if one.limited else [],
        shut=[why.message for why in shut if why.code != "in_print"],
        can_open=not shut,
        reported=queries.has_reported(request.actor, one),
        reports=_reports(one) if manages else [],
        citation=rules.citation(one),
        manages=manages,
        use=_use(request, one) if manages else None,
        earlier=list(queries.licences_of(one)[1:10]) if manages else [],
        line_of=lambda licence: rules.line_of(licence, today),
        history=events.timeline(history, linked=linked),
        crumbs=crumbs(HOME),
    )


def _rows(one: Any) -> list[dict[str, str]]:
    said = {
        "Publisher": one.publisher,
        "Shelf mark": one.shelf_mark,
        "ISBN": one.isbn,
        "ISSN": one.issn,
        "DOI": one.doi,
        "Language": language(one.language) if one.language else "",
        "Library reference": one.reference,
    }
    return [{"label": label, "text": text} for label, text in said.items() if text]


def _licence_rows(licence: Any, manages: bool) -> list[dict[str, str]]:
    if licence is None:
        return []
    cost = f"£{pounds(licence.cost)}" if manages and licence.cost is not None else ""
    said = {
        "Kind": LICENCES[LicenceKind(licence.kind)],
        "Name": licence.name,
        "Supplier": licence.supplier,
        "How to get in": WAYS_IN[WayIn(licence.way_in)],
        "At once": licence.seats,
        **{what: LEAVES[Leave(getattr(licence, name))] for name, what in ALLOWED.items()},
        "Starts": day(licence.starts_on),
        "Ends": day(licence.ends_on),
        "Cost a year": cost,
        "Whom to ask": licence.contact,
    }
    return [{"label": label, "text": text} for label, text in said.items() if text]


def _units(one: Any) -> list[str]:
    units = queries.units_of(one)
    names = access.names_of_units(units)
    return [names.get(unit, unit) for unit in units]


def _reports(one: Any) -> list[dict[str, Any]]:
    found = list(queries.open_reports(one))
    names = events.names({each.person for each in found})
    return [{"by": names.get(each.person, ""), "at": each.reported_at} for each in found]


def _use(request: Request, one: Any) -> dict[str, Any]:
    today = civil_date(request.now)
    months = queries.months_of(request.actor, one)
    units = queries.units_using(request.actor, one, today=today)
    names = access.names_of_units({row["unit"] for row in units})
    opened = sum(each["opened"] for each in units)
    cost = one.licence.cost if one.licence else None
    each = rules.cost_of_each(cost, opened)
    return {
        "months": [row | {"words": f"{row['month']:%B %Y}"} for row in months],
        "units": [
            row | {"words": names.get(row["unit"], row["unit"]) or "All other units"}
            for row in units
        ],
        "opened": count(opened, "time"),
        "each": f"£{pounds(each)}" if each is not None else "",
    }


def open_resource(request: Request, reference: str) -> HttpResponseBase:
    """Send the reader to the address that is kept, and count it; where nobody is sent there, to
    the page that says why. What a browser fetches before anybody asked for it is not counted."""
    one = queries.resource_named(request.actor, reference)
    purpose = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    if request.method != "GET" or "prefetch" in purpose:
        return see_other(request, "library_resource", "", one.reference)
    try:
        to = actions.open_resource(request.actor, one.reference, now=request.now)
    except Refused:
        return see_other(request, "library_resource", "", one.reference)
    return see_other(request, to)


def report_link(request: Request, reference: str) -> HttpResponseBase:
    """Say that it does not work."""
    one = actions.report(request.actor, reference, now=request.now)
    said = "Thank you. The library has been told that it does not work."
    return see_other(request, "library_resource", said, one.reference)
