"""Incidents: reported by anybody, and triaged, investigated, put right, checked and closed."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Limit, Reference, one_of, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.foundation.kernel.errors import Reason, Refused

app = typer.Typer(
    name="incidents", help="Losses, damage, breaches and near misses.", no_args_is_help=True
)
Seen = Annotated[
    int | None, typer.Option(help="The version that you looked at; refused if it is older.")
]
Because = Annotated[str, typer.Option("--why", help="Why.")]
At = Annotated[str, typer.Option(metavar="MOMENT", help="Such as 2026-11-23T14:05, in UK time.")]
SHOWN = (
    *("what", "version", "aware_at", "notify", "told_at", "authority_reference", "tell_people"),
    *("people_told_at", "cause", "factors", "spoken_to", "salvage", "salvage_outcome"),
    *("check_on", "checked_on", "check_found", "concerns"),
)
LISTED = {
    "reference": "Reference",
    "kind": "Kind",
    "unit": "Unit",
    "stage": "Stage",
    "severity": "Severity",
    "clock": "Clock",
    "handler": "Handler",
}


def read_moment(text: str, field: str) -> datetime | None:
    """The moment that was typed, in UK time unless it names an offset; None for nothing. Raises
    Refused."""
    from muniment.foundation.kernel.clock import CIVIL

    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        said = f"“{text}” is no moment such as 2026-11-23T14:05."
        raise Refused(Reason(field, said, field)) from error
    return found if found.tzinfo else found.replace(tzinfo=CIVIL)


def told(one: Any, words: str) -> None:
    """Say how an incident stands now."""
    names = ("reference", "stage", "version")
    answer({name: getattr(one, name) for name in names}, words)


@app.command("report")
def report(
    what: Annotated[str, typer.Argument(metavar="WORDS", help="What happened.")],
    kind: Annotated[
        str,
        typer.Option(help="lost, damaged, misdirected, intrusion, destroyed, near_miss or other."),
    ],
    personal_data: Annotated[
        str, typer.Option(help="Whether people's personal data are concerned: yes, no or unsure.")
    ] = "unsure",
    on: Annotated[str, typer.Option(metavar="DATE", help="When; today without it.")] = "",
    unit: Annotated[str, typer.Option(help="Where; your own unit without it.")] = "",
    concerns: Annotated[
        str, typer.Option(help="References of records, folders, boxes or assets.")
    ] = "",
) -> None:
    """Report a loss, damage, a breach or a near miss. Anybody who works here may."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions
        from muniment.governance.incidents.types import ReportDraft

        day = read_date(on, "noticed_on")
        draft = ReportDraft(what, kind, personal_data, day, unit, concerns)
        made = actions.report(actor, draft, now=now())
    told(made, f"{made.reference}: thank you. Those who handle it have been told.")


@app.command("mine")
def mine() -> None:
    """List what you reported and how far it is, and the corrective actions that are yours."""
    with acting() as actor:
        from muniment.governance.incidents import queries

        rows = [
            {"reference": one.reference, "kind": one.kind, "stage": one.stage}
            for one in queries.own(actor)
        ]
        tasks = [_task(one) for one in queries.own_tasks(actor)]
    table("incidents", rows, {"reference": "Report", "kind": "Kind", "stage": "Stage"})
    table("tasks", tasks, {"reference": "Action", "what": "What", "due_on": "By"})


def _task(one: Any) -> dict[str, Any]:
    names = ("reference", "what", "due_on", "done_at", "dropped_at", "settled_words")
    return {**{name: getattr(one, name) for name in names}, "who": one.person.name}


