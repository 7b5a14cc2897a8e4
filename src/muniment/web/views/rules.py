"""The retention schedule: rules, their versions, and the events that start clocks."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.types import Action, Period, RuleDraft, RuleState, Trigger
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.rules import EventForm, RuleFilter, RuleForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import day, sentence

LIFECYCLE = ("Lifecycle", "/lifecycle/")
STARTS = {
    Trigger.RECORD_DATE: "the date of the record",
    Trigger.LAST_MODIFIED: "the day it was last changed",
    Trigger.FOLDER_CLOSED: "the day its folder is closed",
    Trigger.EVENT: "an event",
}


def period(version: Any) -> str:
    """How long, in words."""
    if version.period_count is None:
        return "No end"
    return Period(version.period_count, version.period_unit).label


def trigger(version: Any) -> str:
    """What starts the clock, in words."""
    if version.event:
        return f"When: {sentence(version.event).lower()}"
    return f"From {STARTS[Trigger(version.trigger)]}"


RULES: list[Column[Any]] = [
    Column(
        "code",
        "Rule",
        lambda v: Cell(v.rule.code, reverse("rule", args=[v.rule.code]), note=v.title),
        "rule__code",
    ),
    Column("period", "Keep for", period, tight=True),
    Column("trigger", "Clock starts", trigger, "trigger"),
    Column("action", "Then", lambda v: sentence(v.action), "action"),
    Column("authority", "Authority", lambda v: v.authority),
]


def rules(request: Request) -> HttpResponseBase:
    """The schedule."""
    form = RuleFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.rules(retired=bool(wanted.get("retired")))
    if words := wanted.get("words"):
        rows = rows.filter(rule__code__icontains=words) | rows.filter(title__icontains=words)
    if wanted.get("action"):
        rows = rows.filter(action=wanted["action"])
    table = Table(request, RULES, rows, order="code", caption="Retention rules")
    action = None
    if P.RETENTION_MANAGE in request.actor.permissions:
        action = {"href": reverse("new_rule"), "text": "Make a rule"}
    return show(
        request,
        "list.html",
        table,
        name="retention-schedule",
        title="Retention schedule",
        filters=form,
        one="rule",
        action=action,
        links=_links(request),
        crumbs=crumbs(LIFECYCLE),
    )


def _links(request: Request) -> list[dict[str, str]]:
    found = [
        {"href": reverse("export_rules", args=[kind]), "text": f"Export as {kind.upper()}"}
        for kind in ("csv", "json")
    ]
    if P.RETENTION_MANAGE in request.actor.permissions:
        found.append({"href": reverse("import_rules"), "text": "Import a schedule"})
    return found


def rule(request: Request, reference: str) -> HttpResponseBase:
    """One rule, with every version that it has had."""
    history = queries.history(reference)
    newest = history[0]
    visible = records.visible(request.actor).filter(rule=reference, state="declared")
    return render(
        request,
        "lifecycle/rule.html",
        one=newest,
        rows=_facts(newest),
        earlier=[(one, period(one), trigger(one)) for one in history[1:]],
        classes=fileplan.classes().filter(rule=reference),
        dated=visible.count(),
        retired=newest.rule.state == RuleState.RETIRED,
        crumbs=crumbs(LIFECYCLE, ("Retention schedule", reverse("rules"))),
    )


def _facts(version: Any) -> list[dict[str, str]]:
    return [
        {"label": "Covers", "text": version.description or "Not said"},
        {"label": "Keep for", "text": period(version)},
        {"label": "Clock starts", "text": trigger(version)},
        {"label": "Then", "text": sentence(version.action)},
        {"label": "Authority", "text": version.authority},
        {"label": "Why this long", "text": version.why or "Not said"},
        {
            "label": "In force from",
            "text": day(version.valid_from),
            "note": f"Version {version.version}",
        },
    ]


def new_rule(request: Request) -> HttpResponseBase:
    """Make a rule."""
    return _save(request, filled(request, RuleForm), "Make a rule", reverse("rules"))


def change_rule(request: Request, reference: str) -> HttpResponseBase:
    """Make a new version of a rule."""
    newest = queries.history(reference)[0]
    kept = ("title", "description", "authority", "trigger", "event", "action", "review_role", "why")
    initial = {name: getattr(newest, name) for name in kept}
    initial |= {"code": reference, "count": newest.period_count, "valid_from": newest.valid_from}
    initial["unit"] = newest.period_unit or "years"
    form = filled(request, RuleForm, initial=initial)
    return _save(request, form, "Change a rule", reverse("rule", args=[reference]))


def _save(request: Request, form: RuleForm, title: str, back: str) -> HttpResponseBase:
    def do(values: dict[str, Any]) -> HttpResponse:
        saved = actions.save_rule(request.actor, _draft(values), now=request.now)
        code = saved.rule.code
        return see_other(request, "rule", f"Version {saved.version} is in force.", code)

    return ask(
        request,
        form,
        do,
        title=title,
        button="Save rule",
        intro=["Earlier versions are kept. The dates of records follow within minutes."],
        back=back,
        crumbs=crumbs(LIFECYCLE, ("Retention schedule", reverse("rules"))),
    )


def _draft(values: dict[str, Any]) -> RuleDraft:
    count, unit = values.pop("count"), values.pop("unit")
    values["trigger"], values["action"] = Trigger(values["trigger"]), Action(values["action"])
    return RuleDraft(period=None if count is None else Period(count, unit), **values)


def retire_rule(request: Request, reference: str) -> HttpResponseBase:
    """Retire a rule."""
    newest = queries.history(reference)[0]
    here = reverse("rule", args=[reference])

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.retire_rule(request.actor, reference, **values, now=request.now)
        return see_other(request, "rule", "The rule has been retired.", reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Retire a rule",
        caption=f"{reference} {newest.title}",
        button="Retire rule",
        warning="What it dated is kept until its class is given another rule.",
        back=here,
        crumbs=crumbs(LIFECYCLE, ("Retention schedule", reverse("rules")), (reference, here)),
    )


def record_event(request: Request) -> HttpResponseBase:
    """Enter that something happened."""
    began = request.GET.get("reference", "")

    def do(values: dict[str, Any]) -> HttpResponse:
        done = actions.record_event(
            request.actor, values.pop("reference"), **values, now=request.now
        )
        said = f"Entered for {done.scope}. The dates of its records follow within minutes."
        return see_other(request, _page_of(began) if began else "record_event", said)

    return ask(
        request,
        filled(request, EventForm, initial={"reference": began}),
        do,
        title="Enter an event",
        button="Enter event",
        intro=["Some rules wait for something to happen: a contract ends, a person leaves."],
        back=_page_of(began) if began else reverse("lifecycle"),
        crumbs=crumbs(LIFECYCLE),
    )


def _page_of(reference: str) -> str:
    kinds = {"R-": "record", "F-": "folder"}
    return reverse(kinds.get(reference[:2].upper(), "class"), args=[reference])
