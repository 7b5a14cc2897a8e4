"""The register of information assets: the list, one entry, and its versions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission as P
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.assets import queries, rules
from muniment.governance.assets.types import (
    BY_NAME,
    KINDS,
    TRANSITIONS,
    AssetState,
    Field,
    Figures,
    Want,
)
from muniment.governance.risks import queries as risks
from muniment.web.door import Request, crumbs, render
from muniment.web.forms.assets import AssetsFilter
from muniment.web.tables import Cell, Column, Table, as_csv
from muniment.web.views import todo
from muniment.web.views.asset_facts import attested, covered, grouped, stewards_of, value_in_words
from muniment.web.words import day

REGISTER = ("Information assets", "/governance/assets/")
COLOURS = {
    AssetState.DRAFT: "blue",
    AssetState.APPROVED: "green",
    AssetState.RETIRED: "grey",
}
DEEDS = {
    "made": "Added",
    "changed": "Changed",
    "approved": "Approved",
    "retired": "Retired",
    "restored": "Brought back",
    "orphaned": "Left without an owner",
    "attested": "Looked at, and said to be right",
}
LATEST = 5  # versions on the page of an entry
FEW = 3  # gaps that a list names


def assets(request: Request) -> HttpResponseBase:
    """What the register has, narrowed as the reader likes."""
    form, today = AssetsFilter(request.GET or None), civil_date(request.now)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    unit = said.get("unit", "")
    narrow = {"unit": unit, "words": said.get("words", ""), "mine": bool(said.get("mine"))}
    want = Want(said.get("want", ""))
    if request.GET.get("format") == "csv":
        return _as_csv(queries.register(request.actor, want, **narrow, today=today))
    rows = queries.assets(request.actor, want, **narrow, today=today)
    missing: dict[int, tuple[list[Field], list[Field]]] = {}
    table = Table(
        request,
        _columns(missing, today),
        rows,
        order="title",
        caption=REGISTER[0],
        prepare=lambda some: missing.update(queries.gaps_of(some)),
    )
    figures = queries.figures(request.actor, today, unit=unit)
    return render(
        request,
        "assets/assets.html",
        table=table,
        filters=form,
        figures=_figures(figures, unit),
        narrowed=want != Want.ALL or any(narrow.values()),
        adds=queries.sees(request.actor) and access_rules.may(request.actor, P.ASSETS_MANAGE),
    )


def _as_csv(rows: Any) -> HttpResponseBase:
    heads = [*("reference", "state", "version"), *BY_NAME]
    lines = ([sheets.cell(row[head]) for head in heads] for row in rows)
    return as_csv((line for some in ([heads], lines) for line in some), "information-assets")


def _figures(found: Figures, unit: str) -> list[todo.Figure]:
    here: dict[str, Any] = {"unit": unit} if unit else {}
    approved = f"{found.complete} of {found.entries} approved and complete"
    lacking = f"{found.lacking} not fully in the record of processing" if found.lacking else ""
    late = found.entries - found.in_date
    return [
        todo.figure("In use", found.entries, "assets", note=approved, **here),
        todo.figure("Not complete", found.incomplete, "assets", want=Want.INCOMPLETE, **here),
        todo.figure(
            "Without an owner", found.orphaned, "assets", urgent=True, want="orphaned", **here
        ),
        todo.figure("Review is overdue", late, "assets", urgent=True, want=Want.DUE, **here),
        todo.figure(
            "With personal data", found.personal, "assets", note=lacking, want=Want.PERSONAL, **here
        ),
    ]


def _columns(
    missing: Mapping[int, tuple[list[Field], list[Field]]], today: date
) -> list[Column[Any]]:
    return [
        Column("title", "Asset", _title, "sort_key"),
        Column("unit", "Unit", lambda one: one.unit.name, "unit__name"),
        Column("owner", "Owner", owner_of, "owner__name"),
        Column("state", "State", state_of, "state"),
        Column("review", "Next review", lambda one: _review(one, today), "review_on"),
        Column("missing", "Missing", lambda one: _missing(*missing[one.pk])),
    ]


def _title(one: Any) -> Cell:
    kind = KINDS.get(one.values.get("kind", ""), "")
    return Cell(one.title, reverse("asset", args=[one.reference]), note=f"{kind}, {one.reference}")


def owner_of(one: Any) -> Cell:
    """The owner of an entry by name; that there is none stands out."""
    if one.owner is not None and one.owner.is_active:
        return Cell(one.owner.name)
    gone = one.owner or one.former_owner
    return Cell("Nobody", tag="red", note=f"{gone.name} has left" if gone else "")


def state_of(one: Any) -> Cell:
    """How an entry stands, as a tag."""
    state = AssetState(one.state)
    return Cell(state.label, tag=COLOURS[state])


def _review(one: Any, today: date) -> Cell:
    if one.review_on is None:
        return Cell("No day is set")
    late = one.review_on < today and one.state != AssetState.RETIRED
    return Cell(day(one.review_on), note="Overdue" if late else "")


def _missing(gaps: Sequence[Field], lacking: Sequence[Field]) -> str:
    some = [*gaps, *(one for one in lacking if one not in gaps)]
    more = f" and {len(some) - FEW} more" if len(some) > FEW else ""
    return f"{rules.names_of(some[:FEW])}{more}".capitalize() if some else ""


def asset(request: Request, reference: str) -> HttpResponseBase:
    """One entry: what it says, what is missing, what it covers, and what to do about it."""
    one = queries.asset_named(request.actor, reference)
    today = civil_date(request.now)
    said, [gaps, lacking] = queries.said_of(one), queries.gaps(one)
    versions = queries.versions(one)
    return render(
        request,
        "assets/asset.html",
        one=one,
        kind=KINDS.get(said.get("kind", ""), ""),
        state=state_of(one),
        owner=owner_of(one),
        review=_review(one, today),
        gaps=rules.names_of(gaps),
        lacking=rules.names_of(lacking),
        kept=queries.kept_in_words([one])[one.pk],
        groups=grouped(request, one, said),
        covered=covered(request, one, said),
        counts_all=queries.counts_all(request.actor),
        deeds=_deeds(request, one),
        stewards=stewards_of(one, today),
        attested=attested(one),
        risks=risks.of_asset(request.actor, one.reference, today),
        adds_risk=risks.may_add(request.actor) and one.state != AssetState.RETIRED,
        history=_told(list(versions[:LATEST])),
        earlier=versions.count() > LATEST,
        crumbs=crumbs(REGISTER),
    )


def _deeds(request: Request, one: Any) -> dict[str, bool]:
    """What the reader may do to an entry, as it stands."""
    actor, today, state = request.actor, civil_date(request.now), AssetState(one.state)
    whole = decides(actor, one)
    found = {
        deed: whole and (state, deed) in TRANSITIONS for deed in ("approve", "retire", "restore")
    }
    may_change = queries.may_change(actor, one, today)
    own = queries.answers_for(actor, one)
    found["attest"] = own and state is AssetState.APPROVED
    found["delegate"] = own and state is not AssetState.RETIRED
    return {**found, "change": may_change and state is not AssetState.RETIRED}


def decides(actor: Profile, one: Any) -> bool:
    """Whether the actor approves, retires and brings back an entry."""
    return queries.answers_for(actor, one) or queries.manages(actor, one.unit.reference)


def asset_versions(request: Request, reference: str) -> HttpResponseBase:
    """Every version of an entry: who made it, and what each field said before and after."""
    one = queries.asset_named(request.actor, reference)
    return render(
        request,
        "assets/versions.html",
        one=one,
        versions=_told(list(queries.versions(one))),
        crumbs=crumbs(REGISTER, (one.title, reverse("asset", args=[one.reference]))),
    )


def _told(versions: Sequence[Any]) -> list[dict[str, Any]]:
    """Versions, the newest first, with each field that changed as it was and as it is."""
    if not versions:
        return []
    last = versions[-1]
    before = last.asset.versions.filter(version=last.version - 1).first()
    pairs = list(zip(versions, [*versions[1:], before], strict=True))
    people = {one.by for one in versions}
    people |= {version.values.get("owner", "") for version, _ in pairs}
    people |= {before.values.get("owner", "")} if before else set()
    names = {"system": "The system", **access.names_at(people)}
    units = access.names_of_units()
    return [
        {
            "number": version.version,
            "deed": DEEDS.get(version.deed, version.deed),
            "by": names.get(version.by, ""),
            "at": version.at,
            "reason": version.reason,
            "digest": version.digest,
            "fields": [
                {
                    "label": BY_NAME[name].label,
                    "before": value_in_words(name, old.values if old else {}, names, units),
                    "after": value_in_words(name, version.values, names, units),
                }
                for name in version.fields
                if name in BY_NAME
            ],
        }
        for version, old in pairs
    ]
