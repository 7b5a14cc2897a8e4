"""What the body sets for its disposal reviews."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.types import ReviewTerms
from muniment.web.door import Request, ask, crumbs, filled, see_other

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


def review_terms(request: Request) -> HttpResponseBase:
    """Set how reviews go in this body."""
    before = queries.review_terms()

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_review_terms(request.actor, ReviewTerms(**values), now=request.now)
        return see_other(request, "reviews", "The settings of reviews have been saved.")

    initial = {
        "notice_days": before.notice_days,
        "notice_needed": before.notice_needed,
        "late_days": before.late_days,
    }
    return ask(
        request,
        filled(request, TermsForm, initial=initial),
        do,
        title="Settings of reviews",
        button="Save",
        back=reverse("reviews"),
        crumbs=crumbs(LIFECYCLE, ("Disposal reviews", reverse("reviews"))),
    )
