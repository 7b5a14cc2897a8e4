"""What the page of a document says beside its text: what can be done, what it goes with, and what
was said of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission as P
from muniment.foundation.access.types import Profile
from muniment.governance.assets import queries as assets
from muniment.governance.bodies import queries as bodies
from muniment.governance.bodies.types import Part
from muniment.governance.policies import queries
from muniment.governance.policies.types import TRANSITIONS, Kind, LinkKind, State
from muniment.web.door import Request
from muniment.web.views.policy_text import anchor_of

Row = dict[str, Any]
DEEDS = {
    "write": ("write_policy", "Write it"),
    "consult": ("consult_policy", "Put it out for comment"),
    "comment": ("comment_policy", "Comment on it"),
    "end_consultation": ("end_consultation", "Close the comments"),
    "send_back": ("send_policy_back", "Make it a draft again"),
    "approve": ("approve_policy", "Approve it"),
    "publish": ("publish_policy", "Publish it"),
    "withdraw": ("withdraw_policy", "Withdraw it"),
}


def deeds(request: Request, one: Any, version: Any, today: date) -> list[Row]:
    """What the reader may do to this version as it stands, as links."""
    actor, state = request.actor, State(version.state)
    keeps, decides = queries.keeps(actor, one), queries.decides(actor, one, today)
    may = {
        "write": keeps and state is State.DRAFT,
        "comment": state is State.CONSULTING,
        "approve": decides and _may_approve(one, state),
        "send_back": (keeps or decides) and (state, "send_back") in TRANSITIONS,
    }
    return [
        {"text": words, "href": reverse(route, args=[one.reference])}
        for deed, (route, words) in DEEDS.items()
        if may.get(deed, keeps and (state, deed) in TRANSITIONS)
    ]


def _may_approve(one: Any, state: State) -> bool:
    """Without a body a draft may be approved at once."""
    return (state, "approve") in TRANSITIONS or (state is State.DRAFT and one.body is None)


def approvers(one: Any, version: Any, today: date) -> str:
    """Whom a version waits for, in words; blank where it waits for nobody."""
    if version.state != State.CONSULTED or one.body is None:
        return ""
    sitting = bodies.sitting(one.body, today)
    names = [each.person.name for each in sitting if Part(each.part).decides]
    said = f"It waits for {one.body.name}."
    return f"{said} Its members can approve it: {', '.join(names)}." if names else said


def ways(request: Request, one: Any) -> list[Row]:
    """What the reader may do to the document, as links."""
    actor, version = request.actor, one.in_force
    keeps = queries.keeps(actor, one)
    published = version is not None and version.state == State.PUBLISHED
    is_open = bool(one.open_at and one.shut_at is None)
    found = [
        ("suggest_change", "Suggest a change", True),
        ("policy_versions", "All versions", True),
        ("policy_sheet", "Print on one page", one.kind in (Kind.DESK_AID, Kind.GUIDE)),
        ("acknowledgements", "Who has acknowledged it", sees_who(actor, one) and published),
        ("policy_proposals", "Changes that were proposed", keeps),
        ("describe_policy", "Change what is said of it", keeps),
        ("begin_version", "Begin a new version", keeps and queries.on_its_way(one) is None),
        ("link_policy", "Link it", keeps),
        ("extract_policy", "Name what it says again", keeps and one.kind != Kind.POLICY),
        ("open_policy", "Let the public read it", keeps and published and not is_open),
        ("shut_policy", "Take it from the public", keeps and is_open),
        ("retire_policy", "Retire it", keeps and published),
    ]
    return [
        {"text": words, "href": reverse(route, args=[one.reference])}
        for route, words, may in found
        if may
    ]


def sees_who(actor: Profile, one: Any) -> bool:
    """Whether the actor may know who has acknowledged a document: who keeps it, and an auditor."""
    return queries.keeps(actor, one) or P.AUDIT_SEE in actor.permissions


def links_of(request: Request, one: Any, today: date) -> dict[str, list[Row]]:
    """What a document goes with, what points at it, and what says it again."""
    keeps, actor = queries.keeps(request.actor, one), request.actor
    out = queries.links(one)
    named = _names(actor, out, today)
    pointing = queries.pointing(actor, LinkKind.DOCUMENT, one.reference, today)
    known = set(queries.policies(actor, today=today).values_list("pk", flat=True))
    return {
        "out": [_out(request, one, each, named, keeps) for each in out],
        "into": [_to(each) for each in pointing],
        "says_again": [
            _extract(each, each.source, keeps)
            for each in queries.extracts(one)
            if each.source_id in known
        ],
        "said_again": [
            _extract(each, each.aid, False)
            for each in queries.extracted(one)
            if each.aid_id in known
        ],
    }


def _to(one: Any) -> Row:
    return {"text": one.title, "href": reverse("policy", args=[one.reference])}


def _names(actor: Profile, links: Sequence[Any], today: date) -> dict[str, str]:
    """The titles of the documents and assets that are linked to and that the actor may know of."""
    wanted = [each.target for each in links]
    some = queries.policies(actor, today=today).filter(reference__in=wanted)
    of_assets = assets.assets(actor, today=today).filter(reference__in=wanted)
    both = [rows.values_list("reference", "title") for rows in (some, of_assets)]
    return {reference: title for rows in both for reference, title in rows}


def _out(request: Request, one: Any, link: Any, named: dict[str, str], keeps: bool) -> Row:
    routes = {LinkKind.DOCUMENT: "policy", LinkKind.ASSET: "asset"}
    kind, href = LinkKind(link.kind), ""
    if kind in routes and link.target in named:
        href = reverse(routes[kind], args=[link.target])
    if kind is LinkKind.RULE and P.RETENTION_SEE in request.actor.permissions:
        href = reverse("rule", args=[link.target])
    return {
        "label": link.label,
        "text": named.get(link.target, link.target),
        "href": href,
        "paragraph": link.paragraph,
        "kind": link.kind,
        "target": link.target,
        "ends": reverse("unlink_policy", args=[one.reference]) if keeps else "",
    }


def _extract(each: Any, other: Any, keeps: bool) -> Row:
    """A paragraph that is said again, with the document at the other end."""
    number = each.paragraph
    here = reverse("policy", args=[other.reference])
    fresh = reverse("confirm_extract", args=[each.aid.reference]) if keeps else ""
    return {
        "text": other.title,
        "href": f"{here}#{anchor_of(number)}" if number[:1].isdigit() else here,
        "paragraph": number,
        "version": each.version,
        "stale": each.stale_why if each.stale_at else "",
        "confirm": fresh if each.stale_at else "",
        "source": each.source.reference,
    }


def comments_of(request: Request, version: Any, today: date) -> list[Row]:
    """What was said of a version, with the answers."""
    rows = list(queries.comments(version))
    names = access.names_at({who for each in rows for who in (each.by, each.answered_by) if who})
    keeps = queries.keeps(request.actor, version.policy)
    return [
        {
            "reference": each.reference,
            "paragraph": each.paragraph,
            "words": each.words,
            "by": names.get(each.by, ""),
            "at": each.at,
            "answer": each.answer,
            "answered_by": names.get(each.answered_by, ""),
            "to_answer": keeps and not each.answer,
        }
        for each in rows
    ]