@app.command("list")
def list_(
    want: Annotated[
        str,
        typer.Option(
            help="all, mine, untriaged, breach, clock, overdue, near_miss, check_due,"
            " orphaned or closed;"
            " those that are open without it."
        ),
    ] = "",
    unit: Annotated[str, typer.Option(help="Only of this unit and those below it.")] = "",
    kind: Annotated[str, typer.Option(help="Only of this kind.")] = "",
    words: Annotated[str, typer.Option(help="Only with all these words in the report.")] = "",
    limit: Limit = 1000,
) -> None:
    """List the incidents that you may read, the latest first."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import queries
        from muniment.governance.incidents.types import Kind, Want

        access.require(actor, Permission.INCIDENTS_SEE)
        if unit:
            access.unit_named(unit)
        which = one_of(Want, want, "want") if want else Want.OPEN
        what = one_of(Kind, kind, "kind") if kind else ""
        moment = now()
        found = queries.incidents(actor, which, unit=unit, kind=what, words=words, now=moment)
        total = found.count()
        rows = [_line(one, moment) for one in found[:limit]]
    table("incidents", rows, LISTED)
    answer({"total": total}, f"{total} in the register.")


def _line(one: Any, now: datetime) -> dict[str, Any]:
    from muniment.governance.incidents import rules

    left = rules.left_in_words(one.limit_at, now) if one.clock.runs else ""
    names = ("reference", "kind", "stage", "severity", "reported_at", "limit_at", "breach")
    return {
        **{name: getattr(one, name) for name in names},
        "unit": one.unit.reference,
        "handler": one.handler.name if one.handler else "",
        "clock": left,
    }


@app.command("show")
def show(reference: Reference) -> None:
    """Show an incident whole: its clock, what was found, its corrective actions and its story."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import queries, rules

        one = queries.incident_named(actor, reference)
        moment = now()
        shown = {
            **_line(one, moment),
            **{name: getattr(one, name) for name in SHOWN},
            "state": rules.state_of(one.clock, moment).value,
            "tasks": [_task(each) for each in queries.tasks(one)],
            "alerts": [{"hours": each.hours, "at": each.at} for each in queries.alerts(one)],
            "stages": [
                {"stage": each.stage.value, "since": each.since, "until": each.until}
                for each in queries.stays(one)
            ],
            "steps": [
                {"at": each.at, "by": each.by, "deed": each.deed, "why": each.why}
                for each in queries.steps(one)
            ],
        }
    answer(shown, f"{one.reference}  {one.kind}  ({one.stage}, version {one.version})")
    if one.clock.runs and one.limit_at:
        say(f"The clock: {shown['clock']}, until {rules.moment_in_words(one.limit_at)}.")
    say(one.what)
    for label in ("cause", "factors", "salvage", "salvage_outcome", "check_found"):
        if shown[label]:
            say(f"{label.replace('_', ' ').capitalize()}: {shown[label]}")


@app.command("triage")
def triage(
    reference: Reference,
    severity: Annotated[str, typer.Option(help="low, medium, high or critical.")],
    handler: Annotated[str, typer.Option(help="Who handles it: user name, e-mail or reference.")],
    breach: Annotated[
        str, typer.Option(help="Whether it is a personal data breach: yes, no or unsure.")
    ] = "unsure",
    kind: Annotated[str, typer.Option(help="What happened; as reported without it.")] = "",
    unit: Annotated[str, typer.Option(help="Its unit; as reported without it.")] = "",
    asset: Annotated[str, typer.Option(help="The information asset, by reference.")] = "",
    aware: At = "",
    why: Because = "",
    seen: Seen = None,
) -> None:
    """Say how bad it is, who handles it, and whether it is a personal data breach."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions, queries
        from muniment.governance.incidents.types import Concern, TriageDraft

        one = queries.incident_named(actor, reference)
        said = {Concern.YES: True, Concern.NO: False, Concern.UNSURE: None}
        draft = TriageDraft(
            severity=severity,
            handler=handler,
            kind=kind or one.kind,
            unit=unit or one.unit.reference,
            breach=said[one_of(Concern, breach, "breach")],
            asset=asset,
            aware_at=read_moment(aware, "aware_at"),
            why=why,
        )
        made = actions.triage(actor, reference, draft, seen=seen, now=now())
    told(made, f"{made.reference} is {made.stage}.")


@app.command("find")
def find(
    reference: Reference,
    cause: Annotated[str, typer.Option(help="The root cause.")] = "",
    factors: Annotated[str, typer.Option(help="What contributed.")] = "",
    spoken_to: Annotated[str, typer.Option(help="Who was spoken to.")] = "",
    salvage: Annotated[str, typer.Option(help="Steps of salvage, for damage.")] = "",
    salvage_outcome: Annotated[str, typer.Option(help="What came of the salvage.")] = "",
    seen: Seen = None,
) -> None:
    """Say what the investigation found; what is not said stays."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions, queries
        from muniment.governance.incidents.types import FindingsDraft

        one = queries.incident_named(actor, reference)
        draft = FindingsDraft(
            cause or one.cause,
            factors or one.factors,
            spoken_to or one.spoken_to,
            salvage or one.salvage,
            salvage_outcome or one.salvage_outcome,
        )
        made = actions.find(actor, reference, draft, seen=seen, now=now())
    told(made, "What was found is kept.")


