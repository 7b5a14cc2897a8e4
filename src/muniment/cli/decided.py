"""What was decided about records by themselves: a rule still to be set, and deciding again."""

from typing import Annotated

import typer

from muniment.cli.arguments import Reference, Why
from muniment.cli.desk import acting
from muniment.cli.output import answer, table

Scope = Annotated[str, typer.Argument(metavar="SCOPE", help="A record, a folder or a class.")]
Code = Annotated[str, typer.Argument(metavar="CODE", help="A rule; -: that of the class.")]


def to_set() -> None:
    """List the records that a review decided to give another rule, which nobody has set yet."""
    with acting() as actor:
        from muniment.lifecycle.retention import queries

        found = list(queries.waiting_for_rule(actor).select_related("file_class"))
        decided = queries.decided_for(one.reference for one in found)
        rows = [
            {
                "reference": one.reference,
                "title": one.title,
                "class": one.file_class.reference,
                "was": decided[one.reference].rule,
                "reason": decided[one.reference].reason,
                "review": decided[one.reference].review,
                "since": decided[one.reference].on,
            }
            for one in found
        ]
    columns = {"reference": "Record", "title": "Title", "class": "Class", "was": "Was under"}
    table("rule_to_set", rows, {**columns, "reason": "Why", "review": "Review", "since": "Since"})


def set_rule(scope: Scope, code: Code, reason: Why = "") -> None:
    """Set the rule for what waits for one: a record, or all that wait in a folder or class."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        done = actions.give_rule(actor, scope, code, reason=reason, now=now())
    answer({"records": done, "rule": code}, f"The rule of {len(done)} records is set.")


def decide_again(reference: Reference, reason: Why = "") -> None:
    """Take back what was decided for a record by itself: the rule of its class counts again."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        actions.decide_again(actor, reference, reason=reason, now=now())
    answer({"record": reference}, f"{reference} is under the rule of its class again.")
