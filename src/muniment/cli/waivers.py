"""Waivers of rules."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Limit, Reference, Why, one_of, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.foundation.kernel.errors import Reason, refuse_if

app = typer.Typer(name="waivers", help="Waivers of rules, until a day.", no_args_is_help=True)


@app.command("list")
def list_(
    state: Annotated[
        str, typer.Option(help="asked, granted, refused, ended or expired; all without it.")
    ] = "",
    unit: Annotated[str, typer.Option(help="Only of this unit and those below it.")] = "",
    words: Annotated[str, typer.Option(help="Only with all these words.")] = "",
    soon: Annotated[bool, typer.Option("--soon", help="Only those that end in 30 days.")] = False,
    limit: Limit = 1000,
) -> None:
    """List waivers, those that end soonest first."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import today
        from muniment.governance.risks import queries
        from muniment.governance.risks.types import WaiverState

        access.require(actor, Permission.RISKS_SEE)
        if unit:
            access.unit_named(unit)
        which = one_of(WaiverState, state, "state") if state else ""
        on = today()
        found = queries.waivers(actor, which, unit=unit, words=words, soon=soon, today=on)
        total = found.count()
        rows = [_line(one, on) for one in found[:limit]]
    columns = {"reference": "Reference", "rule": "Rule", "unit": "Unit", "state": "State"}
    table("waivers", rows, {**columns, "ends_on": "Last day"})
    answer({"total": total}, f"{total} in the list.")


def _line(one: Any, today: Any) -> dict[str, Any]:
    from muniment.governance.risks import rules
    from muniment.governance.risks.types import WaiverState

    state = rules.state_on(WaiverState(one.state), one.ends_on, today)
    names = ("reference", "rule", "policy", "ends_on", "asked_by", "decided_by")
    said = {name: getattr(one, name) for name in names}
    return {**said, "unit": one.unit.reference, "state": state.value}


@app.command("show")
def show(reference: Reference) -> None:
    """Show a waiver: the rule, the need, the options, the control, and who decided what."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.risks import queries

        one = queries.waiver_named(actor, reference)
        names = ("why", "control", "options", "decided_why", "ended_why")
        told = {**_line(one, today()), **{name: getattr(one, name) for name in names}}
        told["risk"] = one.risk.reference if one.risk else ""
    answer(told, f"{one.reference}  {told['state']} until {one.ends_on}")
    for label, text in (("Rule", one.rule), ("Why", one.why), ("Control", one.control)):
        say(f"{label}: {text}")


@app.command("ask")
def ask(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule, in words.")],
    unit: Annotated[str, typer.Option(help="The unit that need not keep it.")],
    why: Annotated[str, typer.Option(help="The local need.")] = "",
    control: Annotated[str, typer.Option(help="What makes up for it.")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day: 2027-03-31.")] = "",
    option: Annotated[
        list[str] | None,
        typer.Option(metavar="WHAT|NEED|POLICY", help="An option that was looked at. Repeatable."),
    ] = None,
    policy: Annotated[str, typer.Option(help="Where the rule stands.")] = "",
    risk: Annotated[str, typer.Option(help="The risk it belongs to.")] = "",
) -> None:
    """Ask that a rule need not be kept until a day. Nobody decides on what they asked for."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions
        from muniment.governance.risks.types import WaiverDraft

        day, options = read_date(until, "ends_on"), _options(option or [])
        draft = WaiverDraft(rule, unit, why, control, day, policy, options, risk)
        made = actions.ask(actor, draft, now=now())
    answer({"reference": made.reference}, f"{made.reference} is asked for.")


def _options(given: Sequence[str]) -> tuple[Any, ...]:
    """Options as they are written on the command line. Raises Refused for what is none."""
    from muniment.governance.risks.types import OptionDraft

    parts = [[part.strip() for part in one.split("|")] for one in given]
    wrong = [one for one, found in zip(given, parts, strict=True) if len(found) != 3]
    said = "Write '{}' as WHAT|NEED|POLICY."
    refuse_if(Reason("not_an_option", said.format(one), "option") for one in wrong)
    return tuple(OptionDraft(*found) for found in parts)


@app.command("grant")
def grant(reference: Reference, reason: Why = "") -> None:
    """Grant what was asked for."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        made = actions.grant(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference, "state": made.state}, f"{made.reference} is granted.")


@app.command("refuse")
def refuse(reference: Reference, reason: Why = "") -> None:
    """Refuse what was asked for."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        made = actions.refuse_waiver(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference, "state": made.state}, f"{made.reference} is refused.")


@app.command("end")
def end(reference: Reference, reason: Why = "") -> None:
    """End a waiver before its day, or take back what was asked for."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        made = actions.end_waiver(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference, "state": made.state}, f"{made.reference} has ended.")
