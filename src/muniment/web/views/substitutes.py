"""Who signs for the absent: on one's own account, and on the pages of people."""

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import actions, queries
from muniment.foundation.access.types import Role
from muniment.foundation.kernel.errors import NotFound
from muniment.web.door import Request, ask, crumbs, see_other
from muniment.web.forms.people import SubstituteForm
from muniment.web.words import day

INTRO = [
    "Somebody else can sign disposal reviews for a person who is away, in that person's role and"
    " wherever they hold it. It ends by itself on the last day.",
    "Nobody signs their own proposal in that way, or twice. What the substitute may see does not"
    " change: choose somebody who can see the records.",
]


def listed(person: Any, today: date) -> list[dict[str, Any]]:
    """The substitutes of a person, as the pages show them."""
    return [
        {
            "number": one.pk,
            "name": one.substitute.name,
            "role": Role(one.role).label,
            "dates": f"{day(one.starts_on)} to {day(one.ends_on)}",
            "reason": one.reason,
            "open": one.ended_at is None and one.ends_on >= today,
        }
        for one in queries.substitutes_of(person)
    ]


def name_mine(request: Request) -> HttpResponseBase:
    """Name a substitute for oneself."""
    return _name(
        request, request.person, reverse("account"), [("Your account", reverse("account"))]
    )


def name_theirs(request: Request, reference: str) -> HttpResponseBase:
    """Name a substitute for somebody else."""
    found = queries.find_person(reference)
    if found is None:
        raise NotFound("person", reference)
    here = reverse("person", args=[found.reference])
    steps = [("Admin", "/admin/"), ("People and roles", reverse("people")), (found.name, here)]
    return _name(request, found, here, steps)


def _name(
    request: Request, absent: Any, back: str, steps: list[tuple[str, str]]
) -> HttpResponseBase:
    sent = request.POST if request.method == "POST" else None

    def do(values: dict[str, Any]) -> HttpResponse:
        values["role"] = Role(values["role"])
        made = actions.name_substitute(request.actor, absent.reference, **values, now=request.now)
        said = f"{made.substitute.name} signs until {day(made.ends_on)}."
        return see_other(request, back, said)

    return ask(
        request,
        SubstituteForm(absent, sent),
        do,
        title="Name a substitute",
        caption=absent.name,
        button="Name substitute",
        intro=INTRO,
        back=back,
        crumbs=crumbs(*steps),
    )


def end_mine(request: Request, number: int) -> HttpResponseBase:
    """End it that somebody signs for one."""
    actions.end_substitute(request.actor, number, now=request.now)
    return see_other(request, "account", "They no longer sign for you.")


def end_theirs(request: Request, reference: str, number: int) -> HttpResponseBase:
    """End it that somebody signs for somebody else."""
    done = actions.end_substitute(request.actor, number, now=request.now)
    said = f"They no longer sign for {done.person.name}."
    return see_other(request, "person", said, done.person.reference)
