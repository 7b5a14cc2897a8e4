"""Disposal reviews: what is put forward, who signed, and carrying it out."""

from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission as P
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.fileplan import queries as fileplan
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.disposal.types import ItemState, ReviewState, Stage
from muniment.lifecycle.retention import queries as retention
from muniment.web import events
from muniment.web.door import Request, crumbs, render
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import review_items
from muniment.web.words import count, day, moment, number, sentence

LIFECYCLE = ("Lifecycle", "/lifecycle/")
COLOURS = {
    ReviewState.PROPOSED: "blue",
    ReviewState.APPROVED: "purple",
    ReviewState.REJECTED: "grey",
    ReviewState.WITHDRAWN: "grey",
    ReviewState.EXECUTING: "orange",
    ReviewState.SET_ASIDE: "yellow",
    ReviewState.INCOMPLETE: "red",
    ReviewState.DONE: "green",
}
DECIDERS = {
    P.DISPOSAL_PROPOSE,
    P.DISPOSAL_APPROVE_RECORDS,
    P.DISPOSAL_APPROVE_OWNER,
    P.DISPOSAL_APPROVE,
}
RECOVER = DECIDERS | {P.DISPOSAL_EXECUTE}


def _state(review: Any) -> Cell:
    state = ReviewState(review.state)
    return Cell(named(state), tag=COLOURS[state])


def late(days: int) -> str:
    """For how long a signature is late, in words; empty if it is not."""
    return f"{count(days, 'day')} late" if days else ""


def named(state: ReviewState) -> str:
    """The state of a review, in words."""
    return "Being carried out" if state is ReviewState.EXECUTING else sentence(state)


REVIEWS: list[Column[Any]] = [
    Column(
        "title",
        "Review",
        lambda r: Cell(r.title, reverse("review", args=[r.reference]), note=r.reference),
    ),
    Column("size", "Records", lambda r: number(r.size), numeric=True),
    Column("proposed", "Proposed", lambda r: day(r.proposed_at)),
    Column("state", "State", _state),
]


def _columns(request: Request) -> list[Column[Any]]:
    """The columns of the list; the state says how late a signature is."""
    days = queries.late_reviews(request.now)

    def state(review: Any) -> Cell:
        plain = _state(review)
        return Cell(plain.text, tag=plain.tag, note=late(days.get(review.reference, 0)))

    return [*REVIEWS[:-1], Column("state", "State", state)]


class ReviewFilter(forms.Form):
    """Narrows the reviews."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "All"),
            ("awaiting", "Awaiting my decision"),
            *((one.value, named(one)) for one in ReviewState),
        ],
    )


def reviews(request: Request) -> HttpResponseBase:
    """The reviews that the person has to do with."""
    form = ReviewFilter(request.GET or None)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    if state == "awaiting":
        rows = queries.awaiting(request.actor)
    else:
        rows = queries.reviews(request.actor, states=[ReviewState(state)] if state else None)
    table = Table(
        request,
        _columns(request),
        rows,
        caption="Disposal reviews",
        empty="No reviews here. They begin with what is due.",
    )
    sees_due = P.RETENTION_SEE in request.actor.permissions
    return show(
        request,
        "list.html",
        table,
        name="reviews",
        title="Disposal reviews",
        filters=form,
        begin={"href": reverse("due"), "text": "See what is due"} if sees_due else None,
        one="review",
        crumbs=crumbs(LIFECYCLE),
    )


def review(request: Request, reference: str) -> HttpResponseBase:
    """One review: its records, its signatures, and what can be done now."""
    found = queries.review_named(request.actor, reference)
    table = review_items.items(
        request, found, decides=not DECIDERS.isdisjoint(request.actor.permissions)
    )
    stages = queries.stages(request.actor, found)
    state = ReviewState(found.state)
    permissions = request.actor.permissions
    aside, counts = _set_aside(request, found), queries.counts(found)
    failed, papers = counts.get(ItemState.FAILED, 0), counts.get(ItemState.AWAITING, 0)
    return show(
        request,
        "lifecycle/review.html",
        table,
        name=f"review-{found.reference}",
        one=found,
        state=_state(found),
        rows=_facts(found),
        signatures=_signatures(found),
        late=late(queries.days_late(found, request.now)),
        still_open=retention.waiting_since(request.actor, found.reference),
        stages=[stage.label.lower() for stage in stages],
        counts=counts,
        papers=queries.awaiting_in(request.actor, found).count(),
        batches=queries.batches(request.actor, found),
        aside=aside,
        samples=_told_samples(request, found),
        can={
            "decide": bool(stages),
            "except": state is ReviewState.PROPOSED
            and not DECIDERS.isdisjoint(request.actor.permissions),
            "execute": P.DISPOSAL_EXECUTE in permissions
            and (
                state is ReviewState.APPROVED
                or (state is ReviewState.INCOMPLETE and (bool(failed) or not papers))
            ),
            "confirm": queries.may_confirm(request.actor, found),
            "recover": aside is not None
            and aside["in_time"]
            and not RECOVER.isdisjoint(permissions),
            "withdraw": state in (ReviewState.PROPOSED, ReviewState.APPROVED)
            and (found.proposed_by == request.actor.reference or P.DISPOSAL_PROPOSE in permissions),
        },
        running=state is ReviewState.EXECUTING,
        certificates=found.certificates.order_by("pk"),
        history=_history(request, found),
        crumbs=crumbs(LIFECYCLE, ("Disposal reviews", reverse("reviews"))),
    )


def _set_aside(request: Request, found: Any) -> dict[str, Any] | None:
    """How much the review has set aside, and the first day on which recovering it is over."""
    rows = queries.set_aside(request.actor).filter(review=found)
    first = rows.first()
    if first is None or first.recover_until is None:
        return None
    in_time = civil_date(request.now) <= first.recover_until
    return {"records": rows.count(), "until": first.recover_until, "in_time": in_time}


def _facts(found: Any) -> list[dict[str, str]]:
    by = events.names([found.proposed_by], found.proposed_at).get(found.proposed_by, "")
    by = "By the night's work" if found.proposed_by == queries.NIGHT else f"By {by}"
    by = f"Under standing approval {found.standing.reference}" if found.standing else by
    return [
        {"label": "Proposed", "text": moment(found.proposed_at), "note": by},
        {"label": "Reason", "text": found.reason},
        *(_mistake(found) if found.expunges else _terms(found)),
        *(
            [{"label": "Carried out", "text": moment(found.executed_at)}]
            if found.executed_at
            else []
        ),
    ]


def _terms(found: Any) -> list[dict[str, str]]:
    return [
        {"label": "Due by", "text": day(found.as_at)},
        *map(_kept_sample, queries.kept_samples(found)),
        {"label": "Decided by", "text": _decided_by(found)},
        {"label": "Owner told in advance", "text": _told(found)},
    ]


def _kept_sample(one: Any) -> dict[str, str]:
    """The sample that a rule has kept of what the review destroys."""
    kept = f"{number(one.kept)} of {count(one.of, 'record')} kept for transfer"
    return {
        "label": f"Sample of {one.rule}",
        "text": f"{kept}, and {number(one.needed)} needed",
        "note": f"1 in {one.one_in}, drawn by the seed {one.seed}",
    }


def _mistake(found: Any) -> list[dict[str, str]]:
    """The proposal on which it expunges: no date and no owner's notice mattered."""
    proposal = found.expunging.reference
    return [
        {"label": "Proposal", "text": proposal, "href": reverse("expunging", args=[proposal])},
        {"label": "Authority", "text": found.expunging.authority},
    ]


