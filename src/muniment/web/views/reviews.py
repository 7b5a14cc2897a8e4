"""Disposal reviews: what is put forward, who signed, and carrying it out."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.access.types import Role
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.types import ItemState, Outcome, ReviewState, Stage
from muniment.lifecycle.retention import queries as retention
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.fields import DayField
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.words import day, moment, number, sentence

LIFECYCLE = ("Lifecycle", "/lifecycle/")
COLOURS = {
    ReviewState.PROPOSED: "blue",
    ReviewState.APPROVED: "purple",
    ReviewState.REJECTED: "grey",
    ReviewState.WITHDRAWN: "grey",
    ReviewState.EXECUTING: "orange",
    ReviewState.INCOMPLETE: "red",
    ReviewState.DONE: "green",
}
ITEM_COLOURS = {
    ItemState.PROPOSED: "blue",
    ItemState.EXCLUDED: "grey",
    ItemState.HELD: "orange",
    ItemState.DESTROYED: "green",
    ItemState.FAILED: "red",
}


def _state(review: Any) -> Cell:
    state = ReviewState(review.state)
    return Cell(sentence(state), tag=COLOURS[state])


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


class ReviewFilter(forms.Form):
    """Narrows the reviews."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "All"),
            ("awaiting", "Awaiting my decision"),
            *((one.value, sentence(one)) for one in ReviewState),
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
        REVIEWS,
        rows,
        caption="Disposal reviews",
        empty="No reviews. They begin with what is due.",
    )
    return show(
        request,
        "list.html",
        table,
        name="reviews",
        title="Disposal reviews",
        filters=form,
        one="review",
        crumbs=crumbs(LIFECYCLE),
    )


def review(request: Request, reference: str) -> HttpResponseBase:
    """One review: its records, its signatures, and what can be done now."""
    found = queries.review_named(request.actor, reference)
    table = _items(request, found)
    stages = queries.stages(request.actor, found)
    state = ReviewState(found.state)
    permissions = request.actor.permissions
    return show(
        request,
        "lifecycle/review.html",
        table,
        name=f"review-{found.reference}",
        one=found,
        state=_state(found),
        rows=_facts(found),
        signatures=_signatures(found),
        stages=[Role(stage.value).label.lower() for stage in stages],
        counts=queries.counts(found),
        can={
            "decide": bool(stages),
            "execute": P.DISPOSAL_EXECUTE in permissions
            and state in (ReviewState.APPROVED, ReviewState.INCOMPLETE),
            "withdraw": state in (ReviewState.PROPOSED, ReviewState.APPROVED)
            and (found.proposed_by == request.actor.reference or P.DISPOSAL_PROPOSE in permissions),
        },
        running=state is ReviewState.EXECUTING,
        certificates=found.certificates.order_by("pk"),
        history=_history(request, found),
        crumbs=crumbs(LIFECYCLE, ("Disposal reviews", reverse("reviews"))),
    )


def _facts(found: Any) -> list[dict[str, str]]:
    by = events.names([found.proposed_by], found.proposed_at).get(found.proposed_by, "")
    kind, _, scope = found.owner_scope.partition(":")
    owner = f"the owner of the {kind} {scope}" if scope else "the owner for the whole body"
    return [
        {"label": "Proposed", "text": moment(found.proposed_at), "note": f"By {by}"},
        {"label": "Reason", "text": found.reason},
        {"label": "Due by", "text": day(found.as_at)},
        {"label": "Decided by", "text": f"A records manager, and {owner}"},
        *(
            [{"label": "Carried out", "text": moment(found.executed_at)}]
            if found.executed_at
            else []
        ),
    ]


def _signatures(found: Any) -> list[dict[str, Any]]:
    signed = {one.stage: one for one in found.decisions.all()}
    names = events.names(one.by for one in signed.values())
    rows = []
    for stage in Stage:
        one = signed.get(stage.value)
        row = {"stage": Role(stage.value).label, "signed": one is not None}
        if one is not None:
            row |= {"approved": one.approved, "by": names.get(one.by, one.by)}
            row |= {"at": moment(one.at), "reason": one.reason}
        rows.append(row)
    return rows


def _history(request: Request, found: Any) -> list[dict[str, Any]]:
    about = f"review:{found.reference}"
    rows = audit.events(EventFilter(object_prefix=about), limit=100)
    mine = [one for one in rows if one.object_reference == about]
    if P.HOLD_SEE not in request.actor.permissions:
        mine = [one for one in mine if "held" not in one.kind]
    return events.timeline(mine[:30], linked=P.AUDIT_SEE in request.actor.permissions)


