"""The register of information risks: the list, one risk, and its versions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.risks import queries
from muniment.governance.risks.types import (
    BY_NAME,
    KINDS,
    TRANSITIONS,
    TREATMENTS,
    Figures,
    Narrow,
    RiskState,
    Scales,
    Treatment,
    Want,
)
from muniment.web.door import Request, crumbs, render
from muniment.web.forms.risks import RisksFilter
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import todo
from muniment.web.views.risk_facts import (
    accepted_of,
    controls_of,
    options_of,
    scored,
    scores_of,
    told,
)
from muniment.web.words import day

REGISTER = ("Risks", "/governance/risks/")
COLOURS = {RiskState.DRAFT: "blue", RiskState.OPEN: "green", RiskState.CLOSED: "grey"}
BANDS = {"low": "green", "medium": "yellow", "high": "orange", "critical": "red"}
LATEST = 5  # versions on the page of a risk


def band_colour(scales: Scales, score: int) -> str:
    """The colour of the band that a score falls into: of the bands of a body's own, by how high."""
    band = scales.band(score)
    place = [one.code for one in scales.bands].index(band.code)
    return BANDS.get(band.code) or list(BANDS.values())[min(place, len(BANDS) - 1)]


def risks(request: Request) -> HttpResponseBase:
    """What the register of risks has, narrowed as the reader likes."""
    form, today = RisksFilter(request.GET or None), civil_date(request.now)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    want, narrow = Want(said.get("want", "")), narrow_of(said)
    rows = queries.risks(request.actor, want, narrow, today=today)
    said_of: dict[int, dict[str, str]] = {}
    return show(
        request,
        "risks/risks.html",
        Table(
            request,
            _columns(today),
            rows,
            order="title",
            caption=REGISTER[0],
            prepare=lambda some: said_of.update(queries.values_of(some)),
            exported=_exported(said_of),
        ),
        name="risks",
        filters=form,
        figures=figures_of(queries.figures(request.actor, today, unit=narrow.unit), narrow.unit),
        narrowed=want != Want.ALL or narrow != Narrow(),
        adds=queries.may_add(request.actor),
    )


def narrow_of(said: Mapping[str, Any]) -> Narrow:
    """What a filter says."""
    return Narrow(
        unit=said.get("unit", ""),
        category=said.get("category", ""),
        words=said.get("words", ""),
        likelihood=int(said.get("likelihood") or 0) or None,
        impact=int(said.get("impact") or 0) or None,
        asset=said.get("asset", ""),
        mine=bool(said.get("mine")),
    )


def figures_of(found: Figures, unit: str) -> list[todo.Figure]:
    """How risks stand, each figure with the way to its rows."""
    here: dict[str, Any] = {"unit": unit} if unit else {}
    drafts = f"{found.drafts} in draft" if found.drafts else ""
    return [
        todo.figure("Open", found.open, "risks", note=drafts, want=Want.OPEN, **here),
        todo.figure("Over appetite", found.over, "risks", urgent=True, want=Want.OVER, **here),
        todo.figure("Review is overdue", found.due, "risks", urgent=True, want=Want.DUE, **here),
        todo.figure(
            "Without an owner", found.orphaned, "risks", urgent=True, want=Want.ORPHANED, **here
        ),
        todo.figure("Accepted", found.accepted, "risks", want=Want.ACCEPTED, **here),
        todo.figure(
            "Acceptance is stale", found.stale, "risks", urgent=True, want=Want.STALE, **here
        ),
    ]


def _columns(today: date) -> list[Column[Any]]:
    scales = queries.scales()
    return [
        Column("title", "Risk", lambda one: _titled(scales, one), "sort_key"),
        Column("unit", "Unit", lambda one: one.unit.name, "unit__name"),
        Column("owner", "Owner", owner_of, "owner__name"),
        Column("current", "Current score", lambda one: score_of(scales, one), "current"),
        Column("state", "State", state_of, "state"),
        Column("review", "Next review", lambda one: _review(one, today), "review_on"),
    ]


def _titled(scales: Scales, one: Any) -> Cell:
    category = f"{scales.category(one.category).name}, " if one.category else ""
    here = reverse("risk", args=[one.reference])
    return Cell(one.title, here, note=f"{category}{one.reference}")


def _exported(said_of: Mapping[int, Mapping[str, str]]) -> list[Column[Any]]:
    """Every field of a risk and its scores, by their names. `said_of`: what each says, by its
    number, as it is filled before they are written."""
    scales = queries.scales()

    def of(name: str) -> Column[Any]:
        return Column(name, name, lambda one: said_of[one.pk][name])

    return [
        Column("reference", "reference", lambda one: one.reference),
        Column("state", "state", lambda one: one.state),
        *(of(name) for name in BY_NAME),
        *(_plain(kind) for kind in KINDS),
        Column("appetite", "appetite", lambda one: str(scales.appetite(one.category))),
    ]