def _decided_by(found: Any) -> str:
    if found.standing:
        stages = " and ".join(f"a {one.label.lower()}" for one in queries.stages_of(found))
        return f"{sentence(stages)}, in advance"
    words = [
        _owner(found) if stage is Stage.OWNER else f"a {stage.label.lower()}"
        for stage in queries.stages_of(found)
    ]
    return f"{sentence(', '.join(words[:-1]))} and {words[-1]}"


def _told(found: Any) -> str:
    first, last, told = queries.notice_given(found)
    if first is None:
        return "No"
    when = f"On {day(first)}" if first == last else f"Between {day(first)} and {day(last)}"
    every = found.items.count()
    return when if told == every else f"{when}, of {number(told)} of {count(every, 'record')}"


def _owner(found: Any) -> str:
    kind, _, scope = found.owner_scope.partition(":")
    if not scope:
        return "the owner for the whole body"
    titles = {one.reference: one.title for one in fileplan.classes()} if kind == "class" else {}
    return f"the owner of the {kind} {scope} {titles.get(scope, '')}".strip()


def _signatures(found: Any) -> list[dict[str, Any]]:
    signed = {one.stage: one for one in found.decisions.all()}
    names = events.names(one for sign in signed.values() for one in (sign.by, sign.instead_of))
    rows = []
    for stage in queries.stages_of(found):
        one = signed.get(stage.value)
        row = {"stage": stage.label, "signed": one is not None}
        if one is not None:
            instead_of = f", for {names[one.instead_of]}" if one.instead_of else ""
            row |= {"approved": one.approved, "by": f"{names.get(one.by, one.by)}{instead_of}"}
            row |= {"at": moment(one.at), "reason": one.reason}
        rows.append(row)
    return rows


def _history(request: Request, found: Any) -> list[dict[str, Any]]:
    about = f"review:{found.reference}"
    rows = audit.events(EventFilter(object_prefix=about), limit=100)
    mine = [one for one in rows if one.object_reference == about]
    where = queries.places(found, every=True)
    if not all(access_rules.may(request.actor, P.HOLD_SEE, place) for place in where):
        mine = [one for one in mine if "held" not in one.kind]
    return events.timeline(mine[:30], linked=P.AUDIT_SEE in request.actor.permissions)


def _told_samples(request: Request, found: Any) -> list[str]:
    """The samples in a line each, for the page of the review."""
    lines = []
    for one in queries.samples(request.actor, found):
        opened = [place for place in one.shown if place.item.opened.all()]
        people = {row.by for place in opened for row in place.item.opened.all()}
        names = ", ".join(sorted(events.names(people)[person] for person in people))
        by = f" by {names}" if people else ""
        sampled = f"{number(one.size)} of {number(one.of)} sampled"
        lines.append(f"{sampled}, {number(len(opened))} opened{by}")
    return lines


def progress(request: Request, reference: str) -> HttpResponseBase:
    """How far the destruction has got: a part of the review's page."""
    found = queries.review_named(request.actor, reference)
    counts = queries.counts(found)
    left = queries.to_destroy(found).count()
    done = counts.get(ItemState.DESTROYED, 0)
    running = found.state == ReviewState.EXECUTING
    return render(
        request,
        "lifecycle/progress.html",
        one=found,
        done=done,
        total=done + left,
        running=running,
    )
