"""Rules that are looked at again from time to time."""

from dataclasses import asdict
from typing import Annotated

import typer

from muniment.cli.arguments import one_of
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table


def to_review(
    mine: Annotated[bool, typer.Option("--mine", help="Only what you may review.")] = False,
) -> None:
    """List the rules that are to be looked at again, and those still to be changed or retired."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import queries

        found = queries.rules_to_review(actor, now=now(), only_mine=mine)
        rows = [asdict(one) for one in found]
    columns = {"code": "Rule", "title": "Title", "since": "Not looked at since", "due_on": "Due"}
    columns |= {"days_overdue": "Days overdue", "owners": "Owners", "pending": "To be done"}
    overdue = sum(one.days_overdue > 0 for one in found)
    table("rules", rows, columns, total=len(rows), overdue=overdue)


def looked_at() -> None:
    """Show how many rules were looked at in time, in all and by owner."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import civil_date, now
        from muniment.lifecycle.retention import queries

        at = now()
        whole, by_owner = queries.rules_looked_at(actor, now=at)
        rows = [
            {
                "owner": one.owner,
                "in_time": one.in_time,
                "rules": one.rules,
                "percent": one.percent,
            }
            for one in by_owner
        ]
        on = civil_date(at)
    columns = {"owner": "Owner (empty: nobody)", "in_time": "In time", "rules": "Rules"}
    figure = {"in_time": whole.in_time, "rules": whole.rules, "percent": whole.percent}
    table("owners", rows, columns | {"percent": "Per cent"}, on=on, all=figure)
    share = "" if whole.percent is None else f" ({whole.percent}%)"
    say(f"On {on:%-d %B %Y}: {whole.in_time} of {whole.rules} rules{share}.")


def review_rule(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code of a rule.")],
    outcome: Annotated[str, typer.Argument(metavar="OUTCOME", help="keep, change or retire.")],
    note: Annotated[str, typer.Option(help="What was found.")] = "",
) -> None:
    """Decide about a rule that is looked at again."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions
        from muniment.lifecycle.retention.rules.reviewing import RuleOutcome

        wanted = one_of(RuleOutcome, outcome, "outcome")
        made = actions.review_rule(actor, code, wanted, note=note, now=now())
    answer({"rule": code, "version": made.version, "outcome": made.outcome}, "It is noted.")


def review_interval(
    months: Annotated[int, typer.Option("--set", help="Months; 0: never.")] = -1,
) -> None:
    """Show after how many months rules are looked at again, or set it."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions, queries

        if months >= 0:
            actions.set_review_interval(actor, months, now=now())
        access.require(actor, Permission.RETENTION_SEE)
        found = queries.review_interval()
    said = f"Rules are looked at again every {found} months." if found else "Rules are not."
    answer({"months": found}, said)
