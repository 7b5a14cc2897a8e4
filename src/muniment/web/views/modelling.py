"""Taking over a model schedule: chosen, compared with ours, decided where both changed, done."""

import base64
from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Refused, refuse_if
from muniment.lifecycle.retention import actions, queries, rules
from muniment.lifecycle.retention.types.schedules import ModelTaken
from muniment.web.door import Request, filled, put_on, render, see_other
from muniment.web.views.schedules import way
from muniment.web.views.sheet_kinds import Rows, Step, steps_of
from muniment.web.views.sheets import SHOWN, ChosenForm, LookedAtForm, as_text, digest
from muniment.web.words import count, day


class ModelForm(ChosenForm):
    """The file of a model, and what it is."""

    provider = forms.CharField(
        label="Whose model it is",
        max_length=200,
        help_text="Such as the association or authority that publishes it.",
        error_messages={"required": "Say whose model it is."},
    )
    version = forms.CharField(
        label="Version",
        max_length=200,
        help_text="As they call it, such as 2026.1.",
        error_messages={"required": "Say which version."},
    )
    field_order = ("provider", "version", "file", "sheet")


class ComparedForm(LookedAtForm):
    """The same, looked at, and of which rules the model's word is taken."""

    provider = forms.CharField(max_length=200)
    version = forms.CharField(max_length=200)


def take_over(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Bring a version of a model schedule into a draft."""
    found = queries.edition_named(reference, number)
    if "seen" in request.POST:
        return _confirmed(request, found)
    last = queries.taken_over(reference)
    form = filled(request, ModelForm, initial={"provider": last.provider if last else ""})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            name, content = as_text(said["file"].name, said["file"].read(), said["sheet"])
            rows = sheets.read_rows(name, content, under="rules")
            refuse_if(rules.reasons_not_to_read(rows, name))
            return _preview(request, found, said, name, content, rows)
        except Refused as refusal:
            put_on(form, refusal.reasons)
    return _choose(request, found, form)


def _choose(request: Request, found: Any, form: forms.Form) -> HttpResponseBase:
    return render(request, "lifecycle/model_choose.html", form=form, **_page(request, found))


def _page(request: Request, found: Any) -> dict[str, Any]:
    code = found.schedule.code
    here = reverse("edition", args=[code, found.number])
    last = queries.taken_over(code)
    return {
        "one": found,
        "last": f"{last.provider}, version {last.version}, {day(last.taken_at)}" if last else "",
        "back": here,
        "crumbs": way((code, reverse("schedule", args=[code])), (f"Edition {found.number}", here)),
    }


def _looked(request: Request, found: Any, said: dict[str, Any], rows: Rows) -> tuple[Any, Any]:
    """What it would do to the rules of the edition, and what is to be decided. Raises Refused."""
    today = civil_date(request.now)
    drafts, faults = queries.read_edition(found, rows, today=today)
    row = queries.taken_over(found.schedule.code)
    last = queries.model_of(row, today=today) if row else None
    merged = queries.compared(found, drafts, today=today)
    model = ModelTaken(said["provider"].strip(), said["version"].strip(), tuple(drafts))
    against = rules.reasons_not_to_take_over(model, last, (), merged)
    refuse_if([*rules.reasons_not_to_change(queries.facts_of(found)), *against, *faults])
    steps: list[Step] = steps_of(rules.changes_between(queries.rules_of(found), merged.rules))
    return steps, merged.open


def _preview(
    request: Request,
    found: Any,
    said: dict[str, Any],
    name: str,
    content: bytes,
    rows: Rows,
    changed: bool = False,
) -> HttpResponseBase:
    steps, still_open = _looked(request, found, said, rows)
    return render(
        request,
        "lifecycle/model.html",
        model=f"{said['provider']}, version {said['version']}",
        steps=steps[:SHOWN],
        more=max(0, len(steps) - SHOWN),
        open=still_open,
        changed=changed,
        carried={
            "name": name,
            "content": base64.b64encode(content).decode("ascii"),
            "provider": said["provider"],
            "version": said["version"],
            "seen": digest([*steps, *still_open]),
        },
        **_page(request, found),
    )


def _confirmed(request: Request, found: Any) -> HttpResponseBase:
    """Do what was looked at, unless it would do something else by now."""
    sent = ComparedForm(request.POST)
    if not sent.is_valid():
        form = ModelForm({})
        form.errors.clear()
        form.add_error("file", "Choose the file again.")
        return _choose(request, found, form)
    said = sent.cleaned_data
    at = (found.schedule.code, found.number)
    try:
        rows = sheets.read_rows(said["name"], said["content"], under="rules")
        steps, still_open = _looked(request, found, said, rows)
        if digest([*steps, *still_open]) != said["seen"]:
            return _preview(request, found, said, said["name"], said["content"], rows, changed=True)
        done = actions.take_over(
            request.actor,
            *at,
            rows,
            provider=said["provider"],
            version=said["version"],
            chosen=request.POST.getlist("chosen"),
            now=request.now,
        )
    except Refused as refusal:
        form = ModelForm({})
        form.errors.clear()
        put_on(form, refusal.reasons)
        return _choose(request, found, form)
    made = f"{count(done.added, 'rule')} new, {done.changed} changed, {done.same} as before"
    return see_other(request, "edition", f"{made}, {done.left_out} taken out.", *at)


def model_differences(request: Request, reference: str) -> HttpResponseBase:
    """Where a schedule differs from the model that it follows: what the body changed in it."""
    found = queries.schedule_named(reference)
    row = queries.taken_over(reference)
    editions = list(queries.editions(reference)) if row else []
    newest = next((one for one in editions if one.state != "withdrawn"), None)
    changes = (
        queries.differences(newest, row, today=civil_date(request.now)) if row and newest else None
    )
    return render(
        request,
        "lifecycle/model_differences.html",
        one=found,
        edition=newest,
        model=f"{row.provider}, version {row.version}" if row else "",
        taken=f"Taken over on {day(row.taken_at)}." if row else "",
        changes=changes,
        crumbs=way((reference, reverse("schedule", args=[reference]))),
    )
