"""Bringing over what was said outside the body's own systems: messages on a phone, a chat, a
private mailbox (Cabinet Office, Using non-corporate communication channels, 2023)."""

import io
import secrets
from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Refused
from muniment.holdings.capture import actions
from muniment.holdings.capture.types import Received
from muniment.holdings.channels import actions as channels
from muniment.holdings.channels import queries as declared
from muniment.holdings.channels import rules
from muniment.holdings.channels.types import UseDraft, UseState
from muniment.holdings.records import queries
from muniment.web import once
from muniment.web.door import Request, crumbs, filled, put_on, render, see_other
from muniment.web.forms.channels import ChannelForm
from muniment.web.views.folders import way_to
from muniment.web.views.upload import FilesField, file_one


class ConversationForm(ChannelForm):
    """Where it was said, by whom, when, why there, and what."""

    said = forms.CharField(
        label="What was said",
        required=False,
        max_length=200_000,
        help_text="Copy the messages here, or add them as files.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    chosen = FilesField(
        label="Files, such as pictures of the screen or an export",
        allow_empty_file=True,
        max_length=None,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Something was said, and in the right order of days."""
        values = super().clean() or {}
        if not values.get("said", "").strip() and not values.get("chosen"):
            self.add_error("said", "Copy what was said, or add a file.")
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day is before the first.")
        return values


def bring_conversation(request: Request, reference: str) -> HttpResponseBase:
    """File a conversation from another channel in a folder."""
    folder = queries.folder_named(request.actor, reference)
    use = _declared(request)
    form = filled(request, ConversationForm, initial=_initial(use))
    here = reverse("folder", args=[folder.reference])
    if request.method == "POST" and form.is_valid():
        draft = _draft(form.cleaned_data, use.what if use else folder.title)
        reasons: list[Any] = rules.reasons_not_to_declare(draft, today=civil_date(request.now))
        received: list[Received] = []
        if not reasons:
            received, reasons = _received(request, folder.reference, form.cleaned_data, draft)
        put_on(form, reasons)
        if not form.errors:
            key = once.key_of(request) or secrets.token_urlsafe(18)
            once.perform(
                request,
                key,
                lambda: _file(request, folder.reference, received, draft, use),
            )
            return see_other(request, "uploaded", "", folder.reference, key)
    return render(
        request,
        "form.html",
        form=form,
        title="Bring over a conversation",
        caption=folder.title,
        intro=["Messages about the work that were sent outside our own systems are records too."],
        button="File it",
        back=here,
        crumbs=crumbs(*way_to(folder), (folder.title, here)),
    )


def _declared(request: Request) -> Any:
    """The use that the person declared before, if that is what is brought over."""
    try:
        found = declared.use_named(request.actor, request.GET.get("use", ""))
    except NotFound:
        return None
    return found if found.state == UseState.DECLARED else None


def _initial(use: Any) -> dict[str, Any]:
    if use is None:
        return {}
    said = {name: getattr(use, name) for name in ("channel", "participants", "why")}
    return {**said, "first": use.first_day, "last": use.last_day}


def _draft(values: dict[str, Any], what: str) -> UseDraft:
    """What the log of other channels says of it."""
    last = values["last"] or values["first"]
    named = {name: values[name] for name in ("channel", "participants", "why")}
    return UseDraft(what=what[:300], first_day=values["first"], last_day=last, **named)


def _file(
    request: Request, folder: str, received: list[Received], draft: UseDraft, use: Any
) -> list[Any]:
    """File what was received, and note in the log that it was brought over."""
    results = [file_one(request, folder, one) for one in received]
    kept = [str(one["record"]) for one in results if one["record"]]
    if kept and use is not None:
        channels.transfer(request.actor, use.reference, references=kept, now=request.now)
    elif kept:
        channels.note_transfer(request.actor, draft, references=kept, now=request.now)
    return results


def _received(
    request: Request, folder: str, values: dict[str, Any], draft: UseDraft
) -> tuple[list[Received], list[Any]]:
    title, metadata = rules.title_of(draft), rules.metadata_of(draft)
    received: list[Received] = []
    try:
        for title_of, name, stream in _things(values, title):
            received.append(
                actions.receive_upload(
                    request.actor,
                    folder,
                    name=name,
                    stream=stream,
                    title=title_of,
                    metadata=metadata,
                    modified=rules.moment_of(draft),
                    now=request.now,
                )
            )
    except Refused as refusal:
        return [], list(refusal.reasons)
    return received, []


def _things(values: dict[str, Any], title: str) -> list[tuple[str, str, Any]]:
    things: list[tuple[str, str, Any]] = []
    if values["said"].strip():
        things.append((title, "conversation.txt", io.BytesIO(values["said"].encode())))
    for one in values["chosen"]:
        things.append((f"{title} ({one.name})"[:500], one.name, one))
    return things
