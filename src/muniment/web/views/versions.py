"""Versions of one document: what is offered, and a person's word on it."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.holdings.duplicates import actions, queries, rules
from muniment.holdings.duplicates.types import Offered, Side, Verdict
from muniment.holdings.records import queries as records
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.pages import may_reach
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.duplicates import PLAN
from muniment.web.words import day

SHOWN = 5  # offers on the page of a record
SECOND, FIRST, NEITHER = "second", "first", "neither"


def offered(request: Request) -> HttpResponseBase:
    """Pairs that look like versions of one document, for a person to decide."""
    found = queries.offers(request.actor)
    said = [
        "Records that look like versions of one document: by marks in their names such as v2, "
        "draft or final, by when they were changed, and by how much of their texts is the same.",
        "Nothing is decided by itself. Each stays a record of its own, with its own dates and "
        f"holds. Names are compared among the {queries.BY_NAME:,} latest records that you can see, "
        "folder by folder.",
    ]
    columns: list[Column[Any]] = [
        Column("earlier", "Earlier", lambda one: _named(one.earlier)),
        Column("later", "Later", lambda one: _named(one.later)),
        Column("why", "Why", lambda one: " ".join(one.why)),
    ]
    if may_reach(request, P.RECORDS_EDIT):
        columns.append(Column("decide", "What to do", lambda one: Cell("Decide", _decide_at(one))))
    table = Table(
        request,
        columns,
        found,
        caption="Versions of one document",
        empty="No two records that you can see look like versions of one document.",
    )
    way = crumbs(PLAN, ("Duplicates", reverse("duplicates")))
    heads = {"title": "Versions of one document", "intro": said, "crumbs": way}
    return show(request, "list.html", table, name="versions", one="pair", **heads)


def _named(one: Side) -> Cell:
    href = reverse("record", args=[one.reference])
    return Cell(one.title, href, note=f"{one.reference}, {_changed(one)}")


def _changed(one: Any) -> str:
    return f"changed {day(one.modified_on)}" if one.modified_on else day(one.record_date)


def _decide_at(one: Offered) -> str:
    return reverse("decide_versions", args=[one.earlier.reference, one.later.reference])


class DecideForm(forms.Form):
    """Which of two is the later version, or that they are no versions."""

    decision = forms.ChoiceField(
        label="Are they versions of one document?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they are versions of one document."},
    )

    def __init__(self, *given: Any, pair: tuple[Any, Any], **options: Any) -> None:
        super().__init__(*given, **options)
        one, other = pair
        choices = [
            (SECOND, f"Yes, the later is {other.title} ({other.reference}, {_changed(other)})"),
            (FIRST, f"Yes, the later is {one.title} ({one.reference}, {_changed(one)})"),
            (NEITHER, "No. Do not offer them again"),
        ]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]


def decide(request: Request, reference: str, other: str) -> HttpResponseBase:
    """Two records, for a person to say whether they are versions of one document."""
    one, two = (records.record_named(request.actor, name) for name in (reference, other))
    offers = queries.offers_for(request.actor, one)
    offer = next((it for it in offers if two.pk in (it.earlier.number, it.later.number)), None)

    def do(values: dict[str, Any]) -> HttpResponse:
        return _done(request, one.reference, two.reference, values["decision"])

    return ask(
        request,
        filled(request, DecideForm, initial={"decision": _said_before(one, two)}, pair=(one, two)),
        do,
        template="duplicates/decide.html",
        title="Versions of one document",
        caption=one.title,
        why=offer.why if offer else (),
        pair=(one, two),
        button="Save",
        back=reverse("record", args=[one.reference]),
        crumbs=crumbs(
            PLAN, ("Duplicates", reverse("duplicates")), ("Versions", reverse("versions"))
        ),
    )


def _said_before(one: Any, two: Any) -> str:
    """What was decided, or else which looks like the later."""
    known = queries.verdict_on(one.pk, two.pk)
    if known is None:
        return FIRST if rules.later_first(queries.side(one), queries.side(two)) else SECOND
    if known.verdict == Verdict.NOT_VERSIONS:
        return NEITHER
    return SECOND if known.later_id == two.pk else FIRST


def _done(request: Request, one: str, two: str, decision: str) -> HttpResponse:
    if decision == NEITHER:
        actions.refuse_versions(request.actor, one, two, now=request.now)
        return see_other(request, "record", "They will not be offered as versions again.", one)
    earlier, later = (one, two) if decision == SECOND else (two, one)
    actions.accept_versions(request.actor, earlier, later, now=request.now)
    return see_other(request, "record", "They are versions of one document now.", later)


def of_record(request: Request, found: Any) -> dict[str, list[Any]]:
    """What the record's page says of versions: those that are, and those that may be."""
    offers = queries.offers_for(request.actor, found) if may_reach(request, P.RECORDS_EDIT) else []
    others = [
        (one.later if one.earlier.number == found.pk else one.earlier, one)
        for one in offers[:SHOWN]
    ]
    return {
        "all": queries.versions_of(request.actor, found),
        "offered": [
            {"title": side.title, "why": " ".join(one.why), "href": _decide_at(one)}
            for side, one in others
        ],
    }
