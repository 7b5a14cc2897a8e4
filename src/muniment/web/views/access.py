"""Why a person can or cannot see a thing."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules
from muniment.foundation.access.types import AudienceKey
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.web.door import Request, crumbs, put_on, render


class AccessForm(forms.Form):
    """Who, and what."""

    thing = forms.CharField(
        label="What",
        help_text="The reference of a record, a folder or a class, such as R-7K3M9-QXV2B, "
        "F-7K3M9-QXV2B or FIN/01. It stands on the page of each.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Enter the reference of a record, a folder or a class."},
    )
    person = forms.CharField(
        label="Who (optional)",
        required=False,
        help_text="User name, email address or reference. Everybody, if left empty.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked about. `title` is empty unless the one who asks may see it."""

    reference: str
    kind: str
    title: str
    key: AudienceKey


def effective_access(request: Request) -> HttpResponseBase:
    """The answer for one person, or for everybody."""
    form = AccessForm(request.GET or None)
    page: dict[str, Any] = {"form": form, "thing": None, "answers": [], "one": None}
    if form.is_bound and form.is_valid():
        try:
            thing = _thing(request, form.cleaned_data["thing"])
            page |= {"thing": thing, "marking": thing.key.marking.label}
            page |= _answers(request, thing, form.cleaned_data["person"])
        except NotFound as unknown:
            put_on(form, unknown.reasons)
    status = 422 if form.is_bound and form.errors else 200
    where = crumbs(("Admin", reverse("admin")))
    return render(request, "access.html", status=status, crumbs=where, **page)


def _thing(request: Request, reference: str) -> Thing:
    wanted = normalise(reference)
    for kind, every, visible in (
        ("Record", records.every_record, records.visible),
        ("Folder", records.every_folder, records.visible_folders),
    ):
        found = every().filter(reference=wanted).first()
        if found is not None:
            seen = visible(request.actor).filter(pk=found.pk).exists()
            key = access.audience_key(found.audience_id)
            return Thing(found.reference, kind, found.title if seen else "", key)
    file_class = fileplan.class_named(reference)
    terms = fileplan.effective(file_class)
    key = AudienceKey(terms.place, terms.open_to.value, terms.marking.value)
    return Thing(file_class.reference, "Class", file_class.title, key)


def _answers(request: Request, thing: Thing, name: str) -> dict[str, Any]:
    today = civil_date(request.now)
    if name:
        profile = access.profile_of(name, on=today)
        return {"one": _answer(profile.name, rules.reasons_not_to_see(profile, thing.key))}
    active = access.people().filter(is_active=True)
    found = [
        _answer(one.name, rules.reasons_not_to_see(access.profile(one, on=today), thing.key))
        for one in active
    ]
    return {"answers": sorted(found, key=lambda answer: (not answer["can"], answer["name"]))}


def _answer(name: str, reasons: list[Reason]) -> dict[str, Any]:
    return {"name": name, "can": not reasons, "reasons": [one.message for one in reasons]}
