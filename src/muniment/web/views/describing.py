"""Setting the fields of a record, with what its document proposes for them."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.holdings.records import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.records import DescribeForm
from muniment.web.forms.values import add_fields, said_in
from muniment.web.views.proposals import in_words_of
from muniment.web.views.records import way_of


def describe_record(request: Request, reference: str) -> HttpResponseBase:
    """Set the fields of a record."""
    found = queries.record_named(request.actor, reference)
    asked = queries.asked_of(found)
    held = queries.in_words(queries.values_of([found.pk])).get(found.pk, {})
    proposed = queries.proposals(request.actor, [found]).get(found.pk, [])
    taken = "proposed" in request.GET
    if taken:
        held |= {one.code: list(one.texts) for one in proposed}
    form = filled(request, DescribeForm, initial={"version": found.version})
    add_fields(form, asked, held)
    form.order_fields([name for name in form.fields if name.startswith("field-")])

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.describe(
            request.actor,
            found.reference,
            fields=said_in(form, asked),
            reason=values["reason"],
            version=values["version"],
            now=request.now,
        )
        return see_other(request, "record", "The record has been changed.", found.reference)

    return ask(
        request,
        form,
        do,
        template="records/describe.html",
        title="Describe a record",
        button="Save changes",
        proposed=[] if taken else in_words_of(proposed),
        filled_in=in_words_of(proposed) if taken else [],
        intro=["What was there before is kept in its history."],
        caption=found.title,
        back=reverse("record", args=[found.reference]),
        crumbs=crumbs(*way_of(found)),
    )
