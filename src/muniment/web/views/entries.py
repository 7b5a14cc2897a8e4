"""Entries of others: correcting them, keeping them private, figures, settings and proposals."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission as P
from muniment.foundation.access.types import Place
from muniment.foundation.kernel.clock import civil_date
from muniment.people.directory import actions, queries, rules
from muniment.people.directory.types import FIELDS, STANDINGS, Standing
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.choices import units
from muniment.web.forms.directory import CorrectForm, DecideForm, ReasonForm, TermsForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.directory import COLOURS, PEOPLE
from muniment.web.views.own_entry import WORK_ONLY, said_in
from muniment.web.words import day, number

FIGURES = ("Figures of entries", "/people/figures/")
NOWHERE = "none"


def _page(found: Any) -> dict[str, Any]:
    here = reverse("entry", args=[found.person.reference])
    return {
        "caption": found.person.name,
        "back": here,
        "crumbs": crumbs(PEOPLE, (found.person.name, here)),
    }


def correct_entry(request: Request, reference: str) -> HttpResponseBase:
    """Correct somebody's entry."""
    found = queries.entry_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.correct_entry(
            request.actor, reference, form.draft(), reason=values["reason"], now=request.now
        )
        return see_other(request, "entry", "The entry has been changed.", reference)

    form = filled(request, CorrectForm, initial=said_in(found))
    return ask(
        request,
        form,
        do,
        title="Correct an entry",
        button="Save",
        intro=[WORK_ONLY, "The person is told that you changed it, and why."],
        **_page(found),
    )


def hide_entry(request: Request, reference: str) -> HttpResponseBase:
    """Keep somebody out of the directory."""
    found = queries.entry_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.hide_entry(request.actor, reference, **values, now=request.now)
        return see_other(request, "entry", "They are kept out of the directory.", reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Keep out of the directory",
        button="Keep out",
        intro=[
            "Nobody finds them there any more, but they themselves and those who manage people in "
            "their part. Where they answer for a site, it says that the name is kept private.",
        ],
        **_page(found),
    )


def show_entry(request: Request, reference: str) -> HttpResponseBase:
    """Have somebody in the directory again."""
    found = queries.entry_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.show_entry(request.actor, reference, **values, now=request.now)
        return see_other(request, "entry", "They are in the directory again.", reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Show in the directory again",
        button="Show again",
        **_page(found),
    )


def private_entries(request: Request) -> HttpResponseBase:
    """Who is kept out of the directory."""
    columns: list[Column[Any]] = [
        Column("name", "Name", _name),
        Column("unit", "Unit", _unit),
        Column("since", "Since", lambda one: day(one.private_at)),
    ]
    return show(
        request,
        "list.html",
        Table(
            request,
            columns,
            queries.kept_private(request.actor),
            caption="Kept out of the directory",
            empty="Nobody whom you manage is kept out of the directory.",
        ),
        name="kept-out",
        title="Kept out of the directory",
        one="person",
        many="people",
        crumbs=crumbs(PEOPLE),
    )


def _name(one: Any) -> Cell:
    return Cell(one.person.name, reverse("entry", args=[one.person.reference]))


def _unit(one: Any) -> str:
    return one.person.unit.name if one.person.unit else ""


def entry_figures(request: Request) -> HttpResponseBase:
    """How complete entries are, and how many are confirmed, unit by unit."""
    today = civil_date(request.now)
    rows = queries.figures(request.actor, today)
    months = [
        {
            "label": f"{one.month:%B %Y}",
            "value": one.percent or 0,
            "text": f"{one.percent or 0} % complete, {number(one.confirmed)} of "
            f"{number(one.people)} up to date",
        }
        for one in queries.months(request.actor)
    ]
    people = sum(one.people for one in rows)
    possible = sum(one.possible for one in rows)
    return show(
        request,
        "directory/figures.html",
        Table(request, _figures(), rows, caption="By unit", empty="You manage nobody here."),
        name="entries-by-unit",
        title=FIGURES[0],
        one="unit",
        people=people,
        percent=rules.percent(sum(one.filled for one in rows), possible),
        confirmed=sum(one.confirmed for one in rows),
        months=months,
        terms=queries.terms(),
        counted=[FIELDS[name].lower() for name in queries.terms().counted],
        sets=access_rules.may(request.actor, P.PEOPLE_MANAGE, Place()),
        crumbs=crumbs(PEOPLE),
    )


def _behind(unit: str, standing: Standing | None = None) -> str:
    chosen = f"&standing={standing.value}" if standing else ""
    return f"{reverse('entries_behind')}?unit={unit or NOWHERE}{chosen}"


