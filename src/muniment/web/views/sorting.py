"""Rules that file by themselves: which there are, what they filed, and what people say of it."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.advice import actions, queries
from muniment.holdings.advice.types import Outcome, RuleDraft, Standing
from muniment.holdings.records import queries as records
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.pages import may_reach
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.records import way_of
from muniment.web.words import day, number

ABOUT = (
    "Nothing is filed by itself unless a rule here says so. A rule files what captures brought into"
    " its in-tray, in the name of whoever set it, and only where that person may file.",
    "How sure it is: how many of the ten filed records most like it lie in one class. The words of"
    " the class must say the same. What is held is never moved.",
    "Each record says on its page by which rule it was filed, and why. Anybody who may move it can"
    " put it back. It is no example for others before a person confirms it. Only records that you"
    " may see are counted here.",
)
WAY = (("File plan", "fileplan"), ("How often suggestions were right", "accuracy"))


def _way(*more: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs(*((words, reverse(name)) for words, name in (*WAY, *more)))


def sorting_rules(request: Request) -> HttpResponseBase:
    """The rules, with how many records each filed and how many of them were put back."""
    rows = queries.standings(request.actor, on=civil_date(request.now))
    names = events.names({one.set_by for one in rows}, request.now)
    may_set = may_reach(request, P.FILEPLAN_MANAGE)

    def state(one: Standing) -> Cell | str:
        if one.ended_at:
            return f"Ended on {day(one.ended_at)}"
        if not may_set:
            return one.idle or "In force"
        address = reverse("end_sorting_rule", args=[one.reference])
        return Cell(f"End {one.reference}", address, note=one.idle or "In force")

    columns: list[Column[Standing]] = [
        Column("rule", "Rule", lambda one: Cell(one.in_words.capitalize(), note=one.reference)),
        Column("from", "In-tray", lambda one: one.in_tray),
        Column("into", "Files into", lambda one: one.file_class or "Any class"),
        Column(
            "why",
            "Why",
            lambda one: Cell(
                one.reason, note=f"{names.get(one.set_by, one.set_by)}, {day(one.set_at)}"
            ),
        ),
        Column("filed", "Filed", lambda one: number(one.filed), numeric=True),
        Column("confirmed", "Confirmed", lambda one: number(one.confirmed), numeric=True),
        Column("back", "Put back", lambda one: number(one.put_back), numeric=True),
        Column("state", "State", state),
    ]
    empty = "There is no such rule: nothing is filed by itself."
    heads: dict[str, Any] = {"title": "Rules that file by themselves", "intro": list(ABOUT)}
    if may_set:
        heads["action"] = {"href": reverse("set_sorting_rule"), "text": "Set a rule"}
    table = Table(request, columns, rows, caption="Rules", empty=empty)
    return show(request, "list.html", table, name="sorting", one="rule", crumbs=_way(), **heads)


class SortingForm(forms.Form):
    """One rule."""

    in_tray = forms.CharField(
        label="In-tray",
        max_length=60,
        help_text="The reference of a class whose retention rule is “undecided”.",
        error_messages={"required": "Say which class is the in-tray."},
    )
    file_class = forms.CharField(
        label="File only into this class (optional)",
        required=False,
        max_length=60,
        help_text="Its reference. All classes below it follow. Empty: any class.",
    )
    sure = forms.IntegerField(
        label="How sure it must be, in per cent",
        help_text="From 60 to 100. 90: of the ten records most like it, nine lie in one class.",
        error_messages={"required": "Say how sure it must be."},
    )
    runner_up = forms.IntegerField(
        label="How much the runner-up may have, in per cent",
        help_text="From 0 to 40. 10: one of the ten at most lies in another class.",
        error_messages={"required": "Say how much the runner-up may have."},
    )
    reason = forms.CharField(
        label="Why this may be filed by itself",
        max_length=500,
        error_messages={"required": "Say why this may be filed by itself."},
    )


class TryForm(forms.Form):
    """The figures that are tried."""

    sure = forms.IntegerField(
        label="How sure, in per cent", min_value=60, max_value=100, required=False
    )
    runner_up = forms.IntegerField(
        label="The runner-up, in per cent", min_value=0, max_value=40, required=False
    )
    file_class = forms.CharField(label="Only into this class", required=False, max_length=60)


def _foreseen(request: Request, wanted: dict[str, Any]) -> dict[str, Any]:
    """What a rule with these figures would have done, for the page; why it cannot be said."""
    into = wanted.get("file_class") or ""
    try:
        found = queries.foreseen(
            request.actor, wanted["sure"], wanted["runner_up"], into, on=civil_date(request.now)
        )
    except NotFound as missing:
        return {"foreseen": None, "why_not": missing.reasons[0].message}
    return {"foreseen": found, "wanted": wanted, "why_not": ""}


def set_sorting_rule(request: Request) -> HttpResponseBase:
    """Have something filed by itself."""

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_rule(request.actor, RuleDraft(**values), now=request.now)
        said = "The rule is set. What lies in the in-tray is looked at within ten minutes."
        return see_other(request, "sorting_rules", said)

    looked = TryForm(request.GET or None, auto_id="try-%s")
    said = dict(looked.cleaned_data) if looked.is_valid() else {}
    initial = {"sure": 90, "runner_up": 10} | {k: v for k, v in said.items() if v not in (None, "")}
    form = filled(request, SortingForm, initial=initial)
    if request.method == "POST" and form.is_valid():
        initial = {name: form.cleaned_data[name] for name in ("sure", "runner_up", "file_class")}
    return ask(
        request,
        form,
        do,
        template="records/sorting.html",
        title="Set a rule that files by itself",
        button="Set the rule",
        tries=looked
        if looked.is_bound and looked.errors
        else TryForm(initial=initial, auto_id="try-%s"),
        **_foreseen(request, initial),
        intro=[
            "It files in your name, and only where you may file. It takes the place of the rule for"
            " the same in-tray and class.",
        ],
        back=reverse("sorting_rules"),
        crumbs=_way(("Rules that file by themselves", "sorting_rules")),
    )


class EndForm(forms.Form):
    """Why a rule is ended."""

    reason = forms.CharField(
        label="Why nothing more is filed by it",
        max_length=500,
        error_messages={"required": "Say why nothing more is filed by it."},
    )


def end_sorting_rule(request: Request, reference: str) -> HttpResponseBase:
    """Have nothing more filed by a rule."""
    found = queries.rule_named(reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.end_rule(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "sorting_rules", "The rule is ended. What it filed stays.")

    into = found.file_class.reference if found.file_class else "any class"
    return ask(
        request,
        filled(request, EndForm),
        do,
        title="End this rule",
        caption=found.reference,
        intro=[f"It files from {found.in_tray.reference} into {into}. What it filed stays there."],
        button="End the rule",
        back=reverse("sorting_rules"),
        crumbs=_way(("Rules that file by themselves", "sorting_rules")),
    )


class JudgeForm(forms.Form):
    """Whether a record belongs where a rule filed it."""

    decision = forms.ChoiceField(
        label="Does it belong here?",
        choices=[
            (Outcome.CONFIRMED.value, "Yes. It stays, and is an example for others"),
            (Outcome.PUT_BACK.value, "No. Put it back where it lay"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it belongs here."},
    )
    reason = forms.CharField(
        label="Why it does not belong here",
        required=False,
        max_length=500,
        help_text="Only if it is put back.",
    )


def judge_filing(request: Request, reference: str) -> HttpResponseBase:
    """Confirm that a record belongs where a rule filed it, or put it back."""
    record = records.record_named(request.actor, reference)
    found = queries.filed_as(request.actor, reference)
    if found is None:
        raise NotFound("record filed by a rule", reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        if values["decision"] == Outcome.CONFIRMED:
            actions.confirm(request.actor, reference, now=request.now)
            said = "It belongs here."
        else:
            why = values["reason"]
            actions.put_back(request.actor, reference, reason=why, now=request.now)
            said = "It is back where it lay. No rule files it again."
        return see_other(request, "record", said, record.reference)

    lay = f" It lay in “{found.folder_title}” before." if found.folder else ""
    return ask(
        request,
        filled(request, JudgeForm),
        do,
        title="Does this record belong here?",
        caption=record.title,
        intro=[
            f"Rule {found.rule} filed it in “{record.folder.title}”: {found.in_words}.{lay}",
            *([f"Words that spoke for it: {', '.join(found.words)}."] if found.words else []),
        ],
        button="Save",
        back=reverse("record", args=[record.reference]),
        crumbs=crumbs(*way_of(record)),
    )
