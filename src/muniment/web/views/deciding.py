"""Deciding about a review: approve, reject, withdraw, carry out, and exceptions."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.governance.policies.types import Screen
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.types import Outcome
from muniment.lifecycle.retention import queries as retention
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.fields import DayField
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.views import at_work
from muniment.web.views.reviews import LIFECYCLE
from muniment.web.words import count


def page_of(found: Any) -> dict[str, Any]:
    """What the pages on which something is decided have in common."""
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
        says=at_work.says(request, Screen.DISPOSE),
        warning=_warning(found),
        **page_of(found),
    )


def _warning(found: Any) -> str:
    left = count(queries.to_destroy(found).count(), "record")
    days = queries.practice().window
    then = f"It can be undone for {count(days, 'day')}" if days else "That cannot be undone"
    return f"When all have signed, {left} can be destroyed. {then}."


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
        says=at_work.says(request, Screen.DISPOSE),
        intro=["Its records stay, and may be proposed again."],
        **page_of(found),
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
        **page_of(found),
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

    left = count(queries.to_destroy(found).count(), "record")
    return ask(
        request,
        filled(request, ExecuteForm, initial={"version": found.version}),
        do,
        title=f"Destroy {left}",
        button="Destroy",
        warning=_no_way_back(),
        intro=["Each record is checked again for holds just before it goes."],
        **page_of(found),
    )


def _no_way_back() -> str:
    days, stays = queries.practice().window, "A stub, which says what each record was, and a"
    if not days:
        return f"This cannot be undone. {stays} certificate stay."
    return (
        f"The records are set aside for {count(days, 'day')}, where nobody finds them, and can be"
        f" recovered. Then they are erased, which cannot be undone. {stays} certificate stay."
    )


class ItemForm(forms.Form):
    """What is decided for one record, or for all of a folder."""

    outcome = forms.ChoiceField(
        label="What is to happen",
        widget=forms.RadioSelect,
        choices=[
            (Outcome.DESTROY.value, "Destroy it"),
            (Outcome.KEEP_UNTIL.value, "Keep it until a date"),
            (Outcome.NEXT_STEP.value, "Keep it for the next step of its rule"),
            (Outcome.TRANSFER.value, "Keep it to be transferred to an archive"),
            (Outcome.CHANGE_RULE.value, "Give it another rule"),
        ],
        error_messages={"required": "Choose what is to happen."},
    )
    keep_until = DayField(
        label="Keep until", required=False, help_text="Only if it is kept until a date."
    )
    new_rule = forms.ChoiceField(
        label="Another rule",
        required=False,
        help_text="Only if it is given another rule. If you leave it open, whoever manages rules is"
        " asked to set one, and the record is protected until then.",
    )
    note = forms.CharField(
        label="Why", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [(one.rule.code, f"{one.rule.code} {one.title}") for one in retention.rules()]
        self.fields["new_rule"].choices = [("", "Still to be set"), *rules]  # type: ignore[attr-defined]


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
        template="lifecycle/review_item.html",
        one=found,
        record=record,
        **page_of(found),
    )
