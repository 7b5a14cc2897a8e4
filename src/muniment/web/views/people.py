"""People and the roles they hold."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import actions, queries
from muniment.foundation.access.types import SIGNING, Permission, Role, Tier
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.people.directory import queries as directory
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.people import (
    ChangeForm,
    NewPasswordForm,
    PeopleFilter,
    PersonForm,
    RoleForm,
)
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import substitutes
from muniment.web.words import day

SECTION = ("Admin", "/admin/")


def _roles(person: Any) -> str:
    held = {Role(one.role).label for one in person.roles_held.all() if one.ends_on is None}
    return ", ".join(sorted(held))


COLUMNS: list[Column[Any]] = [
    Column("name", "Name", lambda p: Cell(p.name, reverse("person", args=[p.reference])), "name"),
    Column("username", "User name", lambda p: p.username, "username"),
    Column("unit", "Unit", lambda p: p.unit.name if p.unit else "", "unit__name"),
    Column("roles", "Roles", _roles),
    Column(
        "state",
        "State",
        lambda p: Cell("Here", tag="green") if p.is_active else Cell("Left", tag="grey"),
        "is_active",
    ),
]


def people(request: Request) -> HttpResponseBase:
    """Everybody, with their roles."""
    form = PeopleFilter(request.GET or None)
    rows = directory.accounts(request.actor).prefetch_related("roles_held")
    if form.is_valid():
        rows = _narrow(rows, form.cleaned_data)
    table = Table(request, COLUMNS, rows, order="name", caption="People")
    action = None
    if Permission.PEOPLE_MANAGE in request.actor.permissions:
        action = {"href": reverse("add_person"), "text": "Add a person"}
    return show(
        request,
        "list.html",
        table,
        name="people",
        title="People and roles",
        filters=form,
        one="person",
        many="people",
        action=action,
        crumbs=crumbs(SECTION),
    )


def _narrow(rows: Any, wanted: dict[str, Any]) -> Any:
    if wanted["name"]:
        rows = rows.filter(name__icontains=wanted["name"])
    if wanted["unit"]:
        rows = rows.filter(unit__reference=wanted["unit"])
    if wanted["role"]:
        rows = rows.filter(roles_held__role=wanted["role"], roles_held__ends_on=None).distinct()
    if wanted["state"]:
        rows = rows.filter(is_active=wanted["state"] == "here")
    return rows


def _found(reference: str) -> Any:
    person = queries.find_person(reference)
    if person is None:
        raise NotFound("person", reference)
    return person


def _back(person: Any) -> list[dict[str, str]]:
    people_page = ("People and roles", reverse("people"))
    return crumbs(SECTION, people_page, (person.name, reverse("person", args=[person.reference])))


def person(request: Request, reference: str) -> HttpResponseBase:
    """One person: where they work, what they may do, and what was changed about them."""
    found = _found(reference)
    if directory.hidden_from(request.actor, [found.reference]):
        raise NotFound("person", reference)
    happened: list[dict[str, Any]] = []
    if Permission.AUDIT_SEE in request.actor.permissions:
        wanted = EventFilter(object_prefix=f"person:{found.reference}")
        happened = events.timeline(audit.events(wanted, limit=20))
    return render(
        request,
        "people/person.html",
        person=found,
        rows=_facts(found),
        roles=_held(found, civil_date(request.now)),
        substitutes=substitutes.listed(found, civil_date(request.now)),
        end_substitute=lambda one: reverse("end_substitute", args=[found.reference, one]),
        signs=_signs(found, civil_date(request.now)),
        history=happened,
        crumbs=crumbs(SECTION, ("People and roles", reverse("people"))),
    )


def _facts(found: Any) -> list[dict[str, str]]:
    left = f"{day(found.joined_at)} to {day(found.left_at)}" if found.left_at else ""
    return [
        {"label": "User name", "text": found.username},
        {"label": "Email address", "text": found.email or "None"},
        {"label": "Unit", "text": str(found.unit) if found.unit else "None"},
        {"label": "Clearance", "text": Tier(found.clearance).label},
        {"label": "Reference", "text": found.reference},
        {"label": "Here", "text": left or f"Since {day(found.joined_at)}"},
    ]


def _signs(found: Any, today: Any) -> bool:
    return not SIGNING.isdisjoint(queries.profile(found, on=today).permissions)


def _held(found: Any, today: Any) -> list[dict[str, Any]]:
    return [
        {
            "number": one.pk,
            "role": Role(one.role).label,
            "scope": _scope(one),
            "dates": f"{day(one.starts_on)} to {day(one.ends_on) or 'now'}",
            "current": one.starts_on <= today and (one.ends_on is None or one.ends_on >= today),
        }
        for one in queries.roles_of(found)
    ]


def _scope(held: Any) -> str:
    if held.file_class:
        return f"Class {held.file_class}"
    return str(held.unit) if held.unit else "The whole body"


def add(request: Request) -> HttpResponseBase:
    """Add a person."""

    def do(values: dict[str, Any]) -> HttpResponse:
        values["clearance"] = Tier(values["clearance"])
        added = actions.add_person(request.actor, values.pop("username"), **values, now=request.now)
        said = f"{added.name} has been added. Give them a role next."
        return see_other(request, "person", said, added.reference)

    return ask(
        request,
        filled(request, PersonForm),
        do,
        title="Add a person",
        button="Add person",
        back=reverse("people"),
        crumbs=crumbs(SECTION, ("People and roles", reverse("people"))),
    )


def change(request: Request, reference: str) -> HttpResponseBase:
    """Change a person's name, unit, clearance or e-mail address."""
    found = _found(reference)
    unit = found.unit.reference if found.unit else ""
    initial = {"name": found.name, "unit": unit, "clearance": found.clearance}
    initial["email"] = found.email

    def do(values: dict[str, Any]) -> HttpResponse:
        values["clearance"] = Tier(values["clearance"])
        actions.change_person(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "person", "The changes have been saved.", found.reference)

    return ask(
        request,
        filled(request, ChangeForm, initial=initial),
        do,
        title=f"Change {found.name}",
        button="Save changes",
        intro=["Earlier names are kept: history shows the name of the time."],
        back=reverse("person", args=[found.reference]),
        crumbs=_back(found),
    )


