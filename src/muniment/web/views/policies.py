"""The register of policies and their kin: the list, one document, its versions, two compared."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.governance.policies import queries, rules
from muniment.governance.policies.types import Content, Kind, State
from muniment.web.door import Request, crumbs, render
from muniment.web.forms.policies import PoliciesFilter
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import policy_text
from muniment.web.views.policy_facts import approvers, comments_of, deeds, links_of, ways
from muniment.web.words import day

REGISTER = ("Policies", "/governance/policies/")
COLOURS = {
    State.DRAFT: "blue",
    State.CONSULTING: "purple",
    State.CONSULTED: "purple",
    State.APPROVED: "turquoise",
    State.PUBLISHED: "green",
}


def policies(request: Request) -> HttpResponseBase:
    """The documents that there are, narrowed as the reader likes."""
    today = civil_date(request.now)
    form = PoliciesFilter(request.GET or None, actor=request.actor, today=today)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = queries.policies(request.actor, **said, today=today)
    coming: dict[int, Any] = {}

    def prepare(some: Sequence[Any]) -> None:
        coming.update(queries.on_their_way(request.actor, some, today))

    return show(
        request,
        "policies/policies.html",
        Table(
            request,
            _columns(coming, today),
            rows,
            order="title",
            caption=REGISTER[0],
            prepare=prepare,
            exported=_exported(coming, today),
        ),
        name="policies",
        filters=form,
        narrowed=any(said.values()),
        adds=access_rules.may(request.actor, P.POLICIES_MANAGE),
        keeps_all=queries.manages(request.actor, ""),
    )


def _columns(coming: Mapping[int, Any], today: date) -> list[Column[Any]]:
    return [
        Column("title", "Document", _title, "sort_key"),
        Column("kind", "Kind", lambda one: Kind(one.kind).label, "kind"),
        Column("version", "Version", lambda one: _version(one, coming.get(one.pk))),
        Column("owner", "Owner", owner_of, "owner__name"),
        Column("review", "Next review", lambda one: review_of(one, today), "in_force__review_on"),
    ]


def _exported(coming: Mapping[int, Any], today: date) -> list[Column[Any]]:
    return [
        Column("reference", "Reference", lambda one: one.reference),
        *_columns(coming, today),
        Column("state", "State", lambda one: one.in_force.state_label if one.in_force else ""),
        Column("overdue", "Overdue", lambda one: review_of(one, today).note),
        Column("topics", "Topics", lambda one: ", ".join(one.topics)),
        Column("body", "Approved by", lambda one: one.body.name if one.body else ""),
    ]


def _title(one: Any) -> Cell:
    topics = f". {', '.join(one.topics)}" if one.topics else ""
    note = f"{one.reference}{topics}"
    return Cell(one.title, reverse("policy", args=[one.reference]), note=note)


def _version(one: Any, coming: Any) -> Cell:
    here = one.in_force
    words = f"{coming.number}: {coming.state_label.lower()}" if coming else ""
    if here is None:
        return Cell("Not in force yet", note=words)
    state = "" if here.state == State.PUBLISHED else f" ({here.state_label.lower()})"
    return Cell(f"{here.number}{state}", note=words)


def owner_of(one: Any) -> Cell:
    """Who answers for a document; that they have left stands out."""
    gone = "" if one.owner.is_active else "Has left"
    return Cell(one.owner.name, note=gone or one.owner_post)


def review_of(one: Any, today: date) -> Cell:
    """When a document is to be looked at again; that it is late is said."""
    here = one.in_force
    if here is None or here.state != State.PUBLISHED:
        return Cell("")
    late = "Overdue" if here.review_on < today else ""
    return Cell(day(here.review_on), note=late)


def policy(request: Request, reference: str) -> HttpResponseBase:
    """One document: what is in force and what the reader is asked to do, then its text."""
    today, actor = civil_date(request.now), request.actor
    one = queries.policy_named(actor, reference, today)
    version = queries.version_named(actor, one, request.GET.get("version", ""), today)
    version.policy = one
    text = policy_text.shown(version.text)
    in_force = version.pk == one.in_force_id and version.state == State.PUBLISHED
    asked = in_force and queries.is_asked(actor, version.audience, today)
    return render(
        request,
        "policies/policy.html",
        one=one,
        version=version,
        in_force=in_force,
        state=Cell(version.state_label, tag=COLOURS.get(State(version.state), "grey")),
        banner=_banner(one, version, in_force),
        owner=owner_of(one),
        review=review_of(one, today) if in_force else Cell(""),
        asked=asked,
        acknowledged=queries.acknowledged(actor, version) if asked else None,
        coming=_coming(request, one, version, today),
        text=text,
        sections=policy_text.sections(text),
        comments=comments_of(request, version, today),
        deeds=deeds(request, one, version, today),
        waits=approvers(one, version, today),
        ways=ways(request, one),
        links=links_of(request, one, today),
        contents=_contents(one, version),
        crumbs=crumbs(REGISTER),
    )


def _banner(one: Any, version: Any, in_force: bool) -> str:
    """What a reader must know before they read a text that is not in force."""
    if in_force:
        return ""
    number = f"Version {version.number}"
    ended = f"{day(version.ended_at)}" if version.ended_at else ""
    match State(version.state):
        case State.SUPERSEDED:
            return f"{number} was superseded on {ended}. Do not follow it."
        case State.RETIRED:
            return f"{number} was retired on {ended}: {version.ended_why}"
        case State.WITHDRAWN:
            return f"{number} was withdrawn on {ended}: {version.ended_why}"
        case State.CONSULTING:
            last = day(version.consult_until)
            return f"{number} is out for comment until {last}. It is not in force."
        case _:
            return f"{number} is not in force. {version.state_label}."


def _coming(request: Request, one: Any, version: Any, today: date) -> Any:
    found = queries.on_their_way(request.actor, [one], today).get(one.pk)
    return found if found is not None and found.pk != version.pk else None


def _contents(one: Any, version: Any) -> list[dict[str, Any]]:
    """What a policy on records must say, and where it does; nothing for other documents."""
    if one.kind != Kind.POLICY:
        return []
    met = rules.met_by(rules.paragraphs(version.text))
    if not any(met.values()):
        return []
    return [
        {"label": content.label, "met": [each.number for each in met[content]]}
        for content in Content
    ]


def policy_versions(request: Request, reference: str) -> HttpResponseBase:
    """Every version of a document that the reader may see, with who did what when."""
    today = civil_date(request.now)
    one = queries.policy_named(request.actor, reference, today)
    rows = queries.versions(request.actor, one, today)
    people = {who for each in rows for who in (each.made_by, each.approved_by, each.published_by)}
    names = access.names_at(people)
    return render(
        request,
        "policies/versions.html",
        one=one,
        versions=[_told(each, names) for each in rows],
        numbers=[each.number for each in rows],
        crumbs=_way_to(one),
    )


def _way_to(one: Any) -> list[dict[str, str]]:
    return crumbs(REGISTER, (one.title, reverse("policy", args=[one.reference])))


def _told(version: Any, names: Mapping[str, str]) -> dict[str, Any]:
    done = [
        ("Begun", version.made_at, version.made_by, version.note),
        ("Approved", version.approved_at, version.approved_by, ""),
        ("Published", version.published_at, version.published_by, ""),
        (version.state_label, version.ended_at, "", version.ended_why),
    ]
    return {
        "version": version,
        "tag": COLOURS.get(State(version.state), "grey"),
        "deeds": [
            {"what": what, "at": at, "by": names.get(by, ""), "why": why}
            for what, at, by, why in done
            if at
        ],
        "impact": version.impact,
    }


def compare_policy(request: Request, reference: str) -> HttpResponseBase:
    """Two versions side by side: what was added, removed, changed and moved."""
    today, actor = civil_date(request.now), request.actor
    one = queries.policy_named(actor, reference, today)
    later = queries.version_named(actor, one, request.GET.get("to", ""), today)
    later.policy = one
    earlier = _earlier(request, one, later, today)
    changes = rules.compare(rules.paragraphs(earlier.text), rules.paragraphs(later.text))
    return render(
        request,
        "policies/compare.html",
        one=one,
        earlier=earlier,
        later=later,
        changes=[policy_text.told(each) for each in changes],
        crumbs=_way_to(one),
    )


def _earlier(request: Request, one: Any, later: Any, today: date) -> Any:
    """The version to compare with: the one that is asked for, or the one published before."""
    if asked := request.GET.get("from", ""):
        return queries.version_named(request.actor, one, asked, today)
    found = queries.before(later)
    if found is None:
        raise NotFound("earlier version", one.reference)
    return found
