"""What destructions leave behind: settled by the body, on screen."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.lifecycle.disposal import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.practice import PracticeForm
from muniment.web.words import count

LIFECYCLE = ("Lifecycle", "/lifecycle/")


def practice(request: Request) -> HttpResponseBase:
    """Settle where certificates go, and what stays on stubs."""
    before = queries.practice()
    initial = {
        "certificates_in": before.certificates_in,
        "surviving": [one.value for one in before.kept.fields],
        "metadata": "\n".join(before.kept.metadata),
    }
    form = filled(request, PracticeForm, initial=initial)

    missing = len(queries.unfiled(request.actor))
    unfiled = [f"{count(missing, 'certificate')} not filed as a record yet."] if missing else []

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_practice(request.actor, form.practice(), now=request.now)
        return see_other(request, "practice", "It has been settled.")

    return ask(
        request,
        form,
        do,
        title="What destruction leaves behind",
        button="Save",
        intro=[
            *unfiled,
            "Each certificate of destruction is filed as a record in the folder that you name."
            " It is then kept for as long as the class of that folder says.",
            "What you take away here goes from every record that is destroyed from now on, and"
            " stands on no certificate. It cannot be brought back.",
        ],
        back=reverse("lifecycle"),
        crumbs=crumbs(LIFECYCLE),
    )
