"""What the body sets for its disposal reviews."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.types import ReviewTerms
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.words import count, day

LIFECYCLE = ("Lifecycle", "/lifecycle/")
DAYS = {"required": "Enter a number of days.", "invalid": "Enter a whole number of days."}


class TermsForm(forms.Form):
    """Days of notice, and days until a signature is late."""

    notice_days = forms.IntegerField(
        label="Days of notice",
        help_text="Owners and records managers are told so many days before records are due for "
        "destruction.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages=DAYS,
    )
    notice_needed = forms.BooleanField(
        label="Nothing is proposed of which its owner was not told so long before",
        required=False,
    )
    late_days = forms.IntegerField(
        label="Days until a signature is late",
        help_text="Then those who can sign are told again; after twice as long the departmental "
        "records officer and the senior information risk owner are told.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages=DAYS,
    )
    lists = forms.BooleanField(
        label="What is due is put on lists for review by night",
        required=False,
        help_text="One list for each owner and each order of signatures. Nothing is destroyed"
        " before two people have signed. Vital records and routine papers are left out.",
    )
    list_size = forms.IntegerField(
        label="Records on a list at most",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages={"required": "Enter a number.", "invalid": "Enter a whole number."},
    )
    leave_days = forms.IntegerField(
        label="Days for which what was sent back is left alone",
        help_text="What somebody withdrew, rejected or recovered comes on no list by night until"
        " these days are over or its date changes.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages=DAYS,
    )


def review_terms(request: Request) -> HttpResponseBase:
    """Set how reviews go in this body."""
    before = queries.review_terms()

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_review_terms(request.actor, ReviewTerms(**values), now=request.now)
        return see_other(request, "reviews", "The settings of reviews have been saved.")

    return ask(
        request,
        filled(request, TermsForm, initial=asdict(before)),
        do,
        title="Settings of reviews",
        button="Save",
        intro=_last_night(request),
        back=reverse("reviews"),
        crumbs=crumbs(LIFECYCLE, ("Disposal reviews", reverse("reviews"))),
    )


def _last_night(request: Request) -> list[str]:
    """What came of the night's work, if it was ever done."""
    last = queries.last_night(request.actor)
    if last is None:
        return []
    lists, records = count(last.reviews, "list"), count(last.records, "record")
    left_out = sum(last.left_out.values())
    said = f"The night's work of {day(last.day)} made {lists} with {records}."
    if left_out:
        said += f" {count(left_out, 'record')} left to people: {_why(last.left_out)}."
    if last.remaining:
        said += f" {count(last.remaining, 'record')} more wait for the next night."
    return [said]


LEFT_OUT = {
    "vital": "vital to the body",
    "routine": "under a standing approval",
    "left_alone": "sent back not long ago",
    "unseen": "not seen by an owner",
    "no_owner": "without an owner",
    "owner_not_told": "owner not told in time",
    "no_signer": "nobody to sign",
    "no_rule": "under no rule in force",
}


def _why(left_out: dict[str, int]) -> str:
    words = (f"{LEFT_OUT.get(code, code.replace('_', ' '))} {n:,}" for code, n in left_out.items())
    return ", ".join(words)
