"""Sealed content: whether it is, whether its keys are in order, and turning it on."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.content import actions, queries
from muniment.foundation.content.types import KeysStatus
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.words import count, moment, number

LATE = "Old keys ought to have been destroyed by now. Check that a worker runs."
LOST = "Sealed content cannot be read. Put the folder of keys back from its backup."


def facts(request: Request) -> list[dict[str, Any]]:
    """Whether content is sealed, and whether its keys are in order."""
    found = queries.status(request.now)
    if found.since is None:
        return [_offer(request)]
    said = f"Destroyed content cannot be read in backups after {_days()}."
    return [{"label": "Sealed", "text": _how_far(found), "note": said}, _keys(found)]


def _offer(request: Request) -> dict[str, Any]:
    said = "Destroyed content can be read in backups until they age out."
    row = {"label": "Sealed", "text": "No", "note": said}
    allowed = P.SYSTEM_RUN in request.actor.permissions
    return {**row, "change": reverse("seal_store")} if allowed else row


def _how_far(found: KeysStatus) -> str:
    total = count(found.sealed + found.plain, "file")
    return f"{number(found.sealed)} of {total}" if found.plain else f"All ({total})"


def _keys(found: KeysStatus) -> dict[str, Any]:
    if not found.generations:
        return {"label": "Keys", "text": "Missing", "note": LOST}
    newest = found.generations[-1]
    said = LATE if found.overdue else "A new one is made every week, and old ones are destroyed."
    text = f"Number {newest.number}, made {moment(newest.made_at)}"
    return {"label": "Keys", "text": text, "note": said}


def _days() -> str:
    return count(settings.MUNIMENT_KEY_DAYS, "day")


def seal(request: Request) -> HttpResponseBase:
    """Have content sealed from now on."""

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.start_sealing(request.actor, now=request.now)
        told = "New content is sealed from now on. What is there already is being sealed."
        return see_other(request, "store", told)

    return ask(
        request,
        filled(request, forms.Form),
        do,
        title="Seal content",
        button="Seal content",
        intro=[
            "Each file is encrypted with a key of its own. When a record is destroyed, its key is"
            f" destroyed too. Nobody can read copies in old backups after {_days()}.",
            f"The keys are in {queries.keyring().folder}. Back that folder up every day, apart"
            " from everything else, and keep only the latest copies.",
        ],
        warning="Without the keys no sealed content can ever be read again."
        " Sealing cannot be turned off.",
        back=reverse("store"),
        crumbs=crumbs(("Admin", "/admin/"), ("Store", reverse("store"))),
    )