def _items(request: Request, found: Any) -> Table[Any]:
    open_now = found.state in (ReviewState.PROPOSED, ReviewState.INCOMPLETE)

    def state(item: Any) -> Cell:
        shown = queries.state_shown(request.actor, item)
        note = (
            item.failure
            or item.note
            or (f"Until {day(item.keep_until)}" if item.keep_until else "")
        )
        return Cell(sentence(shown), tag=ITEM_COLOURS[shown], note=note)

    def outcome(item: Any) -> Cell:
        words = sentence(item.outcome)
        if open_now and item.open:
            where = reverse("review_item", args=[found.reference, item.record.reference])
            return Cell(words, where)
        return Cell(words)

    listed: list[Column[Any]] = [
        Column("title", "Record", lambda i: columns.title(i.record), "record__title"),
        Column(
            "class", "Class", lambda i: i.record.file_class.reference, "record__file_class__path"
        ),
        Column("rule", "Rule", lambda i: i.record.rule, "record__rule"),
        Column("due", "Due", lambda i: day(i.record.due_on), "record__due_on"),
        Column("outcome", "Outcome", outcome, "outcome"),
        Column("state", "State", state),
    ]
    rows = queries.items(request.actor, found)
    return Table(request, listed, rows, order="due", caption="Records in the review")


def _page(found: Any) -> dict[str, Any]:
    here = reverse("review", args=[found.reference])
    reviews_page = ("Disposal reviews", reverse("reviews"))
    return {
        "caption": f"{found.reference} {found.title}",
        "back": here,
        "crumbs": crumbs(LIFECYCLE, reviews_page, (found.reference, here)),
    }


class DecisionForm(forms.Form):
    """A signature. The version is that of the review as the person saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Comment (optional)",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RejectForm(DecisionForm):
    """A refusal, which needs a reason."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why."},
    )


def approve(request: Request, reference: str) -> HttpResponseBase:
    """Sign a review."""
    found = queries.review_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.approve(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "review", "You have approved the review.", found.reference)

    return ask(
        request,
        filled(request, DecisionForm, initial={"version": found.version}),
        do,
        title="Approve the review",
        button="Approve",
        warning=_warning(found),
        **_page(found),
    )


def _warning(found: Any) -> str:
    left = number(queries.to_destroy(found).count())
    return f"When both have signed, {left} records can be destroyed. That cannot be undone."


def reject(request: Request, reference: str) -> HttpResponseBase:
    """Refuse a review."""
    found = queries.review_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.reject(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "review", "You have rejected the review.", found.reference)

    return ask(
        request,
        filled(request, RejectForm, initial={"version": found.version}),
        do,
        title="Reject the review",
        button="Reject",
        intro=["Its records stay, and may be proposed again."],
        **_page(found),
    )


def withdraw(request: Request, reference: str) -> HttpResponseBase:
    """Take a review back."""
    found = queries.review_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.withdraw(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "review", "The review has been withdrawn.", found.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Withdraw the review",
        button="Withdraw",
        intro=["Its records stay, and may be proposed again."],
        **_page(found),
    )


class ExecuteForm(forms.Form):
    """Only the version seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def execute(request: Request, reference: str) -> HttpResponseBase:
    """Have an approved review carried out."""
    found = queries.review_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.execute(request.actor, found.reference, **values, now=request.now)
        said = "The destruction has been started. This page shows how far it has got."
        return see_other(request, "review", said, found.reference)

    left = number(queries.to_destroy(found).count())
    return ask(
        request,
        filled(request, ExecuteForm, initial={"version": found.version}),
        do,
        title=f"Destroy {left} records",
        button="Destroy",
        warning="This cannot be undone. A stub of each record and a certificate stay.",
        intro=["Each record is checked again for holds just before it goes."],
        **_page(found),
    )


class ItemForm(forms.Form):
    """What is decided for one record."""

    outcome = forms.ChoiceField(
        label="What is to happen",
        widget=forms.RadioSelect,
        choices=[
            (Outcome.DESTROY.value, "Destroy it"),
            (Outcome.KEEP_UNTIL.value, "Keep it until a date"),
            (Outcome.TRANSFER.value, "Transfer it to an archive"),
            (Outcome.CHANGE_RULE.value, "Give it another rule"),
        ],
        error_messages={"required": "Choose what is to happen."},
    )
    keep_until = DayField(label="Keep until", required=False)
    new_rule = forms.ChoiceField(label="Another rule", required=False)
    note = forms.CharField(
        label="Why", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [(one.rule.code, f"{one.rule.code} {one.title}") for one in retention.rules()]
        self.fields["new_rule"].choices = [("", "None"), *rules]  # type: ignore[attr-defined]


def item(request: Request, reference: str, record: str) -> HttpResponseBase:
    """Decide otherwise about one record."""
    found = queries.review_named(request.actor, reference)
    one = queries.items(request.actor, found).filter(record__reference=record).first()
    initial = {"outcome": one.outcome, "note": one.note} if one else {}

    def do(values: dict[str, Any]) -> HttpResponse:
        values["outcome"] = Outcome(values["outcome"])
        actions.set_item(request.actor, found.reference, record, **values, now=request.now)
        return see_other(request, "review", "The record has been decided.", found.reference)

    return ask(
        request,
        filled(request, ItemForm, initial=initial),
        do,
        title=one.record.title if one else record,
        button="Save",
        **_page(found),
    )


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
