"""What destructions leave behind: settled by the body, on screen."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.lifecycle.disposal import actions, queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.practice import PracticeForm, PruneForm
from muniment.web.words import count

LIFECYCLE = ("Lifecycle", "/lifecycle/")


def practice(request: Request) -> HttpResponseBase:
    """Settle where certificates go, what stays on stubs, and how long it is set aside first."""
    before = queries.practice()
    initial = {
        "certificates_in": before.certificates_in,
        "surviving": [one.value for one in before.kept.fields],
        "metadata": "\n".join(before.kept.metadata),
        "window": before.window,
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
        template="lifecycle/practice.html",
        beyond=queries.stubs_to_prune().count(),
        back=reverse("lifecycle"),
        crumbs=crumbs(LIFECYCLE),
    )


def prune_stubs(request: Request) -> HttpResponseBase:
    """Take from the stubs that are there what is not to stay by now."""
    beyond = queries.stubs_to_prune().count()

    def do(values: dict[str, Any]) -> HttpResponse:
        done = actions.prune_stubs(request.actor, now=request.now)
        return see_other(request, "practice", f"The pruning of {count(done, 'stub')} has begun.")

    return ask(
        request,
        filled(request, PruneForm),
        do,
        title=f"Prune {count(beyond, 'stub')}",
        button="Prune",
        warning="What is taken from a stub cannot be brought back.",
        intro=[
            "What is not settled to stay goes from them. Reference, class, folder, rule, dates,"
            " sizes and checksums stay, and certificates say what they said."
        ],
        back=reverse("practice"),
        crumbs=crumbs(LIFECYCLE, ("What destruction leaves behind", reverse("practice"))),
    )
