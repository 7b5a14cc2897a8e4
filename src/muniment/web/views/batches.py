"""A review by its folders: deciding for all of one, placing a hold, and drawing samples."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.types import HoldWords, Outcome, ReviewState
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.holds import TermsForm
from muniment.web.views.deciding import ItemForm, page_of
from muniment.web.views.reviews import LIFECYCLE
from muniment.web.words import count, moment, number

DECIDED = "What was decided for records of this folder before is decided anew."


class FolderForm(ItemForm):
    """The same for every record of a folder, of the review as the person saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def folder(request: Request, reference: str, folder: str) -> HttpResponseBase:
    """Decide for all records of the review that lie in one folder."""
    found = queries.review_named(request.actor, reference)
    waiting = queries.in_folder(request.actor, found, folder).filter(open=True)
    first = queries.in_folder(request.actor, found, folder)[0]

    def do(values: dict[str, Any]) -> HttpResponse:
        values["outcome"] = Outcome(values["outcome"])
        done = actions.decide_folder(
            request.actor, found.reference, folder, **values, now=request.now
        )
        said = f"{count(done, 'record')} of the folder decided. Make exceptions below."
        return see_other(request, "review", said, found.reference)

    form = filled(request, FolderForm, initial={"version": found.version})
    return ask(
        request,
        form,
        do,
        title=first.record.folder.title,
        button=f"Decide for {count(waiting.count(), 'record')}",
        intro=[f"The same for every record of this folder in the review. {DECIDED}"],
        **page_of(found),
    )


def hold_record(request: Request, reference: str, record: str) -> HttpResponseBase:
    """Place a hold on one record of the review."""
    return _hold(request, reference, record, records=[record])


def hold_folder(request: Request, reference: str, folder: str) -> HttpResponseBase:
    """Place a hold on the records of the review that lie in one folder."""
    return _hold(request, reference, folder, folder=folder)


def _hold(request: Request, reference: str, named: str, **what: Any) -> HttpResponseBase:
    found = queries.review_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        words = HoldWords(**values)
        made = actions.hold_items(
            request.actor, found.reference, **what, words=words, now=request.now
        )
        said = f"Hold {made} has been placed. What it covers has left the review."
        return see_other(request, "review", said, found.reference)

    return ask(
        request,
        filled(request, TermsForm),
        do,
        title=f"Place a hold on {named}",
        button="Place hold",
        intro=["What is held leaves the review, and is kept until the hold is lifted."],
        **page_of(found),
    )


class SampleForm(forms.Form):
    """How many to draw, and from where."""

    size = forms.IntegerField(
        label="How many records",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={"required": "Enter how many.", "invalid": "Enter a whole number."},
    )
    folder = forms.ChoiceField(label="From", required=False)

    def __init__(self, folders: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "All that is to be destroyed"), *folders]
        self.fields["folder"].choices = choices  # type: ignore[attr-defined]


def draw(request: Request, reference: str) -> HttpResponseBase:
    """Draw records at random."""
    found = queries.review_named(request.actor, reference)
    folders = [
        (one.folder, f"{one.title} ({number(one.to_destroy)})")
        for one in queries.batches(request.actor, found)
        if one.to_destroy
    ]

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.draw_sample(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "samples", "", found.reference)

    return ask(
        request,
        SampleForm(folders, request.POST if request.method == "POST" else None),
        do,
        title="Draw a sample",
        button="Draw",
        intro=["Records are drawn at random, of those that you can see. Who opens them is noted."],
        **page_of(found),
    )


def samples(request: Request, reference: str) -> HttpResponseBase:
    """The samples of a review, and who opened what."""
    found = queries.review_named(request.actor, reference)
    drawn = queries.samples(request.actor, found)
    people = {one.drawn_by for one in drawn}
    people |= {row.by for one in drawn for place in one.shown for row in place.item.opened.all()}
    names = events.names(people)
    return render(
        request,
        "lifecycle/samples.html",
        one=found,
        samples=[_sample(one, names) for one in drawn],
        opens=P.RECORDS_SEE in request.actor.permissions,
        draws=found.state == ReviewState.PROPOSED,
        crumbs=crumbs(
            LIFECYCLE,
            ("Disposal reviews", reverse("reviews")),
            (found.reference, reverse("review", args=[found.reference])),
        ),
    )


def _sample(one: Any, names: dict[str, str]) -> dict[str, Any]:
    rows = [
        {
            "reference": place.item.record.reference,
            "title": place.item.record.title,
            "opened": [
                f"{names.get(row.by, row.by)}, {moment(row.at)}" for row in place.item.opened.all()
            ],
        }
        for place in one.shown
    ]
    opened = sum(1 for row in rows if row["opened"])
    where = f" in {one.folder}" if one.folder else ""
    return {
        "title": f"{number(one.size)} of {count(one.of, 'record')}{where}",
        "note": f"Drawn by {names.get(one.drawn_by, one.drawn_by)}, {moment(one.drawn_at)}, with "
        f"the seed {one.seed}. {number(opened)} opened.",
        "rows": rows,
    }


def open_drawn(request: Request, reference: str, record: str) -> HttpResponseBase:
    """Open a record that was drawn: who did is noted."""
    item = actions.open_drawn(request.actor, reference, record, now=request.now)
    return see_other(request, "record", "", item.record.reference)
