"""The retention schedule: rules, their versions, and the events that start clocks."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.access.types import Role
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.types import DEFAULT_STAGES, CutOff, RuleState, YearEnd
from muniment.web.door import Request, ask, crumbs, filled, refusals_on, render, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.rules import (
    EventForm,
    RuleFilter,
    RuleForm,
    YearEndForm,
    draft_from,
    initial_of,
)
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import day

LIFECYCLE = ("Lifecycle", "/lifecycle/")


def life(version: Any) -> list[str]:
    """The steps of a rule, in words."""
    return decide.told(queries.terms(version).steps)


RULES: list[Column[Any]] = [
    Column(
        "code",
        "Rule",
        lambda v: Cell(v.rule.code, reverse("rule", args=[v.rule.code]), note=v.title),
        "rule__code",
    ),
    Column("life", "What happens", lambda v: "; then ".join(life(v)), "action"),
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
        {"href": reverse("schedules"), "text": "Schedules and their editions"},
    ]
    found += [
        {"href": reverse("export_rules", args=[kind]), "text": f"Export as {kind.upper()}"}
        for kind in ("csv", "json", "xlsx")
    ]
    found.append({"href": reverse("keep"), "text": "What to keep, in plain words"})
    if P.RETENTION_MANAGE in request.actor.permissions:
        found.append({"href": reverse("publish"), "text": "Publish the schedule"})
        found.append({"href": reverse("import_rules"), "text": "Import a schedule"})
        found.append({"href": reverse("year_end"), "text": "Set the financial year"})
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
        earlier=[(one, "; then ".join(life(one))) for one in history[1:]],
        classes=fileplan.classes().filter(rule=reference),
        dated=visible.count(),
        work=queries.recalculating(request.actor, reference),
        reference=reference,
        retired=newest.rule.state == RuleState.RETIRED,
        schedule=newest.rule.schedule,
        routine=reference in queries.routine_codes(),
        crumbs=crumbs(LIFECYCLE, ("Retention schedule", reverse("rules"))),
    )


def _facts(version: Any) -> list[dict[str, str]]:
    return [
        {"label": "Covers", "text": version.description or "Not said"},
        *further(version),
        *_steps(life(version)),
        {"label": "Who signs a disposal", "text": _signers(version)},
        {"label": "Authority", "text": version.authority},
        {"label": "Why this long", "text": version.why or "Not said"},
        {
            "label": "In force from",
            "text": day(version.valid_from),
            "note": f"Version {version.version}",
        },
        *([{"label": "In force until", "text": day(until)}] if (until := version.valid_to) else []),
    ]


def further(version: Any) -> list[dict[str, str]]:
    """Examples and what belongs elsewhere, where a rule has them."""
    said = {"Such as": "; ".join(version.examples.splitlines()), "Not here": version.scope_note}
    return [{"label": label, "text": text} for label, text in said.items() if text]


def _signers(version: Any) -> str:
    stages = queries.stages_of(version) or DEFAULT_STAGES
    return ", then ".join(Role(one).label.lower() for one in stages)


def _steps(told: list[str]) -> list[dict[str, str]]:
    if len(told) == 1:
        return [{"label": "What happens", "text": told[0]}]
    return [{"label": f"Step {number}", "text": one} for number, one in enumerate(told, 1)]


def new_rule(request: Request) -> HttpResponseBase:
    """Make a rule."""
    form = filled(request, RuleForm, initial={"seen": 0})
    return _save(request, form, "Make a rule", reverse("rules"))


def change_rule(request: Request, reference: str) -> HttpResponseBase:
    """Make a new version of a rule."""
    newest = queries.history(reference)[0]
    initial = {**initial_of(queries.draft_of(newest)), "seen": newest.version}
    form = filled(request, RuleForm, initial=initial)
    form.fields["code"].disabled = True  # another code would be another rule
    return _save(request, form, "Change a rule", reverse("rule", args=[reference]), looked=True)


MOST = 20_000  # records that a page waits for


def _save(
    request: Request, form: RuleForm, title: str, back: str, *, looked: bool = False
) -> HttpResponseBase:
    def do(values: dict[str, Any]) -> HttpResponse:
        seen = values.pop("seen") or 0
        saved = actions.save_rule(request.actor, draft_from(values), seen=seen, now=request.now)
        code = saved.rule.code
        return see_other(request, "rule", f"Version {saved.version} is in force.", code)

    page: dict[str, Any] = {
        "title": title,
        "button": "Save rule",
        "intro": ["Earlier versions are kept. The dates of records follow within minutes."],
        "back": back,
        "crumbs": crumbs(LIFECYCLE, ("Retention schedule", reverse("rules"))),
        "looked": looked,
    }
    if looked and "look" in request.POST and form.is_valid():
        with refusals_on(form):
            if request.POST["look"] == "all":
                draft = draft_from(form.cleaned_data)
                number = actions.look_later(request.actor, draft, now=request.now)
                return see_other(request, "looked", "", draft.code, number)
            page["effect"] = _effect(request, form)
        return render(request, "lifecycle/rule_form.html", form=form, **page)
    return ask(request, form, do, template="lifecycle/rule_form.html", **page)


def _effect(request: Request, form: RuleForm) -> decide.Effect:
    """What the rule on the form would change, if it can be saved."""
    draft, today = draft_from(form.cleaned_data), civil_date(request.now)
    refuse_if(decide.reasons_not_to_publish(draft, today=today))
    return queries.effect_of(request.actor, draft, today=today, most=MOST)


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


def year_end(request: Request) -> HttpResponseBase:
    """Set when the financial year ends."""
    before = queries.year_end()
    counted = len(queries.rules_with_cut_off(CutOff.FINANCIAL_YEAR))

    def do(values: dict[str, Any]) -> HttpResponse:
        ends = YearEnd(int(values["month"]), values["day"])
        actions.set_year_end(request.actor, ends, now=request.now)
        return see_other(request, "rules", "The financial year has been set.")

    return ask(
        request,
        filled(request, YearEndForm, initial={"day": before.day, "month": before.month}),
        do,
        title="Set the financial year",
        button="Set it",
        intro=[
            "Rules can count from the end of the financial year in which something happened.",
            f"{counted} do so now. The dates of their records follow within minutes.",
        ],
        back=reverse("rules"),
        crumbs=crumbs(LIFECYCLE, ("Retention schedule", reverse("rules"))),
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