def _plain(name: str) -> Column[Any]:
    return Column(name, name, lambda one: str(getattr(one, name) or ""))


def title_of(one: Any) -> Cell:
    """A risk by name, with the way to its page."""
    return Cell(one.title, reverse("risk", args=[one.reference]), note=one.reference)


def owner_of(one: Any) -> Cell:
    """The owner of a risk by name; that there is none stands out."""
    if one.owner is not None and one.owner.is_active:
        return Cell(one.owner.name)
    gone = one.owner or one.former_owner
    return Cell("Nobody", tag="red", note=f"{gone.name} has left" if gone else "")


def state_of(one: Any) -> Cell:
    """How a risk stands, as a tag."""
    state = RiskState(one.state)
    return Cell(state.label, tag=COLOURS[state])


def score_of(scales: Scales, one: Any) -> Cell:
    """The current score of a risk with its band; that it is over appetite is said."""
    if one.current is None:
        return Cell("")
    over = one.current > scales.appetite(one.category)
    said = f"{one.current} {scales.band(one.current).name}"
    return Cell(
        said,
        tag=band_colour(scales, one.current),
        note="Over appetite" if over and one.state == RiskState.OPEN else "",
    )


def _review(one: Any, today: date) -> Cell:
    if one.review_on is None:
        return Cell("No day is set")
    late = one.review_on < today and one.state == RiskState.OPEN
    return Cell(day(one.review_on), note="Overdue" if late else "")


def risk(request: Request, reference: str) -> HttpResponseBase:
    """One risk: what it says, its scores and appetite, whether it is accepted, its controls, and
    what was done to it."""
    one, today = queries.risk_named(request.actor, reference), civil_date(request.now)
    scales, versions = queries.scales(), queries.versions(one)
    return render(
        request,
        "risks/risk.html",
        one=one,
        state=state_of(one),
        owner=owner_of(one),
        category=scales.category(one.category) if one.category else None,
        score=score_of(scales, one) if one.current else None,
        over=one.current is not None and one.current > scales.appetite(one.category),
        treatment=TREATMENTS[Treatment(one.treatment)] if one.treatment else "",
        review=_review(one, today),
        scores=scores_of(scales, one),
        scored=scored(one),
        accepted=accepted_of(one, today),
        controls=controls_of(one),
        options=options_of(one),
        assets=_assets(request, one),
        waivers=list(queries.waivers_seen(request.actor).filter(risk=one)),
        deeds=deeds_of(request, one),
        history=told(list(versions[:LATEST]), scales),
        earlier=versions.count() > LATEST,
        crumbs=crumbs(REGISTER),
    )


def _assets(request: Request, one: Any) -> list[dict[str, str]]:
    opens = P.ASSETS_SEE in request.actor.permissions
    return [
        {"text": each.title, "href": reverse("asset", args=[each.reference]) if opens else ""}
        for each in queries.assets_of(one)
    ]


def deeds_of(request: Request, one: Any) -> dict[str, bool]:
    """What the reader may do to a risk, as it stands."""
    state, keeps = RiskState(one.state), queries.manages(request.actor, one)
    lives = state is not RiskState.CLOSED
    authority = queries.authority(request.actor, one) is not None
    standing = one.acceptances.filter(ended_at=None).first()
    gave = standing is not None and standing.by == request.actor.reference
    return {
        "change": keeps and lives,
        "score": keeps and lives,
        "open": keeps and RiskState.OPEN in TRANSITIONS[state],
        "review": keeps and state is RiskState.OPEN,
        "accept": authority and state is RiskState.OPEN,
        "withdraw": standing is not None and (gave or authority),
        "close": keeps and RiskState.CLOSED in TRANSITIONS[state],
        "reopen": keeps and RiskState.DRAFT in TRANSITIONS[state],
        "parts": keeps and lives,
        "waive": queries.may_ask(request.actor, one.unit.reference) and lives,
    }


def risk_versions(request: Request, reference: str) -> HttpResponseBase:
    """Every version of a risk: who made it, and what each field said before and after."""
    one = queries.risk_named(request.actor, reference)
    return render(
        request,
        "risks/versions.html",
        one=one,
        versions=told(list(queries.versions(one)), queries.scales()),
        crumbs=crumbs(REGISTER, (one.title, reverse("risk", args=[one.reference]))),
    )


def names_of_people(references: set[str]) -> dict[str, str]:
    """The names of people by reference; what the system did is the system's."""
    return {"system": "The system", **access.names_at(references)}