def _figures() -> list[Column[Any]]:
    def counted(standing: Standing) -> Column[Any]:
        def cell(one: Any) -> Cell:
            many = getattr(one, standing.value)
            return Cell(number(many), _behind(one.unit, standing) if many else "")

        return Column(standing.value, STANDINGS[standing], cell, numeric=True)

    return [
        Column("unit", "Unit", lambda one: Cell(one.name, _behind(one.unit))),
        Column("people", "People", lambda one: number(one.people), numeric=True),
        Column("complete", "Complete, %", lambda one: number(one.percent or 0), numeric=True),
        *map(counted, Standing),
    ]


class BehindFilter(forms.Form):
    """Narrows the entries behind the figures."""

    unit = forms.ChoiceField(label="Unit", required=False)
    standing = forms.ChoiceField(
        label="Confirmed",
        required=False,
        choices=[("", "Any"), *((one.value, label) for one, label in STANDINGS.items())],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [*units("Any"), (NOWHERE, "No unit")]
        self.fields["unit"].choices = known  # type: ignore[attr-defined]


def entries_behind(request: Request) -> HttpResponseBase:
    """The people behind a figure."""
    form, today = BehindFilter(request.GET or None), civil_date(request.now)
    values = form.cleaned_data if form.is_bound and form.is_valid() else {}
    unit, standing = values.get("unit") or None, values.get("standing") or None
    rows = queries.entries_of(
        request.actor,
        today=today,
        unit="" if unit == NOWHERE else unit,
        standing=Standing(standing) if standing else None,
    )
    fields = len(queries.terms().counted)

    def stands(one: Any) -> Cell:
        kind = queries.standing_of(one, today)
        note = f"Confirmed on {day(one.confirmed_on)}" if one.confirmed_on else "Not confirmed yet"
        return Cell(STANDINGS[kind], tag=COLOURS[kind], note=note)

    columns: list[Column[Any]] = [
        Column("name", "Name", _name, "name"),
        Column("unit", "Unit", _unit, "person__unit__name"),
        Column(
            "complete",
            "Complete, %",
            lambda one: number(rules.percent(one.filled, fields)),
            "filled",
            numeric=True,
        ),
        Column("standing", "Confirmed", stands, "since"),
    ]
    return show(
        request,
        "list.html",
        Table(request, columns, rows, order="name", caption="Entries"),
        name="entries",
        title="Entries of people",
        filters=form,
        one="person",
        many="people",
        crumbs=crumbs(PEOPLE, FIGURES),
    )


def directory_terms(request: Request) -> HttpResponseBase:
    """What the body sets about the directory."""
    terms = queries.terms()
    initial = {
        "counted": list(terms.counted),
        "months": terms.months,
        "staff_record": terms.staff_record,
    }

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_terms(request.actor, form.terms(), now=request.now)
        return see_other(request, "entry_figures", "The settings have been saved.")

    form = filled(request, TermsForm, initial=initial)
    return ask(
        request,
        form,
        do,
        title="Settings of the directory",
        button="Save",
        back=reverse("entry_figures"),
        crumbs=crumbs(PEOPLE, FIGURES),
    )


def proposed_terms(request: Request) -> HttpResponseBase:
    """Terms that somebody misses."""

    def term(one: Any) -> Cell:
        return Cell(one.label, reverse("decide_term", args=[one.reference]))

    columns: list[Column[Any]] = [
        Column("term", "Term", term),
        Column("proposed", "Proposed on", lambda one: day(one.proposed_at)),
    ]
    return show(
        request,
        "list.html",
        Table(
            request,
            columns,
            queries.proposals(),
            caption="Proposed terms",
            empty="Nobody proposes a term.",
        ),
        name="proposed-terms",
        title="Proposed terms",
        intro=["What people say they know and the list of expertise does not have yet."],
        one="term",
        crumbs=crumbs(PEOPLE),
    )


def decide_term(request: Request, reference: str) -> HttpResponseBase:
    """Decide about a proposed term."""
    found = queries.proposal_named(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        if values["choice"] == "refuse":
            actions.refuse_term(request.actor, reference, reason=values["reason"], now=request.now)
            return see_other(request, "proposed_terms", f"{found.label} is not taken up.")
        term = values["term"] if values["choice"] == "means" else ""
        actions.accept_term(request.actor, reference, term=term, now=request.now)
        return see_other(request, "proposed_terms", f"{term or found.label} is taken up.")

    return ask(
        request,
        filled(request, DecideForm),
        do,
        title="A proposed term",
        caption=found.label,
        button="Save",
        back=reverse("proposed_terms"),
        crumbs=crumbs(PEOPLE, ("Proposed terms", reverse("proposed_terms"))),
    )
