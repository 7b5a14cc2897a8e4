"""Rules that are not used any more, or never were."""

from typing import Annotated

import typer

from muniment.cli.arguments import Why
from muniment.cli.desk import acting
from muniment.cli.output import answer
from muniment.cli.working import work_off

Code = Annotated[str, typer.Argument(metavar="CODE", help="The code of a rule.")]


def retire(code: Code, reason: Why = "") -> None:
    """Retire a rule. What it dated is protected until its class is given another."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        actions.retire_rule(actor, code, reason=reason, now=now())
        work_off(["retention.recalculate"], "Computing dates", processes=1)
    answer({"rule": code, "state": "retired"}, f"Rule {code} is retired.")


def delete(code: Code) -> None:
    """Delete a rule that was entered by mistake and has never been used."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.lifecycle.retention import actions

        actions.delete_rule(actor, code, now=now())
    answer({"rule": code, "state": "deleted"}, f"Rule {code} is deleted.")
