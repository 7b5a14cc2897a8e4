"""Handling sets: groups of people for material that only they may handle."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import actions, queries
from muniment.foundation.kernel.errors import NotFound
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.fields import DayField
from muniment.web.words import day

ADMIN = ("Admin", "/admin/")


def handling(request: Request) -> HttpResponseBase:
    """The sets in use, with who is in each."""
    sets = [
        {"set": one, "members": [_member(member) for member in _members(one)]}
        for one in queries.handling_sets()
    ]
    return render(request, "people/handling.html", sets=sets, crumbs=crumbs(ADMIN))


def _members(one: Any) -> Any:
    return one.members.select_related("person").order_by("person__name", "pk")


def _member(member: Any) -> dict[str, str]:
    until = f", until {day(member.ends_on)}" if member.ends_on else ""
    return {
        "name": member.person.name,
        "reference": member.person.reference,
        "dates": f"Since {day(member.starts_on)}{until}",
    }


class SetForm(forms.Form):
    """A new set."""

    code = forms.RegexField(
        r"^[A-Z0-9][A-Z0-9-]{0,39}$",
        label="Code",
        help_text="Capital letters, figures and hyphens, such as LEGAL-PRIVILEGE.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={
            "required": "Enter a code.",
            "invalid": "Use capital letters, figures and hyphens only.",
        },
    )
    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Enter a name."}
    )


def open_set(request: Request) -> HttpResponseBase:
    """Make a handling set."""

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.open_handling_set(
            request.actor, values["code"], name=values["name"], now=request.now
        )
        return see_other(request, "handling", f"{made.name} has been made.")

    return ask(
        request,
        filled(request, SetForm),
        do,
        title="Make a handling set",
        button="Make set",
        back=reverse("handling"),
        crumbs=crumbs(ADMIN, ("Handling sets", reverse("handling"))),
    )


class JoinForm(forms.Form):
    """Who joins, and until when."""

    person = forms.ChoiceField(label="Person", error_messages={"required": "Choose a person."})
    ends_on = DayField(label="Last day (optional)", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = queries.people().filter(is_active=True)
        people = [(one.reference, one.name) for one in here]
        self.fields["person"].choices = [("", "Choose a person"), *people]  # type: ignore[attr-defined]


def join(request: Request, code: str) -> HttpResponseBase:
    """Put a person in a set."""
    found = queries.handling_sets().filter(code=code).first()
    if found is None:
        raise NotFound("handling set", code)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.join_handling_set(request.actor, found.code, **values, now=request.now)
        return see_other(request, "handling", f"They are in {found.name} now.")

    return ask(
        request,
        filled(request, JoinForm),
        do,
        title="Put a person in a handling set",
        caption=found.name,
        button="Put in",
        back=reverse("handling"),
        crumbs=crumbs(ADMIN, ("Handling sets", reverse("handling"))),
    )
