"""The end of a case behind a hold, and the time to appeal."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.lifecycle.holds import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.holds import AppealForm, CloseForm, ReopenForm
from muniment.web.views.holds import LIFECYCLE
from muniment.web.views.placing import page_of
from muniment.web.words import count, day


def close(request: Request, reference: str) -> HttpResponseBase:
    """Note that the case behind a hold was closed."""
    found = queries.hold_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        done = actions.close(request.actor, found.reference, **values, now=request.now)
        said = f"It lifts by itself after {day(done.last_day)}, unless somebody appeals."
        return see_other(request, "hold", said, found.reference)

    return ask(
        request,
        filled(request, CloseForm),
        do,
        title="Note that the case was closed",
        button="Save",
        intro=[
            f"The hold stays in force for {count(queries.appeal_days(), 'more day')}, the time to"
            " appeal. Then it lifts by itself. If somebody appeals, note that it is still open."
        ],
        **page_of(found),
    )


def reopen(request: Request, reference: str) -> HttpResponseBase:
    """Note that the case behind a hold is still open."""
    found = queries.hold_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.reopen(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "hold", "The hold stays in force.", found.reference)

    return ask(
        request,
        filled(request, ReopenForm),
        do,
        title="Note that the case is still open",
        button="Keep the hold",
        intro=["The hold stays in force until the case is closed again."],
        **page_of(found),
    )


def appeal_days(request: Request) -> HttpResponseBase:
    """Set how long there is to appeal."""

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_appeal_days(request.actor, **values, now=request.now)
        return see_other(request, "holds", "The time to appeal has been set.")

    return ask(
        request,
        filled(request, AppealForm, initial={"days": queries.appeal_days()}),
        do,
        title="Time to appeal",
        button="Save",
        intro=[
            "For so many days after a case was closed its hold stays in force. Then it lifts by"
            " itself. Cases that are closed already keep their last day."
        ],
        back=reverse("holds"),
        crumbs=crumbs(LIFECYCLE, ("Holds", reverse("holds"))),
    )
