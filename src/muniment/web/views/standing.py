"""Standing approvals of routine destruction, and what stands against it: a mark of value."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.rules import StandingDraft
from muniment.lifecycle.disposal.types import STANDING_STAGES, Stage, StandingState
from muniment.lifecycle.retention import actions as marking
from muniment.lifecycle.retention import queries as retention
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.fields import DayField
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import day, number, sentence

LIFECYCLE = ("Lifecycle", "/lifecycle/")
TITLE = "Standing approvals"
COLOURS = {
    StandingState.PROPOSED: "blue",
    StandingState.IN_FORCE: "green",
    StandingState.ENDED: "grey",
}
# Why records were left out on a day, in words.
LEFT_OUT = {
    "held": "on hold",
    "vital": "vital",
    "of_value": "marked as of value",
    "linked": "linked to by something elsewhere",
    "in_review": "in a review",
    "open_ended": "waiting for an event",
    "excluded": "protected at the last moment",
    "set_aside": "set aside, to be erased later",
    "failed": "failed, to be tried again",
    "not_standing": "not covered any more",
}


def _state(one: Any) -> Cell:
    state = StandingState(one.state)
    return Cell(sentence(state.label), tag=COLOURS[state])


def standing(request: Request) -> HttpResponseBase:
    """The standing approvals."""
    found: list[Column[Any]] = [
        Column(
            "title",
            "Title",
            lambda o: Cell(
                o.title, reverse("standing_approval", args=[o.reference]), note=o.reference
            ),
        ),
        Column("classes", "Classes", lambda o: ", ".join(o.classes)),
        Column("rules", "Rules", lambda o: ", ".join(o.rules)),
        Column("until", "Until", lambda o: day(o.until_on), tight=True),
        Column("state", "State", _state),
    ]
    action = None
    if P.DISPOSAL_PROPOSE in request.actor.permissions:
        action = {"href": reverse("propose_standing"), "text": "Propose one"}
    return show(
        request,
        "list.html",
        Table(
            request,
            found,
            queries.standing_approvals(request.actor),
            caption=TITLE,
            empty="Nothing is destroyed under a standing approval.",
        ),
        name="standing-approvals",
        title=TITLE,
        intro=[
            "Routine papers of little use can be destroyed when they are due without a decision "
            "about each, if two people have approved that in advance. What is on hold, vital, "
            "marked as of value, in a review, or linked to by something elsewhere is left out."
        ],
        action=action,
        one="standing approval",
        crumbs=crumbs(LIFECYCLE),
    )


class StandingForm(forms.Form):
    """What a standing approval is to cover."""

    title = forms.CharField(
        label="Title", max_length=200, error_messages={"required": "Give it a title."}
    )
    classes = forms.CharField(
        label="Classes",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Their references, each on a line of its own. Each takes in all below it.",
        error_messages={"required": "Name at least one class."},
    )
    rules = forms.MultipleChoiceField(
        label="Rules",
        widget=forms.CheckboxSelectMultiple,
        help_text="Those in force that are marked as routine. A rule is marked on its own page.",
        error_messages={"required": "Name at least one rule."},
    )
    reason = forms.CharField(
        label="Why nobody has to decide about each",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why nobody has to decide about each."},
    )
    authority = forms.CharField(
        label="Authority",
        max_length=300,
        help_text="The policy, or who decided it.",
        error_messages={"required": "Name the policy or the authority for it."},
    )
    from_on = DayField(label="First day", error_messages={"required": "Enter the first day."})
    until_on = DayField(
        label="Last day",
        help_text="A year later at most. Then it is given anew.",
        error_messages={"required": "Enter the last day."},
    )
    most_a_day = forms.IntegerField(
        label="Records at most on a day",
        initial=1000,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages={"required": "Enter a number.", "invalid": "Enter a whole number."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = queries.routine_in_force()
        rules = [(o.rule.code, f"{o.rule.code} {o.title}") for o in retention.rules()]
        marked = [one for one in rules if one[0] in codes]
        self.fields["rules"].choices = marked  # type: ignore[attr-defined]


def propose_standing(request: Request) -> HttpResponseBase:
    """Propose a standing approval."""

    def do(values: dict[str, Any]) -> HttpResponse:
        values["classes"] = tuple(values["classes"].split())
        values["rules"] = tuple(values["rules"])
        made = actions.propose_standing(request.actor, StandingDraft(**values), now=request.now)
        said = "It is proposed. Nothing happens before somebody else approves it."
        return see_other(request, "standing_approval", said, made.reference)

    return ask(
        request,
        filled(request, StandingForm),
        do,
        title="Propose a standing approval",
        button="Propose",
        intro=[f"It is then approved by {_approvers()} over all that it covers."],
        back=reverse("standing"),
        crumbs=crumbs(LIFECYCLE, (TITLE, reverse("standing"))),
    )


def _approvers() -> str:
    words = [f"the {one.label.lower()}" for one in STANDING_STAGES]
    return f"{', '.join(words[:-1])} or {words[-1]}"


def standing_approval(request: Request, reference: str) -> HttpResponseBase:
    """One standing approval, and what came of it."""
    one = queries.standing_named(request.actor, reference)
    permissions, state = request.actor.permissions, StandingState(one.state)
    signs = {P.DISPOSAL_APPROVE, P.DISPOSAL_APPROVE_OWNER, P.DISPOSAL_PROPOSE}
    found: list[Column[Any]] = [
        Column("day", "Day", lambda r: day(r.day), tight=True),
        Column("destroyed", "Destroyed", lambda r: number(r.destroyed), numeric=True),
        Column("left", "Left out", lambda r: _left_out(r.left_out)),
        Column("more", "More due", lambda r: number(r.remaining), numeric=True),
        Column(
            "review",
            "Review",
            lambda r: (
                Cell(r.review.reference, reverse("review", args=[r.review.reference]))
                if r.review
                else Cell("")
            ),
        ),
    ]
    return show(
        request,
        "lifecycle/standing.html",
        Table(
            request,
            found,
            queries.runs_of(one),
            caption="What came of it, day by day",
            empty="Nothing has been carried out under it yet.",
        ),
        name=f"standing-{one.reference}",
        one=one,
        state=_state(one),
        rows=_facts(one),
        can={
            "approve": one in queries.standing_awaiting(request.actor),
            "end": state is not StandingState.ENDED and not signs.isdisjoint(permissions),
        },
        crumbs=crumbs(LIFECYCLE, (TITLE, reverse("standing"))),
    )


def _left_out(counts: dict[str, int]) -> str:
    return ", ".join(f"{number(of)} {LEFT_OUT.get(code, code)}" for code, of in counts.items())


def _facts(one: Any) -> list[dict[str, str]]:
    names = events.names([one.proposed_by, one.approved_by, one.ended_by])

    def by(person: str, at: Any, more: str = "") -> str:
        return f"{names.get(person, person)}{more}, {day(at)}" if at else "Not yet"

    approved = f", as {Stage(one.approved_as).label.lower()}" if one.approved_as else ""
    rows = [
        ("Classes", ", ".join(one.classes), "Each with all below it"),
        ("Rules", ", ".join(one.rules), ""),
        ("From", day(one.from_on), ""),
        ("Until", day(one.until_on), ""),
        ("At most on a day", f"{number(one.most_a_day)} records", ""),
        ("Why", one.reason, ""),
        ("Authority", one.authority, ""),
        ("Proposed by", by(one.proposed_by, one.proposed_at), ""),
        ("Approved by", by(one.approved_by, one.approved_at, approved), ""),
    ]
    if one.ended_at:
        who = "By itself" if one.ended_by == "system" else names.get(one.ended_by, one.ended_by)
        rows.append(("Ended", f"{who}, {day(one.ended_at)}", one.end_reason))
    return [{"label": label, "text": text, "note": note} for label, text, note in rows]


class ApproveForm(forms.Form):
    """A reason, which may be left out, and the version seen."""

    reason = forms.CharField(
        label="Reason (optional)",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


def _page_of(one: Any) -> dict[str, Any]:
    here = reverse("standing_approval", args=[one.reference])
    return {
        "caption": f"{one.reference} {one.title}",
        "back": here,
        "crumbs": crumbs(LIFECYCLE, (TITLE, reverse("standing")), (one.title, here)),
    }


def approve_standing(request: Request, reference: str) -> HttpResponseBase:
    """Approve what somebody else proposed."""
    one = queries.standing_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.approve_standing(request.actor, one.reference, **values, now=request.now)
        said = "It is in force. It is carried out daily until its last day, or until it is ended."
        return see_other(request, "standing_approval", said, one.reference)

    return ask(
        request,
        filled(request, ApproveForm, initial={"version": one.version}),
        do,
        title="Approve routine destruction",
        button="Approve",
        warning=f"Up to {number(one.most_a_day)} records a day are then destroyed without a "
        "decision about each. That cannot be undone.",
        **_page_of(one),
    )


def end_standing(request: Request, reference: str) -> HttpResponseBase:
    """End a standing approval at once."""
    one = queries.standing_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.end_standing(request.actor, one.reference, **values, now=request.now)
        said = "It has ended. Nothing more is destroyed under it."
        return see_other(request, "standing_approval", said, one.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="End the standing approval",
        button="End it",
        intro=["It ends at once. What has been destroyed under it stays destroyed."],
        **_page_of(one),
    )


class MarkForm(ReasonForm):
    """Why something is marked, or is not any more: as the page said that was opened."""

    end = forms.BooleanField(widget=forms.HiddenInput, required=False)


def routine_rule(request: Request, reference: str) -> HttpResponseBase:
    """Mark a rule as routine, or end that."""
    rule = retention.history(reference)[0]
    marked = reference in retention.routine_codes()

    def do(values: dict[str, Any]) -> HttpResponse:
        end, why = values["end"], values["reason"]
        verb = marking.end_routine if end else marking.mark_routine
        verb(request.actor, reference, reason=why, now=request.now)
        said = "The rule is routine no more." if end else "The rule is marked as routine."
        return see_other(request, "rule", said, reference)

    words = "Standing approvals that cover the rule stop." if marked else ""
    return ask(
        request,
        filled(request, MarkForm, initial={"end": marked}),
        do,
        title="No longer routine" if marked else "Mark as routine",
        caption=f"{reference} {rule.title}",
        button="End the mark" if marked else "Mark as routine",
        intro=[
            words
            or "What it dates is of little use after its time: short-lived papers that two people "
            "can approve in advance to be destroyed, without a decision about each."
        ],
        back=reverse("rule", args=[reference]),
        crumbs=crumbs(LIFECYCLE, (reference, reverse("rule", args=[reference]))),
    )


def of_value(request: Request, reference: str) -> HttpResponseBase:
    """Mark a record as of value, or end that."""
    found = records.record_named(request.actor, reference)
    marked = retention.of_value(found.reference)
    here = reverse("record", args=[found.reference])

    def do(values: dict[str, Any]) -> HttpResponse:
        why = values["reason"]
        if values["end"]:
            marking.end_of_value(request.actor, reference, reason=why, now=request.now)
            return see_other(request, here, "It is not marked as of value any more.")
        marking.mark_of_value(request.actor, reference, why=why, now=request.now)
        return see_other(request, here, "Marked as of value.")

    intro = "It is then never destroyed as routine: only people who decide about it can end it."
    return ask(
        request,
        filled(request, MarkForm, initial={"end": bool(marked)}),
        do,
        title="No longer of value" if marked else "Mark as of value",
        caption=f"{found.reference} {found.title}",
        button="End the mark" if marked else "Mark as of value",
        intro=[f"Marked because: {marked.why}" if marked else intro],
        back=here,
        crumbs=crumbs((found.title, here)),
    )
