"""The units of the organisation."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import actions, queries
from muniment.people.directory import queries as directory
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.choices import units as unit_choices

ADMIN = ("Admin", "/admin/")


def units(request: Request) -> HttpResponseBase:
    """The tree of units, with how many people are in each."""
    rows = queries.units()
    here = [one.unit_id for one in directory.accounts(request.actor) if one.is_active]
    listed = [
        {"unit": one, "people": here.count(one.pk), "depth": one.depth, "closed": one.closed_on}
        for one in rows
    ]
    return render(request, "units/units.html", units=listed, crumbs=crumbs(ADMIN))


def unit(request: Request, reference: str) -> HttpResponseBase:
    """One unit: what stands above and below it, and who is in it."""
    found = queries.unit_named(reference)
    return render(
        request,
        "units/unit.html",
        unit=found,
        parent=queries.unit_above(found),
        below=queries.units_below(found),
        people=directory.accounts(request.actor).filter(unit=found, is_active=True),
        crumbs=crumbs(ADMIN, ("Units", reverse("units"))),
    )


class UnitForm(forms.Form):
    """A new unit."""

    reference = forms.RegexField(
        r"^[A-Z0-9][A-Z0-9-]{0,39}$",
        label="Reference",
        help_text="Capital letters, figures and hyphens, such as FIN or FIN-TAX.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={
            "required": "Enter a reference.",
            "invalid": "Use capital letters, figures and hyphens only.",
        },
    )
    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Enter a name."}
    )
    under = forms.ChoiceField(label="Part of", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["under"].choices = unit_choices("Nothing: at the top")  # type: ignore[attr-defined]


def open_unit(request: Request) -> HttpResponseBase:
    """Open a unit."""

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.open_unit(request.actor, values.pop("reference"), **values, now=request.now)
        return see_other(request, "unit", f"{made.name} has been opened.", made.reference)

    return ask(
        request,
        filled(request, UnitForm),
        do,
        title="Open a unit",
        button="Open unit",
        back=reverse("units"),
        crumbs=crumbs(ADMIN, ("Units", reverse("units"))),
    )


class NameForm(forms.Form):
    """Another name for a unit."""

    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Enter a name."}
    )


def rename_unit(request: Request, reference: str) -> HttpResponseBase:
    """Give a unit another name."""
    found = queries.unit_named(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.rename_unit(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "unit", "The name has been changed.", found.reference)

    return ask(
        request,
        filled(request, NameForm, initial={"name": found.name}),
        do,
        title="Rename a unit",
        caption=found.name,
        button="Save name",
        back=reverse("unit", args=[found.reference]),
        crumbs=crumbs(ADMIN, ("Units", reverse("units"))),
    )


def close_unit(request: Request, reference: str) -> HttpResponseBase:
    """Close a unit from today."""
    found = queries.unit_named(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.close_unit(request.actor, found.reference, now=request.now)
        return see_other(request, "unit", f"{found.name} is closed.", found.reference)

    return ask(
        request,
        filled(request, forms.Form),
        do,
        title=f"Close {found.name}",
        button="Close unit",
        warning="Nobody can be put in it any more. It stays in the history.",
        back=reverse("unit", args=[found.reference]),
        crumbs=crumbs(ADMIN, ("Units", reverse("units"))),
    )
