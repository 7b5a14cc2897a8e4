"""Stacks of scans: printing the separator sheets, and bringing in what was scanned with them."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.names import safe_name
from muniment.holdings.capture import actions
from muniment.web import once
from muniment.web.door import Request, ask, crumbs, filled, refusals_on, render, see_other
from muniment.web.downloads import document
from muniment.web.turns import in_turn
from muniment.web.views.upload import FilesField

HOME = ("Home", "/")


class SheetsForm(forms.Form):
    """For which places sheets are printed."""

    references = forms.CharField(
        label="Classes and folders",
        max_length=20_000,
        help_text="The reference of each, one on a line, such as F-7K3M9-QXV2B or FIN/01.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Enter the reference of a class or folder."},
    )


def separator_sheets(request: Request) -> HttpResponseBase:
    """Separator sheets as a PDF, to be printed."""

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.separator_sheets(request.actor, values["references"].splitlines())
        return document(made, "Separator sheets.pdf", "application/pdf")

    initial = {"references": request.GET.get("for", "")[:60]}
    return ask(
        request,
        filled(request, SheetsForm, initial=initial),
        do,
        title="Print separator sheets",
        button="Make the PDF",
        intro=[
            "Put a sheet before the pages that belong in its class or folder, and scan all as one "
            "PDF. The pages behind each sheet become one record there. The sheets are not kept, "
            "and can be used again.",
        ],
        back=reverse("bring_scans"),
        crumbs=crumbs(HOME, ("Captures", reverse("captures"))),
    )


class StackForm(forms.Form):
    """A stack of scans, and where it goes."""

    chosen = FilesField(label="Scans, as PDF", max_length=None)
    into = forms.CharField(
        label="Class or folder for what no sheet says otherwise",
        max_length=60,
        help_text="Its reference. Pages before the first sheet go there, and stacks that stay "
        "whole.",
        error_messages={"required": "Enter the reference of a class or folder."},
    )


def bring_scans(request: Request) -> HttpResponseBase:
    """Take stacks of scans apart at their separator sheets."""
    form = filled(request, StackForm, initial={"into": request.GET.get("into", "")[:60]})
    if request.method == "POST" and form.is_valid():
        key = once.key_of(request) or secrets.token_urlsafe(18)
        with refusals_on(form), in_turn(key):
            # Not in one transaction: the pages are read in it. Sent twice, it is the same capture,
            # and the second waits for the first.
            made = once.recall(request, key) or once.perform(
                request, key, _noted(_taken(request, form.cleaned_data))
            )
            return see_other(request, "capture", "The scans are in.", made)
    return render(
        request,
        "capture/bring_scans.html",
        form=form,
        title="Bring in scans",
        button="Take them in",
        intro=[
            "Each stack is taken apart at the separator sheets in it. One whose sheets are missing "
            "or cannot be read is kept whole, and the next page says why."
        ],
        back=reverse("captures"),
        crumbs=crumbs(HOME, ("Captures", reverse("captures"))),
    )


def _incoming() -> Path:
    top = Path(settings.MUNIMENT_HOME) / "incoming"
    top.mkdir(mode=0o700, exist_ok=True)
    return top


def _noted(reference: str) -> Any:
    return lambda: reference


def _taken(request: Request, values: dict[str, Any]) -> str:
    """The reference of the capture of the files. The same files again are the same capture."""
    top = _incoming()
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory(prefix="stack-", dir=top) as folder:
        for number, one in enumerate(values["chosen"], 1):
            place = Path(folder) / str(number)
            place.mkdir()
            path = place / safe_name(one.name)
            with path.open("wb") as target:
                for piece in one.chunks():
                    digest.update(piece)
                    target.write(piece)
            moment = int(request.now.timestamp())
            os.utime(path, (moment, moment))
        names = ", ".join(one.name for one in values["chosen"])
        made = actions.run_stacks(
            request.actor,
            Path(folder),
            into=values["into"],
            clock=lambda: request.now,
            known_as=f"Scans brought in: {names[:200]} ({digest.hexdigest()[:12]})",
        )
    return made.reference
