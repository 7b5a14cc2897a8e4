"""A person's own entry: what it lacks, what they may know, and whether it is right."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Refused
from muniment.people.directory import actions, queries
from muniment.people.directory.types import FIELDS, TYPED, Standing
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.directory import EntryForm, KnowForm
from muniment.web.views.directory import PEOPLE, facts, standing

MINE = ("Your entry", "/people/mine/")
WORK_ONLY = (
    "Give work contact details only. Everybody who can sign in and has a role can read them."
)


def my_entry(request: Request) -> HttpResponseBase:
    """One's own entry."""
    entry, today = queries.own_entry(request.actor), civil_date(request.now)
    percent, lacking = queries.completeness(entry)
    stands = queries.standing_of(entry, today)
    lost = entry.stand_in_id is not None and queries.stand_in_of(entry) is None
    return render(
        request,
        "directory/mine.html",
        entry=entry,
        rows=facts(entry),
        knows=queries.knows(entry),
        percent=percent,
        lacking=[FIELDS[name].lower() for name in lacking],
        standing=standing(entry, today),
        due=stands is not Standing.CONFIRMED or entry.confirmed_on is None,
        confirmed_today=entry.confirmed_on == today and not entry.corrected_why,
        suggestions=queries.suggestions(request.actor, today),
        proposed=queries.own_proposals(request.actor),
        sites=queries.sites_of(request.actor, entry, today),
        terms=queries.terms(),
        lost=lost,
        crumbs=crumbs(PEOPLE),
    )


def change_entry(request: Request) -> HttpResponseBase:
    """Change one's own entry."""
    entry = queries.own_entry(request.actor)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change_entry(request.actor, form.draft(), now=request.now)
        return see_other(request, "my_entry", "Your entry has been changed.")

    form = filled(request, EntryForm, initial=said_in(entry))
    return ask(
        request,
        form,
        do,
        title="Change your entry",
        button="Save",
        intro=[
            WORK_ONLY,
            "Your name and unit come from your account. Ask an administrator if they are wrong.",
        ],
        back=reverse("my_entry"),
        crumbs=crumbs(PEOPLE, MINE),
    )


def said_in(entry: Any) -> dict[str, str]:
    """What an entry says, as it would be typed."""
    other = queries.stand_in_of(entry)
    said = {name: getattr(entry, name) for name in TYPED}
    return {**said, "stand_in": other.username if other else ""}


def confirm_entry(request: Request) -> HttpResponseBase:
    """All of it is right."""
    actions.confirm_entry(request.actor, now=request.now)
    return see_other(request, "my_entry", "Thank you. Your entry is confirmed.")


def add_expertise(request: Request) -> HttpResponseBase:
    """Add something that one knows, or propose it."""

    def do(values: dict[str, Any]) -> HttpResponse:
        known = actions.add_expertise(
            request.actor, form.label(), level=values["level"], now=request.now
        )
        said = "is in your entry" if known else "is proposed. You are told what becomes of it"
        return see_other(request, "my_entry", f"{form.label()} {said}.")

    form = filled(request, KnowForm, initial={"term": request.GET.get("term", "")})
    return ask(
        request,
        form,
        do,
        title="What you know",
        button="Add it",
        intro=["Colleagues find you by it. To say another level, choose the term again."],
        back=reverse("my_entry"),
        crumbs=crumbs(PEOPLE, MINE),
    )


def remove_expertise(request: Request) -> HttpResponseBase:
    """Take something out of one's own entry."""
    label = request.POST.get("term", "")[:200]
    actions.remove_expertise(request.actor, label, now=request.now)
    return see_other(request, "my_entry", f"{label} is out of your entry.")


def take_suggestion(request: Request) -> HttpResponseBase:
    """Accept what was suggested, or have it not suggested again."""
    reference = request.POST.get("class", "")[:100]
    if request.POST.get("choice") == "dismiss":
        found = actions.dismiss_suggestion(request.actor, reference, now=request.now)
        return see_other(request, "my_entry", f"{found.label} is not suggested again.")
    found = actions.accept_suggestion(request.actor, reference, now=request.now)
    said = "is in your entry" if found.known else "is proposed. You are told what becomes of it"
    return see_other(request, "my_entry", f"{found.label} {said}.")


def to_do(request: Request) -> tuple[bool, bool]:
    """Whether one's own entry is to be confirmed, and whether somebody else changed it."""
    try:
        entry = queries.own_entry(request.actor)
    except (NotFound, Refused):
        return False, False
    due = queries.standing_of(entry, civil_date(request.now)) is not Standing.CONFIRMED
    return due, bool(entry.corrected_why)
