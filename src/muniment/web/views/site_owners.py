"""The list of sites, and who answers for each."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.people.directory import actions, queries
from muniment.people.directory.types import Named, Part, Site, SiteKind
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.directory import EndStewardForm, StewardForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.directory import PEOPLE
from muniment.web.words import count, day

SITES = ("Sites and their owners", "/people/sites/")
KINDS = {SiteKind.CLASS: "Class of the file plan", SiteKind.UNIT: "Unit"}


class SitesFilter(forms.Form):
    """Narrows the list of sites."""

    kind = forms.ChoiceField(
        label="What",
        required=False,
        choices=[("", "Any"), *((one.value, label) for one, label in KINDS.items())],
    )
    vacant = forms.BooleanField(label="Only those without an owner", required=False)


def address_of(site: Site) -> str:
    """The page of a site."""
    return reverse("site", args=[site.kind.value, site.reference])


def _people(some: tuple[Named, ...]) -> str:
    return ", ".join(one.name for one in some)


def _owner(one: Site) -> Cell:
    owners = one.of(Part.OWNER)
    if not owners:
        return Cell("Vacant", tag="red")
    [owner] = owners[:1]
    return Cell(owner.name, reverse("entry", args=[owner.person]) if owner.person else "")


COLUMNS: list[Column[Site]] = [
    Column("site", "Site", lambda one: Cell(one.title, address_of(one), note=_what(one))),
    Column("owner", "Site owner", _owner),
    Column("champions", "Knowledge champions", lambda one: _people(one.of(Part.CHAMPION))),
    Column("deputies", "Deputies", lambda one: _people(one.of(Part.DEPUTY))),
]


def _what(one: Site) -> str:
    return f"{KINDS[one.kind]} {one.reference}"


def sites(request: Request) -> HttpResponseBase:
    """Every site, and who answers for it today."""
    form, today = SitesFilter(request.GET or None), civil_date(request.now)
    rows = queries.sites(request.actor, today)
    vacant = sum(one.vacant for one in rows)
    without = f"{count(vacant, 'site')} without an owner." if vacant else ""
    if form.is_bound and form.is_valid():
        kind, only = form.cleaned_data["kind"], form.cleaned_data["vacant"]
        rows = [one for one in rows if kind in ("", one.kind) and (one.vacant or not only)]
    exported: list[Column[Site]] = [
        Column("kind", "What", lambda one: KINDS[one.kind]),
        Column("reference", "Reference", lambda one: one.reference),
        Column("title", "Site", lambda one: one.title),
        *COLUMNS[1:],
    ]
    return show(
        request,
        "directory/sites.html",
        Table(
            request,
            COLUMNS,
            rows,
            caption=SITES[0],
            empty="No site fits.",
            per_page=200,
            exported=exported,
        ),
        name="sites",
        title=SITES[0],
        intro=[f"As of {day(today)}. {without or 'Every site has an owner.'}"],
        filters=form,
        one="site",
        crumbs=crumbs(PEOPLE),
    )


def site(request: Request, kind: str, reference: str) -> HttpResponseBase:
    """One site: who answers for it, and who did."""
    found = queries.place_named(request.actor, kind, reference)
    today = civil_date(request.now)
    shown = queries.site_of(request.actor, found, today)
    current = {one.number for one in shown.named}
    return render(
        request,
        "directory/site.html",
        site=shown,
        what=_what(shown),
        parts=[(part.label, shown.of(part)) for part in Part],
        others=[one for one in queries.history(request.actor, found) if one.number not in current],
        names=queries.names_people(request.actor, found) and not found.closed_on,
        dates=_dates,
        in_plan=reverse("class", args=[found.reference])
        if shown.kind is SiteKind.CLASS
        else reverse("unit", args=[found.reference]),
        today=today,
        crumbs=crumbs(PEOPLE, SITES),
    )


def _dates(one: Named) -> str:
    end = f" to {day(one.ends_on)}" if one.ends_on else ""
    left = "" if one.here else " (has left)"
    return f"From {day(one.starts_on)}{end}{left}"


def name_steward(request: Request, kind: str, reference: str) -> HttpResponseBase:
    """Name somebody for a site."""
    found = queries.place_named(request.actor, kind, reference)
    shown = queries.site_of(request.actor, found, civil_date(request.now))

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.name_steward(request.actor, kind, reference, form.draft(), now=request.now)
        said = f"{made.person.name} is named."
        return see_other(request, "site", said, kind, shown.reference)

    form = filled(request, StewardForm, initial={"part": request.GET.get("part", "")})
    return ask(
        request,
        form,
        do,
        title="Name somebody for a site",
        caption=shown.title,
        button="Name them",
        intro=["There is one site owner at a time. Whoever is named is told."],
        back=address_of(shown),
        crumbs=crumbs(PEOPLE, SITES, (shown.title, address_of(shown))),
    )


def end_steward(request: Request, number: int) -> HttpResponseBase:
    """End it that somebody answers for a site."""
    found = queries.steward_numbered(request.actor, number)
    place = queries.place_of(found)
    shown = queries.site_of(request.actor, place, civil_date(request.now))
    named = next(one for one in queries.history(request.actor, place) if one.number == number)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.end_steward(request.actor, number, **values, now=request.now)
        return see_other(request, "site", "It is noted.", shown.kind.value, shown.reference)

    return ask(
        request,
        filled(request, EndStewardForm),
        do,
        title=f"End it that {named.name} is {named.part.label.lower()}",
        caption=shown.title,
        button="End it",
        back=address_of(shown),
        crumbs=crumbs(PEOPLE, SITES, (shown.title, address_of(shown))),
    )