def give_role(request: Request, reference: str) -> HttpResponseBase:
    """Give a person a role."""
    found = _found(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        values["role"] = Role(values["role"])
        actions.give_role(request.actor, found.reference, **values, now=request.now)
        said = f"{found.name} is now {values['role'].label.lower()}."
        return see_other(request, "person", said, found.reference)

    return ask(
        request,
        filled(request, RoleForm),
        do,
        title="Give a role",
        caption=found.name,
        button="Give role",
        back=reverse("person", args=[found.reference]),
        crumbs=_back(found),
    )


def end_role(request: Request, reference: str, held: int) -> HttpResponseBase:
    """End a role at once."""
    found = _found(reference)
    actions.end_role(request.actor, held, now=request.now)
    return see_other(request, "person", "The role has ended.", found.reference)


def leave(request: Request, reference: str) -> HttpResponseBase:
    """Record that a person has left."""
    found = _found(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.record_leaver(request.actor, found.reference, now=request.now)
        said = f"{found.name} has left. Their roles have ended and they cannot sign in."
        return see_other(request, "person", said, found.reference)

    return ask(
        request,
        filled(request, forms.Form),
        do,
        title=f"Record that {found.name} has left",
        button="Record leaver",
        warning="Sign-in ends at once and every role ends. What they did stays in the history.",
        back=reverse("person", args=[found.reference]),
        crumbs=_back(found),
    )


def password(request: Request, reference: str) -> HttpResponseBase:
    """Set another person's password."""
    found = _found(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_password(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "person", "The password has been set.", found.reference)

    return ask(
        request,
        filled(request, NewPasswordForm),
        do,
        title="Set a password",
        caption=found.name,
        button="Set password",
        back=reverse("person", args=[found.reference]),
        crumbs=_back(found),
    )
