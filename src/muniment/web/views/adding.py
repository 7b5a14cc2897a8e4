"""Filing as one goes: from any page, or from another program that shares something."""

import io
import secrets
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponseBase, JsonResponse  # noqa: TID251
from django.templatetags.static import static
from django.urls import reverse

from muniment.foundation.access.types import Narrowing, Profile
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.names import safe_name
from muniment.governance.policies.types import Screen
from muniment.holdings.advice import queries as advice
from muniment.holdings.advice.types import Suggestion
from muniment.holdings.capture import actions
from muniment.holdings.records import queries
from muniment.web import once
from muniment.web.door import Request, filled, refusals_on, render, see_other
from muniment.web.views import at_work
from muniment.web.views.upload import FilesField, OwnReasonField, file_one, receive_one

LOOKED_AT = 200  # of the person's latest filings
SHOWN = 6
ELSEWHERE = "elsewhere"


class AddForm(forms.Form):
    """Where to, and what: files, or an address and words that were shared."""

    into = forms.ChoiceField(label="Folder", widget=forms.RadioSelect)
    folder = forms.CharField(
        label="Another folder, by reference",
        required=False,
        max_length=40,
        help_text="Such as F-7K3M9-QXV2B. It stands on the page of the folder.",
    )
    chosen = FilesField(label="Files", allow_empty_file=True, max_length=None, required=False)
    title = forms.CharField(label="Title of a note (optional)", required=False, max_length=500)
    url = forms.CharField(label="Address of a web page (optional)", required=False, max_length=2000)
    text = forms.CharField(
        label="Note (optional)",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    own_reason = OwnReasonField()

    def __init__(
        self, *args: Any, recent: list[Any], offered: list[Suggestion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        known = {one.folder for one in offered}
        choices = [(one.folder, f"{one.folder_title} ({one.file_class})") for one in offered]
        choices += [
            (one.reference, f"{one.title} ({one.file_class.reference})")
            for one in recent
            if one.reference not in known
        ]
        into: Any = self.fields["into"]
        into.choices = [*choices, (ELSEWHERE, "Another folder")]
        into.initial = choices[0][0] if choices else ELSEWHERE
        if not choices:  # nothing to choose between
            into.widget = forms.HiddenInput()
            self.fields["folder"].label = "Folder, by reference"

    def clean(self) -> dict[str, Any]:
        """One folder, and at least one thing to file."""
        values = super().clean() or {}
        if values.get("into") == ELSEWHERE and not values.get("folder", "").strip():
            self.add_error("folder", "Enter the reference of the folder.")
        if not values.get("chosen") and not values.get("url") and not values.get("text"):
            self.add_error("chosen", "Choose a file, or write a note.")
        url = values.get("url", "")
        if url and urlsplit(url).scheme not in ("http", "https"):
            self.add_error("url", "Enter an address that begins with http:// or https://")
        return values

    @property
    def place(self) -> str:
        """The folder that was chosen."""
        into = self.cleaned_data["into"]
        return self.cleaned_data["folder"].strip() if into == ELSEWHERE else str(into)

    @property
    def note(self) -> io.BytesIO | None:
        """What was shared as words, as a file; None where there are none."""
        values = self.cleaned_data
        if not (values["url"] or values["text"]):
            return None
        lines = [values["title"], values["url"], values["text"]]
        made = io.BytesIO("\n\n".join(one for one in lines if one).encode() + b"\n")
        made.name = safe_name(f"{values['title'] or values['url'] or 'Note'}.txt")
        return made


def recent_folders(actor: Profile) -> list[Any]:
    """The open folders in which the person last filed something, the latest first."""
    filed = EventFilter(actor=actor.reference, kind_prefix="records:record:filed")
    events = audit.events(filed, limit=LOOKED_AT)
    wanted = [one.object_reference.removeprefix("record:") for one in events]
    chosen = queries.visible(actor).filter(reference__in=wanted, folder__closed_on=None)
    by_record = {one.reference: one.folder for one in chosen.select_related("folder__file_class")}
    found = {by_record[one].pk: by_record[one] for one in reversed(wanted) if one in by_record}
    return list(reversed(found.values()))[:SHOWN]


def add(request: Request) -> HttpResponseBase:
    """Choose a folder and file something in it."""
    recent = recent_folders(request.actor)
    shared = {name: request.GET.get(name, "") for name in ("title", "url", "text")}
    asked = request.POST if request.method == "POST" else request.GET
    called = asked.get("called", "").strip()[:500]
    offered = _offered(request, called or shared["title"], shared["text"])
    form = filled(request, AddForm, recent=recent, offered=offered, initial=shared)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return _file(request, form)
    return render(
        request,
        "capture/add.html",
        form=form,
        says=at_work.says(request, Screen.TITLE),
        called=called,
        offered=offered,
        sharing=request.build_absolute_uri(reverse("add_anything")),
    )


def _offered(request: Request, title: str, text: str) -> list[Suggestion]:
    """Folders that it may belong in, by what it is called; those that are open to the person."""
    if not title:
        return []
    found = advice.suggestions_for(
        request.actor, title=title, text=text[:20_000], on=civil_date(request.now)
    )
    return [one for one in found if one.folder]


def _file(request: Request, form: AddForm) -> HttpResponseBase:
    folder = queries.folder_named(request.actor, form.place).reference
    # Where the class asks for more than this page does, it says so before anything is sent on.
    actions.check_upload(request.actor, folder, narrowing=Narrowing(), fields={}, now=request.now)
    key = once.key_of(request) or secrets.token_urlsafe(18)
    things = [*form.cleaned_data["chosen"], *([form.note] if form.note else [])]
    why = form.cleaned_data["own_reason"]
    received = [receive_one(request, folder, one, {}, why) for one in things]
    once.perform(request, key, lambda: [file_one(request, folder, one) for one in received])
    return see_other(request, "uploaded", "", folder, key)


def manifest(request: HttpRequest) -> HttpResponseBase:
    """What a browser needs to offer Muniment where things are shared (W3C, Web App Manifest)."""
    told = {
        "name": "Muniment",
        "short_name": "Muniment",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "browser",
        "theme_color": "#14313a",
        "background_color": "#ffffff",
        "icons": [{"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        "share_target": {
            "action": reverse("add_anything"),
            "method": "GET",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
    return JsonResponse(told, content_type="application/manifest+json")