@app.command("advance")
def advance(
    reference: Reference,
    deed: Annotated[str, typer.Argument(help="investigate, put_right or check.")],
    check_on: Annotated[
        str, typer.Option(metavar="DATE", help="When it is checked whether it worked.")
    ] = "",
    seen: Seen = None,
) -> None:
    """Have an incident go on to the next stage."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions

        day = read_date(check_on, "check_on")
        made = actions.advance(actor, reference, deed, check_on=day, seen=seen, now=now())
    told(made, f"{made.reference} is {made.stage.replace('_', ' ')}.")


@app.command("check")
def check(
    reference: Reference,
    found: Annotated[str, typer.Option(help="What you found.")],
    worked: Annotated[bool, typer.Option("--worked/--failed", help="Whether it worked.")],
    on: Annotated[str, typer.Option(metavar="DATE", help="When; today without it.")] = "",
) -> None:
    """Say whether what was done has worked. Where it has not, it is investigated again."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions
        from muniment.governance.incidents.types import CheckDraft

        draft = CheckDraft(worked, found, read_date(on, "checked_on"))
        made = actions.check(actor, reference, draft, now=now())
    told(made, f"{made.reference} is {made.stage.replace('_', ' ')}.")


@app.command("close")
def close(
    reference: Reference,
    lesson: Annotated[str, typer.Option(help="A lesson for others, in one line.")] = "",
    words: Annotated[str, typer.Option(help="What others can learn.")] = "",
    no_lesson: Annotated[str, typer.Option(help="Why there is no lesson.")] = "",
    seen: Seen = None,
) -> None:
    """Close an incident, with a lesson for others or a reason why there is none."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions
        from muniment.governance.incidents.types import LessonDraft

        draft = LessonDraft(lesson, words, no_lesson)
        made = actions.close(actor, reference, draft, seen=seen, now=now())
    told(made, f"{made.reference} is closed.")


@app.command("reopen")
def reopen(reference: Reference, why: Because = "") -> None:
    """Open an incident again, since what was done did not work."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions

        made = actions.reopen(actor, reference, why=why, now=now())
    told(made, f"{made.reference} is open again.")


@app.command("figures")
def figures(
    unit: Annotated[str, typer.Option(help="Of this unit and those below it.")] = "",
    since: Annotated[str, typer.Option(metavar="DATE", help="From; a year ago without it.")] = "",
) -> None:
    """Count reports, breaches that were notified in time, and what was closed whole."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import civil_date, now
        from muniment.governance.incidents import queries

        access.require(actor, Permission.INCIDENTS_SEE)
        if unit:
            access.unit_named(unit)
        day, moment = read_date(since, "since"), now()
        found = queries.figures(actor, civil_date(moment), since=day, unit=unit, now=moment)
    names = [name for name in found.__slots__ if name != "stages"]
    counted = {name: getattr(found, name) for name in names}
    stages = [
        {"stage": one.stage.value, "number": one.number, "oldest_days": one.oldest_days}
        for one in found.stages
    ]
    answer(
        {**counted, "per_thousand": found.per_thousand, "stages": stages},
        f"{found.reports} reports since {found.since}, {found.near_misses} of them near misses.",
        f"{found.notified_in_time} of {found.notifiable} breaches were notified in time.",
        f"{found.open} open, {found.overdue} with a clock that has passed.",
    )


@app.command("pack")
def pack(
    file: Annotated[
        Path | None, typer.Argument(help="A file to look at; the one in force without it.")
    ] = None,
) -> None:
    """Show who is told of breaches and in how many hours, or say why a file cannot be used."""
    with acting():
        from muniment.governance.incidents.adapters import packs

        found, wrong = packs.look_at(file) if file else (packs.current(), [])
        if found is None:
            raise Refused(wrong)
    answer(
        {name: getattr(found, name) for name in found.__slots__},
        f"{found.authority}: within {found.limit_hours} hours; warnings after "
        f"{', '.join(map(str, found.alert_hours))}.",
        f"Warned beside the handler: {', '.join(found.alerted_roles)}.",
    )
