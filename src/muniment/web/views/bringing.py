"""Bringing in a file that holds many things: a zip file, with a list of what is in it or without,
and the export of a chat. What it would become is shown first."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.capture import actions
from muniment.holdings.capture.types import Expected, Outcome, Way, Wish
from muniment.web import once
from muniment.web.door import Request, crumbs, filled, refusals_on, render, see_other
from muniment.web.turns import in_turn
from muniment.web.words import count, size

HOME = ("Home", "/")
SALT = "muniment.brought"
PATIENCE = 20 * 3600  # seconds; what is kept for a look goes after a day
WRONG_SHOWN, FIT_SHOWN = 1000, 200
WAYS = [
    (Way.LIST.value, "A zip file with a list of what is in it (manifest)"),
    (Way.ZIP.value, "A zip file, as the folder that was packed"),
    (Way.CHAT.value, "The export of a chat, alone or in a zip file with its files"),
]


class SetForm(forms.Form):
    """The file, what it is, and where what is in it goes."""

    way = forms.ChoiceField(
        label="What it is",
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the file is."},
    )
    chosen = forms.FileField(
        label="File",
        max_length=None,
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    into = forms.CharField(
        label="Class or folder",
        max_length=60,
        help_text="Its reference. A list can say otherwise for single files.",
        error_messages={"required": "Enter the reference of a class or folder."},
    )
    channel = forms.CharField(
        label="What the chat is called (optional)",
        max_length=200,
        required=False,
        help_text="Only for a chat. Otherwise the export says it, or its file name.",
    )
    in_one = forms.BooleanField(
        label="All of the chat as one record, not one for each day", required=False
    )

    def clean_chosen(self) -> Any:
        """The file, if it is not too large."""
        chosen, most = self.cleaned_data["chosen"], settings.MUNIMENT_MAX_UPLOAD_BYTES
        if chosen.size > most:
            raise forms.ValidationError(f"At most {size(most)} can be sent in one file.")
        return chosen


def bring_set(request: Request) -> HttpResponseBase:
    """Choose a file, look at what it would become, and bring it in."""
    if "seen" in request.POST:
        return _confirmed(request)
    first = {"way": request.GET.get("way", "")[:10], "into": request.GET.get("into", "")[:60]}
    form = filled(request, SetForm, initial=first)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return _looked_at(request, form.cleaned_data)
    return _choose(request, form)


def _page() -> dict[str, Any]:
    here = reverse("captures")
    return {"back": here, "crumbs": crumbs(HOME, ("Captures", here))}


def _choose(request: Request, form: forms.Form) -> HttpResponseBase:
    return render(
        request,
        "form.html",
        form=form,
        title="Bring in a zip file or a chat",
        button="Look at the file",
        intro=[
            "You see what the file would become before anything is done.",
            "A list is a .csv, .json, .yaml or .xlsx file at the top of the zip file. It has a "
            "column “path”, and may have “title”, “date”, “class” and “sha256”. Other columns "
            "are kept with the records.",
        ],
        **_page(),
    )


def _looked_at(request: Request, values: dict[str, Any]) -> HttpResponseBase:
    chosen = values["chosen"]
    said = {name: values[name] for name in ("into", "channel", "in_one")}
    wish = Wish(Way(values["way"]), chosen.name, **said)
    actions.place_to_begin(request.actor, wish.into, request.now)
    path = actions.keep_for_a_look(chosen.name, chosen)
    try:
        found = actions.look_into(request.actor, path, wish, clock=lambda: request.now)
    except BaseException:
        actions.drop_kept(path)
        raise
    fit = [one for one in found if one.outcome is Outcome.CAPTURED]
    wrong = [one for one in found if one.outcome is not Outcome.CAPTURED]
    if not fit:
        actions.drop_kept(path)
    carried = {
        "kept": actions.name_of_kept(path),
        "by": request.actor.reference,
        "way": wish.way.value,
        "name": wish.name,
        **said,
    }
    return render(
        request,
        "capture/looked_at.html",
        title=_sum(fit, wrong),
        name=wish.name,
        wish=wish,
        fit=fit[:FIT_SHOWN],
        more_fit=max(0, len(fit) - FIT_SHOWN),
        wrong=wrong[:WRONG_SHOWN],
        more_wrong=max(0, len(wrong) - WRONG_SHOWN),
        seen=signing.dumps(carried, salt=SALT, compress=True) if fit else "",
        **_page(),
    )


def _sum(fit: Sequence[Expected], wrong: Sequence[Expected]) -> str:
    said = f"{count(len(fit), 'item')} to bring in"
    return f"{said}, {len(wrong):,} that cannot come in" if wrong else said


def _confirmed(request: Request) -> HttpResponseBase:
    """Bring in what was looked at. Not in one transaction: it may be much, and what was taken
    before something failed is taken. Sent twice, it is the same capture; sent at once, from one
    page or from two, the second waits for the first."""
    key = once.key_of(request) or secrets.token_urlsafe(18)
    form = SetForm({})
    form.errors.clear()  # that no file came with this form is not what is wrong
    try:
        said = signing.loads(request.POST["seen"], salt=SALT, max_age=PATIENCE)
    except signing.BadSignature:
        made = once.recall(request, key)
        return _done(request, made) if made else _gone(request, form)
    with in_turn(said["kept"]):
        if made := once.recall(request, key):
            return _done(request, made)
        try:
            path = actions.kept_for_a_look(said["kept"])
            if said["by"] != request.actor.reference:
                raise NotFound("file", "that was looked at")
        except NotFound:
            return _gone(request, form)
        with refusals_on(form):
            made = _brought(request, key, path, said)
    return _done(request, made) if made else _choose(request, form)


def _brought(request: Request, key: str, path: Any, said: dict[str, Any]) -> list[str]:
    wish = Wish(Way(said["way"]), said["name"], said["into"], said["channel"], bool(said["in_one"]))
    captures = actions.bring_in(request.actor, path, wish, clock=lambda: request.now)
    noted = [one.reference for one in captures]
    made: list[str] = once.perform(request, key, lambda: noted)
    actions.drop_kept(path)
    return made


def _gone(request: Request, form: forms.Form) -> HttpResponseBase:
    form.add_error("chosen", "The file is not here any more. Choose it again.")
    return _choose(request, form)


def _done(request: Request, made: list[str]) -> HttpResponseBase:
    further = f" They went into {len(made)} places, a capture each." if len(made) > 1 else ""
    return see_other(request, "capture", f"The file has been taken in.{further}", made[0])
