"""Adding files to a folder. A plain form; a browser with scripts adds drag and drop."""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Narrowing
from muniment.foundation.kernel.errors import Away, NoRoom, NotFound, NotPermitted, Refused
from muniment.governance.policies.types import Screen
from muniment.holdings.capture import actions
from muniment.holdings.capture.types import Outcome, Received
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.habits.types import Way
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.metadata.types import Asked
from muniment.holdings.records import queries
from muniment.web import once
from muniment.web.door import Request, crumbs, filled, refusals_on, render, see_other
from muniment.web.forms.values import add_fields, said_in
from muniment.web.views import at_work, ways
from muniment.web.views.folders import way_to
from muniment.web.words import count, size

Outcomes = dict[str, Any]


class SeveralFiles(forms.ClearableFileInput):
    """A box that takes more than one file."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files, which may be empty: an empty file is a record too."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files, each as Django checks one."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files and self.required:
            raise forms.ValidationError("Choose at least one file.")
        most = settings.MUNIMENT_MAX_UPLOAD_BYTES
        if large := [one.name for one in files if one.size > most]:
            words = f"At most {size(most)} can be sent in one file: {', '.join(large)}"
            raise forms.ValidationError(words)
        return [super(FilesField, self).clean(one, initial) for one in files]


class OwnReasonField(forms.CharField):
    """Why what is here already is to be a record of its own."""

    def __init__(self) -> None:
        super().__init__(
            label="Why it is to be a record of its own, if it is here already (optional)",
            required=False,
            max_length=1000,
            help_text="Without a reason, a file that the same people have already is not filed "
            "again: its record gets one more place.",
        )


class UploadForm(forms.Form):
    """The files to add."""

    chosen = FilesField(label="Files", allow_empty_file=True, max_length=None)
    own_reason = OwnReasonField()


def upload(request: Request, reference: str) -> HttpResponseBase:
    """Take files into a folder, then say of each what became of it."""
    folder = queries.folder_named(request.actor, reference)
    asked = metadata.asked_in(folder.file_class)
    form = filled(request, UploadForm)
    add_fields(form, asked)
    if request.method == "POST" and form.is_valid() and _passes(request, folder, form, asked):
        said = said_in(form, asked)
        key = once.key_of(request) or secrets.token_urlsafe(18)
        # The content is made durable first, outside the transaction that files it.
        received = [
            receive_one(request, folder.reference, one, said, form.cleaned_data["own_reason"])
            for one in form.cleaned_data["chosen"]
        ]
        once.perform(
            request, key, lambda: [file_one(request, folder.reference, one) for one in received]
        )
        return see_other(request, "uploaded", "", folder.reference, key)
    says = at_work.says(request, Screen.TITLE)
    return render(request, "capture/upload.html", form=form, says=says, **_page(folder))


def _passes(request: Request, folder: Any, form: UploadForm, asked: list[Asked]) -> bool:
    """Whether the fields can be filed so; if not, every reason is on the form. The files have to
    be chosen again: no browser keeps them."""
    with refusals_on(form):
        actions.check_upload(
            request.actor,
            folder.reference,
            narrowing=Narrowing(),
            fields=said_in(form, asked),
            now=request.now,
        )
    return not form.errors


def _page(folder: Any) -> dict[str, Any]:
    here = (folder.title, reverse("folder", args=[folder.reference]))
    place = fileplan.effective(folder.file_class).place
    otherwise = [] if ways.offered(place, Way.UPLOAD) else ways.told(place)
    return {"one": folder, "otherwise": otherwise, "crumbs": crumbs(*way_to(folder), here)}


def receive_one(
    request: Request, folder: str, file: Any, said: dict[str, Any], own_reason: str = ""
) -> Received | Outcomes:
    """Make the content of one file durable; or why it is not taken."""
    try:
        return actions.receive_upload(
            request.actor,
            folder,
            name=file.name,
            stream=file,
            fields=said,
            own_reason=own_reason,
            now=request.now,
        )
    except (NotPermitted, NotFound, NoRoom, Away):
        raise  # nothing has been filed yet: one page says so for all
    except Refused as refusal:
        return _refused(file.name, refusal)


def file_one(request: Request, folder: str, received: Received | Outcomes) -> Outcomes:
    """File what was received; what became of it."""
    if isinstance(received, dict):
        return received
    try:
        taken = actions.file_received(request.actor, folder, received, now=request.now)
    except Refused as refusal:
        return _refused(received.new.name, refusal)
    # The name of what became a record is kept with the record alone, and goes when it goes.
    reasons = [taken.reason] if taken.reason else []
    return {"name": "", "outcome": taken.outcome, "record": taken.record, "reasons": reasons}


def _refused(name: str, refusal: Refused) -> Outcomes:
    reasons = [one.message for one in refusal.reasons]
    return {"name": name, "outcome": Outcome.REFUSED, "record": "", "reasons": reasons}


def uploaded(request: Request, reference: str, key: str) -> HttpResponseBase:
    """What became of the files of one form."""
    folder = queries.folder_named(request.actor, reference)
    results = once.recall(request, key)
    if results is None:
        raise NotFound("upload to", folder.reference)
    wanted = [one["record"] for one in results if one["record"]]
    seen = queries.visible(request.actor).filter(reference__in=wanted)
    titles = dict(seen.values_list("reference", "title"))
    for one in results:
        one["name"] = one["name"] or titles.get(one["record"], one["record"])
    said = _sum(results)
    return render(request, "capture/uploaded.html", results=results, said=said, **_page(folder))


def _sum(results: list[dict[str, Any]]) -> str:
    kept = [one for one in results if one["outcome"] in (Outcome.CAPTURED, Outcome.LINKED)]
    if len(kept) == len(results):
        return f"{count(len(kept), 'file')} filed"
    return f"{len(kept)} of {count(len(results), 'file')} filed"
